"""What the cells of an exercise call: show its parts to a carer, and mark what was done.

A cell never raises and never writes to stderr: nbgrader would give nothing for it, and a carer
must never meet a traceback. While nbgrader marks, nothing is shown but plain text for the trainer.
"""

import html
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from roleplay import (
    element,
    element_sorts,
    playable,
    responses,
    rubric,
    scenario,
    scoring,
    sorts,
    sorts_texts,
    translation,
)
from roleplay.practice_text import cards, script, seen
from roleplay.privacy import MAKE_UP
from roleplay.reading import as_it_is
from roleplay.reading_plain import NotPlainError, plain_bytes
from roleplay.responses import Responses, ResponsesError, Run, Sorting
from roleplay.scenario import Scenario, ScenarioError
from roleplay.scoring_doubts import DOES_NOT_FIT, is_lost
from roleplay.sorts import PLACED, Sort, SortError
from roleplay.translation import ENGLISH, CatalogueError, Language, word

FILE = "responses.json"
NO_RUN = "Not played to an ending yet."
NO_CARD = "No card placed yet."


def is_marking() -> bool:
    """Say whether nbgrader is running the notebook, and not a carer."""
    return os.environ.get("NBGRADER_EXECUTION", "") in ("autograde", "validate")


def look(folder: Path, exercise: str) -> tuple[Responses, str]:
    """Read the responses in a folder without touching the file.

    Returns the responses, and a plain reason when there are none to be read.
    """
    try:
        path = folder.resolve() / FILE
        return _read(path, exercise, as_it_is(path)), ""
    except FileNotFoundError:
        reason = "Nothing was sent."
    except NotPlainError as error:
        reason = f"What was sent could not be opened: {error}."
    except OSError as error:
        reason = f"What was sent could not be opened ({error.strerror})."
    except ResponsesError as error:
        reason = f"What was sent could not be read. {error}"
    return Responses(exercise=exercise), reason


@lru_cache(maxsize=4)
def _read(path: Path, exercise: str, _as_it_is: tuple[int, ...]) -> Responses:
    """Read a file once for all the cells that ask for it, for as long as it stays as it is."""
    return responses.parse(plain_bytes(path, responses.MOST_BYTES), exercise)


def _language() -> Language:
    """Return the language of the course; trainers read what is marked as its authors wrote it."""
    try:
        return ENGLISH if is_marking() else translation.current()
    except CatalogueError:
        return ENGLISH


class Mark(float):
    """Points for one criterion: a plain number to nbgrader, a sentence to a trainer."""

    text: str

    def __new__(cls, points: float, text: str = "") -> "Mark":
        """Make a mark of ``points`` with its sentence."""
        mark = super().__new__(cls, points)
        mark.text = text
        return mark

    def __repr__(self) -> str:
        return repr(float(self))

    def _repr_html_(self) -> str:
        return html.escape(self.text)


class _QuietMark(Mark):
    """The same mark in a carer's own notebook, where the debrief already says it better."""

    def _ipython_display_(self) -> None:
        """Show nothing."""


@dataclass(frozen=True)
class Marked:
    """The run of a role-play that counts, with its points by criterion; or the reason why there is none."""

    story: Scenario | None = None
    run: Run | None = None
    reason: str = ""
    points: Mapping[str, int] = field(default_factory=dict)


