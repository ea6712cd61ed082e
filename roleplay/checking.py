"""The rules a scenario must keep, each said in a trainer's words with the likely fix.

Shape (fields and types) comes from ``model``; this module holds the rules between the parts.
"""

import json
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import lru_cache
from graphlib import CycleError
from pathlib import Path

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from roleplay import model, routes
from roleplay.model import HOT, Scenario
from roleplay.reading import Place

ITEMS = Path(__file__).parent / "data" / "teachable-items.json"
Fault = tuple[Place, str]


@lru_cache
def item_ids() -> frozenset[str]:
    """Return the ids of the 191 teachable items."""
    return frozenset(item["id"] for item in json.loads(ITEMS.read_text(encoding="utf-8")))


def did_you_mean(asked: str, known: Iterator[str] | list[str]) -> str:
    """Suggest the nearest known name, or list what there is."""
    names = list(known)
    close = get_close_matches(asked, names, n=1)
    return f"Did you mean '{close[0]}'?" if close else f"There are: {', '.join(names)}."


def where(place: Place) -> str:
    """Say a place in a trainer's words: "scene 'kitchen', choice 'wait', text"."""
    words = list(map(str, place))
    said = []
    if words[:1] == ["cards"] and len(words) > 1:
        said.append(f"card '{words[1]}'")
        words = words[2:]
    if words[:1] == ["scenes"] and len(words) > 1:
        said.append(f"scene '{words[1]}'")
        words = words[2:]
        if words[:1] == ["choices"] and len(words) > 1:
            said.append(f"choice '{words[1]}'")
            words = words[2:]
    words = [word for word in words if word != "[key]"]
    return ", ".join([*said, *([" ".join(words)] if words else [])])


def shape_fault(detail: ErrorDetails, fields: Callable[[Place], list[str]] | None = None) -> Fault:
    """Turn one of pydantic's findings into a place and a sentence; ``fields`` lists what may stand at a place."""
    place: Place = tuple(detail["loc"])
    kind, context = detail["type"], detail.get("ctx", {})
    got = detail.get("input")
    field = str(place[-1]) if place else ""
    if kind == "missing":
        return place[:-1], f"'{field}' is missing. Add a line '{field}: ...'."
    if kind == "extra_forbidden":
        return (
            place,
            f"'{field}' is not a field here. {did_you_mean(field, (fields or _fields)(place))}",
        )
    if kind == "string_pattern_mismatch":
        return (
            place,
            f"'{got}' is not a name we can use. Small letters, digits and single hyphens only.",
        )
    if kind == "string_type":
        return place, f"This must be text, but it is {_kind(got)}. Put it in quotes."
    if kind in {"string_too_short", "too_short"}:
        return place, "This is empty. Write something here, or take the line out."
    if kind in {"string_too_long", "too_long"}:
        return place, f"This is longer than {context.get('max_length')}. Shorten it."
    if kind == "literal_error":
        asked = str(got)
        return place, f"'{asked}' is not one of {context.get('expected')}."
    if kind in {"int_type", "int_parsing", "int_from_float"}:
        return place, f"This must be a whole number without quotes, but it is {_kind(got)}."
    if kind in {"greater_than_equal", "less_than_equal"}:
        limit = context.get("ge", context.get("le"))
        bound = "at least" if "ge" in context else "at most"
        return place, f"{got} is out of range: it must be {bound} {limit}."
    if kind in {"bool_type", "bool_parsing"}:
        return place, f"This must be true or false without quotes, but it is {_kind(got)}."
    if kind in {"dict_type", "model_type", "tuple_type"}:
        form = (
            "a list, like [one, two]"
            if kind == "tuple_type"
            else "lines of 'name: value' set further in"
        )
        return place, f"This must be {form}, but it is {_kind(got)}."
    return place, f"{detail['msg']}."


def _kind(got: object) -> str:
    """Name a YAML value's kind as a trainer would."""
    names = {dict: "a group of lines", list: "a list", bool: "true/false", int: "a number"}
    names |= {float: "a number", type(None): "empty", str: "text"}
    return names.get(type(got), "something else, such as a date")


def _fields(place: Place) -> list[str]:
    """List the fields that may stand at a place."""
    inner: dict[object, type[BaseModel]] = {"child": model.Child, "line": model.Line}
    inner["scenes"] = model.Choice if "choices" in place else model.Scene
    part = inner.get(place[0], model.Scenario) if len(place) > 1 else model.Scenario
    return [name for name in part.model_fields if name != "name" or part is model.Child]


def faults(scenario: Scenario) -> Iterator[Fault]:
    """Yield every broken rule; later rules wait until the graph itself is sound."""
    found = [*_names(scenario), *_endings(scenario), *_items(scenario)]
    yield from found
    if any(place[-1:] == ("leads_to",) or place == ("start",) for place, _ in found):
        return
    try:
        routes.in_order(scenario)
    except CycleError as error:
        # graphlib lists a circle backwards: each scene before the one that leads to it.
        circle = " → ".join(reversed(error.args[1]))
        yield (
            ("scenes", error.args[1][0]),
            (
                f"The story goes round in a circle ({circle}). Trying again is a new run: "
                "let one of these scenes lead on to an ending."
            ),
        )
        return
    unreached = list(_unreached(scenario))
    yield from unreached
    if not unreached:
        yield from _repairs(scenario)
        yield from _line(scenario)
        yield from _best(scenario)


