"""The room's rules, tried without a server: whatever comes in, in whatever order."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.rooms import acts, events, room, view, voters
from hub.rooms.acts import Now, Person, RefusedError
from roleplay import scenario
from roleplay.model import Scenario
from tests import tiny

NOW = Now("2026-11-22T10:00:00Z", 1_800_000_000.0)
STORY = Scenario.model_validate({**tiny.TINY, "name": "tiny"})
LEAD, SCREEN = Person("facilitator"), Person("screen")
PEOPLE = [Person("carer", f"voter{number}") for number in range(8)]


class Played:
    """A room and the events that made it."""

    def __init__(self, people: int = 0) -> None:
        """Open a room with so many people in it."""
        opened = events.Opened(
            at=NOW.at, code="ACDEFH", scenario=STORY.model_dump(mode="json"), guests=False
        )
        self.events: list[events.Event] = [opened]
        self.state: room.State = room.begin(opened)
        for person in PEOPLE[:people]:
            self.do(person, act="join")

    def do(self, person: Person, **act: Any) -> None:
        """Act as somebody, now unless another step is said."""
        if act["act"] in ("vote", "next", "skip", "go", "timer", "end", "close"):
            act = {"step": self.state.step, **act}
        for event in acts.decide(self.state, person, acts.read(act), NOW):
            self.events.append(event)
            self.state = room.after(self.state, event)

    def to(self, phase: str) -> "Played":
        """Press the one button until the room is there."""
        while self.state.phase != phase:
            self.do(LEAD, act="next")
        return self

    def vote(self, *choices: str) -> "Played":
        """Let the first people vote."""
        for person, choice in zip(PEOPLE, choices, strict=False):
            self.do(person, act="vote", choice=choice)
        return self

    def seen(self, person: Person) -> dict[str, Any]:
        """Return what somebody is sent."""
        return view.view(self.state, person)


def after_first_vote(*choices: str) -> Played:
    return Played(len(choices)).to("vote").vote(*choices).to("shown")


# ---- One person, one vote, and none after closing -------------------------------------------------


def test_choosing_anew_before_closing_replaces_the_vote():
    played = Played(6).to("vote").vote("shout", "near", "near", "near", "near", "near")
    played.do(PEOPLE[0], act="vote", choice="near")
    assert played.seen(PEOPLE[0])["own"]["vote"] == "near"
    assert played.to("shown").seen(LEAD)["first"]["votes"] == {"near": 6}


def test_a_vote_after_closing_is_refused_and_changes_nothing():
    played = after_first_vote("near", "near", "near", "near", "near")
    before = played.state
    with pytest.raises(RefusedError, match="closed"):
        played.do(PEOPLE[0], act="vote", choice="shout", step=before.step - 1)
    with pytest.raises(RefusedError):
        played.do(PEOPLE[0], act="vote", choice="shout")
    assert played.state == before


def test_a_message_from_the_first_vote_does_not_count_in_the_second():
    played = Played(5).to("vote")
    old = played.state.step
    played.vote("near", "near", "near", "near", "near").to("again")
    with pytest.raises(RefusedError, match="closed"):
        played.do(PEOPLE[0], act="vote", choice="shout", step=old)
    assert played.state.turn.second == {}


def test_a_late_vote_that_got_into_the_list_all_the_same_counts_for_nothing():
    played = Played(5).to("vote")
    late = events.Voted(at=NOW.at, who="voter0", step=played.state.step, choice="near")
    played.to("shown")
    assert room.after(played.state, late) == played.state


@pytest.mark.parametrize("choice", ["no-such", "limit", ""])
def test_only_what_the_scene_offers_can_be_chosen(choice):
    played = Played(1).to("vote")
    with pytest.raises(RefusedError):
        played.do(PEOPLE[0], act="vote", choice=choice)


def test_nobody_votes_without_having_come_in():
    with pytest.raises(RefusedError, match="Join"):
        Played(1).to("vote").do(PEOPLE[5], act="vote", choice="near")


def test_pressing_twice_or_from_an_old_tab_goes_on_once():
    played = Played(1).to("vote")
    played.do(LEAD, act="next")
    with pytest.raises(RefusedError, match="moved on"):
        played.do(LEAD, act="next", step=played.state.step - 1)
    assert played.state.phase == "shown"


@pytest.mark.parametrize("act", ["next", "skip", "end", "close"])
@pytest.mark.parametrize("person", [PEOPLE[0], SCREEN], ids=["carer", "screen"])
def test_only_the_facilitator_moves_the_room(act, person):
    played = Played(1).to("shown")
    with pytest.raises(RefusedError, match="leads the room"):
        played.do(person, act=act)


# ---- What is hidden -------------------------------------------------------------------------------


@pytest.mark.parametrize("person", [LEAD, SCREEN, PEOPLE[0], PEOPLE[7]])
def test_while_a_vote_is_open_nobody_is_sent_how_it_goes(person):
    one = Played(6).to("vote").vote("near", "near", "near", "near", "near", "shout")
    two = Played(6).to("vote").vote("near", "shout", "shout", "shout", "shout", "grab")
    assert one.seen(person) == two.seen(person)


def test_the_facilitator_and_the_screen_are_told_how_many_have_voted_and_carers_are_not():
    played = Played(6).to("vote").vote("near", "shout")
    assert played.seen(LEAD)["voted"] == played.seen(SCREEN)["voted"] == 2
    assert "voted" not in played.seen(PEOPLE[0]) and "people" not in played.seen(PEOPLE[0])


def test_in_the_second_vote_only_the_first_split_is_sent():
    played = after_first_vote("near", "near", "near", "shout", "shout").to("again")
    quiet = played.seen(LEAD)
    played.vote("near", "near", "near", "near", "near")
    loud = played.seen(LEAD)
    assert loud["first"]["votes"] == {"near": 3, "shout": 2}
    assert {**loud, "voted": 0} == quiet


@pytest.mark.parametrize("person", [LEAD, SCREEN, PEOPLE[7]])
def test_no_split_is_sent_under_five_voters_ever(person):
    one, two = (
        after_first_vote(*choices).to("again").vote(*choices).to("decide")
        for choices in (("near", "near", "near", "near"), ("near", "shout", "grab", "near"))
    )
    assert one.seen(person) == two.seen(person)
    assert one.seen(person)["first"] == {"voted": 4, "votes": None, "fewest": 5}


def test_five_voters_are_shown_their_split():
    played = after_first_vote("near", "near", "shout", "near", "grab")
    for person in (LEAD, SCREEN, PEOPLE[0]):
        assert played.seen(person)["first"]["votes"] == {"near": 3, "shout": 1, "grab": 1}


def test_what_the_child_thinks_and_what_replies_carry_is_not_sent_before_the_end():
    played = Played(6).to("vote").vote(*["near"] * 6)
    for phase in ("vote", "shown", "discuss", "again", "shift", "decide"):
        sent = json.dumps(played.to(phase).seen(LEAD))
        for hidden in ("I am in trouble.", "never allowed", "Sam hears", '"pace"', '"harm"'):
            assert hidden not in sent


# ---- The story follows ----------------------------------------------------------------------------


def test_the_group_plays_a_story_to_its_end_and_looks_back():
    played = Played(6)
    for choice in tiny.MODEL_RUN:
        played.to("vote").vote(*[choice] * 5).to("decide")
        assert played.seen(LEAD)["leading"] == choice
        played.do(LEAD, act="go", choice=choice)
    seen = played.seen(PEOPLE[0])["debrief"]
    assert seen["thermometer"] == [7, 4, 3, 2]
    assert seen["ending"]["title"] == "Swept up together"
    assert [moment["chosen"] for moment in seen["path"]] == list(tiny.MODEL_RUN)
    assert all(moment["followed"] for moment in seen["path"])
    assert seen["pace"]["empathy"] == {"earned": 2, "best": 2}
    assert seen["gate"] == {"open": True, "reasons": []}
    assert set(seen["path"][0]["choices"]) == {"near", "shout", "grab"}


def test_the_facilitator_may_choose_another_way_and_the_record_says_so():
    played = after_first_vote("near", "near", "near", "near", "near")
    played.do(LEAD, act="skip")
    played.do(LEAD, act="go", choice="shout")
    assert (played.state.turns[0].chosen, played.state.turns[0].followed) == ("shout", False)


@pytest.mark.parametrize(
    "choices", [("near", "near", "near"), ("near", "near", "near", "shout", "shout", "shout")]
)
def test_nobody_leads_when_votes_are_level_or_few(choices):
    played = after_first_vote(*choices)
    played.do(LEAD, act="skip")
    assert played.seen(LEAD)["leading"] is None


def test_the_shift_counts_who_changed_their_mind():
    played = after_first_vote("near", "near", "shout", "shout", "grab").to("again")
    played.vote("near", "near", "near", "near", "grab").to("shift")
    seen = played.seen(SCREEN)
    assert seen["changed"] == 2
    assert seen["second"]["votes"] == {"near": 4, "grab": 1}


def test_the_question_is_about_the_replies_the_group_chose_most():
    asked = after_first_vote("shout", "near", "near", "shout", "near").seen(LEAD)["question"]
    assert asked.index("That was a loud bang") < asked.index("Look what you did")
    assert "Sam" in asked and asked.endswith("?")
    alike = after_first_vote(*["near"] * 5).seen(LEAD)["question"]
    assert alike.startswith("All of us went for “That was a loud bang. I'm here”")


def test_under_five_voters_the_question_tells_nothing_of_how_they_chose():
    asked = {
        after_first_vote(*votes).seen(LEAD)["question"]
        for votes in (["near"] * 4, ["shout"] * 4, ["near", "shout", "grab"], ["grab"])
    }
    assert len(asked) == 1
    words = asked.pop()
    assert not any(choice.text[:12] in words for choice in STORY.scenes["table"].choices.values())


def test_only_the_facilitator_is_sent_the_question():
    played = after_first_vote(*["near"] * 5)
    assert "question" not in played.seen(SCREEN) and "question" not in played.seen(PEOPLE[0])


def test_a_timer_ends_nothing_and_goes_when_the_room_goes_on():
    played = after_first_vote("near").to("discuss")
    played.do(LEAD, act="timer", minutes=2)
    assert played.seen(PEOPLE[0])["until"] == NOW.seconds + 120
    assert played.to("again").seen(LEAD)["until"] is None


# ---- Lines people share ---------------------------------------------------------------------------


def test_a_line_is_shown_to_the_room_only_in_the_look_back_and_without_whose_it_is():
    played = Played(2).to("say")
    played.do(PEOPLE[0], act="share", scene="table", text="I'm here, love.")
    assert "love" not in json.dumps([played.seen(SCREEN), played.seen(PEOPLE[1])])
    assert played.seen(LEAD)["lines"][0]["text"] == "I'm here, love."
    played.do(LEAD, act="end")
    assert played.seen(PEOPLE[1])["debrief"]["lines"][0]["text"] == "I'm here, love."
    assert "voter0" not in json.dumps(played.seen(LEAD))


def test_a_line_can_be_taken_back_and_left_out():
    played = Played(2).to("say")
    for person in PEOPLE[:2]:
        played.do(person, act="share", scene="table", text=f"From {person.voter}")
    played.do(PEOPLE[0], act="withdraw", scene="table")
    played.do(LEAD, act="hide", line=played.seen(LEAD)["lines"][0]["line"])
    played.do(LEAD, act="end")
    assert played.seen(SCREEN)["debrief"]["lines"] == []


def test_a_line_with_a_telephone_number_stays_with_its_writer():
    played = Played(1).to("say")
    with pytest.raises(RefusedError):
        played.do(PEOPLE[0], act="share", scene="table", text="Ring me on 07700 900123")
    assert played.state.lines == ()


def test_a_shared_line_cannot_turn_the_writing_round_nor_hide_what_tells_who_it_is():
    played = Played(1).to("say")
    played.do(PEOPLE[0], act="share", scene="table", text="I'm \u202ehere\u202c, love.\x00")
    (line,) = played.seen(LEAD)["lines"]
    assert line["text"] == "I'm here, love.\N{REPLACEMENT CHARACTER}"
    for text in ("Ring me on 07700\u202c 900\u202d123", "\u202e\u202c"):
        with pytest.raises(RefusedError):
            played.do(PEOPLE[0], act="share", scene="table", text=text)


# ---- What stays -----------------------------------------------------------------------------------


def test_a_closed_room_keeps_counts_and_nothing_of_anybody():
    played = after_first_vote("near", "near", "near", "shout", "near").to("again")
    played.vote("near", "near", "near", "near")
    played.do(PEOPLE[0], act="share", scene="table", text="I'm here, love.")
    played.do(LEAD, act="end")
    played.do(LEAD, act="close")
    kept = played.events[-1].model_dump_json()
    assert json.loads(kept)["record"]["turns"] == [
        {
            "scene": "table",
            "voted": 5,
            "votes": {"near": 4, "shout": 1},
            "voted_again": 4,
            "votes_again": None,
            "chosen": None,
            "followed": False,
        }
    ]
    assert "voter" not in kept.replace("voted", "") and "love" not in kept
    assert room.replay([events.EVENT.validate_json(kept)]) == played.state
    with pytest.raises(RefusedError, match="closed"):
        played.do(PEOPLE[0], act="join")


def test_a_closed_rooms_page_has_the_storys_words_unless_the_story_was_rewritten():
    story = scenario.load("aisha-first-night")
    turn = events.TurnRecord(
        scene=story.start,
        voted=0,
        votes=None,
        voted_again=None,
        votes_again=None,
        chosen=None,
        followed=False,
    )
    kept = events.Record(
        scenario=story.name,
        title=story.title,
        version=story.version,
        opened=NOW.at,
        people=0,
        turns=(turn,),
    )
    closed = events.Closed(at=NOW.at, code="ACDEFH", step=9, record=kept)
    words = view.view(closed, LEAD)["words"][story.start]
    scene = story.scenes[story.start]
    assert words["text"] == scene.text and words["choices"].keys() == scene.choices.keys()
    assert "words" not in view.view(closed, PEOPLE[0]) and "words" not in view.view(closed, SCREEN)
    for other in ({"version": "rewritten"}, {"scenario": "a-story-that-went"}):
        rewritten = closed.model_copy(update={"record": kept.model_copy(update=other)})
        assert view.view(rewritten, LEAD)["words"] == {}


def test_replaying_the_events_gives_the_same_room():
    played = after_first_vote("near", "shout", "near").to("again").vote("grab").to("decide")
    again = [events.EVENT.validate_json(events.EVENT.dump_json(each)) for each in played.events]
    assert room.replay(again) == played.state


def test_a_persons_id_differs_from_room_to_room_and_holds_no_name():
    one, two = voters.new_secret(), voters.new_secret()
    mine = voters.voter(one, "person", "carer-demo")
    assert (
        mine
        == voters.voter(one, "person", "carer-demo")
        != voters.voter(two, "person", "carer-demo")
    )
    assert mine != voters.voter(one, "guest", "carer-demo") and "demo" not in mine
    assert voters.is_code(voters.new_code()) and voters.is_code(voters.tidy(" acd-efh "))
    assert not voters.is_code("OIL100")


# ---- Any order ------------------------------------------------------------------------------------

CHOICES = sorted({name for scene in STORY.scenes.values() for name in scene.choices})
STEPS = st.integers(0, 12)
VOTERS = st.sampled_from([person.voter for person in PEOPLE])
ANY_EVENT = st.one_of(
    st.builds(events.Joined, at=st.just(NOW.at), who=VOTERS),
    st.builds(
        events.Voted, at=st.just(NOW.at), who=VOTERS, step=STEPS, choice=st.sampled_from(CHOICES)
    ),
    st.builds(
        events.Moved, at=st.just(NOW.at), step=STEPS, to=st.sampled_from(list(room.NEXT.values()))
    ),
    st.builds(
        events.Went,
        at=st.just(NOW.at),
        step=STEPS,
        choice=st.sampled_from(CHOICES),
        followed=st.booleans(),
    ),
)
ANY_ACT = st.tuples(
    st.sampled_from([*PEOPLE, LEAD, LEAD, LEAD, SCREEN]),
    st.one_of(
        st.just({"act": "join"}),
        st.fixed_dictionaries(
            {"act": st.just("vote"), "back": st.integers(0, 3), "choice": st.sampled_from(CHOICES)}
        ),
        st.fixed_dictionaries(
            {"act": st.sampled_from(["next", "next", "skip", "end"]), "back": st.integers(0, 1)}
        ),
        st.fixed_dictionaries(
            {"act": st.just("go"), "back": st.integers(0, 1), "choice": st.sampled_from(CHOICES)}
        ),
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ANY_ACT, max_size=60))
def test_whatever_people_do_a_closed_vote_stays_as_it_was_and_nobody_votes_twice(doings):
    played = Played(6)
    closed: dict[int, list[dict[str, str]]] = {}
    for person, doing in doings:
        act = dict(doing)
        if "back" in act:
            act["step"] = max(played.state.step - act.pop("back"), 0)
        try:
            played.do(person, **act)
        except RefusedError:
            continue
        state = played.state
        for place, turn in enumerate(state.turns):
            now = []
            if place < len(state.turns) - 1 or state.phase not in ("say", "vote"):
                now.append(dict(turn.first))
            if turn.second is not None and (place < len(state.turns) - 1 or state.phase != "again"):
                now.append(dict(turn.second))
            known = closed.get(place, [])
            assert now[: len(known)] == known, "a closed vote has changed"
            closed[place] = now
            assert len(turn.first) <= len(state.people)
        _nothing_leaks(played)


@settings(max_examples=150, deadline=None)
@given(st.lists(ANY_EVENT, max_size=60))
def test_whatever_events_come_nobody_has_two_votes_and_no_count_is_sent_early(found):
    played = Played(6)
    for event in found:
        played.state = room.after(played.state, event)
        _nothing_leaks(played)
        for turn in played.state.turns:
            scene = STORY.scenes[turn.scene]
            for votes in (turn.first, turn.second or {}):
                assert votes.keys() <= played.state.people
                assert set(votes.values()) <= set(scene.choices)


def _nothing_leaks(played: Played) -> None:
    """An open vote, or one of too few, looks the same from outside however it goes."""
    state = played.state
    if not isinstance(state, room.Room) or not state.turns or state.scene.is_ending:
        return
    first = next(iter(state.scene.choices))
    other = room.replace(state, turns=tuple(_otherwise(state, turn, first) for turn in state.turns))
    watcher = Person("carer", "nobody")
    for person in (LEAD, SCREEN, watcher):
        assert view.view(state, person) == view.view(other, person)


def _otherwise(state: room.Room, turn: room.Turn, choice: str) -> room.Turn:
    """Return the turn with every vote that must be hidden turned into another."""
    open_now = turn is state.turns[-1]
    first, second = turn.first, turn.second
    if len(first) < room.FEWEST or (open_now and state.phase == "vote"):
        first = dict.fromkeys(first, choice if open_now else "shout")
    if second is not None and (len(second) < room.FEWEST or (open_now and state.phase == "again")):
        second = dict.fromkeys(second, choice if open_now else "shout")
    return room.replace(turn, first=first, second=second)
