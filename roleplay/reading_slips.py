"""The usual slips behind a file that cannot be read as YAML, each in a trainer's words.

Rule: the sentence names what is wrong in the line that the author sees, and what mends it.
"""

import re


def slip(said: str, line: str, column: int) -> str:
    """Name the usual slip behind one of the library's messages, and what mends it."""
    bar = "Write '|-' after the colon, and put the text on the next line, set further in."
    if "\t" in line[: len(line) - len(line.lstrip())] or "'\\t'" in said:
        return "There is a tab at the start of this line. Use spaces, two for each level."
    if said == "mapping values are not allowed here" and len(re.findall(r":(?: |$)", line)) > 1:
        return (
            f"There is a second colon in this line. {bar.replace('the colon', 'the first colon')}"
        )
    if said == "found unexpected end of stream":
        return "A quotation mark opens here and does not close. Close it in its own line."
    if said == "could not find expected ':'":
        return "This line has no 'name:'. If it belongs to the text above, set it further in than that text's name."
    if said.startswith("but found another document"):
        return "A line of '---' is not used here. Take it out: one file holds one role-play."
    before = line[:column].rstrip()
    if before.endswith(('"', "'")):
        if before.count(before[-1]) % 2:
            return "A quotation mark that was opened further up closes only here. Close it in its own line."
        return f"Text goes on after the closing quotation mark. {bar}"
    if said.startswith(("mapping values", "expected <block end>", "did not find expected")):
        return "The spaces at the start of this line do not fit the lines around it. Use two for each level further in."
    return f"This line cannot be read as YAML: {said}. If it is text: {bar[0].lower()}{bar[1:]}"
