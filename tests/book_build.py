"""Builds the whole book once for all tests that read it, from a clean state, as publishing does."""

import fcntl
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
# jupyter-book's own words: -W makes a warning an error, -n asks for every link.
WORDS = ("build", "-W", "--keep-going", "-n")


@dataclass(frozen=True)
class BuiltBook:
    """A built site: its folder, and what the build said."""

    site: Path
    log: str
    seconds: float

    def pages(self) -> tuple[Path, ...]:
        """List every page that people read (not the doorway that leads to the first page)."""
        return tuple(sorted(p for p in self.site.rglob("*.html") if p != self.site / "index.html"))


def page_names() -> tuple[str, ...]:
    """List the pages' addresses in the site, in the order of the contents, and the search page."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))

    def files(entry: object) -> list[str]:
        if isinstance(entry, list):
            return [name for item in entry for name in files(item)]
        if isinstance(entry, dict):
            here = [entry["file"]] if "file" in entry else []
            return here + [n for key, item in entry.items() if key != "file" for n in files(item)]
        return []

    names = [toc["root"], *files(toc["parts"]), "search"]
    return tuple(f"{name}.html" for name in names)


def run(source: Path, output: Path) -> subprocess.CompletedProcess[str]:
    """Build the book in ``source``; the site comes into ``output/_build/html``."""
    jupyter_book = Path(sys.executable).with_name("jupyter-book")
    command = [jupyter_book, *WORDS, source, "--path-output", output]
    return subprocess.run(
        command, cwd=source, text=True, capture_output=True, timeout=600, check=False
    )


def built_once(shared: Path) -> BuiltBook:
    """Build into a folder that all test workers share: the first builds, the others wait for it.

    Raises:
        RuntimeError: the build ended with a warning or an error; the text is what it said.
    """
    output = shared / "book"
    with (shared / "book.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        log = output / "said.txt"
        if not log.is_file():
            output.mkdir(parents=True, exist_ok=True)
            start = time.monotonic()
            done = run(ROOT, output)
            took = time.monotonic() - start
            log.write_text(
                f"{done.returncode} {took:.1f}\n{done.stdout}{done.stderr}", encoding="utf-8"
            )
    first, said = log.read_text(encoding="utf-8").split("\n", 1)
    code, seconds = first.split()
    if code != "0":
        raise RuntimeError(f"The book does not build:\n{said[-6000:]}")
    return BuiltBook(output / "_build" / "html", said, float(seconds))
