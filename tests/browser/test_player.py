"""The player in a real browser, on a phone: by keyboard, after a reload, in two tabs, without storage."""

import json
import re

import pytest
from playwright.sync_api import Error, Locator, Page, expect

from roleplay import responses, scoring
from tests import stories, tiny
from tests.browser import bare_page
from tests.browser.bare_page import EXERCISE, KEY

pytestmark = pytest.mark.browser


@pytest.fixture
def story(tmp_path):
    return stories.load("tiny", tmp_path)


@pytest.fixture
def site(tmp_path, story):
    """Serve the bare page; the published book has no desk."""
    folder = tmp_path / "site"
    folder.mkdir()
    bare_page.write(folder, story)
    with bare_page.serving(folder) as (address, _):
        yield address


def focused(page: Page) -> str:
    """Return the text of what has the focus, also inside a part."""
    return page.evaluate(
        "() => { let e = document.activeElement; while (e.shadowRoot && e.shadowRoot.activeElement)"
        " e = e.shadowRoot.activeElement; return e.textContent; }"
    )


def shown(page: Page, text: str) -> Locator:
    """Find text in the player itself, not in the readable story beneath it."""
    return page.locator(".cf").get_by_text(text)


def pick(page: Page, name: str) -> None:
    """Take a choice with the mouse, passing the box for own words if there is one."""
    skip = page.get_by_role("button", name="Skip", exact=True)
    if skip.count():
        skip.click()
    page.locator(f"[data-choice={name}]").click()


def play(page: Page, *picks: str) -> None:
    """Begin if needed, and take these choices."""
    begin = page.get_by_role("button", name="Begin")
    if begin.count():
        begin.click()
    for name in picks:
        pick(page, name)


def open_moments(page: Page) -> None:
    """Open every moment of the debrief."""
    page.get_by_role("button", name="Open all").click()


def kept(page: Page, key: str = KEY) -> responses.Responses:
    """Return what the device keeps, checked by Python."""
    text = page.evaluate("(key) => localStorage.getItem(key)", key)
    return responses.parse(text, EXERCISE)


def press_until(page: Page, wanted: str, key: str = "Tab") -> None:
    """Press a key until the focus is on something with this text."""
    for _ in range(30):
        page.keyboard.press(key)
        if wanted in focused(page):
            return
    raise AssertionError(f"never reached {wanted!r} by keyboard")


def test_a_role_play_is_played_to_the_end_by_keyboard_alone(phone, site, story):
    phone.goto(site)
    press_until(phone, "Begin")
    phone.keyboard.press("Enter")
    assert focused(phone) == "Moment 1"
    press_until(phone, "")
    expect(phone.get_by_label("What would you say first?")).to_be_focused()
    phone.keyboard.type("Oh. That was loud.")
    press_until(phone, "Show the choices")
    phone.keyboard.press("Space")
    assert focused(phone) == "What do you say or do now?"
    for words, then in [
        ("That was a loud bang", "Moment 2"),
        ("Cups stay on the table", "Moment 3"),
        ("I jumped too", "Swept up together"),
    ]:
        press_until(phone, words)
        phone.keyboard.press("Enter")
        assert focused(phone) == then
    expect(shown(phone, "I connected first. Sam may have felt understood")).to_be_visible()
    run = kept(phone).runs[0]
    assert run.choices == tiny.MODEL_RUN == scoring.model_run(story)
    assert run.picks[0].own_words == "Oh. That was loud."
    assert run.ended


def test_the_childs_reply_is_announced_and_the_thermometer_is_in_words(phone, site):
    phone.goto(site)
    play(phone, "near")
    live = phone.locator("role-play .cf-hidden[role=status]")
    expect(live).to_contain_text("Sam looks up.")
    expect(live).to_contain_text("Sam's temperature: 4 of 10, warm")
    expect(shown(phone, "It has come down from 7.")).to_be_visible()
    expect(shown(phone, "Sam hears that you are not angry.")).to_be_visible()


