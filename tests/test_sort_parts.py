"""A sort on its way to the carer and the trainer: as text, in a notebook, marked, and in another language."""

import json
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from hub.reply_pages import TEMPLATES
from roleplay import (
    catalogue_texts,
    element,
    element_sorts,
    grading_sorts,
    playable,
    responses,
    sorts,
    sorts_texts,
    translation,
    widget,
)
from roleplay.practice import Practice
from roleplay.responses import Responses, Sorting
from tests import made_up
from tests.test_element import ALLOWED, Page
from tests.tiny import write
from tests.tiny_sort import MODEL_PICKS, tiny_sort

EXERCISE = "05-connection-before-correction"
WHEN = "2026-11-21T20:15:00.000Z"


@pytest.fixture
def sort(tmp_path):
    return sorts.load(write(tmp_path, tiny_sort()))


@pytest.fixture
def cell(tmp_path, monkeypatch):
    """Give a practice in a folder of its own, as nbgrader runs it, with the small sort in the course."""
    write(tmp_path, tiny_sort())
    monkeypatch.setattr(sorts, "FOLDER", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    return Practice(EXERCISE, "Connection before correction")


def work(sort, **picks):
    sorting = Sorting(picks=picks, version=sort.version, changed=WHEN)
    return Responses(exercise=EXERCISE, sorts={sort.name: sorting})


def keep(sort, **picks):
    Path("responses.json").write_text(work(sort, **picks).to_json(), encoding="utf-8")


# ---- As text ------------------------------------------------------------------------------------------


def test_a_part_gives_its_data_back_whole(sort):
    data = playable.sortable(sort)
    page = Page(element.html("sort-cards", EXERCISE, "tiny", data, element_sorts.sort_html(sort)))
    assert json.loads(page.json) == data
    assert (data["version"], data["reviewed"]) == (sort.version, [])
    assert page.tags[:2] == ["sort-cards", "script"]
    assert page.open == []


def test_it_can_be_read_without_a_script_and_what_we_would_say_is_folded_at_the_end(sort):
    text = element_sorts.sort_html(sort)
    page = Page(text)
    assert set(page.tags) <= ALLOWED | {"details", "ol", "summary"}
    first, folded = text.split("<details>")
    for card in sort.cards.values():
        assert card.text.split("\n\n")[-1].replace("<b>in front</b>", "&lt;b&gt;in front&lt;/b&gt;") in first  # fmt: skip
        assert card.because not in first.replace("&#x27;", "'")
        assert card.because in folded.replace("&#x27;", "'")
    for words in ("Near", "Far", "“Go to sleep now.”"):
        assert f"<li>{words}</li>" in first
    assert "<summary>What we would say</summary>" in folded
    assert folded.count("We would put it here: ") == 2
    assert "We would put it here: Far" in folded
    assert "Our answer: “I&#x27;m here. You can&#x27;t sleep.”" in folded


# ---- In a notebook ------------------------------------------------------------------------------------


def part(sort, file):
    return widget.part("sort-cards", EXERCISE, sort.name, playable.sortable(sort), file)


def value(sort, **picks):
    return {"picks": picks, "version": sort.version, "looked": False, "changed": WHEN}


def test_a_card_is_in_the_file_at_once_and_comes_back(sort, tmp_path):
    file = tmp_path / "responses.json"
    part(sort, file).value = value(sort, cup="near")
    assert responses.read(file, EXERCISE).responses.sorts["tiny"].picks == {"cup": "near"}
    assert part(sort, file).value == value(sort, cup="near")


def test_cards_that_were_all_taken_back_stay_so(sort, tmp_path):
    file = tmp_path / "responses.json"
    shown = part(sort, file)
    shown.value = value(sort, cup="near")
    shown.value = {**value(sort), "changed": "2026-11-21T20:16:00.000Z"}
    assert responses.read(file, EXERCISE).responses.sorts["tiny"].picks == {}


@pytest.mark.parametrize(
    "fault", [{"picks": "all"}, {"picks": {"cup": ["near"]}}, {"version": ""}, {"more": 1}]
)
def test_what_does_not_fit_is_not_written_and_is_said_plainly(sort, tmp_path, fault):
    file = tmp_path / "responses.json"
    shown = part(sort, file)
    shown.value = {**value(sort, cup="near"), **fault}
    assert not file.exists()
    assert shown.data["message"] == widget.NOT_KEPT


def test_a_carer_sees_the_cards_and_no_marks(cell, monkeypatch, capsys):
    monkeypatch.delenv("NBGRADER_EXECUTION")
    shown = cell.sort_cards("tiny")
    assert (shown.kind, shown.data["title"]) == ("sort-cards", "Near or far?")
    assert cell.send().data["sorts"] == ["tiny"]
    cell.mark("tiny", "placed", of=3)._ipython_display_()
    assert capsys.readouterr().out == ""


def test_a_sort_that_does_not_load_meets_the_carer_with_plain_words(cell, monkeypatch, capsys):
    monkeypatch.delenv("NBGRADER_EXECUTION")
    assert cell.sort_cards("gone") is None
    assert "These cards are being mended." in capsys.readouterr().out


# ---- Marked -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("picks", "points"),
    [
        (MODEL_PICKS, 3),
        ({**MODEL_PICKS, "cup": "far"}, 2),
        ({"cup": "near"}, 1),
        ({"cup": "nowhere", "gone": "near"}, 0),
    ],
)
def test_a_point_for_each_card_placed_as_we_would(cell, sort, picks, points):
    keep(sort, **picks)
    mark = cell.mark("tiny", "placed", of=3)
    assert (mark, repr(mark)) == (points, f"{points}.0")
    assert mark.text == f"Cards placed: {points} of 3."


