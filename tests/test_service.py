"""The service a book is made for: its numbers as written, an empty slot that says so, and every slip pointed out."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from roleplay import service
from roleplay.service import Service, ServiceError
from tests import page_rules as rules

OURS = rules.BOOK / "my-service.yaml"
# Numbers that are kept for made-up stories, so that nobody is ever rung by a test.
FULL = """\
name: Riverside <Fostering> & Friends
nation: Wales
day_number: "01632 960001"
hours: Monday to Friday, 9 to 5
out_of_hours_number: "01632 960 002"
safeguarding_policy: https://riverside.example/safe
complaints_contact: The registered manager
complaints_number: "01632 960003"
"""


def write(folder: Path, text: str, name: str = "my-service.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_course_comes_with_an_empty_slot_that_names_every_field():
    text = OURS.read_text(encoding="utf-8")
    assert service.load(OURS) == Service()
    assert re.findall(r"^(\w+):", text, re.MULTILINE) == list(Service.model_fields)


def test_a_filled_slot_holds_what_was_written(tmp_path):
    mine = service.load(write(tmp_path, FULL))
    assert mine.out_of_hours_number == "01632 960 002"
    assert mine.numbers == {"01632960001", "01632960002", "01632960003"}
    assert mine.can_be_rung


def test_fields_may_be_missing_or_left_without_a_value(tmp_path):
    mine = service.load(write(tmp_path, "name: Riverside\nday_number:\nhours:\n"))
    assert mine == Service(name="Riverside")
    assert not mine.can_be_rung


REFUSED = {
    "a field we do not have": ("nmae: X\n", "line 1: nmae: 'nmae' is not a field here. Did you mean 'name'?"),
    "a number that lost its 0": ("name: X\nday_number: 1632960001\n", "line 2: day_number: Put the number in quotation marks"),
    "brackets": ('day_number: "(01632) 960001"\n', "line 1: day_number: '(01632) 960001' has more in it than digits and spaces"),
    "words": ('out_of_hours_number: "01632 960001 ask for Jo"\n', "out_of_hours_number: '01632 960001 ask for Jo' has more"),
    "a country code": ('day_number: "+44 1632 960001"\n', "Begin with 0 instead."),
    "a number that is cut off": ('day_number: "01"\n', "too short or too long"),
    "two numbers in one": ('day_number: "01632 960001 01632 960002"\n', "too short or too long"),
    "digits of another script": ('day_number: "٠١٦٣٢ ٩٦"\n', "more in it than digits and spaces"),
    "no such nation": ("nation: Scotlnd\n", "'Scotlnd' is not one of the four nations. Did you mean 'Scotland'?"),
    "a link that is not safe": ("safeguarding_policy: http://a.example\n", "Begin it with https://"),
    "another kind of link": ("safeguarding_policy: JavaScript://x\n", "Begin it with https://"),
    "half a link": ("safeguarding_policy: https://a b.example\n", "is not a whole link"),
    "a list": ("- Riverside\n", "line 1: This is lines of 'name: value'."),
    "a list of numbers": ("day_number: [1, 2]\n", "day_number: Put the number in quotation marks"),
    "a name that is a number": ("name: 7\n", "line 1: name: This must be text"),
    "a name twice": ("name: A\nname: B\n", "line 2: 'name' is written twice."),
    "an open quotation mark": ('name: "A\nhours: 9\n', "my-service.yaml, line"),
    "far too long": (f"hours: {'x' * 201}\n", "longer than 200"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_slip_is_pointed_out_with_its_line_and_the_fix(case, tmp_path):
    text, words = REFUSED[case]
    with pytest.raises(ServiceError) as refused:
        service.load(write(tmp_path, text))
    assert words in str(refused.value)
    assert "my-service.yaml, line" in str(refused.value)


def test_every_slip_is_told_at_once(tmp_path):
    with pytest.raises(ServiceError) as refused:
        service.load(write(tmp_path, 'nation: Mars\nday_number: "x"\n'))
    assert len(refused.value.problems) == 2


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ServiceError, match=r"There is no file here: .*gone\.yaml.*COURSE_SERVICE"):
        service.load(tmp_path / "gone.yaml")


# ---- On a page ------------------------------------------------------------------------------------------

BOOK = {
    "index.md": "# A book\n\nWords.\n\n```{my-service}\n```\n\n```{toctree}\nbook/modules/01-starting-safely\nbook/reference/law-and-help-lines\n```\n",
    "book/modules/01-starting-safely.md": "# One\n\n(m1-numbers)=\n## A card\n\nWrite.\n",
    "book/reference/law-and-help-lines.md": "# Law\n\n(other-nations)=\n## Nations\n\n```{my-service}\n```\n",
    "conf.py": 'extensions = ["myst_parser", "roleplay.directive"]\nhtml_theme = "basic"\n',
}


def build(
    folder: Path, text: str, elsewhere: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Build a small book whose own file says ``text``, perhaps with a file from elsewhere."""
    for name, page in {**BOOK, "book/my-service.yaml": text}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(page, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-b",
        "html",
        "-n",
        "-W",
        "--keep-going",
        folder,
        folder / "_out",
    ]
    env = {k: v for k, v in os.environ.items() if k != service.VARIABLE}
    env |= {service.VARIABLE: str(elsewhere)} if elsewhere else {}
    return subprocess.run(
        command, text=True, capture_output=True, timeout=120, check=False, env=env
    )


