"""Exercises are made from solutions by nbgrader: nothing leaks, nothing drifts, nothing is half made."""

import re
import shutil

import nbformat
import pytest

from roleplay import exercises, rubric, scenario, scoring, sorts

pytestmark = pytest.mark.xdist_group("nbgrader")
PLAYER = 'practice.role_play("kwame-after-school")'


@pytest.fixture(scope="module")
def project(root, tmp_path_factory):
    """Copy what a fresh clone has: settings, sources and the exercises as committed."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(root / "nbgrader_config.py", folder)
    clone = shutil.ignore_patterns("*.ipynb", ".*")
    shutil.copytree(root / "solutions", folder / "solutions", ignore=clone)
    own = shutil.ignore_patterns(".*", "responses*.json")
    shutil.copytree(root / "exercises", folder / "exercises", ignore=own)
    return folder


def released(root):
    return sorted((root / "exercises").glob("*/*.ipynb"))


def cells(path):
    return nbformat.read(path, as_version=4).cells


def about(cell):
    return cell.metadata.get("nbgrader", {})


def snapshot(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_fresh_making_changes_nothing(project):
    assert exercises.check(project) == []


@pytest.fixture(scope="module")
def one(project, tmp_path_factory):
    """Copy only the first exercise: making all of them takes long."""
    folder = tmp_path_factory.mktemp("one")
    shutil.copy(project / "nbgrader_config.py", folder)
    for part in ("solutions", "exercises"):
        (folder / part).mkdir()
        source = sorted((project / part).glob("0*"))[0]
        shutil.copytree(source, folder / part / source.name)
    return folder


def test_what_differs_is_named_and_building_puts_it_right(one):
    project = one
    good = snapshot(project / "exercises")
    path = released(project)[0]
    path.write_text(path.read_text(encoding="utf-8") + " ", encoding="utf-8")
    stray = project / "exercises" / "gone" / "practice.ipynb"
    stray.parent.mkdir()
    stray.write_text("{}", encoding="utf-8")
    assert exercises.check(project) == [
        f"{path.relative_to(project)} differs from its source.",
        "exercises/gone/practice.ipynb has no source in solutions/.",
    ]
    shutil.rmtree(stray.parent)
    assert exercises.build(project) == released(project)
    assert snapshot(project / "exercises") == good


def test_when_nbgrader_refuses_nothing_is_half_made(one, tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(one, broken)
    before = snapshot(broken)
    source = exercises.sources(broken)[0]
    text = source.read_text(encoding="utf-8")
    # A model answer with nbgrader's own sign in it opens a region inside a region.
    source.write_text(text.replace("**A model answer.**", "BEGIN SOLUTION", 1), encoding="utf-8")
    with pytest.raises(exercises.MakingError, match="nested begin solution"):
        exercises.build(broken)
    after = snapshot(broken)
    del before[source.relative_to(broken)], after[source.relative_to(broken)]
    assert after == before


def test_nothing_of_the_solutions_stands_in_the_exercises(root):
    forbidden = {"BEGIN SOLUTION", "END SOLUTION", "A model answer", "Why this is"}
    for criterion in rubric.rubric().criteria.values():
        forbidden |= set(criterion.levels)
    for source in exercises.sources(root):
        for cell in exercises.jupytext.reads(source.read_text("utf-8"), fmt="md:myst").cells:
            if "mark" in cell.metadata:
                forbidden |= {line for line in cell.source.splitlines() if len(line) > 20}
    assert len(forbidden) > 40
    for path in released(root):
        text = "\n".join(cell.source for cell in cells(path))
        assert [line for line in forbidden if line in text] == []


def test_only_notebooks_are_released_and_no_answers_lie_beside_the_sources(root):
    ours = [p for p in (root / "exercises").rglob("*") if p.is_file()]
    kinds = {p.suffix for p in ours if not p.name.startswith((".", "responses"))}
    assert kinds - {".json"} == {".ipynb"}
    assert list((root / "solutions").rglob("responses*")) == [], (
        "nbgrader would copy it over carers'"
    )


def test_every_mark_cell_is_worth_what_the_scenario_can_give(root):
    for path in released(root):
        points = {
            about(c)["grade_id"]: about(c)["points"] for c in cells(path) if about(c).get("grade")
        }
        calls = [call.groups() for c in cells(path) for call in exercises.CALL.finditer(c.source)]
        counted = {
            f"{name}--{criterion}": most
            for kind, name, *_ in calls
            if kind == "role_play"
            for criterion, most in scoring.best(scenario.load(name)).items()
        }
        counted |= {
            f"{name}--{sorts.PLACED}": len(sorts.load(name).cards)
            for kind, name, *_ in calls
            if kind == "sort_cards"
        }
        by_hand = {name: most for name, most in points.items() if name not in counted}
        assert {name: points.get(name) for name in counted} == counted
        assert set(by_hand.values()) == {rubric.MOST}
        assert {rubric.split(name)[1] for name in by_hand} <= set(rubric.rubric().criteria)


def test_mark_cells_end_in_the_mark_and_cannot_be_changed(root):
    for path in released(root):
        for cell in cells(path):
            if about(cell).get("grade") and cell.cell_type == "code":
                assert cell.source.splitlines()[-1].startswith("practice.mark(")
                assert (about(cell)["locked"], cell.metadata.editable) == (True, False)


def test_a_carer_meets_no_code(root):
    for path in released(root):
        for cell in cells(path):
            if cell.cell_type == "code":
                assert cell.metadata.jupyter.source_hidden
                assert cell.outputs == []
                assert cell.source.startswith("# "), "a folded cell shows its first line"
                assert {"remove-input", "remove-cell"} & set(cell.metadata.tags)
            elif about(cell):
                assert cell.metadata.tags == ["remove-cell"]


def test_cells_have_names_that_stay(root):
    for path in released(root):
        book = nbformat.read(path, as_version=4)
        names = [cell.id for cell in book.cells]
        assert len(set(names)) == len(names)
        assert all(re.fullmatch(r"[a-z0-9-]{1,64}", name) for name in names)
        assert book.metadata.kernelspec.name == "python3"


def refused(tmp_path, text):
    source = tmp_path / "solutions" / "05-tiny" / "practice.md"
    source.parent.mkdir(parents=True)
    source.write_text(text, encoding="utf-8")
    with pytest.raises(exercises.MakingError) as found:
        exercises.solution(source)
    return str(found.value)


def test_an_unknown_role_play_is_refused_with_its_likely_name(tmp_path):
    said = refused(
        tmp_path, PLAYER.join(["```{code-cell}\n", "\n```\n"]).replace("school", "scool")
    )
    assert said.startswith("solutions/05-tiny/practice.md: ")
    assert "kwame-after-school" in said


def test_an_unknown_sort_is_refused_with_its_likely_name(tmp_path):
    said = refused(tmp_path, '```{code-cell}\npractice.sort_cards("two-hand")\n```\n')
    assert said.startswith("solutions/05-tiny/practice.md: ")
    assert "Did you mean 'two-hands'?" in said


def test_after_a_sort_stands_one_mark_cell_with_a_point_a_card(tmp_path):
    source = tmp_path / "solutions" / "05-tiny" / "practice.md"
    source.parent.mkdir(parents=True)
    source.write_text('```{code-cell}\npractice.sort_cards("two-hands")\n```\n', encoding="utf-8")
    shown, mark, _ = nbformat.reads(exercises.solution(source), 4).cells
    most = len(sorts.load("two-hands").cards)
    assert (shown.id, mark.id) == ("two-hands", "two-hands--placed")
    assert shown.source.startswith("# Cards to sort\n")
    assert about(mark)["points"] == most
    assert mark.source.splitlines()[-1] == f'practice.mark("two-hands", "placed", of={most})'


def test_an_unknown_criterion_is_refused_with_the_known_ones(tmp_path):
    said = refused(tmp_path, '+++ {"mark": "reflection--charm"}\n\nText.\n')
    assert "'reflection--charm' has no criterion of the rubric" in said
    assert "next-step" in said


def test_two_cells_of_one_name_are_refused(tmp_path):
    twice = f"```{{code-cell}}\n{PLAYER}\n```\n\n" * 2
    assert "two cells are called 'kwame-after-school'" in refused(tmp_path, twice)


def test_a_folder_without_sources_is_refused(tmp_path):
    with pytest.raises(exercises.MakingError, match=r"There is no practice\.md"):
        exercises.build(tmp_path)
