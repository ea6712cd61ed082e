"""The similar tools that need Python of their own: an environment beside the course's, and their servers."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".course" / "bench-venv"
PINS = Path(__file__).parent / "requirements.txt"
CELL = """from roleplay.practice import Practice
Practice("05-connection-before-correction", "Module 5").role_play("kwame-after-school")"""


def python() -> Path:
    """Return the Python that has the similar tools; made at the first use, which takes a minute or two."""
    program, stamp = VENV / "bin" / "python", VENV / "made-from.txt"
    wanted = PINS.read_text() + (ROOT / "requirements.txt").read_text()
    if not stamp.is_file() or stamp.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
        pip = [program, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", PINS], check=True, stderr=subprocess.DEVNULL)
        stamp.write_text(wanted)
    return program


def notebook(folder: Path) -> Path:
    """Write a notebook with one cell, which shows the role-play with our own widget."""
    cell = {"cell_type": "code", "id": "play", "metadata": {}, "outputs": [], "source": CELL}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    content = {
        "cells": [{**cell, "execution_count": None}],
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "play.ipynb"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@contextmanager
def lab(folder: Path) -> Iterator[str]:
    """Run JupyterLab on the notebook; gives the notebook's address."""
    notebook(folder / "work")
    page = folder / "config" / "labconfig" / "page_config.json"
    page.parent.mkdir(parents=True)
    news = "@jupyterlab/apputils-extension:announcements"
    page.write_text(json.dumps({"disabledExtensions": {news: True}}), encoding="utf-8")
    port = _free_port()
    words = [
        "-m", "jupyterlab", "--expose-app-in-browser", "--allow-root", "--no-browser",
        "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--IdentityProvider.token=",
        f"--ServerApp.root_dir={folder / 'work'}",
    ]  # fmt: skip
    with _running(words, folder, f"http://127.0.0.1:{port}/api") as address:
        yield address.replace("/api", "/lab/tree/play.ipynb")


@contextmanager
def voila(folder: Path) -> Iterator[str]:
    """Run Voilà on the notebook; gives its address."""
    path = notebook(folder / "work")
    port = _free_port()
    words = [
        "-m", "voila", str(path), "--no-browser", "--Voila.ip=127.0.0.1", f"--port={port}",
    ]  # fmt: skip
    with _running(words, folder, f"http://127.0.0.1:{port}/voila/static/nothing") as address:
        yield address.replace("/voila/static/nothing", "/")


@contextmanager
def _running(words: list[str], folder: Path, ready: str) -> Iterator[str]:
    """Run a server until it is no longer needed, with nothing of the person's own settings."""
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "COURSE"))}
    mine = {
        "PYTHONPATH": str(ROOT),
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "IPYTHONDIR": str(folder / "ipython"),
    }
    with (folder / "said.txt").open("w") as said:
        server = subprocess.Popen(
            [python(), *words], cwd=folder, env=keep | mine,
            stdout=said, stderr=said, start_new_session=True,
        )  # fmt: skip
    try:
        _wait(ready, server, folder / "said.txt")
        yield ready
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _wait(address: str, server: subprocess.Popen, said: Path) -> None:
    """Wait until the server answers anything at all.

    Raises:
        RuntimeError: it ended, or said nothing for a minute.
    """
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310
        except urllib.error.HTTPError:
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"The server did not start:\n{said.read_text()}")


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
