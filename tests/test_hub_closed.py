"""Who is let in where: every address of the desk, for nobody, a carer, another carer and a trainer.

The list of addresses is the desk's own. An address that is not in the table here fails the test, so that nobody
adds a door without saying who may go through it. No line of the table changes anything: what a person may do is
asked for work, rooms and files that are not there.
"""

import contextlib
import itertools
import os
import stat
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import websocket
from tornado.web import RequestHandler

from hub import replies, second_marks
from hub.batches import Batches
from hub.desk import application
from hub.pages import Desk
from hub.places import PERSONAL, Places
from hub.rooms.service import MOST_LINES
from tests import carers, fair, rooms
from tests.hub_course import EXERCISE, Browser, Running

pytestmark = [pytest.mark.hub, pytest.mark.slow, pytest.mark.xdist_group("desk")]

PREFIX = "/services/desk/"
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH")
PEOPLE = ("nobody", "carer", "other", "trainer")
NAMES = {"carer": "carer-demo", "other": "carer-two", "trainer": "trainer-demo"}
BLIND = "09-when-risk-and-shame-run-high"
NO = "no-such-exercise"
KEY = "k" * 22
SIGN_IN, BACK = 302, 303  # a page asks who you are; a page's own request gets 401
NO_ONE_ELSE = {"frame-ancestors 'none'", "object-src 'none'", "base-uri 'self'"}


@dataclass(frozen=True)
class Door:
    """One method at one address, and what nobody, a carer, another carer and a trainer get."""

    method: str
    path: str
    wants: tuple[int, int, int, int]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def open_to_all(path: str, status: int = 200) -> Door:
    return Door("GET", path, (status,) * 4)


def page(path: str, carer: int = 200, trainer: int | None = None) -> Door:
    return Door("GET", path, (SIGN_IN, carer, carer, carer if trainer is None else trainer))


def for_trainers(path: str, trainer: int = 200) -> Door:
    return Door("GET", path, (SIGN_IN, 403, 403, trainer))


def act(method: str, path: str, carer: int, trainer: int | None = None) -> Door:
    return Door(method, path, (401, carer, carer, carer if trainer is None else trainer))


def trainers_act(path: str, trainer: int = 404) -> Door:
    return act("POST", path, 403, trainer)


