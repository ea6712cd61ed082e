"""The results as text: one table for pages, one for the work of authors."""

from typing import Any

from benchmarks import visit

SLOW = visit.SLOW.name
HEAD = (
    "Page", "kB sent", "requests", "to other hosts",
    "Begin: no slowing", "CPU ÷4", "slow phone",
    "first choice: no slowing", "CPU ÷4", "slow phone",
)  # fmt: skip


def markdown(results: dict[str, Any]) -> str:
    """Write the results of one run as Markdown."""
    lines = [_line(HEAD), _line(["---", *["---:"] * (len(HEAD) - 1)])]
    lines += [_line(_cells(row)) for row in results["pages"]]
    if results["work"]:
        lines += ["", "| Work | seconds |", "| --- | ---: |"]
        lines += [_line([name, f"{took:.2f}"]) for name, took in results["work"].items()]
    low, high = results["load"]
    lines += [
        "",
        f"Medians of {results['repeats']}, in seconds. {results['date']}, {results['machine']}, "
        f"load of the machine {low:.1f} before and {high:.1f} after.",
    ]
    return "\n".join(lines) + "\n"


def _cells(row: dict[str, Any]) -> list[str]:
    cells = [row["name"], f"{row['bytes'] / 1000:,.0f}", str(row["requests"]), str(row["outside"])]
    for mark in ("begin", "choice"):
        for conditions in visit.ALL:
            found = row["times"][conditions.name].get(mark)
            cells.append(f"{found['median'] / 1000:.2f}" if found else "–")
    return cells


def _line(cells) -> str:
    return f"| {' | '.join(cells)} |"


def alt(results: dict[str, Any]) -> str:
    """Say the picture in words."""
    said = [f"{plain(row)} {first_choice(row):.1f} s" for row in results["pages"]]
    return (
        f"Bars: how long until the first choice can be tapped on a slow phone. {'; '.join(said)}."
    )


def plain(row: dict[str, Any]) -> str:
    """Return a row's name without Markdown."""
    return row["name"].replace("*", "")


def first_choice(row: dict[str, Any]) -> float:
    """Return the seconds until the first choice on a slow phone."""
    return row["times"][SLOW]["choice"]["median"] / 1000
