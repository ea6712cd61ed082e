"""Scenarios nobody wrote: sound ones load and hold their promises, and one break in them is caught."""

import copy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roleplay import routes, scenario, scoring
from roleplay.model import PACE
from roleplay.scenario import ScenarioError
from tests.tiny import tiny, write

pace = st.dictionaries(st.sampled_from(PACE), st.integers(0, 2), max_size=3)
words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]),
    min_size=1,
    max_size=60,
)


def choice(text, step, leads_to, **more):
    return {"text": text, "step": step, "feedback": "Because.", "leads_to": leads_to, **more}


@st.composite
def sound_scenarios(draw):
    """Build a chain of scenes, each with a steady choice on and a rupture that can be repaired."""
    length = draw(st.integers(3, 7))
    data = tiny()
    scenes = {}
    for i in range(length):
        ahead = f"s{i + 1}" if i + 1 < length else "end"
        step = "connect" if i == 0 else "correct" if i == 1 else "repair" if i == 2 else "settle"
        extra = {"limit": True, "line": "met"} if i == 1 else {}
        steady = choice(f"Steady {i}", step, ahead, pace=draw(pace), **extra)
        sharp = choice(
            f"Sharp words {i}, longer than the steady ones", "correct", f"hot{i}", line="missed"
        )
        pair = [("steady", steady), ("sharp", sharp)]
        if i == 0 or draw(st.booleans()):
            pair.reverse()
        text = draw(words).strip() or "Quiet."
        scenes[f"s{i}"] = {
            "text": text,
            "temperature": draw(st.integers(0, 10)),
            "inside": "Hm.",
            "choices": dict(pair),
        }
        scenes[f"hot{i}"] = {
            "text": "Worse.", "temperature": draw(st.integers(6, 10)), "inside": "No.",
            "choices": {"mend": choice("I'm sorry.", "repair", ahead), "leave": choice("Later.", "settle", "end")},
        }  # fmt: skip
    scenes["end"] = {
        "text": "Night.",
        "temperature": 2,
        "inside": "Ok.",
        "title": "Night",
        "debrief": "Steady.",
    }
    return {**data, "start": "s0", "scenes": scenes}


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(data=sound_scenarios())
def test_a_sound_scenario_loads_and_its_model_run_earns_everything(tmp_path, data):
    story = scenario.load(write(tmp_path, data, "any"))
    best = scoring.best(story)
    run = scoring.model_run(story)
    assert scoring.marks(story, run) == best
    assert scoring.gate(story, run).is_open
    assert {name: most for name, most in routes.pace_bound(story, max).items() if most} == {
        name: best[name] for name in best if name in PACE
    }


BREAKS = {
    "a scene is lost": lambda d, s: d["scenes"].pop(s),
    "a field is lost": lambda d, s: d["scenes"][s].pop("inside"),
    "a choice leads nowhere": lambda d, s: d["scenes"][s]["choices"]["steady"].update(
        leads_to="nowhere"
    ),
    "a choice leads back": lambda d, s: d["scenes"][s]["choices"]["steady"].update(leads_to="s0"),
    "a step is misspelt": lambda d, s: d["scenes"][s]["choices"]["sharp"].update(step="corect"),
    "too much empathy": lambda d, s: d["scenes"][s]["choices"]["steady"].update(
        pace={"empathy": 9}
    ),
    "a stranger's field": lambda d, s: d["scenes"][s].update(colour="red"),
    "a lonely choice": lambda d, s: d["scenes"][s]["choices"].pop("sharp"),
}


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(data=sound_scenarios(), pick=st.data())
def test_one_break_anywhere_is_caught(tmp_path, data, pick):
    where = pick.draw(st.sampled_from([name for name in data["scenes"] if name.startswith("s")]))
    how = pick.draw(st.sampled_from(sorted(BREAKS)))
    broken = copy.deepcopy(data)
    BREAKS[how](broken, where)
    with pytest.raises(ScenarioError, match=r"any\.yaml, line \d+"):
        scenario.load(write(tmp_path, broken, "any"))
