"""The replies that carers have read: only these leave the course with words in them, never half-given marks.

``replies/<carer>/<exercise>.json`` (``docs/formats.md``, section 13).
"""

import json
from pathlib import Path
from typing import Any

from roleplay import grading
from roleplay.responses import MOST_BYTES


def read(course_root: Path, carer: str, exercise: str) -> dict[str, Any] | None:
    """Return the newest reply that was sent to a carer, or nothing.

    Raises:
        GradingError: a name that cannot be used.
    """
    grading.sent(course_root, exercise, carer)  # refuses a name that could leave the folder
    path = course_root / "replies" / carer / f"{exercise}.json"
    try:
        if path.stat().st_size > 4 * MOST_BYTES:
            return None
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and "released" in found else None
