"""Build the static book into _build/html, warnings as errors, with one line of progress.

python tools/make_book.py               a clean build, for publishing
python tools/make_book.py --if-needed   only when a source is newer than the built book
python tools/make_book.py --language cy in another language, into _build/cy/_build/html (docs/translating.md)
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
SOURCES = ("_config.yml", "_toc.yml", "book", "exercises", "roleplay")


def newest_source() -> float:
    """Return when the newest source of the book was changed."""
    paths = [*(ROOT / name for name in SOURCES), *([Path(service())] if service() else [])]
    files = [
        f for path in paths for f in ([path] if path.is_file() else path.rglob("*")) if f.is_file()
    ]
    return max(
        f.stat().st_mtime
        for f in files
        if "__pycache__" not in f.parts and "figures" not in f.parts
    )


def is_fresh() -> bool:
    """Say whether the built book is there, whole, and newer than its sources."""
    stamp = SITE / ".built"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != service():
        return False
    return stamp.stat().st_mtime > newest_source()


def service() -> str:
    """Return where the service's own file is, when it is not the one in the book (hub/README.md)."""
    return os.environ.get("COURSE_SERVICE", "").strip()


def config_in(language: str) -> str:
    """Return the book's settings for another language: the same in all else."""
    ours = (ROOT / "_config.yml").read_text(encoding="utf-8")
    changed, count = re.subn(r"^( +language:) \w+$", rf"\1 {language}", ours, flags=re.MULTILINE)
    if count != 1:
        raise ValueError("_config.yml names its language once, in a line of its own.")
    return changed


def build_in(language: str) -> int:
    """Build the book in another language, beside the original one."""
    # It stands beside _config.yml, because the paths in it are seen from there.
    config = ROOT / f"_config.{language}.yml"
    config.write_text(config_in(language), encoding="utf-8")
    try:
        return build(ROOT / "_build" / language / "_build", "--config", str(config))
    finally:
        config.unlink()


def build(site_parent: Path = ROOT / "_build", *words: str) -> int:
    """Build from a clean start: a second build without changes would hide warnings."""
    for old in (site_parent / "html", site_parent / ".doctrees"):
        shutil.rmtree(old, ignore_errors=True)
    command = [
        str(Path(sys.executable).with_name("jupyter-book")),
        "build",
        ".",
        "-W",
        "--keep-going",
        "-n",
        *words,
    ]
    begun = time.monotonic()
    print("• building the book", flush=True)
    process = subprocess.Popen(
        [*command, "--path-output", str(site_parent.parent)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    said: list[str] = []
    for line in process.stdout or ():
        said.append(line.rstrip())
        if sys.stdout.isatty() and "%" in line:
            print(f"\r  {line.strip()[:70]:<72}", end="", flush=True)
    if process.wait():
        wrong = [
            line
            for line in said
            if ("WARNING" in line or "ERROR" in line) and "IPKernelApp" not in line
        ]
        print("\n".join(wrong or said[-30:]), file=sys.stderr)
        print("The book was not built: mend what is listed above.", file=sys.stderr)
        return 1
    (site_parent / "html" / ".built").write_text(service(), encoding="utf-8")
    print(
        f"\r  built in {time.monotonic() - begun:.0f} s: {site_parent / 'html' / 'index.html'}".ljust(
            72
        )
    )
    return 0


def _code(text: str) -> str:
    """Refuse what is not the code of a language."""
    if not re.fullmatch(r"[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?", text):
        raise argparse.ArgumentTypeError(
            f"'{text}' is not the code of a language, like cy or pt_BR"
        )
    return text


def main() -> int:
    """Build, or say that nothing has changed."""
    parser = argparse.ArgumentParser(description="Build the static book, warnings as errors.")
    parser.add_argument("--if-needed", action="store_true", help="only when a source has changed")
    parser.add_argument("--language", type=_code, help="another language, like cy or pt_BR")
    options = parser.parse_args()
    if options.language:
        return build_in(options.language)
    if options.if_needed and is_fresh():
        print("• the book is up to date")
        return 0
    return build()


if __name__ == "__main__":
    sys.exit(main())
