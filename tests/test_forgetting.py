"""A carer who leaves is forgotten: nothing in the course folder holds their name or their words any more."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from hub import kept, replies, second_look
from hub.batches import Batches
from hub.places import Places
from hub.store import Store
from roleplay import forgetting, grading, grading_audit, grading_collect, group_words
from roleplay.__main__ import main
from roleplay.grading_engine import engine
from roleplay.grading_hand import Wish, fingerprint, save, standing
from roleplay.grading_where import database
from tests.carers import EXERCISE, responses
from tests.course import FIRST, made_once

pytestmark = [pytest.mark.xdist_group("nbgrader"), pytest.mark.slow]
WHO, OTHER = "dana-leaves", "eli-stays"
WORD = "Marmaladekite"
"""A word that stands in everything of the carer who leaves, and nowhere else."""


def one_carer(root: Path, carer: str, word: str) -> None:
    """Leave everything of a carer that the course can hold."""
    state = Places(root, root).state
    work = responses(what_would_you_say=f"{word} said this.", reflection=word)
    Store(root / "responses").keep(carer, EXERCISE, work)
    grading.receive(root, EXERCISE, carer, work, FIRST)
    grading.receive(root, EXERCISE, carer, work, FIRST + timedelta(hours=1))
    grading.autograde(root, EXERCISE)
    held = standing(root, EXERCISE, carer)
    marks = {name: Wish(one.mark, "3") for name, one in held.cells.items() if one.by_hand}
    said = {"to-the-carer": Wish(fingerprint(held.comment), f"{word}, thank you.")}
    assert save(root, EXERCISE, carer, held.sent, marks, said, "trainer-demo") == []
    replies.send(root, carer, EXERCISE, "Trainer")
    reply = replies.read(root, carer, EXERCISE)
    assert reply
    second_look.ask(root, carer, EXERCISE, reply["released"], word)
    group_words.agree(root, carer, EXERCISE, ["0" * 64])
    file = json.dumps(json.loads(work.to_json())).encode()
    look = grading_collect.look(f"{carer}_{EXERCISE}.json", file)
    Batches(state / "dropped").hold("trainer-demo", [look], {carer: word})
    for place in ("moderation", "moderation/" + EXERCISE):
        with kept.changing(root / place / f"{EXERCISE}.json") as whole:
            piece = {"carer": carer, "sent": "", "first": {}, "second": {}, "agreed": {}}
            whole.setdefault("pieces", []).append(piece)
    with kept.changing(state / "marking" / f"{EXERCISE}.json") as whole:
        whole.setdefault("marked", []).append(carer)
        whole.setdefault("problems", []).append([carer, word])
    with kept.changing(state / "accounts.json") as whole:
        whole[carer] = {"shown": word, "role": "carer", "scrambled": "x"}
        whole["trainer-demo"] = {"shown": "Trainer", "role": "trainer", "scrambled": "x"}
    for folder in (
        f"feedback/{carer}/{EXERCISE}",
        f"downloaded/{EXERCISE}/extracted/{carer}",
        f"exchange/course/inbound/{carer}+{EXERCISE}+2026+x",
        "confidence",
    ):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "feedback" / carer / EXERCISE / "practice.html").write_text(word, encoding="utf-8")
    (root / "confidence" / f"{carer}.json").write_text(word, encoding="utf-8")


@pytest.fixture(scope="module")
def full(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("full") / "course"
    shutil.copytree(made_once(tmp_path_factory).root, root)
    one_carer(root, WHO, WORD)
    one_carer(root, OTHER, "Otherwise")
    return root


@pytest.fixture
def course(full, tmp_path) -> Path:
    return Path(shutil.copytree(full, tmp_path / "course"))


def holding(root: Path, *words: str) -> list[str]:
    """List the files whose name or content holds one of these words."""
    return [
        str(path.relative_to(root))
        for path in sorted(root.rglob("*"))
        if any(word in str(path.relative_to(root)) for word in words)
        or (path.is_file() and any(word.encode() in path.read_bytes() for word in words))
    ]


def said(root: Path, *arguments: str):
    return CliRunner().invoke(main, ["forget", "--course-root", str(root), *arguments])


def test_first_it_is_only_listed(course):
    before = holding(course, WHO, WORD)
    done = said(course, WHO)
    assert done.exit_code == 0
    assert "Nothing is changed yet" in done.stdout
    for place in (*forgetting.FOLDERS, "the gradebook", ".course/dropped", ".course/accounts.json"):
        assert f"  {place}" in done.stdout, place
    assert holding(course, WHO, WORD) == before


def test_then_nothing_holds_their_name_or_words_and_the_others_have_everything(course):
    others = holding(course, OTHER, "Otherwise")
    outcome = grading.reply(course, EXERCISE, OTHER)
    done = said(course, WHO, "--yes")
    assert done.exit_code == 0, done.output
    assert "Please look at these yourself" in done.stdout
    assert holding(course, WHO, WORD) == []
    assert holding(course, OTHER, "Otherwise") == others
    assert grading.reply(course, EXERCISE, OTHER) == outcome
    lines = grading_audit.changes(course, EXERCISE)
    assert {one.carer for one in lines} == {"forgotten", OTHER}
    assert all(
        one.after is None for one in lines if one.carer == "forgotten" and one.what == "comment"
    )
    with (
        engine(database(course)).begin() as db,
        pytest.raises(DatabaseError, match="stay as they are"),
    ):
        db.execute(text("UPDATE mark_change SET carer = 'somebody'"))
    again = said(course, WHO, "--yes")
    assert again.exit_code == 1 and "There is nothing of" in again.stderr


def test_as_json_it_says_what_was_deleted_and_where_to_look(course):
    told = json.loads(said(course, WHO, "--yes", "--json").stdout)
    assert told["deleted"] is True and told["left"] == []
    assert {"place": f"replies/{WHO}", "what": "the replies they got", "count": 1} in told["found"]
    assert told["look_by_hand"]


def test_a_link_is_deleted_and_never_followed(course, tmp_path):
    away = tmp_path / "away"
    away.mkdir()
    (away / "kept.txt").write_text("Not theirs.", encoding="utf-8")
    (course / "submitted" / WHO / "link").symlink_to(away)
    shutil.rmtree(course / "feedback" / WHO)
    (course / "feedback" / WHO).symlink_to(away)
    assert said(course, WHO, "--yes").exit_code == 0
    assert (away / "kept.txt").is_file() and not (course / "feedback" / WHO).is_symlink()


@pytest.mark.parametrize("name", ["../eli-stays", "", ".", "*", "trainer-demo"])
def test_what_is_no_carers_name_deletes_nothing(course, name):
    before = holding(course, OTHER)
    done = said(course, name, "--yes")
    assert done.exit_code == 2 and ("sign-in name" in done.stderr or "trainer" in done.stderr)
    assert holding(course, OTHER) == before


def test_other_capitals_are_another_person(course):
    done = said(course, WHO.upper(), "--yes")
    assert done.exit_code == 1 and "Small and capital letters count" in done.stderr
    assert holding(course, WHO)
