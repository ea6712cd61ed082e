"""A sheet as a paper form: lines to write on, the drawing, the words. Without a script it is what a page shows.

With a script, ``player/sheet-paper.js`` fills the same form in, and it is what is printed: what is written
goes where ``data-field`` names it. Everything is escaped; nothing that comes in is markup.
"""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from roleplay.translation import ENGLISH, Language

CSS = Path(__file__).parent / "player" / "sheet-paper.css"
"""How the form looks; it stands in the page beside the form."""
_TAPPED = ("sentence", "strip", "picture", "map")
"""Kinds whose help says what to tap: of no use on paper."""
_HEAT = (20, 330)
"""Where the drawn thermometer has its 0 and its 10."""


def html(data: dict[str, Any], language: Language = ENGLISH) -> str:
    """Write a sheet as a blank form.

    Args:
        data: what ``sheets.for_page`` gives, in any language.
        language: the language of the form's own words.
    """
    return "\n".join(
        [
            f"<style>{_styles()}</style>",
            '<div class="sheet">',
            f'<p class="sheet-title"><strong>{escape(data["title"])}</strong></p>',
            *_paragraphs(data["about"], "sheet-about"),
            *(line for name, part in data["parts"].items() for line in _part(part, name, language)),
            '<div class="sheet-earlier"></div>',
            *_paragraphs(data.get("credit", ""), "sheet-small"),
            *_paragraphs(
                language.say(
                    "What you write here is yours. Keep it where nobody sees it who should not."
                ),
                "sheet-small",
            ),
            "</div>",
        ]
    )


