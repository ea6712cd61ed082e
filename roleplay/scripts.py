"""The player's modules joined into one script: for the book's pages, and for a notebook.

A module does not load from ``file://``; a classic script does. Nothing is built: ``import`` and
``export`` lines go, in the order the modules need each other, and what is left is the source.
In another language, the words of ``words.js`` are changed on the way: a page carries one language.
"""

import json
import re
from pathlib import Path

from roleplay import COURSE_VERSION, privacy, translation
from roleplay.translation import ENGLISH, Language

FOLDER = Path(__file__).parent / "player"
IMPORT = re.compile(r'^import \{[^}]*\} from "\./([a-z-]+)\.js";\n', re.MULTILINE)
DEFAULT = "export default { render };"


def classic_script(language: Language = ENGLISH) -> str:
    """Join the host for pages, the player and its styles into one script for the book's pages.

    Raises:
        ValueError: something in the modules cannot stand in a classic script.
    """
    return f'(() => {{\n"use strict";\n{_joined("page", css(), language)}}})();\n'


def module_script(language: Language = ENGLISH) -> str:
    """Join the player into the one module that anywidget loads in a notebook.

    Raises:
        ValueError: something in the modules cannot be joined.
    """
    return f"{_joined('player', '', language)}{DEFAULT}\n"


def css() -> str:
    """Return the player's styles without comments and needless room."""
    text = re.sub(r"/\*.*?\*/", "", _read("player.css"), flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*|: |\s+", lambda m: m[1] or m[0].rstrip() or " ", text).strip()


def given(styles: str = "", language: Language = ENGLISH) -> str:
    """Write ``given.js`` as the player gets it: course, styles, rules of privacy, the page's language."""
    told = {
        "COURSE": COURSE_VERSION,
        "CSS": styles,
        "PRIVACY": privacy.rules_in(language),
        "LANG": language.tag,
        "DIR": language.direction,
        "ARROW": "←" if language.direction == "rtl" else "→",
    }
    return "".join(f"export const {name} = {_text(value)};\n" for name, value in told.items())


def _joined(entry: str, styles: str, language: Language) -> str:
    """Join ``entry`` and all it needs, what is needed first."""
    order: list[str] = []
    _needs(entry, order)
    written = {"given": given(styles, language)}
    if "words" in order:
        written["words"] = translation.js_translated(_read("words.js"), language)
    parts = [written.get(name) or _read(f"{name}.js") for name in order]
    joined = IMPORT.sub("", "\n".join(parts)).replace(DEFAULT, "")
    joined = re.sub(r"^export (?!default)(?=[a-z])", "", joined, flags=re.MULTILINE)
    # Types and comments are for those who work on the modules; nobody reads them in the book.
    joined = re.sub(r"/\*\*.*?\*/ ?", "", joined, flags=re.DOTALL)
    joined = re.sub(r"^\s*//.*$|^\s+", "", joined, flags=re.MULTILINE)
    if left := re.search(r"^(import|export)\b.*$", joined, flags=re.MULTILINE):
        raise ValueError(f"This line cannot be joined into one script: {left[0]}")
    return joined


def _needs(name: str, order: list[str]) -> None:
    """Add a module to the order, after those it imports.

    Raises:
        ValueError: modules need each other in a circle.
    """
    if f"({name})" in order:
        raise ValueError(f"The module {name}.js needs itself, through others.")
    if name in order:
        return
    order.append(f"({name})")
    for other in IMPORT.findall(_read(f"{name}.js")):
        _needs(other, order)
    order.remove(f"({name})")
    order.append(name)


def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _text(value: object) -> str:
    """Write a value as JavaScript does, safe inside a page."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
