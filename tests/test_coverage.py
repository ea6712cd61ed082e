"""Every item of the curriculum that belongs to a finished module is taught on its page, and the word for it says so."""

import json
import re
import shutil

import pytest
from click.testing import CliRunner

from roleplay import coverage as coverages
from roleplay import scenario
from roleplay.__main__ import main
from roleplay.coverage import PAGES, CoverageError, coverage

FINISHED = sorted(coverages.read_page(path).module for path in coverages.files(PAGES))


@pytest.fixture(scope="module")
def of_the_course():
    return {one.id: one for one in coverage()}


@pytest.fixture
def copy(tmp_path):
    """Copy the modules' pages, so that they can be damaged; gives the folder and one page of it."""
    folder = tmp_path / "modules"
    shutil.copytree(PAGES, folder)
    return folder, next(folder.glob("05-*.md"))


def change(page, old, new, count=1):
    text = page.read_text(encoding="utf-8")
    assert old in text
    page.write_text(text.replace(old, new, count), encoding="utf-8")


def test_the_list_is_the_whole_curriculum(of_the_course):
    assert len(of_the_course) == 191
    assert coverages.modules() == tuple(f"M{n}" for n in range(1, 13))
    assert FINISHED, "no module has a page"


@pytest.mark.parametrize("module", FINISHED)
def test_a_finished_module_teaches_every_item_that_is_its_own(of_the_course, module):
    own = [one for one in of_the_course.values() if module in one.modules]
    assert own
    assert [one.id for one in own if module not in one.pages] == []
    assert [one.id for one in own if module in one.owed] == []


@pytest.mark.parametrize("path", coverages.files(PAGES), ids=lambda p: p.stem)
def test_what_a_page_promises_is_what_it_teaches(path):
    page = coverages.read_page(path)
    assert sorted(page.promised) == sorted(page.taught)


def test_what_a_role_play_practises_stands_beside_the_item(of_the_course):
    for name in scenario.names():
        for item in scenario.load(name).teaches:
            assert name in of_the_course[item].role_plays


def test_an_item_whose_place_has_gone_is_owed(copy):
    folder, page = copy
    change(page, "<!-- teaches: CAF-1 -->\n", "")
    (found,) = [one for one in coverage(folder) if one.id == "CAF-1"]
    assert "M5" in found.owed
    assert "M5" not in found.pages
    page.unlink()
    (found,) = [one for one in coverage(folder) if one.id == "CAF-1"]
    assert "M5" not in found.owed  # a module without a page is not finished


def test_an_item_that_there_is_not_is_refused_with_its_line(copy):
    folder, page = copy
    change(page, "<!-- teaches: CAF-1 -->", "<!-- teaches: CAF-111 -->")
    line = page.read_text(encoding="utf-8").split("<!-- teaches: CAF-111")[0].count("\n") + 1
    with pytest.raises(
        CoverageError, match=rf"{page.name}, line {line}: there is no teachable item 'CAF-111'"
    ):
        coverage(folder)


def test_a_promise_of_an_item_that_there_is_not_is_refused(copy):
    folder, page = copy
    change(page, "teaches: [CAF-1,", "teaches: [CAF-O,")
    with pytest.raises(CoverageError, match=r"line 4: there is no teachable item 'CAF-O'"):
        coverage(folder)


def test_a_page_of_no_module_and_a_second_page_of_one_are_refused(copy):
    folder, page = copy
    shutil.copy(page, folder / "05-twice.md")
    with pytest.raises(CoverageError, match="are both the page of M5"):
        coverage(folder)
    change(page, "module: M5", "module: M55")
    with pytest.raises(CoverageError, match="there is no module 'M55'"):
        coverage(folder)


def test_the_word_shows_a_table_and_ends_with_0():
    done = CliRunner().invoke(main, ["coverage", "--module", "M5"])
    assert done.exit_code == 0, done.output
    line = next(line for line in done.output.splitlines() if re.match(r"AFC-CBC\s", line))
    assert "05-connection-before-correction" in line
    assert re.search(r"\bkwame-after-school\b", line)
    assert "items are taught; 0 owed by finished modules" in done.output


def test_the_word_as_json_can_be_read_by_a_script():
    done = CliRunner().invoke(main, ["coverage", "--json"])
    found = json.loads(done.stdout)
    assert len(found) == 191
    first = found[0]
    assert first["id"] == "CAF-1"
    assert first["pages"]["M5"] == "05-connection-before-correction"
    assert {"modules", "text", "source", "role_plays", "sorts", "sheets", "owed"} <= set(first)


def test_the_word_names_what_is_owed_and_ends_with_1(copy, monkeypatch):
    folder, page = copy
    change(page, "<!-- teaches: CAF-1 -->\n", "")
    monkeypatch.setattr(
        "roleplay.commands_coverage.of_the_course", lambda: coverages.coverage(folder)
    )
    done = CliRunner().invoke(main, ["coverage"])
    assert done.exit_code == 1
    assert "M5 is finished and does not teach CAF-1: " in done.stderr
    assert CliRunner().invoke(main, ["coverage", "--module", "M2"]).exit_code == 0


def test_a_page_that_cannot_be_counted_is_a_plain_sentence(copy, monkeypatch):
    folder, page = copy
    change(page, "module: M5", "module: M55")
    monkeypatch.setattr(
        "roleplay.commands_coverage.of_the_course", lambda: coverages.coverage(folder)
    )
    done = CliRunner().invoke(main, ["coverage"])
    assert (done.exit_code, done.stdout) == (1, "")
    assert "there is no module 'M55'" in done.stderr


def test_a_module_that_there_is_not_is_asked_wrongly():
    done = CliRunner().invoke(main, ["coverage", "--module", "M13"])
    assert done.exit_code == 2
    assert "There is no module 'M13'. There are: M1, M2" in done.stderr


def test_a_practice_page_is_no_module_and_needs_no_items(copy):
    folder, page = copy
    before = [path.name for path in coverages.files(folder)]
    (folder / "05a-more-of-it.md").write_text("# More of it\n", encoding="utf-8")
    assert [path.name for path in coverages.files(folder)] == before
    assert {one.id for one in coverage(folder)} == {one.id for one in coverage()}
    page.rename(folder / "05-without-a-head.md").write_text("# No head\n", encoding="utf-8")
    with pytest.raises(CoverageError, match=r"05-without-a-head\.md, line 2: there is no module"):
        coverage(folder)
