"""A sheet that a carer fills in: load it, check it, and give a page what it needs.

What is filled in stays on the carer's device. Nothing here ever sees it.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from roleplay import checking, sheets_checking
from roleplay.reading import Place, Problem, ScenarioError, Source
from roleplay.reading import read as read_yaml
from roleplay.sheets_model import Sheet
from roleplay.translation import ENGLISH, Language

FOLDER = Path(__file__).parent / "sheets"
SheetError = ScenarioError
"""A sheet that cannot be used; ``problems`` lists everything found."""

__all__ = ["FOLDER", "Sheet", "SheetError", "context", "for_page", "load", "names", "spoken"]

# Fields that are names or keys; every other text in a sheet is read by people.
_NAMES = {
    "kind",
    "drawing",
    "pictures",
    "of",
    "shows",
    "by",
    "asks",
    "teaches",
    "sources",
    "authors",
}


def names() -> tuple[str, ...]:
    """List the sheets that come with the course, by name."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def load(which: str | Path) -> Sheet:
    """Load a sheet by name, or from a file of your own, and check every rule.

    Args:
        which: the name of a sheet of the course ("mind-check"), or a path to a YAML file.

    Raises:
        SheetError: no such sheet, or one that breaks a rule; ``problems`` lists them all.
    """
    path = which if isinstance(which, Path) else FOLDER / f"{which}.yaml"
    if not path.is_file():
        hint = checking.did_you_mean(path.stem, list(names()))
        raise SheetError([Problem(path.name, f"There is no sheet '{path.stem}'. {hint}")])
    source = read_yaml(path, "sheet")
    sheet = _shape(source, path.stem)
    problems = [_problem(source, place, said) for place, said in sheets_checking.faults(sheet)]
    if problems:
        raise SheetError(problems)
    return sheet


def _shape(source: Source, name: str) -> Sheet:
    """Give the data its shape, or say every field that does not fit."""
    if not isinstance(source.data, dict):
        fault = "A sheet is lines of 'name: value'. Copy another sheet to begin."
        raise SheetError([Problem(source.file, fault, 1)])
    if "name" in source.data:
        fault = "'name' is not a field here: the file's name is the sheet's name."
        raise SheetError([Problem(source.file, fault, source.line_of(("name",)))])
    try:
        return Sheet.model_validate({**source.data, "name": name})
    except ValidationError as error:
        found = [sheets_checking.shape_fault(one, source.data) for one in error.errors()]
        raise SheetError([_problem(source, place, said) for place, said in found]) from error


def _problem(source: Source, place: Place, message: str) -> Problem:
    return Problem(source.file, message, source.line_of(place), sheets_checking.where(place))


def context(sheet: Sheet) -> str:
    """Name the context of a sheet's texts in the catalogue."""
    return f"sheet {sheet.name}"


def spoken(sheet: Sheet) -> Iterator[tuple[Place, str]]:
    """Yield every text of a sheet that people read, with its place, in the file's order."""
    found: list[tuple[Place, str]] = []

    def note(place: Place, text: str) -> str:
        found.append((place, text))
        return text

    _changed(sheet.model_dump(mode="json", exclude_defaults=True), note)
    yield from found


def for_page(sheet: Sheet, language: Language = ENGLISH) -> dict[str, Any]:
    """Return what a page gets of a sheet: plain JSON data, in a language (``docs/formats.md``, section 11).

    Names and ``version`` are those of the original in every language.
    """
    dumped = sheet.model_dump(mode="json", exclude_none=True)
    where = context(sheet)
    data: dict[str, Any] = _changed(dumped, lambda _, text: language.of(text, where))
    for unused in ("teaches", "sources", "authors"):
        del data[unused]
    data["version"] = sheet.version
    data["reviewed"] = data.pop("reviewed_by")
    for part in _parts(data["parts"]):
        if part["kind"] == "picture":
            part["drawn"] = sheets_checking.drawings()[part["drawing"]]
        if part["kind"] == "map":
            part["drawn"] = sheets_checking.MAP
        if part["kind"] == "change":
            part["areas"] = _times(part)
        if part["kind"] == "strip":
            every = sheets_checking.pictures()
            part["pictures"] = {
                name: {"words": language.of(every[name]["words"]), "d": every[name]["d"]}
                for name in part["pictures"] or every
            }
    return data


def _times(part: dict[str, Any]) -> dict[str, Any]:
    """Give each time its questions, in the shape of a drawing's areas: so are the answers kept and found."""
    asked = {
        name: {"kind": "heat", "label": words, "feels": part["feels"]}
        for name, words in part["asks"].items()
    }
    return {name: {**time, "says": [], "asks": asked} for name, time in part.pop("times").items()}


def _parts(parts: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part in parts.values():
        yield part
        yield from _parts(part.get("parts", {}))


def _changed(data: Any, change: Callable[[Place, str], str], place: Place = ()) -> Any:  # noqa: ANN401 - plain data of any shape
    """Copy plain data with each text that people read changed."""
    if isinstance(data, dict):
        return {key: _changed(value, change, (*place, key)) for key, value in data.items()}
    if isinstance(data, list):
        return [_changed(value, change, (*place, i)) for i, value in enumerate(data)]
    if not isinstance(data, str) or place == ("name",):
        return data
    # An option or a question may be called 'kind' or 'drawing': then it is words for people all the same.
    last = next(str(part) for part in reversed(place) if isinstance(part, str))
    is_word = place[-1] == last and place[-2:-1] in (("options",), ("asks",))
    is_name = last in _NAMES and not is_word
    return data if is_name else change(place, data)
