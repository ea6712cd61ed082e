"""The pages that carers read: their parts and order, plain words, sources, and numbers to ring."""

import json
import re

import pytest
import yaml
from pybtex.database import parse_file

from roleplay import figures, scenario, service
from tests import page_rules as rules
from tests.reading_age import reading_age

# A module's practice pages (09a-…) are no modules: they teach no items and have no template.
MODULES = sorted((rules.BOOK / "modules").glob("[0-9][0-9]-*.md"))
PRACTICE = sorted((rules.BOOK / "modules").glob("[0-9][0-9][a-z]-*.md"))
ITEMS = json.loads((rules.ROOT / "roleplay/data/teachable-items.json").read_text(encoding="utf-8"))
OWN = rules.ROOT / "tests" / "pages"
TEMPLATE = [
    "What you will be able to do", "Before you start", "Context: the ideas", "Anticipate: before you play", "Enact: play it through", "Reflect: look back",
    "Key points", "Try this before next time", "What do you need now?", "Sources",
]  # fmt: skip

# Copied from the project's fact sheet, where each number has its origin. Nothing else may be printed.
NUMBERS = {
    "999": "Emergency services",
    "101": "Police",
    "111": "NHS 111",
    "08001111": "Childline",
    "08088005000": "NSPCC",
    "116123": "Samaritans",
    "08000684141": "PAPYRUS",
    "85258": "Shout",
    "08081000900": "Stop It Now",
    "116000": "Runaway Helpline",
    "08082000247": "National Domestic Abuse Helpline",
    "0800555111": "Crimestoppers",
    "08000407675": "Fosterline",
    "08088010366": "Family Rights Group",
    "08088005792": "Coram Voice",
    "08005280731": "Help at Hand",
}
FROM_MEMORY = {"116123", "85258", "08082000247", "0800555111"}

NEVER = (
    "hitting", "shaking", "food", "drink", "sleep", "medicine", "comfort", "time with family",
    "locking a child in or out", "humiliating", "clothes", "group for what one child did",
)  # fmt: skip


def read(path):
    return path.read_text(encoding="utf-8")


def front_matter(path):
    return yaml.safe_load(re.match(r"---\n(.*?)\n---\n", read(path), flags=re.S).group(1))


def cite_keys(text):
    found = re.findall(r"\{cite:[a-z]+\}`([^`]+)`", text)
    return {key.strip() for keys in found for key in keys.split(",")}


@pytest.fixture(scope="module")
def bibliography():
    return parse_file(str(rules.BOOK / "reference" / "references.bib")).entries


@pytest.fixture(scope="module")
def owns():
    """Give what one page says of itself in tests/pages/ (see tests/pages/README.md)."""

    def own(path):
        file = OWN / f"{path.stem}.yaml"
        found = yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else {}
        assert set(found) <= {"taught", "may_quote", "hard"}, (
            f"{file.name}: taught, may_quote, hard"
        )
        return {"taught": {}, "may_quote": [], "hard": {}, **found}

    return own


by_name = pytest.mark.parametrize("path", rules.pages(), ids=lambda p: p.stem)
by_module = pytest.mark.parametrize("path", MODULES, ids=lambda p: p.stem)


def test_the_pages_of_the_course_are_there():
    assert MODULES, "no module pages found"
    names = {p.stem for p in rules.pages()}
    assert {"index", "law-and-help-lines", "glossary", "sources"} <= names


@by_module
def test_a_module_has_the_parts_of_the_template_in_order(path):
    assert [s.title for s in rules.sections(read(path)) if s.level == 2] == TEMPLATE


@by_module
def test_a_module_says_how_long_it_takes_as_its_first_lines_do(path):
    minutes = front_matter(path)["minutes"]
    assert f"About {minutes} minutes" in read(path)


@by_module
def test_a_module_warns_plainly_offers_a_gentler_way_and_says_whom_to_call(path):
    start = rules.under(read(path), "Before you start")
    for words in ("What is on this page", "You can skip any part", "gentler way", "999"):
        assert words in start
    assert "law-and-help-lines" in start
    assert "law-and-help-lines" in rules.under(read(path), "What do you need now?")


