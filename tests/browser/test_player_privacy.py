"""What might identify a real child: pointed out, decided by the carer, and what is certain never leaves."""

import pytest
from playwright.sync_api import Page, expect

from roleplay import scripts
from tests import stories, tiny
from tests.browser import bare_page
from tests.browser.bare_page import EXERCISE, KEY
from tests.browser.test_player import focused, kept, pick, play, shown
from tests.browser.test_player_desk import desk, on_device, wait_until_kept  # noqa: F401

pytestmark = pytest.mark.browser
BOX = "What would you say?"


def write(page: Page, text: str) -> None:
    page.get_by_label(BOX).fill(text)
    page.get_by_label(BOX).blur()


def test_the_names_of_the_role_play_are_never_pointed_out(phone, tmp_path):
    phone.goto(bare_page.write(tmp_path, stories.load("kwame-after-school", tmp_path)).as_uri())
    write(phone, "I would tell Mr Kwame, and a boy called Kwame Ivy.")
    expect(phone.locator("own-words .cf-warning")).to_be_empty()
    write(phone, "I would tell Mr Arkwright.")
    expect(phone.locator("own-words .cf-warning")).to_contain_text("somebody's surname")


def test_own_words_with_a_phone_number_wait_in_their_box_before_a_choice(phone, tmp_path):
    phone.goto(bare_page.write(tmp_path, stories.load("tiny", tmp_path)).as_uri())
    phone.get_by_role("button", name="Begin").click()
    box = phone.get_by_label("What would you say first?")
    box.fill("Ring 07700 900123")
    expect(shown(phone, "“07700 900123” looks like a phone number.")).to_be_visible()
    phone.get_by_role("button", name="Show the choices").click()
    expect(box).to_be_focused()
    expect(shown(phone, "Please take it out before you go on")).to_be_visible()
    box.fill("Ring the team")
    phone.get_by_role("button", name="Show the choices").click()
    phone.locator("[data-choice=near]").click()
    assert kept(phone).runs[0].picks[0].own_words == "Ring the team"


def test_on_the_desk_a_phone_number_stays_on_the_device_until_it_is_taken_out(phone, desk):  # noqa: F811
    phone.goto(desk.address)
    expect(phone.get_by_text("Signed in as")).to_be_visible()
    write(phone, "Ring his mum on 07700 900123")
    play(phone, *tiny.MODEL_RUN)
    found = wait_until_kept(phone, desk, lambda r: bool(r.runs) and r.runs[0].ended)
    assert found.answers == {}
    phone.wait_for_timeout(3000)
    calls = [call for call in desk.calls if call.startswith("PUT")]
    assert len(calls) <= 4, "it keeps calling although nothing may leave"
    send = phone.locator("send-work")
    send.get_by_role("button", name="Send to my trainer").click()
    assert focused(phone) == "Before this can be sent, please look at this:"
    assert desk.sent == []
    send.get_by_role("button", name=f"Go to “{BOX}”").click()
    expect(phone.get_by_label(BOX)).to_be_focused()
    phone.reload()
    expect(phone.get_by_label(BOX)).to_have_value("Ring his mum on 07700 900123")
    write(phone, "Ring his mum")
    found = wait_until_kept(phone, desk, lambda r: "what-would-you-say" in r.answers)
    assert found.answers["what-would-you-say"].text == "Ring his mum"
    send.get_by_role("button", name="Send to my trainer").click()
    expect(send).to_contain_text("Sent to your trainer.")
    assert "07700" not in desk.kept["carer"].to_json()


def test_signing_out_never_loses_what_was_held_back(phone, desk):  # noqa: F811
    phone.goto(desk.address)
    write(phone, "sam@example.org")
    phone.get_by_role("link", name="Sign out").click()
    phone.wait_for_url("**/signed-out")
    phone.goto(desk.address)
    expect(phone.get_by_label(BOX)).to_have_value("sam@example.org")


def test_a_doubtful_hit_is_the_carers_to_decide_once(phone, desk):  # noqa: F811
    phone.goto(desk.address)
    expect(phone.get_by_text("Signed in as")).to_be_visible()
    write(phone, "We walked to Oakfield Academy.")
    send = phone.locator("send-work")
    send.get_by_role("button", name="Send to my trainer").click()
    expect(send).to_contain_text("“Oakfield Academy” looks like the name of a school.")
    assert desk.sent == []
    send.get_by_role("button", name="It is all made up: go on").click()
    expect(send).to_contain_text("Sent to your trainer.")
    phone.reload()
    expect(phone.locator("own-words .cf-warning")).to_be_empty()
    write(phone, "We walked to Hillside Primary.")
    phone.locator("own-words").get_by_role("button", name="Keep it: it is made up").click()
    expect(phone.locator("own-words .cf-warning")).to_be_empty()
    expect(phone.get_by_label(BOX)).to_be_focused()


