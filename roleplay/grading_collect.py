"""Take in the files that carers save for their trainer: one, or a zip of many, as it comes by e-mail.

A file is data from a stranger: it is read in memory within strict limits, nothing is unpacked to disk,
and only ``.json`` is looked at. Each thing that is not taken in has its plain reason.
"""

import io
import json
import re
import stat
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from roleplay import grading_arrived, privacy, responses
from roleplay import grading_submissions as submissions
from roleplay.grading_run import GradingError
from roleplay.responses import Responses, ResponsesError

MOST_FILE = 4_000_000
"""Bytes of one file, zip or not."""
MOST_ENTRIES = 300
"""Files in one zip: a cohort, with what a learning platform puts beside."""
MOST_UNPACKED = 20_000_000
"""Bytes that all files of one zip may have together, once unpacked."""
MOST_RATIO = 200
"""How many times larger than packed a file may be; what carers write packs to a tenth."""
SMALL = 100_000
"""Bytes up to which the ratio says nothing."""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
OTHERS = ("__MACOSX", ".DS_Store")
MOODLE = re.compile(r"(?P<person>[^_]+)_(?P<number>\d+)_assignsubmission_file(_|$)")
OURS = re.compile(r"(connection-first|responses|practice|\d\d-)[a-z0-9-]*", re.I)
"""A name that says what the file is, and not whose."""


REPLY = re.compile(rb"<title>[^<]*: a reply to [^<]* Connection First</title>")
A_REPLY = "This is a reply, not saved work. Saved work ends in .json."


@dataclass(frozen=True)
class Found:
    """A carer's work in a file, and where it was: the file's name, and its name in a zip."""

    source: str
    work: Responses


@dataclass(frozen=True)
class Refused:
    """A file that was not taken in, and why, in plain words."""

    source: str
    reason: str


@dataclass(frozen=True)
class Look:
    """What one file holds; ``left`` counts the other files in a zip, which were not opened."""

    found: tuple[Found, ...] = ()
    refused: tuple[Refused, ...] = ()
    left: int = 0


@dataclass(frozen=True)
class HandedIn:
    """When a carer's work was handed in, and whether it held anything new."""

    sent: datetime
    is_new: bool


def look(name: str, content: bytes) -> Look:
    """Read one file in memory: saved work, or a zip that holds some. Never raises for a bad one.

    Args:
        name: the file's name, as it was given.
        content: its bytes.
    """
    shown = shown_name(name)
    if len(content) > MOST_FILE:
        return Look(refused=(Refused(shown, "The file is larger than 4 MB."),))
    if content.startswith(b"PK"):
        return _zip(shown, content)
    if PurePosixPath(shown.lower()).suffix in (".zip", ".gz", ".tar", ".7z", ".rar"):
        reason = "The file cannot be opened as a zip: it is damaged, or packed in another way."
        return Look(refused=(Refused(shown, reason),))
    if PurePosixPath(shown.lower()).suffix in (".html", ".htm") and REPLY.search(content):
        return Look(refused=(Refused(shown, A_REPLY),))
    return _one(shown, content)


def shown_name(name: str) -> str:
    """Return a file's name as it may stand on a page: no hidden characters, not too long."""
    kept = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip()
    return kept[-120:] or "a file without a name"


def _one(source: str, content: bytes) -> Look:
    try:
        return Look(found=(Found(source, read(content)),))
    except ResponsesError as error:
        return Look(refused=(Refused(source, str(error)),))


def read(content: bytes) -> Responses:
    """Turn a saved file into responses; the file itself says to which exercise it belongs.

    Raises:
        ResponsesError: too large, not a saved file of the course, or nothing in it yet.
    """
    content = content.removeprefix(b"\xef\xbb\xbf")
    told = _told(content) if len(content) <= responses.MOST_BYTES else {}
    if str(told.get("format", "")).startswith("connection-first/sheet/"):
        raise ResponsesError("This is a sheet that a carer keeps for themselves, not an exercise.")
    exercise = told.get("exercise")
    work = responses.parse(content, exercise if isinstance(exercise, str) else "")
    if work.is_empty:
        raise ResponsesError("There is nothing in it yet: no role-play and no answer.")
    return work


