"""A group plays one story to its end: one facilitator, the wall, and six phones, one at a time or none."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from roleplay import scenario, scoring
from tests.hub_course import Running
from tests.rooms import STORY

pytestmark = [
    pytest.mark.browser,
    pytest.mark.hub,
    pytest.mark.slow,
    pytest.mark.xdist_group("desk"),
]

PATIENCE = 30_000
TITLES = {
    "say": "Say it first",
    "vote": "Choose in private",
    "shown": "How we chose",
    "discuss": "Talk together",
    "again": "Choose again",
    "shift": "What has changed",
    "decide": "What happens next?",
}


def sign_in(page: Page, course: Running, name: str) -> None:
    page.goto(f"{course.desk}sign-in")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", course.passwords[name])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{course.desk}**")


def reach(page: Page, selector: str) -> None:
    """Go somewhere with the Tab key alone."""
    for _ in range(40):
        if page.evaluate("(to) => document.activeElement.matches(to)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


LISTEN = """() => {
  window.heard = [];
  const said = document.getElementById("said");
  new MutationObserver(() => window.heard.push(said.textContent)).observe(said, { childList: true, characterData: true, subtree: true });
}"""


def heard(page: Page) -> list[str]:
    """Return what a screen reader was told of the phases since it was last asked."""
    return page.evaluate("() => window.heard.splice(0)")


def brought_to_the_title(page: Page, phase: str) -> None:
    """Whoever was at a button or a box is at the new title now, which is read out, and told the rest once."""
    sees([page], phase)
    assert page.evaluate("document.activeElement.textContent") == TITLES[phase]
    told = heard(page)
    assert len(told) == 1 and told[0] and TITLES[phase] not in told[0], told


BLOCKED = """(() => {
  const Real = window.WebSocket;
  window.blocked = true;
  window.opened = 0;
  window.WebSocket = class extends Real {
    constructor(address) {
      if (window.blocked) throw new Error("sockets are blocked here");
      super(address);
      this.addEventListener("open", () => { window.opened += 1; });
    }
  };
})()"""


def join(page: Page, course: Running, code: str, guest: bool) -> Page:
    """Type the code as a carer does."""
    page.goto(f"{course.desk}room")
    page.get_by_label("The code").fill(code.lower())
    page.get_by_role("button", name="Join").click()
    if guest:
        page.get_by_role("button", name="Join as a guest").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We start soon", timeout=PATIENCE)
    return page


def sees(pages: list[Page], phase: str) -> None:
    for page in pages:
        expect(page.get_by_role("heading", level=1)).to_have_text(TITLES[phase], timeout=PATIENCE)


def vote(page: Page, choice: str, tap: bool = False) -> None:
    """Choose; a tap waits for the page to be painted, which takes long with eight pages at once."""
    reply = page.locator(f"#choice-{choice}")
    if tap:
        reply.click()
    else:
        reply.press("Enter")
    expect(page.locator(f"#choice-{choice}")).to_have_attribute(
        "aria-pressed", "true", timeout=PATIENCE
    )
    expect(page.get_by_text("Your vote is in.")).to_be_visible()


def replay(page: Page, step: int, choice: str) -> list[int]:
    """Send an old vote again from the carer's own page, by both ways, as a cheat would."""
    return page.evaluate(
        """async ([step, choice]) => {
          const { base, xsrf } = document.getElementById("room").dataset;
          const body = JSON.stringify({ act: "vote", step, choice });
          const headers = { "X-XSRFToken": xsrf };
          const asked = await fetch(`${base}/api/carer`, { method: "POST", headers, body });
          const line = new WebSocket(`${location.origin.replace("http", "ws")}${base}/live/carer`);
          const said = await new Promise((done) => {
            line.onopen = () => { line.send(JSON.stringify({ xsrf })); line.send(body); };
            line.onmessage = (message) => { const told = JSON.parse(message.data); if (told.refused) done(told.refused); };
          });
          line.close();
          return [asked.status, said];
        }""",
        [step, choice],
    )


