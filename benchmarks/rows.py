"""What stands side by side: each row's page, and what a carer taps on it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import pages, peers, serve
from benchmarks.visit import Tap

BEGIN, CHOICE = "begin", "choice"
# Ours asks for the carer's own words before the first choices: "Skip" is part of the scripted tapping.
IN_PAGE = (
    Tap("button", "role-play", "Begin", BEGIN),
    Tap("button", "role-play", "Skip"),
    Tap("[data-choice]", "role-play", mark=CHOICE),
)
IN_NOTEBOOK = (
    Tap("button", text="Begin", mark=BEGIN),
    Tap("button", text="Skip"),
    Tap("[data-choice]", mark=CHOICE),
)
# Nobody runs a cell faster: as soon as the notebook and its kernel are there.
RUN_NOTEBOOK = """() => {
  const app = window.jupyterapp, panel = app && app.shell.currentWidget;
  if (window.benchmarkRun || !panel || !panel.sessionContext || !panel.context.isReady) return;
  if (!panel.sessionContext.isReady) return;
  window.benchmarkRun = true;
  app.commands.execute("notebook:run-all-cells");
}"""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    key: str
    name: str
    open: Callable[[Path], object]
    taps: tuple[Tap, ...] = IN_PAGE
    begin: str = "() => {}"
    kernel: bool = False


def _served(make: Callable[[Path], str]) -> Callable[[Path], object]:
    """Make the page once, then serve its folder."""

    @contextmanager
    def opened(folder: Path) -> Iterator[str]:
        page = make(folder)
        # A site is served from its own root, so that nothing else of the build is read.
        site = folder / "_build" / "html" if page.startswith("_build/html/") else folder
        with serve.serving(site) as address:
            yield f"{address}/{page.removeprefix('_build/html/')}"

    return opened


IN_INK = (
    Tap("button.choice", text="Begin", mark=BEGIN),
    Tap("button.choice", text="Skip"),
    Tap("button.choice", mark=CHOICE),
)

ROWS = (
    Row("player", "Our player alone, script beside", _served(pages.bare)),
    Row("inkjs", "inkjs 2.4.0, same story, script beside", _served(pages.ink_story), IN_INK),
    Row(
        "player-inside",
        "Our player alone, script inside",
        _served(partial(pages.bare, inside=True)),
    ),
    Row(
        "inkjs-inside",
        "inkjs 2.4.0, same story, script inside",
        _served(partial(pages.ink_story, inside=True)),
        IN_INK,
    ),
    Row("book", "**Our book, the whole page of module 5**", _served(pages.book)),
    Row("default-book", "Default Jupyter Book, same page, our player", _served(pages.default_book)),
    Row(
        "jupyterquiz",
        "jupyterquiz 2.9.6.4, one question, slim page",
        _served(pages.quiz),
        (Tap(".Quiz input, .Quiz label, .MCButton", mark=CHOICE),),
    ),
    Row(
        "lab",
        "JupyterLab 4.6.6, same player in a notebook",
        peers.lab,
        IN_NOTEBOOK,
        RUN_NOTEBOOK,
        kernel=True,
    ),
    Row(
        "voila",
        "Voilà 0.5.13, same player in a notebook",
        peers.voila,
        IN_NOTEBOOK,
        kernel=True,
    ),
)