def _told(content: bytes) -> dict[str, object]:
    """Look what a file says of itself; what does not fit is for the whole check to say."""
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _zip(source: str, content: bytes) -> Look:
    """Look into a zip, file by file; one that is refused does not stop the others."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _entries(source, archive)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        return Look(refused=(Refused(source, "The zip is damaged and cannot be opened."),))


def _entries(source: str, archive: zipfile.ZipFile) -> Look:
    entries = [entry for entry in archive.infolist() if not _is_noise(entry)]
    if len(entries) > MOST_ENTRIES:
        reason = f"The zip holds {len(entries)} files; {MOST_ENTRIES} is the most."
        return Look(refused=(Refused(source, reason),))
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        reason = f"The zip would unpack to more than {MOST_UNPACKED // 1_000_000} MB."
        return Look(refused=(Refused(source, reason),))
    found: list[Found] = []
    refused: list[Refused] = []
    left, room = 0, MOST_UNPACKED
    for entry in entries:
        where = f"{source}: {shown_name(entry.filename)}"
        reason = _reason(entry)
        if reason:
            refused.append(Refused(where, reason))
        elif not entry.filename.lower().endswith(".json"):
            left += 1
        else:
            # What a zip says of its sizes is a stranger's word: what is read is counted.
            try:
                with archive.open(entry) as file:
                    inside = file.read(min(responses.MOST_BYTES, room) + 1)
            except Exception:  # noqa: BLE001 (zlib and zipfile raise many kinds for a damaged entry)
                refused.append(Refused(where, "This file in the zip is damaged."))
                continue
            room -= len(inside)
            if room < 0:
                refused.append(Refused(where, "The zip holds more than can be read at once."))
                break
            one = _one(where, inside)
            found += one.found
            refused += one.refused
    if not found and not refused:
        refused.append(Refused(source, "The zip holds no saved work: no file that ends in .json."))
    return Look(tuple(found), tuple(refused), left)


def _is_noise(entry: zipfile.ZipInfo) -> bool:
    """Say whether an entry is a folder, or what a computer adds of its own."""
    parts = entry.filename.split("/")
    return entry.is_dir() or parts[0] in OTHERS or parts[-1] in OTHERS or parts[-1].startswith("._")


def _reason(entry: zipfile.ZipInfo) -> str:
    """Say why an entry is not even opened; nothing when it may be."""
    # The name as it is written in the zip: Python has cleaned the other one already.
    name = entry.orig_filename.replace("\\", "/")
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or ":" in parts[0] or "\0" in name:
        return "Its name points outside the zip, so it was not opened."
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "It is a link to another file and not a file, so it was not opened."
    if entry.flag_bits & 0x1:
        return "It is locked with a password, so it was not opened."
    if name.lower().endswith((".zip", ".gz", ".7z", ".rar", ".tar")):
        return "A zip in a zip is not opened. Please unpack it first."
    if entry.compress_type not in METHODS:
        return "It is packed in a way that we do not open."
    if entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
        return "It would unpack to far more than it should, so it was not opened."
    return ""


def guess(source: str, known: Mapping[str, str]) -> str:
    """Guess from a file's name whose work it is: a sign-in name, or nothing. Always for confirming.

    Understands ``mary.json``, ``mary_05-….json``, ``mary/….json`` in a zip, and what Moodle gives.

    Args:
        source: the file's name, with its place in a zip.
        known: sign-in name → name as it is shown, of those who are known.
    """
    by_words: dict[str, set[str]] = {}
    for name, shown in known.items():
        for words in {_plain(name), _plain(shown)}:
            by_words.setdefault(words, set()).add(name)
    for part in _parts(source):
        owners = by_words.get(part)
        if owners and len(owners) == 1:
            return next(iter(owners))
    return ""


def said_name(source: str) -> str:
    """Return the sign-in name that a file's name says outright, or nothing.

    For a door where nobody can be asked: ``mary_05-….json``, ``mary_connection-first-….zip``,
    or a person's name as Moodle gives it. Two people of one name are told apart by ``person``.
    """
    match = MOODLE.search(source)
    if match:
        return _plain(re.split(r"[/\\]|: ", match["person"])[-1])
    for part in reversed(_pieces(source)):
        name, mark, _ = _whose(part)
        if mark and name:
            return _plain(name)
    return ""


def person(source: str) -> str:
    """Return what tells a person of a learning platform from another with the same name."""
    match = MOODLE.search(source)
    return match["number"] if match else ""


def _pieces(source: str) -> list[str]:
    return [
        re.sub(r"\.(json|zip)$", "", part, flags=re.I) for part in re.split(r"[/\\]|: ", source)
    ]


def _whose(stem: str) -> tuple[str, bool, str]:
    """Split ``mary_05-connection-…`` into the name, whether it says so, and the rest."""
    parts = re.split(r"_(?=\d\d-|connection-first-)", stem, maxsplit=1)
    return (parts[0], True, parts[1]) if len(parts) == 2 else (stem, False, "")


def _parts(source: str) -> list[str]:
    """List what may be a name in a file's name, the most telling first."""
    told = [said_name(source)]
    for stem in reversed(_pieces(source)):
        name = re.sub(r" ?\(\d+\)$", "", _whose(stem)[0])
        if not OURS.fullmatch(name) and not MOODLE.search(stem):
            told.append(_plain(name))
    return [one for one in dict.fromkeys(told) if one]


