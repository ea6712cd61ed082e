"""A facilitator practises alone: made-up carers play a whole story, and nothing of it is kept."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hub.rooms import acts, events, rehearsal, room, view
from hub.rooms.acts import Now, Person, RefusedError
from hub.rooms.events import Closed
from hub.rooms.live import Held, Rooms
from hub.rooms.store import Store
from roleplay import group, privacy, scenario
from tests import apart
from tests.hub_course import Browser, Running
from tests.rooms import PATIENCE, STORY, enter, eventually, open_room, start

NOW = Now("2026-11-22T10:00:00Z", 1_800_000_000.0)
LEAD, SCREEN = Person("facilitator"), Person("screen")
CODES = ["ACDEFH", "HFEDCA", "KMNPRT", "TRPNMK", "UVWXYA"]


def opened(made_up: int, code: str = CODES[0], name: str = STORY) -> room.Room:
    """Return a room with its made-up carers in it; a real room when there are none."""
    story = scenario.load(name).model_dump(mode="json")
    first = events.Opened(at=NOW.at, code=code, scenario=story, guests=False, made_up=made_up)
    return everyone_does(room.begin(first))


def after(state: room.State, person: Person, **act: object) -> room.State:
    if act["act"] not in ("join", "share", "hide", "guests"):
        act = {"step": state.step, **act}
    for event in acts.decide(state, person, acts.read(act), NOW):
        state = room.after(state, event)
    return state


def everyone_does(state: room.Room) -> room.Room:
    """Let every made-up carer do what they have in mind at this step."""
    for deed in rehearsal.deeds(state):
        state = after(state, Person("carer", deed.who), **deed.act)
    return state


def played_to(state: room.Room, phase: str) -> room.Room:
    while state.phase != phase:
        state = everyone_does(after(state, LEAD, act="next"))
    return state


def whole(state: room.Room) -> list[room.Room]:
    """Play to the end, going on with the group where it is of one mind; returns each decision."""
    moments = []
    while state.phase != "ended":
        state = played_to(state, "decide")
        moments.append(state)
        choice = room.leading(state.turn) or next(iter(state.scene.choices))
        state = everyone_does(after(state, LEAD, act="go", choice=choice))
    return [*moments, state]


# ---- How they behave ------------------------------------------------------------------------------


@pytest.mark.parametrize("made_up", rehearsal.NUMBERS)
def test_a_whole_rehearsal_runs_to_its_end_with_a_split_wherever_there_are_five(made_up):
    *moments, ended = whole(opened(made_up))
    assert ended.phase == "ended" and moments
    for moment in moments:
        seen = view.shared(moment, "screen")
        for vote in (seen["first"], seen["second"]):
            assert (vote["votes"] is None) == (made_up < room.FEWEST)


@pytest.mark.parametrize("code", CODES)
def test_one_never_votes_one_is_away_and_comes_back_and_some_think_again(code):
    moments = whole(opened(8, code))[:-1]
    silent, away = "made-up-7", "made-up-6"
    for moment in moments:
        assert silent in moment.people
        assert silent not in {**moment.turn.first, **moment.turn.second}
        assert sum(v != moment.turn.second[w] for w, v in moment.turn.first.items()) >= 1
    here = [away in moment.turn.first for moment in moments]
    assert here[:3] == [True, False, True][: len(here)]
    assert all(away in moment.turn.second for moment in moments)


def test_votes_differ_from_room_to_room_and_most_leave_alone_what_is_never_allowed():
    votes, splits = [], set()
    for place in range(60):
        state = played_to(opened(12, f"ROOM{place}"), "shown")
        harmless = [c for c, choice in state.scene.choices.items() if choice.harm is None]
        votes += [choice in harmless for choice in state.turn.first.values()]
        splits.add(tuple(sorted(room.counts(state.turn.first).items())))
    assert len(splits) > 20
    assert sum(votes) / len(votes) > 0.8


def test_the_same_room_plays_the_same_again_so_a_second_process_changes_nothing():
    state = played_to(opened(8), "vote")
    assert everyone_does(state) == state
    assert whole(opened(8))[-1].turns == whole(opened(8))[-1].turns


def test_nobody_waits_long():
    for state in (
        opened(12),
        *(played_to(opened(12), phase) for phase in ("say", "vote", "again")),
    ):
        times = [deed.after for deed in rehearsal.deeds(state)]
        assert times and max(times) <= 5
        assert len(set(times)) > 1 or len(times) == 1, "they do not all answer at once"


@pytest.mark.parametrize("name", scenario.names())
def test_a_shared_line_is_the_storys_own_and_never_one_that_harms(name):
    state = scenario.load(name)
    for scene_name in (n for n, scene in state.scenes.items() if not scene.is_ending):
        here = room.Room("ACDEFH", state, NOW.at, made_up=8, phase="say", step=1)
        here = replace(here, turns=(room.Turn(scene_name),))
        said = [d.act["text"] for d in rehearsal.deeds(here)]
        assert len(said) == len(set(said)) <= 2
        for text in said:
            assert any(
                text in c.text and c.harm is None for c in state.scenes[scene_name].choices.values()
            )
            assert not any(hit.certain for hit in privacy.identifying(text))


def test_everyone_votes_now_lets_only_those_vote_who_would_have_voted():
    state = after(opened(8), LEAD, act="next")
    state = after(after(state, LEAD, act="next"), LEAD, act="everyone")
    assert set(state.turn.first) == {f"made-up-{number}" for number in range(7)}
    assert state == everyone_does(state) == after(state, LEAD, act="everyone")


# ---- The rules hold all the same --------------------------------------------------------------------


def test_a_made_up_carer_who_is_too_late_is_refused_as_a_phone_is():
    state = played_to(opened(8), "vote")
    deed = rehearsal.deeds(state)[0]
    state = after(state, LEAD, act="next")
    with pytest.raises(RefusedError, match="closed"):
        after(state, Person("carer", deed.who), **deed.act)


def test_in_a_real_room_nobody_is_made_up_and_nobody_else_votes_for_the_group():
    state = after(after(opened(0), LEAD, act="next"), LEAD, act="next")
    assert not state.people and rehearsal.deeds(state) == ()
    with pytest.raises(RefusedError):
        after(state, LEAD, act="everyone")
    assert "rehearsal" not in view.shared(state, "facilitator")


@pytest.mark.parametrize("person", [Person("carer", "made-up-0"), SCREEN], ids=["carer", "screen"])
def test_only_the_facilitator_lets_everyone_vote(person):
    with pytest.raises(RefusedError, match="leads the room"):
        after(played_to(opened(8), "vote"), person, act="everyone")


def test_everyone_votes_only_while_a_vote_is_open_and_a_rehearsal_has_no_door_for_guests():
    with pytest.raises(RefusedError):
        after(played_to(opened(8), "shown"), LEAD, act="everyone")
    with pytest.raises(RefusedError, match="rehearsal"):
        after(opened(8), LEAD, act="guests", open=True)


@pytest.mark.parametrize("role", ["carer", "facilitator", "screen"])
def test_every_page_is_told_that_it_is_a_rehearsal_at_every_step(role):
    *_, ended = whole(opened(5))
    steps = [opened(5), *(played_to(opened(5), phase) for phase in room.STORY), ended]
    for state in [*steps, after(ended, LEAD, act="close")]:
        assert view.shared(state, role)["rehearsal"] is True


def test_what_is_left_when_it_is_closed_says_nothing_of_what_happened():
    *_, ended = whole(opened(8))
    closed = after(ended, LEAD, act="close")
    assert isinstance(closed, Closed)
    assert (closed.record.people, closed.record.turns) == (0, ())
    assert "record" not in view.shared(closed, "facilitator")


# ---- In the process that serves rooms ---------------------------------------------------------------


async def until(held: Held, wanted) -> None:
    """Wait for the room to be as wanted."""
    changed = asyncio.Event()
    held.listeners.add(changed.set)
    async with asyncio.timeout(PATIENCE):
        while not wanted(held.state):
            await changed.wait()
            changed.clear()
    held.listeners.discard(changed.set)


async def lead(rooms: Rooms, held: Held, **act: object) -> None:
    await rooms.act(held, LEAD, acts.read({"step": held.state.step, **act}))


def test_made_up_carers_come_and_vote_by_themselves_and_the_room_is_deleted_at_its_end(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'rooms.sqlite'}")
    rooms = Rooms(store, pace=0.01)

    async def play() -> None:
        code = await rooms.open("tess", scenario.load(STORY), made_up=8)
        held = await rooms.find(code)
        await until(held, lambda state: len(state.people) == 8)
        while held.state.phase != "ended":
            if held.state.phase == "decide":
                choice = room.leading(held.state.turn) or next(iter(held.state.scene.choices))
                await lead(rooms, held, act="go", choice=choice)
                continue
            votes = 6 if len(held.state.turns) == 2 and held.state.phase == "vote" else 7
            if held.state.phase in room.VOTING:
                await until(held, lambda state, votes=votes: len(state.open_votes) == votes)
            await lead(rooms, held, act="next")
        assert [row.code for row, _ in await rooms.of("tess")] == [code]
        await lead(rooms, held, act="close")
        assert await rooms.of("tess") == [] and store.row(code) is None
        assert store.read(code) == (0, [])
        async with asyncio.timeout(PATIENCE):
            while held.listeners:  # whoever still listens keeps the room in memory
                await asyncio.sleep(0.01)

    try:
        apart.run(play())
    finally:
        rooms.stop()
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"made-up" not in left and b"tess" not in left


def test_one_that_ended_in_another_process_is_closed_here_as_well(tmp_path):
    address = f"sqlite:///{tmp_path / 'rooms.sqlite'}"
    here, there = Rooms(Store(address), pace=1000), Rooms(Store(address), pace=1000)

    async def play() -> None:
        code, other = [await here.open("tess", scenario.load(STORY), made_up=5) for _ in range(2)]
        two, watched = await there.find(code), await there.find(other)
        await lead(here, await here.find(code), act="close")
        with pytest.raises(RefusedError, match="closed"):
            await lead(there, two, act="next")
        for act in ("next", "end", "close"):
            await lead(here, await here.find(other), act=act)
            if act == "next":
                await until(watched, lambda state: state.phase == "say")
        await until(watched, lambda state: isinstance(state, Closed))

    try:
        apart.run(play())
    finally:
        here.stop()
        there.stop()


def test_a_rehearsal_that_is_left_alone_is_deleted_as_well(tmp_path):
    began = datetime(2026, 11, 22, 10, tzinfo=UTC)
    times = [began]
    rooms = Rooms(Store(f"sqlite:///{tmp_path / 'rooms.sqlite'}"), lambda: times[-1], pace=1000)

    async def play() -> None:
        code = await rooms.open("tess", scenario.load(STORY), made_up=5)
        await rooms.tidy(30)
        assert rooms.store.row(code)
        times.append(began + timedelta(hours=13))
        await rooms.tidy(30)
        assert rooms.store.row(code) is None

    try:
        apart.run(play())
    finally:
        rooms.stop()


# ---- Through the real hub -----------------------------------------------------------------------------

on_the_hub = [pytest.mark.hub, pytest.mark.slow, pytest.mark.xdist_group("desk")]


def hub(test):
    """Mark a test that needs the real server."""
    for mark in on_the_hub:
        test = mark(test)
    return test


def token(page: str) -> str:
    found = re.search(r'name="_xsrf" value="([^"]*)"', page)
    assert found, page
    return found[1]


def ask_for(trainer: Browser, **form: str):
    page = trainer.get("rooms").text
    return trainer.post("rooms", data={"_xsrf": token(page), "scenario": STORY, **form})


@hub
def test_a_facilitator_practises_alone_on_the_desk_and_nothing_stays(running_course: Running):
    trainer = running_course.signed_in("trainer-demo")
    kept_before = trainer.get("rooms").text.count("Look at the counts")
    answer = ask_for(trainer, how="alone", made_up="5")
    code = answer.url.path.split("/")[-2]
    leads, wall = enter(trainer, code, "lead"), enter(trainer, code, "screen")
    assert "A rehearsal" in trainer.get("rooms").text
    eventually(lambda: leads.look()["room"]["people"] == 5, "everyone")
    leads.to("vote")
    open_vote = leads.do("everyone", step=leads.look()["room"]["step"])["room"]
    assert open_vote["voted"] == 5 and "first" not in open_vote
    leads.to("shown")
    assert sum(wall.look()["room"]["first"]["votes"].values()) == 5
    assert start(trainer.get(f"room/{code}/screen").text)["room"]["rehearsal"] is True
    leads.do("end")
    over = leads.do("close")["room"]
    assert over["rehearsal"] is True and "record" not in over
    page = trainer.get("rooms").text
    assert code not in page and page.count("Look at the counts") == kept_before


@hub
@pytest.mark.parametrize("number", ["4", "0", "13", "300", "", "many"])
def test_only_the_numbers_on_the_page_can_be_asked_for(running_course: Running, number):
    trainer = running_course.signed_in("trainer-demo")
    assert ask_for(trainer, how="alone", made_up=number).status_code == 400


@hub
def test_a_real_room_has_no_made_up_carers_whatever_the_form_carries(running_course: Running):
    leads = open_room(running_course.signed_in("trainer-demo"))
    assert "rehearsal" not in leads.look()["room"]
    assert leads.try_to("everyone", step=0).status_code == 409
    leads.do("close")


@hub
def test_role_plays_for_one_or_two_are_not_offered_for_a_room(running_course: Running):
    trainer = running_course.signed_in("trainer-demo")
    page = trainer.get("rooms").text
    offered = set(re.findall(r'<option value="([a-z][^"]+)"', page))
    alone = group.one_or_two()[1]
    assert alone and offered == set(scenario.names()) - alone
    assert "one person alone or for two" in page
    for name in sorted(alone):
        assert scenario.load(name).title in page
        for how in ("", "alone"):
            answer = ask_for(trainer, scenario=name, how=how, made_up="8")
            assert answer.status_code == 400
