"""The course in a made-up language that runs from right to left: no English is left on any screen."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from roleplay import catalogue_texts, responses, scenario, scoring
from tests import book_build, made_up

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STORY = "kwame-after-school"
KEY = f"connection-first/responses/{made_up.EXERCISE}"
PARTS = ("role-play", "own-words", "if-then", "send-work")
# Everything that can be seen or heard of the parts of a page, with what stands in attributes.
SEEN = """(parts) => {
  const texts = [];
  const look = (root) => {
    for (const node of root.childNodes) {
      if (node.nodeType === 3 && node.parentElement?.checkVisibility?.() !== false) texts.push(node.data);
      if (node.nodeType !== 1 || ["STYLE", "SCRIPT", "SLOT"].includes(node.localName)) continue;
      if (!node.checkVisibility()) continue;
      for (const name of ["aria-label", "title", "placeholder", "alt", "aria-description"])
        if (node.getAttribute(name)) texts.push(node.getAttribute(name));
      look(node);
    }
  };
  for (const part of document.querySelectorAll(parts)) look(part.shadowRoot || part);
  return texts.map((text) => text.trim()).filter(Boolean);
}"""


@pytest.fixture(scope="module")
def translated_book(tmp_path_factory) -> Path:
    """Build a small book with the course's own settings: one page, and one notebook that is run."""
    folder = tmp_path_factory.mktemp("translated")
    made_up.write(folder / "source" / "locale", catalogue_texts.every_text([STORY]), made_up.RTL)
    made_up.small_book(folder / "source", STORY, made_up.RTL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_LOCALE", str(folder / "source" / "locale"))
        done = book_build.run(folder / "source", folder / "out")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return folder / "out" / "_build" / "html" / "book"


@pytest.fixture
def page_of_parts(phone: Page, translated_book: Path) -> Iterator[Page]:
    """Open the page with the parts, on a phone."""
    phone.goto((translated_book / f"{made_up.EXERCISE}.html").as_uri())
    expect(phone.locator("role-play .cf-main").first).to_be_visible()
    yield phone


def english(page: Page) -> list[str]:
    """List what is on the screen in plain English vowels, with every fold opened."""
    page.evaluate("""(parts) => document.querySelectorAll(parts).forEach((part) =>
      (part.shadowRoot || part).querySelectorAll("details").forEach((one) => { one.open = true; }))""", ",".join(PARTS))  # fmt: skip
    texts = page.evaluate(SEEN, ",".join(PARTS))
    assert len(texts) > 10, "the parts are there"
    assert any("⟦" in text for text in texts)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, "scrolls sideways"
    return [text for text in texts if made_up.PLAIN.search(text)]


def pick(page: Page, name: str) -> None:
    """Take a choice, passing the box for own words if there is one."""
    part = page.locator("role-play")
    skip = part.locator(".cf-ask .cf-quiet").last
    if skip.count():
        skip.click()
    part.locator(f"[data-choice={name}]").click()


def test_a_whole_run_with_all_around_it_leaves_no_english_and_the_same_marks(page_of_parts):
    page, story = page_of_parts, scenario.load(STORY)
    part = page.locator("role-play")
    buttons = part.locator(".cf-row .cf-button")
    seen = {"start": english(page)}
    buttons.nth(1).click()
    seen["example"] = english(page)
    part.locator(".cf-main").click()
    seen["example, second moment"] = english(page)
    part.locator(".cf-row .cf-button").last.click()  # enough seen
    seen["first moment"] = english(page)
    part.locator("textarea").fill("Zzz 07700 900123")
    part.locator(".cf-ask .cf-main").click()
    seen["own words held back"] = english(page)
    part.locator("textarea").fill("Zzz")
    part.locator(".cf-ask .cf-main").click()
    seen["choices"] = english(page)
    harmful = next(n for n, c in story.scenes[story.start].choices.items() if c.harm)
    part.locator(f"[data-choice={harmful}]").click()
    seen["feedback, which was closest"] = english(page)
    first = [harmful]
    while True:
        here = responses_kept(page).runs[0]
        if here.ended:
            break
        choices = part.locator("[data-choice]")
        name = choices.first.get_attribute("data-choice") if choices.count() else ""
        assert name
        first.append(name)
        pick(page, name)
    seen["debrief with a shut gate"] = english(page)
    part.locator(".cf-main", has_text=made_up.accented("Play again")).click()
    for name in scoring.model_run(story):
        pick(page, name)
        seen[f"after {name}"] = english(page)
    seen["debrief, two runs compared"] = english(page)
    assert {screen: found for screen, found in seen.items() if found} == {}

    runs = responses_kept(page).runs
    assert [run.choices for run in runs] == [tuple(first), scoring.model_run(story)]
    assert {run.version for run in runs} == {story.version}
    shown = [re.findall(r"\d+", text) for text in part.locator(".cf-of").all_inner_texts()]
    marks = scoring.marks(story, runs[1].choices)
    assert shown == [[str(marks[n]), str(most)] for n, most in scoring.best(story).items()]


def responses_kept(page: Page) -> responses.Responses:
    """Return what the device keeps, checked by Python."""
    return responses.parse(page.evaluate("(key) => localStorage.getItem(key)", KEY), made_up.EXERCISE)  # fmt: skip


def test_the_other_parts_say_everything_in_the_language_too(page_of_parts):
    page = page_of_parts
    page.locator("own-words textarea").fill("Zzz www.zzz.zz 07700 900123")
    expect(page.locator("own-words")).to_contain_text(made_up.accented("a phone number"))
    assert english(page) == []
    page.locator("send-work .cf-main").first.click()
    expect(page.locator("send-work .cf-look")).to_be_visible()
    assert english(page) == []
    page.locator("own-words textarea").fill("Zzz")
    with page.expect_download():
        page.locator("send-work .cf-main").first.click()
    assert english(page) == []
    page.locator("send-work input[type=file]").set_input_files(
        {"name": "x.json", "mimeType": "application/json", "buffer": json.dumps({}).encode()}
    )
    not_ours = made_up.accented("This file is not a Connection First file, so nothing was changed.")
    expect(page.locator("send-work")).to_contain_text(not_ours)
    page.locator("send-work button", has_text=made_up.accented("Delete everything on this device")).click()  # fmt: skip
    assert english(page) == []


def test_the_page_and_its_parts_say_which_language_they_are_in(page_of_parts):
    assert page_of_parts.evaluate("document.documentElement.lang") == "qps-Arab"
    assert page_of_parts.evaluate("document.documentElement.dir") == "rtl"
    expect(page_of_parts.locator("h1")).to_have_text(made_up.accented("A page of the book"))
    root = page_of_parts.locator("role-play .cf").first
    assert (root.get_attribute("lang"), root.get_attribute("dir")) == ("qps-Arab", "rtl")
    way = root.locator(".cf-note p").last.evaluate("(e) => getComputedStyle(e).direction")
    assert way == "rtl"


def test_the_frame_around_the_page_speaks_the_language_too(page_of_parts):
    page = page_of_parts
    contents = page.get_by_role("button", name=made_up.accented("Contents"))
    contents.click()
    page.get_by_role("button", name=made_up.accented("Close")).first.click()
    colours = page.get_by_role("button", name=made_up.accented("Colours: as on this device"))
    colours.first.click()
    expect(page.get_by_role("button", name=made_up.accented("Colours: dark")).or_(
        page.get_by_role("button", name=made_up.accented("Colours: light"))).first).to_be_visible()  # fmt: skip
    help_is_near = made_up.accented("This course does not replace your service's advice.")
    expect(page.locator(".cf-footer")).to_contain_text(help_is_near)


def test_no_template_of_the_frame_has_words_that_cannot_be_translated():
    for path in catalogue_texts.FRAME.rglob("*.html"):
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<script>.*?</script>|<style.*?</style>", "", path.read_text("utf-8"), flags=re.DOTALL)  # fmt: skip
        found = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*[A-Za-z][^"]*)"', text)
        found += re.findall(r">([^<>]*[A-Za-z][^<>]*)<", re.sub(r"=\"[^\"]*\"", "", text))
        assert [one.strip() for one in found if one.strip()] == [], path.name


def test_a_notebook_of_the_book_speaks_the_same_language(phone, translated_book):
    phone.goto((translated_book / "practice.html").as_uri())
    expect(phone.locator("role-play .cf-main").first).to_be_visible()
    expect(phone.locator("own-words")).to_contain_text(made_up.accented("Looking back on one moment"))  # fmt: skip
    assert english(phone) == []


@pytest.mark.parametrize("name", [made_up.EXERCISE, "practice"])
def test_without_script_the_story_is_read_in_the_language(new_context, translated_book, name):
    page = new_context(java_script_enabled=False).new_page()
    page.goto((translated_book / f"{name}.html").as_uri())
    story = page.locator("role-play .story")
    assert story.get_attribute("lang") == "qps-Arab"
    said = [page.locator(part).first.inner_text() for part in PARTS]
    said += page.locator("details.trainer-note summary").all_inner_texts()
    assert all("⟦" in text for text in said)
    assert [line for text in said for line in text.splitlines() if made_up.PLAIN.search(line)] == []