def test_nothing_placed_earns_nothing_and_says_so(cell, sort):
    assert cell.mark("tiny", "placed", of=3).text == "Cards placed: 0 of 3. Nothing was sent."
    keep(sort)
    assert cell.mark("tiny", "placed", of=3).text == "Cards placed: 0 of 3. No card placed yet."
    assert cell.mark("gone", "placed", of=3) == 0


def test_the_trainer_reads_where_each_card_was_put(cell, sort, capsys):
    keep(sort, cup="near", moon="near")
    cell.sort_cards("tiny")
    said = capsys.readouterr().out
    assert said.startswith("Near or far?, changed 2026-11-21")
    assert re.search(r"A cup on the table <b>in front</b> of you\.\n +Placed: Near\n\n", said)
    assert re.search(r"moon.*\n +Placed: Near\n +Our answer: Far\n", said)
    assert re.search(r"Sam is 6.*\n +Placed: not yet\n +Our answer: “I'm here", said)
    assert "1 of 3 placed as we would." in said


def test_cards_of_an_older_version_are_said_to_be_so(cell, sort, capsys):
    older = sort.model_copy(update={"title": "Before"})
    keep(older, cup="near")
    cell.sort_cards("tiny")
    assert "(Placed before these cards were last changed.)" in capsys.readouterr().out


def test_a_reply_names_the_cards_to_look_at_again_and_calls_nothing_a_failure(cell, sort):
    found = grading_sorts.told("tiny", 1.0, 3.0, work(sort, cup="near", moon="near"))
    assert found["words"] == "You placed 1 of 3 cards as we would."
    assert found["again"] == ["The moon in the window.\n\nIt is late."]
    assert found["open"] == 1
    whole = grading_sorts.told("tiny", 3.0, 3.0, work(sort, **MODEL_PICKS))
    assert (whole["again"], whole["open"], whole["note"]) == ([], 0, "")
    nothing = grading_sorts.told("tiny", 0.0, 3.0, Responses(exercise=EXERCISE))
    assert nothing["words"] == grading_sorts.NOT_PLACED
    gone = grading_sorts.told("gone", 2.0, 3.0, work(sort, cup="near"))
    assert (gone["title"], gone["again"]) == ("gone", [])
    assert not re.search(r"\b(fail|wrong)", json.dumps([found, whole, nothing, gone]))


