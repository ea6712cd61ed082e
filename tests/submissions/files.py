"""The carer's own file, ``responses.json``: what is not of our form is not marked, and has a reason."""

import json
import os
from pathlib import Path
from typing import Any

from roleplay.responses import FORMAT
from tests.submissions.case import ALL, Place, Sees, case, put, reason

LITERAL = Path(__file__).parent / "literal"
DAMAGED = reason("damaged or is not a Connection First file")
ODD_FORM = reason("does not fit the course's form")

# File in literal/ → what was done, what the trainer sees.
FILES: dict[str, tuple[str, Sees]] = {
    "empty": ("an empty file", DAMAGED),
    "half": ("a file that was cut off", DAMAGED),
    "two-in-one": ("two documents in one file", DAMAGED),
    "only-null": ("nothing but null", ODD_FORM),
    "only-a-list": ("a list", ODD_FORM),
    "a-web-page": ("the page of a sign-in, saved under our name", DAMAGED),
    "comments": ("a file with comments, as an editor would add them", DAMAGED),
    "not-a-number": ("NaN and Infinity where words should be", ODD_FORM),
    "not-a-number-in-a-run": ("NaN as a temperature", ODD_FORM),
    "another-schema": ("valid JSON of some other program", reason("not a Connection First file")),
    "newer-version": ("a file of a newer course", reason("newer version of the course")),
    "another-exercise": ("the work of another exercise", reason("belongs to '01-starting-safely'")),
    "unknown-fields": ("fields that are not ours, with markup in their names", ODD_FORM),
    "no-times": ("answers without their times", reason("something is missing")),
    "no-such-day": ("an answer of the 31st of February", ODD_FORM),
    "other-digits": ("a time in Arabic digits", ODD_FORM),
    "numbers-for-words": ("numbers where words should be", ODD_FORM),
    "path-for-a-name": ("a path in place of a scenario's name", ODD_FORM),
    "markup-for-a-card": ("markup in place of a card's name", ODD_FORM),
    "markup-for-a-choice": ("markup in place of the closest reply", ODD_FORM),
    "half-a-character": ("half of an emoji, as a broken copy leaves it", DAMAGED),
}  # fmt: skip


def _literal(name: str) -> Any:
    content = (LITERAL / f"{name}.json").read_bytes()
    return lambda place: place.responses.write_bytes(content)


for _name, (_about, _sees) in FILES.items():
    put(f"file-{_name}", _about, _sees, _literal(_name))


@case("no file of the carer's own", reason("Nothing was sent"))
def no_responses(place: Place) -> None:
    place.responses.unlink()


@case("only the time is there", reason("Nothing was sent"))
def nothing_but_a_time(place: Place) -> None:
    for path in (place.responses, place.notebook, place.folder / "submission_secret.txt"):
        path.unlink()


@case("an empty folder", reason("Nothing was sent"))
def empty_folder(place: Place) -> None:
    for path in place.folder.iterdir():
        path.unlink()


@case("the same keys twice: the last ones count, as in every program that reads JSON")
def keys_twice(place: Place) -> None:
    whole = place.responses.read_text("utf-8").lstrip("{")
    first = '"exercise": "another", "runs": [], "answers": {}, "sorts": {}, "format": "?", '
    place.responses.write_text("{" + first + whole, "utf-8")


@case("numbers written as words where a number belongs: they are read")
def numbers_as_words(place: Place) -> None:
    def change(work: dict[str, Any]) -> None:
        moment = {"text": "", "temperature": "5", "inside": "", "step": "", "said": "", "feedback": ""}  # fmt: skip
        end = {"title": "", "text": "", "inside": "", "debrief": ""}
        script = {"title": "", "child": "", "moments": [moment], "ending": end}
        work["runs"][0]["script"] = script

    place.work(change)


@case("larger than 1 MB", reason("larger than 1 MB"))
def huge(place: Place) -> None:
    place.responses.write_bytes(place.responses.read_bytes() + b" " * 1_000_001)


@case("4 GB that take no room on the disk", reason("larger than 1 MB"))
def huge_and_hollow(place: Place) -> None:
    os.truncate(place.responses, 4_000_000_000)


@case("half a million brackets", DAMAGED)
def deep_lists(place: Place) -> None:
    place.responses.write_bytes(b"[" * 500_000 + b"]" * 490_000)


@case("a hundred thousand things inside each other", DAMAGED)
def deep_things(place: Place) -> None:
    place.responses.write_bytes(b'{"runs":' * 100_000 + b"0" + b"}" * 100_000)


@case("a number of 9,000 digits", DAMAGED)
def long_number(place: Place) -> None:
    text = f'{{"format": "{FORMAT}", "runs": {"9" * 9_000}}}'
    place.responses.write_text(text, "utf-8")


@case("UTF-16, as some editors save", DAMAGED)
def in_utf16(place: Place) -> None:
    place.responses.write_text(place.responses.read_text("utf-8"), "utf-16")


@case("Latin-1, with an accent", DAMAGED)
def in_latin1(place: Place) -> None:
    place.work(lambda work: work["answers"]["reflection"].update(text="cafe"))
    place.responses.write_bytes(place.responses.read_bytes().replace(b"cafe", b"caf\xe9"))


@case("a mark at the beginning, as Windows' Notepad adds: it is read")
def with_a_mark(place: Place) -> None:
    place.responses.write_bytes(b"\xef\xbb\xbf" + place.responses.read_bytes())


@case("other ends of lines and many blanks: it is read")
def other_line_ends(place: Place) -> None:
    text = json.dumps(json.loads(place.responses.read_bytes()), indent=8)
    place.responses.write_bytes(text.replace("\n", "\r\n").encode())


@case("a reflection of 100,000 characters", reason("longer than 20,000 letters"))
def long_reflection(place: Place) -> None:
    place.work(lambda work: work["answers"]["reflection"].update(text="warm " * 20_000))


@case("a reflection of exactly as much as fits, in one word", ALL)
def longest_reflection(place: Place) -> None:
    place.work(lambda work: work["answers"]["reflection"].update(text="é" * 20_000))


@case("51 answers", reason("more than 50"))
def too_many_answers(place: Place) -> None:
    def change(work: dict[str, Any]) -> None:
        one = work["answers"]["reflection"]
        work["answers"] = {f"answer-{number}": one for number in range(51)}

    place.work(change)


@case("201 runs", reason("more than 200"))
def too_many_runs(place: Place) -> None:
    place.work(lambda work: work.update(runs=work["runs"][:1] * 201))


@case("a run of 41 picks", reason("more than 40"))
def too_many_picks(place: Place) -> None:
    def change(work: dict[str, Any]) -> None:
        work["runs"][0]["picks"] = work["runs"][0]["picks"][:1] * 41

    place.work(change)


@case("bytes of a picture", DAMAGED)
def a_picture(place: Place) -> None:
    place.responses.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
