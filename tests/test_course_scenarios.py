"""The role-plays of the course keep its promises: craft, language, safety and reading age.

``test_scenario.py`` holds the format; this file holds what the course asks of its own stories.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest

from roleplay import routes, scenario, scoring
from roleplay.model import Scenario
from tests.course_texts import FAILING, LANGUAGE, MARKUP, OLDEST, avoided, source_keys
from tests.reading_age import reading_age
from tests.tiny import tiny, write

NAMES = scenario.names()
HARDER: dict[tuple[str, str], str] = {}
"""Texts above OLDEST, by scenario and place, each with its reason (say it before adding one)."""

NOT_URGENT = {
    "ravi-late-again": "late mornings and broken nights are shared this week: no child is at risk tonight",
}
"""Stories in which letting the line go does not shut the gate, each with its reason."""

every_story = pytest.mark.parametrize("name", NAMES)


def texts(story: Scenario) -> Iterator[tuple[str, str]]:
    """Yield every text that a carer reads, with its place."""
    for field in ("title", "about", "content_note"):
        yield field, getattr(story, field)
    yield "line", f"{story.line.says} Tell {story.line.tell}: {story.line.by}."
    for name, scene in story.scenes.items():
        for field in ("text", "inside", "ask", "title", "debrief"):
            if getattr(scene, field):
                yield f"{name}, {field}", getattr(scene, field)
        for pick, choice in scene.choices.items():
            for field in ("text", "feedback", "harm"):
                if getattr(choice, field):
                    yield f"{name}, {pick}, {field}", getattr(choice, field)


def walks(story: Scenario) -> Iterator[tuple[str, ...]]:
    """Yield every run from the first scene to an ending."""

    def onward(name: str, picks: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if story.scenes[name].is_ending:
            yield picks
        for pick, choice in story.scenes[name].choices.items():
            yield from onward(choice.leads_to, (*picks, pick))

    return onward(story.start, ())


def test_there_are_the_two_first_role_plays():
    assert {"kwame-after-school", "theo-hidden-food"} <= set(NAMES)


@every_story
def test_a_story_has_room_to_turn_and_more_than_one_way_to_end(name):
    scenes = scenario.load(name).scenes.values()
    endings = [scene for scene in scenes if scene.is_ending]
    assert len(scenes) >= 8
    assert len(endings) >= 3
    assert all(2 <= len(scene.choices) <= 4 for scene in scenes if scene.choices)


@every_story
def test_it_takes_the_time_of_a_cup_of_tea(name):
    story = scenario.load(name)
    assert 3 <= story.minutes <= 8
    words = sum(
        len(
            " ".join(
                [m.scene.text, m.choice.feedback, *(c.text for c in m.scene.choices.values())]
            ).split()
        )
        for m in routes.walk(story, scoring.model_run(story))
    )
    # Slow readers manage about 150 words a minute.
    assert words / 150 <= story.minutes + 1


@every_story
def test_the_content_note_says_what_is_in_it_that_it_can_be_skipped_and_a_gentler_way(name):
    note = scenario.load(name).content_note
    assert "You can skip it and lose nothing" in note
    assert "gentler" in note
    assert len(note.split()) < 60


@every_story
def test_no_text_asks_for_a_higher_reading_age_than_eleven(name):
    harder = {
        place: round(reading_age(text), 1)
        for place, text in texts(scenario.load(name))
        if len(text.split()) > 12 and reading_age(text) > OLDEST and (name, place) not in HARDER
    }
    assert harder == {}


@every_story
def test_the_story_as_a_whole_can_be_read_at_nine(name):
    assert reading_age(" ".join(text for _, text in texts(scenario.load(name)))) <= 9


@every_story
def test_no_avoided_word_is_used(name):
    found = {place: avoided(text) for place, text in texts(scenario.load(name)) if avoided(text)}
    assert found == {}


@pytest.mark.parametrize("row", LANGUAGE, ids=lambda row: row["avoid"])
def test_each_avoided_word_would_be_noticed(row):
    assert set(row) == {"avoid", "prefer", "reason"}
    assert avoided(f"Then the {row['avoid']}, it is said, came up.")
    assert not avoided(row["prefer"]), "what we prefer must not be a word that we avoid"


def test_whole_words_only_and_a_plural_counts():
    assert avoided("Two placements before this.")
    assert not avoided("Placemats, black coffee and a place to sit.")


@every_story
def test_the_child_is_called_by_name_in_most_scenes(name):
    story = scenario.load(name)
    named = [s for s in story.scenes.values() if story.child.name in s.text]
    assert len(named) >= 0.8 * len(story.scenes)
    assert not re.search(
        r"\bthe (child|boy|girl)\b", " ".join(s.text for s in story.scenes.values())
    )


@every_story
def test_feedback_guesses_at_the_child_and_never_judges_the_carer(name):
    for scene in scenario.load(name).scenes.values():
        for pick, choice in scene.choices.items():
            said = choice.feedback
            assert not re.search(
                r"\b(wrong answer|bad carer|you failed|should have|well done|good job|correct!)\b",
                said,
                re.IGNORECASE,
            ), pick
            assert 15 <= len(said.split()) <= 60, f"{pick}: {len(said.split())} words"
    all_feedback = [
        c.feedback for s in scenario.load(name).scenes.values() for c in s.choices.values()
    ]
    guessing = [f for f in all_feedback if re.search(r"\b(may|might|perhaps|seems?)\b", f)]
    assert len(guessing) >= 0.7 * len(all_feedback)


@every_story
def test_nobody_fails_in_any_text(name):
    for place, text in texts(scenario.load(name)):
        assert not FAILING.search(text), place


@every_story
def test_text_is_plain_without_markup(name):
    for place, text in texts(scenario.load(name)):
        assert not MARKUP.search(text), place


@every_story
def test_its_sources_are_in_the_book(name):
    assert set(scenario.load(name).sources) <= source_keys()


@every_story
def test_being_attuned_is_sometimes_met_with_go_away(name):
    story = scenario.load(name)
    rebuffs = [
        (place, pick)
        for place, scene in story.scenes.items()
        for pick, choice in scene.choices.items()
        if choice.step == "connect"
        and sum(choice.pace.values()) >= 2
        and story.scenes[choice.leads_to].temperature >= scene.temperature
    ]
    assert rebuffs, "no warm reply is met with a rebuff: real ones often are"


@every_story
def test_on_the_best_way_the_child_cools_slowly(name):
    story = scenario.load(name)
    picks = scoring.model_run(story)
    readings = [m.scene.temperature for m in routes.walk(story, picks)]
    steps = [a - b for a, b in pairwise(readings)]
    assert max(steps) <= 3, "nothing works at once"
    assert any(step <= 0 for step in steps)


@every_story
def test_the_best_way_goes_through_every_part_of_the_second_hand(name):
    story = scenario.load(name)
    made = [m.choice for m in routes.walk(story, scoring.model_run(story))]
    steps = [choice.step for choice in made]
    assert steps.index("connect") < steps.index("correct")
    assert {"settle", "connect", "correct", "repair", "safe"} <= set(steps)
    assert any(choice.limit for choice in made)


@every_story
def test_a_run_with_a_rupture_never_collects_more_than_the_steady_one(name):
    """A harsh word first, then the best of everything: mended, and still not worth more."""
    story = scenario.load(name)
    most = sum(scoring.best(story).values())
    for picks in walks(story):
        if any(m.choice.step == "correct" for m in list(routes.walk(story, picks))[:1]):
            assert sum(scoring.marks(story, picks).values()) < most, picks


@every_story
def test_more_than_one_good_answer_earns_full_points_somewhere(name):
    story = scenario.load(name)
    equal = 0
    for moment in routes.walk(story, scoring.model_run(story)):
        equal += any(
            other is not moment.choice
            and other.step == moment.choice.step
            and other.limit == moment.choice.limit
            and other.line == moment.choice.line
            and sum(other.pace.values()) == sum(moment.choice.pace.values())
            and other.harm is None
            for other in moment.scene.choices.values()
        )
    assert equal >= 1


@every_story
def test_the_best_way_passes_the_gate_and_every_harm_shuts_it(name):
    story = scenario.load(name)
    assert scoring.gate(story, scoring.model_run(story)).is_open
    harms = {c.harm for s in story.scenes.values() for c in s.choices.values() if c.harm}
    assert len(harms) >= 2
    met = set()
    for picks in walks(story):
        tripped = {m.choice.harm for m in routes.walk(story, picks) if m.choice.harm}
        met |= tripped
        gate = scoring.gate(story, picks)
        assert not (tripped and gate.is_open), picks
        assert tripped <= set(gate.reasons), picks
    assert met == harms, "each harm can be met on some way"


@every_story
def test_a_run_that_misses_the_line_is_told_whom_to_tell_and_how_fast(name):
    story = scenario.load(name)
    assert story.line.needed == (name not in NOT_URGENT)
    *way, _last = scoring.model_run(story)
    last = story.scenes[routes.last_scene(story, way)]
    missed = [pick for pick, choice in last.choices.items() if choice.line == "missed"]
    assert len(missed) >= 2, "the line is a real decision, with more than one way to miss it"
    for pick in missed:
        gate = scoring.gate(story, [*way, pick])
        assert gate.is_open == (name in NOT_URGENT)
        if gate.is_open:
            continue
        assert story.line.tell in gate.reasons[-1]
        assert story.line.by in gate.reasons[-1]
        assert gate.reasons[-1].endswith(".") and ".." not in gate.reasons[-1]


@every_story
def test_every_finished_run_has_met_the_line_or_missed_it(name):
    """Nobody comes to an ending without the decision: it is part of each evening."""
    story = scenario.load(name)
    for picks in walks(story):
        decided = [m.choice.line for m in routes.walk(story, picks) if m.choice.line]
        assert len(decided) == 1, picks


@every_story
def test_after_any_bad_moment_the_line_can_still_be_met(name):
    story = scenario.load(name)
    can_meet: dict[str, bool] = {}
    for place in reversed(routes.in_order(story)):
        choices = story.scenes[place].choices.values()
        can_meet[place] = any(c.line == "met" or can_meet[c.leads_to] for c in choices)
    decided = {c.leads_to for s in story.scenes.values() for c in s.choices.values() if c.line}
    assert {p for p, can in can_meet.items() if not can} <= decided


@every_story
def test_nobody_is_said_to_have_reviewed_it_who_has_not(name):
    """Until a second reader has signed, the list is empty and the page says so."""
    for entry in scenario.load(name).reviewed_by:
        assert re.search(r"\b20\d\d\b", entry), "a review has its date"


def test_these_rules_notice_an_avoided_word_in_a_new_story(tmp_path):
    data = tiny()
    data["scenes"]["table"]["text"] = "Sam is a looked-after child in a new placement."
    story = scenario.load(write(tmp_path, data))
    assert len([word for _, text in texts(story) for word in avoided(text)]) == 2