def _styles() -> str:
    text = re.sub(r"/\*.*?\*/", "", CSS.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\s+", " ", text).strip()


def _paragraphs(text: str, kind: str) -> list[str]:
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return [f'<p class="{kind}">{escape(part)}</p>' for part in parts]


def _part(part: dict[str, Any], at: str, language: Language) -> Iterator[str]:
    """Write one part; ``at`` is where what is written is kept, with ``*`` for an entry of a list."""
    kind = part["kind"]
    yield f'<div class="sheet-part sheet-{kind}">'
    if kind == "say":
        yield from _say(part)
    else:
        yield f'<p class="sheet-label"><strong>{escape(part["label"])}</strong></p>'
        if kind not in _TAPPED:
            yield from _paragraphs(part.get("help", ""), "sheet-help")
    if kind == "text":
        yield _lines(at, part["rows"])
    elif kind == "heat":
        yield _heat(part, at)
    elif kind in ("choose", "tick"):
        yield _options(part, at)
    elif kind == "sentence":
        for pieces in part["pieces"].values():
            words = " · ".join(pieces["words"])
            yield f'<p class="sheet-help sheet-blank">{escape(pieces["label"])}: {escape(words)}</p>'
        yield _lines(at, 2)
    elif kind == "strip":
        yield from _strip(part, at, language)
    elif kind == "picture":
        yield from _picture(part, at)
    elif kind == "change":
        yield from _change(part, at)
    elif kind == "map":
        yield _map(part, at)
    elif kind == "list":
        yield f'<div data-list="{escape(at)}">'
        for _ in range(part["blank"]):
            yield '<div class="sheet-entry">'
            if part["dated"]:
                yield f'<p class="sheet-date">{escape(language.say("Day and time"))}: <span data-date="{escape(at)}/*"></span></p>'
            for name, one in part["parts"].items():
                yield from _part(one, f"{at}/*/{name}", language)
            yield "</div>"
        yield "</div>"
    yield "</div>"


def _say(part: dict[str, Any]) -> Iterator[str]:
    if "title" in part:
        yield f'<p class="sheet-label"><strong>{escape(part["title"])}</strong></p>'
    yield from _paragraphs(part.get("text", ""), "sheet-words")
    if part["steps"]:
        yield f"<ol>{''.join(f'<li>{escape(step)}</li>' for step in part['steps'])}</ol>"


def _lines(at: str, rows: int) -> str:
    lines = '<span class="sheet-line"></span>' * rows
    return f'<div class="sheet-lines" data-field="{escape(at)}">{lines}</div>'


def _options(part: dict[str, Any], at: str) -> str:
    options = (
        f'<li data-option="{escape(name)}"><span class="sheet-box"></span> {escape(words)}</li>'
        for name, words in part["options"].items()
    )
    return f'<ul class="sheet-options" data-field="{escape(at)}">{"".join(options)}</ul>'


def _heat(part: dict[str, Any], at: str) -> str:
    """Draw the thermometer, with a ring that a script puts round the reading."""
    low, high = _HEAT
    step = (high - low) / 10
    marks = "".join(
        f'<path d="M{low + n * step:g} 36v7"/><text x="{low + n * step:g}" y="60">{n}</text>'
        for n in range(11)
    )
    middles = (0.5, 2.5, 4.5, 6.5, 9)
    feels = "".join(
        f'<text class="sheet-feels" x="{low + at_ * step:g}" y="80">{escape(words)}</text>'
        for at_, words in zip(middles, part["feels"], strict=True)
    )
    return (
        f'<svg class="sheet-thermometer" viewBox="0 0 350 88" data-heat="{escape(at)}" role="img" '
        f'aria-label="{escape(part["label"])} 0 1 2 3 4 5 6 7 8 9 10">'
        f'<path d="M{low - 8} 14h{high - low + 8}a10 10 0 0 1 0 20H{low - 8}a10 10 0 0 1 0-20z"/>'
        f'<path class="sheet-mercury" d="M{low - 8} 19h0v10h0z" data-from="{low - 8}" data-step="{step:g}"/>'
        f'{marks}<circle class="sheet-ring" r="10" cx="{low}" cy="55" data-from="{low}" data-step="{step:g}"/>'
        f"{feels}</svg>"
    )


def _strip(part: dict[str, Any], at: str, language: Language) -> Iterator[str]:
    cell = '<li><span class="sheet-frame"></span><span class="sheet-words-line"></span></li>'
    yield f'<ol class="sheet-cells" data-strip="{escape(at)}">{cell * 5}</ol>'
    said = language.say("Pictures to cut out, or draw your own.")
    yield f'<div class="sheet-blank"><p class="sheet-help">{escape(said)}</p><ul class="sheet-pictures">'
    for picture in part["pictures"].values():
        yield f"<li>{_small(picture['d'])}{escape(picture['words'])}</li>"
    yield "</ul></div>"


def _small(lines: str) -> str:
    return f'<svg class="sheet-small-picture" viewBox="0 0 48 48" aria-hidden="true"><path d="{escape(lines)}"/></svg>'


def _picture(part: dict[str, Any], at: str) -> Iterator[str]:
    yield _drawing(part, at)
    for name, area in part["areas"].items():
        yield f'<div class="sheet-area"><p><strong>{escape(area["title"])}</strong></p>'
        yield from _paragraphs(area["about"], "sheet-words")
        for saying in area["says"]:
            yield f'<p class="sheet-words"><strong>{escape(saying["title"])}:</strong> {escape(saying["text"])}</p>'
        for key, asked in area["asks"].items():
            yield f'<p class="sheet-ask">{escape(asked["label"])}</p>'
            yield from _paragraphs(asked.get("help", ""), "sheet-help")
            yield _lines(f"{at}/{name}/{key}", asked["rows"])
        yield "</div>"


def _drawing(part: dict[str, Any], at: str) -> str:
    """Draw the areas with their titles; the words under the drawing say the same."""
    drawn, shapes = part["drawn"], []
    for (name, area), shape in zip(part["areas"].items(), drawn["areas"], strict=True):
        shapes.append(
            f'<path class="sheet-tone-{escape(shape["tone"])}" d="{escape(shape["d"])}"/>'
        )
        if drawn.get("fills"):
            middle = "{} {}".format(*drawn["middle"])
            shapes.append(
                f'<path class="sheet-fill" d="{escape(shape["d"])}" data-fill="{escape(f"{at}/{name}")}" '
                f'transform="translate({middle}) scale(0) translate(-{middle.replace(" ", " -")})"/>'
            )
        anchor = escape(shape.get("at", "middle"))
        words = area["title"].rsplit(" ", 1) if anchor == "middle" else [area["title"]]
        for line, text in enumerate(reversed(words)):
            shapes.append(
                f'<text x="{shape["x"]}" y="{shape["y"] - 18 * line}" text-anchor="{anchor}">{escape(text)}</text>'
            )
    lines = "".join(f'<path class="sheet-way" d="{escape(d)}"/>' for d in drawn.get("lines", ()))
    titles = ", ".join(area["title"] for area in part["areas"].values())
    label = escape(f"{part['label']}: {titles}")
    return f'<svg class="sheet-drawing" viewBox="{drawn["box"]}" role="img" aria-label="{label}">{"".join(shapes)}{lines}</svg>'


def _map(part: dict[str, Any], at: str) -> str:
    """Draw the rings to write in, and a line for each under them; a script puts the people in."""
    drawn, titles = part["drawn"], list(part["rings"].values())
    middle, radii = drawn["middle"], drawn["rings"]
    circles = "".join(
        f'<circle class="sheet-ring-{n}" cx="{middle}" cy="{middle}" r="{radius}"/>'
        for n, radius in enumerate(radii)
    )
    words = "".join(
        f'<text x="{middle}" y="{middle - radius + 18}">{escape(title)}</text>'
        for radius, title in zip(radii, reversed(titles), strict=False)
    )
    label = escape(f"{part['label']}: {part['middle']}, {', '.join(titles)}")
    rows = "".join(
        f'<li data-ring="{escape(name)}"><strong>{escape(title)}:</strong> <span></span></li>'
        for name, title in part["rings"].items()
    )
    return (
        f'<svg class="sheet-rings" viewBox="{drawn["box"]}" role="img" aria-label="{label}">{circles}'
        f'<text class="sheet-middle" x="{middle}" y="{middle + 6}">{escape(part["middle"])}</text>{words}'
        f'<g></g></svg><ul class="sheet-options" data-map="{escape(at)}">{rows}</ul>'
    )


def _change(part: dict[str, Any], at: str) -> Iterator[str]:
    """Write each question with a place for each time's number; a script puts the picture there instead."""
    feels = zip(("0, 1", "2, 3", "4, 5", "6, 7", "8, 9, 10"), part["feels"], strict=True)
    words = " · ".join(f"{numbers}: {feeling}" for numbers, feeling in feels)
    yield f'<p class="sheet-help">{escape(words)}</p>'
    times = part["areas"].values()
    when = "".join(
        f'<p class="sheet-words"><strong>{escape(time["title"])}:</strong> {escape(time["about"])}</p>'
        for time in times
    )
    heads = "".join(f'<th scope="col">{escape(time["title"])}</th>' for time in times)
    rows = "".join(
        f'<tr><th scope="row">{escape(words)}</th>{"<td></td>" * len(times)}</tr>'
        for words in part["asks"].values()
    )
    table = f"<table><thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    yield f'<div data-change="{escape(at)}">{when}{table}</div>'
    if "low" in part:
        yield from _paragraphs(part["low"]["says"], "sheet-words")