def _plain(name: str) -> str:
    """Return a name as a sign-in name would be written: no accents, small letters, hyphens."""
    letters = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9._@]+", "-", letters).strip("-._@")[:64]


def hand_in(
    course_root: Path, carer: str, work: Responses, when: datetime | None = None
) -> HandedIn:
    """Hand a file's work in for a carer, joined with what they sent before, so that neither is lost.

    The same file twice is one sending. An older file never takes the place of newer words.

    Raises:
        GradingError: a name that cannot be used, an unknown exercise, or more than the course keeps.
        OSError: the folder cannot be written.
    """
    standing = newest(course_root, work.exercise, carer)
    whole = joined(standing, work)
    if standing is not None and same(standing, whole):
        return HandedIn(submissions.sent(course_root, work.exercise, carer)[-1], is_new=False)
    return HandedIn(
        submissions.receive(course_root, work.exercise, carer, whole, when), is_new=True
    )


def joined(standing: Responses | None, work: Responses) -> Responses:
    """Join a file's work with what was sent before.

    Raises:
        GradingError: more than the course keeps.
    """
    too_much = "Together with what was sent before, this is more than the course can keep."
    try:
        whole = responses.merge(standing, work) if standing else work
    except ValidationError as error:
        raise GradingError(too_much) from error
    if len(whole.to_json().encode()) > responses.MOST_BYTES:
        raise GradingError(too_much)
    return whole


def same(one: Responses, other: Responses) -> bool:
    """Say whether two hold the same, whichever version of the course wrote them."""
    return one == other.model_copy(update={"course": one.course})


def identifying(work: Responses) -> list[str]:
    """List what would certainly identify somebody, in words ("a phone number"), each once.

    A page keeps such words on the carer's device; a file may hold them all the same.
    """
    plan = [work.plan.if_, work.plan.then] if work.plan else []
    own = [pick.own_words for run in work.runs for pick in run.picks]
    texts = [*(answer.text for answer in work.answers.values()), *plan, *own]
    hits = [hit for text in texts for hit in privacy.identifying(text) if hit.certain]
    return list(dict.fromkeys(hit.found for hit in hits))


def newest(course_root: Path, exercise: str, carer: str) -> Responses | None:
    """Return what a carer sent last; nothing when there is none, or when it cannot be read."""
    folder = submissions.submitted(course_root, exercise, carer)
    try:
        return responses.parse(grading_arrived.files(folder)["responses.json"], exercise)
    except (OSError, KeyError, ResponsesError):
        return None
