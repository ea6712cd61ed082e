"""A carer's own lines for the group: only those they ticked, without what might identify anybody.

Consent is asked on the desk, line by line, and kept as fingerprints of the lines, so that no second copy
of anybody's words exists. A line that is changed afterwards is another line, and has no consent.
``shared-words/<carer>/<exercise>.json``: ``docs/formats.md``, section 16.
"""

import json
import unicodedata
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from roleplay import privacy, responses, scenario
from roleplay.model import Scenario
from roleplay.responses import Responses
from roleplay.scenario import ScenarioError

FOLDER = "shared-words"
FORMAT = "connection-first/shared-words/1"
LONGEST = 280
LEFT_OUT = "[left out]"


def shown(story: Scenario, text: str) -> str:
    """Return a line as the group would read it: one line, shortened, without what the guard finds."""
    # Marks that turn the direction of writing round, and others that nobody sees, are no words.
    seen = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    line = " ".join(seen.split())
    known = privacy.names_in(
        [story.child.name, story.about, *(s.text for s in story.scenes.values())]
    )
    for hit in sorted(privacy.identifying(line, known), key=lambda hit: -len(hit.text)):
        line = line.replace(hit.text, LEFT_OUT)
    if len(line) <= LONGEST:
        return line
    return line[:LONGEST].rsplit(" ", 1)[0] + " …"


def lines(work: Responses) -> list[tuple[str, str, str]]:
    """List a carer's own words as (role-play, scene, the line as the group would read it), each once."""
    found: dict[tuple[str, str, str], None] = {}
    for run in work.runs:
        written = [pick for pick in run.picks if pick.own_words.strip()]
        try:
            story = scenario.load(run.scenario) if written else None
        except ScenarioError:
            continue
        for pick in written:
            if story and pick.scene in story.scenes:
                found[run.scenario, pick.scene, shown(story, pick.own_words)] = None
    return list(found)


def fingerprint(role_play: str, scene: str, line: str) -> str:
    """Return what stands for a line in the carer's consent."""
    return sha256(f"{role_play}\n{scene}\n{line}".encode()).hexdigest()


def agreed(course_root: Path, carer: str, exercise: str) -> frozenset[str]:
    """Return the fingerprints of the lines that a carer lets the group read; none when in doubt."""
    try:
        kept = json.loads(_file(course_root, carer, exercise).read_text(encoding="utf-8"))
        if kept["format"] != FORMAT or kept["exercise"] != exercise:
            return frozenset()
        return frozenset(str(one) for one in kept["lines"])
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()


def agree(course_root: Path, carer: str, exercise: str, marks: Iterable[str]) -> None:
    """Keep which lines a carer lets the group read, in place of what they said before.

    Args:
        course_root: the course folder.
        carer: the carer's sign-in name, already checked by whoever calls.
        exercise: the exercise's name, already checked by whoever calls.
        marks: fingerprints of lines; none takes the consent back.

    Raises:
        OSError: it could not be written.
    """
    file = _file(course_root, carer, exercise)
    chosen = sorted(set(marks))
    if not chosen:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    kept = {"format": FORMAT, "exercise": exercise, "changed": responses.now(), "lines": chosen}
    aside = file.with_suffix(".new")
    aside.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    aside.replace(file)


def _file(course_root: Path, carer: str, exercise: str) -> Path:
    return course_root / FOLDER / carer / f"{exercise}.json"
