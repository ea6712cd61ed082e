"""The desk, tried from outside: each carer sees only their own, and nothing a carer sends is run."""

import gzip
import json
import time
from pathlib import Path

import httpx
import pytest

from tests import carers
from tests.hub_course import EXERCISE, Browser, Running

pytestmark = [pytest.mark.hub, pytest.mark.slow, pytest.mark.xdist_group("desk")]

CANARY = '<img src=x onerror="fired()">'
TRAINERS_PAGES = (
    "trainer",
    f"trainer/{EXERCISE}/marking",
    "/services/connection-first/formgrader/manage_assignments",
    "/services/connection-first/formgrader/api/assignments",
    "/services/connection-first/api/contents",
)


@pytest.fixture
def course(running_course: Running) -> Running:
    return running_course


@pytest.fixture
def anyone(course: Running) -> Browser:
    return Browser(course)


@pytest.fixture
def carer(course: Running) -> Browser:
    return course.signed_in("carer-demo")


@pytest.fixture
def other(course: Running) -> Browser:
    return course.signed_in("carer-two")


@pytest.fixture
def trainer(course: Running) -> Browser:
    return course.signed_in("trainer-demo")


def work(**answers: str) -> str:
    return carers.responses(**answers).to_json()


def texts(answer: httpx.Response) -> list[str]:
    return [one["text"] for one in answer.json()["answers"].values()]


# ---- The book is open ---------------------------------------------------------------------------


def test_the_front_door_leads_into_the_book_without_signing_in(course, anyone):
    page = anyone.get(course.url)
    assert page.url.path == "/services/desk/book/book/index.html"
    assert "<h1>Welcome</h1>" in page.text
    assert "&quot;signedIn&quot;: false" in page.text


def test_the_page_is_told_who_is_signed_in(carer, trainer):
    assert "&quot;name&quot;: &quot;Demo carer&quot;" in carer.get("book/book/index.html").text
    assert "/services/desk/trainer" not in carer.get("book/book/index.html").text
    assert "/services/desk/trainer" in trainer.get("book/book/index.html").text


def test_a_page_that_has_not_changed_is_not_sent_again_and_travels_small(anyone):
    first = anyone.get("book/book/index.html", headers={"Accept-Encoding": "gzip"})
    again = anyone.get("book/book/index.html", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    with anyone.stream("GET", "static/desk.css", headers={"Accept-Encoding": "gzip"}) as small:
        assert "--ground" in gzip.decompress(b"".join(small.iter_raw())).decode()


def test_no_page_may_use_another_host_or_be_put_into_a_frame(course, anyone, carer):
    for page in (anyone.get("book/book/index.html"), carer.get("replies"), carer.get("nowhere")):
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
        assert "http" not in policy and "unsafe-eval" not in policy
        assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "path",
    [
        "../../gradebook.db",
        "..%2f..%2fheld%2fgradebook.db",
        "%2e%2e/%2e%2e/held/.course/accounts.json",
        "book/..%2f..%2f..%2fheld/.course/accounts.json",
        "book/%00.html",
        "....//....//etc/passwd",
    ],
)
def test_no_address_leads_out_of_the_book(course, path):
    raw = httpx.get(f"{course.desk}book/x", trust_env=False)
    assert raw.status_code == 404
    request = httpx.Request("GET", f"{course.desk}book/")
    request.url = httpx.URL(f"{course.desk}book/").copy_with(
        raw_path=b"/services/desk/book/" + path.encode()
    )
    with httpx.Client() as client:
        answer = client.send(request)
    assert answer.status_code in (301, 302, 400, 403, 404)
    assert "scrambled" not in answer.text and "root:" not in answer.text
    assert "SQLite" not in answer.text


# ---- Signing in -----------------------------------------------------------------------------------


def test_a_wrong_password_is_refused_in_plain_words(anyone):
    page = anyone.sign_in("carer-demo", "not-the-password")
    assert page.status_code == 403
    assert "That name and password do not belong together" in page.text
    assert "&quot;signedIn&quot;: false" in anyone.get("book/book/index.html").text


def test_a_name_nobody_has_is_refused_in_the_same_words(course):
    wrong = Browser(course).sign_in("nobody", "x").text
    assert "That name and password do not belong together" in wrong


def test_signing_in_never_leads_to_another_site(carer):
    for onward in (
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "/services/desk//evil",
    ):
        answer = carer.get("sign-in", params={"next": onward}, follow_redirects=False)
        assert answer.headers["Location"] == "/services/desk/"


def test_after_signing_out_the_work_is_closed(course):
    browser = course.signed_in("carer-demo")
    assert browser.get(f"api/responses/{EXERCISE}").status_code == 200
    page = browser.get("sign-out")
    assert page.url.path.startswith("/services/desk/book/")
    assert browser.get(f"api/responses/{EXERCISE}").status_code == 401


# ---- Each carer their own ---------------------------------------------------------------------------


