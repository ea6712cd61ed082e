"""Draw one split of a group as bars: letters, counts, and two shades that a pattern tells apart as well.

Rule: a picture is inline SVG with a title and a description; its colours are attributes, so that a page may turn
them for the dark; no style, no id but its own, nothing from outside. Its every number stands in a table beside it.
"""

import html
import re
from collections.abc import Sequence
from functools import lru_cache
from io import StringIO
from threading import Lock
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.transforms import Affine2D

from roleplay.figures_draw import INK, LINE, TEAL, WIDE
from roleplay.group import Decision

PALE = "#ffffff"
Bar = tuple[str, tuple[int, ...]]
"""A row's name, and its counts: one, or first and latest."""
SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "group", "font.family": "DejaVu Sans", "hatch.linewidth": 1.6, "hatch.color": TEAL}  # fmt: skip
_one_at_a_time = Lock()  # matplotlib's settings belong to the whole process


def split(decision: Decision, number: str) -> str:
    """Draw what everybody chose the first time.

    Args:
        decision: the decision.
        number: what makes this picture's ids its own on the page.
    """
    words = split_words(decision)
    return _picture(
        number, "What was chosen, the first time", words, _first(decision), decision.people
    )


def split_words(decision: Decision) -> str:
    """Say the same in words."""
    return described(_first(decision), decision.people)


def shift(decision: Decision, number: str) -> str:
    """Draw what those who came here again chose, the first time and the latest; nothing when not shown."""
    if decision.again is None:
        return ""
    title = "First time and latest time, the same people"
    return _picture(number, title, shift_words(decision), _both(decision), decision.again)


def shift_words(decision: Decision) -> str:
    """Say the same in words."""
    return described(_both(decision), decision.again) if decision.again is not None else ""


def _first(decision: Decision) -> tuple[Bar, ...]:
    return tuple((r.letter, (r.first,)) for r in decision.replies)


def _both(decision: Decision) -> tuple[Bar, ...]:
    return tuple((r.letter, (r.before or 0, r.latest or 0)) for r in decision.replies)


def described(bars: Sequence[Bar], people: int) -> str:
    """Say a picture in words."""
    one = f"Of {people} people: "
    if bars and len(bars[0][1]) == 1:
        return one + ", ".join(f"{n[0]} chose {letter}" for letter, n in bars) + "."
    return one + "; ".join(f"{letter} was chosen by {n[0]} the first time and {n[1]} the latest" for letter, n in bars) + "."  # fmt: skip


def _picture(number: str, title: str, words: str, bars: tuple[Bar, ...], people: int) -> str:
    """Return the picture as SVG that a page may hold: named, described, and with ids of its own."""
    inside, height = _drawn(bars, people)
    named = (
        f'<svg class="split" viewBox="0 0 {WIDE} {height}" role="img" xmlns="http://www.w3.org/2000/svg" '
        f'aria-labelledby="{number}-title {number}-words">'
        f'<title id="{number}-title">{html.escape(title)}</title>'
        f'<desc id="{number}-words">{html.escape(words)}</desc>'
    )
    return named + inside.replace("@@", number) + "</svg>"


@lru_cache(maxsize=2048)
def _drawn(bars: tuple[Bar, ...], people: int) -> tuple[str, int]:
    """Draw the bars once for each set of counts; ids begin with ``@@``."""
    thick = 18
    row = thick * len(bars[0][1]) + 16
    height = row * len(bars) + 8
    left, wide = 34, WIDE - 34 - 78
    with _one_at_a_time, mpl.rc_context(SETTINGS):
        # Straight onto the figure, one unit a CSS pixel down the page: axes would cost most of the time.
        figure = Figure(figsize=(WIDE / 72, height / 72), dpi=72)
        page = Affine2D().scale(1, -1).translate(0, height)

        def box(at: float, long: float, **look: Any) -> None:  # noqa: ANN401 (as matplotlib takes it)
            figure.add_artist(Rectangle((left, at), long, thick - 3, transform=page, **look))

        def word(x: float, y: float, said: str, size: int, weight: str = "normal") -> None:
            figure.text(
                x, y, said, fontsize=size, fontweight=weight, color=INK, va="center", transform=page
            )

        for place, (letter, counts) in enumerate(bars):
            top = 10 + place * row
            word(8, top + thick * len(counts) / 2, letter, 17, "bold")
            for which, count in enumerate(counts):
                at = top + which * thick
                box(at, wide, facecolor=LINE, linewidth=0)
                if count:
                    look = {"facecolor": PALE, "hatch": "///"} if which else {"facecolor": TEAL}
                    box(at, wide * count / people, edgecolor=TEAL, linewidth=1.5, **look)
                word(left + wide + 8, at + thick / 2 - 1, f"{count} of {people}", 14)
        out = StringIO()
        figure.savefig(
            out, format="svg", transparent=True, metadata={"Date": None, "Creator": None}
        )
    return _bare(out.getvalue()), height


def _bare(svg: str) -> str:
    """Take out of matplotlib's file what a page does not need, and make its styles attributes."""
    inside = svg[svg.index("<defs>") : svg.rindex("</svg>")]
    inside = re.sub(r"<style[^>]*>.*?</style>", "", inside, flags=re.DOTALL)
    inside = re.sub(r"<!--.*?-->", "", inside, flags=re.DOTALL)
    inside = re.sub(r' id="(?:figure|axes|patch|text|line2d)_\d+"', "", inside)
    inside = re.sub(r";? *font-family[^;\"]*", "", inside)
    inside = re.sub(r'style="([^"]*)"', _attributes, inside)
    inside = re.sub(r' id="([^"]+)"', r' id="@@\1"', inside)
    inside = re.sub(r"url\(#([^)]+)\)", r"url(#@@\1)", inside)
    return re.sub(r">\s+<", "><", re.sub(r"\s*\n\s*", " ", inside)).strip()


def _attributes(style: re.Match[str]) -> str:
    """Write a style as attributes of SVG: a page that allows no styles shows it all the same."""
    found = []
    for part in style[1].split(";"):
        name, _, value = (p.strip() for p in part.partition(":"))
        if name == "font":
            bold = value.split()[0] in ("700", "bold")
            size = re.search(r"([\d.]+)px", value)
            found.append(f'font-size="{size[1] if size else 14}"')
            found += ['font-weight="bold"'] if bold else []
        elif name:
            found.append(f'{name}="{value}"')
    return " ".join(found)
