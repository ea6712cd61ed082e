"""What may identify a real child is pointed out, and ordinary words are left in peace."""

import json
from pathlib import Path

import pytest

from roleplay import privacy, scenario

CORPUS = json.loads((Path(__file__).parent / "identifying_corpus.json").read_text(encoding="utf-8"))
CERTAIN = {"phone", "email", "postcode", "nhs-number", "ni-number"}


def test_the_corpus_is_large_and_mostly_innocent():
    assert len(CORPUS) >= 150
    assert sum(phrase["rule"] is None for phrase in CORPUS) * 2 >= len(CORPUS)


@pytest.mark.parametrize("phrase", CORPUS, ids=lambda p: p["text"][:40])
def test_each_phrase_is_pointed_out_or_left_in_peace(phrase):
    found = {hit.rule for hit in privacy.identifying(phrase["text"], known={"Zofia"})}
    assert (phrase["rule"] in found) if phrase["rule"] else (found == set())


def test_only_what_is_certain_stops_a_text_from_being_sent():
    assert {rule["id"] for rule in privacy.rules()["rules"] if rule["certain"]} == CERTAIN


def test_every_hit_says_what_was_found_and_how_to_change_it():
    (hit,) = privacy.identifying("Her mum is on 07700 900123.")
    assert (hit.found, hit.text) == ("a phone number", "07700 900123")
    assert hit.change


@pytest.mark.parametrize("name", scenario.names())
def test_the_words_of_a_role_play_never_count(name):
    story = scenario.load(name)
    said = [
        text
        for scene in story.scenes.values()
        for text in (scene.text, *(c.text for c in scene.choices.values()))
    ]
    assert [
        hit for text in said for hit in privacy.identifying(text, known=privacy.names_in(said))
    ] == []


def test_a_number_that_is_no_nhs_number_is_left_in_peace():
    assert list(privacy.identifying("the score was 943 476 5918")) == []


def test_precision_and_recall_of_every_rule_are_high(capsys):
    """Of what is pointed out, how much is right; of what is there, how much is found."""
    lines = [f"{'rule':12} {'there':>5} {'found':>5} {'precision':>9} {'recall':>6}"]
    low = []
    for rule in (r["id"] for r in privacy.rules()["rules"]):
        hits = [rule in {h.rule for h in privacy.identifying(p["text"], {"Zofia"})} for p in CORPUS]
        there = [phrase["rule"] == rule for phrase in CORPUS]
        right = sum(h and t for h, t in zip(hits, there, strict=True))
        precision, recall = right / max(1, sum(hits)), right / max(1, sum(there))
        lines.append(f"{rule:12} {sum(there):5} {sum(hits):5} {precision:9.2f} {recall:6.2f}")
        assert sum(there) > 0, f"the corpus has no phrase for {rule}"
        low += [rule] if min(precision, recall) < 0.95 else []
    with capsys.disabled():
        print("\n" + "\n".join(lines))
    assert low == []
