"""The room's hard rules against the real server: hub, proxy, desk, sockets, and a second desk."""

import contextlib
import json
import re

import httpx
import pytest
import websocket

from tests import rooms
from tests.hub_course import Browser, Running
from tests.rooms import Someone, enter, eventually, guest, open_room

pytestmark = [pytest.mark.hub, pytest.mark.slow, pytest.mark.xdist_group("desk")]


@pytest.fixture(scope="module")
def trainer(running_course: Running) -> Browser:
    return running_course.signed_in("trainer-demo")


@pytest.fixture(scope="module")
def carer(running_course: Running) -> Browser:
    return running_course.signed_in("carer-demo")


@pytest.fixture(scope="module")
def other(running_course: Running) -> Browser:
    return running_course.signed_in("carer-two")


@pytest.fixture(scope="module")
def second_desk(running_course: Running):
    desk = rooms.AnotherDesk(running_course)
    desk.start()
    yield desk
    desk.kill()


@pytest.fixture
def lead(trainer: Browser) -> Someone:
    return open_room(trainer, guests=True)


def joined(course: Running, lead: Someone, carer: Browser, guests: int) -> list[Someone]:
    """Return a signed-in carer and so many guests, all in the room."""
    return [enter(carer, lead.code), *(guest(course, lead.code) for _ in range(guests))]


def two_choices(someone: Someone) -> list[str]:
    return list(someone.look()["room"]["choices"])[:2]


# ---- A vote after closing, however it comes ---------------------------------------------------------


def test_a_vote_after_closing_is_refused_replayed_in_a_second_tab_or_with_another_clock(
    running_course, lead, carer
):
    phones = joined(running_course, lead, carer, 4)
    phone = phones[0]
    lead.to("vote")
    step, (one, two) = phone.look()["room"]["step"], two_choices(phone)
    second_tab = enter(carer, lead.code)
    with phone.socket() as line:
        line.hear()
        for each in phones:
            each.do("vote", choice=one, step=step)
        lead.to("shown")
        shown = lead.look()["room"]["first"]
        assert shown["votes"] == {one: 5}
        line.say(act="vote", choice=two, step=step)
        said = line.hear_until(lambda told: told.get("refused"))
        assert "closed" in said["refused"]
    for attempt in (
        phone.try_to("vote", choice=two, step=step),
        second_tab.try_to("vote", choice=two, step=step),
        second_tab.try_to("vote", choice=two),
        second_tab.try_to("vote", choice=two, step=step + 1000),
    ):
        assert attempt.status_code == 409 and attempt.json()["refused"]
    early = phone.browser.post(
        phone._api,
        json={"act": "vote", "choice": two, "step": step, "at": "2020-01-01T00:00:00Z"},
        headers={"X-XSRFToken": phone.token, "Date": "Wed, 01 Jan 2020 00:00:00 GMT"},
    )
    assert early.status_code == 409
    assert lead.look()["room"]["first"] == shown
    assert phone.look()["own"]["vote"] == one


def test_a_vote_from_the_first_round_does_not_count_in_the_second(running_course, lead, carer):
    (phone,) = joined(running_course, lead, carer, 0)
    lead.to("vote")
    old, (one, _) = phone.look()["room"]["step"], two_choices(phone)
    lead.to("again")
    assert phone.try_to("vote", choice=one, step=old).status_code == 409
    assert phone.look()["own"] == {"joined": True, "vote": None, "again": None, "lines": {}}
    assert lead.look()["room"]["voted"] == 0


def test_one_person_has_one_vote_however_many_tabs_they_open(running_course, lead, carer):
    phones = joined(running_course, lead, carer, 4)
    tabs = [phones[0], enter(carer, lead.code), enter(carer, lead.code)]
    lead.to("vote")
    one, two = two_choices(phones[0])
    with contextlib.ExitStack() as open_lines:
        lines = [open_lines.enter_context(tab.socket()) for tab in tabs]
        step = lines[0].hear()["room"]["step"]
        for line in lines[1:]:
            line.hear()
        for line, choice in zip(lines, (one, one, two), strict=True):
            line.say(act="vote", choice=choice, step=step)
            eventually(lambda wanted=choice: phones[0].look()["own"]["vote"] == wanted)
    for phone in phones[1:]:
        phone.do("vote", choice=one)
    assert lead.look()["room"]["voted"] == 5
    lead.to("shown")
    assert lead.look()["room"]["first"]["votes"] == {one: 4, two: 1}


