"""Another language: every text has its file and line, nothing but words changes, and gaps are said."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from babel.messages import pofile

from roleplay import (
    catalogue,
    catalogue_texts,
    element,
    practice,
    privacy,
    routes,
    scenario,
    scoring,
    scripts,
    translation,
)
from roleplay.playable import playable
from tests import made_up, stories, tiny
from tools import make_book

ROOT = Path(__file__).resolve().parent.parent
STORY = "kwame-after-school"
LANGUAGES = sorted(path.parts[-3] for path in (ROOT / "locale").glob("*/LC_MESSAGES/roleplay.po"))


@pytest.fixture
def small(tmp_path):
    """Write a small role-play; give its file and its texts."""
    file = tiny.write(tmp_path, tiny.tiny())
    return file, tuple(catalogue_texts.of_scenario(file))


@pytest.fixture
def locale(tmp_path, monkeypatch):
    """Let the catalogues be in a folder of this test's own."""
    monkeypatch.setattr(translation, "FOLDER", tmp_path / "locale")
    return tmp_path / "locale"


@pytest.fixture
def spoken(small, locale):
    """Make the made-up language, with every text of the small role-play and of the course."""
    _, texts = small
    made_up.write(locale, [*texts, *catalogue_texts.every_text([STORY])])
    return translation.language(made_up.CODE)


def plain(text: str) -> list[str]:
    return [line for line in text.splitlines() if made_up.PLAIN.search(line)]


# ---- What comes into the catalogue --------------------------------------------------------------------


@pytest.mark.parametrize("name", [STORY, "theo-hidden-food"])
def test_every_text_of_a_role_play_stands_at_the_line_that_is_named(name):
    path = scenario.FOLDER / f"{name}.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    texts = list(catalogue_texts.of_scenario(path))
    assert len(texts) > 50
    for text in texts:
        first = text.english.split("\n")[0][:20].strip(' "')
        near = " ".join(line.strip() for line in lines[text.line - 1 : text.line + 2])
        assert first[:12] in near, (text, near)
        assert text.file == f"roleplay/scenarios/{name}.yaml"
        assert text.context == name


def test_each_text_says_what_it_is(small):
    said = {text.comment: text.english for text in small[1]}
    assert said["title"] == "The dropped cup"
    assert said["child name"] == "Sam"
    assert said["line tell"] == "your service"
    assert said["scene 'table', ask"] == "What would you say first?"
    assert said["scene 'table', choice 'grab', harm"].startswith("Pulling a frightened child")
    assert said["scene 'table', text"] == "The cup is on the floor.\n\nSam is under the table."


def test_no_name_and_no_key_is_given_to_translators(small):
    english = {text.english for text in small[1]}
    assert not english & {"tiny", "table", "colder", "met", "missed", "correct", "AFC-CBC", "S"}


def test_an_author_may_wrap_lines_anew():
    assert translation.folded(" One  two\nthree.\n \n\nFour. ") == "One two three.\n\nFour."


def test_every_word_of_the_player_is_a_text_and_nothing_else_is():
    script = (scripts.FOLDER / "words.js").read_text(encoding="utf-8")
    english = {text for text, _ in translation.js_words(script)}
    assert {"Begin", "Moment {n}", "very hot", "The {n} roads not taken", "Sending …"} <= english
    assert not any(re.fullmatch(r"[a-z-]+\.js|rtl|ltr|\W*", text) for text in english)
    rest = re.sub(r"/\*.*?\*/", "", translation._IN_JS.sub("", script), flags=re.DOTALL)
    for hidden in re.findall(r"`[^`]*`|'[^'\n]*'", rest):
        letters = re.sub(r"\$\{\w+\}", "", hidden)
        assert not re.search("[A-Za-z]", letters), f"a word that nobody can translate: {hidden}"


def test_the_line_of_a_word_of_the_player_is_named():
    lines = (scripts.FOLDER / "words.js").read_text(encoding="utf-8").splitlines()
    for text in catalogue_texts.of_player(scripts.FOLDER / "words.js"):
        assert text.english.replace('"', '\\"')[:30] in lines[text.line - 1]


