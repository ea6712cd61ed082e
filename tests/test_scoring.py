"""Marks follow the rules of docs/formats.md, section 2, and do not depend on the route."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay import routes, scenario, scoring
from roleplay.responses import Pick, Run
from tests.tiny import MODEL_RUN, tiny, write


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    return scenario.load(write(tmp_path_factory.mktemp("tiny"), tiny()))


def every_run(story):
    """List every run of a scenario, from start to ending."""

    def ahead(name):
        scene = story.scenes[name]
        if scene.is_ending:
            yield ()
        for pick, choice in scene.choices.items():
            for rest in ahead(choice.leads_to):
                yield (pick, *rest)

    return list(ahead(story.start))


def a_run(picks, scenario="tiny", started="2026-11-21T20:00:00Z", run_id="abcdefgh"):
    made = tuple(Pick(scene="any", choice=pick) for pick in picks)
    return Run(id=run_id, scenario=scenario, version="00000000", started=started, picks=made)


def test_the_model_run_earns_the_best_of_every_criterion(story):
    assert scoring.model_run(story) == MODEL_RUN
    assert scoring.marks(story, MODEL_RUN) == scoring.best(story)
    assert scoring.gate(story, MODEL_RUN).is_open


def test_the_best_found_scene_by_scene_is_the_best_of_every_run_walked(story):
    walked = [scoring.marks(story, run) for run in every_run(story)]
    assert scoring.best(story) == {
        name: max(m[name] for m in walked) for name in scoring.best(story)
    }


def test_a_criterion_that_no_run_can_earn_is_not_marked(story):
    assert "playfulness" not in scoring.best(story)


@pytest.mark.parametrize(
    ("picks", "order"),
    [
        (("near", "limit", "own"), 2),
        (("near", "leave"), 2),
        (("shout", "wait", "own"), 1),
        (("shout", "sorry"), 0),
    ],
)
def test_order_is_connection_before_correction(story, picks, order):
    assert scoring.marks(story, picks)["order"] == order


def test_a_limit_set_before_connecting_earns_half(tmp_path):
    data = tiny()
    data["scenes"]["table"]["choices"]["shout"]["limit"] = True
    story = scenario.load(write(tmp_path, data))
    assert scoring.marks(story, ("shout", "sorry"))["limit"] == 1
    assert scoring.marks(story, MODEL_RUN)["limit"] == 2


def test_harm_shuts_the_gate_and_says_why(story):
    gate = scoring.gate(story, ("grab", "wait", "own"))
    assert not gate.is_open
    assert gate.reasons[0] == "Pulling a frightened child is never allowed."


def test_a_missed_line_shuts_the_gate_and_says_whom_to_tell_and_how_fast(story):
    gate = scoring.gate(story, ("near", "leave"))
    assert gate.reasons == ("Write it down. Tell your service: the same day.",)


def test_a_line_that_needs_no_action_does_not_shut_the_gate(tmp_path):
    data = tiny()
    data["line"]["needed"] = False
    assert scoring.gate(scenario.load(write(tmp_path, data)), ("near", "leave")).is_open


def test_nothing_played_earns_nothing(story):
    assert set(scoring.marks(story, ()).values()) == {0}
    assert scoring.marked_run(story, []) is None


def test_an_unfinished_run_is_not_marked(story):
    assert scoring.marked_run(story, [a_run(("near",))]) is None


def test_picks_that_do_not_fit_are_refused_and_never_marked(story):
    with pytest.raises(routes.PickError, match="has no choice 'fly'"):
        scoring.marks(story, ("fly",))
    assert scoring.marked_run(story, [a_run(("fly",)), a_run(MODEL_RUN, scenario="other")]) is None


def test_an_open_gate_counts_before_points_and_the_later_run_before_the_earlier(story):
    harmed = a_run(("grab", "wait", "own"), run_id="harmed00")
    quiet = a_run(("near", "limit", "done"), run_id="quiet000")
    later = a_run(("near", "limit", "done"), started="2026-11-22T08:00:00Z", run_id="later000")
    assert scoring.marked_run(story, [later, harmed, quiet]).id == "later000"


@given(
    picks=st.lists(
        st.sampled_from(
            ["near", "shout", "grab", "limit", "leave", "own", "done", "wait", "sorry"]
        ),
        max_size=6,
    )
)
def test_whatever_is_picked_marks_stay_between_nothing_and_the_best(story, picks):
    best = scoring.best(story)
    try:
        marks = scoring.marks(story, picks)
    except routes.PickError:
        return
    assert all(0 <= marks[name] <= most for name, most in best.items())
    assert set(marks) == set(best)


@pytest.mark.parametrize("name", scenario.names())
def test_every_run_of_every_role_play_stays_within_the_best_and_ends(name):
    story = scenario.load(name)
    best = scoring.best(story)
    for run in itertools.islice(every_run(story), 20_000):
        assert scoring.is_finished(story, run)
        assert all(0 <= points <= best[c] for c, points in scoring.marks(story, run).items())
