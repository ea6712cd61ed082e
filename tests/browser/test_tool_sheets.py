"""Sheets in a real browser: filled in, kept, printed, saved, loaded, cleared, and never sent."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from roleplay import element, scripts, sheets, sheets_paper
from tests.browser import bare_page
from tests.browser.test_player_access import small
from tests.test_sheets import small as small_sheet
from tests.test_sheets import write as write_sheet

pytestmark = pytest.mark.browser
THERMOMETER = "emotional-thermometer"


def write(folder: Path, *names: str | Path) -> Path:
    """Write a page with these sheets and its script, as the book does."""
    parts = []
    for name in names:
        data = sheets.for_page(sheets.load(name))
        parts.append(element.html("tool-sheet", "", data["name"], data, sheets_paper.html(data)))
    page = folder / "index.html"
    page.write_text(
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="data:,"><title>Tools</title><style>{bare_page.THEME}</style>'
        '<script defer src="connection-first.js"></script></head>'
        f"<body><main><h1>Tools</h1><p>Words around it.</p><h2>Sheet</h2>{''.join(parts)}</main></body></html>",
        encoding="utf-8",
    )
    script = scripts.classic_script(["tool-sheet", *scripts.SELDOM])
    (folder / "connection-first.js").write_text(script, encoding="utf-8")
    return page


def kept(page: Page, name: str) -> dict:
    """Return what the device keeps of a sheet: place -> value."""
    text = page.evaluate("(key) => localStorage.getItem(key)", f"connection-first/sheets/{name}")
    return {at: one["is"] for at, one in json.loads(text)["values"].items()} if text else {}


def said(page: Page) -> Locator:
    return page.locator(".cf-sheet-said")


def button(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def take_reading(page: Page | Locator, me: int, child: int) -> None:
    page.get_by_label("Where am I?", exact=True).fill(str(me))
    page.get_by_label("Where might the child be?", exact=True).fill(str(child))


def fill(page: Page, name: str) -> str:
    """Fill a sheet in, and give a text that must then be on paper."""
    if name == THERMOMETER:
        take_reading(page, 7, 9)
        page.get_by_label("The first sign in my body").fill("A tight jaw")
        page.get_by_label("A drink of water").check()
        return "A tight jaw"
    if name == "pace-sentence-builder":
        for piece in ("It looks like", "that felt unfair", "Am I close?"):
            button(page, piece).click()
        return "It looks like that felt unfair. Am I close?"
    if name == "routine-strip":
        for picture in ("Wake up", "Breakfast", "Shoes on"):
            button(page, picture).click()
        page.get_by_label("Step 2: the words").fill("Toast with Gran's jam")
        return "Toast with Gran's jam"
    if page.locator("details.cf-fold").count():
        page.locator("details.cf-fold").first.evaluate("(one) => { one.open = true; }")
    page.locator("textarea:visible").first.fill("I come back when I said")
    return "I come back when I said"


# ---- Kept ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sheets.names())
def test_what_is_filled_in_is_kept_and_is_on_paper_after_a_reload(name, phone, tmp_path):
    phone.goto(write(tmp_path, name).as_uri())
    text = fill(phone, name)
    expect(said(phone)).to_have_text("Kept on this device")
    before = kept(phone, name)
    assert before
    phone.reload()
    assert kept(phone, name) == before
    if name == THERMOMETER:
        expect(phone.get_by_text("7 of 10: hot")).to_be_visible()
        expect(phone.get_by_label("A drink of water")).to_be_checked()
    elif name == "routine-strip":
        expect(phone.get_by_label("Step 2: the words")).to_have_value(text)
    phone.evaluate("window.print = () => { window.printed = true; }")
    button(phone, "Print").click()
    assert phone.evaluate("window.printed")
    phone.emulate_media(media="print")
    expect(phone.locator(".sheet")).to_contain_text(text)
    expect(phone.locator(".sheet")).to_be_visible()
    expect(phone.get_by_text("Words around it.")).to_be_hidden()
    expect(button(phone, "Save to a file")).to_be_hidden()


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("name", sheets.names())
def test_a_filled_sheet_is_one_page_of_paper(name, phone, tmp_path):
    phone.goto(write(tmp_path, name).as_uri())
    fill(phone, name)
    phone.evaluate("window.print = () => {}")
    button(phone, "Print").click()
    assert pages_of(phone.pdf(prefer_css_page_size=True)) == 1


def test_each_strip_is_alone_on_its_page_with_its_pictures(phone, tmp_path):
    phone.goto(write(tmp_path, "routine-strip").as_uri())
    for title in ("School morning", "Bedtime"):
        here = phone.locator("details.cf-entry[open]")
        here.get_by_label("What is this strip for?").fill(title)
        for picture in ("Toilet", "Bath", "Story", "Bed"):
            button(here, picture).click()
        if title == "School morning":
            button(phone, "Make another strip").click()
    phone.evaluate("window.print = () => {}")
    button(phone, "Print").click()
    assert pages_of(phone.pdf(prefer_css_page_size=True)) == 2
    expect(phone.locator(".sheet .sheet-cells svg")).to_have_count(8)


def test_printing_the_whole_page_shows_what_was_written_and_no_buttons(phone, tmp_path):
    phone.goto(write(tmp_path, "mind-check").as_uri())
    fill(phone, "mind-check")
    phone.emulate_media(media="print")
    phone.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(phone.get_by_text("Words around it.")).to_be_visible()
    expect(phone.locator(".sheet-written")).to_have_text("I come back when I said")
    expect(phone.locator("textarea").first).to_be_hidden()


def test_several_readings_in_a_day_each_with_its_time(phone, tmp_path):
    phone.goto(write(tmp_path, THERMOMETER).as_uri())
    expect(button(phone, "Take another reading")).to_be_hidden()
    take_reading(phone, 7, 9)
    button(phone, "Take another reading").click()
    take_reading(phone.locator("details.cf-entry[open]"), 3, 4)
    phone.reload()
    expect(phone.locator("details.cf-entry")).to_have_count(2)
    expect(phone.locator("details.cf-entry[open]")).to_have_count(1)
    expect(phone.locator("summary").first).to_contain_text(re.compile(r"\d\d:\d\d"))
    values = kept(phone, THERMOMETER)
    assert sorted(v for at, v in values.items() if at.endswith(("/me", "/child"))) == [3, 4, 7, 9]


def test_an_entry_that_is_taken_away_can_be_put_back(phone, tmp_path):
    phone.goto(write(tmp_path, "mind-check").as_uri())
    fill(phone, "mind-check")
    phone.get_by_role("button", name=re.compile("^Take this one away: ")).click()
    expect(phone.get_by_label("What might I be getting wrong?")).to_have_value("")
    button(phone, "Put it back").click()
    expect(phone.locator("textarea").first).to_have_value("I come back when I said")
    phone.get_by_role("button", name=re.compile("^Take this one away: ")).click()
    expect(said(phone)).to_have_text("Kept on this device")
    phone.reload()
    assert [v for v in kept(phone, "mind-check").values() if v] == []


def test_two_windows_keep_what_each_wrote(new_context, tmp_path):
    context = new_context()
    one, other = context.new_page(), context.new_page()
    path = write(tmp_path, "window-of-tolerance")
    with bare_page.serving(tmp_path) as (address, _):
        assert path.exists()
        for page in (one, other):
            page.goto(address)
            for fold in page.locator("details.cf-fold").all():
                fold.evaluate("(one) => { one.open = true; }")
        one.locator("textarea").nth(0).fill("from one")
        expect(other.locator("textarea").nth(0)).to_have_value("from one")
        other.locator("textarea").nth(1).fill("from the other")
        expect(one.locator("textarea").nth(1)).to_have_value("from the other")
        one.locator("textarea").nth(0).fill("later")
        expect(other.locator("textarea").nth(0)).to_have_value("later")
        assert set(kept(one, "window-of-tolerance").values()) == {"later", "from the other"}
        button(one, "Clear this sheet").click()
        button(one, "Yes, clear it").click()
        expect(other.locator("textarea").nth(1)).to_have_value("")
        other.locator("textarea").nth(2).fill("afresh")
        expect(one.locator("textarea").nth(2)).to_have_value("afresh")
        assert list(kept(one, "window-of-tolerance").values()) == ["afresh"]


@pytest.mark.parametrize("how", ["blocked", "full"])
def test_a_device_that_cannot_keep_it_says_so_and_a_file_still_can(how, phone, tmp_path):
    broken = (
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });"
        if how == "blocked"
        else "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); };"
    )
    phone.add_init_script(broken)
    phone.goto(write(tmp_path, "mind-check").as_uri())
    fill(phone, "mind-check")
    expect(said(phone)).to_contain_text("This device cannot keep your sheet just now")
    with phone.expect_download() as waiting:
        button(phone, "Save to a file").click()
    assert "I come back when I said" in Path(waiting.value.path()).read_text(encoding="utf-8")


def test_a_copy_that_cannot_be_read_is_put_aside(phone, tmp_path):
    path = write(tmp_path, "mind-check")
    phone.goto(path.as_uri())
    phone.evaluate("localStorage.setItem('connection-first/sheets/mind-check', '{broken')")
    phone.reload()
    fill(phone, "mind-check")
    expect(said(phone)).to_have_text("Kept on this device")
    keys = phone.evaluate("Object.keys(localStorage)")
    (aside,) = [k for k in keys if "/broken-" in k]
    assert phone.evaluate("(key) => localStorage.getItem(key)", aside) == "{broken"


# ---- A sheet that has changed --------------------------------------------------------------------------


def test_what_was_written_in_a_part_that_is_gone_is_kept_and_shown(phone, tmp_path):
    data = small_sheet()
    write_sheet(tmp_path, data)
    phone.goto(write(tmp_path, tmp_path / "small.yaml").as_uri())
    phone.get_by_label("In my words").fill("Older words")
    phone.get_by_label("Tea", exact=True).check()
    phone.get_by_label("Air", exact=True).check()
    expect(said(phone)).to_have_text("Kept on this device")
    del data["parts"]["words"]
    data["parts"]["one"]["options"] = {"milk": "Milk", "juice": "Juice"}
    write_sheet(tmp_path, data)
    phone.goto(write(tmp_path, tmp_path / "small.yaml").as_uri())
    earlier = phone.locator(".cf-from-earlier")
    expect(earlier).to_contain_text("From an earlier version")
    expect(earlier).to_contain_text("In my words")
    expect(earlier).to_contain_text("Older words")
    expect(earlier).to_contain_text("tea")
    expect(phone.get_by_label("Air", exact=True)).to_be_checked()
    phone.evaluate("window.print = () => {}")
    button(phone, "Print").click()
    expect(phone.locator(".sheet")).to_contain_text("Older words")
    phone.emulate_media(media="screen")
    phone.get_by_role("button", name="Take this one away: In my words").click()
    expect(earlier).not_to_contain_text("Older words")


# ---- Files, and clearing -------------------------------------------------------------------------------


def load_file(page: Page, path: Path) -> None:
    page.locator("input[type=file]").set_input_files(path)


@pytest.mark.parametrize("name", sheets.names())
def test_a_file_brings_everything_back(name, phone, tmp_path):
    phone.goto(write(tmp_path, name).as_uri())
    fill(phone, name)
    with phone.expect_download() as waiting:
        button(phone, "Save to a file").click()
    assert waiting.value.suggested_filename == f"connection-first-{name}.json"
    file = tmp_path / "saved.json"
    waiting.value.save_as(file)
    expect(said(phone)).to_contain_text("Keep it where only you can see it")
    button(phone, "Clear this sheet").click()
    expect(phone.locator(".cf-sure")).to_contain_text("It cannot be undone.")
    button(phone, "No, keep it").click()
    expect(button(phone, "Clear this sheet")).to_be_focused()
    assert kept(phone, name)
    button(phone, "Clear this sheet").click()
    button(phone, "Yes, clear it").click()
    expect(said(phone)).to_have_text("This sheet is empty again.")
    assert kept(phone, name) == {}
    load_file(phone, file)
    expect(said(phone)).to_contain_text("Loaded.")
    saved = json.loads(file.read_text(encoding="utf-8"))
    assert (saved["format"], saved["sheet"]) == ("connection-first/sheet/1", name)
    assert saved["version"] == sheets.load(name).version
    assert kept(phone, name) == {at: one["is"] for at, one in saved["values"].items()}


def sheet_file(folder: Path, **changes: object) -> Path:
    """Write a file as the browser does, with something in it changed."""
    value = {"is": "From the file", "changed": "2020-11-22T07:40:00.000Z"}
    whole = {
        "format": "connection-first/sheet/1", "sheet": "secure-base", "version": "0",
        "changed": "", "values": {"star/availability/now": value}, **changes,
    }  # fmt: skip
    path = folder / "file.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


DAY = "2026-11-22T07:40:00Z"
NOT_OURS = [
    {"format": "connection-first/responses/1"},
    {"values": None},
    {"values": {"star/availability/now": "text"}},
    {"values": {"star": {"is": "x", "changed": "yesterday"}}},
    {"values": {"star": {"is": 11, "changed": DAY}}},
    {"values": {"star": {"is": "x" * 20001, "changed": DAY}}},
    {"values": {"star": {"is": {"a": 1}, "changed": DAY}}},
    {"values": {"../x": {"is": "x", "changed": DAY}}},
    {"values": {f"x{n}": {"is": "x", "changed": DAY} for n in range(2001)}},
]


@pytest.mark.parametrize("number", range(len(NOT_OURS)))
def test_a_file_that_is_no_sheet_changes_nothing(number, phone, tmp_path):
    phone.goto(write(tmp_path, "secure-base").as_uri())
    load_file(phone, sheet_file(tmp_path, **NOT_OURS[number]))
    expect(said(phone)).to_have_text(
        "This file is not a Connection First sheet, so nothing was changed."
    )
    assert kept(phone, "secure-base") == {}


def test_a_file_of_another_sheet_is_refused_and_an_older_one_takes_nothing_away(phone, tmp_path):
    phone.goto(write(tmp_path, "secure-base").as_uri())
    load_file(phone, sheet_file(tmp_path, sheet="mind-check"))
    expect(said(phone)).to_have_text("This file belongs to another sheet, so nothing was changed.")
    (tmp_path / "odd.json").write_text("not json")
    load_file(phone, tmp_path / "odd.json")
    expect(said(phone)).to_contain_text("is not a Connection First sheet")
    fill(phone, "secure-base")
    load_file(phone, sheet_file(tmp_path))
    expect(said(phone)).to_contain_text("Loaded.")
    assert kept(phone, "secure-base") == {"star/availability/now": "I come back when I said"}


def test_deleting_everything_deletes_the_sheets_too(phone, tmp_path):
    page = write(tmp_path, "mind-check")
    given = {"exercise": bare_page.EXERCISE, "title": "Send", "needs": [], "scenarios": []}
    send = element.html("send-work", bare_page.EXERCISE, "send", given, "<p>Send your work.</p>")
    page.write_text(page.read_text(encoding="utf-8").replace("</main>", f"{send}</main>"))
    script = scripts.classic_script(["send-work", "tool-sheet"])
    (tmp_path / "connection-first.js").write_text(script, encoding="utf-8")
    phone.goto(page.as_uri())
    fill(phone, "mind-check")
    button(phone, "Delete everything on this device").click()
    phone.locator("textarea").nth(1).fill("typed at the last moment")
    button(phone, "Yes, delete it all").click()
    expect(phone.get_by_text("Everything has been deleted from this device.")).to_be_visible()
    expect(phone.locator("textarea").first).to_have_value("")
    keys = phone.evaluate("Object.keys(localStorage)")
    assert [key for key in keys if key.startswith("connection-first/")] == []


# ---- Safe ----------------------------------------------------------------------------------------------


def test_what_might_name_a_child_is_pointed_out_and_stays(phone, tmp_path):
    phone.goto(write(tmp_path, "mind-check").as_uri())
    box = phone.locator("textarea").first
    box.fill("Ring Mrs Arkwright on 07700 900123")
    warning = phone.locator(".cf-warning").first
    expect(warning).to_contain_text("“07700 900123” looks like a phone number.")
    expect(warning).to_contain_text("It stays on this device.")
    expect(phone.get_by_text("Keep it: it is made up")).to_have_count(0)
    expect(said(phone)).to_have_text("Kept on this device")
    phone.reload()
    expect(box).to_have_value("Ring Mrs Arkwright on 07700 900123")
    box.fill("Ring the team")
    expect(warning).to_be_empty()


def test_nothing_written_is_ever_markup(phone, tmp_path):
    odd = "<img src=x onerror=\"document.title='run'\">"
    phone.goto(write(tmp_path, "routine-strip").as_uri())
    phone.get_by_label("What is this strip for?").fill(odd)
    button(phone, "Bed").click()
    phone.get_by_label("Step 1: the words").fill(odd)
    phone.evaluate("window.print = () => {}")
    button(phone, "Print").click()
    expect(phone.locator(".sheet-cells")).to_contain_text("<img")
    assert phone.locator("tool-sheet img").count() == 0
    assert phone.title() == "Tools"


def test_no_request_leaves_the_page_even_on_a_desk(new_context, tmp_path):
    page = new_context().new_page()
    told = '{"api":"/api/","signIn":"/in","signOut":"/out","replies":"/r","signedIn":true,"id":"carer","name":"Carer","role":"carer"}'
    path = write(tmp_path, "mind-check")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("<title>", f"<meta name=\"desk\" content='{told}'><title>"))
    with bare_page.serving(tmp_path) as (address, desk):
        page.goto(address)
        expect(page.get_by_text("Signed in as Carer")).to_be_visible()
        fill(page, "mind-check")
        expect(said(page)).to_have_text("Kept on this device")
        page.reload()
        expect(page.locator("textarea").first).to_have_value("I come back when I said")
        assert desk.calls == []


def test_without_a_script_it_is_a_paper_form(new_context, tmp_path):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(write(tmp_path, *sheets.names()).as_uri())
    expect(page.locator(".sheet")).to_have_count(len(sheets.names()))
    for one in page.locator(".sheet").all():
        expect(one).to_be_visible()
    expect(page.locator(".sheet-thermometer").first).to_be_visible()
    expect(page.get_by_text("Shouting, running, kicking")).to_be_visible()
    assert page.locator(".sheet-line").count() > 40
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


# ---- For every eye, thumb and key ----------------------------------------------------------------------


def looked_at():
    """Give each sheet in one colour, its neighbour in the other; one sheet in both."""
    for number, name in enumerate(sheets.names()):
        for colours in ("light", "dark")[:: 1 if number % 2 else -1][: 1 if number else 2]:
            yield name, colours


@pytest.mark.parametrize(("name", "colours"), [*looked_at()])
def test_axe_finds_nothing_and_all_is_large_enough(name, colours, new_context, axe, tmp_path):
    page = new_context(
        viewport={"width": 320, "height": 844}, color_scheme=colours, reduced_motion="reduce"
    ).new_page()
    page.goto(write(tmp_path, name).as_uri())
    screens = ["empty", "filled in", "everything open", "clearing"]
    for screen in screens:
        if screen == "filled in":
            fill(page, name)
        elif screen == "everything open":
            for fold in page.locator("details.cf-fold").all():
                fold.evaluate("(one) => { one.open = true; }")
            page.locator("textarea:visible").first.fill("07700 900123, but why")
        elif screen == "clearing":
            button(page, "Clear this sheet").click()
        assert axe(page) == [], screen
        assert small(page) == [], screen
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, screen


@pytest.mark.parametrize("name", sheets.names())
def test_twice_as_large_nothing_scrolls_sideways(name, new_context, tmp_path):
    page = new_context(viewport={"width": 195, "height": 422}).new_page()
    page.goto(write(tmp_path, name).as_uri())
    fill(page, name)
    for fold in page.locator("details.cf-fold").all():
        fold.evaluate("(one) => { one.open = true; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= 195


def test_the_thermometer_is_set_by_keys_by_taps_and_read_out(phone, tmp_path):
    phone.goto(write(tmp_path, THERMOMETER).as_uri())
    slider = phone.get_by_label("Where am I?", exact=True)
    expect(slider).to_have_attribute("aria-valuetext", "Not set yet. Tap the thermometer.")
    slider.focus()
    phone.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "6 of 10: hot")
    button(phone, "Where am I? One down").click()
    expect(slider).to_have_attribute("aria-valuetext", "5 of 10: warm")
    button(phone, "Where am I? Take the reading away").click()
    expect(slider).to_have_attribute("aria-valuetext", "Not set yet. Tap the thermometer.")
    expect(slider).to_be_focused()
    slider.click()  # in the middle, where it stands already
    expect(slider).to_have_attribute("aria-valuetext", "5 of 10: warm")


def test_a_tap_in_the_drawing_opens_its_place_and_the_star_fills(phone, tmp_path):
    phone.goto(write(tmp_path, "secure-base").as_uri())
    area = phone.locator(".cf-area").nth(1)
    area.click()
    fold = phone.locator("details.cf-fold[open]")
    expect(fold.locator("summary")).to_have_text("Sensitivity")
    expect(fold.locator("summary")).to_be_focused()
    for box, filled in (("Something I already do", "part"), ("One small act this week", "full")):
        fold.get_by_label(box).fill("Yes")
        expect(area).to_have_attribute("data-filled", filled)


def test_the_drawings_places_open_with_keys_alone(phone, tmp_path):
    phone.goto(write(tmp_path, "window-of-tolerance").as_uri())
    phone.locator("summary").first.focus()
    phone.keyboard.press("Enter")
    expect(phone.locator("details").get_by_text("Shouting, running, kicking")).to_be_visible()
    phone.keyboard.press("Tab")
    phone.keyboard.type("A loud voice")
    expect(said(phone)).to_have_text("Kept on this device")
    assert list(kept(phone, "window-of-tolerance")) == ["window/above/signs"]


def test_pieces_join_into_a_sentence_and_hints_look_at_it(phone, tmp_path):
    phone.goto(write(tmp_path, "pace-sentence-builder").as_uri())
    box = phone.get_by_label("My sentence", exact=True)
    button(phone, "I wonder if").focus()
    phone.keyboard.press("Enter")
    button(phone, "it's hard to wait").click()
    button(phone, "and I won't let you hit").click()
    button(phone, "Am I close?").click()
    whole = "I wonder if it's hard to wait and I won't let you hit. Am I close?"
    expect(box).to_have_value(whole)
    button(phone, "Take the last piece off").click()
    expect(box).to_have_value(whole.removesuffix(". Am I close?"))
    box.fill("You're sad, but calm down")
    hints = phone.locator(".cf-sentence-box > .cf-warning")
    expect(hints).to_contain_text("Would “and” fit?")
    expect(hints).to_contain_text("seldom calms")
    box.fill("You're sad about the button")
    expect(hints).to_be_empty()


def test_steps_move_and_go_with_the_focus_in_a_good_place(phone, tmp_path):
    phone.goto(write(tmp_path, "routine-strip").as_uri())
    for picture in ("Wake up", "Toilet", "Breakfast", "Shoes on", "Bus", "Hug"):
        button(phone, picture).click()
    expect(phone.get_by_text("6 of up to 6 steps")).to_be_visible()
    expect(button(phone, "Bath")).to_be_hidden()
    button(phone, "Move step 3 up").click()
    expect(phone.get_by_label("Step 2: the words")).to_have_value("Breakfast")
    expect(button(phone, "Move step 2 up")).to_be_focused()
    button(phone, "Take step 1 away").click()
    expect(phone.get_by_label("Step 1: the words")).to_have_value("Breakfast")
    expect(phone.get_by_label("Step 1: the words")).to_be_focused()
    expect(button(phone, "Bath")).to_be_visible()
    phone.get_by_label("Step 1: a time, if you like").fill("07:30")
    phone.evaluate("window.print = () => {}")
    button(phone, "Print").click()
    expect(phone.locator(".sheet-clock")).to_have_text("07:30")


def test_in_forced_colours_the_drawings_are_still_there(new_context, tmp_path):
    page = new_context(forced_colors="active").new_page()
    page.goto(write(tmp_path, "secure-base", THERMOMETER).as_uri())
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    stroke = page.locator(".cf-area path").first.evaluate("(e) => getComputedStyle(e).stroke")
    assert stroke not in (ground, "none")
    expect(page.get_by_label("Where am I?", exact=True)).to_be_visible()


# ---- A map of people -----------------------------------------------------------------------------------


def add_person(page: Page, who: str, ring: str) -> None:
    more = button(page, "Add another person")
    if more.is_visible():
        more.click()
    here = page.locator("details.cf-entry[open]")
    here.get_by_label("Who?").fill(who)
    if ring:
        here.get_by_label(ring).check()


def test_people_come_into_their_ring_in_the_drawing_in_words_and_on_paper(phone, tmp_path):
    phone.goto(write(tmp_path, "support-network").as_uri())
    words = phone.locator(".cf-rings-words")
    expect(words).to_contain_text("Near: nobody yet")
    for who, ring in (
        ("J.", "Near:"),
        ("The neighbour with the dog", "Near:"),
        ("Choir", "Further off:"),
    ):
        add_person(phone, who, ring)
    add_person(phone, "M.", "")
    expect(words).to_contain_text("Near: J., The neighbour with the dog")
    expect(words).to_contain_text("Further off: Choir")
    expect(words).to_contain_text("No ring chosen yet: M.")
    assert phone.locator(".cf-rings g text").all_text_contents() == ["J.", "The neighbo…", "Choir"]
    phone.evaluate("window.print = () => {}")
    phone.reload()
    expect(words).to_contain_text("Further off: Choir")
    phone.evaluate("window.print = () => {}")
    button(phone, "Print").click()
    expect(phone.locator(".sheet-rings g text")).to_have_count(3)
    expect(phone.locator(".sheet [data-map]")).to_contain_text("The neighbour with the dog")
    phone.locator("summary", has_text="Choir").click()
    phone.get_by_role("button", name="Take this one away: Choir").click()
    expect(words).to_contain_text("Further off: nobody yet")


def test_names_on_the_map_stand_beside_each_other_and_inside(phone, tmp_path):
    phone.goto(write(tmp_path, "support-network").as_uri())
    for n, ring in enumerate(["Near:", "Around:", "Further off:"] * 4):
        add_person(phone, f"Person {n}", ring)
    boxes = phone.evaluate(
        """() => [...document.querySelector('tool-sheet').shadowRoot.querySelectorAll('.cf-rings text')].map(
            (one) => { const { x, y, width, height } = one.getBBox(); return [x, y + 3, x + width, y + height - 3]; })"""
    )
    assert len(boxes) == 1 + 3 + 12
    for i, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0
        assert right <= 360
        for a, b, c, d in boxes[:i]:
            assert right <= a or c <= left or bottom <= b or d <= top
