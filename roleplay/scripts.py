"""The player's modules joined into one script: for the book's pages, and for a notebook.

A module does not load from ``file://``; a classic script does. Nothing is built: ``import`` and
``export`` lines go, in the order the modules need each other, and what is left is the source.
A page carries only the kinds of parts that are on it: ``kinds.js`` is written anew with those alone.
In another language, the words of ``words*.js`` are changed on the way: a page carries one language.
"""

import json
import re
from collections.abc import Callable, Collection
from pathlib import Path

from roleplay import COURSE_VERSION, privacy, translation
from roleplay.element import KINDS, ONLY_PAGES
from roleplay.translation import ENGLISH, Language

FOLDER = Path(__file__).parent / "player"
IMPORT = re.compile(r'^import \{[^}]*\} from "\./([a-z-]+)\.js";\n', re.MULTILINE)
KIND = re.compile(r'^  "([a-z-]+)": (\w+),\n', re.MULTILINE)
SELDOM = ("sheet-map", "sheet-change")
"""Kinds of parts of a sheet that come only to pages which have one: the module's name, and the class of its form."""
EVERY = (*KINDS, *SELDOM)
DEFAULT = "export default { render };"


def classic_script(kinds: Collection[str] = EVERY, language: Language = ENGLISH) -> str:
    """Join the host for pages, the player and its styles into one script for the book's pages.

    ``kinds`` are those of the parts on the page, of ``EVERY``; with none, it is the line of who is signed in.

    Raises:
        ValueError: there is no such kind, or something in the modules cannot stand in a classic script.
    """
    return f'(() => {{\n"use strict";\n{_joined("page", kinds, css(kinds), language)}}})();\n'


def module_script(language: Language = ENGLISH) -> str:
    """Join the player into the one module that anywidget loads in a notebook: every kind that may be in one.

    Raises:
        ValueError: something in the modules cannot be joined.
    """
    kinds = [kind for kind in KINDS if kind not in ONLY_PAGES]
    return f"{_joined('player', kinds, '', language)}{DEFAULT}\n"


def css(kinds: Collection[str] = EVERY) -> str:
    """Return the player's styles, and those of these kinds, without comments and needless room."""
    own = [f"{kind}.css" for kind in EVERY if kind in kinds and (FOLDER / f"{kind}.css").is_file()]
    text = re.sub(r"/\*.*?\*/", "", "\n".join(map(_read, ["player.css", *own])), flags=re.DOTALL)
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


def _joined(entry: str, kinds: Collection[str], styles: str, language: Language) -> str:
    """Join ``entry`` and all it needs for these kinds, what is needed first."""

    def read(name: str) -> str:
        if name == "given":
            return given(styles, language)
        text = _read(f"{name}.js")
        if name == "kinds":
            return _only(kinds, text)
        if name == "tool-sheet":
            return _without_seldom(kinds, text)
        return translation.js_translated(text, language) if name.startswith("words") else text

    order: list[str] = []
    _needs(entry, order, read)
    joined = IMPORT.sub("", "\n".join(map(read, order))).replace(DEFAULT, "")
    joined = re.sub(r"^export (?!default)(?=[a-z])", "", joined, flags=re.MULTILINE)
    # Types and comments are for those who work on the modules; nobody reads them in the book.
    joined = re.sub(r"/\*\*.*?\*/ ?", "", joined, flags=re.DOTALL)
    joined = re.sub(r"^\s*//.*$|^\s+", "", joined, flags=re.MULTILINE)
    if left := re.search(r"^(import|export)\b.*$", joined, flags=re.MULTILINE):
        raise ValueError(f"This line cannot be joined into one script: {left[0]}")
    if noted := re.search(r"^.*\S // .*$", joined, flags=re.MULTILINE):
        raise ValueError(f"A note needs a line of its own: {noted[0]}")
    # What stands on a line of its own only for people who read the source.
    return re.sub(r",?\n(?=[)\]}])|(?<=[{(\[,;])\n", "", joined)


def _only(kinds: Collection[str], text: str) -> str:
    """Return ``kinds.js`` with these kinds alone, and without the modules of the others.

    Raises:
        ValueError: a kind is not in it.
    """
    there = dict(KIND.findall(text))
    if unknown := sorted(set(kinds) - set(there) - set(SELDOM)):
        raise ValueError(f"There is no part '{unknown[0]}'. There are: {', '.join(there)}.")
    for kind, function in there.items():
        if kind not in kinds:
            text = text.replace(f'  "{kind}": {function},\n', "")
            text = re.sub(rf"^import \{{ {function} \}}.*\n", "", text, flags=re.MULTILINE)
    return text


def _without_seldom(kinds: Collection[str], text: str) -> str:
    """Return ``tool-sheet.js`` without the kinds of parts that the page does not have."""
    for module in SELDOM:
        if module not in kinds:
            text = re.sub(rf'^import .* from "\./{module}\.js";\n', "", text, flags=re.MULTILINE)
            text = re.sub(
                rf"^  {module.removeprefix('sheet-')}: \w+,\n", "", text, flags=re.MULTILINE
            )
    return text


def _needs(name: str, order: list[str], read: Callable[[str], str]) -> None:
    """Add a module to the order, after those it imports.

    Raises:
        ValueError: modules need each other in a circle.
    """
    if f"({name})" in order:
        raise ValueError(f"The module {name}.js needs itself, through others.")
    if name in order:
        return
    order.append(f"({name})")
    for other in IMPORT.findall(read(name)):
        _needs(other, order, read)
    order.remove(f"({name})")
    order.append(name)


def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _text(value: object) -> str:
    """Write a value as JavaScript does, safe inside a page."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
