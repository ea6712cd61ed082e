"""Marked without a kernel and marked by stock nbgrader: the same rows, the same cells, the same files."""

import shutil
from pathlib import Path

import nbformat
import pytest
from sqlalchemy import MetaData, create_engine, select

from roleplay import grading
from roleplay.grading_where import database
from tests import course as making
from tests import sendings
from tests.carers import EXERCISE

pytestmark = [pytest.mark.xdist_group("nbgrader"), pytest.mark.slow]
LABELS = ("student_id", "assignment_id", "notebook_id", "cell_id", "type")
"""What tells a row from the others of its table, besides the id it was given by chance."""


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """Give the same course folder twice: marked by stock nbgrader, and by us; and who was marked."""
    place = tmp_path_factory.mktemp("same")
    stock, ours = place / "stock", place / "ours"
    shutil.copytree(making.made_once(tmp_path_factory).root, stock, symlinks=True)
    carers = sendings.forty(stock)
    shutil.copytree(stock, ours, symlinks=True)
    before = rows(stock)
    told = grading.autograde(ours, EXERCISE, carers)
    assert rows(stock) == before
    said = grading.autograde_stock(stock, EXERCISE, carers)
    assert (tuple(told), len(told)) == (tuple(said), 40)
    assert all((stock / "autograded" / carer / EXERCISE).is_dir() for carer in carers)
    return stock, ours, carers, before


def rows(root: Path | str) -> dict[str, list[dict[str, object]]]:
    """Read every row of every table; the ids that chance gave read as what they stand for."""
    engine = create_engine(database(root) if isinstance(root, Path) else root)
    tables = MetaData()
    tables.reflect(engine)
    found: dict[str, list[dict[str, object]]] = {}
    with engine.connect() as book:
        for table in tables.sorted_tables:
            found[table.name] = [dict(row._mapping) for row in book.execute(select(table))]
    engine.dispose()
    known: dict[object, str] = {}
    for table in tables.sorted_tables:  # those that are pointed to come first
        for row in found[table.name]:
            for name, value in row.items():
                if name != "id" and isinstance(value, str):
                    row[name] = known.get(value, value)
            if "id" in row and table.name not in ("student", "course"):
                label = "/".join(str(row[k]) for k in (*LABELS, "name") if row.get(k))
                known[row["id"]] = row["id"] = f"{table.name}:{label}"
    return {name: sorted(some, key=str) for name, some in found.items()}


def files(root: Path) -> dict[str, str]:
    """List everything under ``autograded/`` with its permissions."""
    found = sorted((root / "autograded").rglob("*"))
    return {str(path.relative_to(root)): oct(path.lstat().st_mode) for path in found}


def test_every_row_of_every_table_is_the_same(both):
    stock, ours, _, before = both
    expected, found = rows(stock), rows(ours)
    assert found.keys() == expected.keys()
    assert len(expected["submitted_assignment"]) >= 40 + 3
    for name, some in expected.items():
        assert found[name] == some, name
    assert expected["grade"] != before["grade"], "the second marking changed nothing"
    ids = [row["id"] for row in found["grade"]]
    assert len(ids) == len(set(ids)), "a cell was marked twice for one carer"
    assert {row["timestamp"] is None for row in found["submitted_assignment"]} == {True, False}


def test_what_was_given_by_hand_is_kept_and_asked_for_again(both):
    for root in both[:2]:
        given = [row for row in rows(root)["grade"] if row["manual_score"] is not None]
        assert len(given) >= 4
        assert all(row["needs_manual_grade"] for row in given if "before" in str(row["id"]))


def in_one_piece(outputs):
    """Join what was printed: a kernel on a busy machine sends one line in two pieces, another time in one."""
    whole = []
    for output in outputs:
        last = whole[-1] if whole else {}
        if output.output_type == "stream" == last.get("output_type") and output.name == last.name:
            last.text += output.text
        else:
            whole.append(output)
    return whole


def test_every_cell_of_every_marked_notebook_is_the_same(both):
    stock, ours, carers, _ = both
    for carer in carers:
        path = Path("autograded", carer, EXERCISE, "practice.ipynb")
        expected, found = (nbformat.read(root / path, 4) for root in (stock, ours))
        nbformat.validate(found)
        for cell in expected.cells:  # times of day, which a kernel reports for each cell
            cell.metadata.pop("execution", None)
            if "outputs" in cell:
                cell.outputs = in_one_piece(cell.outputs)
        assert [cell.id for cell in found.cells] == [cell.id for cell in expected.cells]
        for one, other in zip(expected.cells, found.cells, strict=True):
            assert other == one, f"{carer}: {one.id}"
        assert found == expected, f"{carer}: what stands beside the cells"


def test_files_have_the_same_names_contents_and_permissions(both):
    stock, ours, carers, _ = both
    assert files(ours) == files(stock)
    for carer in carers:
        for path in (stock / "autograded" / carer / EXERCISE).iterdir():
            if path.suffix != ".ipynb":
                assert (ours / path.relative_to(stock)).read_bytes() == path.read_bytes()


def test_the_corpus_holds_what_it_promises(both):
    """A comparison of forty times nothing would pass as well."""
    _, ours, carers, _ = both
    marks = {carer: grading.marks(ours, EXERCISE, carer) for carer in carers}
    assert len({one.points for one in marks.values()}) > 8
    assert sum(one.late for one in marks.values()) >= 5
    assert sum(one.needs_manual for one in marks.values()) > 15
    assert sum(not one.needs_manual for one in marks.values()) > 8
    assert sum(bool(one.gates) for one in marks.values()) > 10
    assert sum(len(grading.sent(ours, EXERCISE, carer)) > 1 for carer in carers) >= 10
