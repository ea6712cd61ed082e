"""The evidence sheet in Chromium: read on a phone, printed on one or two sheets, nothing of it runs."""

import re
from datetime import UTC, date, datetime

import pytest

from roleplay import out_sheet, rubric
from roleplay.out_evidence import ROOM, Evidence, Piece, standards

pytestmark = pytest.mark.slow

HOSTILE = "\u202e<img src=x onerror=document.title='fired'> =1+1"
MODULES = range(1, 13)


def piece(number: int, comments: int) -> Piece:
    """A module with all there can be: two role-plays, a sort, levels, and its share of the words."""
    names = tuple(one.name for one in rubric.rubric().criteria.values())
    return Piece(
        f"{number:02}-when-risk-and-shame-run-high", number, f"{number}. When risk and shame run high",
        datetime(2027, 9, 30, 12, 0, tzinfo=UTC), ("The wrong pasta", "Behind the bed"), ("Does this reply hold both hands?",), 4,
        (("Confident", names[:1]), ("Connecting", names[1:4]), ("Trying", names[4:5])),
        ("I could hear that you slowed down before you spoke. " * 60)[: ROOM // comments],
    )  # fmt: skip


def sheet(tmp_path, numbers, name="Ama Demo") -> str:
    found = Evidence(name, tuple(piece(n, len(numbers)) for n in numbers), standards(), True)
    path = tmp_path / "sheet.html"
    path.write_text(out_sheet.written(found, date(2027, 9, 30)), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize(("numbers", "most"), [([5], 2), ([1, 5, 9], 2), (MODULES, 2)])
def test_it_prints_on_two_sheets_of_a4_at_most(phone, tmp_path, numbers, most):
    phone.goto(sheet(tmp_path, numbers))
    pdf = phone.pdf(prefer_css_page_size=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= most
    assert b"/MediaBox [0 0 594.95" in pdf or b"/MediaBox [0 0 595" in pdf


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")])  # fmt: skip
def test_axe_finds_nothing_and_nothing_is_cut_off(new_context, axe, tmp_path, width, scheme):
    page = new_context(viewport={"width": width, "height": 844}, color_scheme=scheme).new_page()
    page.goto(sheet(tmp_path, [1, 5, 9]))
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_hostile_name_is_shown_as_text_and_turns_nothing_around(phone, tmp_path):
    phone.goto(sheet(tmp_path, [5], HOSTILE))
    assert phone.locator("img").count() == 0
    assert "onerror" in phone.locator("h1 bdi").inner_text()
    assert "fired" not in phone.title().split("=")[0]
    assert phone.locator("h1").inner_text().startswith("Evidence sheet:")
