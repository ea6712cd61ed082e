"""The pages that are compared, made anew for each run from the same role-play.

Like is compared with like: a bare page holds the story's data and one script, beside it or inside it;
every book page holds the whole of module 5 with its text; each begins with a tap on "Begin" where it has one.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from benchmarks import peers
from roleplay import element, figures, ink, scenario, scripts
from roleplay.playable import playable

ROOT = Path(__file__).resolve().parent.parent
MODULE = "05-connection-before-correction"
STORY = "kwame-after-school"
LOOK = (
    "body{font:17px/1.6 system-ui,sans-serif;margin:0 auto;max-width:46rem;padding:1rem}"
    "button.choice{display:block;width:100%;min-height:44px;margin:.5rem 0;text-align:left;font:inherit}"
)


def bare(folder: Path, *, inside: bool = False) -> str:
    """Write our player alone: one role-play's data, and its script beside the page or inside it."""
    part = element.html("role-play", MODULE, STORY, playable(scenario.load(STORY)))
    return _page(folder, scripts.classic_script(["role-play"]), part, inside=inside)


def ink_story(folder: Path, *, inside: bool = False) -> str:
    """Write the same story for ink's own player, with a beginning as ours has it.

    Raises:
        FileNotFoundError: inkjs is not here yet (``make setup-tests`` gets it).
    """
    library = ROOT / "node_modules" / "inkjs" / "dist"
    story = scenario.load(STORY)
    text = ink.text(story)
    start = f"-> {ink.knot(story.start)}\n"
    before = "\n".join(map(ink.escape, (story.title, story.about, story.content_note)))
    ask = ink.escape(
        story.scenes[story.start].ask or ""
    )  # ours asks before the choices; so does this
    text = text.replace(start, f"{before}\n+ [Begin]\n{ask}\n+ + [Skip]\n    {start}", 1)
    compiled = subprocess.run(
        ["node", "-e", _COMPILE, str(library / "ink-full.js")],
        input=text, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    data = compiled.replace("<", "\\u003c")
    play = (Path(__file__).parent / "story.js").read_text(encoding="utf-8")
    whole = (library / "ink-es2015.js").read_text(encoding="utf-8").split("//# sourceMapping")[0]
    part = f'<script type="application/json" id="story">{data}</script>'
    return _page(folder, f"{whole}\n{play}", part, inside=inside)


_COMPILE = """const ink = require(process.argv[1]);
const text = require("fs").readFileSync(0, "utf8");
process.stdout.write(new ink.Compiler(text).Compile().ToJson());"""


def _page(folder: Path, script: str, part: str, *, inside: bool) -> str:
    """Write a bare page: what is played, and the one script it needs."""
    folder.mkdir(parents=True, exist_ok=True)
    if not inside:
        (folder / "play.js").write_text(script, encoding="utf-8")
    beside = '<script defer src="play.js"></script>'
    (folder / "index.html").write_text(
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Play</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="data:,"><style>{LOOK}</style>{"" if inside else beside}</head>'
        f"<body><main>{part}</main>{f'<script>{script}</script>' if inside else ''}</body></html>",
        encoding="utf-8",
    )
    return "index.html"


def book(folder: Path) -> str:
    """Build our book as it is published; what is measured is the whole page of module 5."""
    copy_of_book(folder)
    build(folder)
    return f"_build/html/book/modules/{MODULE}.html"


def copy_of_book(folder: Path) -> None:
    """Copy the book's sources, so that they can be changed without changing the repository."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("book", "exercises"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("_config.yml", "_toc.yml"):
        shutil.copy(ROOT / name, folder / name)


def build(folder: Path, program: Path = Path(sys.executable)) -> None:
    """Build the Jupyter Book in a folder.

    Raises:
        RuntimeError: it does not build; the text is what Jupyter Book said.
    """
    done = subprocess.run(
        [program.with_name("jupyter-book"), "build", folder],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"The book does not build:\n{(done.stdout + done.stderr)[-3000:]}")


def default_book(folder: Path) -> str:
    """Build the same pages with Jupyter Book as it comes: its theme, its settings, our player added."""
    shutil.copytree(
        ROOT / "book", folder / "book", ignore=shutil.ignore_patterns("_ext", "figures")
    )
    figures.build(folder / "book" / "figures")
    ours = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    config = {
        "title": "Connection First",
        "only_build_toc_files": True,
        "parse": ours["parse"],  # how the text is written
        "bibtex_bibfiles": ours["bibtex_bibfiles"],
        "sphinx": {"extra_extensions": ["roleplay.directive"], "config": {"language": "en"}},
    }
    _write_book(folder, config)
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    for part in toc["parts"]:
        for chapter in part["chapters"]:
            chapter.pop("sections", None)
    (folder / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")
    (folder / "_static").mkdir()
    (folder / "_static" / "connection-first.js").write_text(scripts.classic_script(), "utf-8")
    build(folder)
    return f"_build/html/book/modules/{MODULE}.html"


def quiz(folder: Path) -> str:
    """Build one page in our slimmed theme with a jupyterquiz question: the first moment of the story."""
    start = scenario.load(STORY).scenes[scenario.load(STORY).start]
    question = {
        "question": start.text,
        "type": "multiple_choice",
        "answers": [
            {"answer": c.text, "correct": c.step == "safe", "feedback": c.feedback}
            for c in start.choices.values()
        ],
    }
    shown = subprocess.run(
        [peers.python(), "-c", _SHOW_QUIZ],
        input=json.dumps([question]), capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    ours = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    settings = ours["sphinx"]["config"]
    config = {
        "title": "Connection First",
        "only_build_toc_files": True,
        "sphinx": {
            "recursive_update": True,
            "local_extensions": {"course_site": str(ROOT / "book" / "_ext")},
            "config": settings,
        },
    }
    (folder / "book").mkdir(parents=True)
    _write_book(folder, config)
    (folder / "_toc.yml").write_text("format: jb-book\nroot: book/index\n", encoding="utf-8")
    indented = "\n".join(f"   {line}" for line in shown.splitlines())
    (folder / "book" / "index.rst").write_text(
        f"A question\n==========\n\n.. raw:: html\n\n{indented}\n", encoding="utf-8"
    )
    build(folder)
    return "_build/html/book/index.html"


_SHOW_QUIZ = """import json, sys
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from jupyterquiz import display_quiz
InteractiveShell.instance()
with capture_output() as shown:
    display_quiz(json.load(sys.stdin))
for output in shown.outputs:
    data = output.data
    script = data.get("application/javascript")
    print(f"<script>{script}</script>" if script else data["text/html"])"""


def _write_book(folder: Path, config: dict) -> None:
    (folder / "_config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
