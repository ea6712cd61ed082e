"""Sheets that a carer fills in: loaded whole, refused with the place and the fix, a good form on paper."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pybtex.database import parse_file

from roleplay import (
    catalogue_texts,
    element,
    reading,
    sheets,
    sheets_checking,
    sheets_paper,
    translation,
)
from roleplay.sheets import SheetError
from tests import made_up, page_rules
from tests.reading_age import reading_age
from tests.test_element import Page

TOOLS = page_rules.BOOK / "tools"
SMALL: dict[str, Any] = {
    "title": "A small sheet",
    "about": "Every kind of part, once.",
    "minutes": 2,
    "authors": ["The writing team"],
    "reviewed_by": [],
    "parts": {
        "first": {"kind": "say", "title": "Settle me first", "steps": ["Breathe out."]},
        "words": {"kind": "text", "label": "In my words", "rows": 2},
        "one": {"kind": "choose", "label": "Which?", "options": {"tea": "Tea", "toast": "Toast"}},
        "window": {
            "kind": "picture",
            "label": "Three places",
            "drawing": "window",
            "areas": {
                name: {"title": name.title(), "about": "Here.", "asks": {"note": {"label": "Note"}}}
                for name in ("above", "inside", "below")
            },
        },
        "days": {
            "kind": "list",
            "label": "My days",
            "add": "Add a day",
            "dated": True,
            "parts": {
                "me": {"kind": "heat", "label": "Where am I?", "feels": list("abcde")},
                "helps": {"kind": "tick", "label": "Helps", "options": {"a": "Air", "b": "Bath"}},
                "line": {
                    "kind": "sentence",
                    "label": "My sentence",
                    "pieces": {"open": {"label": "An opening", "words": ["I can see", "Maybe"]}},
                    "notices": [{"on": ["but"], "says": "Would “and” fit?"}],
                },
                "strip": {"kind": "strip", "label": "Steps", "pictures": ["bed", "hug"]},
            },
        },
    },
}


# A map of the people in a list, put into the small sheet where a map is asked about.
MAPPED: dict[str, Any] = {
    "map": {
        "kind": "map", "label": "My map", "help": "Add people below.", "middle": "Me",
        "of": "people", "shows": "who", "by": "ring", "rings": {"near": "Near", "mid": "Around", "far": "Far"},
    },
    "people": {
        "kind": "list", "label": "People", "add": "Add somebody",
        "parts": {
            "who": {"kind": "text", "label": "Who?", "rows": 1},
            "ring": {"kind": "choose", "label": "How near?", "options": {"near": "Very near", "mid": "About", "far": "Far off"}},
        },
    },
}  # fmt: skip


def small() -> dict[str, Any]:
    return copy.deepcopy(SMALL)


def write(folder: Path, data: dict[str, Any], name: str = "small") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return path


def test_a_sound_sheet_loads_with_its_name_and_its_parts_in_order(tmp_path):
    sheet = sheets.load(write(tmp_path, small()))
    assert sheet.name == "small"
    assert list(sheet.parts) == ["first", "words", "one", "window", "days"]


def test_the_version_changes_with_the_content_and_only_then(tmp_path):
    first = sheets.load(write(tmp_path, small()))
    assert sheets.load(write(tmp_path, small())).version == first.version
    data = small()
    data["parts"]["words"]["label"] = "In other words"
    assert sheets.load(write(tmp_path, data)).version != first.version


PARTS = ("parts",)
DAYS = ("parts", "days", "parts")
REFUSED: dict[str, tuple[tuple[str, ...], Any, str, str]] = {
    "unknown field": (("titel",), "x", "", "'titel' is not a field here. Did you mean 'title'?"),
    "unknown field in a part": ((*PARTS, "words", "rowz"), 2, "part 'words'", "Did you mean 'rows'?"),
    "unknown field in a list": ((*DAYS, "me", "feel"), 2, "part 'days', part 'me'", "Did you mean 'feels'?"),
    "unknown field in an area": ((*PARTS, "window", "areas", "above", "titel"), "x", "area 'above'", "Did you mean 'title'?"),
    "unknown field in a box": ((*PARTS, "window", "areas", "above", "asks", "note", "row"), 1, "box 'note'", "Did you mean 'rows'?"),
    "name given": (("name",), "small", "", "the file's name is the sheet's name"),
    "unknown kind": ((*PARTS, "words", "kind"), "txt", "part 'words'", "There is no kind 'txt'. Did you mean 'text'?"),
    "no kind": ((*PARTS, "words", "kind"), None, "part 'words'", "'kind' is missing. Add a line 'kind: ...', one of: say, text"),
    "no label": ((*PARTS, "words", "label"), None, "part 'words'", "'label' is missing"),
    "no parts": (PARTS, {}, "parts", "This is empty"),
    "no minutes": (("minutes",), None, "", "'minutes' is missing"),
    "too long": (("minutes",), 61, "minutes", "it must be at most 60"),
    "too many rows": ((*PARTS, "words", "rows"), 13, "part 'words', rows", "it must be at most 12"),
    "four feelings": ((*DAYS, "me", "feels"), list("abcd"), "part 'me', feels", "Give five short texts"),
    "one option": ((*PARTS, "one", "options"), {"tea": "Tea"}, "part 'one', options", "Give at least two."),
    "same options": ((*PARTS, "one", "options", "toast"), "Tea", "part 'one', options", "have the same words"),
    "a bad name": ((*PARTS, "My Part"), {"kind": "text", "label": "x"}, "part 'My Part'", "is not a name we can use"),
    "nothing said": ((*PARTS, "first"), {"kind": "say"}, "part 'first'", "This says nothing. Give it a 'title'"),
    "nothing to fill in": (PARTS, {"a": {"kind": "say", "text": "Hm."}}, "parts", "There is nothing to fill in"),
    "nothing each time": (DAYS, {"a": {"kind": "say", "text": "Hm."}}, "part 'days', parts", "nothing to fill in each time"),
    "a list in a list": ((*DAYS, "more"), {"kind": "list", "label": "x", "add": "y", "parts": {}}, "part 'more'", "A list cannot hold another list"),
    "no such drawing": ((*PARTS, "window", "drawing"), "windoe", "part 'window', drawing", "There is no drawing 'windoe'. Did you mean 'window'?"),
    "too few areas": ((*PARTS, "window", "areas", "below"), None, "part 'window', areas", "has 3 areas, but 2 are given"),
    "no box": ((*PARTS, "window", "areas", "above", "asks"), {}, "area 'above', asks", "This is empty"),
    "no such picture": ((*DAYS, "strip", "pictures"), ["bad"], "part 'strip', pictures", "There is no picture 'bad'"),
    "one piece": ((*DAYS, "line", "pieces", "open", "words"), ["Maybe"], "pieces 'open', words", "Give at least two."),
    "no such item": (("teaches",), ["KP5"], "teaches", "There is no teachable item 'KP5'"),
    "text as number": (("title",), 5, "title", "This must be text"),
    "an empty label": ((*PARTS, "words", "label"), " ", "part 'words', label", "This is empty"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_broken_rule_is_refused_with_its_place_and_the_fix(case, tmp_path):
    place, value, where, said = REFUSED[case]
    data = small()
    inner: Any = data
    for step in place[:-1]:
        inner = inner[step]
    if value is None:
        del inner[place[-1]]
    else:
        inner[place[-1]] = value
    with pytest.raises(SheetError) as caught:
        sheets.load(write(tmp_path, data))
    problems = [str(problem) for problem in caught.value.problems]
    assert len(problems) == 1, problems
    assert problems[0].startswith("small.yaml"), problems
    assert said in problems[0]
    assert where in problems[0]
    assert caught.value.problems[0].line or case in {"no minutes"}


def mapped(**changes: Any) -> dict[str, Any]:
    """Give the small sheet a map, with something in it changed."""
    data = small()
    data["parts"] |= copy.deepcopy(MAPPED)
    data["parts"]["map"] |= changes
    return data


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"of": "peeple"}, "There is no list 'peeple' on this sheet. Did you mean 'people'?"),
        ({"of": "words"}, "There is no list 'words' on this sheet."),
        ({"shows": "ring"}, "The list 'people' has no part 'ring' of kind 'text'."),
        ({"by": "who"}, "The list 'people' has no part 'who' of kind 'choose'."),
        ({"rings": {"a": "A", "b": "B", "c": "C"}}, "The rings must be the options of 'ring', in order: near, mid, far."),
        ({"rings": {"near": "A", "mid": "B"}}, "part 'map', rings"),
        ({"ringz": {}}, "Did you mean 'rings'?"),
    ],
)  # fmt: skip
def test_a_map_that_has_not_its_people_is_refused(changes, said, tmp_path):
    with pytest.raises(SheetError) as caught:
        sheets.load(write(tmp_path, mapped(**changes)))
    (problem,) = map(str, caught.value.problems)
    assert said in problem
    assert "part 'map'" in problem


def test_a_map_on_paper_is_rings_to_write_in_with_a_line_for_each(tmp_path):
    data = sheets.for_page(sheets.load(write(tmp_path, mapped())))
    text = sheets_paper.html(data).split("</style>")[1]
    assert text.count("<circle") == 4 + 1  # and the ring of the thermometer
    page = form(data)
    assert page.open == []
    for words in ("Me", "Near", "Around", "Far"):
        assert words in page.text
    assert text.count("data-ring=") == 3


def test_a_wrong_name_is_met_with_the_nearest_right_one():
    with pytest.raises(
        SheetError, match=r"There is no sheet 'mind-chek'. Did you mean 'mind-check'"
    ):
        sheets.load("mind-chek")


@pytest.mark.parametrize("text", ["- one\n", "hello\n"])
def test_a_file_that_is_no_sheet_is_refused(text, tmp_path):
    path = tmp_path / "odd.yaml"
    path.write_text(text)
    with pytest.raises(SheetError, match="A sheet is lines of 'name: value'"):
        sheets.load(path)


# ---- On paper, and without a script --------------------------------------------------------------------


def form(data: dict[str, Any]) -> Page:
    return Page(element.html("tool-sheet", "", data["name"], data, sheets_paper.html(data)))


def by_sheet(test):
    return pytest.mark.parametrize("name", sheets.names())(test)


@by_sheet
def test_the_form_has_every_word_of_the_sheet_but_what_is_only_for_tapping(name):
    sheet = sheets.load(name)
    squeezed = re.sub(r"\s+", " ", form(sheets.for_page(sheet)).text)
    for place, text in sheets.spoken(sheet):
        if place[-1] in {"help", "add"} or "notices" in place or "reviewed_by" in place:
            continue
        for line in re.split(r"\n\s*\n", text):
            words = " ".join(line.split())
            shown = words in squeezed or all(word in squeezed for word in words.rsplit(" ", 1))
            assert shown, (place, text)


def test_a_part_gives_its_data_back_whole_and_belongs_to_no_exercise(tmp_path):
    data = sheets.for_page(sheets.load(write(tmp_path, small())))
    page = form(data)
    assert json.loads(page.json) == data
    assert page.attributes == {"name": "small"}
    assert page.open == []


def test_nothing_an_author_writes_is_markup(tmp_path):
    data = small()
    odd = '"><script>alert(1)</script>'
    data["title"] = data["parts"]["words"]["label"] = odd
    data["parts"]["window"]["areas"]["above"]["title"] = odd
    data["parts"]["days"]["parts"]["line"]["pieces"]["open"]["words"] = [odd, "b"]
    page = form(sheets.for_page(sheets.load(write(tmp_path, data))))
    assert page.tags.count("script") == 1
    assert page.text.count("alert(1)") >= 4


def test_there_are_lines_to_write_on_and_a_place_for_each_thing(tmp_path):
    text = sheets_paper.html(sheets.for_page(sheets.load(write(tmp_path, small()))))
    assert text.count('class="sheet-line"') == 2 + 3 * 3 + 2
    for at in ("words", "one", "window/above/note", "days/*/helps", "days/*/line"):
        assert f'data-field="{at}"' in text
    for mark in ('data-heat="days/*/me"', 'data-strip="days/*/strip"', 'data-date="days/*"'):
        assert mark in text
    assert text.count("sheet-small-picture") - sheets_paper._styles().count("sheet-small-picture") == 2  # fmt: skip


def test_a_blank_sheet_has_as_many_entries_as_its_author_wants(tmp_path):
    data = small()
    data["parts"]["days"]["blank"] = 3
    text = sheets_paper.html(sheets.for_page(sheets.load(write(tmp_path, data))))
    assert text.count('class="sheet-entry"') == 3


# ---- Drawings ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sheets_checking.drawings())
def test_a_drawing_has_areas_with_room_for_their_words(name):
    drawing = sheets_checking.drawings()[name]
    _, _, width, height = map(float, drawing["box"].split())
    assert width == 360, "words of 15 units are large enough on a phone"
    for area in drawing["areas"]:
        assert 0 < area["x"] < width
        assert 14 < area["y"] < height
        assert re.fullmatch(r"[MLaAhHvVzZ0-9 .,-]+", area["d"])


@pytest.mark.parametrize("name", sheets_checking.pictures())
def test_a_small_picture_is_lines_only_and_has_short_words(name):
    picture = sheets_checking.pictures()[name]
    assert re.fullmatch(r"[MLlaAcCsShHvVzZ0-9 .,-]+", picture["d"])
    assert 0 < len(picture["words"]) <= 14


# ---- The course's own sheets ---------------------------------------------------------------------------


@by_sheet
def test_a_sheet_of_the_course_is_in_plain_and_kind_words(name):
    texts = [text for _, text in sheets.spoken(sheets.load(name))]
    # The builder names words that are better left out, so that they are noticed.
    kind = [t for place, t in sheets.spoken(sheets.load(name)) if "on" not in place]
    assert page_rules.avoided_words("\n".join(kind)) == []
    assert not re.search(r"[<>*_]", "\n".join(texts))
    # A credit is made of names.
    long = [t for place, t in sheets.spoken(sheets.load(name)) if place != ("credit",) and len(t.split()) > 20]  # fmt: skip
    assert [t for t in long if reading_age(t) > 11] == []
    whole = ". ".join(texts)
    assert reading_age(whole) <= 11


@by_sheet
def test_a_sheet_of_the_course_has_a_page_that_is_in_the_contents(name):
    page = (TOOLS / f"{name}.md").read_text(encoding="utf-8")
    assert f"```{{tool-sheet}} {name}\n```" in page
    assert "law-and-help-lines" in page
    assert "**How strong is it?**" in page
    assert 150 <= len(page_rules.prose(page).split()) <= 400
    assert f"({name}.md)" in (TOOLS / "index.md").read_text(encoding="utf-8")
    assert f"file: book/tools/{name}" in (page_rules.ROOT / "_toc.yml").read_text(encoding="utf-8")


@by_sheet
def test_its_sources_are_in_the_references_and_cited_on_its_page(name):
    known = parse_file(str(page_rules.BOOK / "reference" / "references.bib")).entries
    page = (TOOLS / f"{name}.md").read_text(encoding="utf-8")
    for key in sheets.load(name).sources:
        assert key in known
        assert key in page


# ---- In another language -------------------------------------------------------------------------------


@by_sheet
def test_every_text_comes_into_the_catalogue_with_its_line(name):
    path = sheets.FOLDER / f"{name}.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    texts = list(catalogue_texts.of_sheet(path))
    assert len(texts) == len(list(sheets.spoken(sheets.load(name))))
    for text in texts:
        near = " ".join(line.strip() for line in lines[text.line - 1 : text.line + 3])
        assert text.english[:12] in near, text
        assert text.context == f"sheet {name}"


def test_in_another_language_all_words_change_and_no_name_does(tmp_path, monkeypatch):
    monkeypatch.setattr(translation, "FOLDER", tmp_path / "locale")
    path = write(tmp_path, small())
    texts = [*catalogue_texts.of_sheet(path), *catalogue_texts.of_pictures()]
    form_words = catalogue_texts.of_python(Path(sheets_paper.__file__))
    made_up.write(tmp_path / "locale", [*texts, *form_words])
    language, sheet = translation.language(made_up.CODE), sheets.load(path)
    here, there = sheets.for_page(sheet), sheets.for_page(sheet, language)
    assert there["version"] == here["version"]
    assert there["name"] == "small"
    assert list(there["parts"]) == list(here["parts"])
    assert there["parts"]["window"]["drawn"] == here["parts"]["window"]["drawn"]
    text = Page(f"<div>{sheets_paper.html(there, language).split('</style>')[1]}</div>").text
    assert [line for line in text.splitlines() if made_up.PLAIN.search(line)] == []


def test_a_sheet_is_read_like_any_file_of_an_author(tmp_path):
    path = tmp_path / "twice.yaml"
    path.write_text("title: a\ntitle: b\n")
    with pytest.raises(reading.ScenarioError, match="'title' is written twice"):
        sheets.load(path)