DOORS = (
    # The book, and signing in and out.
    open_to_all("", 302),
    open_to_all("oauth_callback", 400),
    open_to_all("static/desk.css"),
    open_to_all("static/..%2fdesk.py", 403),
    open_to_all("book/book/index.html"),
    open_to_all("book/..%2f..%2fetc/index.html", 404),
    open_to_all("book/%2e%2e/%2e%2e/held/.course/accounts.json", 404),
    open_to_all("book/_images/one.svg"),
    open_to_all("sign-in", 302),
    # A carer's own work.
    act("GET", f"api/responses/{EXERCISE}", 200),
    act("PUT", f"api/responses/{NO}", 404),
    act("POST", f"api/send/{NO}", 404),
    act("GET", f"api/sent/{EXERCISE}", 200),
    page("replies"),
    page(f"replies/{NO}", 404),
    page(f"replies/{NO}/file", 404),
    act("POST", f"replies/{NO}/second-look", 404),
    act("POST", f"replies/{NO}/second-look/back", 404),
    page(f"replies/{EXERCISE}/lines"),
    act("POST", f"replies/{NO}/lines", 404),
    page("my-file"),
    act("POST", "my-file", 400),
    page("evidence"),
    page("evidence/sheet", 302),
    # What only trainers see and do.
    for_trainers("trainer"),
    trainers_act(f"trainer/{NO}/mark"),
    trainers_act("trainer/mark-new", 303),
    act("GET", f"trainer/{EXERCISE}/marking", 403, 200),
    trainers_act(f"trainer/{NO}/reply"),
    for_trainers("trainer/files"),
    trainers_act("trainer/files", 400),
    for_trainers(f"trainer/files/{KEY}", 404),
    trainers_act(f"trainer/files/{KEY}"),
    trainers_act(f"trainer/{NO}/looked-again"),
    trainers_act(f"trainer/{NO}/date"),
    for_trainers(f"trainer/{EXERCISE}/moderation"),
    trainers_act(f"trainer/{NO}/moderation/draw"),
    trainers_act(f"trainer/{NO}/moderation/more"),
    trainers_act(f"trainer/{NO}/moderation/finish"),
    trainers_act(f"trainer/{NO}/moderation/away"),
    trainers_act(f"trainer/{NO}/moderation/agree", 400),
    for_trainers(f"trainer/{EXERCISE}/moderation/99", 404),
    trainers_act(f"trainer/{NO}/moderation/99"),
    for_trainers(f"trainer/{NO}/mark/carer-demo", 404),
    trainers_act(f"trainer/{NO}/mark/carer-demo"),
    for_trainers(f"trainer/{NO}/mark-next", 404),
    trainers_act(f"trainer/{EXERCISE}/mark-next", 405),
    for_trainers(f"trainer/{EXERCISE}/changes"),
    for_trainers("trainer/group"),
    for_trainers("trainer/group/sheet"),
    for_trainers("trainer/group.css"),
    for_trainers(f"trainer/{EXERCISE}/group"),
    for_trainers(f"trainer/{EXERCISE}/group/sheet"),
    for_trainers("trainer/phrases"),
    trainers_act("trainer/phrases", 409),
    for_trainers("trainer/marks.csv"),
    for_trainers(f"trainer/{EXERCISE}/marks.xlsx"),
    for_trainers("trainer/carer/nobody-of-this-name/evidence", 404),
    for_trainers("trainer/carer/nobody-of-this-name/evidence/sheet", 302),
    open_to_all("trainer/carer/..%2f..%2fetc/evidence", 404),
    for_trainers("trainer/carer/carer%00demo/evidence", 404),
    for_trainers("trainer/carer/%EF%BD%83arer-demo/evidence", 404),
    # Live rooms: {code} is an open room without guests.
    open_to_all("room"),
    for_trainers("rooms"),
    trainers_act("rooms", 400),
    page("room/{code}", trainer=302),  # who opened it leads it, and has no vote in it
    Door("POST", "room/{code}/guest", (403,) * 4),
    for_trainers("room/{code}/lead"),
    for_trainers("room/{code}/screen"),
    act("GET", "room/{code}/api/carer", 200, 403),
    act("GET", "room/{code}/api/lead", 403, 200),
    act("GET", "room/{code}/api/screen", 403, 200),
    act("POST", "room/{code}/api/carer", 409, 403),
    act("POST", "room/{code}/api/lead", 403, 409),
    act("POST", "room/{code}/api/screen", 403, 409),
    open_to_all("room/{code}/live/carer", 403),  # no socket without an origin of ours
    open_to_all("room/{code}/live/lead", 403),
    open_to_all("room/{code}/live/screen", 403),
    open_to_all("sign-out", 302),  # the last: whoever opens it is somebody else afterwards
)
PRESSED_ELSEWHERE = {("trainer", "trainer/mark-new")}  # it would mark what other tests have sent
CHANGING = tuple(door for door in DOORS if door.method != "GET")


@pytest.fixture(scope="module")
def people(running_course: Running):
    with Browser(running_course) as nobody:
        yield {"nobody": nobody} | {
            who: running_course.signed_in(name) for who, name in NAMES.items()
        }


@pytest.fixture(scope="module")
def code(people) -> str:
    return rooms.open_room(people["trainer"]).code


def addresses(tmp_path: Path) -> list[tuple[object, type[RequestHandler]]]:
    """Return the desk's own list: what an address must look like, and who answers."""
    (tmp_path / ".course").mkdir()
    desk = application(Desk(PREFIX, Places(tmp_path, tmp_path / "book")), b"nobody's secret")
    return [(rule.matcher.regex, rule.target) for rule in desk.wildcard_router.rules]


def takes(handler: type[RequestHandler], method: str) -> bool:
    return getattr(handler, method.lower()) is not getattr(RequestHandler, method.lower())


def ask(browser: Browser, door: Door, code: str, token: str | None) -> httpx.Response:
    """Knock as a page of ours does, with its token (or as another's page would, without)."""
    headers = {} if token is None else {"X-XSRFToken": token}
    if door.method != "GET" and door.path.endswith(("my-file", "trainer/files")):
        form = {} if token is None else {"_xsrf": token}
        return browser.post(
            door.path, data=form, files={"note": ("note.txt", b"")}, follow_redirects=False
        )
    return browser.request(
        door.method, door.path.format(code=code), headers=headers, follow_redirects=False
    )


