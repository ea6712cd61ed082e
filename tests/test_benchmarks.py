"""What the benchmark says about itself is what it measured."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import __main__ as bench
from benchmarks import marking, picture, rooms, serve, table, work

LATEST = json.loads((bench.HERE / "results" / "latest.json").read_text(encoding="utf-8"))
ROOMS = json.loads((bench.HERE / "results" / "rooms.json").read_text(encoding="utf-8"))
MARKING = json.loads((bench.HERE / "results" / "marking.json").read_text(encoding="utf-8"))


def test_the_document_and_the_table_show_the_kept_results():
    shown = bench.BETWEEN.search(bench.DOCUMENT.read_text(encoding="utf-8"))[0]
    assert bench.document(LATEST) in shown
    kept = (bench.HERE / "results" / "latest.md").read_text(encoding="utf-8")
    assert kept == table.markdown(LATEST)


def test_the_document_shows_how_fast_work_is_marked_and_the_bar_holds_in_the_kept_run():
    shown = bench.apart_in(bench.DOCUMENT.read_text(encoding="utf-8"), "marking")[0]
    assert marking.document(MARKING) in shown
    assert MARKING["times"] >= 50
    carers = [row["carers"] for row in MARKING["ours"]]
    assert carers[:4] == [1, 10, 100, 1_000]
    most = [row["mb"] for row in MARKING["ours"]]
    assert most[-1] < 1.5 * most[1], "memory grows with the group"


def test_the_document_shows_how_soon_a_vote_is_in_the_tally_and_none_was_lost_double_or_late():
    shown = bench.apart_in(bench.DOCUMENT.read_text(encoding="utf-8"), "rooms")[0]
    assert rooms.document(ROOMS) in shown
    rows = [row for part in ("hall", "people", "rooms") for row in ROOMS[part]]
    for row in rows:
        assert [row[key] for key in ("lost", "double", "late", "differing")] == [0, 0, 0, 0]
    assert all(row["cuts"] == 3 * row["people"] == 900 for row in ROOMS["hall"])
    first, *_, last = (row["mb"][3] for row in ROOMS["hall"])
    assert last < first + 10, "each room leaves something in memory"


def test_every_bar_of_the_picture_is_also_in_its_words():
    drawn = picture.svg(LATEST)
    assert drawn == (bench.HERE / "results" / "latest.svg").read_text(encoding="utf-8")
    words = re.search(r"<title>(.*?)</title>", drawn)[1]
    for row in LATEST["pages"]:
        assert f"{table.plain(row)} {table.first_choice(row):.1f} s" in words


def test_a_whole_run_compares_all_that_it_should():
    assert [row["key"] for row in LATEST["pages"]] == [row.key for row in bench.ROWS]
    assert LATEST["repeats"] >= 5
    assert all(row["bytes"] > 1000 and row["requests"] for row in LATEST["pages"])
    ours = [row for row in LATEST["pages"] if row["key"] in ("player", "player-inside", "book")]
    assert [row["outside"] for row in ours] == [0, 0, 0]


def test_an_unknown_name_is_answered_with_the_known_ones():
    answer = CliRunner().invoke(bench.main, ["--only", "nothing-like-it"])
    assert answer.exit_code == 2
    assert "book" in answer.output
    assert "voila" in answer.output


def test_the_check_of_a_long_story_is_timed(tmp_path):
    assert work.check(tmp_path)["check, 500 scenes"] > 0


def test_the_server_sends_text_packed_and_pictures_as_they_are(tmp_path: Path):
    (tmp_path / "a.html").write_text("word " * 500, encoding="utf-8")
    (tmp_path / "b.png").write_bytes(b"\x89PNG")
    site = serve.packed(tmp_path)
    assert site["a.html"][1] and len(site["a.html"][2]) < 200
    assert site["b.png"][1:] == (False, b"\x89PNG")


@pytest.mark.parametrize("key", ["player", "book"])
def test_the_bars_for_our_pages_hold_in_the_kept_run(key):
    """The kept run, not this one: nothing is timed here."""
    row = next(row for row in LATEST["pages"] if row["key"] == key)
    assert table.first_choice(row) <= 2.0
