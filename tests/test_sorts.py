"""A sort is loaded only when it is sound; every damaged one is caught with its place and its fix."""

from pathlib import Path

import pytest

from roleplay import sorts
from roleplay.sorts import SortError
from tests.tiny import write
from tests.tiny_sort import MODEL_PICKS, tiny_sort

CORPUS = sorted((Path(__file__).parent / "damaged-sorts").glob("*.yaml"))
# Faults of the whole file have no line of their own.
NO_LINE = {"empty-file", "too-large", "control-character", "not-utf-8"}


@pytest.fixture
def sort(tmp_path):
    return sorts.load(write(tmp_path, tiny_sort()))


def test_a_sound_sort_is_loaded_with_its_cards_in_the_order_of_the_file(sort):
    assert (sort.name, sort.title) == ("tiny", "Near or far?")
    assert list(sort.cards) == ["cup", "moon", "reply"]
    assert list(sort.places_of("cup").values()) == ["Near", "Far"]
    assert list(sort.places_of("reply")) == ["one", "two"]


def test_cards_that_all_have_places_of_their_own_need_no_shared_ones(tmp_path):
    data = tiny_sort()
    del data["places"]
    data["cards"]["cup"]["places"] = {"near": "Near", "far": "Far"}
    data["cards"]["moon"]["places"] = {"near": "Near", "far": "Far"}
    assert sorts.load(write(tmp_path, data)).places is None


def test_the_corpus_holds_at_least_fifty_faults():
    assert len(CORPUS) >= 50


@pytest.mark.parametrize("path", CORPUS, ids=lambda p: p.stem)
def test_each_damaged_sort_is_caught_with_its_place_and_its_fix(path):
    said = path.read_bytes().split(b"\n")[1].decode().removeprefix("# says: ")
    with pytest.raises(SortError) as caught:
        sorts.load(path)
    found = [str(problem) for problem in caught.value.problems]
    assert any(said in one for one in found), found
    assert len(found) == 1 or "missing" not in said, "one fault is said once"
    assert all(one.startswith(path.name) for one in found)
    if path.stem not in NO_LINE:
        assert all(problem.line for problem in caught.value.problems), found
    assert not any(
        word in "".join(found) for word in ("Traceback", "pydantic", "NoneType", "dict_type")
    )


def test_every_fault_is_told_at_once(tmp_path):
    data = tiny_sort()
    data["cards"]["cup"]["because"] = "Near."
    data["cards"]["moon"]["belongs"] = "away"
    with pytest.raises(SortError) as caught:
        sorts.load(write(tmp_path, data))
    assert {p.place for p in caught.value.problems} == {
        "card 'cup', because",
        "card 'moon', belongs",
        "places far",
    }


def test_an_unknown_sort_is_told_with_its_likely_name():
    with pytest.raises(
        SortError, match=r"There is no sort 'two-hand'\. Did you mean 'two-hands'\?"
    ):
        sorts.load("two-hand")


def test_no_sort_has_the_name_of_a_role_play():
    from roleplay import scenario

    assert set(sorts.names()).isdisjoint(scenario.names())


def test_cards_are_counted_that_stand_where_we_would_put_them(sort):
    assert sorts.placed(sort, {}) == 0
    assert sorts.placed(sort, MODEL_PICKS) == 3
    assert sorts.placed(sort, {**MODEL_PICKS, "cup": "far"}) == 2
    assert sorts.placed(sort, {"cup": "near", "gone": "near", "moon": "nowhere"}) == 1


def test_the_version_is_that_of_the_content(tmp_path, sort):
    same = sorts.load(write(tmp_path, tiny_sort()))
    changed = tiny_sort()
    changed["cards"]["cup"]["because"] += " Mind your fingers."
    assert same.version == sort.version
    assert len(sort.version) == 8
    assert sorts.load(write(tmp_path, changed)).version != sort.version
