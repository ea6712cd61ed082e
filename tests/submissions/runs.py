"""Runs that do not go through their role-play: they are not counted, and the trainer reads why."""

from typing import Any

from tests.submissions.case import ALL, Place, case, some

ODD = some("the choices that came do not lead through this role-play")


def _first(place: Place, **fields: Any) -> None:
    place.work(lambda work: work["runs"][0].update(fields))


@case("picks that no scene has", ODD)
def picks_that_do_not_exist(place: Place) -> None:
    def change(work: dict[str, Any]) -> None:
        for pick in work["runs"][0]["picks"]:
            pick["choice"] = "give-me-all-points"

    place.work(change)


@case("a run that leaves a scene out", ODD)
def run_that_jumps(place: Place) -> None:
    place.work(lambda work: work["runs"][0]["picks"].pop(1))


@case("a run that goes in a circle", ODD)
def run_in_a_circle(place: Place) -> None:
    def change(work: dict[str, Any]) -> None:
        work["runs"][0]["picks"] = work["runs"][0]["picks"][:2] * 8

    place.work(change)


@case("two runs joined into one", ODD)
def runs_merged(place: Place) -> None:
    def change(work: dict[str, Any]) -> None:
        first, second = work["runs"]
        first["picks"] = [*first["picks"], *second["picks"]]
        work["runs"] = [first]

    place.work(change)


@case("a run of one role-play under the name of the other", ODD)
def run_under_another_name(place: Place) -> None:
    def change(work: dict[str, Any]) -> None:
        first, second = work["runs"]
        first["picks"] = second["picks"]

    place.work(change)


@case("a run that says it ended, and stands in the middle", ODD)
def run_that_did_not_end(place: Place) -> None:
    place.work(lambda work: work["runs"][0]["picks"].pop())


@case("a run that ended before its first choice", ODD)
def run_without_picks(place: Place) -> None:
    _first(place, picks=[])


@case("a role-play that the course does not have", some("this course does not have"))
def unknown_role_play(place: Place) -> None:
    _first(place, scenario="a-play-of-my-own")


@case("runs that are not ended yet: nothing is amiss", some())
def not_ended_yet(place: Place) -> None:
    def change(work: dict[str, Any]) -> None:
        for run in work["runs"]:
            run.update(ended=None, picks=run["picks"][:1])

    place.work(change)


@case("the scenes beside the picks are other ones: only the picks count", ALL)
def scenes_renamed(place: Place) -> None:
    def change(work: dict[str, Any]) -> None:
        for pick in work["runs"][0]["picks"]:
            pick["scene"] = "elsewhere"

    place.work(change)


@case("the same run twice, with the same id", ALL)
def run_twice(place: Place) -> None:
    place.work(lambda work: work["runs"].extend(work["runs"][:]))


@case("runs of another version, and in the future", ALL)
def runs_in_the_future(place: Place) -> None:
    for field in ("started", "ended"):
        _first(place, **{field: "9999-12-31T23:59:59Z", "version": "00000000"})


@case("a run that ended before it began", ALL)
def run_backwards(place: Place) -> None:
    _first(place, started="2026-11-21T20:15:00Z", ended="0001-01-01T00:00:00Z")


@case("200 runs, as many as fit", ALL)
def many_runs(place: Place) -> None:
    def change(work: dict[str, Any]) -> None:
        more = [{**work["runs"][0], "id": f"more{number:05}"} for number in range(198)]
        work["runs"] += more

    place.work(change)


@case("nothing was done at all: no marks, and nothing to wait for", some())
def nothing_done(place: Place) -> None:
    place.work(lambda work: work.update(runs=[], answers={}, plan=None, sorts={}))


@case("answers of blanks: nothing to mark by hand", ALL)
def answers_of_blanks(place: Place) -> None:
    def change(work: dict[str, Any]) -> None:
        for answer in work["answers"].values():
            answer["text"] = " \n\t\u00a0\u2003 "

    place.work(change)


@case("cards of another sort, and places that do not exist", some())
def cards_of_another_sort(place: Place) -> None:
    def change(work: dict[str, Any]) -> None:
        for sort in work["sorts"].values():
            sort["picks"] = {"no-card": "no-place", "shoe": "nowhere"}

    place.work(change)
