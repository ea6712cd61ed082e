"""The picture of a group in Chromium: readable on a phone, and a sheet of exactly two sides."""

import re

import pytest
from playwright.sync_api import expect

from roleplay import debrief, scenario
from roleplay.group import of_course, one_or_two
from tests import carers, group_made

pytestmark = pytest.mark.browser
LOOKS = [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]


@pytest.fixture
def mixed(tmp_path):
    """Ten carers, five of whom played twice: every kind of picture is drawn."""

    def make(names):
        group_made.group(tmp_path, 10, names, plays=1)
        for who in range(5):
            runs = [group_made.played(n, who * 100, number) for number, n in enumerate(names)]
            again = [group_made.played(n, who, 30 + number) for number, n in enumerate(names)]
            group_made.send(tmp_path, f"carer-{who:02}", carers.EXERCISE, [*runs, *again])
        return of_course(tmp_path)

    return make


def test_the_picture_is_readable_on_every_screen(mixed, new_context, axe, tmp_path):
    file = tmp_path / "picture.html"
    file.write_text(debrief.page(mixed(carers.ROLE_PLAYS), "Module 5"), encoding="utf-8")
    for width, colours in LOOKS:
        page = new_context(
            viewport={"width": width, "height": 844}, color_scheme=colours
        ).new_page()
        page.goto(file.as_uri())
        assert axe(page) == [], f"{width} {colours}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        picture = page.get_by_role("img", name=re.compile("^First time and latest time")).first
        expect(picture).to_be_visible()
        assert picture.bounding_box()["width"] > 280
        # In the dark the bars are light: colours come from the page, and the striped ones differ in pattern too.
        fill = page.locator(".split [fill='#1f5f5b']").first
        rgb = [
            int(n) for n in re.findall(r"\d+", fill.evaluate("e => getComputedStyle(e).fill"))[:3]
        ]
        assert (sum(rgb) > 380) is (colours == "dark")
        assert page.locator(".split [fill^='url(']").count() > 0
        page.get_by_role("link").first.click()
        expect(page.locator("section.decision:target")).to_be_visible()


def test_three_moments_of_a_role_play_stand_open_and_the_others_open_on_demand_and_in_print(
    mixed, new_context, axe, tmp_path
):
    file = tmp_path / "picture.html"
    picture = mixed(carers.ROLE_PLAYS)
    story = next(r for r in picture.role_plays if len(r.decisions) > debrief.OPEN + 1)
    more = len(story.decisions) - debrief.OPEN
    file.write_text(debrief.page(picture, "Module 5"), encoding="utf-8")
    page = new_context(viewport={"width": 390, "height": 844}).new_page()
    page.goto(file.as_uri())
    opened, folded = story.decisions[debrief.OPEN - 1], story.decisions[debrief.OPEN]
    hidden = page.locator(f"[id='{folded.role_play}--{folded.scene}']")
    expect(page.locator(f"[id='{opened.role_play}--{opened.scene}']")).to_be_visible()
    expect(hidden).to_be_hidden()
    page.emulate_media(media="print")
    expect(hidden).to_be_visible()
    page.emulate_media(media="screen")
    expect(hidden).to_be_hidden()
    summary = page.locator("summary", has_text=f"{more} more moments with {story.child}")
    assert summary.bounding_box()["height"] >= 44
    summary.click()
    expect(hidden).to_be_visible()
    assert axe(page) == []
    # A link from the list at the top opens what it leads to.
    page.goto("about:blank")
    page.goto(f"{file.as_uri()}#{folded.role_play}--{folded.scene}")
    expect(hidden).to_be_visible()


def test_the_sheet_has_two_sides_whatever_is_on_it(mixed, new_context, axe, tmp_path):
    file = tmp_path / "sheet.html"
    page = new_context(viewport={"width": 1280, "height": 900}).new_page()
    picture = mixed([n for n in scenario.names() if n not in one_or_two()[1]])
    assert any(d.again and d.again != d.people for d in picture.decisions)
    # The moments that take most room, together on one sheet.
    story = picture.role_plays[0]
    full = [d for d in picture.for_the_room if d.again and d.again != d.people]
    room = [
        (len(d.replies), sum(min(len(r.text), 95) for r in d.replies) + len(d.question), d.scene, d)
        for d in full
    ]
    long = [one[-1] for one in sorted(room, key=lambda one: one[:3], reverse=True)]
    for decisions in (long[:3], long[3:6], long[:1], ()):
        only = type(story)(story.name, story.title, story.child, 10, tuple(decisions), 0)
        one = type(picture)("", 10, (only,), picture.confidence)
        made = debrief.sheet(one, "A course with rather a long title", "/course/group")
        file.write_text(made, encoding="utf-8")
        page.goto(file.as_uri())
        page.emulate_media(media="print")
        cut = page.evaluate(
            "[...document.querySelectorAll('.side, .decision')].filter(e => e.scrollHeight > e.clientHeight + 1).length"
        )
        assert cut == 0, "words are cut off"
        way_back = page.get_by_role("link", name="Back to the picture of the group")
        expect(way_back).to_be_hidden()
        pdf = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 2
        page.emulate_media(media="screen")
        assert way_back.get_attribute("href") == "/course/group"
        assert way_back.bounding_box()["height"] >= 44
        assert axe(page) == []
