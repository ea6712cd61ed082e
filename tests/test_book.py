"""The built book as files: what every page has, what no page may hold, how long the build takes."""

import itertools
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests import book_build

PARTS_OF_A_MODULE = (
    "What you will be able to do",
    "Before you start",
    "Context: the ideas",
    "Anticipate: before you play",
    "Enact: play it through",
    "Reflect: look back",
    "Key points",
    "Sources",
)
MODULES = sorted((book_build.ROOT / "book" / "modules").glob("[0-9][0-9]-*.md"))
LOADED = (
    ("script", "src"),
    ("link", "href"),
    ("img", "src"),
    ("img", "srcset"),
    ("iframe", "src"),
    ("source", "src"),
    ("video", "src"),
    ("audio", "src"),
    ("object", "data"),
    ("form", "action"),
)
pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def soups(built_book) -> dict[str, BeautifulSoup]:
    """Read every page of the site."""
    return {
        page.relative_to(built_book.site).as_posix(): BeautifulSoup(
            page.read_text(encoding="utf-8"), "html.parser"
        )
        for page in built_book.pages()
    }


def test_the_book_builds_without_a_warning_and_in_time(built_book):
    assert "build succeeded" in built_book.log
    assert "WARNING" not in built_book.log.replace("[IPKernelApp] WARNING", "")
    assert built_book.seconds <= 90


def test_the_site_holds_the_pages_of_the_contents_and_no_others(soups):
    assert set(soups) == set(book_build.page_names())


def test_nothing_of_the_solutions_is_in_the_site(built_book):
    """A sentence of a model answer or of the rubric would show that the sources leaked."""
    solutions = book_build.ROOT / "solutions"
    released = "\n".join(
        p.read_text(encoding="utf-8") for p in (book_build.ROOT / "exercises").rglob("*.ipynb")
    )
    book = "\n".join(
        p.read_text(encoding="utf-8") for p in (book_build.ROOT / "book").rglob("*.md")
    )
    lines = {
        line.strip()
        for source in solutions.rglob("*.md")
        for line in source.read_text(encoding="utf-8").splitlines()
        if len(line.strip()) > 40 and line.strip() not in book and line.strip() not in released
    }
    assert lines, "the solutions have lines of their own"
    site = "\n".join(p.read_text(encoding="utf-8") for p in built_book.pages())
    text = BeautifulSoup(site, "html.parser").get_text(" ")
    assert [line for line in lines if line in text] == []
    assert not [p for p in built_book.site.rglob("*") if "solutions" in p.parts]


def test_every_page_says_its_language_and_has_one_title(soups):
    for name, page in soups.items():
        assert page.html["lang"] == "en-GB", name
        assert len(page.find_all("h1")) == 1, name
        assert page.title.get_text(strip=True), name


def test_headings_go_down_one_step_at_a_time(soups):
    for name, page in soups.items():
        levels = [int(h.name[1]) for h in page.find("main").find_all(re.compile(r"^h[1-6]$"))]
        jumps = [(a, b) for a, b in itertools.pairwise(levels) if b > a + 1]
        assert jumps == [], name


def test_every_image_says_what_it_shows(soups):
    for name, page in soups.items():
        for image in page.find_all("img"):
            assert len(image.get("alt", "")) > 10, f"{name}: {image}"


def test_no_page_loads_anything_from_another_host(built_book, soups):
    for name, page in soups.items():
        for tag, attribute in LOADED:
            for found in page.find_all(tag, attrs={attribute: True}):
                assert not re.match(r"(https?:)?//", found[attribute]), f"{name}: {found}"
    for file in [*built_book.site.rglob("*.css"), *built_book.site.rglob("*.html")]:
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"(?:url\(|@import)\s*['\"]?(https?:)?//", text), file.name


def test_carers_meet_no_code_and_no_kernel(soups):
    for name, page in soups.items():
        assert page.select(".cell_input, .input_area, .highlight-ipython3, .traceback") == [], name
        text = page.get_text(" ")
        assert not re.search(r"\b(In|Out) ?\[\d+\]|Traceback|NBGRADER|nbgrader", text), name


def test_the_practice_page_keeps_its_parts(soups):
    practice = [p for n, p in soups.items() if n.startswith("exercises/")]
    assert practice
    for page in practice:
        for kind in ("role-play", "own-words", "if-then", "send-work"):
            assert page.find(kind), kind


def test_a_page_for_people_has_no_furniture_for_developers(soups):
    for name, page in soups.items():
        text = page.get_text(" ")
        assert not re.search(
            r"GitHub|Download|Fullscreen|Binder|Powered by|Sphinx|\.ipynb|Jupyter", text
        ), name


def test_every_page_leads_to_help_and_says_its_version_and_licence(soups):
    for name, page in soups.items():
        footer = page.select_one(".cf-footer")
        assert "does not replace your service" in footer.get_text(" "), name
        assert footer.find("a", href=re.compile(r"law-and-help-lines\.html$|^#$")), name
        assert "CC BY 4.0" in footer.get_text(" "), name
        assert re.search(r"version \d{4}\.\d+", footer.get_text(" ")), name


def test_every_link_inside_the_site_leads_somewhere(built_book, soups):
    for name, page in soups.items():
        here = built_book.site / name
        for link in page.find_all("a", href=True):
            address, _, part = link["href"].partition("#")
            if re.match(r"[a-z]+:", address):
                continue
            there = (here.parent / address.partition("?")[0]).resolve() if address else here
            assert there.is_file(), f"{name}: {link['href']}"
            if part and there.suffix == ".html":
                target = soups[there.relative_to(built_book.site.resolve()).as_posix()]
                assert target.find(id=part), f"{name}: {link['href']}"


def test_the_doorway_leads_to_the_first_page(built_book):
    doorway = BeautifulSoup((built_book.site / "index.html").read_text("utf-8"), "html.parser")
    link = doorway.find("a")["href"]
    assert (built_book.site / link).is_file()
    assert doorway.html["lang"] == "en-GB"


@pytest.mark.parametrize("path", MODULES, ids=[p.stem for p in MODULES])
def test_a_module_has_its_parts_in_their_order(path: Path):
    headings = re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.M)
    assert [h for h in headings if h in PARTS_OF_A_MODULE] == list(PARTS_OF_A_MODULE)


@pytest.mark.parametrize("path", MODULES, ids=[p.stem for p in MODULES])
def test_a_module_shares_its_name_with_its_exercise(path: Path):
    assert (book_build.ROOT / "exercises" / path.stem / "practice.ipynb").is_file()