# ---- Nothing before its time -------------------------------------------------------------------------


def test_nothing_that_is_sent_while_a_vote_is_open_says_how_it_goes(running_course, lead, carer):
    phones = joined(running_course, lead, carer, 5)
    screen = enter(lead.browser, lead.code, "screen")
    lead.to("vote")
    one, two = two_choices(phones[0])
    with lead.socket() as leads, screen.socket() as screens, phones[5].socket() as watches:
        heard = [leads.hear(), screens.hear(), watches.hear()]
        for place, phone in enumerate(phones[:5]):
            phone.do("vote", choice=one if place else two)
            if place == 4:
                heard += [leads.hear_until(lambda told: told["room"]["voted"] == 5)]
                heard += [screens.hear_until(lambda told: told["room"]["voted"] == 5)]
        lead.do("next")
        shown = watches.hear()
        assert shown["room"]["phase"] == "shown", "a carer was sent something during the vote"
        assert shown["room"]["first"]["votes"] == {two: 1, one: 4}
    for told in heard:
        assert not {"first", "second", "changed", "leading"} & told["room"].keys()
        assert json.dumps(told["room"]).count(one) == 1


def test_no_split_is_sent_under_five(running_course, lead, carer):
    phones = joined(running_course, lead, carer, 3)
    lead.to("vote")
    for phone in phones:
        phone.do("vote", choice=two_choices(phone)[0])
    lead.to("shown")
    screen = enter(lead.browser, lead.code, "screen")
    for someone in (lead, screen, phones[0]):
        assert someone.look()["room"]["first"] == {"voted": 4, "votes": None, "fewest": 5}
    lead.to("decide")
    assert lead.look()["room"]["leading"] is None


# ---- Going away and coming back ------------------------------------------------------------------------


def test_whoever_comes_back_lands_in_the_right_phase_with_their_own_vote(
    running_course, lead, carer
):
    phones = joined(running_course, lead, carer, 4)
    lead.to("vote")
    one, two = two_choices(phones[0])
    with phones[0].socket() as line:
        line.hear()
        line.say(act="vote", choice=two, step=lead.look()["room"]["step"])
        line.hear_until(lambda told: told["own"]["vote"] == two)
    for phone in phones[1:]:
        phone.do("vote", choice=one)
    with phones[0].socket() as line:
        back = line.hear()
        assert (back["room"]["phase"], back["own"]["vote"]) == ("vote", two)
    lead.to("again")
    with phones[0].socket() as line:
        later = line.hear()
        assert (later["room"]["phase"], later["own"]["vote"], later["own"]["again"]) == (
            "again",
            two,
            None,
        )
    page = rooms.start(carer.get(f"room/{lead.code}").text)
    assert (page["own"], page["room"]) == (later["own"], later["room"])


def test_the_facilitators_reload_loses_nothing(lead):
    lead.to("shown")
    before = lead.look()["room"]
    assert rooms.start(lead.browser.get(f"room/{lead.code}/lead").text)["room"] == before
    assert enter(lead.browser, lead.code, "lead").look()["room"] == before


def test_two_processes_serve_one_room_and_a_power_cut_loses_nothing(
    running_course, lead, carer, other, second_desk
):
    here = [enter(carer, lead.code), *(guest(running_course, lead.code) for _ in range(3))]
    there = enter(other, lead.code, desk=second_desk.address)
    lead.to("vote")
    eventually(lambda: there.look()["room"]["phase"] == "vote", "the vote")
    step, (one, two) = lead.look()["room"]["step"], two_choices(here[0])
    with lead.socket() as line:
        line.hear()
        there.do("vote", choice=two, step=step)
        line.hear_until(lambda told: told["room"]["voted"] == 1)
    for phone in here:
        phone.do("vote", choice=one, step=step)
    second_desk.kill()
    second_desk.start()
    back = there.look()
    assert (back["room"]["phase"], back["own"]["vote"]) == ("vote", two)
    lead.do("next")
    late = there.try_to("vote", choice=one, step=step)
    assert late.status_code == 409 and "closed" in late.json()["refused"]
    assert lead.look()["room"]["first"]["votes"] == {one: 4, two: 1}
    eventually(lambda: there.look()["room"]["phase"] == "shown", "the closing")
    assert there.look()["room"]["first"] == lead.look()["room"]["first"]