def test_buttons_are_large_enough_for_a_thumb_and_nothing_scrolls_sideways(phone, site):
    phone.set_viewport_size({"width": 320, "height": 640})
    phone.goto(site)
    sizes = []
    for step in (None, "near", "limit", "own"):
        play(phone, *([step] if step else []))
        for button in phone.locator("button, summary, .cf-tick, a.cf-button").all():
            if button.is_visible():
                box = button.bounding_box()
                assert box
                sizes.append((button.inner_text(), box["height"]))
        wide = phone.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320
    assert len(sizes) > 10
    assert [found for found in sizes if found[1] < 44] == []


def test_skipping_costs_nothing_and_can_be_undone(phone, site):
    phone.goto(site)
    phone.get_by_role("button", name="Skip this one").click()
    expect(shown(phone, "That costs you nothing.")).to_be_focused()
    phone.get_by_role("button", name="Show it again").click()
    expect(phone.get_by_role("button", name="Begin")).to_be_visible()
    assert phone.evaluate("localStorage.length") == 0


def test_the_page_says_openly_that_nobody_has_reviewed_it(phone, site):
    phone.goto(site)
    expect(shown(phone, "has reviewed this role-play yet")).to_be_visible()


def test_a_reload_comes_back_to_the_same_moment(phone, site):
    phone.goto(site)
    play(phone, "near", "limit")
    phone.reload()
    expect(phone.get_by_role("heading", name="Moment 3")).to_be_visible()
    expect(shown(phone, "You both hold the dustpan.")).to_be_visible()
    assert focused(phone) != "Moment 3", "a reload must not move the focus"


def test_going_back_and_choosing_otherwise_loses_nothing(phone, site):
    phone.goto(site)
    play(phone, "near", "limit")
    phone.get_by_role("button", name="Go back one step").click()
    assert focused(phone) == "Moment 2"
    expect(shown(phone, "You chose this before.")).to_be_visible()
    pick(phone, "limit")
    assert [run.choices for run in kept(phone).runs] == [("near", "limit")]
    phone.get_by_role("button", name="Go back one step").click()
    pick(phone, "leave")
    assert [run.choices for run in kept(phone).runs] == [("near", "limit"), ("near", "leave")]


def test_start_again_keeps_the_old_run_and_shows_both_side_by_side(phone, site):
    phone.goto(site)
    play(phone, "grab", "sorry")
    phone.get_by_role("button", name="Play again").click()
    assert focused(phone) == "Moment 1"
    for name in tiny.MODEL_RUN:
        pick(phone, name)
    assert [run.choices for run in kept(phone).runs] == [("grab", "sorry"), tiny.MODEL_RUN]
    phone.get_by_text("Lay it beside the time before").click()
    beside = phone.locator(".cf-beside > div")
    expect(beside.nth(0)).to_contain_text("Cups stay on the table.")
    expect(beside.nth(1)).to_contain_text("Come out now.")
    expect(phone.get_by_role("row", name=re.compile("Empathy"))).to_contain_text("0 of 2")


def test_the_looking_back_shows_thoughts_roads_and_the_safeguarding_line(phone, site, story):
    phone.goto(site)
    phone.get_by_role("button", name="Begin").click()
    phone.get_by_label("What would you say first?").fill("Are you hurt?")
    phone.get_by_role("button", name="Show the choices").click()
    expect(shown(phone, "I am in trouble.")).to_have_count(0)
    phone.locator("[data-choice=near]").click()
    near = phone.get_by_role("group", name="Which was closest to your own words?")
    near.get_by_role("button", name="That was a loud bang").click()
    expect(shown(phone, "Closest to your own words: That was")).to_be_focused()
    play(phone, "limit", "done")
    first = phone.locator(".cf-script > li").first
    expect(first).to_contain_text("I am in trouble.")
    expect(first).to_contain_text("Are you hurt?")
    expect(first).to_contain_text("Closest to your own words: That was a loud bang.")
    expect(first).to_contain_text("Connect")
    expect(first.get_by_text("Force adds fright.")).to_be_hidden()
    first.locator("summary").first.click()
    first.locator(".cf-roads summary").click()
    expect(first.get_by_text("Force adds fright.")).to_be_visible()
    expect(phone.locator(".cf-line")).to_contain_text("your service")
    expect(phone.locator(".cf-line")).to_contain_text("the same day")
    expect(shown(phone, "Not yet, talk with your trainer")).to_have_count(0)
    bars = phone.locator(".cf-profile li").all_inner_texts()
    assert len(bars) == len(scoring.best(story))
    assert kept(phone).runs[0].picks[0].closest == "near"
    assert "fail" not in phone.locator("role-play").inner_text().lower()


