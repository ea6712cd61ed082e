"""Replies that have been sent to carers: one file each, and the earlier ones beside it.

``replies/<carer>/<exercise>.json`` is what the carer reads. It is made once, when the trainer sends it,
so that marks still being given never show through.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hub import second_look
from hub.store import Store
from roleplay import grading, responses


def read(course_root: Path, carer: str, exercise: str) -> dict[str, Any] | None:
    """Return the newest reply (shape: ``grading.reply``, with ``released`` and ``by``), or nothing."""
    return _load(_file(course_root, carer, exercise))


def exists(course_root: Path, carer: str, exercise: str) -> bool:
    """Say whether a reply was sent."""
    return _file(course_root, carer, exercise).is_file()


def earlier(course_root: Path, carer: str, exercise: str) -> list[dict[str, Any]]:
    """Return the replies before the newest, the latest of them first."""
    folder = _file(course_root, carer, exercise).with_suffix("")
    found = (_load(path) for path in sorted(folder.glob("*.json"), reverse=True))
    return [reply for reply in found if reply]


def send(course_root: Path, carer: str, exercise: str, by: str) -> None:
    """Make the reply of now the one the carer reads; the one before is kept.

    Raises:
        GradingError: nothing of this carer's was counted yet, or what they sent cannot be read.
        OSError: it could not be written; the carer still reads the one before.
    """
    file = _file(course_root, carer, exercise)
    if unread := grading.obstacle(course_root, exercise, carer):
        raise grading.GradingError(unread)
    reply = grading.reply(course_root, exercise, carer)
    before = read(course_root, carer, exercise)
    if before and same(before, reply):
        return
    released = datetime.now(UTC)
    if before:
        kept = file.with_suffix("") / f"{released:%Y%m%dT%H%M%S%f}Z.json"
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(before, ensure_ascii=False, indent=1), encoding="utf-8")
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_suffix(".new")
    whole = {**reply, "released": released.strftime("%Y-%m-%dT%H:%M:%SZ"), "by": by}
    aside.write_text(json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8")
    aside.replace(file)
    # Whoever asked for a second look has it with this.
    second_look.end(course_root, carer, exercise, "anew", by, now=whole["released"])


def same(sent: dict[str, Any], now: dict[str, Any]) -> bool:
    """Say whether a reply would still be the same.

    One from before a new part was added is not "changed", nor one whose questions have other words now.
    """
    before = {key: value for key, value in said(sent).items() if key != "asked"}
    return before == {key: value for key, value in now.items() if key in before}


def said(reply: dict[str, Any]) -> dict[str, Any]:
    """Return a sent reply without when and by whom it was sent: what ``grading.reply`` said then."""
    return {key: value for key, value in reply.items() if key not in ("released", "by")}


def _file(course_root: Path, carer: str, exercise: str) -> Path:
    """Return the newest reply's file; the store's rule for names holds here too."""
    return Store(course_root / "replies").place(carer, exercise).with_suffix(".json")


def _load(path: Path) -> dict[str, Any] | None:
    try:
        if path.stat().st_size > 4 * responses.MOST_BYTES:
            return None
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
