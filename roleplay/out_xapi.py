"""Choices as xAPI statements (1.0.3): for a learning record store that a service runs, or for research with consent.

A carer is a made-up name that only this course's key could link to them; no sign-in name, no e-mail.
No statement says "passed" or "failed", and none says that a choice was right: nobody is scored here.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from roleplay import COURSE_VERSION, grading, practice, routes, scenario, titles
from roleplay.model import Scenario
from roleplay.practice_text import seen
from roleplay.responses import Run
from roleplay.scenario import ScenarioError

VERSION = "1.0.3"
ADL = "http://adlnet.gov/expapi"
"""The vocabulary that ADL, the keeper of xAPI, publishes."""
KEY = Path(".course") / "xapi-key"
ENGLISH = "en-GB"
Statement = dict[str, Any]


class AddressRefusedError(ValueError):
    """An address that cannot stand in front of the names in the statements."""


@dataclass(frozen=True)
class Course:
    """Where the statements' names come from: the course's address, and the key for made-up names."""

    address: str
    """An address of the service's own, without a slash at its end; nothing needs to answer there."""
    key: bytes

    def account(self, carer: str) -> str:
        """Return a carer's made-up name: the same each time in this course, another in every other."""
        return hmac.new(self.key, carer.encode(), hashlib.sha256).hexdigest()[:32]

    def iri(self, *parts: str) -> str:
        """Name a thing of the course; parts are names of files, scenes and choices."""
        return "/".join((self.address, *parts))


def course(course_root: Path, address: str) -> Course:
    """Take the course's address, and its key, which is made the first time.

    Raises:
        AddressRefusedError: not a whole web address.
        OSError: the key cannot be kept.
    """
    found = urlsplit(address)
    if (
        found.scheme not in ("http", "https")
        or not found.hostname
        or found.query
        or found.fragment
        or found.username
        or re.search(r'[\s<>"{}|\\^`]', address)
    ):
        raise AddressRefusedError(
            f"'{address}' is not a web address of your own, like https://learning.example.org/connection-first"
        )
    path = course_root / KEY
    if not path.is_file():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(32))
    return Course(address.rstrip("/"), path.read_bytes())


def statements(
    course_root: Path, of: Course, exercises: Sequence[str], own_words: bool = False
) -> Iterator[Statement]:
    """Give a statement for every choice and every ending in the work that was sent.

    The same work gives the same ids each time, so a store that has them takes none twice.
    Runs that do not fit the role-play as it is now are left out.

    Raises:
        GradingError: a name that cannot be used.
    """
    for exercise in exercises:
        for carer in grading.carers(course_root, exercise):
            folder = course_root / "submitted" / carer / exercise
            for run in practice.look(folder, exercise)[0].runs:
                yield from _run(of, carer, exercise, run, own_words)


def _run(of: Course, carer: str, exercise: str, run: Run, own_words: bool) -> Iterator[Statement]:
    try:
        story = scenario.load(run.scenario)
    except ScenarioError:
        return
    if not routes.picks_fit(story, run.choices):
        return
    told = _Telling(of, of.account(carer), exercise, run, story)
    scene = story.start
    for place, pick in enumerate(run.picks, 1):
        yield told.choice(place, scene, pick.choice, pick.own_words if own_words else "")
        scene = story.scenes[scene].choices[pick.choice].leads_to
    if story.scenes[scene].is_ending:
        yield told.ending(scene)


@dataclass(frozen=True)
class _Telling:
    """One run, told in statements."""

    course: Course
    account: str
    exercise: str
    run: Run
    story: Scenario

    def choice(self, place: int, scene: str, choice: str, own_words: str) -> Statement:
        """Say what was chosen in a scene."""
        here = self.story.scenes[scene]
        iri = self.course.iri
        more: dict[str, Any] = {iri("extensions", "step"): here.choices[choice].step}
        if own_words.strip():
            more[iri("extensions", "own-words")] = seen(own_words).strip()
        about = {
            "type": f"{ADL}/activities/cmi.interaction",
            "name": {ENGLISH: f"{self.story.title}: {scene.replace('-', ' ')}"},
            "description": {ENGLISH: here.text},
            "interactionType": "choice",
            "choices": [
                {"id": name, "description": {ENGLISH: one.text}}
                for name, one in here.choices.items()
            ],
        }
        scene_id = iri("role-plays", self.story.name, "scenes", scene)
        result = {"response": choice, "extensions": more}
        return self._statement(str(place), "answered", scene_id, about, result, place)

    def ending(self, scene: str) -> Statement:
        """Say that the role-play was played to an end, and to which."""
        about = {
            "type": f"{ADL}/activities/simulation",
            "name": {ENGLISH: self.story.title},
            "description": {ENGLISH: self.story.about},
        }
        iri = self.course.iri
        result = {"completion": True, "extensions": {iri("extensions", "ending"): scene}}
        whole = iri("role-plays", self.story.name)
        return self._statement("end", "completed", whole, about, result, len(self.run.picks) + 1)

    def _statement(
        self, part: str, verb: str, what: str, about: Statement, result: Statement, place: int
    ) -> Statement:
        iri, run = self.course.iri, self.run
        parent = {"id": iri("role-plays", self.story.name)}
        exercise = {
            "id": iri("exercises", self.exercise),
            "definition": {
                "type": f"{ADL}/activities/module",
                "name": {ENGLISH: titles.title(self.exercise)},
            },
        }
        around: dict[str, Any] = {"grouping": [exercise]}
        if what != parent["id"]:
            around["parent"] = [parent]
        named = f"{self.course.address} {self.account} {self.exercise} {run.id}"
        return {
            "id": str(uuid5(NAMESPACE_URL, f"{named} {part}")),
            "actor": {
                "objectType": "Agent",
                "account": {"homePage": self.course.address, "name": self.account},
            },
            "verb": {"id": f"{ADL}/verbs/{verb}", "display": {ENGLISH: verb}},
            "object": {"objectType": "Activity", "id": what, "definition": about},
            "result": result,
            "context": {
                "registration": str(uuid5(NAMESPACE_URL, named)),
                "contextActivities": around,
                "revision": run.version,
                "platform": f"Connection First {COURSE_VERSION}",
                "language": ENGLISH,
                "extensions": {iri("extensions", "place-in-run"): place},
            },
            "timestamp": (run.ended if part == "end" and run.ended else run.started),
            "version": VERSION,
        }
