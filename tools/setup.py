"""Set up what is missing, with nothing but Python itself: the course's own folder of packages.

Used by the Makefile before anything else. It says one clear sentence when it cannot go on.
    python3 tools/setup.py           what is needed to build, teach and mark
    python3 tools/setup.py --tests   also what the tests need: linters, node, a browser, fonts
"""

from __future__ import annotations  # an older Python must live long enough to say so

import argparse
import errno
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("COURSE_VENV", ROOT / ".venv"))
PYTHON = VENV / "bin" / "python"
NEED_BYTES = 1_500_000_000
LINES_OF_PACKAGES = "requirements.txt", "requirements-dev.txt"


class CannotSetUpError(Exception):
    """One sentence for the person at the keyboard."""


def say(text: str) -> None:
    """Tell what is going on."""
    print(f"• {text}", flush=True)


def check_machine() -> None:
    """Say early, in one sentence, what would stop us later."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file runs before anything checks it
        have = ".".join(map(str, sys.version_info[:2]))
        raise CannotSetUpError(
            f"Python 3.11 or later is needed, and this is {have}: install it and try again."
        )
    if not os.access(ROOT, os.W_OK):
        raise CannotSetUpError(
            f"There is no permission to write in {ROOT}: copy the course to a folder of your own."
        )
    folder = VENV if VENV.exists() else VENV.parent
    if not PYTHON.exists() and shutil.disk_usage(folder).free < NEED_BYTES:
        raise CannotSetUpError(
            f"The disk is nearly full: {NEED_BYTES // 10**9 + 1} GB are needed in {folder}."
        )


def make_venv() -> None:
    """Make the course's own Python environment, unless it is there and works."""
    if (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0
    ):
        return
    say("making an own Python environment (.venv)")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True, check=False
    )
    if made.returncode:
        if "ensurepip" in made.stdout + made.stderr:
            fix = "install Debian's or Ubuntu's package python3-venv and try again"
            raise CannotSetUpError(f"This Python cannot make an environment: {fix}.")
        raise CannotSetUpError(
            f"The environment could not be made: {last_line(made.stdout + made.stderr)}"
        )


def install(lists: tuple[str, ...]) -> None:
    """Install the exact versions, once for each content of the lists."""
    text = b"".join((ROOT / name).read_bytes() for name in (*lists, "pyproject.toml"))
    stamp, mark = VENV / f"installed-{lists[-1]}", hashlib.sha256(text).hexdigest()
    if stamp.exists() and stamp.read_text() == mark:
        return
    say(f"installing packages from {lists[-1]} (a few minutes the first time)")
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--no-input"]
    pip_run([*pip, "--progress-bar", "off", "-r", ROOT / lists[-1]])
    pip_run([*pip, "--quiet", "--no-deps", "-e", ROOT])
    stamp.write_text(mark)


def pip_run(command: list[object]) -> None:
    """Run pip with one line of progress for each package, and turn its trouble into one sentence."""
    shown = sys.stdout.isatty()
    process = subprocess.Popen(
        list(map(str, command)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
    )
    said: list[str] = []
    count = 0
    for line in process.stdout or ():
        said.append(line.rstrip())
        if line.startswith("Collecting "):
            count += 1
            if shown:
                print(f"\r  {count} packages found: {line.split()[1][:40]:<42}", end="", flush=True)
        elif line.startswith("Installing collected packages") and count:
            print(f"\r  {count} packages found, putting them in place …".ljust(70), flush=True)
    if process.wait():
        raise CannotSetUpError(reason("\n".join(said)))


def reason(said: str) -> str:
    """Say in one sentence what stopped pip."""
    known = {
        "No space left on device": "The disk is full: free 2 GB and try again.",
        "Permission denied": f"There is no permission to write in {VENV}: copy the course to a folder of your own.",
        "error: command 'gcc' failed": "A package must be compiled and that did not work: install gcc and Python's headers (on Debian: build-essential, python3-dev).",
        "error: command 'cc' failed": "A package must be compiled and that did not work: install gcc and Python's headers (on Debian: build-essential, python3-dev).",
        "unable to execute": "A compiler is missing: install gcc and Python's headers (on Debian: build-essential, python3-dev).",
        "No such file or directory: 'gcc'": "A compiler is missing: install gcc and Python's headers (on Debian: build-essential, python3-dev).",
        "Failed building wheel": "A package must be compiled and that did not work: install gcc and Python's headers (on Debian: build-essential, python3-dev).",
        "NewConnectionError": "The package index cannot be reached: check the network and try again.",
        "Temporary failure in name resolution": "The package index cannot be reached: check the network and try again.",
        "Read timed out": "The package index answers too slowly: try again in a while.",
    }
    for sign, sentence in known.items():
        if sign in said:
            return sentence
    return f"The packages could not be installed: {last_line(said)}"


def last_line(text: str) -> str:
    """Return the last line that names an error, or else the last that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"(ERROR|error|OSError|[A-Za-z.]+Error):? ", line)]
    return (errors or lines or ["no reason was given"])[-1]


def install_test_tools() -> None:
    """Get what the tests need: axe's rules, the type checker and ink from npm, Chromium from Debian."""
    if not all(
        (ROOT / "node_modules" / one).exists() for one in ("axe-core", "typescript", "inkjs")
    ):
        say("getting the accessibility rules, the type checker and an ink compiler (npm)")
        npm = VENV / "bin" / "npm"
        command = [
            str(npm) if npm.exists() else "npm",
            "ci",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ]
        path = f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"
        got = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        if got.returncode:
            raise CannotSetUpError(
                f"npm could not get the test tools: {last_line(got.stderr or got.stdout)}"
            )
    if not os.environ.get("CHROMIUM") and not shutil.which("chromium"):
        get_chromium()


def get_chromium() -> None:
    """Install Debian's Chromium and fonts; the one step that may need root."""
    apt = shutil.which("apt-get")
    if not apt:
        raise CannotSetUpError(
            "The tests need Chromium: install it and set CHROMIUM=/path/to/chromium."
        )
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    say("getting Chromium for the browser tests (Debian's package)")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["update", "-qq"],
        ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-core"],
    ):
        got = subprocess.run(
            [*sudo, apt, *command], capture_output=True, text=True, env=environment, check=False
        )
        if got.returncode:
            ask = "run 'sudo apt-get install chromium fonts-noto-core' once, then 'make test' again"
            raise CannotSetUpError(
                f"The tests need Chromium, and it could not be installed: {ask}."
            )


def main() -> int:
    """Set up, and say one sentence when that is not possible."""
    parser = argparse.ArgumentParser(description="Set up what the course needs in its own .venv.")
    parser.add_argument(
        "--tests", action="store_true", help="also what the tests need (a browser too)"
    )
    options = parser.parse_args()
    try:
        check_machine()
        make_venv()
        install(LINES_OF_PACKAGES if options.tests else LINES_OF_PACKAGES[:1])
        if options.tests:
            install_test_tools()
    except CannotSetUpError as error:
        print(f"Cannot go on. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Run the same word again to go on.", file=sys.stderr)
        return 130
    except OSError as error:
        full = "The disk is full: free 2 GB and try again."
        plain = full if error.errno == errno.ENOSPC else f"{error.strerror}: {error.filename}"
        print(f"Cannot go on. {plain}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
