"""Looking back and carrying it home: what to take, the card, the replays, and tries from earlier."""

import re

import pytest
from playwright.sync_api import Page, expect

from roleplay import responses, scenario
from tests import stories, tiny
from tests.browser import bare_page
from tests.browser.bare_page import EXERCISE, KEY
from tests.browser.test_player import focused, kept, open_moments, pick, play, shown

pytestmark = pytest.mark.browser


@pytest.fixture
def site(tmp_path):
    """Serve a page with two role-plays: the tiny one, and one of the course."""
    folder = tmp_path / "site"
    folder.mkdir()
    theo = stories.load("theo-hidden-food", tmp_path)
    bare_page.write(folder, stories.load("tiny", tmp_path), more=theo)
    with bare_page.serving(folder) as (address, _):
        yield address


def tiny_play(page: Page):
    return page.locator("role-play[name=tiny] .cf")


def test_a_new_carer_is_shown_one_way_from_another_role_play_and_can_stop(phone, site):
    phone.goto(site)
    part = tiny_play(phone)
    part.get_by_role("button", name="Show me one first").click()
    assert focused(phone) == "One way to do it: 1 of 3"
    expect(part).to_contain_text("From another role-play: “Behind the bed”")
    expect(part).to_contain_text("This is one way, and not the only one.")
    expect(part).to_contain_text("Why this can help")
    part.get_by_role("button", name="Next").click()
    part.get_by_role("button", name="Next").click()
    assert focused(phone) == "One way to do it: 3 of 3"
    expect(part.get_by_role("button", name="I have seen enough")).to_have_count(0)
    part.get_by_role("button", name="Now I begin").click()
    assert focused(phone) == "Moment 1"
    assert phone.evaluate("localStorage.length") == 0, "looking at an example is no try"


def test_alone_on_a_page_the_example_is_its_own_first_moments_and_goes_after_a_try(phone, tmp_path):
    story = stories.load("tiny", tmp_path)
    phone.goto(bare_page.write(tmp_path, story).as_uri())
    phone.get_by_role("button", name="Show me one first").click()
    assert focused(phone) == "One way to do it: 1 of 2"
    phone.get_by_role("button", name="I have seen enough").click()
    for name in ("near", "leave"):
        pick(phone, name)
    expect(shown(phone, "My thoughts, only for me")).to_have_count(0)
    phone.get_by_role("button", name="Play again").click()
    for name in tiny.MODEL_RUN:
        pick(phone, name)
    box = phone.get_by_label("My thoughts, only for me")
    box.fill("My own jaw.")
    assert "My own jaw." not in phone.evaluate("(key) => localStorage.getItem(key)", KEY)
    phone.reload()
    expect(box).to_have_value("My own jaw.")


def test_what_to_take_comes_first_and_the_line_is_said_plainly(phone, site):
    phone.goto(site)
    part = tiny_play(phone)
    part.get_by_role("button", name="Begin").click()
    for name in ("near", "leave"):
        pick(phone, name)
    text = part.inner_text()
    parts = ["What to take with you", "The order of my steps", "What my replies carried"]
    parts += ["The safeguarding line", "Looking back, moment by moment", "Take it home"]
    assert [text.index(one) for one in parts] == sorted(text.index(one) for one in parts)
    expect(part.locator(".cf-line")).to_contain_text("I missed it this time.")
    expect(part).to_contain_text("Sam's temperature, moment by moment: 7, 4, and 5 at the end.")
    take = part.locator(".cf-take").bounding_box()
    assert take
    assert take["y"] < 2 * 844, "the heart of it stands in the first two screens"
    part.get_by_role("button", name="Play again").click()
    for name in tiny.MODEL_RUN:
        pick(phone, name)
    expect(part.locator(".cf-line")).to_contain_text("I met it this time.")


def test_the_weakest_moment_becomes_a_card_that_is_said_once_and_kept(phone, site):
    phone.goto(site)
    part = tiny_play(phone)
    part.get_by_role("button", name="Begin").click()
    for name in ("grab", "sorry"):
        pick(phone, name)
    card = part.locator(".cf-carry")
    expect(card).to_contain_text("It comes from moment 1:")
    expect(card).to_contain_text("That was a loud bang. I'm here.")
    expect(card.get_by_label("If …")).to_have_value(
        "it all gets too much and I want to make it stop"
    )
    assert kept(phone).plan is None, "nothing is kept before the carer says so"
    card.get_by_role("button", name="Keep this card").click()
    expect(card.get_by_label("I have said it to myself once")).to_be_focused()
    phone.keyboard.press("Space")
    plan = kept(phone).plan
    assert plan
    assert plan.rehearsed
    assert plan.then == "say how hard it is, and stay near"
    card.get_by_label("then I will first …").fill("breathe out, and stay")
    card.get_by_label("then I will first …").blur()
    phone.reload()
    expect(card.get_by_label("then I will first …")).to_have_value("breathe out, and stay")
    expect(card.get_by_label("I have said it to myself once")).not_to_be_checked()
    expect(phone.locator("if-then").get_by_label("then I will …")).to_have_value(
        "breathe out, and stay"
    )
    card.get_by_role("button", name="Begin again from this moment").click()
    expect(card.get_by_label("If …")).to_have_value(
        "it all gets too much and I want to make it stop"
    )


