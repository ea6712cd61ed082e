"""Every screen of every role-play of the course: for every eye, thumb, zoom and colour."""

import pytest
from playwright.sync_api import Page, expect

from roleplay import scenario, scoring
from tests import stories
from tests.browser import bare_page
from tests.browser.test_player import kept, open_moments, pick

pytestmark = pytest.mark.browser


SMALL = """() => {
  const found = [];
  const look = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (one.shadowRoot) look(one.shadowRoot);
      if (!one.matches("button, summary, .cf-tick, a.cf-button, select") || !one.checkVisibility()) continue;
      const { width, height } = one.getBoundingClientRect();
      if (width && Math.min(width, height) < 43.9) found.push(`${one.textContent}: ${width} x ${height}`);
    }
  };
  look(document);
  return found;
}"""


def small(page: Page) -> list[str]:
    """List what can be pressed and is smaller than 44 pixels either way."""
    return page.evaluate(SMALL)


def screens(page: Page, name: str, tmp_path):
    """Walk through every kind of screen, and name each."""
    story = stories.load(name, tmp_path)
    picks = list(scoring.model_run(story))
    last = page.get_by_role("button", name="Skip", exact=True)
    yield "start"
    page.get_by_role("button", name="Show me one first").click()
    yield "worked example"
    page.get_by_role("button", name="I have seen enough").click()
    seen: set[str] = set()
    scene = story.start
    for place, choice in enumerate(picks):
        moment = story.scenes[scene]
        box = page.get_by_label(moment.ask) if moment.ask else None
        if box and place == 0:
            box.fill("07700 900123, Mrs Arkwright")
            yield "own words pointed out"
            box.fill("I am here.")
            page.get_by_role("button", name="Show the choices").click()
        elif last.count():
            last.click()
        step = moment.choices[choice].step
        if step not in seen:
            yield f"choices before {step}"
        seen.add(step)
        pick(page, choice)
        scene = moment.choices[choice].leads_to
        if box and place == 0:
            yield "closest"
    page.get_by_role("button", name="Keep this card").click()
    yield "ending and card"
    open_moments(page)
    for one in page.locator(".cf-roads summary").all():
        one.click()
    yield "every moment open"
    page.get_by_role("button", name="Play again").click()
    for choice in picks:
        pick(page, choice)
    page.get_by_text("Lay it beside the time before").click()
    yield "beside the time before"
    page.get_by_role("button", name="Save a file for my trainer").click()
    page.get_by_role("button", name="Delete everything").click()
    yield "deleting"


LOOKS = [("light", 390), ("dark", 320)]
BOTH = ("kwame-after-school", "theo-hidden-food")
OWN = ("start", "every moment open")
"""The screens that hold all the texts of a role-play; what is round them is the same for each."""
# Two role-plays in both looks on every screen, and every other one in the one or the other.
EVERY = [(name, *look) for name in BOTH for look in LOOKS]
EVERY += [(n, *LOOKS[i % 2]) for i, n in enumerate(sorted(set(scenario.names()) - set(BOTH)))]


@pytest.mark.parametrize(("name", "colours", "width"), sorted(EVERY))
def test_axe_finds_nothing_and_all_is_large_enough(
    new_context, axe, tmp_path, name, colours, width
):
    page = new_context(
        viewport={"width": width, "height": 844}, color_scheme=colours, reduced_motion="reduce"
    ).new_page()
    page.goto(bare_page.write(tmp_path, stories.load(name, tmp_path)).as_uri())
    count = 0
    for screen in screens(page, name, tmp_path):
        if name in BOTH or screen in OWN:
            assert axe(page) == [], screen
        assert small(page) == [], screen
        assert page.evaluate("document.documentElement.scrollWidth") <= width, screen
        count += 1
        if screen == "ending and card":
            whole = scoring.model_run(stories.load(name, tmp_path))
            assert kept(page).runs[0].choices == whole
        if screen == OWN[-1] and name not in BOTH:
            break
    assert count >= 6


def test_twice_as_large_nothing_is_cut_off_or_scrolls_sideways(new_context, tmp_path):
    """A phone of 390 pixels at 200 % has room for 195."""
    page = new_context(viewport={"width": 195, "height": 422}).new_page()
    name = "kwame-after-school"
    page.goto(bare_page.write(tmp_path, stories.load(name, tmp_path)).as_uri())
    for screen in screens(page, name, tmp_path):
        assert page.evaluate("document.documentElement.scrollWidth") <= 195, screen
        outside = page.evaluate(
            """() => [...document.querySelectorAll("role-play, if-then, own-words, send-work")].flatMap(
                (part) => [...part.shadowRoot.querySelectorAll("button, textarea, p, summary")].filter(
                  (one) => one.offsetParent && one.getBoundingClientRect().right > 196 &&
                    !one.classList.contains("cf-hidden")).map((one) => one.textContent))"""
        )
        assert outside == [], screen


def test_in_forced_colours_the_pictures_and_the_bars_are_still_there(new_context, tmp_path):
    page = new_context(forced_colors="active").new_page()
    page.goto(bare_page.write(tmp_path, stories.load("tiny", tmp_path)).as_uri())
    page.get_by_role("button", name="Begin").click()
    for name in ("near", "limit", "own"):
        pick(page, name)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    drawn = page.locator(".cf-fill").first.evaluate("(e) => getComputedStyle(e).backgroundColor")
    assert drawn != ground
    for shape in (".cf-way", ".cf-base"):
        stroke = page.locator(shape).evaluate("(e) => getComputedStyle(e).stroke")
        assert stroke not in (ground, "none")
    expect(page.locator(".cf-line")).to_be_visible()
