"""python -m benchmarks: our pages and similar tools, side by side in one run."""

import contextlib
import json
import os
import platform
import re
import statistics
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks import marking, picture, rooms, table, visit, work
from benchmarks.rows import ROWS, Row

HERE = Path(__file__).parent
DOCUMENT = HERE.parent / "docs" / "benchmarks.md"
BETWEEN = re.compile(r"(<!-- results -->\n).*(<!-- end of results -->)", re.DOTALL)
APART = {"marking": marking, "rooms": rooms}
"""Measurements of their own, each with its own table."""
WORK = {"build": work.book, "check": work.check, "group": work.group}
KEYS = [*(row.key for row in ROWS), *WORK, *APART]


@click.command()
@click.option(
    "--only", multiple=True, type=click.Choice(KEYS), help="Only this one (again for more)."
)
@click.option(
    "--repeats", default=5, show_default=True, help="Visits to each page, each as a first one."
)
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON, not as a table.")
def main(only: tuple[str, ...], repeats: int, as_json: bool) -> None:
    """Time how soon a carer can choose: on our pages, and on those of similar tools.

    Every page is visited in turn, so that a busy machine is as hard on one as on the other.
    A whole run (without --only) is kept in benchmarks/results/ and in docs/benchmarks.md;
    'marking' and 'rooms' are always kept.
    """
    console = Console(stderr=True)
    wanted = only or tuple(KEYS)
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="course-bench-") as place:
        rows = [row for row in ROWS if row.key in wanted]
        found = _pages(rows, repeats, Path(place), console)
        done: dict[str, float] = {}
        for key, measure in WORK.items():
            if key in wanted:
                console.print(f"• {key}")
                done |= measure(Path(place) / key)
        apart: dict[str, dict[str, Any]] = {}
        for key, part in APART.items():
            if key in wanted:
                (Path(place) / key).mkdir()
                apart[key] = part.measure(Path(place) / key, console)
    about = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}",
        "load": [before, os.getloadavg()[0]],
    }
    for key, measured in apart.items():
        _keep_apart(key, about | measured)
    if only and set(only) <= set(APART):
        for key, measured in apart.items():
            whole = about | measured
            click.echo(json.dumps(whole, indent=1) if as_json else APART[key].document(whole))
        return
    results = {
        **about,
        "repeats": repeats,
        "pages": found,
        "work": done,
    }
    if not only:
        _keep(results)
        console.print(f"• kept in {HERE / 'results'} and {DOCUMENT}")
    click.echo(
        json.dumps(results, ensure_ascii=False, indent=1) if as_json else table.markdown(results)
    )


def _pages(rows: list[Row], repeats: int, place: Path, console: Console) -> list[dict[str, Any]]:
    """Visit every page in turn, as often as asked, in every condition."""
    seen: dict[str, dict[str, list[visit.Visit]]] = {}
    columns = (
        TextColumn("{task.description:<46}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with contextlib.ExitStack() as open_now, Progress(*columns, console=console) as progress:
        browser = open_now.enter_context(visit.chromium()) if rows else None
        task = progress.add_task("starting", total=len(rows) * (1 + repeats * len(visit.ALL)))
        addresses = {}
        for row in rows:
            progress.update(task, description=f"making: {table.plain({'name': row.name})}")
            addresses[row.key] = open_now.enter_context(row.open(place / row.key))
            progress.advance(task)
        for _ in range(repeats):
            for conditions in visit.ALL:
                for row in rows:
                    progress.update(task, description=f"{row.key}: {conditions.name}")
                    once = visit.visit(
                        browser, addresses[row.key], row.taps, conditions, begin=row.begin
                    )
                    seen.setdefault(row.key, {}).setdefault(conditions.name, []).append(once)
                    progress.advance(task)
    return [_summary(row, seen[row.key]) for row in rows]


def _summary(row: Row, visits: dict[str, list[visit.Visit]]) -> dict[str, Any]:
    """Put the visits to one page together: medians, and the least and most."""
    whole = visits[visit.FAST.name]
    times: dict[str, dict[str, Any]] = {}
    for name, some in visits.items():
        for mark in some[0].moments:
            moments = [one.moments[mark] for one in some]
            times.setdefault(name, {})[mark] = {
                "median": round(statistics.median(moments)),
                "least": round(min(moments)),
                "most": round(max(moments)),
            }
    return {
        "key": row.key,
        "name": row.name,
        "kernel": row.kernel,
        "bytes": round(statistics.median(one.bytes for one in whole)),
        "requests": round(statistics.median(one.requests for one in whole)),
        "outside": round(statistics.median(len(set(one.outside)) for one in whole)),
        "times": times,
    }


def _keep(results: dict[str, Any]) -> None:
    """Write the results as data, as a table, as a picture, and into the document."""
    folder = HERE / "results"
    folder.mkdir(exist_ok=True)
    text = json.dumps(results, ensure_ascii=False, indent=1) + "\n"
    (folder / "latest.json").write_text(text, encoding="utf-8")
    (folder / "latest.md").write_text(table.markdown(results), encoding="utf-8")
    (folder / "latest.svg").write_text(picture.svg(results), encoding="utf-8")
    old = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(BETWEEN.sub(lambda m: f"{m[1]}{document(results)}{m[2]}", old), "utf-8")


def apart_in(document: str, key: str) -> re.Match[str] | None:
    """Find the place of a measurement of its own in the document."""
    return _between(key).search(document)


def _between(key: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- {key} -->\n).*(<!-- end of {key} -->)", re.DOTALL)


def _keep_apart(key: str, found: dict[str, Any]) -> None:
    """Write a measurement of its own as data and into the document."""
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    (HERE / "results" / f"{key}.json").write_text(text, encoding="utf-8")
    old, new = DOCUMENT.read_text(encoding="utf-8"), APART[key].document(found)
    DOCUMENT.write_text(_between(key).sub(lambda m: f"{m[1]}{new}{m[2]}", old), "utf-8")


def document(results: dict[str, Any]) -> str:
    """Write what docs/benchmarks.md shows of a run: the table, and the picture with its words."""
    shown = f"![{table.alt(results)}](../benchmarks/results/latest.svg)"
    return f"{table.markdown(results)}\n{shown}\n"


if __name__ == "__main__":
    main()