def test_no_other_module_of_the_player_has_words_of_its_own():
    for path in scripts.FOLDER.glob("*.js"):
        if path.name.startswith("words"):
            continue
        script = re.sub(r"/\*.*?\*/|^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)  # fmt: skip
        found = re.findall(r'"[A-Z][a-z]+ [a-z][^"\n]*"', script)
        assert found == [], f"{path.name}: this belongs into a words*.js: {found}"


@pytest.mark.parametrize(
    ("english", "file"),
    [
        ("Go to {number}", "roleplay/element.py"),
        ("This could not be kept. What you did before is safe.", "roleplay/widget.py"),
        ("For trainers", "roleplay/directive.py"),
        ("a postcode", "roleplay/data/identifying.json"),
        ("Not answered", "roleplay/data/rubrics.json"),
        ("My plan for one hard moment", "book/modules/05-connection-before-correction.md"),
        (
            "Looking back on one moment",
            "solutions/05-connection-before-correction/practice.md",
        ),
        (privacy.MAKE_UP, "roleplay/privacy.py"),
    ],
)
def test_what_a_carer_reads_around_the_player_is_there_with_its_line(english, file):
    found = [t for t in catalogue_texts.every_text([STORY]) if (t.english, t.file) == (english, file)]  # fmt: skip
    assert found
    for text in found:
        line = (ROOT / file).read_text(encoding="utf-8").splitlines()[text.line - 1]
        assert english.split("{")[0].strip() in line


# ---- A role-play in the made-up language --------------------------------------------------------------


def test_every_text_changes_and_nothing_else_does(small, spoken):
    story = scenario.load(small[0])
    made = translation.translated(story, spoken)
    before, after = playable(story), playable(made)
    texts = {english for _, english in translation.spoken(story)}

    def same(one, other, at=""):
        assert type(one) is type(other), at
        if isinstance(one, dict):
            assert list(one) == list(other), at
            for key in one:
                same(one[key], other[key], f"{at}/{key}")
        elif isinstance(one, list):
            for i, (a, b) in enumerate(zip(one, other, strict=True)):
                same(a, b, f"{at}/{i}")
        elif one in texts:
            assert other == made_up.accented(translation.folded(one)), at
        else:
            assert one == other, at

    same(before, after)
    assert after["title"] == "⟦Thé dróppéd cúp⟧"


@pytest.mark.parametrize("name", ["tiny", STORY])
def test_version_marks_and_gate_are_the_same_in_every_language(name, spoken, tmp_path):
    story = stories.load(name, tmp_path)
    made = translation.translated(story, spoken)
    assert made.title != story.title
    assert made.version == story.version
    scoring._found.clear()
    assert scoring.best(made) == scoring.best(story)
    assert scoring.model_run(made) == scoring.model_run(story)
    runs = [scoring.model_run(story), tuple(_first_choices(story))]
    for picks in runs:
        assert scoring.marks(made, picks) == scoring.marks(story, picks)
        assert scoring.gate(made, picks).is_open == scoring.gate(story, picks).is_open
        ways = [[m.scene.temperature for m in routes.walk(s, picks)] for s in (made, story)]
        assert ways[0] == ways[1]


def _first_choices(story):
    scene = story.scenes[story.start]
    while scene.choices:
        name, choice = next(iter(scene.choices.items()))
        yield name
        scene = story.scenes[choice.leads_to]


def test_the_story_as_text_has_no_english_left_and_says_its_language(small, spoken):
    made = translation.translated(scenario.load(small[0]), spoken)
    text = element.story_html(made, spoken)
    assert '<div class="story" id="tiny--story" lang="qps" dir="ltr">' in text
    assert plain(re.sub(r"<[^>]*>", "", text)) == []


def test_a_text_without_translation_or_in_doubt_stays_english(small, locale):
    file = made_up.write(locale, small[1])
    with file.open("rb") as opened:
        made = pofile.read_po(opened)
    made.get("The dropped cup", "tiny").string = ""
    made.get("Sam", "tiny").flags.add("fuzzy")
    catalogue.write(made, file)
    story = translation.translated(scenario.load(small[0]), translation.language(made_up.CODE))
    assert (story.title, story.child.name) == ("The dropped cup", "Sam")
    assert story.about == made_up.accented("A cup breaks at breakfast.")


def test_a_region_without_a_catalogue_takes_its_languages(small, locale):
    made_up.write(locale, small[1], "cy")
    assert translation.language("cy-GB").of("Sam", "tiny") == "⟦Sám⟧"
    assert translation.language("fr").of("Sam", "tiny") == "Sam"
    assert translation.language("en_US") is translation.ENGLISH


@pytest.mark.parametrize(("code", "way"), [("ur", "rtl"), ("pa_Arab", "rtl"), ("pa", "ltr"), ("cy", "ltr")])  # fmt: skip
def test_the_way_a_languages_lines_run_is_known(code, way):
    assert translation.language(code).direction == way


def test_a_translators_markup_is_text(small, locale):
    file = made_up.write(locale, small[1])
    text = file.read_text(encoding="utf-8").replace("⟦Thé dróppéd cúp⟧", "</script><b>cup</b>")
    file.write_text(text, encoding="utf-8")
    language = translation.language(made_up.CODE)
    made = translation.translated(scenario.load(small[0]), language)
    page = element.html("role-play", "05-x", "tiny", playable(made), element.story_html(made, language))  # fmt: skip
    assert "<b>" not in page
    assert page.count("</script>") == 1


def test_the_players_script_is_in_the_language_and_ends_no_page(spoken, locale):
    script = scripts.classic_script(language=spoken)
    assert made_up.accented("Show the choices") in script
    assert '"Show the choices"' not in script
    assert made_up.accented("a postcode") in script
    file = translation.po_file(made_up.CODE)
    text = file.read_text(encoding="utf-8").replace("⟦Shów thé chóícés⟧", "</script>")
    file.write_text(text, encoding="utf-8")
    assert "</script" not in scripts.classic_script(language=translation.language(made_up.CODE))
    assert scripts.classic_script() == scripts.classic_script(language=translation.ENGLISH)


def test_a_notebook_speaks_the_language_and_is_marked_in_english(spoken, monkeypatch, tmp_path):
    monkeypatch.setenv(translation.VARIABLE, made_up.CODE)
    monkeypatch.chdir(tmp_path)
    here = practice.Practice(made_up.EXERCISE, "Connection before correction")
    part = here.role_play(STORY)
    assert plain(part.data["title"]) == []
    assert made_up.accented("Show the choices") in part._esm
    label = here.own_words("x", "Looking back on one moment").data["label"]
    assert label == made_up.accented("Looking back on one moment")
    part.say("This could not be kept. What you did before is safe.")
    assert plain(part.data["message"]) == []
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    marking = practice.Practice(made_up.EXERCISE, "Connection before correction")
    assert "Nothing was sent." in marking.mark(STORY, "order", 2).text


def test_a_broken_catalogue_never_stops_a_notebook_and_is_named(locale, monkeypatch, tmp_path):
    file = translation.po_file(made_up.CODE)
    file.parent.mkdir(parents=True)
    file.write_text('msgid "Begin"\nmsgstr "Begin\nrubbish', encoding="utf-8")
    with pytest.raises(translation.CatalogueError, match=re.escape(str(file))):
        translation.language(made_up.CODE)
    monkeypatch.setenv(translation.VARIABLE, made_up.CODE)
    monkeypatch.chdir(tmp_path)
    assert practice.Practice(made_up.EXERCISE, "T").role_play(STORY).data["title"] == "The wrong pasta"  # fmt: skip


# ---- Catalogues ---------------------------------------------------------------------------------------


def test_one_text_in_two_places_is_translated_once(small):
    made = catalogue.template([*small[1], *small[1]])
    assert len(made) == len({(t.context, t.english) for t in small[1]})
    wanted = made.get("The dropped cup", "tiny")
    assert wanted.auto_comments == ["title"]


def test_findings_name_the_file_the_line_and_what_is_wrong(small, locale):
    texts = [*small[1], *catalogue_texts.of_player(scripts.FOLDER / "words.js")]
    file, fresh = made_up.write(locale, texts), catalogue.template(texts)
    assert list(catalogue.findings(catalogue.read(made_up.CODE), fresh)) == []
    with file.open("rb") as opened:
        made = pofile.read_po(opened)
    made.get("The dropped cup", "tiny").string = ""
    made.get("A cup breaks at breakfast.", "tiny").flags.add("fuzzy")
    made.get("Moment {n}").string = "⟦Mómént {nn}⟧"
    found = list(catalogue.findings(made, fresh))
    assert [re.sub(r"line \d+", "line N", line) for line in found] == [
        f"{small[0].as_posix()}, line N: title: not translated yet: The dropped cup",
        f"{small[0].as_posix()}, line N: about: the English has changed; look at the translation again, "
        "then take its mark 'fuzzy' away: A cup breaks at breakfast.",
        "roleplay/player/words.js, line N: the player: the words in curly brackets stay as they are "
        "in English; look at {n}, {nn}: Moment {n}",
    ]


def test_a_changed_text_keeps_its_old_translation_in_doubt(small, locale, tmp_path):
    made_up.write(locale, small[1])
    data = tiny.tiny()
    data["about"] = "A big cup breaks at breakfast."
    texts = list(catalogue_texts.of_scenario(tiny.write(tmp_path, data)))
    made = catalogue.updated(made_up.CODE, catalogue.template(texts))
    catalogue.write(made, translation.po_file(made_up.CODE))
    (finding,) = catalogue.findings(catalogue.read(made_up.CODE), catalogue.template(texts))
    assert "the English has changed" in finding
    assert made.get("The dropped cup", "tiny").string == "⟦Thé dróppéd cúp⟧"


def run(*words, folder):
    return subprocess.run(
        [sys.executable, "-m", "roleplay", "catalogue", *words],
        cwd=ROOT,
        env={"COURSE_LOCALE": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_translator_begins_a_language_and_is_told_what_is_missing(tmp_path):
    assert run(folder=tmp_path).returncode == 0
    assert "roleplay/player/words.js:" in (tmp_path / "roleplay.pot").read_text(encoding="utf-8")
    none = run("--check", "cy", folder=tmp_path)
    assert (none.returncode, none.stdout) == (1, "")
    assert "python -m roleplay catalogue --update cy" in none.stderr
    assert run("--update", "cy", folder=tmp_path).returncode == 0
    missing = run("--check", "cy", folder=tmp_path)
    assert missing.returncode == 1
    assert re.search(r"roleplay/scenarios/.*\.yaml, line \d+: title: not translated yet", missing.stderr)  # fmt: skip
    assert missing.stderr.splitlines()[-1].startswith("0 of ")
    made_up.write(tmp_path, catalogue_texts.every_text(), "cy")
    whole = run("--check", "cy", folder=tmp_path)
    assert (whole.returncode, whole.stderr) == (0, "")
    assert run("--update", "cy", folder=tmp_path).returncode == 0
    assert run("--check", "cy", folder=tmp_path).returncode == 0, "nothing is lost by an update"


def test_a_code_that_is_none_is_refused_before_anything_is_written(tmp_path):
    done = run("--update", "../cy", folder=tmp_path / "locale")
    assert done.returncode == 2
    assert "is not the code of a language" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("code", LANGUAGES or [pytest.param("", marks=pytest.mark.skip("no language yet"))])  # fmt: skip
def test_a_language_that_is_there_is_whole(code):
    fresh = catalogue.template(catalogue_texts.every_text())
    assert list(catalogue.findings(catalogue.read(code), fresh)) == []


def test_another_languages_book_has_the_same_settings_but_for_the_language():
    ours, theirs = (yaml.safe_load(t) for t in (make_book.config_in("en_GB"), make_book.config_in("cy")))  # fmt: skip
    assert theirs["sphinx"]["config"].pop("language") == "cy"
    assert ours["sphinx"]["config"].pop("language") == "en_GB"
    assert ours == theirs


# ---- The pages themselves -----------------------------------------------------------------------------


@pytest.mark.slow
def test_the_pages_of_the_book_can_be_given_to_translators(tmp_path):
    command = [Path(sys.executable).with_name("jupyter-book"), "build", ".", "-W", "--keep-going"]
    words = ["-n", "--builder", "custom", "--custom-builder", "gettext", "--path-output", tmp_path]
    done = subprocess.run([*command, *words], cwd=ROOT, text=True, capture_output=True, timeout=300)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    made = (tmp_path / "_build" / "gettext" / "book.pot").read_text(encoding="utf-8")
    assert re.search(r"book/modules/05-connection-before-correction\.md:\d+", made)
    assert made.count("msgid ") > 300