def test_polling_hears_of_news_at_once(running_course, lead, carer):
    phone = enter(carer, lead.code)
    first = phone.browser.get(phone._api, headers={"X-XSRFToken": phone.token})
    seen = first.headers["ETag"].strip('W/"')
    lead.do("next")
    news = phone.browser.get(
        phone._api, params={"seen": seen}, headers={"X-XSRFToken": phone.token}
    )
    assert news.json()["room"]["phase"] == "say" and news.headers["ETag"] != first.headers["ETag"]


# ---- Who is let in ---------------------------------------------------------------------------------------


def test_without_a_name_one_is_sent_to_the_sign_in_unless_guests_are_let_in(
    running_course, trainer
):
    lead = open_room(trainer)
    anyone = Browser(running_course)
    page = anyone.get(f"room/{lead.code}")
    assert page.url.path == "/hub/login"
    assert anyone.get(f"room/{lead.code}/api/carer").status_code == 401
    lead.do("guests", open=True)
    visitor = guest(running_course, lead.code)
    assert visitor.look()["own"]["joined"] and lead.look()["room"]["people"] == 1
    lead.do("guests", open=False)
    assert visitor.look()["own"]["joined"], "who is in may stay"
    assert Browser(running_course).get(f"room/{lead.code}").url.path == "/hub/login"


def test_a_guest_gets_no_account_and_nothing_but_the_room(running_course, lead):
    visitor = guest(running_course, lead.code)
    for path in ("replies", "rooms", f"room/{lead.code}/lead", f"room/{lead.code}/screen"):
        page = visitor.browser.get(path)
        assert page.url.path == "/hub/login", path
    assert visitor.browser.get(f"room/{lead.code}/api/lead").status_code in (401, 403)


@pytest.mark.parametrize("part", ["lead", "screen"])
def test_a_carer_sees_neither_the_facilitators_page_nor_the_screen(carer, lead, part):
    assert carer.get(f"room/{lead.code}/{part}").status_code == 403
    phone = enter(carer, lead.code)
    spy = Someone(carer, phone.desk, lead.code, part, phone.token)
    assert (
        carer.get(f"room/{lead.code}/api/{part}", headers={"X-XSRFToken": phone.token}).status_code
        == 403
    )
    assert spy.browser.get("rooms").status_code == 403
    with pytest.raises(websocket.WebSocketBadStatusException, match="403"), spy.socket():
        pass


def test_a_carer_cannot_move_the_room(carer, lead):
    phone = enter(carer, lead.code)
    for act in ("next", "close", "end"):
        answer = phone.try_to(act)
        assert answer.status_code == 409 and "leads the room" in answer.json()["refused"]
    assert lead.look()["room"]["phase"] == "lobby"


def test_a_foreign_page_can_neither_open_a_line_nor_do_anything(carer, lead):
    phone = enter(carer, lead.code)
    for origin in ("https://evil.example", "null", "http://127.0.0.1.evil.example"):
        with (
            pytest.raises(websocket.WebSocketBadStatusException, match="403"),
            phone.socket(origin=origin),
        ):
            pass
    for token in ("", "made-up", "ж"):
        with phone.socket(token=token) as line:
            assert line.hear() == {"reload": True}
            # The proxy passes on the end of the line, and why.
            kind, why = line.socket.recv_data()
            assert (kind, int.from_bytes(why[:2])) == (websocket.ABNF.OPCODE_CLOSE, 4403)
    answer = carer.post(f"room/{lead.code}/api/carer", json={"act": "join"})
    assert answer.status_code == 403


def test_a_socket_without_signing_in_is_refused(running_course, trainer):
    lead = open_room(trainer)
    stranger = Someone(Browser(running_course), running_course.desk, lead.code, "carer", "x")
    with pytest.raises(websocket.WebSocketBadStatusException, match="401"), stranger.socket():
        pass


@pytest.mark.parametrize(
    "message",
    [
        "",
        "[]",
        "{",
        '{"act": "vote"}',
        '{"act": "dance"}',
        "[" * 2000,
        '{"act": "join", "who": "x"}',
    ],
)
def test_a_message_of_another_shape_is_refused_kindly_and_the_line_stays(carer, lead, message):
    phone = enter(carer, lead.code)
    with phone.socket() as line:
        line.hear()
        line.socket.send(message)
        assert "did not arrive whole" in line.hear()["refused"]
        line.say(act="share", scene="landing", text="x")
        assert line.hear()["refused"]


