"""Draw the book's pictures with matplotlib, when the book is built.

Rule: each picture is one calm SVG, wide enough for a phone and no wider, whose every word also stands
in the page as text. Each module's pictures stand in a file of their own, listed here.
"""

from pathlib import Path

from roleplay import (
    figures_attachment,
    figures_belonging,
    figures_connection,
    figures_evidence,
    figures_homes,
    figures_minds,
    figures_pace,
    figures_practice,
    figures_risk,
    figures_room,
    figures_self,
    figures_starting,
    figures_team,
    figures_whole_child,
)
from roleplay.figures_draw import Picture, svg


def pictures() -> list[Picture]:
    """List every picture of the book."""
    return [
        *figures_starting.PICTURES,
        *figures_evidence.PICTURES,
        *figures_attachment.PICTURES,
        *figures_belonging.PICTURES,
        *figures_connection.PICTURES,
        *figures_homes.PICTURES,
        *figures_minds.PICTURES,
        *figures_pace.PICTURES,
        *figures_practice.PICTURES,
        *figures_risk.PICTURES,
        *figures_room.PICTURES,
        *figures_self.PICTURES,
        *figures_team.PICTURES,
        *figures_whole_child.PICTURES,
    ]


def build(folder: Path) -> list[Path]:
    """Write every picture into ``folder`` as SVG; a file that would not change is left alone.

    Args:
        folder: where the pictures go, made if it is missing (the book uses ``book/figures``).

    Returns:
        The paths of the pictures, in order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, height, draw in pictures():
        path = folder / f"{name}.svg"
        text = svg(name, height, draw)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
        made.append(path)
    return made
