"""nbgrader's own two doors, made to lead into the same folders: ``zip_collect`` and the exchange.

Whatever comes in, the stage folder holds the released notebook, ``responses.json``, the time and the
secret; what was sent before is kept; and one that cannot be taken in does not stop the others.
"""

import fcntl
import os
import pwd
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin

from roleplay import grading_collect as collect
from roleplay import grading_submissions as submissions
from roleplay import names, responses
from roleplay.grading_run import GradingError
from roleplay.responses import Responses

TRAVELS = ("responses.json", submissions.SENT, submissions.SECRET)
NOT_NBGRADERS = "its name is not one that nbgrader gives."
MOST_BYTES = 10_000_000
"""Bytes of one submission in the exchange; a carer's notebook and responses are far below."""


class SafeExtractor(ExtractorPlugin):  # type: ignore[misc]
    """Reads ``downloaded/<exercise>/archive/`` with our limits, and lays out whole stage folders.

    nbgrader's own unpacks whatever a stranger sent. Here nothing is unpacked: what is a carer's
    work is written as ``extracted/<carer>/``; for the rest the reason stands in the log.
    """

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Lay out what can be taken in; say of the rest why not."""
        course, exercise = _course(self)
        # Held until this command ends: nobody else's sending comes between.
        self._lock = (course / ".sending.lock").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        known = _known(course, str(self.parent.coursedir.db_url))
        archive = Path(archive_path)
        works = [
            one
            for path in sorted(archive.rglob("*"))
            if path.is_symlink() or not path.is_dir()
            for one in self._works(path, archive, exercise)
        ]
        whose = [collect.guess(one.source, known) or collect.said_name(one.source) for one in works]
        people: dict[str, set[str]] = {}
        for one, carer in zip(works, whose, strict=True):
            people.setdefault(carer, set()).add(collect.person(one.source))
        for one, carer in zip(works, whose, strict=True):
            if names.fault(carer):
                self._no(
                    one.source, f"it does not say whose it is: name it <carer>_{exercise}.json."
                )
            elif (there := names.spelling(course / "submitted", carer)) != carer:
                self._no(one.source, names.clash(carer, there))
            elif len(people[carer]) > 1:
                self._no(one.source, f"two people may be {carer}: name each file by sign-in name.")
            else:
                self._lay_out(Path(extracted_path) / carer, carer, one)

    def _works(self, path: Path, archive: Path, exercise: str) -> list[collect.Found]:
        """Read the works for this exercise in one file."""
        source = str(path.relative_to(archive))
        if path.is_symlink() or not path.is_file():
            self._no(source, "it is a link and not a file.")
            return []
        with path.open("rb") as file:
            found = collect.look(source, file.read(collect.MOST_FILE + 1))
        for one in found.refused:
            self._no(one.source, one.reason)
        for other in found.found:
            if other.work.exercise != exercise:
                self._no(
                    other.source, f"it belongs to '{other.work.exercise}', not to '{exercise}'."
                )
        return [one for one in found.found if one.work.exercise == exercise]

    def _lay_out(self, folder: Path, carer: str, found: collect.Found) -> None:
        """Write the whole stage folder of one carer, joined with what they sent before."""
        course, exercise = _course(self)
        try:
            before = collect.newest(course, exercise, carer)
            here = folder / "responses.json"
            laid = responses.parse(here.read_bytes(), exercise) if here.is_file() else before
            whole = collect.joined(laid, found.work)
            if before is not None and collect.same(before, whole):
                self.log.info(
                    "%s: nothing new in it, %s sent all of it before.", found.source, carer
                )
                return
            when = submissions.after_the_last(course, exercise, carer, datetime.now(UTC))
            secret = submissions.secret(course, exercise, carer)
        except GradingError as error:
            self._no(found.source, str(error))
            return
        folder.mkdir(parents=True, exist_ok=True)
        released = course / "exercises" / exercise / submissions.NOTEBOOK
        shutil.copyfile(released, folder / submissions.NOTEBOOK)
        responses.save(here, whole)
        (folder / submissions.SENT).write_text(when.strftime(submissions.STAMP), encoding="utf-8")
        (folder / submissions.SECRET).write_text(secret, encoding="utf-8")
        self.log.info("%s: taken in for %s", found.source, carer)

    def _no(self, source: str, reason: str) -> None:
        self.log.warning("Not taken in: %s: %s", collect.shown_name(source), reason)


class StageCollector(FileNameCollectorPlugin):  # type: ignore[misc]
    """Hands the laid-out folders on to nbgrader, after what stands there was put aside."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 (nbgrader's own)
        super().__init__(**settings)
        self._seen: set[str] = set()

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Say whose a file is, by the folder it lies in."""
        path = Path(submitted_file)
        carer = path.parent.name
        course, exercise = _course(self)
        if path.name not in (submissions.NOTEBOOK, *TRAVELS):
            return None
        if carer not in self._seen:
            self._seen.add(carer)
            folder = submissions.submitted(course, exercise, carer)
            if folder.is_dir():
                submissions.put_aside(course, exercise, carer)
                shutil.rmtree(folder, ignore_errors=True)
        return {"student_id": carer, "file_id": path.name}


class KeepingCollect(ExchangeCollect):  # type: ignore[misc]
    """nbgrader's ``collect``, one carer at a time, and none of them can spoil it for the rest.

    Stock ``collect --update`` deletes what was sent before, follows links that a carer may have
    put into the exchange, and stops for everybody at the first folder it cannot read.
    """

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """Read a folder's name; one that is not sound belongs to nobody, whatever its name says."""
        try:
            record = dict(super()._path_to_record(path))
            reason = self._unsound(Path(path), record["username"])
        except Exception:  # noqa: BLE001 (whatever a stranger's name makes of nbgrader's reading)
            reason = NOT_NBGRADERS
        if reason:
            self.log.error("Not collected: %s: %s", collect.shown_name(Path(path).name), reason)
            return {"username": "", "timestamp": datetime.min}
        return record

    def copy_files(self) -> None:
        """Take in each carer's newest; what stood there is kept with the earlier ones."""
        course, exercise = Path(self.coursedir.root), self.coursedir.assignment_id
        records: list[dict[str, Any]] = [one for one in self.src_records if one["username"]]
        self.check_owner = False  # done already, and nbgrader's own words for it are hard
        for record in records:
            try:
                with submissions.one_at_a_time(course):
                    self._copy_one(record, course, exercise)
            except Exception as error:  # noqa: BLE001 (one that cannot be copied stops nobody)
                self.log.error("Not collected: %s (%s)", record["filename"], error)

    def _unsound(self, folder: Path, carer: str) -> str:
        """Say why a folder in the exchange is not taken; nothing when it may be."""
        if names.fault(carer):
            return NOT_NBGRADERS
        there = names.spelling(Path(self.coursedir.root) / "submitted", carer)
        if there != carer:
            return names.clash(carer, there)
        if folder.is_symlink() or not folder.is_dir():
            return "it is not a folder."
        owner = folder.stat().st_uid
        # Where carers have accounts of their own, nobody hands in under another's name.
        if self.check_owner and owner not in (os.getuid(), _account(carer)):
            return f"it belongs to another account than {carer}'s."
        total = 0
        for root, folders, files in os.walk(folder):
            for name in [*folders, *files]:
                path = Path(root, name)
                if path.is_symlink() or not (path.is_file() or path.is_dir()):
                    return f"'{collect.shown_name(name)}' is a link and not a file."
                total += path.lstat().st_size
        return "it is larger than 10 MB." if total > MOST_BYTES else ""

    def _copy_one(self, record: dict[str, Any], course: Path, exercise: str) -> None:
        carer = record["username"]
        folder = submissions.submitted(course, exercise, carer)
        before = _stamp(folder)
        there = os.path.lexists(folder)
        aside = submissions.put_aside(course, exercise, carer) if there else None
        self.src_records = [record]
        try:
            super().copy_files()
        finally:
            if aside and not folder.is_dir():
                aside.rename(folder)
        if before is None or _stamp(folder) != before:
            _tidy(folder, course, exercise)
        elif aside:
            shutil.rmtree(aside)


