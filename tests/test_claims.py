"""Nothing that the sources claim without ground is taught, and nothing of their advertising is left."""

import json
import re

import pytest
from bs4 import BeautifulSoup

from roleplay import scenario, sheets, sorts
from tests import claim_rules as rules

FILES = [
    *(scenario.FOLDER.glob("*.yaml")),
    *(sorts.FOLDER.glob("*.yaml")),
    *(sheets.FOLDER.glob("*.yaml")),
    *(rules.ROOT / "solutions").glob("*/*.md"),
    *(rules.ROOT / "book").rglob("*.md"),
    rules.ROOT / "roleplay" / "data" / "rubrics.json",
]


def name_of(path):
    """Name a file or page as the claims do: its path without the ending."""
    return path.relative_to(rules.ROOT).with_suffix("").as_posix()


@pytest.mark.parametrize("row", rules.rows(), ids=lambda row: row["row"])
def test_each_row_says_why_and_what_to_say_instead(row):
    assert set(row) == {"row", "reason", "instead", "patterns", "allowed"}
    assert len(row["reason"]) > 20
    assert len(row["instead"]) > 20
    assert row["patterns"]


def test_every_row_of_the_fact_sheet_is_there():
    assert [row["row"] for row in rules.rows()] == [*(f"0.2/{n}" for n in range(1, 10)), "0.3"]


@pytest.mark.parametrize("pattern", rules.patterns(), ids=lambda p: f"{p.row}: {p.caught[:40]}")
def test_each_form_catches_a_bad_sentence_and_lets_a_good_one_pass(pattern):
    assert pattern.found_in(rules.plain(pattern.caught))
    assert pattern.found_in(rules.plain(pattern.passes)) == []
    assert list(rules.claims_in(pattern.caught, "anywhere"))


@pytest.mark.parametrize("row", rules.rows(), ids=lambda row: row["row"])
def test_what_to_say_instead_is_not_caught_by_any_form(row):
    assert list(rules.claims_in(row["instead"], "anywhere")) == []


@pytest.mark.parametrize("path", sorted(FILES), ids=name_of)
def test_a_text_makes_no_claim_that_has_no_ground(path):
    text = re.sub(r"<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert list(rules.claims_in(text, name_of(path))) == []


@pytest.mark.slow
def test_the_built_pages_make_no_claim_that_has_no_ground(built_book):
    """Also what comes into a page from elsewhere: role-plays, cards, pictures' words, references."""
    found = []
    for page in built_book.pages():
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        main = soup.find("article") or soup.find("main")
        for data in main.find_all("script"):
            data.replace_with(f" {' '.join(_texts(data))} ")
        said = main.get_text(" ") + " ".join(image.get("alt", "") for image in main.find_all("img"))
        where = page.relative_to(built_book.site).with_suffix("").as_posix()
        carried = {f"roleplay/sorts/{name}" for name in sorts.names() if name in str(main)}
        found += _beyond(said, where, carried)
    assert found == []


def _texts(data):
    """Give the texts inside a part's data, wherever they stand in it."""
    try:
        whole = json.loads(data.string or "")
    except ValueError:
        return []
    inside = [whole]
    texts = []
    while inside:
        one = inside.pop()
        if isinstance(one, str):
            texts.append(one)
        elif isinstance(one, dict | list):
            inside.extend(one.values() if isinstance(one, dict) else one)
    return texts


def _beyond(said, where, carried):
    """Say the claims of a page, other than what is allowed to it and to the cards that it shows."""
    text = rules.plain(said)
    for one in rules.allowed():
        if one.where in carried:
            text = text.replace(one.phrase, "")
    return list(rules.claims_in(text, where))


def test_an_exception_that_nobody_needs_any_more_is_refused():
    for one in rules.allowed():
        (path,) = [path for path in FILES if name_of(path) == one.where]
        assert one.phrase in rules.plain(path.read_text(encoding="utf-8")), one
        assert any(p.found_in(one.phrase) for p in rules.patterns() if p.row == one.row), one
        assert one.why


def test_a_denial_elsewhere_is_no_excuse():
    said = 'You may read that ordinary parenting "does not work". Ordinary parenting does not work.'
    where = "book/modules/05-connection-before-correction"
    assert len(list(rules.claims_in(said, where))) == 1
    assert len(list(rules.claims_in(said, "book/index"))) == 2
