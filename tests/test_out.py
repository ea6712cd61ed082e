"""What leaves the course as a file: marks, an evidence sheet, choices. Each file is read back."""

import csv
import io
import json
import re
import shutil
import stat
from datetime import date
from functools import cache
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook

from hub import replies
from roleplay import grading, out_csv, out_evidence, out_marks, out_sheet, out_xapi, out_xlsx
from roleplay.__main__ import main
from roleplay.out_cells import MOST, safe
from roleplay.out_marks import Table
from tests.carers import EXERCISE
from tests.course import NASTY, Course, made_once, stock

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("nbgrader")]

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = "https://learning.example.org/connection-first"
FORMULAS = [
    '=HYPERLINK("http://example.org/?"&A1,"look")', "+44 7700 900000", "-1+1", "@SUM(A1)",
    "\t=1+1", "\r=1+1", "\n=1+1", "  =1+1", "\u200b=1+1", "\u202e=1+1", "\ufeff=1+1", "＝1+1",
]  # fmt: skip
PLAIN = [
    "Ama",
    "£5 – “quiet”, she said",
    'a "b", c;d\nsecond line',
    "2+2",
    "שלום",
    "'already",
    "",
    "é",
]
NAMES = {
    "model": '=cmd|" /C calc"!A0',
    "by-hand": 'O\'Brien, "Sam"\n<b>x</b>',
    "partial": "\u202eyba <script>alert(1)</script>",
}


def shown(name: str) -> str:
    return NAMES.get(name, name)


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Course:
    """A copy of the marked course: 'model' is marked by hand and has its reply, 'by-hand' waits."""
    made = made_once(tmp_path_factory)
    root = tmp_path_factory.mktemp("out") / "course"
    shutil.copytree(made.root, root)
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
        found = book.find_submission_notebook("practice", EXERCISE, "model")
        for grade in found.grades:
            if grade.needs_manual_grade:
                grade.manual_score, grade.needs_manual_grade = 3, False
        for one in found.comments:
            if one.name == "to-the-carer":
                one.manual_comment = "=1+1 Well done, <b>you</b> slowed down.\nمرحبا"
        book.db.commit()
    replies.send(root, "model", EXERCISE, "Trainer")
    return Course(root, made.project, "", "")


def said(*arguments: object):
    return CliRunner().invoke(main, ["out", *map(str, arguments)])


# --- cells ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_could_be_a_formula_is_defused_in_both_files(text):
    table = Table("One", ("Heading",), ((text,),))
    back = list(csv.reader(io.StringIO(out_csv.written(table).decode("utf-8-sig"), newline="")))
    plain = text.replace("\u202e", "")  # what turns writing round goes
    assert back[1][0] == f"'{plain}"
    cell = openpyxl.load_workbook(io.BytesIO(out_xlsx.written([table])))["One"]["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")


@pytest.mark.parametrize("text", PLAIN)
def test_any_other_text_comes_back_as_it_was(text):
    table = Table("One", ("Heading",), ((text,),))
    back = list(csv.reader(io.StringIO(out_csv.written(table).decode("utf-8-sig"), newline="")))
    assert back[1][0] == text
    value = openpyxl.load_workbook(io.BytesIO(out_xlsx.written([table])))["One"]["A2"].value
    assert (value or "") == text


def test_a_number_stays_a_number_also_below_nothing():
    table = Table("One", ("A", "B", "C"), ((-1, 2.5, None),))
    assert out_csv.written(table).endswith(b'-1,2.5,""\r\n')
    row = openpyxl.load_workbook(io.BytesIO(out_xlsx.written([table])))["One"][2]
    assert [(c.value, c.data_type) for c in row] == [(-1, "n"), (2.5, "n"), (None, "n")]


def test_what_no_table_can_hold_is_left_out_and_a_long_text_is_cut():
    assert safe("a\x00b\x0bc\ud800d") == "abcd"
    long = safe("x" * 100_000)
    assert isinstance(long, str) and len(long) == MOST and long.endswith("(shortened)")


def test_sheets_get_names_that_a_spreadsheet_allows():
    titles = ["a/b:c*d?[e]\\f", "5. Connection before correction, and more", "x" * 40, "X" * 40, "'", ""]  # fmt: skip
    made = out_xlsx.written([Table(title, ("A",), ()) for title in titles])
    names = openpyxl.load_workbook(io.BytesIO(made)).sheetnames
    assert len({name.casefold() for name in names}) == len(titles)
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)


# --- marks ---------------------------------------------------------------------------------------