def box(folder: Path, page: str = "index") -> str:
    html = (folder / "_out" / f"{page}.html").read_text(encoding="utf-8")
    found = re.search(r'<div class="[^"]*my-service[^"]*">(.*?)</div>', html, re.DOTALL)
    assert found
    return found[1]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def test_an_empty_slot_says_so_and_where_to_go_then_a_filled_one_can_be_rung(tmp_path):
    done = build(tmp_path, OURS.read_text(encoding="utf-8"))
    assert done.returncode == 0, done.stderr
    empty = box(tmp_path)
    assert "Your service has not filled this in yet." in words(empty)
    assert 'href="book/modules/01-starting-safely.html#m1-numbers"' in empty
    assert 'href="book/reference/law-and-help-lines.html"' in empty
    assert "tel:" not in empty
    assert "help lines" not in words(box(tmp_path, "book/reference/law-and-help-lines"))

    # The same folder again: the page follows the file.
    done = build(tmp_path, FULL)
    assert done.returncode == 0, done.stderr
    filled = box(tmp_path)
    assert set(re.findall(r'href="tel:(\d+)"', filled)) == {"01632960001", "01632960002", "01632960003"}  # fmt: skip
    assert (
        rules.phone_numbers(words(filled))
        <= service.load(tmp_path / "book/my-service.yaml").numbers
    )
    assert "By day: 01632 960001 (Monday to Friday, 9 to 5)" in words(filled)
    assert "Out of hours: 01632 960 002" in words(filled)
    assert "Riverside &lt;Fostering&gt; &amp; Friends" in filled, "text, not markup"
    assert 'href="https://riverside.example/safe"' in filled
    assert 'href="book/reference/law-and-help-lines.html#other-nations"' in filled
    assert "not filled in" not in words(filled)


def test_one_number_of_two_is_shown_and_the_other_is_said_to_be_missing(tmp_path):
    done = build(
        tmp_path, 'out_of_hours_number: "01632 960002"\nsafeguarding_policy: Handbook, page 12\n'
    )
    assert done.returncode == 0, done.stderr
    assert "By day: not filled in yet." in words(box(tmp_path))
    assert "Safeguarding policy: Handbook, page 12" in words(box(tmp_path))


def test_another_services_file_is_used_without_touching_the_book(tmp_path):
    theirs = write(tmp_path, 'name: Hillside\nday_number: "01632 960009"\n', "hillside.yaml")
    (tmp_path / "site").mkdir()
    assert build(tmp_path / "site", "").returncode != 0, "an empty file is no file of ours"
    done = build(tmp_path / "site", FULL, theirs)
    assert done.returncode == 0, done.stderr
    assert "Your service: Hillside" in words(box(tmp_path / "site"))
    assert "960001" not in box(tmp_path / "site")
    theirs.write_text('day_number: "01632 960008"\n', encoding="utf-8")
    assert build(tmp_path / "site", FULL, theirs).returncode == 0
    assert 'tel:01632960008"' in box(tmp_path / "site")


def test_a_slip_in_the_file_stops_the_build_in_our_words(tmp_path):
    done = build(tmp_path, 'name: Riverside\nday_number: "01632-960001"\n')
    assert done.returncode != 0
    assert re.search(
        r"\.md:\d+: ERROR: my-service: my-service\.yaml, line 2: day_number: ", done.stderr
    )
    assert "Take out brackets, hyphens and words" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_box_stands_where_a_carer_needs_it():
    for page in (
        rules.BOOK / "index.md",
        rules.LAW,
        next((rules.BOOK / "modules").glob("01-*.md")),
    ):
        assert "```{my-service}" in page.read_text(encoding="utf-8"), page.name