def test_every_address_of_the_desk_is_in_the_table_with_every_method_it_takes(tmp_path):
    known = addresses(tmp_path)
    said: set[tuple[int, str]] = set()
    for door in DOORS:
        path = PREFIX + door.path.format(code="ACDEFH")
        place = next((n for n, (regex, _) in enumerate(known) if regex.match(path)), None)
        assert place is not None, f"{door}: the desk has no such address"
        said.add((place, door.method))
    missing = [
        f"{method} {regex.pattern}"
        for (place, (regex, handler)), method in itertools.product(enumerate(known), METHODS)
        if takes(handler, method) and (place, method) not in said
    ]
    assert not missing, "who may open these? Say so in DOORS"


def test_each_address_is_open_to_whom_it_is_for_and_to_nobody_else(people, code):
    wrong = []
    for place, who in enumerate(PEOPLE):
        token = people[who].token
        for door in DOORS:
            if (who, door.path) in PRESSED_ELSEWHERE:
                continue
            got = ask(people[who], door, code, token)
            if got.status_code != door.wants[place]:
                wrong.append(f"{door} for {who}: {got.status_code}, not {door.wants[place]}")
            if got.status_code == SIGN_IN and who == "nobody" and door.wants[1] != SIGN_IN:
                assert "oauth2/authorize" in got.headers["Location"], door
            for secret in ("Traceback", str(people[who].course.root), 'File "'):
                assert secret not in got.text, f"{door} for {who} shows {secret}"
        people[who] = again(people[who], who)
    assert not wrong, "\n".join(wrong)


def again(browser: Browser, who: str) -> Browser:
    """Return a browser in which the same person is signed in."""
    course = browser.course
    return Browser(course) if who == "nobody" else course.signed_in(NAMES[who])


@pytest.mark.parametrize("who", ["nobody", "carer", "trainer"])
def test_nothing_is_changed_without_the_pages_own_token(people, code, who):
    people[who].get("book/book/index.html")
    for door in CHANGING:
        for token in (None, "not-a-token", again(people[who], "nobody").token):
            got = ask(people[who], door, code, token)
            refused = (401, 403) if who != "trainer" else (403,)
            assert got.status_code in refused, f"{door} for {who} with {token}"


def test_every_answer_keeps_itself_to_itself(people, code):
    trainer = people["trainer"]
    token = trainer.token
    for door in DOORS[:-1]:
        if door.path.startswith(("static/", "book/", "oauth")) or door.path == "trainer/mark-new":
            continue
        got = ask(trainer, door, code, token)
        policy = got.headers["Content-Security-Policy"]
        assert set(policy.split("; ")) >= NO_ONE_ELSE, door
        assert "unsafe" not in policy.split("script-src")[1].split(";")[0], door
        assert got.headers["X-Content-Type-Options"] == "nosniff", door
        assert "no-store" in got.headers["Cache-Control"], f"{door} stays on a shared computer"


def test_a_trainer_who_marks_blind_gets_no_first_marks_by_another_door(running_course, people):
    root, secret = running_course.root, "Words that the first trainer wrote"
    fair.hand_in(root, BLIND, "closed-a")
    fair.mark(root, BLIND, "closed-a", "trainer-demo", 2, secret)
    replies.send(root, "closed-a", BLIND, "Demo trainer")
    second_marks.begin(root, BLIND, "trainer-two")
    two, sheet = running_course.signed_in("trainer-two"), "trainer/carer/closed-a/evidence/sheet"
    closed = (
        "trainer/marks.csv",
        "trainer/marks.xlsx",
        f"trainer/{BLIND}/marks.csv",
        f"trainer/{BLIND}/changes",
        f"trainer/{BLIND}/mark/closed-a",
        f"{sheet}?piece={BLIND}&levels=yes",
        f"{sheet}?piece={BLIND}&comments=yes",
    )
    try:
        for path in closed:
            got = two.get(path)
            assert got.status_code == 403 and "Covered for now" in got.text, path
            assert people["trainer"].get(path).status_code == 200, f"{path} for who gave them"
        bare = two.get(f"{sheet}?piece={BLIND}")
        assert bare.status_code == 200 and secret not in bare.text
    finally:
        second_marks.give_up(root, BLIND, "trainer-two")
    for path in closed:
        assert two.get(path).status_code == 200, f"{path} once the sample is put away"


# ---- A guest who wants to be a nuisance --------------------------------------------------------------


