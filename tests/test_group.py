"""The picture of a group: right counts, never fewer than five, no name, and words only with consent."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime

import nbformat
import pytest
from click.testing import CliRunner

from roleplay import (
    debrief,
    group_people,
    group_questions,
    group_reading,
    group_words,
    responses,
    scenario,
)
from roleplay.commands_group import debrief as debrief_word
from roleplay.group import divided, of_course, one_or_two
from tests import carers, group_made
from tests.course import ROOT

EXERCISE = carers.EXERCISE
THEO = "theo-hidden-food"
CANARY = '<img src=x onerror="fired()"> & <script>fired()</script>'


def first_choices(root, picks, again=()):
    """Let carers make Theo's first choice; ``again`` are the first carers' later ones."""
    for who, pick in enumerate(picks):
        runs = [carers.run(THEO, [pick], 1)]
        if who < len(again):
            later = carers.run(THEO, [again[who]], 2)
            runs.append(later.model_copy(update={"started": "2026-11-22T08:00:00Z"}))
        group_made.send(root, f"person-{who}", EXERCISE, runs)
    return of_course(root, EXERCISE)


def start(picture):
    story = scenario.load(THEO)
    return next(d for d in picture.decisions if d.scene == story.start)


def by_name(decision, field):
    return {r.name: getattr(r, field) for r in decision.replies}


# ---- Counting ----------------------------------------------------------------------------------


def test_each_carer_has_one_voice_and_the_first_choice_counts(tmp_path):
    picks = ["sit-low", "sit-low", "stealing", "clear-up", "sit-low"]
    found = start(first_choices(tmp_path, picks, again=["clear-up", "clear-up"]))
    assert found.people == 5
    assert by_name(found, "first") == {"clear-up": 1, "sit-low": 3, "why-not-ask": 0, "stealing": 1}


def test_the_shift_is_of_the_same_people(tmp_path):
    again = ["sit-low"] * 4 + ["stealing"]
    found = start(first_choices(tmp_path, ["stealing"] * 5, again))
    assert (found.again, found.changed) == (5, 4)
    assert by_name(found, "before")["stealing"] == 5
    assert by_name(found, "latest") == {
        "clear-up": 0,
        "sit-low": 4,
        "why-not-ask": 0,
        "stealing": 1,
    }


def test_a_play_copied_into_two_exercises_is_one_play(tmp_path):
    first_choices(tmp_path, ["sit-low"] * 5)
    for who in range(5):
        group_made.send(
            tmp_path, f"person-{who}", "12-into-practice", [carers.run(THEO, ["sit-low"], 1)]
        )
    assert start(of_course(tmp_path)).again is None


def test_the_most_divisive_comes_first(tmp_path):
    group_made.group(tmp_path, 12, carers.ROLE_PLAYS)
    shown = of_course(tmp_path, EXERCISE).decisions
    assert len(shown) > 3
    assert [d.divided for d in shown] == sorted((d.divided for d in shown), reverse=True)


@pytest.mark.parametrize(
    ("counts", "chance"),
    [([5, 0], 0), ([3, 3], 0.6), ([1, 1, 1, 1, 1], 1), ([6, 2, 0], 3 / 7), ([1], 0)],
)
def test_divided_is_the_chance_that_two_drawn_people_differ(counts, chance):
    assert divided(counts) == pytest.approx(chance)


@pytest.mark.parametrize(
    ("picks", "says"),
    [
        (["sit-low"] * 5, "Everyone chose the same."),
        (["sit-low"] * 4 + ["stealing"], "Most chose the same."),
        (["sit-low"] * 3 + ["stealing"] * 2, "Opinions were split."),
    ],
)
def test_how_far_the_group_agreed_is_said_in_plain_words(tmp_path, picks, says):
    picture = first_choices(tmp_path, picks)
    assert start(picture).how_divided == says
    page = debrief.page(picture, "Test")
    assert says in page and "in 100" not in page and "chance" not in page


def test_a_heading_ends_with_a_sentence_or_at_a_word():
    first = "Theo stands in the doorway."
    assert group_questions.heading(f"{first} {'He says nothing. ' * 9}").startswith(first[:-1])
    assert group_questions.heading("Late.") == "Late."
    long = group_questions.heading("Ten. " + "Many words that go on " * 9)
    assert long.endswith(" …") and len(long) <= group_questions.SHORT + 2
    assert long.removesuffix(" …").split()[-1] in ("Many", "words", "that", "go", "on")
    for name in scenario.names():
        for scene in scenario.load(name).scenes.values():
            made = group_questions.heading(scene.text)
            assert 0 < len(made) <= group_questions.SHORT + 2
            line, stem = (re.sub(r'["“”]', "", t) for t in (scene.text, made.removesuffix(" …")))
            line = " ".join(line.split())
            assert line.startswith(stem) and not line[len(stem) :][:1].isalnum()


def test_a_run_of_an_older_version_counts_as_far_as_it_fits(tmp_path):
    for who in range(5):
        run = carers.run(THEO, ["sit-low"], 1)
        gone = run.picks[0].model_copy(update={"scene": "close", "choice": "no-longer-there"})
        old = run.model_copy(update={"picks": (*run.picks, gone)})
        group_made.send(tmp_path, f"person-{who}", EXERCISE, [old])
    assert [d.scene for d in of_course(tmp_path, EXERCISE).decisions] == [scenario.load(THEO).start]


def test_a_draft_is_not_sent_and_does_not_count(tmp_path):
    first_choices(tmp_path, ["sit-low"] * 4)
    draft = tmp_path / "responses" / "person-9" / EXERCISE / "responses.json"
    responses.save(draft, carers.responses((carers.run(THEO, ["sit-low"]),)))
    assert of_course(tmp_path, EXERCISE).people == 4


# ---- Never fewer than five ---------------------------------------------------------------------


def test_four_people_are_not_shown_and_five_are(tmp_path):
    four = first_choices(tmp_path / "four", ["sit-low", "stealing", "sit-low", "clear-up"])
    assert four.decisions == ()
    assert [r.too_few for r in four.role_plays] == [1]
    assert "stealing" not in debrief.page(four, "Test") and "disgusting" not in debrief.page(
        four, "Test"
    )
    five = first_choices(
        tmp_path / "five", ["sit-low", "stealing", "sit-low", "clear-up", "sit-low"]
    )
    assert start(five).people == 5


def test_four_who_came_again_are_not_shown(tmp_path):
    found = start(first_choices(tmp_path, ["stealing"] * 9, again=["sit-low"] * 4))
    assert found.again is None and found.changed is None
    assert set(by_name(found, "before").values()) | set(by_name(found, "latest").values()) == {None}


@pytest.mark.parametrize(("people", "is_shown"), [(5, True), (6, False), (9, False), (10, True)])
def test_nobody_is_left_over_when_the_shift_is_taken_from_the_whole(tmp_path, people, is_shown):
    found = start(first_choices(tmp_path, ["stealing"] * people, again=["sit-low"] * 5))
    assert (found.again is not None) is is_shown


def test_a_role_play_has_one_picture_whatever_is_asked_for(tmp_path):
    first_choices(tmp_path, ["sit-low"] * 5)
    group_made.send(
        tmp_path, "person-elsewhere", "12-into-practice", [carers.run(THEO, ["stealing"])]
    )
    asked = [
        of_course(tmp_path),
        of_course(tmp_path, EXERCISE),
        of_course(tmp_path, "12-into-practice"),
        of_course(tmp_path, role_play=THEO),
    ]
    assert len({start(picture) for picture in asked}) == 1


# ---- Own words ---------------------------------------------------------------------------------


def with_words(root, texts):
    for who, text in enumerate(texts):
        group_made.send(root, f"person-{who}", EXERCISE, [carers.run(THEO, ["sit-low"], 1, text)])


def agree_to_all(root, carer):
    work = group_reading.one(root / "submitted" / carer / EXERCISE, EXERCISE)
    marks = [group_words.fingerprint(*line) for line in group_words.lines(work)]
    group_words.agree(root, carer, EXERCISE, marks)


def test_without_consent_no_word_appears(tmp_path):
    with_words(tmp_path, [f"Words of number {n}." for n in range(5)])
    picture = of_course(tmp_path, EXERCISE)
    assert start(picture).lines == ()
    assert "Words of number" not in debrief.page(picture, "Test") + debrief.sheet(picture, "Test")


def test_only_who_agreed_is_read_and_can_take_it_back(tmp_path):
    with_words(tmp_path, [f"Words of number {n}." for n in range(5)])
    agree_to_all(tmp_path, "person-3")
    assert start(of_course(tmp_path, EXERCISE)).lines == ("Words of number 3.",)
    group_words.agree(tmp_path, "person-3", EXERCISE, [])
    assert start(of_course(tmp_path, EXERCISE)).lines == ()
    assert not list((tmp_path / group_words.FOLDER).rglob("*.json"))


def test_a_line_that_was_changed_later_has_no_consent(tmp_path):
    with_words(tmp_path, ["First words."] * 5)
    agree_to_all(tmp_path, "person-0")
    with_words(tmp_path, ["Other words."] * 5)
    assert start(of_course(tmp_path, EXERCISE)).lines == ()


def test_lines_of_four_people_stay_hidden_though_they_agreed(tmp_path):
    with_words(tmp_path, [f"Words of number {n}." for n in range(4)])
    for who in range(4):
        agree_to_all(tmp_path, f"person-{who}")
    assert "Words of number" not in debrief.page(of_course(tmp_path, EXERCISE), "Test")


def test_the_order_of_lines_is_nobodys(tmp_path):
    texts = [f"Line {n}." for n in range(8)]
    with_words(tmp_path, texts)
    for who in range(8):
        agree_to_all(tmp_path, f"person-{who}")
    forwards = start(of_course(tmp_path, EXERCISE)).lines
    with_words(tmp_path, texts[::-1])
    for who in range(8):
        agree_to_all(tmp_path, f"person-{who}")
    assert sorted(forwards) == texts and forwards != tuple(texts)
    assert start(of_course(tmp_path, EXERCISE)).lines == forwards


def test_what_might_identify_is_left_out_and_markup_stays_text(tmp_path):
    story = scenario.load(THEO)
    line = group_words.shown(story, "Ring me on 07700 900123 or mum@example.org \u202e now\x07.")
    assert "07700" not in line and "example.org" not in line and group_words.LEFT_OUT in line
    assert "\u202e" not in line and "\x07" not in line
    assert len(group_words.shown(story, "word " * 20_000)) <= group_words.LONGEST + 2
    with_words(tmp_path, [CANARY] * 5)
    agree_to_all(tmp_path, "person-0")
    page = debrief.page(of_course(tmp_path, EXERCISE), CANARY)
    assert "&lt;img src=x" in page and "<img" not in page and "<script" not in page


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "[]",
        "{}",
        '{"format": "other", "exercise": "x", "lines": []}',
        '{"format": "connection-first/shared-words/1"}',
    ],
)
def test_a_damaged_consent_is_no_consent(tmp_path, kept):
    file = tmp_path / group_words.FOLDER / "person-0" / f"{EXERCISE}.json"
    file.parent.mkdir(parents=True)
    file.write_text(kept, encoding="utf-8")
    assert group_words.agreed(tmp_path, "person-0", EXERCISE) == frozenset()


# ---- Questions, confidence, people -------------------------------------------------------------


def test_every_split_of_every_role_play_has_an_open_question_about_the_child():
    for name in scenario.names():
        story = scenario.load(name)
        for scene in story.scenes.values():
            choices = tuple(scene.choices.values())
            for pair in [choices[:1], *((a, b) for a in choices for b in choices if a is not b)]:
                if pair:
                    asked = group_questions.question(story, scene, pair)
                    assert story.child.name in asked and asked.endswith("?")
                    assert len(asked) < 420 and "correct" not in asked.split("”")[-1]


def filled_in(root, number, times):
    values = {
        f"confidence/{time}/wonder": {"is": value, "changed": "2026-11-22T07:40:00.000Z"}
        for time, value in times.items()
    }
    values["tried"] = {"is": f"Sheet of {number}.", "changed": "2026-11-22T07:40:00.000Z"}
    (root / "confidence").mkdir(exist_ok=True, parents=True)
    text = json.dumps(
        {
            "format": "connection-first/sheet/1",
            "sheet": "before-and-after",
            "version": "1a2b3c4d",
            "changed": "2026-11-22T07:40:00.000Z",
            "values": values,
        }
    )
    (root / "confidence" / f"{number}.json").write_text(text, encoding="utf-8")


def test_confidence_is_said_to_be_missing_when_nobody_handed_a_sheet_over(tmp_path):
    said = of_course(tmp_path).confidence.says
    assert "Nobody has handed over" in said and "own device" in said


def test_confidence_of_four_is_not_shown_and_of_five_is(tmp_path):
    for number in range(4):
        filled_in(tmp_path, number, {"before": 3, "after": 6})
    four = of_course(tmp_path).confidence
    assert four.files == 4 and four.questions == ()
    filled_in(tmp_path, 4, {"before": 8, "after": 6})
    [found] = of_course(tmp_path).confidence.questions
    assert (found.people, found.before, found.after) == (5, 4.0, 6.0)
    assert (found.up, found.same, found.down) == (4, 0, 1)
    assert "Sheet of" not in debrief.page(of_course(tmp_path), "Test")


def test_a_file_that_is_no_sheet_is_counted_and_left_alone(tmp_path):
    (tmp_path / "confidence").mkdir()
    for number, text in enumerate(["", "{", "[]", '{"format": 1, "sheet": 2}', "[" * 100_000]):
        (tmp_path / "confidence" / f"{number}.json").write_text(text, encoding="utf-8")
    filled_in(tmp_path, "twice", {"before": 1, "after": 2})
    found = of_course(tmp_path).confidence
    assert (found.files, found.unread) == (1, 5)


def test_who_is_stuck_or_silent(tmp_path):
    safe = carers.model_runs()
    harmed = carers.harmful_run(THEO)
    later = harmed.model_copy(update={"id": "again0000001", "started": "2026-11-22T08:00:00Z"})
    group_made.send(tmp_path, "fine", EXERCISE, safe)
    group_made.send(tmp_path, "began", EXERCISE, [carers.run(THEO, ["sit-low"])])
    group_made.send(tmp_path, "unsafe", EXERCISE, [harmed, later])
    group_made.send(tmp_path, "once", EXERCISE, [harmed])
    group_made.send(tmp_path, "broken", EXERCISE, [])
    (tmp_path / "submitted" / "broken" / EXERCISE / "responses.json").write_text(
        "{", encoding="utf-8"
    )
    sendings, unread = group_reading.read(tmp_path)
    now = datetime(2026, 11, 22, tzinfo=UTC)
    found = group_people.people(sendings, unread, ["quiet"], EXERCISE, now)
    assert {(s.carer, s.why.split()[0]) for s in found.stuck} == {
        ("began", "Began,"),
        ("unsafe", "The"),
    }
    assert [(s.carer, s.last) for s in found.silent] == [("quiet", None)]
    assert [u.carer for u in found.unread] == ["broken"]
    later_on = group_people.people(sendings, unread, [], EXERCISE, datetime(2027, 1, 5, tzinfo=UTC))
    assert {s.carer for s in later_on.silent} == {"fine", "began", "unsafe", "once"}


def test_a_link_in_place_of_a_file_is_not_followed(tmp_path):
    first_choices(tmp_path, ["sit-low"] * 5)
    file = tmp_path / "submitted" / "person-0" / EXERCISE / "responses.json"
    other = file.rename(tmp_path / "elsewhere.json")
    file.symlink_to(other)
    _, unread = group_reading.read(tmp_path)
    assert [u.carer for u in unread] == ["person-0"]
    assert of_course(tmp_path, EXERCISE).decisions == ()


# ---- Pages and the word ``debrief`` ------------------------------------------------------------


def test_no_page_holds_a_name_or_asks_another_host(tmp_path):
    group_made.group(tmp_path, 6, carers.ROLE_PLAYS)
    picture = of_course(tmp_path, EXERCISE)
    for text in (
        debrief.page(picture, "Test"),
        debrief.sheet(picture, "Test"),
        debrief.body(picture),
    ):
        assert "carer-0" not in text
        assert "://" not in text.replace("http://www.w3.org/2000/svg", "")
        assert "src=" not in text and "@import" not in text


def test_every_picture_has_its_numbers_as_words_and_in_a_table(tmp_path):
    page = debrief.page(first_choices(tmp_path, ["sit-low"] * 4 + ["stealing"]), "Test")
    assert page.count('role="img"') == page.count("<title id=") == page.count("<desc id=") == 1
    assert "Of 5 people: 0 chose A, 4 chose B, 0 chose C, 1 chose D." in page
    assert '<td data-label="First time, of 5">4</td>' in page
    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_what_is_for_one_or_two_people_is_never_on_the_sheet_for_the_room(tmp_path):
    pages = ROOT.glob("book/modules/09[abc]-*.md")
    alone = {n for p in pages for n in re.findall(r"{role-play} ([a-z-]+)", p.read_text("utf-8"))}
    assert alone and one_or_two()[1] == alone
    group_made.group(tmp_path, 6, ["ella-one-sleeve", THEO])
    picture = of_course(tmp_path)
    assert {d.child for d in picture.decisions} == {"Ella", "Theo"}
    sheet = debrief.sheet(picture, "Test")
    assert "Theo" in sheet and "Ella" not in sheet
    assert "for one person alone or for two" in debrief.page(picture, "Test")


def test_an_empty_group_says_so_kindly(tmp_path):
    picture = of_course(tmp_path, EXERCISE)
    assert "There is no picture yet" in debrief.page(picture, "Test")
    assert "Nobody has sent work" in debrief.page(picture, "Test")
    assert "There is no picture yet" in debrief.sheet(picture, "Test")


def said(*arguments):
    return CliRunner().invoke(debrief_word, [str(one) for one in arguments])


def test_make_debrief_is_a_word_of_the_course(tmp_path):
    command = [sys.executable, "-m", "roleplay", "debrief", "--course-root", str(tmp_path)]
    done = subprocess.run(
        [*command, "--out", str(tmp_path / "out")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "There is no picture yet" in done.stdout
    assert "debrief:" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_word_debrief_writes_three_files_and_names_people_only_on_the_screen(tmp_path):
    group_made.group(tmp_path / "course", 6, carers.ROLE_PLAYS)
    group_made.send(tmp_path / "course", "began-only", EXERCISE, [carers.run(THEO, ["sit-low"])])
    done = said(EXERCISE, "--course-root", tmp_path / "course", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "began-only: Behind the bed." in done.stdout
    made = {p.name: p.read_text(encoding="utf-8") for p in (tmp_path / "out").iterdir()}
    assert set(made) == {"picture.html", "sheet.html", "group.ipynb"}
    assert not any("began-only" in text or "carer-0" in text for text in made.values())
    nbformat.validate(nbformat.reads(made["group.ipynb"], as_version=4))


def test_the_word_debrief_as_data(tmp_path):
    group_made.group(tmp_path, 6, [THEO])
    done = said("--role-play", THEO, "--course-root", tmp_path, "--json")
    found = json.loads(done.stdout)
    assert found["people"] == 6 and found["role_plays"][0]["name"] == THEO
    assert "carer-0" not in json.dumps(found["role_plays"])


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (["no-such"], "no exercise 'no-such'"),
        (["--role-play", "no-such"], "no-such"),
        ([EXERCISE, "--role-play", THEO], "not for both"),
    ],
)
def test_the_word_debrief_refuses_in_plain_words(tmp_path, asked, why):
    done = said(*asked, "--course-root", tmp_path)
    assert done.exit_code != 0 and why in done.stderr and isinstance(done.exception, SystemExit)