@pytest.mark.parametrize("path", PRACTICE, ids=lambda p: p.stem)
def test_nobody_meets_a_practice_page_unprepared(path):
    """It says what is in it, how to leave, what is not a carer's job and whom to call, before anything is played."""
    text, module = read(path), front_matter(path)["practice-of"]
    titles = [s.title for s in rules.sections(text) if s.level == 2]
    played = [m.start() for m in re.finditer(r"^```\{role-play\} ", text, flags=re.M)]
    assert played
    for words in ("Before you start", "What is never your job", "Whom to call", "Before you play"):
        assert text.index(f"## {words}\n") < played[0], words
    start = rules.under(text, "Before you start")
    for words in (
        "What is on this page",
        "You can skip any part",
        "gentler way",
        "999",
        "law-and-help-lines",
    ):
        assert words in start
    assert titles.index("What do you need now?") > titles.index("Look back")
    assert "law-and-help-lines" in rules.under(text, "What do you need now?")
    assert (rules.BOOK / "modules" / f"{module}.md") in MODULES
    assert path.stem in read(rules.BOOK / "modules" / f"{module}.md"), "its module leads to it"
    assert text.count(f":exercise: {module}") == len(played), "kept with the module's exercise"


@by_module
def test_each_item_of_the_curriculum_is_taught_at_a_place(path, owns):
    head, text, taught = front_matter(path), read(path), owns(path)["taught"]
    owed = {i["id"] for i in ITEMS if head["module"] in i["modules"]}
    assert set(head["teaches"]) == owed
    places = dict(re.findall(r"<!-- teaches: (\S+) -->\n((?:.+\n)+)", text))
    assert set(places) == owed == set(taught)
    for item, paragraph in places.items():
        said = rules.prose(paragraph).lower().replace("\n", " ")
        missing = [w for w in taught[item] if w.lower() not in said]
        assert not missing, f"{item} is marked here, but these words are not: {missing}\n{said}"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Draw every picture once."""
    return {p.name for p in figures.build(tmp_path_factory.mktemp("figures"))}


@by_name
def test_each_picture_has_words_for_those_who_cannot_see_it(path, drawn):
    for file, alt in rules.images(read(path)):
        assert len(alt) >= 60, f"{file}: say what the picture shows"
        assert file.rsplit("/", 1)[-1] in drawn, f"{file} is not drawn by roleplay/figures.py"


@by_module
def test_each_picture_is_also_told_in_text_under_it(path):
    text = read(path)
    assert text.count("```{image}") == len(
        re.findall(r"```\{image\}[^`]+```\n\n```\{dropdown\} .* in words", text)
    )


@by_name
def test_each_linked_word_is_in_the_glossary(path):
    assert rules.terms(read(path)) - rules.glossary() == set()


@by_module
def test_a_word_of_the_trade_is_linked_where_it_is_first_used(path):
    ordinary = {"carer", "trainer", "facilitator", "limit", "correction", "repair", "role-play",
                "debrief", "family time", "acceptance", "curiosity", "empathy", "playfulness"}  # fmt: skip
    text = rules.under(read(path), "Context: the ideas")
    for word in rules.glossary() - ordinary:
        used = re.search(rf"(?<![\w-]){re.escape(word)}s?(?![\w-])", text, flags=re.I)
        if used:
            before = text[max(0, used.start() - 30) : used.start()]
            assert re.search(r"\{term\}`[^`]*$", before), f"link '{word}' at: …{before}{word}"


def test_the_glossary_explains_at_least_twenty_words_in_the_order_of_the_alphabet():
    text = rules.GLOSSARY.read_text(encoding="utf-8").split("```{glossary}\n")[1]
    words = [line.lower() for line in text.split("```")[0].splitlines() if line and line[0] != " "]
    assert len(words) >= 20
    assert words == sorted(words)


@by_name
def test_one_sentence_stands_on_a_line(path):
    assert rules.crowded_lines(read(path)) == []


@by_name
def test_words_that_hurt_or_hinder_are_not_used(path, owns):
    assert rules.avoided_words(read(path), tuple(owns(path)["may_quote"])) == []


@by_name
def test_a_page_reads_like_a_text_for_an_eleven_year_old_or_younger(path, owns):
    assert rules.hard_sections(read(path), 11, tuple(owns(path)["hard"])) == []


@pytest.mark.parametrize(
    "title", ["In danger right now", "If a child tells you about harm", "If a child is missing"]
)
def test_what_is_read_in_a_hurry_reads_like_a_text_for_a_nine_year_old(title):
    assert reading_age(rules.prose(rules.under(read(rules.LAW), title))) <= 9


def test_danger_comes_first_and_the_own_service_before_other_help():
    titles = [s.title for s in rules.sections(read(rules.LAW)) if s.level == 2]
    assert titles[0] == "In danger right now"
    assert titles.index("Your own service comes first") < titles.index("Help lines")
    assert titles[-1].startswith("Wales, Scotland")


def test_the_law_page_says_when_it_was_checked_and_by_how_few():
    about = rules.under(read(rules.LAW), "About this page")
    assert re.search(r"Last checked: [A-Z][a-z]+ 20\d\d", about)
    assert "not yet been checked by a second person" in about


def test_only_known_numbers_are_printed_each_beside_its_organisation():
    text = read(rules.LAW)
    assert rules.phone_numbers(text) == set(NUMBERS)
    rows = [row for row in rules.under(text, "Help lines").splitlines() if row.startswith("| **")]
    assert len(rows) == len(NUMBERS)
    for row in rows:
        ((shown, scheme, dialled),) = re.findall(r"\[([\d ]+)\]\((tel|sms):(\d+)\)", row)
        assert shown.replace(" ", "") == dialled
        assert NUMBERS[dialled] in row.split("<br>")[0]
        assert (scheme == "sms") == (dialled == "85258")
        assert ("check before relying on it" in row) == (dialled in FROM_MEMORY)


def test_no_other_page_prints_a_number_to_ring():
    # What an agency has written into its own file may stand on its pages; nothing else.
    allowed = {"999", "111"} | service.load(rules.BOOK / "my-service.yaml").numbers
    texts = [p for p in rules.pages() if p != rules.LAW]
    texts += sorted(scenario.FOLDER.glob("*.yaml")) + sorted(rules.ROOT.glob("solutions/*/*.md"))
    for path in texts:
        assert rules.phone_numbers(read(path)) <= allowed, path.name


def test_what_is_never_allowed_is_the_same_in_the_module_and_on_the_law_page():
    module = next(p for p in MODULES if p.stem.startswith("05-"))
    for page in (module, rules.LAW):
        found = [s.text for s in rules.sections(read(page)) if s.title == "What is never allowed"]
        assert [w for w in NEVER if w not in found[0].lower()] == [], page.name


@by_name
def test_each_citation_is_in_the_references(path, bibliography):
    assert cite_keys(read(path)) - set(bibliography) == set()


def test_each_source_of_a_role_play_is_in_the_references(bibliography):
    for name in scenario.names():
        assert set(scenario.load(name).sources) - set(bibliography) == set(), name


def test_each_reference_says_how_it_was_checked(bibliography):
    ways = {"checked abstract", "checked page", "checked outline", "known, not re-read"}
    for key, entry in bibliography.items():
        checked, _, unseen = entry.fields.get("verified", "").partition("; ")
        assert checked in ways, f"{key}: how was it checked?"
        # Details that were filled in from general knowledge are owned up to, for readers as well.
        assert not unseen or unseen.startswith("not verified: "), key
        assert bool(unseen) == ("not verified" in entry.fields["note"]), key
        assert re.search(r"Checked:|Known, not re-read|were read", entry.fields.get("note", "")), (
            key
        )


@by_module
def test_a_module_cites_its_sources_and_says_how_strong_each_is(path):
    text = rules.under(read(path), "Sources")
    assert len(cite_keys(text)) >= 10
    assert "Practice model" in text
    assert "No source is claimed" in text, "say which parts are our own"


# Each rule above can refuse.


def test_the_rules_refuse_what_they_should():
    assert rules.crowded_lines("One thing. Another thing.\n") == ["One thing. Another thing."]
    assert rules.crowded_lines('He says: "One. Two. Three."\nThen more.\n') == []
    assert rules.crowded_lines("| Tables may. Do so. |\n") == []
    assert rules.avoided_words("Respite from her placement — e.g. at Gran's") == [
        "placement",
        "Respite",
        "—",
        "e.g.",
    ]
    assert rules.avoided_words("Less eye contact helps.") == []
    assert rules.avoided_words('a "placement plan"', ('"placement plan"',)) == []
    assert rules.phone_numbers("Ring 0800 1111, or 020 7946 0000 in 2026.") == {
        "08001111",
        "02079460000",
    }
    assert rules.terms("{term}`PACE` and {term}`clinicians <clinician>`") == {"pace", "clinician"}
    assert rules.images("```{image} /a.svg\n:width: 3px\n```\n![short](b.png)") == [
        ("/a.svg", ""),
        ("b.png", "short"),
    ]
    assert cite_keys("{cite:p}`a2001,b2002`") == {"a2001", "b2002"}
    hard = (
        "## H\n"
        + "Intergenerational psychological vulnerability necessitates considerable institutional collaboration. "
        * 9
    )
    assert rules.hard_sections(hard, 11) and not rules.hard_sections(hard, 11, ("H",))


def test_the_reading_age_of_plain_and_of_hard_words_differs_as_people_would_say():
    plain = "Sit with the child. Say what you see. Wait a bit. Then say what comes next."
    hard = "Practitioners should prioritise attuned, evidence-informed interventions facilitating regulation."
    assert reading_age(plain) < 7
    assert reading_age(hard) > 16
    assert reading_age("") == 0
