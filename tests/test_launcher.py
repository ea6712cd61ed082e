"""Starting and stopping the whole course: one clear sentence for each trouble, and nothing left running."""

import os
import pty
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import psutil
import pytest

from hub import checks, passwords
from tests.hub_course import Running, free_port, launch, stand_in_book, wait_until_running

pytestmark = [pytest.mark.hub, pytest.mark.slow, pytest.mark.xdist_group("launcher")]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return stand_in_book(tmp_path / "book")


def refusal(process: subprocess.Popen[str]) -> str:
    """Return what the launcher says when it will not start: one sentence, and exit code 1."""
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 1, said
    assert "Traceback" not in said
    lines = [line for line in said.strip().splitlines() if line.strip()]
    assert len(lines) == 1, said
    return lines[0]


def test_a_busy_port_is_named_with_a_way_out(tmp_path, book):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        said = refusal(launch(tmp_path / "root", book, port))
    assert f"Port {port} is already in use" in said
    assert f"--port {port + 1}" in said


def test_a_folder_that_cannot_be_written_is_named(book):
    said = refusal(launch(Path("/sys/kernel"), book, free_port()))
    assert "cannot write into /sys/kernel/.course" in said


def test_a_full_disk_is_said(tmp_path, book):
    logs = tmp_path / "root" / ".course" / "logs"
    logs.mkdir(parents=True)
    (logs / "hub.log").symlink_to("/dev/full")
    said = refusal(launch(tmp_path / "root", book, free_port()))
    assert "The disk is full" in said


def test_without_a_book_it_says_how_to_make_one(tmp_path):
    said = refusal(launch(tmp_path / "root", tmp_path / "no-book", free_port()))
    assert said == "The book is not built yet: run 'make book' first."


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.20", "::", "example.org"])  # noqa: S104
def test_the_demonstration_sign_in_serves_only_this_machine(tmp_path, book, address):
    said = refusal(launch(tmp_path / "root", book, free_port(), "--address", address))
    assert said == checks.LOOPBACK_ONLY
    assert not (tmp_path / "root" / ".course").exists()


def test_the_hubs_own_settings_refuse_it_too(tmp_path):
    environment = {**os.environ, "COURSE_ROOT": str(tmp_path), "COURSE_ADDRESS": "0.0.0.0"}  # noqa: S104
    environment["COURSE_PORTS"] = f"public={free_port()} hub=1 proxy=1 desk=1 formgrader=1"
    config = Path(checks.__file__).with_name("jupyterhub_config.py")
    done = subprocess.run(
        ["jupyterhub", "--config", config], cwd=tmp_path, env=environment,
        capture_output=True, text=True, timeout=60, check=False,
        executable=Path(sys.executable).with_name("jupyterhub"),
    )  # fmt: skip
    assert done.returncode != 0
    assert checks.LOOPBACK_ONLY in done.stdout + done.stderr


def test_ctrl_c_leaves_nothing_running_and_a_second_start_finds_everything(tmp_path, book):
    root, port = tmp_path / "root", free_port()
    first = start(root, book, port)
    browser_answer = httpx.get(first.url, follow_redirects=True, trust_env=False)
    assert "Welcome" in browser_answer.text

    other = refusal(launch(root, book, free_port()))
    assert "already running" in other

    stopped(first, signal.SIGINT)
    second = start(root, book, port)
    assert second.passwords == first.passwords
    assert "Welcome" in httpx.get(second.url, follow_redirects=True, trust_env=False).text
    stopped(second, signal.SIGTERM)


def start(root: Path, book: Path, port: int) -> Running:
    return wait_until_running(launch(root, book, port), root, port)


def stopped(course: Running, how: signal.Signals) -> None:
    """Stop the course, and see that nothing of it is left."""
    family = course.family()
    names = " ".join(" ".join(process.cmdline()) for process in family)
    assert "hub.desk" in names and "hub.proxy" in names and "formgrader" in names
    course.process.send_signal(how)
    said, _ = course.process.communicate(timeout=30)  # the hub alone would take longer
    assert course.process.returncode == 0, said
    assert "Stopped" in said and "Traceback" not in said
    _, left = psutil.wait_procs(family, timeout=5)
    assert left == []
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", int(course.url.rsplit(":", 1)[1])))


def test_help_names_every_choice():
    done = subprocess.run(
        [sys.executable, "-m", "hub", "--help"], capture_output=True, text=True, check=True
    )
    for word in ("--course-root", "--book", "--port", "--address", "--verbose"):
        assert word in done.stdout


# ---- Passwords ------------------------------------------------------------------------------------


def test_a_password_matches_itself_only_and_cannot_be_read():
    scrambled = passwords.scramble("amber-apple-12")
    assert passwords.matches("amber-apple-12", scrambled)
    assert not passwords.matches("amber-apple-13", scrambled)
    assert "amber" not in scrambled
    assert passwords.scramble("amber-apple-12") != scrambled


@pytest.mark.parametrize("damaged", ["", "$", "x$y", "not base 64$%%%", "YQ=="])
def test_a_damaged_entry_matches_nothing(damaged):
    assert not passwords.matches("", damaged)
    assert not passwords.matches("amber", damaged)


def test_demonstration_accounts_are_made_once_and_kept_private(tmp_path):
    made = passwords.demonstration(tmp_path)
    assert passwords.demonstration(tmp_path) == made
    assert set(made) == {"carer-demo", "carer-two", "trainer-demo", "trainer-two"}
    for name in ("accounts.json", "sign-in.json"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    assert not any(word in (tmp_path / "accounts.json").read_text() for word in made.values())


def test_accounts_and_passwords_that_do_not_fit_are_made_anew(tmp_path):
    made = passwords.demonstration(tmp_path)
    (tmp_path / "accounts.json").write_text("{}", encoding="utf-8")
    again = passwords.demonstration(tmp_path)
    assert again != made
    kept = passwords.read(tmp_path / "accounts.json")
    assert all(passwords.matches(again[name], kept[name].scrambled) for name in again)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost", "http://127.0.0.1:8000"])
def test_this_machine_is_known(address):
    assert checks.is_loopback(address)


def test_closing_the_window_leaves_nothing_running(tmp_path, book):
    root, port = tmp_path / "root", free_port()
    root.mkdir()
    words = ["--course-root", str(root), "--book", str(book), "--port", str(port)]
    pid, window = pty.fork()
    if pid == 0:
        os.execv(sys.executable, [sys.executable, "-m", "hub", *words])  # noqa: S606
    said = b""
    while b"Ctrl-C stops everything" not in said:
        said += os.read(window, 4096)
    course = psutil.Process(pid)
    family = course.children(recursive=True)
    assert any("hub.desk" in " ".join(process.cmdline()) for process in family)

    os.close(window)
    assert os.waitpid(pid, 0)[1] == 0
    _, left = psutil.wait_procs(family, timeout=5)
    assert left == []