def test_harm_and_a_missed_line_are_talked_about_never_failed(phone, site):
    phone.goto(site)
    play(phone, "grab", "sorry")
    panel = phone.locator(".cf-notyet")
    expect(panel).to_contain_text("Not yet, talk with your trainer")
    expect(panel).to_contain_text("Pulling a frightened child is never allowed.")
    expect(panel).to_contain_text("Write it down. Tell your service: the same day.")


def test_rewinding_begins_a_new_run_with_the_earlier_picks(phone, site):
    phone.goto(site)
    play(phone, "near", "limit", "done")
    open_moments(phone)
    phone.get_by_role("button", name="Rewind to here: moment 3").click()
    assert focused(phone) == "Moment 3"
    phone.get_by_role("button", name="Back to looking back").click()
    assert focused(phone) == "Swept up together"
    open_moments(phone)
    phone.get_by_role("button", name="Rewind to here: moment 3").click()
    pick(phone, "own")
    runs = kept(phone).runs
    assert [run.choices for run in runs] == [("near", "limit", "done"), tiny.MODEL_RUN]
    assert len({run.id for run in runs}) == 2


def test_two_tabs_keep_everything_of_both(new_context, site):
    context = new_context()
    one, two = context.new_page(), context.new_page()
    one.goto(site)
    two.goto(site)
    play(one, "near")
    expect(two.get_by_role("heading", name="Moment 2")).to_be_visible()
    two.get_by_label("What would you say?").fill("From the second tab")
    two.get_by_label("What would you say?").blur()
    expect(one.get_by_label("What would you say?")).to_have_value("From the second tab")
    play(one, "limit")
    two.get_by_role("button", name="Start again").click()
    play(two, "shout")
    assert [run.choices for run in kept(one).runs] == [("near", "limit"), ("shout",)]
    assert kept(two).answers["what-would-you-say"].text == "From the second tab"


def test_own_words_are_kept_as_they_are_typed_and_never_become_markup(phone, site):
    phone.goto(site)
    box = phone.get_by_label("What would you say?")
    typed = "<script>document.title = 'broken'</script><b>I'm here.</b>"
    box.press_sequentially(typed)
    expect(phone.locator("own-words").get_by_text("Kept", exact=True)).to_be_visible()
    phone.reload()
    expect(box).to_have_value(typed)
    assert phone.title() == "Module 5"
    expect(shown(phone, "Make the child up.").first).to_be_visible()


def test_words_typed_just_before_the_page_closes_are_kept(phone, site):
    phone.goto(site)
    phone.get_by_label("What would you say?").press_sequentially("Last words")
    phone.reload()
    expect(phone.get_by_label("What would you say?")).to_have_value("Last words")


def test_a_crash_loses_nothing_that_was_kept(new_context, site):
    context = new_context()
    page = context.new_page()
    page.goto(site)
    play(page, "near")
    page.get_by_label("What would you say?").fill("Still here")
    expect(page.locator("own-words").get_by_text("Kept", exact=True)).to_be_visible()
    with pytest.raises(Error, match="crash"):
        page.goto("chrome://crash", timeout=5000)
    again = context.new_page()
    again.goto(site)
    expect(again.get_by_role("heading", name="Moment 2")).to_be_visible()
    expect(again.get_by_label("What would you say?")).to_have_value("Still here")