def test_guessing_codes_is_soon_refused_and_hinders_nobody_else(running_course, lead, carer):
    guesser = guest(running_course, lead.code).browser
    wrong = "YYYYYY"
    said = [guesser.get(f"room/{wrong}").status_code for _ in range(25)]
    assert said[0] == 404 and said[-1] == 429
    assert guesser.get(f"room/{lead.code}").status_code == 429
    assert carer.get(f"room/{lead.code}").status_code == 200
    assert "There is no room with this code" in carer.get("room", params={"code": wrong}).text


def test_who_leads_a_room_has_no_vote_in_it(trainer, lead):
    at = trainer.get(f"room/{lead.code}").url.path
    assert at == f"/services/desk/room/{lead.code}/lead"
    answer = trainer.get(f"room/{lead.code}/api/carer")
    assert answer.status_code == 403
    vote = {"act": "join"}
    token = {"X-XSRFToken": trainer.token}
    assert trainer.post(f"room/{lead.code}/api/carer", json=vote, headers=token).status_code == 403
    assert lead.look()["room"]["people"] == 0


def test_a_hall_behind_one_address_is_not_shut_out_by_a_few_slips(running_course, lead):
    slips = [Browser(running_course).get("room/YYYYYY").status_code for _ in range(25)]
    assert set(slips) == {404}
    assert guest(running_course, lead.code).look()["room"]


def test_a_code_can_be_typed_in_small_letters_with_spaces(carer, lead):
    typed = " ".join((lead.code[:3], lead.code[3:])).lower()
    assert carer.get("room", params={"code": typed}).url.path == f"/services/desk/room/{lead.code}"


# ---- What is kept ------------------------------------------------------------------------------------------


def test_names_are_never_kept_with_votes_and_a_closed_room_is_counts_only(
    running_course, lead, carer, other
):
    phones = [*joined(running_course, lead, carer, 3), enter(other, lead.code)]
    lead.to("say")
    scene = lead.look()["room"]["scene"]["name"]
    phones[0].do("share", scene=scene, text="A quiet line of my very own")
    lead.to("vote")
    for phone in phones:
        phone.do("vote", choice=two_choices(phone)[0])

    def kept() -> bytes:
        state = running_course.root / ".course"
        return b"".join(path.read_bytes() for path in state.glob("rooms.sqlite*"))

    assert b"quiet line" in kept()
    for name in (b"carer-demo", b"carer-two", b"Demo carer", b"Second carer"):
        assert name not in kept()
    lead.do("end")
    line = phones[1].look()["room"]["debrief"]["lines"]
    assert [each["text"] for each in line] == ["A quiet line of my very own"]
    lead.do("close")
    assert b"quiet line" not in kept()
    record = lead.look()["room"]["record"]
    votes = record["turns"][0]["votes"]
    assert record["people"] == 5 and list(votes.values()) == [5]
    for phone in phones:
        assert phone.look()["room"]["phase"] == "closed" and phone.look()["own"] == {}
        assert "record" not in phone.look()["room"]


def test_nothing_of_the_room_asks_another_host_and_its_pages_are_not_framed(carer, lead):
    for page in (carer.get(f"room/{lead.code}"), lead.browser.get(f"room/{lead.code}/lead")):
        policy = page.headers["Content-Security-Policy"]
        assert "unsafe-inline" not in policy and "frame-ancestors 'none'" in policy
        assert not re.search(r'(src|href)="(https?:)?//', page.text)


def test_the_room_costs_little_to_join(carer, lead):
    page = carer.get(f"room/{lead.code}", headers={"Accept-Encoding": "identity"})
    wanted = set(re.findall(r'(?:src|href)="(/services/desk/static/[^"]+)"', page.text))
    seen: dict[str, int] = {"page": len(page.content)}
    while wanted:
        path = wanted.pop()
        content = carer.get(path, headers={"Accept-Encoding": "identity"}).content
        seen[path] = len(content)
        folder = path.rpartition("/")[0]
        found = re.findall(rb'from "\./([^"]+)"', content)
        wanted |= {f"{folder}/{name.decode()}" for name in found} - seen.keys()
    assert "/services/desk/static/room-link.js" in seen
    assert sum(seen.values()) <= 60_000, seen
    assert isinstance(carer, httpx.Client)