def test_signed_out_nothing_is_read_or_kept(anyone):
    assert anyone.get(f"api/responses/{EXERCISE}").status_code == 401
    assert anyone.get(f"api/sent/{EXERCISE}").status_code == 401
    assert anyone.put_work(work(reflection="x")).status_code == 401
    assert anyone.send_work().status_code == 401
    assert anyone.get("replies").url.path == "/hub/login"
    assert anyone.get("trainer").url.path == "/hub/login"


def test_a_carer_reads_and_changes_only_their_own_work(course, carer, other):
    assert carer.put_work(work(reflection="Only mine")).status_code == 200
    assert "Only mine" in texts(carer.get(f"api/responses/{EXERCISE}"))
    for trick in ("", "?carer=carer-demo", "?user=carer-demo", "?name=carer-demo"):
        assert "Only mine" not in other.get(f"api/responses/{EXERCISE}{trick}").text
    assert other.get(f"api/responses/carer-demo/{EXERCISE}").status_code == 404
    assert other.get("api/responses/..%2fcarer-demo").status_code == 404
    other.put_work(work(reflection="Written by the other"))
    kept = course.root / "responses" / "carer-demo" / EXERCISE / "current.json"
    assert "Written by the other" not in kept.read_text(encoding="utf-8")


def test_anothers_token_opens_nothing(carer, other):
    answer = other.put(
        f"api/responses/{EXERCISE}", content=work(), headers={"X-XSRFToken": carer.token}
    )
    assert answer.status_code == 403


def test_without_the_pages_token_nothing_is_changed(carer, trainer):
    assert carer.put(f"api/responses/{EXERCISE}", content=work()).status_code == 403
    assert carer.post(f"api/send/{EXERCISE}", content="{}").status_code == 403
    assert trainer.post(f"trainer/{EXERCISE}/mark").status_code == 403
    assert trainer.post(f"trainer/{EXERCISE}/reply").status_code == 403


@pytest.mark.parametrize("address", TRAINERS_PAGES)
def test_a_carer_is_kept_out_of_trainers_pages(address, carer, anyone):
    assert carer.get(address).status_code == 403
    closed = anyone.get(address)
    assert closed.status_code in (401, 403) or closed.url.path == "/hub/login"


def test_a_carer_cannot_mark_or_reply(carer):
    for what in ("mark", "reply"):
        answer = carer.post(
            f"trainer/{EXERCISE}/{what}",
            data={"_xsrf": carer.token, "carer": "carer-demo"},
        )
        assert answer.status_code == 403
        assert "This page is not for you" in answer.text


def test_a_carer_cannot_look_into_the_hub(course, carer):
    for page in ("/hub/admin", "/hub/api/users", "/hub/api/users/carer-two", "/hub/api/groups"):
        assert carer.get(course.url + page).status_code in (403, 404)


def test_no_server_is_ever_started_for_a_carer(course, carer):
    assert carer.get(f"{course.url}/hub/spawn").status_code == 403
    assert carer.get(f"{course.url}/user/carer-demo/").status_code in (403, 404, 424)
    token = next(c.value for c in carer.cookies.jar if c.name == "_xsrf" and c.path == "/hub/")
    for address in ("/hub/spawn", "/hub/spawn/carer-demo", "/hub/api/users/carer-demo/server"):
        assert carer.post(course.url + address, data={"_xsrf": token}).status_code == 403
    commands = [" ".join(process.cmdline()) for process in course.family()]
    servers = [command for command in commands if "singleuser" in command]
    assert len(servers) == 1 and "formgrader_config" in servers[0]


# ---- What is refused, in plain words ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("", "damaged"),
        ("nonsense", "damaged"),
        ("[]", "does not fit"),
        ("[" * 100_000, "damaged"),
        ('{"format": "something else"}', "not a Connection First file"),
        (work().replace(EXERCISE, "06-another"), "belongs to '06-another'"),
        (work(reflection="LONG").replace("LONG", "x" * 20_001), "does not fit"),
        (" " * 1_000_001, "larger than 1 MB"),
        (
            work().replace('"answers": {}', '"answers": {"../up": {"text": "", "changed": ""}}'),
            "does not fit",
        ),
        (work(reflection="HALF").replace("HALF", "\\ud800"), "damaged"),
    ],
)
def test_what_is_not_a_carers_work_is_refused_with_a_reason(carer, body, says):
    before = carer.get(f"api/responses/{EXERCISE}").text
    answer = carer.put_work(body)
    assert answer.status_code == 400
    assert says in answer.json()["message"]
    assert carer.get(f"api/responses/{EXERCISE}").text == before


def test_an_exercise_that_is_not_there_is_refused(carer):
    assert carer.put_work(work(), "99-nowhere").status_code == 404
    assert carer.send_work("99-nowhere").status_code == 404
    assert carer.get("replies/99-nowhere").status_code == 404


def test_nothing_cannot_be_sent(course):
    empty = course.signed_in("carer-two")
    kept = course.root / "responses" / "carer-two" / EXERCISE / "current.json"
    kept.unlink(missing_ok=True)
    answer = empty.send_work()
    assert answer.status_code == 400
    assert "nothing to send yet" in answer.json()["message"]


# ---- Send, mark, reply ------------------------------------------------------------------------------


