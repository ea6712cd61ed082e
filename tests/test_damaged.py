"""Every damaged scenario of the corpus is caught, with its file, its line and the likely fix.

Each file under tests/damaged/ carries one fault and, in its second line, what must be said of it.
"""

from pathlib import Path

import pytest

from roleplay import scenario
from roleplay.scenario import ScenarioError

CORPUS = sorted((Path(__file__).parent / "damaged").glob("*.yaml"))
# Faults of the whole file have no line of their own.
NO_LINE = {"empty-file", "too-large", "control-character", "nul-byte", "not-utf-8"}


def test_the_corpus_holds_at_least_fifty_faults():
    assert len(CORPUS) >= 50


@pytest.mark.parametrize("path", CORPUS, ids=lambda p: p.stem)
def test_each_damaged_scenario_is_caught_with_its_place_and_its_fix(path):
    said = path.read_bytes().split(b"\n")[1].decode().removeprefix("# says: ")
    with pytest.raises(ScenarioError) as caught:
        scenario.load(path)
    found = [str(problem) for problem in caught.value.problems]
    assert any(said in one for one in found), found
    assert all(one.startswith(path.name) for one in found)
    if path.stem not in NO_LINE:
        assert all(problem.line for problem in caught.value.problems), found
    assert not any(
        word in "".join(found) for word in ("Traceback", "pydantic", "NoneType", "dict_type")
    )