def _names(scenario: Scenario) -> Iterator[Fault]:
    names = list(scenario.scenes)
    if scenario.start not in scenario.scenes:
        yield (
            ("start",),
            (
                f"The story starts at '{scenario.start}', but there is no such scene. "
                f"{did_you_mean(scenario.start, names)}"
            ),
        )
    for name, scene in scenario.scenes.items():
        for pick, choice in scene.choices.items():
            if choice.leads_to not in scenario.scenes:
                yield (
                    ("scenes", name, "choices", pick, "leads_to"),
                    (
                        f"This leads to '{choice.leads_to}', but there is no such scene. "
                        f"{did_you_mean(choice.leads_to, names)}"
                    ),
                )


def _endings(scenario: Scenario) -> Iterator[Fault]:
    for name, scene in scenario.scenes.items():
        place: Place = ("scenes", name)
        if scene.is_ending:
            for field in ("title", "debrief"):
                if getattr(scene, field) is None:
                    yield (
                        place,
                        (
                            f"This scene has no choices, so the story ends here, but it has no '{field}'. "
                            f"Add a line '{field}: ...', or give the scene choices."
                        ),
                    )
            if scene.ask is not None:
                yield (*place, "ask"), "An ending asks nothing. Take 'ask' out, or add choices."
        else:
            for field in ("title", "debrief"):
                if getattr(scene, field) is not None:
                    yield (
                        (*place, field),
                        f"Only an ending has '{field}'. Take it out, or take the choices out.",
                    )
            count = len(scene.choices)
            if not 2 <= count <= 4:
                said = "Only one choice stands" if count == 1 else f"There are {count} choices"
                yield (*place, "choices"), f"{said} here. Give two, three or four."
            texts = [choice.text for choice in scene.choices.values()]
            if len(set(texts)) < len(texts):
                yield (*place, "choices"), "Two choices here have the same words. Make them differ."


def _items(scenario: Scenario) -> Iterator[Fault]:
    for i, item in enumerate(scenario.teaches):
        if item not in item_ids():
            yield (
                ("teaches", i),
                (
                    f"There is no teachable item '{item}'. {did_you_mean(item, sorted(item_ids()))[:200]}"
                ),
            )


def _unreached(scenario: Scenario) -> Iterator[Fault]:
    reached, ahead = set(), [scenario.start]
    while ahead:
        reached.add(here := ahead.pop())
        ahead += [
            c.leads_to for c in scenario.scenes[here].choices.values() if c.leads_to not in reached
        ]
    for name in scenario.scenes:
        if name not in reached:
            yield (
                ("scenes", name),
                (
                    "No choice leads to this scene, so nobody will meet it. "
                    f"Write 'leads_to: {name}' in some choice, or take the scene out."
                ),
            )


def _repairs(scenario: Scenario) -> Iterator[Fault]:
    can_repair: dict[str, bool] = {}
    for name in reversed(routes.in_order(scenario)):
        choices = scenario.scenes[name].choices.values()
        can_repair[name] = any(c.step == "repair" or can_repair[c.leads_to] for c in choices)
    for name, scene in scenario.scenes.items():
        if scene.choices and scene.temperature > HOT and not can_repair[name]:
            yield (
                ("scenes", name),
                (
                    f"The child's temperature is {scene.temperature} here, and no way to put things right can be reached. "
                    "Add a choice with 'step: repair' here or further on."
                ),
            )


def _line(scenario: Scenario) -> Iterator[Fault]:
    if not scenario.line.needed:
        return
    marked = {c.line for s in scenario.scenes.values() for c in s.choices.values()}
    for word in ("met", "missed"):
        if word not in marked:
            yield (
                ("line",),
                (
                    f"The safeguarding line is needed, but no choice has 'line: {word}'. "
                    "Mark the choice that does, or write 'needed: false'."
                ),
            )


def _best(scenario: Scenario) -> Iterator[Fault]:
    found = routes.best(scenario)
    if not found.guided:
        yield (
            ("scenes",),
            (
                "No run both keeps the child safe and corrects after connecting. "
                "After a 'connect' choice, offer a 'correct' choice without 'harm'"
                + (", on a way that meets the line." if scenario.line.needed else ".")
            ),
        )
        return
    if found.model_run is None:
        yield ("scenes",), _no_model_run(scenario, found)
        return
    chosen = [(m.scene.choices, m.pick) for m in routes.walk(scenario, found.model_run)]
    if len(chosen) > 1 and all(next(iter(choices)) == pick for choices, pick in chosen):
        yield ("scenes",), "The best choice is always the first one. Move it in at least one scene."
    if len(chosen) > 1 and all(
        len(choices[pick].text) == max(len(c.text) for c in choices.values())
        for choices, pick in chosen
    ):
        yield (
            ("scenes",),
            "The best choice is always the longest one. Shorten it in at least one scene.",
        )


def _no_model_run(scenario: Scenario, found: routes.Best) -> str:
    progress = routes.Progress()
    pace: dict[str, int] = dict.fromkeys(model.PACE, 0)
    for moment in routes.walk(scenario, found.nearest):
        progress = progress.after(moment.choice)
        for letter, points in moment.choice.pace.items():
            pace[letter] += points
    earned = {**pace, "order": progress.order, "limit": progress.limit, "repair": progress.repair}
    short = [
        f"{name} {earned[name]} of {most}"
        for name, most in found.points.items()
        if earned[name] < most
    ]
    return (
        "No single run earns the best of every criterion, so nobody could get full marks. "
        f"The nearest ({' → '.join(found.nearest)}) has {', '.join(short)}. "
        "Give equally good choices the same points, or move points onto that run."
    )