def test_the_carers_page_shows_the_sort_and_an_older_reply_without_one_too(cell, sort):
    page = partial(TEMPLATES.get_template("reply.html").render, here="replies", prefix="/", person=None, earlier=[], said="", look=None, xsrf="")  # fmt: skip
    reply = {"exercise": EXERCISE, "by": "Ann", "released": WHEN, "sent": WHEN, "comment": "", "questions": [], "role_plays": [], "plan": None}  # fmt: skip
    told = grading_sorts.told("tiny", 1.0, 3.0, work(sort, cup="far", moon="far"))
    assert "as we would" not in page(reply=reply)
    text = page(reply={**reply, "sorts": [told]})
    assert "You placed 1 of 3 cards as we would." in text
    assert "1 card is still open." in text
    assert "A cup on the table &lt;b&gt;in front&lt;/b&gt; of you." in text


# ---- In another language ------------------------------------------------------------------------------


@pytest.fixture
def spoken(tmp_path, monkeypatch):
    """Make the made-up language, with every text of the small sort and of the course."""
    monkeypatch.setattr(translation, "FOLDER", tmp_path / "locale")
    texts = catalogue_texts.of_sort(write(tmp_path, tiny_sort()))
    made_up.write(tmp_path / "locale", [*texts, *catalogue_texts.every_text()])
    return translation.language(made_up.CODE)


def test_every_text_of_a_sort_stands_at_the_line_that_is_named():
    for name in sorts.names():
        path = sorts.FOLDER / f"{name}.yaml"
        lines = path.read_text(encoding="utf-8").splitlines()
        for text in catalogue_texts.of_sort(path):
            near = " ".join(lines[text.line - 1 : text.line + 2])
            assert re.findall(r"\w+", text.english)[0] in near, (name, text)
            assert text.context == f"sort {name}"


def test_every_text_changes_and_nothing_else_does(sort, spoken):
    made = sorts_texts.translated(sort, spoken)
    before, after = playable.sortable(sort), playable.sortable(made)
    texts = [english for _, english in sorts_texts.spoken(sort)]
    assert len(texts) == 2 + 2 + 3 * 2 + 2
    turned = json.loads(
        json.dumps(before),
        object_hook=lambda part: {
            key: made_up.accented(translation.folded(text)) if text in texts else text
            for key, text in part.items()
        },
    )
    assert after == turned
    assert after["version"] == before["version"]
    assert sorts.placed(made, MODEL_PICKS) == 3


def test_the_sort_as_text_has_no_english_left_and_says_its_language(sort, spoken):
    text = element_sorts.sort_html(sorts_texts.translated(sort, spoken), spoken)
    assert '<div class="sort" lang="qps" dir="ltr">' in text
    left = [line for line in re.sub(r"<[^>]*>", "", text).splitlines() if made_up.PLAIN.search(line)]  # fmt: skip
    assert left == []


# ---- Checked ------------------------------------------------------------------------------------------


def check(*words):
    command = [sys.executable, "-m", "roleplay", "check", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_a_sort_is_checked_by_name_and_by_file(tmp_path):
    own = write(tmp_path, tiny_sort(), "mine")
    done = check("two-hands", str(own))
    assert (done.returncode, done.stderr) == (0, "")
    assert "two-hands: 9 cards, 3 places" in done.stdout
    assert "mine: 3 cards, 4 places" in done.stdout
    broken = tiny_sort()
    broken["cards"]["cup"]["belongs"] = "neer"
    done = check(str(write(tmp_path, broken, "broken")))
    assert done.returncode == 1
    assert "card 'cup', belongs: There is no place 'neer'. Did you mean 'near'?" in done.stderr


def test_a_name_that_is_nearly_a_sorts_is_told(tmp_path):
    done = check("two-hand")
    assert done.returncode == 1
    assert "Did you mean 'two-hands'?" in done.stderr