def test_three_replays_come_as_a_calendar_file_and_only_the_card_is_printed(phone, site, tmp_path):
    phone.add_init_script(
        "window.print = () => { top.printed = (top.printed || []).concat(document.body.innerText); };"
    )
    phone.goto(site)
    part = tiny_play(phone)
    part.get_by_role("button", name="Begin").click()
    for name in ("near", "leave"):
        pick(phone, name)
    card = part.locator(".cf-carry")
    card.get_by_role("button", name="Keep this card").click()
    with phone.expect_download() as waiting:
        card.get_by_role("button", name="Put them in my calendar").click()
    assert waiting.value.suggested_filename == "connection-first-replays.ics"
    file = tmp_path / "replays.ics"
    waiting.value.save_as(file)
    text = file.read_bytes().decode("utf-8")
    assert len(re.findall(r"DTSTART;VALUE=DATE:\d{8}\r\n", text)) == 3
    assert len(set(re.findall(r"UID:(.+)\r\n", text))) == 3
    assert "a child is hurt" not in text, "the plan stays on the device"
    card.get_by_role("button", name="Print my card").click()
    [printed] = phone.evaluate("top.printed")
    assert printed.startswith("My card")
    assert "write down what I saw, and tell my service, the same day" in printed
    assert len(re.findall(r"day \d+ |day, \d+ ", printed)) == 3
    assert "Looking back" not in printed


def test_on_paper_the_debrief_is_an_open_script_without_buttons(phone, site):
    phone.goto(site)
    part = tiny_play(phone)
    part.get_by_role("button", name="Begin").click()
    for name in tiny.MODEL_RUN:
        pick(phone, name)
    thought = part.get_by_text("I am in trouble.")
    road = part.get_by_text("Force adds fright.")
    expect(thought).to_be_hidden()
    phone.emulate_media(media="print")
    expect(thought).to_be_visible()
    expect(road).to_be_visible()
    expect(part.get_by_role("button", name="Play again")).to_be_hidden()
    expect(phone.locator("role-play[name=tiny] .story")).to_be_hidden()
    expect(phone.locator("role-play[name=theo-hidden-food] .story")).to_be_visible()
    phone.emulate_media(media="screen")
    expect(thought).to_be_hidden()


def test_a_try_from_before_the_role_play_was_changed_can_still_be_read(phone, tmp_path):
    page = bare_page.write(tmp_path, stories.load("tiny", tmp_path))
    phone.goto(page.as_uri())
    play(phone, *tiny.MODEL_RUN)
    assert kept(phone).runs[0].script
    changed = tiny.tiny()
    changed["scenes"]["table"]["choices"]["close"] = changed["scenes"]["table"]["choices"].pop(
        "near"
    )
    changed["scenes"]["table"]["text"] = "All of it reads otherwise now."
    tiny.write(tmp_path, changed)
    bare_page.write(tmp_path, scenario.load(tmp_path / "tiny.yaml"))
    phone.reload()
    expect(phone.get_by_role("button", name="Begin")).to_be_visible()
    old = phone.locator(".cf-earlier")
    expect(old).to_contain_text("Played in an earlier version")
    old.locator("summary").click()
    expect(old.get_by_text("The cup is on the floor.")).to_be_visible()
    expect(old.get_by_text("That was a loud bang. I'm here.")).to_be_visible()
    expect(old.get_by_text("Warmth first, then the limit.")).to_be_visible()
    text = phone.evaluate("(key) => localStorage.getItem(key)", KEY)
    assert responses.parse(text, EXERCISE).runs[0].choices == tiny.MODEL_RUN


def test_a_reader_of_the_screen_meets_the_debrief_in_order(phone, site):
    phone.goto(site)
    part = tiny_play(phone)
    part.get_by_role("button", name="Begin").click()
    expect(part.locator(".cf-stage")).to_match_aria_snapshot(
        """
        - heading "Moment 1" [level=4]
        - paragraph: The cup is on the floor.
        - paragraph: Sam is under the table.
        - paragraph:
          - strong: "Sam's temperature: 7 of 10, hot"
        - text: What would you say first?
        - textbox "What would you say first?"
        - button "Show the choices"
        - button "Skip"
        """
    )
    pick(phone, "near")
    expect(part.locator(".cf-hidden[role=status]").last).to_contain_text("Sam looks up.")
    assert focused(phone) == "Moment 2"
    for name in ("limit", "own"):
        pick(phone, name)
    assert focused(phone) == "Swept up together"
    open_moments(phone)
    headings = part.get_by_role("heading", level=4).all_inner_texts()
    assert headings[:4] == [
        "Swept up together",
        "What to take with you",
        "The order of my steps",
        "What my replies carried",
    ]
    expect(part.locator(".cf-moment").first).to_match_aria_snapshot(
        """
        - group:
          - strong: Moment 1
          - text: Connect Temperature from 7 to 4.
          - paragraph: The cup is on the floor.
          - paragraph: Sam is under the table.
          - paragraph:
            - strong: "Sam's temperature: 7 of 10, hot"
          - paragraph: What Sam may have been thinking
          - blockquote:
            - paragraph: I am in trouble.
          - paragraph: You Connect
          - paragraph: That was a loud bang. I'm here.
          - paragraph: Sam hears that you are not angry.
          - group: The 2 roads not taken
          - 'button "Rewind to here: moment 1"'
        """
    )