def test_without_a_desk_the_file_for_the_trainer_waits_and_a_file_for_oneself_does_not(
    phone, tmp_path
):
    phone.goto(bare_page.write(tmp_path, stories.load("tiny", tmp_path)).as_uri())
    write(phone, "NHS 943 476 5919")
    send = phone.locator("send-work")
    send.get_by_role("button", name="Save a file for my trainer").click()
    expect(send).to_contain_text("“943 476 5919” looks like an NHS number.")
    with phone.expect_download() as waiting:
        send.get_by_role("button", name="Save a file only for me").click()
    assert waiting.value.suggested_filename == f"connection-first-{EXERCISE}.json"
    phone.locator("if-then").get_by_label("If …").fill("I see sam@example.org")
    phone.locator("if-then").get_by_label("If …").blur()
    write(phone, "")
    send.get_by_role("button", name="Save a file for my trainer").click()
    send.get_by_role("button", name="Go to “My if-then plan”").click()
    expect(phone.locator("if-then").get_by_label("If …")).to_be_focused()


def test_everything_on_the_device_is_deleted_only_when_asked_twice(new_context, tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    bare_page.write(folder, stories.load("tiny", tmp_path))
    with bare_page.serving(folder) as (address, _):
        context = new_context()
        phone, other = context.new_page(), context.new_page()
        for page in (phone, other):
            page.goto(address)
        phone.evaluate("localStorage.setItem('another-site-part', 'stays')")
        play(phone, *tiny.MODEL_RUN)
        write(phone, "Words")
        expect(other.get_by_label(BOX)).to_have_value("Words")
        send = phone.locator("send-work")
        send.get_by_role("button", name="Delete everything on this device").click()
        expect(send).to_contain_text("It cannot be undone.")
        send.get_by_role("button", name="No, keep it").click()
        assert KEY in on_device(phone)
        send.get_by_role("button", name="Delete everything on this device").click()
        send.get_by_role("button", name="Yes, delete it all").click()
        expect(send).to_contain_text("Everything has been deleted from this device.")
        expect(phone.get_by_role("button", name="Begin")).to_be_visible()
        expect(phone.get_by_label(BOX)).to_have_value("")
        expect(other.get_by_label(BOX)).to_have_value("")
        assert on_device(phone) == ["another-site-part"]
        pick_one = other.get_by_role("button", name="Begin")
        pick_one.click()
        pick(other, "near")
        assert [run.choices for run in kept(other).runs] == [("near",)]


def test_on_the_desk_deleting_says_that_the_trainer_still_has_what_was_sent(phone, desk):  # noqa: F811
    phone.goto(desk.address)
    send = phone.locator("send-work")
    send.get_by_role("button", name="Delete everything on this device").click()
    expect(send).to_contain_text("What is kept on the course desk, or was sent, stays")


NOTEBOOK = """<!doctype html><html lang="en-GB"><title>Notebook</title><body><main id="here"></main>
<script type="module">
import player from "./player.js";
const kept = window.kept = { kind: "own-words", value: {}, data: { id: "one", label: "What would you say?", rows: 3 } };
const model = { get: (name) => kept[name], set: (name, value) => { kept[name] = value; }, save_changes() {}, on() {}, off() {} };
player.render({ model, el: document.getElementById("here") });
</script></body></html>"""


def test_in_a_notebook_a_certain_hit_waits_in_the_browser_and_not_in_the_file(phone, tmp_path):
    (tmp_path / "index.html").write_text(NOTEBOOK, encoding="utf-8")
    (tmp_path / "player.js").write_text(scripts.module_script(), encoding="utf-8")
    with bare_page.serving(tmp_path) as (address, _):
        phone.goto(address)
        write(phone, "Ring 07700 900123")
        assert phone.evaluate("kept.value") == {}
        phone.reload()
        expect(phone.get_by_label(BOX)).to_have_value("Ring 07700 900123")
        write(phone, "Ring the team")
        assert phone.evaluate("kept.value.text") == "Ring the team"
