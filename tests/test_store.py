"""The desk's store loses nothing, and a name never leads out of its folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from hub.store import HISTORY, NameRefusedError, Store
from roleplay.responses import Answer, Plan, Responses, ResponsesError, Run, Sorting

EXERCISE = "05-connection-before-correction"


def run(number: int, picks: int = 0) -> Run:
    made = [{"scene": f"scene-{n}", "choice": f"choice-{n}"} for n in range(picks)]
    return Run.model_validate(
        {
            "id": f"run{number:09}",
            "scenario": "kwame-after-school",
            "version": "1a2b3c4d",
            "started": "2026-11-21T20:15:00Z",
            "picks": made,
        }
    )


def answer(text: str, second: int = 0) -> Responses:
    changed = f"2026-11-21T20:20:{second:02}Z"
    return Responses(exercise=EXERCISE, answers={"say": Answer(text=text, changed=changed)})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "responses")


def test_what_was_kept_is_read_back(store: Store) -> None:
    store.keep("carer-demo", EXERCISE, answer("I can see this is hard."))
    assert store.read("carer-demo", EXERCISE).answers["say"].text == "I can see this is hard."


def test_work_from_two_devices_is_joined(store: Store) -> None:
    store.keep("carer-demo", EXERCISE, Responses(exercise=EXERCISE, runs=(run(1),)))
    joined = store.keep("carer-demo", EXERCISE, Responses(exercise=EXERCISE, runs=(run(2, 1),)))
    assert [r.id for r in joined.runs] == [run(1).id, run(2).id]
    assert store.read("carer-demo", EXERCISE) == joined


def test_two_doors_at_the_same_moment_lose_nothing(store: Store) -> None:
    code = (
        "import sys; from pathlib import Path; from hub.store import Store\n"
        "from roleplay.responses import Answer, Responses\n"
        "store, door = Store(Path(sys.argv[1])), sys.argv[2]\n"
        "for n in range(15):\n"
        "    one = {f'{door}-{n}': Answer(text='Words', changed='2026-11-21T20:20:00Z')}\n"
        f"    store.keep('carer-demo', '{EXERCISE}', Responses(exercise='{EXERCISE}', answers=one))\n"
    )
    doors = [
        subprocess.Popen([sys.executable, "-c", code, str(store.folder), f"door-{name}"])
        for name in "abc"
    ]
    assert [door.wait(timeout=120) for door in doors] == [0, 0, 0]
    assert len(store.read("carer-demo", EXERCISE).answers) == 45


def test_an_older_copy_never_takes_words_away(store: Store) -> None:
    store.keep("carer-demo", EXERCISE, answer("The newer words", 30))
    joined = store.keep("carer-demo", EXERCISE, answer("older", 10))
    assert joined.answers["say"].text == "The newer words"


def test_words_written_over_are_in_the_history(store: Store) -> None:
    store.keep("carer-demo", EXERCISE, answer("My first thought", 1))
    store.keep("carer-demo", EXERCISE, answer("", 2))
    assert [v.answers["say"].text for v in store.history("carer-demo", EXERCISE)] == [
        "My first thought"
    ]


def test_cards_placed_on_two_devices_are_kept_as_placed_last(store: Store) -> None:
    def placed(place: str, second: int) -> Responses:
        changed = f"2026-11-21T20:20:{second:02}Z"
        sorting = Sorting(picks={"shoe": place}, version="1a2b3c4d", changed=changed)
        return Responses(exercise=EXERCISE, sorts={"two-hands": sorting})

    store.keep("carer-demo", EXERCISE, placed("both", 30))
    joined = store.keep("carer-demo", EXERCISE, placed("limit", 10))
    assert joined.sorts["two-hands"].picks == {"shoe": "both"}
    assert store.read("carer-demo", EXERCISE) == joined


def test_a_plan_written_over_is_in_the_history(store: Store) -> None:
    first = Plan(if_="If he shouts", then="I breathe", changed="2026-11-21T20:20:01Z")
    second = Plan(if_="If she shouts", then="I sit down", changed="2026-11-21T20:20:02Z")
    for plan in (first, second):
        store.keep("carer-demo", EXERCISE, Responses(exercise=EXERCISE, plan=plan))
    assert [version.plan for version in store.history("carer-demo", EXERCISE)] == [first]


def test_typing_on_makes_no_history(store: Store) -> None:
    for second, text in enumerate(["I", "I can", "I can see"]):
        store.keep("carer-demo", EXERCISE, answer(text, second))
    assert store.history("carer-demo", EXERCISE) == []


def test_the_history_keeps_the_last_twenty(store: Store) -> None:
    for second in range(HISTORY + 6):
        store.keep("carer-demo", EXERCISE, answer(f"{second} is a new text", second))
    texts = [version.answers["say"].text for version in store.history("carer-demo", EXERCISE)]
    assert texts == [f"{second} is a new text" for second in range(5, HISTORY + 5)]


def test_a_broken_file_is_kept_aside_and_work_goes_on(store: Store) -> None:
    place = store.folder / "carer-demo" / EXERCISE
    place.mkdir(parents=True)
    (place / "current.json").write_text("{ half a file", encoding="utf-8")
    store.keep("carer-demo", EXERCISE, answer("New words"))
    assert store.read("carer-demo", EXERCISE).answers["say"].text == "New words"
    assert [p.read_text() for p in place.glob("*.broken-*")] == ["{ half a file"]


def test_a_run_that_no_longer_fits_is_in_the_history(store: Store) -> None:
    many = Responses(exercise=EXERCISE, runs=tuple(run(n) for n in range(200)))
    store.keep("carer-demo", EXERCISE, many)
    later = run(201).model_copy(update={"started": "2026-11-22T20:15:00Z"})
    joined = store.keep("carer-demo", EXERCISE, Responses(exercise=EXERCISE, runs=(later,)))
    lost = {r.id for r in many.runs} - {r.id for r in joined.runs}
    assert len(lost) == 1
    assert lost <= {r.id for r in store.history("carer-demo", EXERCISE)[0].runs}


def test_more_answers_than_the_format_allows_are_refused_and_nothing_changes(store: Store) -> None:
    one = Answer(text="words", changed="2026-11-21T20:20:00Z")
    many = Responses(exercise=EXERCISE, answers={f"question-{n}": one for n in range(50)})
    store.keep("carer-demo", EXERCISE, many)
    with pytest.raises(ResponsesError, match="more here than the course can keep"):
        store.keep("carer-demo", EXERCISE, Responses(exercise=EXERCISE, answers={"last": one}))
    assert store.read("carer-demo", EXERCISE).answers == many.answers


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../other",
        "a/b",
        "a\\b",
        "/etc",
        "a..b",
        "a.",
        "CON",
        "nul.txt",
        "x" * 81,
        "a\n",
        "a\0b",
    ],
)
def test_a_name_that_could_lead_elsewhere_is_refused(store: Store, name: str) -> None:
    with pytest.raises(NameRefusedError):
        store.keep(name, EXERCISE, answer("words"))
    with pytest.raises(NameRefusedError):
        store.read("carer-demo", name)
    assert not store.folder.exists()
