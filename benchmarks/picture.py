"""The results as one picture, in the colours of the course; its words also stand in the table."""

from typing import Any

from matplotlib.patches import Rectangle

from benchmarks import table
from roleplay import figures_draw as pictures

STEP, TOP, LEFT, WIDE = 54, 70, 16, 268


def svg(results: dict[str, Any]) -> str:
    """Draw how long each page takes until the first choice, on a slow phone."""
    rows = results["pages"]
    longest = max(table.first_choice(row) for row in rows)

    def draw(axes):
        pictures.words(axes, LEFT, 30, "Until the first choice", 18, bold=True)
        pictures.words(axes, LEFT, 52, "on a slow phone, in seconds", 14)
        for number, row in enumerate(rows):
            y, took = TOP + number * STEP, table.first_choice(row)
            ours = row["key"].startswith(("player", "book"))
            colour = pictures.TEAL if ours else pictures.CLAY
            pictures.words(axes, LEFT, y + 18, table.plain(row), 12.5, bold=ours)
            axes.add_patch(
                Rectangle((LEFT, y + 26), max(2, WIDE * took / longest), 14, color=colour)
            )
            pictures.words(axes, LEFT + 8 + WIDE * took / longest, y + 38, f"{took:.1f}", 14)

    text = pictures.svg("benchmarks", TOP + STEP * len(rows) + 10, draw)
    said = table.alt(results).replace("&", "&amp;").replace("<", "&lt;")
    head, rest = text.split("<svg ", 1)
    opening, inside = rest.split(">", 1)
    return f'{head}<svg role="img" {opening}>\n<title>{said}</title>{inside}'