def test_words_typed_before_a_choice_survive_a_reload_and_end_with_the_choice(phone, site):
    phone.goto(site)
    phone.get_by_role("button", name="Begin").click()
    phone.get_by_label("What would you say first?").fill("Oh, Sam.")
    phone.reload()
    phone.get_by_role("button", name="Begin").click()
    expect(phone.get_by_label("What would you say first?")).to_have_value("Oh, Sam.")
    phone.get_by_role("button", name="Show the choices").click()
    phone.locator("[data-choice=near]").click()
    phone.get_by_role("button", name="Start again").click()
    expect(phone.get_by_label("What would you say first?")).to_have_value("")


def test_own_words_in_a_role_play_are_shown_as_text(phone, site):
    phone.goto(site)
    phone.get_by_role("button", name="Begin").click()
    phone.get_by_label("What would you say first?").fill("<img src=x onerror=alert(1)>")
    phone.get_by_role("button", name="Show the choices").click()
    phone.locator("[data-choice=near]").click()
    expect(shown(phone, "<img src=x onerror=alert(1)>")).to_be_visible()
    assert phone.locator("role-play img").count() == 0


def test_what_could_name_a_real_person_is_pointed_out_and_not_blocked(phone, site):
    phone.goto(site)
    box = phone.get_by_label("What would you say?")
    box.fill("Ring his mum on 07700 900123")
    expect(shown(phone, "a phone number")).to_be_visible()
    box.blur()
    assert kept(phone).answers["what-would-you-say"].text == "Ring his mum on 07700 900123"
    box.fill("Ring his mum")
    expect(shown(phone, "a phone number")).to_have_count(0)


def test_a_plan_is_kept(phone, site):
    phone.goto(site)
    phone.get_by_label("If …").fill("it gets loud")
    phone.get_by_label("then I will …").fill("breathe out")
    phone.get_by_label("then I will …").blur()
    plan = kept(phone).plan
    assert plan
    assert (plan.if_, plan.then) == ("it gets loud", "breathe out")
    phone.reload()
    expect(phone.get_by_label("then I will …")).to_have_value("breathe out")


def test_work_is_saved_to_a_file_and_loaded_on_another_device(new_context, site, tmp_path):
    first = new_context().new_page()
    first.goto(site)
    play(first, *tiny.MODEL_RUN)
    with first.expect_download() as waiting:
        first.get_by_role("button", name="Save a file for my trainer").click()
    assert waiting.value.suggested_filename == f"connection-first-{EXERCISE}.json"
    file = tmp_path / "saved.json"
    waiting.value.save_as(file)
    assert responses.parse(file.read_bytes(), EXERCISE).runs[0].choices == tiny.MODEL_RUN
    second = new_context().new_page()
    second.goto(site)
    play(second, "shout")
    send = second.locator("send-work")
    expect(send).to_contain_text("has not been played to an end yet")
    send.locator("input[type=file]").set_input_files(file)
    expect(send).to_contain_text("Your work from the file is here now.")
    assert {run.choices for run in kept(second).runs} == {("shout",), tiny.MODEL_RUN}
    expect(send).not_to_contain_text("has not been played to an end yet")
    foreign = tmp_path / "foreign.json"
    foreign.write_text(json.dumps({"hello": "world"}), encoding="utf-8")
    send.locator("input[type=file]").set_input_files(foreign)
    expect(send).to_contain_text("not a Connection First file")
    assert len(kept(second).runs) == 2


BLOCKED = """Object.defineProperty(window, 'localStorage', {
    get() { throw new DOMException('denied', 'SecurityError'); } });"""
FULL = """Storage.prototype.setItem = () => {
    throw new DOMException('full', 'QuotaExceededError'); };"""


