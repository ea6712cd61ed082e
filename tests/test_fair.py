"""Second looks, dates and moderation on the running desk: who sees what, and that no mark moves by itself."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest

from hub import replies, second_look, second_marks, wording
from hub.store import NameRefusedError
from roleplay import agreement, grading, grading_audit, grading_next, rubric
from tests import fair
from tests.hub_course import Browser, Running

LATE, LOOK, PAIR = "10-belonging", "04-pace", "06-minds-in-mind"
SAMPLE = [f"fair-{letter}" for letter in "abcdef"]
CANARY = '<img src=x onerror="fired()">'


@pytest.fixture
def course(running_course: Running) -> Running:
    return running_course


@pytest.fixture
def carer(course: Running) -> Browser:
    return course.signed_in("carer-demo")


@pytest.fixture
def trainer(course: Running) -> Browser:
    return course.signed_in("trainer-demo")


def post(person: Browser, address: str, **fields):
    """Press a button of a page, wherever it is."""
    return person.post(address, data={"_xsrf": person.token, **fields})


def points(course: Running, exercise: str, carer: str) -> dict[str, float]:
    return {n: c.points for n, c in grading.marks(course.root, exercise, carer).cells.items()}


# ---- What to try next --------------------------------------------------------------------------------


def test_every_criterion_leads_to_a_page_that_is_in_the_book_under_that_title(root):
    titles, helps = grading_next.pages()
    assert helps.keys() == rubric.rubric().criteria.keys()
    assert set(helps.values()) == set(titles)
    for address, title in titles.items():
        page = (root / f"{address}.md").read_text(encoding="utf-8")
        assert re.search(rf"^# {re.escape(title)}$", page, re.MULTILINE), address


def question(*levels):
    names = ("order", "acceptance", "limit")
    return [
        {
            "id": "what-would-you-say",
            "criteria": [
                {"id": name, "name": name, "level": level}
                for name, level in zip(names, levels, strict=False)
            ],
        }
    ]


@pytest.mark.parametrize(
    ("levels", "step", "says"),
    [
        ((3, 1, 1), "acceptance", "The reply names a feeling, and then reassures or fixes."),
        ((4, 4, 3), "limit", "There is a clear, kind limit, a skill to practise and a repair, with the adult's own part in it."),
        ((None, 4, 4), None, None),
        ((0, 2, 2), "order", ""),
    ],
)  # fmt: skip
def test_the_next_step_is_the_next_line_of_the_rubric_where_the_level_is_lowest(levels, step, says):
    found = grading_next.after(question(*levels), [])["step"]
    assert (found and found["id"], found and found["says"]) == (step, says)


def part(name, played=True, open_=True, points=3):
    gate = {"open": open_} if played else None
    marks = [{"name": "Curiosity", "points": points, "best": 3}]
    return {"name": name, "title": name, "played": played, "gate": gate, "criteria": marks}


def test_a_safety_step_comes_before_what_was_not_played_and_before_points():
    least, unplayed, unsafe = (
        part("least", points=0),
        part("new", False),
        part("unsafe", open_=False),
    )
    after = [grading_next.after([], some)["role_play"] for some in (
        [least, unplayed, unsafe], [least, unplayed], [part("best"), least], [part("best")],
    )]  # fmt: skip
    assert [one and one["name"] for one in after] == ["unsafe", "new", "least", None]
    assert "look out for this: curiosity" in after[2]["says"]


def test_a_reply_sent_before_its_questions_had_words_is_not_changed():
    now = {"exercise": LOOK, "comment": "Hi", "asked": {"reflection": "Looking back"}}
    sent = {"exercise": LOOK, "comment": "Hi", "released": "2026-11-22T07:00:00Z", "by": "T"}
    assert replies.same(sent, now)
    assert replies.same({**sent, "asked": {"reflection": "Other words"}}, now)
    assert not replies.same({**sent, "comment": "Hello"}, now)


# ---- A second look ------------------------------------------------------------------------------------


@pytest.mark.hub
@pytest.mark.slow
@pytest.mark.xdist_group("desk")
def test_a_carer_asks_for_a_second_look_and_reads_what_came_of_it(course, carer, trainer):
    page = f"replies/{LOOK}"
    fair.hand_in(course.root, LOOK, "carer-demo", reflection=f"Mine {CANARY}")
    fair.hand_in(course.root, LOOK, "fair-other")
    fair.mark(course.root, LOOK, "carer-demo", "trainer-demo", 2, "Thank you.")
    assert post(carer, f"{page}/second-look").status_code == 404, "there is no reply yet"
    post(trainer, f"trainer/{LOOK}/reply", carer="carer-demo")

    # Asked twice is asked once; it stands first, beside the name, as plain text.
    assert "Ask for a second look" in carer.get(page).text
    assert "<h2>Looking back on one moment</h2>" in carer.get(page).text, "as it was asked"
    for words in (f"The limit {CANARY}", "Pressed again"):
        assert post(carer, f"{page}/second-look", words=words).status_code == 200
    assert len(second_look.looks(course.root, "carer-demo", LOOK)) == 1
    seen = trainer.get("trainer").text
    section = seen[seen.index(f'id="{LOOK}"') :]
    assert "Asked for a second look" in section and "at the reply by Demo trainer" in section
    assert section.index("Demo carer") < section.index("fair-other"), "who asked stands first"
    assert CANARY not in seen and "Pressed again" not in seen
    assert "You have asked for a second look" in carer.get("replies").text

    # Taken back, and asked again.
    carer.press("Take it back", page)
    assert "Asked for a second look" not in trainer.get("trainer").text
    assert second_look.waiting(course.root, "carer-demo", LOOK) is None
    carer.press("Ask for a second look", page)

    # Another trainer looks: it stays, with a word.
    two = course.signed_in("trainer-two")
    answer = {"carer": "carer-demo", "words": f"I read it twice {CANARY}"}
    assert "stands at the top of the carer" in post(two, f"trainer/{LOOK}/looked-again", **answer).text  # fmt: skip
    assert "Nobody is waiting" in post(trainer, f"trainer/{LOOK}/looked-again", **answer).text
    told = carer.get(page).text
    assert "Second trainer looked again on" in told and "stays as it is" in told
    assert "I read it twice" in told and CANARY not in told
    assert "Ask for a second look</button>" not in told, "one look for one reply"
    post(carer, f"{page}/second-look")
    assert second_look.waiting(course.root, "carer-demo", LOOK) is None

    # A reply that is written anew has its own right to a look, and is itself an answer.
    fair.mark(course.root, LOOK, "carer-demo", "trainer-two", 3)
    post(two, f"trainer/{LOOK}/reply", carer="carer-demo")
    assert "stays as it is" not in carer.get(page).text
    carer.press("Ask for a second look", page)
    fair.mark(course.root, LOOK, "carer-demo", "trainer-demo", 4)
    post(trainer, f"trainer/{LOOK}/reply", carer="carer-demo")
    assert "Demo trainer looked again, and wrote this reply anew" in carer.get(page).text
    assert [one.outcome for one in second_look.looks(course.root, "carer-demo", LOOK)] == [
        "taken-back", "stays", "anew",
    ]  # fmt: skip

    # Nobody else reads it, asks for it, or answers it.
    other = course.signed_in("carer-two")
    for address in (page, f"{page}/file"):
        assert other.get(address).status_code == 404
        assert other.get(f"{address}?carer=carer-demo").status_code == 404
    assert post(other, f"{page}/second-look").status_code == 404
    assert post(other, f"{page}/second-look/back").status_code == 404
    assert post(other, f"trainer/{LOOK}/looked-again", **answer).status_code == 403
    assert post(trainer, f"trainer/{LOOK}/looked-again", carer="../carer-demo").status_code == 404
    assert carer.post(f"{page}/second-look", data={}).status_code == 403, "without the page's token"

    # The file: the same words, nothing that is run, nothing that is asked for.
    file = carer.get(f"{page}/file")
    assert file.headers["Content-Disposition"] == f'attachment; filename="reply-{LOOK}.html"'
    assert "Thank you." in file.text and "A reply to Demo carer, from Demo trainer" in file.text
    assert CANARY not in file.text and "<script" not in file.text
    assert not re.search(r"<[^>]*\b(?:src|href)=|url\(|@import", file.text)


@pytest.mark.parametrize("name", ["../up", "", "a/b"])
def test_a_look_is_never_kept_under_a_name_that_leads_elsewhere(tmp_path, name):
    with pytest.raises(NameRefusedError):
        second_look.ask(tmp_path, name, LOOK, "2026-11-21T20:15:00Z", "")


# ---- A date that costs nothing ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (datetime(2026, 6, 10, 22, 30, tzinfo=UTC), ""),  # half past eleven at night: in time
        (
            datetime(2026, 6, 10, 23, 30, tzinfo=UTC),
            "sent 1 day after the date",
        ),  # half past midnight
        (datetime(2026, 6, 13, 12, 0, tzinfo=UTC), "sent 3 days after the date"),
    ],
)
def test_lateness_goes_by_the_calendar_in_the_uk(sent, says):
    due = datetime(2026, 6, 10, 22, 59, 59, tzinfo=UTC)  # the end of 10 June, in summer time
    assert wording.late(sent, due) == says
    assert wording.late(sent, None) == ""


@pytest.mark.hub
@pytest.mark.slow
@pytest.mark.xdist_group("desk")
def test_a_date_is_shown_to_trainers_and_changes_no_mark_and_no_reply(course, carer, trainer):
    fair.hand_in(course.root, LATE, "carer-demo")
    fair.mark(course.root, LATE, "carer-demo", "trainer-demo", 3, "Thank you.")
    before = points(course, LATE, "carer-demo")
    said = grading.reply(course.root, LATE, "carer-demo")

    day = date.today() - timedelta(days=3)
    assert "It changes no mark" in post(trainer, f"trainer/{LATE}/date", date=day.isoformat()).text
    due = grading.due_dates(course.root)[LATE]
    assert due.astimezone(wording.UK).isoformat().startswith(f"{day}T23:59:59")
    page = trainer.get("trainer").text
    assert re.search(r"sent [34] days after the date; it costs nothing", page)
    assert f'value="{day}"' in page

    assert points(course, LATE, "carer-demo") == before
    assert grading.reply(course.root, LATE, "carer-demo") == said
    grading.autograde(course.root, LATE, ["carer-demo"], again=True)
    counted = points(course, LATE, "carer-demo")
    assert counted == before, "counting again takes nothing off for a date"
    fair.mark(course.root, LATE, "carer-demo", "trainer-demo", 3)
    post(trainer, f"trainer/{LATE}/reply", carer="carer-demo")
    assert "after the date" not in carer.get(f"replies/{LATE}").text

    # A reply from before there was "what to try next" is shown as it is, and is not "changed" by it.
    file = course.root / "replies" / "carer-demo" / f"{LATE}.json"
    old = json.loads(file.read_text(encoding="utf-8"))
    assert old.pop("next")["step"]
    file.write_text(json.dumps(old), encoding="utf-8")
    shown = carer.get(f"replies/{LATE}")
    assert shown.status_code == 200 and "One small step" not in shown.text
    assert carer.get(f"replies/{LATE}/file").status_code == 200
    assert "Changed since your reply" not in trainer.get("trainer").text.split(f'id="{LATE}"')[1].split("</section>")[0]  # fmt: skip

    assert "not a date" in post(trainer, f"trainer/{LATE}/date", date="soon").text
    assert LATE in grading.due_dates(course.root)
    assert post(carer, f"trainer/{LATE}/date", date="").status_code == 403
    post(trainer, f"trainer/{LATE}/date", date="")
    assert LATE not in grading.due_dates(course.root)
    assert "after the date" not in trainer.get("trainer").text


# ---- Two trainers -------------------------------------------------------------------------------------------


@pytest.mark.hub
@pytest.mark.slow
@pytest.mark.xdist_group("desk")
def test_a_second_trainer_marks_blind_then_both_compare_and_enter_what_they_agreed(course, trainer):
    page, two = f"trainer/{PAIR}/moderation", course.signed_in("trainer-two")
    for place, name in enumerate(SAMPLE):
        fair.hand_in(course.root, PAIR, name, reflection=f"Words {place} {CANARY}")
    assert "There is nothing for you to draw yet" in two.get(page).text
    for place, name in enumerate(SAMPLE):
        fair.mark(course.root, PAIR, name, "trainer-demo", 1 + place % 3, f"Secret word {place}")

    # Who gave the first marks cannot be the second; a carer sees nothing of it.
    assert "you gave the first marks yourself" in trainer.get(page).text
    assert post(trainer, f"{page}/draw").status_code == 409
    nosy = course.signed_in("carer-two")
    assert nosy.get(page).status_code == 403 and post(nosy, f"{page}/draw").status_code == 403
    post(two, f"{page}/draw")
    found = second_marks.current(course.root, PAIR)
    assert len(found.pieces) == 5
    assert post(two, f"{page}/draw").status_code == 409, "one sample at a time"
    assert post(two, f"{page}/finish").status_code == 409, "nothing is marked yet"
    assert post(two, f"{page}/agree", piece="1", cell="x", level="1").status_code == 409

    # Blind: answers and rubric, no names, no marks, no words of the first trainer, nothing chosen.
    shown = two.get(f"{page}/1").text
    assert "Words" in shown and "It is certain of one motive." in shown
    assert not any(
        secret in shown for secret in (*SAMPLE, "Secret word", " checked", "Demo trainer")
    )
    assert CANARY not in shown
    drawn = [piece.carer for piece in found.pieces]
    left_out = (set(SAMPLE) - set(drawn)).pop()
    assert two.get(f"trainer/{PAIR}/mark/{drawn[0]}").status_code == 403
    assert two.get(f"trainer/{PAIR}/changes").status_code == 403
    assert two.get(f"trainer/{PAIR}/mark/{left_out}").status_code == 200
    assert trainer.get(f"trainer/{PAIR}/mark/{drawn[0]}").status_code == 200
    assert trainer.get(f"{page}/1").status_code == 403
    assert "has been marking a sample of 5" in trainer.get(page).text
    post(two, f"{page}/more")
    found = second_marks.current(course.root, PAIR)
    assert len(found.pieces) == 6

    # The second marks: one higher, and three levels higher once. Half a form is kept and asked about.
    cells = list(found.pieces[0].first)
    half = post(two, f"{page}/1", **{cells[0]: "4"}).text
    assert "Some lines are still open" in half
    assert second_marks.current(course.root, PAIR).pieces[0].second == {cells[0]: 4}
    assert post(two, f"{page}/1", **{cells[0]: "9"}).status_code == 400
    assert two.get(f"{page}/7").status_code == 404
    lowest = min(range(6), key=lambda place: sum(found.pieces[place].first.values()))
    before = {name: points(course, PAIR, name) for name in SAMPLE}
    for place, piece in enumerate(found.pieces):
        wanted = {cell: str(level + 1) for cell, level in piece.first.items()}
        if place == lowest:
            wanted[cells[0]] = "4"
        post(two, f"{page}/{place + 1}", **wanted)
    assert {name: points(course, PAIR, name) for name in SAMPLE} == before, "kept apart"
    assert "compare" in two.press("I have finished: compare", page).text.lower()

    # Compared: plain counts, the interval, what is to be talked about.
    count = 6 * len(cells)
    told = two.get(page).text
    assert f"Of {count} pairs of marks, <strong>0 are the same</strong>, {count - 1} are one level apart, and 1 is two levels apart or more" in told  # fmt: skip
    figures = agreement.agreement(
        [
            (one.first, one.second)
            for one in second_marks.pairs(second_marks.current(course.root, PAIR))
        ]
    )
    assert (
        agreement.number(figures.kappa) in told
        and f"{agreement.number(figures.low)} and {agreement.number(figures.high)}" in told
    )
    assert "with only 6 pairs of marks" in told and "No number decides here" in told
    assert told.count('class="pair"') == 1 and CANARY not in told
    assert post(two, f"{page}/1", **{cells[0]: "1"}).status_code == 404, (
        "nothing changes afterwards"
    )
    assert two.get(f"trainer/{PAIR}/mark/{drawn[0]}").status_code == 200, "open again"

    # What two people agreed is entered through the desk's own way, with a name to it.
    carer = found.pieces[lowest].carer
    entry = {"piece": str(lowest + 1), "cell": cells[0], "level": "3"}
    assert "The level is entered" in post(trainer, f"{page}/agree", **entry).text
    assert points(course, PAIR, carer) == {**before[carer], cells[0]: 3}
    newest = grading_audit.changes(course.root, PAIR, carer)[0]
    assert (newest.who, newest.cell, newest.after) == ("trainer-demo", cells[0], "3")
    assert "Agreed: <strong>Connecting</strong>, entered by Demo trainer" in two.get(page).text
    refused = post(trainer, f"{page}/agree", **{**entry, "cell": "to-the-carer"})
    assert refused.status_code == 409
    fair.hand_in(course.root, PAIR, carer, reflection="Sent again")
    again = post(trainer, f"{page}/agree", **{**entry, "level": "2"})
    assert again.status_code == 409 and "has sent this again" in again.text

    # A new sample keeps the old one beside.
    third = course.signed_in("trainer-two")
    fair.mark(course.root, PAIR, carer, "trainer-demo", 2)
    post(third, f"{page}/draw")
    assert not second_marks.current(course.root, PAIR).finished
    assert len(list((course.root / "moderation" / PAIR).glob("*.json"))) == 1
    trainer.press("Put this sample away", page)
    assert second_marks.current(course.root, PAIR) is None
