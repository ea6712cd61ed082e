"""What ``check`` says about a sheet: whether it is sound, and what is in it."""

from pathlib import Path
from typing import Any

from roleplay import reading, sheets
from roleplay.sheets import SheetError


def is_sheet(which: str | Path) -> bool:
    """Tell a sheet from the rest: by the course's names, and in a file of one's own by its parts."""
    if isinstance(which, str):
        return which in sheets.names()
    try:
        data = reading.read(which).data
    except SheetError:
        return which.parent.name == sheets.FOLDER.name
    return isinstance(data, dict) and "parts" in data and "scenes" not in data


def report(which: str | Path) -> dict[str, Any]:
    """Say what is in one sheet, or what is wrong with it."""
    try:
        sheet = sheets.load(which)
    except SheetError as error:
        return {"name": Path(which).stem, "problems": [str(p) for p in error.problems]}
    kinds = [part.kind for part in sheet.parts.values()]
    return {"name": sheet.name, "problems": [], "parts": kinds}


def sentence(found: dict[str, Any]) -> str:
    """Say in a line what is in a sound sheet."""
    return f"{found['name']}: {len(found['parts'])} parts ({', '.join(found['parts'])})"
