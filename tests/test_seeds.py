"""All that the course set out to practise is practised: read from the head of each role-play's own file."""

import json
import re
from pathlib import Path

import pytest

from roleplay import scenario

ROOT = Path(__file__).resolve().parent.parent
ITEMS = json.loads((ROOT / "roleplay" / "data" / "teachable-items.json").read_text("utf-8"))

# What each seed of the course's list was chosen for. A seed is named in the first line of its role-play.
PRACTISED = {
    "self-harm": "S15", "thoughts of suicide": "S19", "eating": "S02 S13", "soiling and smearing": "S03",
    "school": "S11", "hitting and kicking": "S05", "insults": "S10", "sexual behaviour": "S04 S12",
    "offending": "S20", "exploitation": "S16 S17", "executive skills": "S07", "autism": "S08",
    "family time": "S10", "moves and stepping down": "S01 S18 S24", "lying and stealing": "S06",
    "sleep": "S01 S21", "brothers and sisters": "S09", "culture and identity": "S14 S21",
    "the carer's own state": "S22", "Jigsaw Meeting": "S23", "tough conversation": "S24",
    "Therapeutic Action Plan": "S21", "low self-esteem": "S06 S11 S16", "several moves": "S06 S24",
    "stage, not age": "S07", "trust that lasts": "S06 S18",
}  # fmt: skip


def head(name):
    """Give the comments that a role-play's file begins with."""
    text = (scenario.FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    return re.match(r"(?:#.*\n)*", text).group()


@pytest.fixture(scope="module")
def by_seed():
    """Give the role-plays by the seed that their head names."""
    found = {}
    for name in scenario.names():
        for seed in re.findall(r"^# Seed (S\d\d) ", head(name), flags=re.MULTILINE):
            found.setdefault(seed, []).append(name)
    return found


def test_each_of_the_twenty_four_seeds_has_its_role_play(by_seed):
    assert sorted(by_seed) == [f"S{number:02}" for number in range(1, 25)]
    assert {seed: names for seed, names in by_seed.items() if len(names) != 1} == {}


@pytest.mark.parametrize("theme", PRACTISED)
def test_what_the_course_set_out_to_practise_is_in_a_role_play(by_seed, theme):
    assert [seed for seed in PRACTISED[theme].split() if seed not in by_seed] == []


@pytest.mark.parametrize("item", [i["id"] for i in ITEMS if i["id"].startswith(("BEH-", "NEED-"))])
def test_every_behaviour_and_need_of_the_sources_is_practised(item):
    assert [name for name in scenario.names() if item in scenario.load(name).teaches]


def test_the_children_are_of_all_ages():
    ages = {scenario.load(name).child.age for name in scenario.names()}
    assert min(ages) <= 4
    assert max(ages) >= 17
    assert len(ages) >= 10


@pytest.mark.parametrize("name", scenario.names())
def test_a_role_play_says_who_still_has_to_read_it(name):
    story = scenario.load(name)
    assert story.reviewed_by or re.search(r"\bneeds?\b|[Rr]ead by nobody", head(name))