def test_the_work_goes_round_without_any_script(course, carer, other, trainer):
    runs = carers.model_runs()
    carer.put_work(carers.responses(runs, ("If", "then"), reflection=f"Mine {CANARY}").to_json())
    first = carer.send_work().json()
    assert first["count"] == carer.send_work().json()["count"], "a second press sends nothing anew"
    carer.put_work(carers.responses(runs, what_would_you_say=f"Later {CANARY}").to_json())
    assert carer.send_work().json()["count"] == first["count"] + 1
    assert len(carer.get(f"api/sent/{EXERCISE}").json()["sent"]) == first["count"] + 1
    earlier = course.root / "submitted-earlier" / "carer-demo" / EXERCISE
    assert any(f"Mine {json.dumps(CANARY)[1:-1]}" in p.read_text() for p in earlier.rglob("*.json"))

    # Work that is damaged on the way holds up nobody.
    other.put_work(work(reflection="Sent, then damaged"))
    other.send_work()
    damaged = course.root / "submitted" / "carer-two" / EXERCISE / "responses.json"
    damaged.write_text("half a fi", encoding="utf-8")
    (damaged.parent / "practice.ipynb").write_text("no notebook", encoding="utf-8")

    assert "Demo carer" in trainer.get("trainer").text
    assert carer.get(f"replies/{EXERCISE}").status_code == 404, "nothing before it is released"
    trainer.press("Mark all new work")
    wait_for_marking(trainer)
    page = trainer.get("trainer").text
    assert "Needs your marking" in page
    assert CANARY not in page

    mark_by_hand(course.root, "carer-demo", f"Well done {CANARY}")
    assert carer.get(f"replies/{EXERCISE}").status_code == 404
    assert carer.get(f"api/sent/{EXERCISE}").json()["reply"] is None
    assert "The reply is sent." in trainer.press("Send reply to Demo carer").text

    reply = carer.get(f"replies/{EXERCISE}").text
    assert "Connecting" in reply and "Well done" in reply
    assert CANARY not in reply and "&lt;img src=x" in reply
    assert carer.get(f"api/sent/{EXERCISE}").json()["reply"] == f"/services/desk/replies/{EXERCISE}"
    assert other.get(f"replies/{EXERCISE}").status_code == 404, "the other has no reply"
    assert other.get(f"replies/{EXERCISE}?carer=carer-demo").status_code == 404

    # A mark that is changed afterwards is not seen before it is sent; the first reply is kept.
    mark_by_hand(course.root, "carer-demo", "A second thought")
    assert "A second thought" not in carer.get(f"replies/{EXERCISE}").text
    assert "Changed since your reply" in trainer.get("trainer").text
    trainer.press("Send reply to Demo carer")
    both = carer.get(f"replies/{EXERCISE}").text
    assert both.index("A second thought") < both.index("Earlier replies") < both.index("Well done")


def wait_for_marking(trainer: Browser) -> None:
    """Ask, as the page does, until marking is done."""
    ends = time.monotonic() + 120
    while trainer.get(f"trainer/{EXERCISE}/marking").json()["marking"]:
        assert time.monotonic() < ends, "marking never ended"


def mark_by_hand(root: Path, carer: str, comment: str) -> None:
    """Give marks as formgrader does, through nbgrader's own gradebook."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
        found = book.find_submission_notebook("practice", EXERCISE, carer)
        for grade in found.grades:
            if grade.needs_manual_grade:
                grade.manual_score, grade.needs_manual_grade = 3, False
        for one in found.comments:
            if one.name == "to-the-carer":
                one.manual_comment = comment
        book.db.commit()


# ---- Formgrader, and nothing else of a Jupyter server --------------------------------------------------


def test_a_trainer_opens_formgrader_and_nothing_that_runs_or_reads_more(trainer):
    server = "/services/connection-first"
    pages = trainer.get(f"{server}/formgrader/manage_assignments")
    assert pages.status_code == 200 and "cdnjs" not in pages.text
    for closed in (
        f"{server}/formgrader?path=/tmp",
        f"{server}/formgrader/?path=.",
        f"{server}/formgrader/submissions/x/%2e%2e/%2e%2e/gradebook.db",
        f"{server}/formgrader/submissions/x/..%2f..%2fgradebook.db",
        f"{server}/api/contents",
        f"{server}/files/gradebook.db",
        f"{server}/api/kernels",
        f"{server}/api/kernelspecs",
        f"{server}/api/sessions",
        f"{server}/api/terminals",
        f"{server}/nbconvert/html/exercises/{EXERCISE}/practice.ipynb",
        f"{server}/lab",
        f"{server}/tree",
        f"{server}/terminals/1",
    ):
        assert trainer.get(closed).status_code in (403, 404), closed


def test_a_page_that_is_not_there_is_said_kindly(carer, course):
    for address in (
        "nowhere",
        f"{course.url}/hub/nowhere",
        "book/nowhere.html",
        "book/nowhere.png",
    ):
        page = carer.get(address)
        assert page.status_code == 404, address
        assert "There is no such page" in page.text
        assert "Traceback" not in page.text