def test_six_carers_play_a_story_to_its_end_while_one_drops_out_and_one_cheats(
    running_course: Running,
    new_context: Callable[..., BrowserContext],
    axe: Callable[[Page], list[str]],
) -> None:
    course, story = running_course, scenario.load(STORY)
    path = list(scoring.model_run(story))
    lead = new_context(viewport={"width": 1280, "height": 900}).new_page()
    sign_in(lead, course, "trainer-demo")
    lead.goto(f"{course.desk}rooms")
    assert axe(lead) == []
    lead.get_by_label("The role-play").select_option(STORY)
    lead.get_by_label("Let guests in").check()
    lead.get_by_role("button", name="Open a room").click()
    code = lead.locator(".code-large").inner_text().strip()
    wall = lead.context.new_page()
    wall.goto(f"{course.desk}room/{code}/screen")
    expect(wall.locator(".qr svg")).to_be_visible()

    carers: list[Page] = []
    sent: list[float] = []
    for number in range(6):
        context = new_context(
            viewport={"width": 320 if number == 0 else 390, "height": 700},
            color_scheme="dark" if number % 2 else "light",
            reduced_motion="reduce",
        )
        if number == 5:
            context.add_init_script(BLOCKED)
        page = context.new_page()
        if number == 2:  # everything that this guest is sent on the way in is weighed
            cdp = context.new_cdp_session(page)
            cdp.on("Network.loadingFinished", lambda end: sent.append(end["encodedDataLength"]))
            cdp.send("Network.enable")
        if number < 2:
            sign_in(page, course, ("carer-demo", "carer-two")[number])
        carers.append(join(page, course, code, guest=number >= 2))
    assert len(sent) > 8 and sum(sent) <= 60_000, sent
    expect(wall.locator("#people")).to_have_text("6 people are here", timeout=PATIENCE)
    by_keys = carers[1]
    by_keys.evaluate(LISTEN)

    def look(phase: str, dark: bool = False) -> None:
        """Whatever the phase: axe finds nothing, and nothing is wider than the smallest phone."""
        if phase in TITLES:
            sees([lead, wall, *carers], phase)
        for page in (lead, wall, carers[0]):
            assert axe(page, "html" if phase == "lobby" else "main") == [], phase
        for page in (lead, wall, by_keys) if dark else ():
            page.emulate_media(color_scheme="dark")
            assert axe(page, "main") == [], f"{phase}, dark"
            page.emulate_media(color_scheme="dark" if page is by_keys else "light")
        assert carers[0].evaluate("document.documentElement.scrollWidth") <= 320

    look("lobby")
    lead.locator("#next").click()
    look("say")
    expect(carers[0].locator("#said")).to_contain_text("Say it first")
    assert len(heard(by_keys)) == 1
    reach(by_keys, "textarea")
    by_keys.keyboard.type("I'm here. Coat on is fine.")
    reach(by_keys, "#share")
    by_keys.keyboard.press("Enter")
    expect(by_keys.get_by_text("Shared without your name:")).to_be_visible(timeout=PATIENCE)
    carers[2].get_by_role("textbox").fill("Only for me")

    lead.locator("#next").click()
    sees(carers, "vote")
    brought_to_the_title(by_keys, "vote")
    first, other = path[0], next(n for n in story.scenes[story.start].choices if n != path[0])
    reach(by_keys, f"#choice-{first}")
    by_keys.keyboard.press("Space")
    expect(by_keys.get_by_text("Your vote is in.")).to_be_visible(timeout=PATIENCE)
    assert by_keys.evaluate("document.activeElement.id") == f"choice-{first}"
    for page in (carers[0], *carers[2:5]):
        vote(page, first, tap=True)
    vote(carers[4], other)
    gone = carers[3].context
    carers[3].close()  # this phone drops out
    carers[2].reload()
    expect(carers[2].locator(f"#choice-{first}")).to_have_attribute("aria-pressed", "true")
    expect(carers[2].get_by_text("What you would say: “Only for me”")).to_be_visible()
    lead.set_viewport_size({"width": 640, "height": 450})  # as enlarged to 200 %
    lead.reload()
    expect(lead.locator("#voted")).to_have_text("5 of 6 have voted", timeout=PATIENCE)
    vote(carers[5], first)
    expect(wall.locator("#voted")).to_have_text("6 of 6 have voted", timeout=PATIENCE)
    expect(wall.get_by_text("6 of 6", exact=True)).to_have_count(0)
    carers[3] = gone.new_page()  # and comes back
    carers[3].goto(f"{course.desk}room/{code}")
    expect(carers[3].locator(f"#choice-{first}")).to_have_attribute("aria-pressed", "true")
    expect(lead.get_by_text("Everyone who is here has voted.")).to_be_visible()
    for page in (lead, carers[2]):
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(lead.locator("#next")).to_be_in_viewport()
    lead.set_viewport_size({"width": 1280, "height": 900})
    look("vote", dark=True)

    step = 2
    lead.locator(
        "#next"
    ).dblclick()  # a double press closes the vote, and does not go on from there
    look("shown")
    brought_to_the_title(by_keys, "shown")
    assert (
        carers[0].evaluate(
            "getComputedStyle(document.querySelector('.bar-of b')).transitionDuration"
        )
        == "0s"
    )
    carers[2].evaluate("document.documentElement.style.fontSize = '200%'")
    assert carers[2].evaluate("document.documentElement.scrollWidth") <= 390
    carers[2].evaluate("document.documentElement.style.fontSize = ''")
    asked, said = replay(carers[4], step, first)  # this one cheats
    assert asked == 409 and "closed" in str(said)
    for page in (lead, wall, carers[4]):
        expect(page.get_by_text("5 of 6", exact=True)).to_be_visible()
        expect(page.get_by_text("1 of 6", exact=True)).to_be_visible()
    expect(carers[4].get_by_text("You chose this")).to_be_visible()

    lead.locator("#next").click()
    lead.get_by_role("button", name="Set a timer: 1 minute").click()
    expect(carers[5].get_by_role("timer")).to_be_visible(timeout=PATIENCE)
    look("discuss")
    lead.locator("#next").click()
    sees(carers, "again")
    for page in carers:
        vote(page, first)
    look("again")
    lead.locator("#next").click()
    look("shift", dark=True)
    expect(wall.get_by_text("1 person chose differently the second time.")).to_be_visible()
    lead.locator("#next").click()
    look("decide")
    lead.locator("#follow").click()

    assert carers[5].evaluate("window.opened") == 0, "sockets were to be blocked until here"
    carers[5].evaluate(
        "() => { window.blocked = false; window.dispatchEvent(new Event('online')); }"
    )
    carers[5].wait_for_function("window.opened === 1")

    for choice in path[1:]:
        sees(carers, "say")
        lead.locator("#next").press("Enter")
        sees(carers, "vote")
        for page in carers:
            vote(page, choice)
        lead.locator("#next").press("Enter")
        sees(carers, "shown")
        lead.get_by_text("More", exact=True).click()
        lead.locator("#skip").press("Enter")
        lead.locator("#follow").press("Enter")

    for page in (lead, wall, *carers):
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Looking back together", timeout=PATIENCE
        )
        expect(page.get_by_text("“I'm here. Coat on is fine.”")).to_be_visible()
        expect(page.get_by_text("Only for me")).to_have_count(0)
        for name in ("Demo carer", "Second carer", "carer-demo", "carer-two"):
            expect(page.locator("main")).not_to_contain_text(name)
    look("ended", dark=True)
    lead.locator("#close").click()
    for page in (wall, *carers):
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "This room is closed", timeout=PATIENCE
        )
    expect(lead.get_by_text("6 people took part.")).to_be_visible()
    expect(lead.get_by_text(story.scenes[story.start].choices[first].text).first).to_be_visible()
    look("closed")
