"""One small style sheet: of the theme's half a megabyte only the rules that some page can use.

A rule is kept when every class, name and element of its selector occurs in a page or in a script.
Custom properties (``--name``) are kept when something still asks for them.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import course_css
import course_icons
import course_scripts
import myst_nb
import pydata_sphinx_theme
import sphinx_book_theme
import sphinx_design
from course_css import Rule

from roleplay.scripts import classic_script

STYLES = "_static/styles/connection-first.css"
ICONS = "_static/vendor/fontawesome/webfonts/fa-solid-900.woff2"
_THEME = Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static"
_BOOK = Path(sphinx_book_theme.__file__).parent / "theme/sphinx_book_theme/static"
_SOURCES = (
    _THEME / "styles/theme.css",
    _THEME / "styles/pydata-sphinx-theme.css",
    _BOOK / "styles/sphinx-book-theme.css",
    Path(myst_nb.__file__).parent / "static/mystnb.css",
    Path(sphinx_design.__file__).parent / "static/sphinx-design.min.css",
)
_ATTRIBUTE = re.compile(r'\b(?:class|id|type|role)="([^"]*)"')
_ELEMENT = re.compile(r"<([a-z][a-z0-9-]*)")
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_ASKED_FOR = re.compile(r"--[\w-]+")


def write(site: Path, ours: Path) -> None:
    """Write the style sheet for the pages now in the site, and the icons that it draws."""
    known = _words(site)
    rules = [*_theme_rules(), *course_css.read(ours.read_text(encoding="utf-8"))]
    kept = list(_used(rules, known))
    kept = _asked_for(kept, _scripts(site))
    css = course_css.write(kept)
    (site / STYLES).parent.mkdir(parents=True, exist_ok=True)
    (site / STYLES).write_text(css, encoding="utf-8")
    course_icons.write(site / ICONS, _THEME / "vendor/fontawesome/webfonts/fa-solid-900.woff2", css)


def _scripts(site: Path) -> str:
    """Give the text of the scripts, with every kind of part, which may set classes and properties of their own."""
    names = (course_scripts.PLAYER, course_scripts.SITE, "_static/searchtools.js")
    beside = [
        (site / name).read_text(encoding="utf-8") for name in names if (site / name).is_file()
    ]
    return "\n".join([*beside, classic_script()])


def _words(site: Path) -> frozenset[str]:
    """Collect the classes, ids and elements of all pages, and every word of the scripts."""
    words = set(_WORD.findall(_scripts(site)))
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        words.update(_ELEMENT.findall(text))
        for value in _ATTRIBUTE.findall(text):
            words.update(value.split())
    return frozenset(words)


@lru_cache(maxsize=1)
def _theme_rules() -> tuple[Rule, ...]:
    return tuple(
        rule for path in _SOURCES for rule in course_css.read(path.read_text(encoding="utf-8"))
    )


def _used(rules: Iterable[Rule], known: frozenset[str]) -> Iterator[Rule]:
    """Keep the rules, and of each the selectors, that something on a page can match."""
    for rule in rules:
        if rule.selectors[0].startswith("@"):
            yield rule
        elif selectors := tuple(s for s in rule.selectors if _matches(s, known)):
            yield Rule(rule.around, selectors, rule.declarations)


def _matches(selector: str, known: frozenset[str]) -> bool:
    return known.issuperset(course_css.names(selector))


def _asked_for(rules: list[Rule], scripts: str) -> list[Rule]:
    """Drop properties, fonts and movements that no kept rule and no script asks for."""
    while True:
        values = "\n".join(
            text.split(":", 1)[1] for r in rules for _, text in r.declarations if ":" in text
        )
        asked = {*_ASKED_FOR.findall(values), *_ASKED_FOR.findall(scripts)}
        fewer = [
            Rule(
                r.around,
                r.selectors,
                tuple(d for d in r.declarations if not d[0].startswith("--") or d[0] in asked),
            )
            for r in rules
            if not _idle(r, values)
        ]
        fewer = [rule for rule in fewer if rule.declarations]
        if fewer == rules:
            return rules
        rules = fewer


def _idle(rule: Rule, values: str) -> bool:
    """Say whether this is a font or a movement that nothing names."""
    name = rule.selectors[0]
    if name.startswith("@font-face"):
        return "fa-solid-900" not in str(rule.declarations)
    if "keyframes" in name:
        return name.split()[-1] not in values
    return False
