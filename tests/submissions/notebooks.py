"""The notebook: whatever becomes of it, it is built again from the released one, and marks are the same."""

import json
from typing import Any

from tests.submissions.case import Place, case


def _code(source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": "own",
        "metadata": {},
        "outputs": [],
        "source": source,
    }


@case("every other cell is gone")
def cells_deleted(place: Place) -> None:
    place.cells(lambda cells: cells.__delitem__(slice(None, None, 2)))


@case("every cell is there twice")
def cells_copied(place: Place) -> None:
    place.cells(lambda cells: cells.extend([dict(cell) for cell in cells]))


@case("a mark cell was split in two")
def cells_split(place: Place) -> None:
    def split(cells: list[dict[str, Any]]) -> None:
        at = next(n for n, c in enumerate(cells) if c["id"] == "kwame-after-school--order")
        cells[at]["source"] = "# Counted for you"
        cells.insert(at + 1, _code('practice.mark("kwame-after-school", "order", of=2)'))

    place.cells(split)


@case("code cells were made Markdown")
def cells_retyped(place: Place) -> None:
    def retype(cells: list[dict[str, Any]]) -> None:
        for cell in cells:
            if cell["cell_type"] == "code":
                cell["cell_type"] = "markdown"
                del cell["outputs"], cell["execution_count"]

    place.cells(retype)


@case("the names of the cells were changed")
def cells_renamed(place: Place) -> None:
    def rename(cells: list[dict[str, Any]]) -> None:
        for number, cell in enumerate(cells):
            if "nbgrader" in cell["metadata"]:
                cell["metadata"]["nbgrader"]["grade_id"] = f"mine-{number}"

    place.cells(rename)


@case("two cells have the same name")
def cells_of_one_name(place: Place) -> None:
    def rename(cells: list[dict[str, Any]]) -> None:
        for cell in cells:
            if "nbgrader" in cell["metadata"]:
                cell["metadata"]["nbgrader"]["grade_id"] = "set-up"

    place.cells(rename)


@case("the points of every cell were raised to 100")
def points_raised(place: Place) -> None:
    def raise_(cells: list[dict[str, Any]]) -> None:
        for cell in cells:
            if "points" in cell["metadata"].get("nbgrader", {}):
                cell["metadata"]["nbgrader"]["points"] = 100

    place.cells(raise_)


@case("every mark cell gives its own points")
def marks_of_their_own(place: Place) -> None:
    def write(cells: list[dict[str, Any]]) -> None:
        for cell in cells:
            if cell["metadata"].get("nbgrader", {}).get("grade"):
                cell["source"] = f"{place.code}100.0"

    place.cells(write)


@case("code cells were added, before and after")
def cells_that_would_run(place: Place) -> None:
    shell = f"!touch {place.canary}"
    extra = [_code(place.code), _code(shell), _code(f"%%bash\ntouch {place.canary}")]
    place.cells(lambda cells: cells.__setitem__(slice(0, 0), extra))
    place.cells(lambda cells: cells.extend(extra))


@case("a cell brings its own outputs, with a script in them")
def outputs_with_a_script(place: Place) -> None:
    page = "<script>window.fired = 1; alert(1)</script>"
    shown = {"output_type": "display_data", "metadata": {}, "data": {"text/html": page}}
    place.cells(lambda cells: cells.append({**_code("1"), "outputs": [shown]}))


@case("another kernel is asked for")
def kernel_of_their_own(place: Place) -> None:
    whole = json.loads(place.notebook.read_text("utf-8"))
    whole["metadata"]["kernelspec"] = {"name": "bash", "display_name": "Bash", "language": "bash"}
    place.notebook.write_text(json.dumps(whole), "utf-8")


@case("a notebook that is not of this course")
def foreign_notebook(place: Place) -> None:
    whole = {"cells": [_code(place.code)], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    place.notebook.write_text(json.dumps(whole), "utf-8")


@case("a notebook of an older form")
def old_notebook(place: Place) -> None:
    old = {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": []}
    place.notebook.write_text(json.dumps(old), "utf-8")


@case("no notebook at all")
def no_notebook(place: Place) -> None:
    place.notebook.unlink()


@case("an empty notebook file")
def empty_notebook(place: Place) -> None:
    place.notebook.write_bytes(b"")


@case("half a notebook")
def truncated_notebook(place: Place) -> None:
    content = place.notebook.read_bytes()
    place.notebook.write_bytes(content[: len(content) // 2])


@case("a notebook of 30 MB")
def huge_notebook(place: Place) -> None:
    with place.notebook.open("r+b") as file:
        file.truncate(30_000_000)


@case("a notebook that is only a list, in UTF-16")
def notebook_in_utf16(place: Place) -> None:
    place.notebook.write_text("[1, 2, 3]", "utf-16")


@case("a second notebook beside the first")
def second_notebook(place: Place) -> None:
    (place.folder / "mine.ipynb").write_text('{"cells": []}', "utf-8")


@case("the notebook is a link to a file of the machine")
def notebook_is_a_link(place: Place) -> None:
    place.notebook.unlink()
    place.notebook.symlink_to("/etc/passwd")


@case("a folder stands where the notebook should be")
def notebook_is_a_folder(place: Place) -> None:
    place.notebook.unlink()
    place.notebook.mkdir()