@pytest.mark.parametrize("trouble", [BLOCKED, FULL], ids=["blocked", "full"])
def test_without_storage_everything_can_be_played_and_saved_to_a_file(
    new_context, site, trouble, tmp_path
):
    page = new_context().new_page()
    page.add_init_script(trouble)
    page.goto(site)
    play(page, *tiny.MODEL_RUN)
    expect(page.get_by_role("heading", name="Swept up together")).to_be_visible()
    expect(page.locator("role-play .cf-message")).to_contain_text("Please save a file")
    page.get_by_label("What would you say?").fill("Still here")
    page.get_by_label("What would you say?").blur()
    expect(page.locator("own-words .cf-status")).to_contain_text("cannot keep your work")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save a file for my trainer").click()
    file = tmp_path / "saved.json"
    waiting.value.save_as(file)
    saved = responses.parse(file.read_bytes(), EXERCISE)
    assert saved.runs[0].choices == tiny.MODEL_RUN
    assert saved.answers["what-would-you-say"].text == "Still here"


def test_what_the_device_has_and_cannot_be_read_is_kept_aside(phone, site):
    phone.goto(site)
    phone.evaluate("(key) => localStorage.setItem(key, '{ broken')", KEY)
    phone.reload()
    play(phone, "near")
    aside = phone.evaluate(
        "() => Object.entries(localStorage).filter(([key]) => key.includes('/broken-'))"
    )
    assert [text for _, text in aside] == ["{ broken"]
    assert aside[0][0].startswith(KEY)
    assert kept(phone).runs[0].choices == ("near",)


def test_it_plays_from_a_file_without_any_server(phone, tmp_path, story):
    page = bare_page.write(tmp_path, story)
    phone.goto(page.as_uri())
    play(phone, "near")
    phone.reload()
    expect(phone.get_by_role("heading", name="Moment 2")).to_be_visible()


def test_without_script_the_story_is_there_to_read(new_context, site, story):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(site)
    for scene in story.scenes.values():
        expect(page.get_by_text(scene.text.split("\n")[0]).first).to_be_visible()
    page.get_by_role("link", name="Go to 2").first.click()
    assert page.url.endswith("#tiny--2")


def test_printing_gives_the_whole_story(phone, site):
    phone.goto(site)
    expect(phone.get_by_text("Warmth first, then the limit.")).to_be_hidden()
    phone.emulate_media(media="print")
    expect(phone.get_by_text("Warmth first, then the limit.")).to_be_visible()
    expect(phone.get_by_role("button", name="Begin")).to_be_hidden()


def test_nothing_moves_for_those_who_ask_for_less_motion(new_context, site):
    names = {}
    for wish in ("reduce", "no-preference"):
        page = new_context(reduced_motion=wish).new_page()
        page.goto(site)
        play(page, "near")
        names[wish] = page.locator(".cf-stage > div").evaluate(
            "(screen) => getComputedStyle(screen).animationName"
        )
    assert names == {"reduce": "none", "no-preference": "cf-in"}


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_on_any_screen(new_context, site, axe, colours):
    """On a desktop; the phone's screens are in test_player_access.py."""
    page = new_context(
        viewport={"width": 1280, "height": 844}, color_scheme=colours, reduced_motion="reduce"
    ).new_page()
    page.goto(site)
    assert axe(page) == [], "start"
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("What would you say first?").fill("It is 07700 900123")
    assert axe(page) == [], "own words first"
    page.get_by_label("What would you say first?").fill("It was loud")
    page.get_by_role("button", name="Show the choices").click()
    page.locator("[data-choice=grab]").click()
    assert axe(page) == [], "middle"
    play(page, "sorry")
    open_moments(page)
    assert axe(page) == [], "looking back"
    page.get_by_role("button", name="Play again").click()
    for name in tiny.MODEL_RUN:
        pick(page, name)
    assert axe(page) == [], "beside the time before"


def test_a_story_of_awkward_texts_plays_to_its_end(phone, tmp_path):
    """Each role-play of the course is played to its best ending in test_player_access.py."""
    story = stories.load("awkward", tmp_path)
    phone.goto(bare_page.write(tmp_path, story).as_uri())
    picks = stories.every_run(story)
    whole = next(p for p in picks if scoring.is_finished(story, p))
    play(phone, *whole)
    expect(phone.locator(".cf-ending")).to_be_focused()
    assert kept(phone).runs[0].choices == whole
    assert phone.locator("role-play img").count() == 0
