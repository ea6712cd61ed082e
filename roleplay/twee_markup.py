"""What Twine's story formats can do and a role-play cannot: found in a passage, named, left out.

Rule: an ordinary sentence is never taken for code, and no code is ever taken for a sentence of a carer.
"""

import re
from dataclasses import dataclass

HARLOWE = "if|unless|else-?if|else|set|put|print|display|link(?:-[a-z-]+)?|goto|go-to|live|stop|event|for|either|random|a|array|dm|ds|text-?style|text-?colou?r|colou?r|bg|background|css|font|align|transition|t8n|click(?:-[a-z]+)?|mouseover|show|hide|enchant|replace|append|prepend|hook|alert|prompt|confirm|input(?:-box)?|cycling-link|seq-link|dropdown|save-game|load-game|undo|restart|loop|history|visited|macro|output|box|char-style|collapse|nth"  # fmt: skip
_KINDS = (
    ("a modifier", r"(?m)^\[(?!\[)[^\[\]\n]*\][ \t]*$"),
    ("code", r"<(script|style)\b.*?</\1\s*>"),
    ("a picture", r"\[img\[.*?\]\](?:\])?|<img\b[^>]*>|!\[[^\]]*\]\([^)]*\)"),
    ("code", r"<%.*?%>"),
    ("a condition", r"<</?(?:if|elseif|else|switch|case|default)\b.*?>>"),
    ("a loop", r"<</?(?:for|repeat|while)\b.*?>>"),
    ("a macro", r"<<.*?>>"),
    ("a condition", r"\((?:if|unless|else-?if|else):(?:[^()]|\([^()]*\))*\)"),
    ("a macro", rf"\((?:{HARLOWE}):(?:[^()]|\([^()]*\))*\)"),
    ("a variable", r"\$[A-Za-z_]\w*(?:\.\w+)*|(?<![\w&])_[A-Za-z]\w*\b(?!_)"),
    ("an insert", r"\{[^{}\n]*\}"),
    ("markup", r"</?[A-Za-z][^<>]*>"),
)
KINDS = [(kind, re.compile(form, re.DOTALL)) for kind, form in _KINDS]
# The words inside stay; only the signs go.
EMPHASIS = re.compile(r"''(?=\S)(.+?)(?<=\S)''|(?<![:/])//(?=\S)(.+?)(?<=\S)//|\*\*(?=\S)(.+?)(?<=\S)\*\*|(?<!\w)\*(?=\S)([^*\n]+?)(?<=\S)\*(?!\w)|__(?=\S)(.+?)(?<=\S)__")  # fmt: skip
HOOK = re.compile(r"(?<!\[)\[([^\[\]\n]*)\](?!\])")


@dataclass(frozen=True)
class Lost:
    """Something that did not come along: where it stood, and what it was."""

    passage: str
    line: int
    what: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"line {self.line}, passage '{self.passage}': {self.what}"


def clean(text: str, passage: str, line: int, lost: list[Lost]) -> str:
    """Return the plain words of a passage, and add to ``lost`` what was left out of them.

    Args:
        text: as it stands in the file, links already taken out.
        passage: its name.
        line: the line of the file on which ``text`` begins.
        lost: what has been left out so far.
    """
    found_code = False
    for kind, form in KINDS:
        for found in form.finditer(text):
            at = line + text.count("\n", 0, found.start())
            lost.append(Lost(passage, at, f"{kind}: {_short(found[0])}"))
            found_code = True
        text = form.sub(lambda found: "\n" * found[0].count("\n"), text)
    if found_code:
        text = HOOK.sub(r"\1", text)  # what a macro was applied to
        text = re.sub(r"\n{3,}", "\n\n", text)
    return EMPHASIS.sub(lambda found: next(filter(None, found.groups())), text)


def _short(code: str) -> str:
    code = " ".join(code.split())
    return code if len(code) <= 60 else f"{code[:59]}…"
