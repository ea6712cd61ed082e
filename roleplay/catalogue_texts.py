"""Every text that comes into the catalogue, with the file and the line where its author wrote it.

The texts of each role-play and each sort stand under its name; the course's own (the player, the readable story, what
is said to a carer by Python, the labels beside boxes) stand without one, so that each is translated once.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from roleplay import (
    checking,
    privacy,
    reading,
    rubric,
    scenario,
    scripts,
    sheets,
    sheets_checking,
    sorts,
    sorts_texts,
    translation,
)

ROOT = Path(__file__).resolve().parent.parent
FRAME = ROOT / "book" / "_ext" / "templates"
"""The frame around the pages: buttons, lists, the words at the end."""
# Python that speaks to carers: texts inside say("…") and word("…").
SPEAKING = (
    "directive",
    "directive_service",
    "directive_sorts",
    "element",
    "element_sorts",
    "practice",
    "privacy",
    "sheets_paper",
    "widget",
)
# What an author writes beside a part of a page, or gives to a cell of an exercise.
_PART = re.compile(r"^(`{3,}|:{3,})\{(?:own-words|if-then|send-work)\}.*\n((?:^:.*\n)*)", re.MULTILINE)  # fmt: skip
_SAID = re.compile(r'say\("([^"]+)"')
_OPTION = re.compile(r"^:(label|help|title|if|then): *(.*\S)", re.MULTILINE)
_CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CALLS = {"Practice": ("", "title"), "own_words": ("", "label", "help"), "if_then": ("label", "help", "if_", "then")}  # fmt: skip


@dataclass(frozen=True)
class Text:
    """One text to translate: what it says in English, where it stands, and what it is."""

    english: str
    context: str
    file: str
    line: int
    comment: str


def every_text(names: Iterable[str] | None = None) -> tuple[Text, ...]:
    """List every text of the course that the catalogue holds, role-plays first.

    Args:
        names: the role-plays that are wanted; all of the course, if nothing is said.

    Raises:
        ScenarioError: a role-play of the course is not sound; ``python -m roleplay check`` says it too.
    """
    forms = () if names else (sheets.FOLDER / f"{name}.yaml" for name in sheets.names())
    cards = () if names else (sorts.FOLDER / f"{name}.yaml" for name in sorts.names())
    stories = (scenario.FOLDER / f"{name}.yaml" for name in names or scenario.names())
    pages = [*(ROOT / "book").rglob("*.md"), *(ROOT / "solutions").rglob("practice.md")]
    return (
        *(text for path in stories for text in of_scenario(path)),
        *(text for path in cards for text in of_sort(path)),
        *(text for path in forms for text in of_sheet(path)),
        *of_pictures(),
        *(t for path in sorted(scripts.FOLDER.glob("words*.js")) for t in of_player(path)),
        *(t for n in SPEAKING for t in of_python(Path(__file__).parent / f"{n}.py")),
        *of_privacy(),
        *of_rubric(),
        *(t for path in sorted(FRAME.rglob("*.html")) for t in of_template(path)),
        *(text for path in sorted(pages) for text in of_page(path)),
    )


def of_scenario(path: Path) -> Iterator[Text]:
    """Yield the texts of one role-play, each with the line of its file.

    Raises:
        ScenarioError: the role-play is not sound.
    """
    story, source = scenario.load(path), reading.read(path)
    for place, english in translation.spoken(story):
        line = source.line_of(place) or 1
        yield _text(english, path, line, checking.where(place), story.name)


def of_sort(path: Path) -> Iterator[Text]:
    """Yield the texts of one sort, each with the line of its file.

    Raises:
        SortError: the sort is not sound.
    """
    sort, source = sorts.load(path), reading.read(path)
    for place, english in sorts_texts.spoken(sort):
        line = source.line_of(place) or 1
        yield _text(english, path, line, checking.where(place), sorts_texts.context(sort))


def of_sheet(path: Path) -> Iterator[Text]:
    """Yield the texts of one sheet, each with the line of its file.

    Raises:
        SheetError: the sheet is not sound.
    """
    sheet, source = sheets.load(path), reading.read(path)
    for place, english in sheets.spoken(sheet):
        line = source.line_of(place) or 1
        yield _text(english, path, line, sheets_checking.where(place), sheets.context(sheet))


def of_pictures() -> Iterator[Text]:
    """Yield the words under the small pictures of routines."""
    source = reading.read(sheets_checking.PICTURES)
    for name, picture in sheets_checking.pictures().items():
        line = source.line_of((name, "words")) or 1
        yield _text(picture["words"], sheets_checking.PICTURES, line, "under a small picture")


def of_player(path: Path) -> Iterator[Text]:
    """Yield the words of the player."""
    for english, line in translation.js_words(path.read_text(encoding="utf-8")):
        yield _text(english, path, line, "the player")


def of_python(path: Path) -> Iterator[Text]:
    """Yield what a module says to carers."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and _name(call) in ("say", "word") and call.args:
            first = call.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield _text(
                    first.value, path, first.lineno, "around the player, or in the story as text"
                )