class Practice:
    """One exercise, as its cells see it: ``Practice("05-…", "Connection before correction")``."""

    def __init__(self, exercise: str, title: str) -> None:
        self.exercise = exercise
        self.title = title
        self.language = _language()
        self.path = Path(FILE)
        self._shown: dict[str, str] = {}
        self._counted: dict[str, tuple[Responses, Marked]] = {}

    def role_play(self, name: str) -> object:
        """Show a role-play to play; to the trainer, the run that counts, as a script."""
        self._shown[name] = "role-play"
        if is_marking():
            print(self.run_text(name))
            return None
        try:
            story = translation.translated(scenario.load(name), self.language)
        except ScenarioError:
            print(
                self.language.say(
                    "This role-play is being mended. Please tell your trainer, and go on below."
                )
            )
            return None
        data = playable.playable(story)
        return self._part("role-play", name, data, element.story_html(story, self.language))

    def sort_cards(self, name: str) -> object:
        """Show cards to sort; to the trainer, where the carer put them."""
        self._shown[name] = "sort-cards"
        if is_marking():
            print(self.sort_text(name))
            return None
        try:
            sort = sorts_texts.translated(sorts.load(name), self.language)
        except SortError:
            print(
                self.language.say(
                    "These cards are being mended. Please tell your trainer, and go on below."
                )
            )
            return None
        data = playable.sortable(sort)
        return self._part("sort-cards", name, data, element_sorts.sort_html(sort, self.language))

    def own_words(self, name: str, label: str, help: str = "", rows: int = 6) -> object:
        """Show a box for the carer's own words; what is written is marked by the trainer."""
        self._shown[name] = "own-words"
        label, help = self._said(label, help)
        data: dict[str, object] = {"id": name, "label": label, "help": help, "rows": rows}
        return self._part("own-words", name, data, _paragraphs(label, help))

    def if_then(
        self,
        label: str,
        help: str = "",
        if_: str = word("If"),
        then: str = word("then I will"),
    ) -> object:
        """Show an if-then plan, with the words it begins with; it is kept and not marked."""
        if is_marking():
            print(self.plan_text())
            return None
        label, help = self._said(label, help)
        if_, then = self.language.of(if_), self.language.of(then)
        data: dict[str, object] = {"label": label, "help": help, "if": if_, "then": then}
        begins = f"{if_} …, {then} …"
        return self._part("if-then", "plan", data, _paragraphs(label, help, begins))

    def send(self) -> object:
        """Show the last step: what is done, what is still open, and how to send it."""
        data: dict[str, object] = {
            "exercise": self.exercise,
            "title": self.language.of(self.title),
            "needs": [name for name, kind in self._shown.items() if kind == "own-words"],
            "scenarios": [name for name, kind in self._shown.items() if kind == "role-play"],
            "sorts": [name for name, kind in self._shown.items() if kind == "sort-cards"],
        }
        return self._part("send-work", "send", data, _paragraphs(self.language.of(self.title)))

    def _said(self, label: str, help: str) -> tuple[str, str]:
        """Give the words beside a box in the language of the course, with our one reminder."""
        say = self.language.of
        return say(label), f"{say(help)} {say(MAKE_UP)}".strip()

    def _part(self, kind: str, name: str, data: dict[str, object], fallback: str) -> object:
        if is_marking():
            return None
        try:
            # Imported here, so that marking needs no widgets.
            from roleplay import widget
        except ImportError:
            print(
                self.language.say(
                    "This part needs the course's page. Please open the exercise in the book."
                )
            )
            return None
        return widget.part(kind, self.exercise, name, data, self.path, fallback, self.language)

    def mark(self, name: str, criterion: str, of: float) -> Mark:
        """Give the points of one criterion, between 0 and ``of``; never raises.

        Of several finished runs, ``scoring.marked_run`` says which counts.
        Whatever is missing or broken earns 0, with the reason in the mark's own words.
        """
        label = rubric.rubric().counted.get(criterion, criterion)
        points, reason = self._points(name, criterion)
        points = max(0.0, min(float(of), points))
        text = f"{label}: {points:g} of {of:g}. {reason}".strip()
        return (Mark if is_marking() else _QuietMark)(points, text)

    def _points(self, name: str, criterion: str) -> tuple[float, str]:
        if criterion == PLACED:
            sort, sorting, reason = self._sorted(name)
            points = sorts.placed(sort, sorting.picks) if sort and sorting else 0
            return float(points), reason
        found = self._marked(name)
        return float(found.points.get(criterion, 0)), found.reason

    def _marked(self, name: str) -> "Marked":
        """Find the run that counts, or say why there is none; worked out once for all its criteria."""
        try:
            story = scenario.load(name)
        except ScenarioError:
            return Marked(
                reason="This role-play cannot be loaded; please tell the course's keeper."
            )
        found, reason = look(Path(), self.exercise)
        known = self._counted.get(name)
        if known and known[0] is found:
            return known[1]
        run = scoring.marked_run(story, found.runs)
        marked = (
            Marked(story, run, "", scoring.marks(story, run.choices))
            if run
            else Marked(reason=reason or why_not_counted(story, found))
        )
        self._counted[name] = (found, marked)
        return marked

    def _sorted(self, name: str) -> tuple[Sort | None, Sorting | None, str]:
        """Find where the cards were put, or say why there is nothing."""
        try:
            sort = sorts.load(name)
        except SortError:
            return None, None, "This sort cannot be loaded; please tell the course's keeper."
        found, reason = look(Path(), self.exercise)
        sorting = found.sorts.get(name)
        return sort, sorting, "" if sorting and sorting.picks else reason or NO_CARD

    def sort_text(self, name: str) -> str:
        """Tell in plain text where the carer put each card, and where we would."""
        sort, sorting, reason = self._sorted(name)
        if sort is None or sorting is None or not sorting.picks:
            return reason
        return cards(sort, sorting)

    def run_text(self, name: str) -> str:
        """Tell the run that counts as a script in plain text, with the safety gate."""
        found = self._marked(name)
        if found.story is None or found.run is None:
            return found.reason
        return script(found.story, found.run)

    def plan_text(self) -> str:
        """Tell the if-then plan in plain text."""
        found, reason = look(Path(), self.exercise)
        if found.plan is None:
            return reason or "No plan yet. (A plan is not marked.)"
        return f"If: {seen(found.plan.if_)}\nThen: {seen(found.plan.then)}\n(A plan is not marked.)"


def why_not_counted(story: Scenario, work: Responses) -> str:
    """Say why there is no run of a role-play that counts, when there is none."""
    return DOES_NOT_FIT if is_lost(story, work.runs) else NO_RUN


def _paragraphs(*texts: str) -> str:
    """Write plain texts as the readable inside of a part."""
    return "\n".join(f"<p>{html.escape(text)}</p>" for text in texts)