def test_one_person_holds_few_lines_and_the_newest_is_the_one_that_works(running_course, people):
    lead = rooms.open_room(people["trainer"], guests=True)
    nuisance, other = (rooms.guest(running_course, lead.code) for _ in range(2))
    with contextlib.ExitStack() as still_open:
        calm = still_open.enter_context(other.socket())
        calm.hear()
        lines = []
        for _ in range(MOST_LINES + 3):
            lines.append(still_open.enter_context(nuisance.socket()))
            lines[-1].hear()
        lead.do("next")
        for line in (*lines[3:], calm):
            line.hear_until(lambda told: told.get("room", {}).get("phase") == "say")
        for old in lines[:3]:
            hears_nothing(old)


def hears_nothing(line: rooms.Line) -> None:
    """Find a line closed, or silent: the proxy keeps the desk's closing of one to itself."""
    line.socket.settimeout(1)
    heard = "beat"
    with contextlib.suppress(websocket.WebSocketException, ConnectionError):
        while "beat" in heard:
            heard = line.socket.recv()
    assert not heard or "beat" in heard, heard


def test_a_line_that_never_says_its_token_or_says_too_much_is_sent_nothing(running_course, people):
    lead = rooms.open_room(people["trainer"], guests=True)
    someone = rooms.guest(running_course, lead.code)
    with someone.socket(token="x" * 100_000) as greedy, someone.socket(token="guessed") as guessing:
        assert guessing.hear() == {"reload": True}
        lead.do("guests", open=True)
        for line in (greedy, guessing):
            hears_nothing(line)
    assert someone.look()["room"]["phase"] == "lobby"
    huge = someone.browser.post(
        someone._api, content=b"x" * 5_000_000, headers={"X-XSRFToken": someone.token}
    )
    assert huge.status_code in (400, 413, 503)
    assert lead.look()["room"]["people"] == 1


# ---- What is kept, and for how long -------------------------------------------------------------------


def test_a_dropped_file_goes_after_a_day_and_is_shown_to_nobody_meanwhile(running_course, people):
    work = carers.responses(reflection="Nobody has claimed these words")
    sent = people["trainer"].post(
        "trainer/files",
        data={"_xsrf": people["trainer"].token},
        files={"files": ("unknown.json", work.to_json())},
        follow_redirects=False,
    )
    assert sent.status_code == BACK
    page = sent.headers["Location"]
    assert "unknown.json" in people["trainer"].get(page).text
    held = running_course.root / ".course" / "dropped"
    (file,) = (one for one in held.glob("*.json") if one.stem == page.split("/")[-1])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert running_course.signed_in("trainer-two").get(page).status_code == 404
    yesterday = time.time() - 24 * 60 * 60 - 1
    os.utime(file, (yesterday, yesterday))
    assert people["trainer"].get(page).status_code == 404
    half = held / ".half.part"
    half.write_text("Nobody has claimed")
    os.utime(half, (yesterday, yesterday))
    Batches(held).clear()
    assert not file.exists() and not half.exists()


def test_nobody_else_on_the_machine_reads_what_is_personal(running_course, people):
    root = running_course.root
    rooms.open_room(people["trainer"])
    assert stat.S_IMODE((root / ".course").stat().st_mode) == 0o700
    kept = [root / name for name in PERSONAL] + list(root.glob("gradebook.db*"))
    assert [path.name for path in kept if stat.S_IMODE(path.stat().st_mode) & 0o007] == []
    # What lies open in the course folder is the course: its exercises, settings and what starts it.
    others = {path.name for path in root.iterdir() if stat.S_IMODE(path.stat().st_mode) & 0o004}
    course = {"exercises", "solutions", "exchange", "nbgrader_config.py", "phrases.json"}
    assert others <= course | {".sending.lock"}


# ---- Formgrader's server ------------------------------------------------------------------------------


def test_a_trainer_cannot_stop_formgraders_server_nor_have_it_run_or_read_anything(people):
    trainer, server = people["trainer"], "/services/connection-first/"
    assert trainer.get(f"{server}formgrader/manage_assignments").status_code == 200
    token = [c.value for c in trainer.cookies.jar if c.name == "_xsrf" and c.path == server][-1]
    for method, path in (
        ("POST", "api/shutdown"),
        ("POST", "api/kernels"),
        ("POST", "api/sessions"),
        ("POST", "api/terminals"),
        ("PUT", "api/contents/gradebook.db"),
        ("GET", "files/gradebook.db"),
        ("GET", "nbconvert/html/practice.ipynb"),
    ):
        got = trainer.request(
            method, server + path, headers={"X-XSRFToken": token or ""}, follow_redirects=False
        )
        assert got.status_code in (403, 404), f"{method} {path}: {got.status_code}"
    assert trainer.get(f"{server}formgrader/manage_assignments").status_code == 200