def rows_of(content: bytes) -> dict[str, dict[str, str]]:
    text = content.decode("utf-8-sig")
    return {row["Sign-in name"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def test_the_csv_says_in_plain_words_what_each_carer_did(course):
    content = out_csv.written(out_marks.table(course.root, EXERCISE, shown))
    assert content.startswith(b"\xef\xbb\xbf") and b"\r\n" in content
    rows = rows_of(content)
    model = rows["model"]
    assert model["Carer"] == f"'{NAMES['model']}"
    assert model["Exercise"] == "5. Connection before correction"
    assert model["Sent (UTC)"] == model["Sent (UK time)"] == "2026-11-21 20:15"
    assert (model["Times sent"], model["Days after the date (costs nothing)"]) == ("1", "0")
    assert model["Where it stands"] == "Complete"
    assert model["Reply sent (UTC)"]
    assert model["The wrong pasta: played"] == "Played"
    assert model["The wrong pasta: Acceptance, counted of 6"] == "6"
    assert model["What would you say: connection first, level 0 to 4"] == "3"
    assert model["What would you say: connection first, in words"] == "Connecting"
    assert model["Trainer's words to the carer"].startswith("'=1+1 Well done, <b>you</b>")
    assert rows["by-hand"]["Where it stands"] == "Waits for a trainer"
    assert rows["by-hand"]["What would you say: connection first, level 0 to 4"] == ""
    assert rows["by-hand"]["Carer"] == NAMES["by-hand"]
    assert rows["harmful"]["The wrong pasta: played"] == "Not yet, talk with your trainer"
    assert rows["untouched"]["The wrong pasta: played"] == "Not played to an end"
    assert set(rows) == {"model", "by-hand", "untouched", "partial", "harmful", "broken"}
    assert not re.search(r"\b(fail|failed|student|user|learner)\b", content.decode(), re.IGNORECASE)


def test_work_that_came_after_the_date_says_the_days_and_loses_nothing(course, tmp_path):
    root = tmp_path / "late"
    shutil.copytree(course.root, root)
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
        book.update_or_create_assignment(EXERCISE, duedate="2026-11-19 08:15:00 UTC")
    late, before = (
        rows_of(out_csv.written(out_marks.table(where, EXERCISE))) for where in (root, course.root)
    )
    assert late["model"].pop("Days after the date (costs nothing)") == "2.5"
    before["model"].pop("Days after the date (costs nothing)")
    assert late["model"] == before["model"]


def test_new_work_that_is_not_counted_has_its_row_without_marks(course, tmp_path):
    root = tmp_path / "new"
    shutil.copytree(course.root, root)
    shutil.rmtree(root / "autograded" / "harmful")
    row = rows_of(out_csv.written(out_marks.table(root, EXERCISE)))["harmful"]
    assert row["Where it stands"] == "Not counted yet"
    assert row["The wrong pasta: played"] == ""


def test_the_workbook_has_an_overview_and_a_sheet_for_each_exercise(course):
    names = [EXERCISE, "01-starting-safely"]
    tables = [out_marks.table(course.root, name, shown) for name in names]
    made = out_xlsx.written([out_marks.overview(tables), *tables])
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["Overview", "5. Connection before correction", "1. Starting safely"]
    overview = {row[1]: row[2:] for row in book["Overview"].iter_rows(min_row=2, values_only=True)}
    assert overview["model"] == ("Complete", "Not sent")
    for sheet in book:
        assert sheet.freeze_panes == "B2" and sheet.print_title_rows == "$1:$1"
        assert all(cell.font.b and cell.value for cell in sheet[1])
        assert sheet.column_dimensions["A"].width >= 12
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n") and cell.hyperlink is None
    words = NASTY.splitlines()[0]
    assert words not in "".join(str(c.value) for row in book[book.sheetnames[1]] for c in row)


def test_moodles_table_holds_complete_work_only(course):
    table = out_marks.for_moodle(out_marks.whole(course.root, out_marks.exercises(course.root)))
    rows = list(csv.reader(io.StringIO(out_csv.written(table).decode("utf-8-sig"), newline="")))
    title = "5. Connection before correction"
    assert rows[0] == ["Username", title, f"{title} (feedback)"]
    assert [row[:2] for row in rows[1:]] == [["model", "1"]]


# --- the words that a host types -----------------------------------------------------------------


def test_the_command_writes_a_file_that_only_its_owner_reads_and_never_writes_over_one(
    course, tmp_path
):
    file = tmp_path / "marks.csv"
    asked = ("marks", EXERCISE, "--to", "csv", "--course", course.root, "--into", file)
    first = said(*asked, "--json")
    assert json.loads(first.output) == {"file": str(file), "exercises": [EXERCISE], "rows": 6}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    again = said(*asked)
    assert again.exit_code == 1 and "was left as it is" in again.output
    assert file.read_bytes() == before


def test_the_command_makes_a_workbook_of_all_exercises(course, tmp_path):
    file = tmp_path / "marks.xlsx"
    assert said("marks", "--course", course.root, "--into", file).exit_code == 0
    assert len(openpyxl.load_workbook(file).sheetnames) == 1 + len(out_marks.exercises(course.root))


@pytest.mark.parametrize(
    ("arguments", "reason", "code"),
    [
        (["marks", "no-such"], "There is no exercise 'no-such'", 2),
        (["marks", "--to", "pdf"], "Invalid value", 2),
        (["evidence", "nobody"], "has not sent anything yet", 1),
        (["evidence", "../model"], "A sign-in name needs letters", 1),
        (["evidence", "model", "--exercise", "no-such"], "There is no exercise", 2),
        (["xapi"], "Say your own web address", 2),
        (["xapi", "--address", "javascript:alert(1)"], "is not a web address", 2),
        (["xapi", "--address", "https://"], "is not a web address", 2),
        (["xapi", "--address", "https://a b.org"], "is not a web address", 2),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_in_plain_words(course, tmp_path, arguments, reason, code):
    file = tmp_path / "x.out"
    done = said(*arguments, "--course", course.root, "--into", file)
    assert (done.exit_code, reason in done.output) == (code, True), done.output
    assert "Traceback" not in done.output and not file.exists()


def test_a_folder_that_is_no_course_is_said_to_be_none(tmp_path):
    done = said("marks", "--course", tmp_path)
    assert done.exit_code == 2 and "is not a course folder" in done.output


# --- nbgrader's own exporter ---------------------------------------------------------------------


def test_nbgraders_own_export_works_in_a_course_folder(course, tmp_path):
    file = tmp_path / "grades.csv"
    stock(course.root, "export", "--to", str(file))
    rows = list(csv.DictReader(file.open(encoding="utf-8", newline="")))
    mine = next(r for r in rows if (r["student_id"], r["assignment"]) == ("model", EXERCISE))
    marks = grading.marks(course.root, EXERCISE, "model")
    assert (float(mine["score"]), float(mine["max_score"])) == (marks.points, marks.most)
    assert float(mine["late_submission_penalty"]) == 0


# --- the evidence sheet --------------------------------------------------------------------------


def test_the_map_of_the_standards_is_the_one_on_the_trainers_page():
    page = (ROOT / "book" / "trainers" / "evidence-for-the-standards.md").read_text("utf-8")
    found = re.findall(
        r"\*\*(\d)\. ([^*]+)\*\*\n\n- \*Pieces:\* (.*?)\n- \*Can show:\* (.*)\n- \*Cannot show:\* (.*)\n", page
    )  # fmt: skip
    assert len(found) == 7
    for (number, name, pieces, shows, hides), standard in zip(found, out_evidence.standards(), strict=True):  # fmt: skip
        modules = tuple(int(n) for n in re.findall(r"/book/modules/(\d\d)-", pieces))
        assert (int(number), name, modules, shows, hides) == (
            standard.number, standard.name, standard.modules, standard.shows, standard.hides,
        )  # fmt: skip


def test_the_sheet_says_what_was_done_and_that_it_certifies_nothing(course):
    sheet = out_sheet.written(out_evidence.evidence(course.root, "model"), date(2027, 3, 4))
    text = re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", sheet.split("</style>")[1]))
    assert "It does not certify that any standard is met." in text
    assert "“The wrong pasta”, “Behind the bed”" in text
    assert "sent on 21 November 2026" in text
    assert "4. Communicate effectively Module 5" in text
    assert "2. Your role Nothing yet" in text
    assert "Connecting" not in text and "Well done" not in text
    assert NASTY.splitlines()[0][:12] not in text
    assert not re.search(r"\d+ of \d+|\bpoints?\b", text)


def test_levels_and_words_come_from_the_reply_that_was_sent_and_only_when_asked(course):
    found = out_evidence.evidence(course.root, "model", levels=True, comments=True)
    assert found.pieces[0].levels[0][0] == "Connecting"
    assert "connection first" in found.pieces[0].levels[0][1]
    sheet = out_sheet.written(found, date(2027, 3, 4))
    assert "Well done, &lt;b&gt;you&lt;/b&gt; slowed down." in sheet
    waiting = out_evidence.evidence(course.root, "by-hand", levels=True, comments=True)
    assert (waiting.pieces[0].levels, waiting.pieces[0].comment) == ((), "")


def test_a_role_play_that_is_not_yet_stays_off_the_sheet(course):
    assert out_evidence.evidence(course.root, "harmful").pieces[0].role_plays == ()


def test_a_name_of_any_kind_is_text_on_the_sheet_and_no_longer_than_a_line(course):
    name = "\u202e<script>alert(1)</script>\n" + "x" * 500
    found = out_evidence.evidence(course.root, "model", name)
    assert len(found.carer) <= 80
    sheet = out_sheet.written(found, date(2027, 3, 4))
    assert "<script" not in sheet and "&lt;script&gt;" in sheet
    assert not re.search(r"""(src|href)=|url\(|@import""", sheet)


def test_the_command_writes_the_sheet(course, tmp_path):
    file = tmp_path / "sheet.html"
    done = said("evidence", "model", "--course", course.root, "--into", file, "--exercise", EXERCISE, "--levels")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "Connecting" in file.read_text("utf-8")


# --- xAPI ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def statements(course) -> list[dict]:
    of = out_xapi.course(course.root, ADDRESS + "/")
    return list(out_xapi.statements(course.root, of, [EXERCISE]))


@pytest.fixture(scope="module")
def rules() -> jsonschema.Draft202012Validator:
    schema = json.loads((ROOT / "tests" / "xapi.schema.json").read_text("utf-8"))
    checker = jsonschema.FormatChecker(formats=())
    iri = jsonschema.Draft202012Validator.FORMAT_CHECKER.checkers["iri"][0]
    checker.checkers = {"iri": (cache(iri), ())}  # the same addresses come again and again
    return jsonschema.Draft202012Validator(schema, format_checker=checker)


def test_every_statement_keeps_to_the_specification(statements, rules):
    assert len(statements) > 20
    for one in statements:
        assert not list(rules.iter_errors(one))
    assert len({one["id"] for one in statements}) == len(statements)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda s: s.pop("actor"),
        lambda s: s.update(passed=True),
        lambda s: s["actor"].update(mbox="mailto:a@example.org"),
        lambda s: s["verb"].update(id="answered"),
        lambda s: s["verb"].update(display={"English!": "answered"}),
        lambda s: s.update(id="1"),
        lambda s: s["result"].update(response=None),
        lambda s: s["context"].update(extensions={"step": "safe"}),
        lambda s: s.update(timestamp="yesterday"),
    ],
)
def test_the_rules_we_check_by_refuse_what_the_specification_refuses(statements, rules, spoil):
    one = json.loads(json.dumps(statements[0]))
    spoil(one)
    assert list(rules.iter_errors(one))


def test_a_statement_says_the_choice_the_scene_and_the_step_and_judges_nobody(statements):
    first = next(s for s in statements if s["verb"]["id"].endswith("/answered"))
    assert first["verb"]["id"] == "http://adlnet.gov/expapi/verbs/answered"
    assert first["object"]["id"].startswith(f"{ADDRESS}/role-plays/")
    assert first["result"]["response"] in {
        c["id"] for c in first["object"]["definition"]["choices"]
    }
    assert f"{ADDRESS}/extensions/step" in first["result"]["extensions"]
    ends = [s for s in statements if s["verb"]["id"].endswith("/completed")]
    assert len(ends) == len({s["context"]["registration"] for s in statements})
    for one in statements:
        assert not {"success", "score"} & set(one["result"])
        assert "correctResponsesPattern" not in one["object"]["definition"]


def test_nobody_is_named_and_own_words_stay_out_unless_asked_for(course, statements):
    whole = json.dumps(statements)
    for carer in grading.carers(course.root, EXERCISE):
        assert f'"{carer}"' not in whole
    assert "mbox" not in whole and "pwned" not in whole
    of = out_xapi.course(course.root, ADDRESS)
    asked = list(out_xapi.statements(course.root, of, [EXERCISE], own_words=True))
    assert "pwned" in json.dumps(asked)
    assert len({s["actor"]["account"]["name"] for s in statements}) == 4


def test_made_up_names_stay_in_a_course_and_differ_between_courses(course, tmp_path):
    here = out_xapi.course(course.root, ADDRESS)
    assert here.account("model") == out_xapi.course(course.root, ADDRESS).account("model")
    assert here.account("model") != out_xapi.course(tmp_path, ADDRESS).account("model")
    assert stat.S_IMODE((tmp_path / out_xapi.KEY).stat().st_mode) == 0o600


def test_the_command_writes_json_and_lines_with_the_same_ids_each_time(
    course, tmp_path, statements
):
    files = tmp_path / "a.json", tmp_path / "b.jsonl"
    for file in files:
        done = said("xapi", EXERCISE, "--address", ADDRESS, "--to", file.suffix[1:], "--course", course.root, "--into", file)  # fmt: skip
        assert done.exit_code == 0, done.output
    whole = json.loads(files[0].read_text("utf-8"))
    lines = [json.loads(line) for line in files[1].read_text("utf-8").splitlines()]
    assert whole == lines == statements
