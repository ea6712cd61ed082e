"""How fast work is marked: stock nbgrader and ours, in one run, each on the same one core.

Every figure is a whole program from its start to its end, as a trainer waits for it.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from roleplay import scenario
from roleplay.responses import Answer, Pick, Plan, Responses, Run

ROOT = Path(__file__).resolve().parent.parent
EXERCISE = "05-connection-before-correction"
ROLE_PLAYS = ("kwame-after-school", "theo-hidden-food")
STOCK = 20
OURS = (10, 100, 1_000)
MANY = 10_000
VARIED = 50
START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SAID = (
    "I get down to his height, and I wait with him until he has breath for words.",
    "That was hard for you today. I am here, and we will find a way to mend it together.",
    "",
)


def measure(place: Path, console: Console, many: bool = True) -> dict[str, Any]:
    """Mark 20 carers' work by stock nbgrader, and more and more of it by us.

    Returns:
        ``{"stock": [row, …], "ours": [row, …], "times": float}``; a row is ``{"carers", "seconds",
        "core", "mb"}``: seconds by the clock and of the core's work, and the most memory of one process.
        ``times`` is how many carers' work we mark in the core's time for one of stock's, without the
        start of either program.
    """
    bare = _course(place / "bare")
    core = min(os.sched_getaffinity(0))
    found: dict[str, Any] = {}
    rows = {"stock": (1, STOCK), "ours": (1, *OURS, *([MANY] if many else []))}
    for who, counts in rows.items():
        found[who] = []
        for carers in counts:
            console.print(f"• marking: {who}, {carers}")
            root = Path(shutil.copytree(bare, place / f"{who}-{carers}"))
            hand_in(root, carers)
            found[who].append(_row(who, root, carers, core))
            shutil.rmtree(root)
    return found | {"times": round(one_more(found["stock"]) / one_more(found["ours"]), 1)}


def one_more(rows: list[dict[str, Any]], by: str = "core") -> float:
    """Return the seconds that one more carer's work takes, without the start of the program."""
    first = rows[0]
    last = max((row for row in rows if row["carers"] <= OURS[-1]), key=lambda row: row["carers"])
    return float((last[by] - first[by]) / (last["carers"] - first["carers"]))


def document(found: dict[str, Any]) -> str:
    """Write the results as Markdown, with what they come to."""
    lines = [
        "| Marked by | carers | seconds | of the core's work | most memory, MB |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for who, name in (("stock", "stock `nbgrader autograde`"), ("ours", "**`make grade`**")):
        for row in found[who]:
            cells = (f"{row['carers']:,}", f"{row['seconds']:,.1f}", f"{row['core']:,.1f}", f"{row['mb']:,}")  # fmt: skip
            lines.append(f"| {name} | {' | '.join(cells)} |")
    stock, ours = (1 / one_more(found[who]) for who in ("stock", "ours"))
    low, high = found["load"]
    lines += [
        "",
        f"Without the start of the programs, a second of one core marks {stock:.2f} carers' work by stock nbgrader and "
        f"{ours:.0f} by ours: **{found['times']:.0f} times**. "
        f"{found['date']}, {found['machine']}, load of the machine {low:.1f} before and {high:.1f} after.",
    ]
    return "\n".join(lines) + "\n"


def _row(who: str, root: Path, carers: int, core: int) -> dict[str, Any]:
    """Run one marking as a program of its own on one core."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.marking", who, str(root)],
        cwd=ROOT,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        },
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["marked"] == carers, "not all was marked"
    return {"carers": carers, **{key: told[key] for key in ("seconds", "core", "mb")}}


def _course(root: Path) -> Path:
    """Make a course folder that knows one exercise."""
    from roleplay import grading

    project = root.with_name("project")
    for name in ("exercises", "solutions"):
        shutil.copytree(ROOT / name / EXERCISE, project / name / EXERCISE)
    shutil.copyfile(ROOT / "nbgrader_config.py", project / "nbgrader_config.py")
    grading.prepare(root, project)
    return root


def hand_in(root: Path, carers: int) -> None:
    """Hand in so many carers' work: half of the role-plays to the end, some words, some plans."""
    from roleplay import grading

    texts = [_work(number).to_json() for number in range(VARIED)]
    first = root / "submitted" / "carer-00000" / EXERCISE
    grading.receive(root, EXERCISE, "carer-00000", _work(0), START)
    for number in range(1, carers):
        folder = root / "submitted" / f"carer-{number:05}" / EXERCISE
        shutil.copytree(first, folder)
        (folder / "responses.json").write_text(texts[number % VARIED], encoding="utf-8")
        sent = START + timedelta(seconds=number)
        (folder / "timestamp.txt").write_text(f"{sent:%Y-%m-%d %H:%M:%S.%f} UTC", "utf-8")


def _work(number: int) -> Responses:
    """Make one carer's work; this number's is always the same."""
    when = f"{START:%Y-%m-%dT%H:%M:%SZ}"
    runs = tuple(_walked(name, number + 3 * place, when) for place, name in enumerate(ROLE_PLAYS))
    answers = {
        key: Answer(text=SAID[(number + place) % 3], changed=when)
        for place, key in enumerate(("what-would-you-say", "reflection"))
    }
    plan = Plan(**{"if": "the door bangs", "then": SAID[number % 2], "changed": when})
    return Responses(exercise=EXERCISE, runs=runs, answers=answers, plan=plan)


def _walked(name: str, number: int, when: str) -> Run:
    story = scenario.load(name)
    scene = story.start
    picks: list[Pick] = []
    while choices := story.scenes[scene].choices:
        pick = list(choices)[(number // (1 + len(picks))) % len(choices)]
        picks.append(Pick(scene=scene, choice=pick, own_words=SAID[number % 3]))
        scene = choices[pick].leads_to
    return Run(
        id=f"run{number:09}", scenario=name, version=story.version,
        started=when, ended=when, picks=tuple(picks),
    )  # fmt: skip


def _mark(who: str, root: Path) -> dict[str, Any]:
    """Mark everything; say how long it took, how long the core worked, and the most memory of one process."""
    ours = [sys.executable, "-m", "roleplay", "grade", EXERCISE, "--course-root", str(root)]
    stock = [sys.executable, "-m", "nbgrader", "autograde", EXERCISE]
    begun = time.monotonic()
    subprocess.run(
        stock if who == "stock" else ours,
        cwd=root,
        env={**os.environ, "COURSE_ROOT": str(root)},
        check=True,
        capture_output=True,
    )
    seconds = time.monotonic() - begun
    marked = sum(1 for _ in (root / "autograded").glob(f"*/{EXERCISE}/practice.ipynb"))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": round(seconds, 2),
        "core": round(used.ru_utime + used.ru_stime, 2),
        "mb": used.ru_maxrss // 1024,
        "marked": marked,
    }


if __name__ == "__main__":
    print(json.dumps(_mark(sys.argv[1], Path(sys.argv[2]))))
