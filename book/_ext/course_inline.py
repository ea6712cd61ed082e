"""A page brings with it what it needs to be read and played: one request until a choice can be tapped.

On a slow phone each further file costs more than half a second of waiting, however small it is.
So the style sheet and its icons stand in every page, and the player in every page that has something to do
(at its end: the words are there first). All else is loaded beside, and nothing waits for it.
Measured in docs/benchmarks.md; decided in docs/adr/0015.
"""

import base64
import hashlib
import re
from pathlib import Path

import course_css
import course_scripts
import course_styles

from roleplay.element import KINDS
from roleplay.scripts import SELDOM, classic_script
from roleplay.translation import Language

# Filled or still empty: a page that Sphinx did not write again is filled anew all the same.
_HTML = re.compile(r'<html (?:dir="\w+" )?lang=')
_STYLE = re.compile(r'<style id="course-style">.*?</style>', re.DOTALL)
_PLAYER = re.compile(r'<script id="course-player"[^>]*>.*?</script>', re.DOTALL)
_SITE = re.compile(rf'{re.escape(course_scripts.SITE)}(?:\?v=\w+)?"')
_ROOT = re.compile(r'data-content_root="([^"]*)"')
_PART = re.compile(rf"<({'|'.join(KINDS)})[ >]")
_SELDOM = re.compile(rf'class="sheet-part ({"|".join(SELDOM)})"')
_ICONS = re.compile(r"\bsrc:\s*url\([^;}]*")


def fill(site: Path, language: Language) -> None:
    """Put the styles and the player into the pages, and mark the scripts beside them with their content.

    A page gets the player for its own kinds of parts, in the book's language.

    Raises:
        ValueError: the styles or the player hold something that would end them too early in a page.
    """
    css = _fitting(_styles(site), "</style")
    player_mark, site_mark = (
        hashlib.sha256((site / name).read_bytes()).hexdigest()[:8]
        for name in (course_scripts.PLAYER, course_scripts.SITE)
    )
    players: dict[frozenset[str], str] = {}
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        root = _ROOT.search(text)
        if not root:  # the doorway
            continue
        kinds = frozenset([*_PART.findall(text), *_SELDOM.findall(text)])
        if kinds not in players:
            players[kinds] = _fitting(classic_script(kinds, language), "</script", "<!--")
        address = f"{root[1]}{course_scripts.PLAYER}?v={player_mark}"
        inside = f'<script id="course-player">\n{players[kinds]}</script>'
        beside = f'<script id="course-player" defer src="{address}"></script>'
        filled = _put(_HTML, f'<html dir="{language.direction}" lang=', text)
        filled = _put(_STYLE, f'<style id="course-style">{css}</style>', filled)
        filled = _put(_PLAYER, inside if kinds else beside, filled)
        filled = _put(_SITE, f'{course_scripts.SITE}?v={site_mark}"', filled)
        if filled != text:
            page.write_text(filled, encoding="utf-8")


def _fitting(text: str, *ends: str) -> str:
    """Return the text of a style sheet or a script, if it can stand in a page.

    Raises:
        ValueError: it would end too early.
    """
    for end in ends:
        if end in text:
            raise ValueError(f"'{end}' cannot stand in a page's own styles or script.")
    return text


def _styles(site: Path) -> str:
    """Return the style sheet with its few icons in it."""
    css = (site / course_styles.STYLES).read_text(encoding="utf-8").removeprefix(course_css.CHARSET)
    icons = base64.b64encode((site / course_styles.ICONS).read_bytes()).decode()
    return _put(_ICONS, f"src:url(data:font/woff2;base64,{icons}) format('woff2')", css)


def _put(place: re.Pattern[str], new: str, text: str) -> str:
    """Put ``new`` where the place is.

    Raises:
        ValueError: the place is not there, or more than once.
    """
    put, count = place.subn(lambda _: new, text)
    if count != 1:
        raise ValueError(f"Expected once in a page or style sheet: {place.pattern}")
    return put