def of_privacy() -> Iterator[Text]:
    """Yield what a carer is told when a text might identify a real child."""
    source = reading.read(privacy.FILE)
    for number, rule in enumerate(privacy.rules()["rules"]):
        for part in privacy.SAID:
            line = source.line_of(("rules", number, part)) or 1
            yield _text(rule[part], privacy.FILE, line, f"what might identify a child: {part}")


def of_rubric() -> Iterator[Text]:
    """Yield the words of the rubric that come back to a carer in a reply."""
    source, words = reading.read(rubric.FILE), rubric.rubric()
    places: dict[reading.Place, str] = {("unanswered",): words.unanswered}
    places |= {("levels", i): level for i, level in enumerate(words.levels)}
    places |= {("counted", key): name for key, name in words.counted.items()}
    for key, criterion in words.criteria.items():
        places["criteria", key, "name"] = criterion.name
        places |= {("criteria", key, "levels", i): t for i, t in enumerate(criterion.levels)}
    for place, english in places.items():
        yield _text(english, rubric.FILE, source.line_of(place) or 1, "the rubric, in a reply")


def of_template(path: Path) -> Iterator[Text]:
    """Yield the words of the frame around a page of the book."""
    template = path.read_text(encoding="utf-8")
    for said in _SAID.finditer(template):
        yield _text(said[1], path, _line(template, said.start()), "the frame around a page")


def of_page(path: Path) -> Iterator[Text]:
    """Yield the labels that an author wrote beside the boxes of a page or an exercise."""
    page = path.read_text(encoding="utf-8")
    for part in _PART.finditer(page):
        for option in _OPTION.finditer(part[2]):
            line = _line(page, part.start(2) + option.start())
            yield _text(option[2], path, line, f"beside a box: {option[1]}")
    for cell in _CELL.finditer(page):
        for name, english, line in _given(cell[1]):
            yield _text(english, path, _line(page, cell.start(1)) + line - 1, f"beside a box: {name}")  # fmt: skip


def _given(code: str) -> Iterator[tuple[str, str, int]]:
    """Yield the texts given to the calls of a cell: name, text and line in the cell."""
    for call in ast.walk(ast.parse(code)):
        if not isinstance(call, ast.Call):
            continue
        names = _CALLS.get(_name(call), ())
        named = [(key.arg, key.value) for key in call.keywords if key.arg in names]
        for name, value in (*zip(names, call.args, strict=False), *named):
            if name and isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield name, value.value, value.lineno


def _name(call: ast.Call) -> str:
    """Return the last name of what is called: "say" for self.language.say(…)."""
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def _text(english: str, path: Path, line: int, comment: str, context: str = "") -> Text:
    file = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    return Text(translation.folded(english), context, file.as_posix(), line, comment)


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def words(texts: Iterable[Text]) -> int:
    """Count the words to translate, each text once: what a volunteer wants to know first."""
    return sum(len(english.split()) for _, english in {(t.context, t.english) for t in texts})
