"""The player in a notebook: the one place that knows anywidget.

Only ``value`` comes back from the browser. It is checked like any file from outside; what does
not fit is left aside with a plain word, and never written. Nothing is written when a part is made.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from pydantic import ValidationError

from roleplay import element, responses, scripts
from roleplay.responses import Responses
from roleplay.translation import ENGLISH, Language, word

NOT_KEPT = word("This could not be kept. What you did before is safe.")
NO_ROOM = word("Your work could not be written to the file just now. Please tell your trainer.")


class Part(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget ships without types we follow
    """One part of a page in a notebook: a role-play, cards to sort, a box for own words, a plan, or sending.

    Args (traits): ``kind`` one of ``element.KINDS``; ``data`` what the player needs;
    ``value`` what the carer did, in the shapes of ``docs/formats.md``, section 5.
    """

    _esm = scripts.module_script()
    _css = scripts.css()
    kind = traitlets.Unicode().tag(sync=True)
    data = traitlets.Dict().tag(sync=True)
    value = traitlets.Dict().tag(sync=True)

    exercise = ""
    name = ""

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:  # noqa: ANN401 - Jupyter's own shape
        """Add the static element, which the book shows in place of the live widget."""
        made = super()._repr_mimebundle_(**kwargs)
        if made is None:
            return None
        bundle, meta = made if isinstance(made, tuple) else (made, {})
        # A message about this notebook's file is nobody else's business.
        data = {key: value for key, value in self.data.items() if key != "message"}
        text = element.html(self.kind, self.exercise, self.name, data, self.fallback)
        return {**bundle, "text/html": text}, meta

    fallback = ""
    language = ENGLISH

    def say(self, message: str) -> None:
        """Show the carer a plain sentence above the part; an empty one takes it away."""
        message = self.language.of(message)
        if self.data.get("message", "") != message:
            self.data = {**self.data, "message": message}


def part(
    kind: str,
    exercise: str,
    name: str,
    data: Mapping[str, Any],
    path: Path,
    fallback: str = "",
    language: Language = ENGLISH,
) -> Part:
    """Make one part for a notebook: restored from ``path``, and kept there as the carer works.

    Args:
        kind: one of ``element.KINDS``.
        exercise: the exercise the part belongs to.
        name: the part's own name (a scenario, or the id of an answer).
        data: what the player needs, as plain JSON data.
        path: the ``responses.json`` beside the notebook.
        fallback: readable HTML for the book page, already escaped.
        language: the language of the player's own words; ``data`` is in it already.

    Raises:
        ValueError: there is no such kind of part.
    """
    if kind not in element.KINDS:
        raise ValueError(f"There is no part '{kind}'. There are: {', '.join(element.KINDS)}.")
    found = responses.read(path, exercise)
    speaking = Part if language is ENGLISH else _speaking(language)
    made = speaking(kind=kind, data=dict(data), value=_value(kind, name, found.responses))
    made.exercise, made.name, made.fallback = exercise, name, fallback
    made.language = language
    made.say(found.message)

    def keep(change: Mapping[str, Any]) -> None:
        """Join the change with what is in the file, which other parts write too."""
        try:
            changed = _responses(kind, exercise, name, change["new"])
        except (ValidationError, TypeError, ValueError, AttributeError):
            made.say(NOT_KEPT)
            return
        if changed is None or (changed.is_empty and not changed.answers and not changed.sorts):
            return
        before = responses.read(path, exercise)
        try:
            responses.save(path, responses.merge(before.responses, changed))
        except (OSError, ValidationError):
            made.say(NO_ROOM)
            return
        made.say(before.message)

    made.observe(keep, names="value")
    return made


def _speaking(language: Language) -> type[Part]:
    """Make the part whose own words are in another language."""

    class Speaking(Part):
        _esm = scripts.module_script(language)

    return Speaking


def _value(kind: str, name: str, kept: Responses) -> dict[str, Any]:
    """Give the part its share of what is kept, in the player's shape."""
    if kind == "role-play":
        runs = [run.model_dump(mode="json") for run in kept.runs if run.scenario == name]
        plan = kept.plan.model_dump(mode="json", by_alias=True) if kept.plan else None
        return {"runs": runs, "plan": plan}
    if kind == "own-words" and name in kept.answers:
        return kept.answers[name].model_dump(mode="json")
    if kind == "if-then" and kept.plan:
        return kept.plan.model_dump(mode="json", by_alias=True)
    if kind == "sort-cards" and name in kept.sorts:
        return kept.sorts[name].model_dump(mode="json")
    return {}


def _responses(kind: str, exercise: str, name: str, value: object) -> Responses | None:
    """Check what a browser sent and give it the shape of a file; nothing of it is believed.

    Raises:
        ValidationError: it does not have the shape of the format, or belongs to another scenario.
    """
    if not isinstance(value, dict) or not value:
        return None
    share: dict[str, Any]
    if kind == "role-play":
        share = {"runs": value.get("runs", []), "plan": value.get("plan")}
    elif kind == "own-words":
        share = {"answers": {name: value}}
    elif kind == "if-then":
        share = {"plan": value}
    elif kind == "sort-cards":
        share = {"sorts": {name: value}}
    else:
        return None
    checked = Responses.model_validate({"exercise": exercise, **share})
    if any(run.scenario != name for run in checked.runs):
        raise ValueError("These runs belong to another role-play.")
    return checked