def _stamp(folder: Path) -> str | None:
    try:
        return (folder / submissions.SENT).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None


def _account(carer: str) -> int | None:
    try:
        return pwd.getpwnam(carer).pw_uid
    except KeyError:
        return None


def _tidy(folder: Path, course: Path, exercise: str) -> None:
    """Leave in a collected folder what the desk would have written, and nothing else."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        elif path.parent != folder or path.name not in TRAVELS:
            path.unlink()
    shutil.copyfile(
        course / "exercises" / exercise / submissions.NOTEBOOK, folder / submissions.NOTEBOOK
    )
    if not (folder / "responses.json").is_file():
        responses.save(folder / "responses.json", Responses(exercise=exercise))
    folder.chmod(0o755)


def _course(plugin: Any) -> tuple[Path, str]:  # noqa: ANN401 (nbgrader has no types)
    found = plugin.parent.coursedir
    return Path(found.root), str(found.assignment_id)


def _known(course: Path, db_url: str) -> dict[str, str]:
    """Return who is known: those who have sent something, and nbgrader's own list."""
    sent = {path.name: path.name for path in (course / "submitted").glob("*") if path.is_dir()}
    with Gradebook(db_url) as book:
        listed = {
            str(one.id): " ".join(filter(None, (one.first_name, one.last_name))) or str(one.id)
            for one in book.students
        }
    return {name: shown for name, shown in (sent | listed).items() if not names.fault(name)}
