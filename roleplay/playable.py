"""What a browser gets of a scenario or a sort: one JSON object for the player, on every host."""

from typing import Any

from roleplay import scoring
from roleplay.model import Scenario
from roleplay.sorts import Sort


def playable(scenario: Scenario) -> dict[str, Any]:
    """Return the scenario as plain JSON data, with its version and the best of each criterion.

    The debrief shows what each choice carries, so points go along; marks come from Python alone.
    """
    wanted = {
        "name",
        "title",
        "child",
        "minutes",
        "about",
        "content_note",
        "line",
        "start",
        "scenes",
    }
    data: dict[str, Any] = scenario.model_dump(mode="json", include=wanted, exclude_defaults=True)
    data["line"] = scenario.line.model_dump(mode="json")
    data["version"] = scenario.version
    data["reviewed"] = list(scenario.reviewed_by)
    data["best"] = scoring.best(scenario)
    data["model"] = list(scoring.model_run(scenario))
    return data


def sortable(sort: Sort) -> dict[str, Any]:
    """Return the sort as plain JSON data, with its version.

    Where we would put each card goes along, because the carer may look at any time; marks come from Python alone.
    """
    wanted = {"name", "title", "about", "minutes", "places", "cards"}
    data: dict[str, Any] = sort.model_dump(mode="json", include=wanted, exclude_none=True)
    return {**data, "version": sort.version, "reviewed": list(sort.reviewed_by)}
