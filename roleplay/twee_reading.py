"""Read Twee 3, the text form of Twine, as a scenario's data, and name what cannot come along.

Rule: a story here is a graph of plain text. Macros, variables, conditions, loops, pictures and markup
are left out, each named with its passage and line; what our format needs and Twine does not have
stands as a note for the author. Nothing in the file is ever run.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from roleplay import twee_fields, twee_whole
from roleplay.twee import OF_STORY, unescape
from roleplay.twee_markup import Lost, clean

_CONTROL = dict.fromkeys(range(3))  # we use these three while reading
NOT_STORY = re.compile(r"Story[A-Z]\w*|Passage(?:Ready|Done|Header|Footer)|Twine\..*")
NOT_STORY_TAGS = frozenset({"script", "stylesheet", "widget", "Twine.private", "header", "footer", "startup"})  # fmt: skip
HEADER = re.compile(
    r"::[ \t]*(?P<name>(?:\\.|[^\[\]{}\\])*)(?:\[(?P<tags>(?:\\.|[^\]\\])*)\])?\s*(?:\{.*\})?\s*"
)
LINK = re.compile(r"\[\[(?P<inner>(?:(?!\]\]|\]\[).)+?)\](?:\[(?P<code>[^\]]*)\])?\]", re.DOTALL)
COMMENT = re.compile(r"<!--(.*?)-->|/\*(?:.*?)\*/", re.DOTALL)


@dataclass(frozen=True)
class Passage:
    """One passage: its name, its tags, its text, and the line of the file on which its text begins."""

    name: str
    tags: tuple[str, ...]
    body: str
    line: int


@dataclass
class Read:
    """What came along (``data``, for ``writing.text``) and what did not (``lost``)."""

    data: dict[str, Any] = field(default_factory=dict)
    lost: list[Lost] = field(default_factory=list)


def passages(text: str) -> Iterator[Passage]:
    """Yield the passages of a file; what stands before the first one is not part of the story."""
    lines = (
        text.removeprefix("\ufeff")
        .translate(_CONTROL)
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .split("\n")
    )
    starts = [number for number, line in enumerate(lines) if line.startswith("::")]
    for begin, end in pairwise([*starts, len(lines)]):
        found = HEADER.fullmatch(lines[begin])
        name, tags = (found["name"], found["tags"] or "") if found else (lines[begin][2:], "")
        bare = re.sub(r"\\(.)", r"\1", name).strip()
        body = re.sub(r"(?m)^\\:", ":", "\n".join(lines[begin + 1 : end]))
        yield Passage(bare, tuple(tags.split()), body, begin + 2)


def read(text: str) -> Read:
    """Read a Twee 3 file. The result may not be a whole scenario yet; ``check`` leads on from there."""
    found = Read()
    story: list[Passage] = []
    start, title, whole = "", "", {}
    for passage in passages(text):
        if passage.name == "StoryData":
            start = _start(passage, found)
        elif passage.name == "StoryTitle":
            title = passage.body.strip()
        elif passage.name == OF_STORY:
            whole = _whole(passage)
        elif NOT_STORY.fullmatch(passage.name) or NOT_STORY_TAGS & set(passage.tags):
            found.lost.append(
                Lost(passage.name, passage.line - 1, "a passage of code, not of story")
            )
        else:
            story.append(passage)
    names = _names(story, found)
    scenes = {names[p.name]: _scene(p, names, found) for p in story if p.name in names}
    for passage in story:
        if passage.name == "Start" and not start:
            start = "Start"
    first = names.get(start) or (next(iter(scenes)) if scenes else "")
    places = {names[p.name]: (p.name, p.line) for p in story}
    twee_whole.open_circles(scenes, first, places, found.lost)
    for scene in scenes.values():
        twee_whole.complete(scene)
    found.data = twee_whole.complete_whole({"title": title, **whole} if title else whole, first)
    found.data["scenes"] = scenes
    found.lost.sort(key=lambda one: one.line)
    return found


def _start(passage: Passage, found: Read) -> str:
    try:
        data = json.loads(passage.body)
    except ValueError:
        found.lost.append(Lost(passage.name, passage.line, "story data that cannot be read"))
        return ""
    return str(data.get("start", "")) if isinstance(data, dict) else ""


def _names(story: list[Passage], found: Read) -> dict[str, str]:
    """Give each passage a scene's name: its own when it can be, otherwise the nearest that can."""
    own = [p.name for p in story]
    names: dict[str, str] = {name: name for name in own if slug(name, "") == name}
    for passage in story:
        if own.count(passage.name) > 1 and own.index(passage.name) != story.index(passage):
            found.lost.append(Lost(passage.name, passage.line - 1, "a second passage of this name"))
        elif passage.name not in names:
            names[passage.name] = _free(slug(passage.name, "scene"), set(names.values()))
    return names


def slug(said: str, otherwise: str) -> str:
    """Make a name of what somebody wrote: small letters, digits and hyphens."""
    words = re.sub(r"['’]", "", said.lower())
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-")[:60].strip("-") or otherwise


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name[:55]}-{number}"
    return free


def _whole(passage: Passage) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for block in COMMENT.findall(passage.body):
        data |= twee_fields.read(block)
    return data


def _scene(passage: Passage, names: dict[str, str], found: Read) -> dict[str, Any]:
    """Read one passage: its text, what stands in comments, and a choice for each link."""
    scene: dict[str, Any] = {"text": "", "choices": {}}
    for tag in passage.tags:
        if number := re.fullmatch(r"temperature-(\d{1,3})", tag):
            scene["temperature"] = int(number[1])
    into, at, kept = scene, 0, ""
    spots = sorted(
        [*COMMENT.finditer(passage.body), *LINK.finditer(passage.body)], key=lambda m: m.start()
    )
    for spot in spots:
        if spot.start() < at:
            continue  # inside the one before
        kept += passage.body[at : spot.start()]
        at = spot.end()
        line = passage.line + passage.body.count("\n", 0, spot.start())
        if spot.re is LINK:
            into, words = _choice(spot, passage, line, names, scene, found)
            kept += f"\x00{words}\x01"
        elif fields := twee_fields.read(spot[1] or ""):
            name = fields.pop("choice", None)
            if name is not None and into is not scene:
                _rename(scene["choices"], into, str(name))
            into.update(fields)
            kept += "\n" * spot[0].count("\n")
        else:
            said = " ".join((spot[1] or spot[0]).split())
            found.lost.append(Lost(passage.name, line, f"a comment: {said[:60]}"))
            kept += "\n" * spot[0].count("\n")
    kept += passage.body[at:]
    scene["text"] = _text(kept, passage, found)
    if not scene["choices"]:
        scene.setdefault("title", " ".join(passage.name.split()))
    return scene


def _text(kept: str, passage: Passage, found: Read) -> str:
    """Return a passage's own words: a link that stands alone on its line is only a choice."""
    before = len(found.lost)
    kept = clean(kept, passage.name, passage.line, found.lost)
    alone = r"(?m)^[ \t]*(?:[*+>-][ \t]*)?(?:\x00[^\x01]*\x01[ \t]*)+$"
    kept = re.sub(r"[\n\x02]*\x02[\n\x02]*", "\n\n", re.sub(alone, "\x02", kept))
    said = re.sub(r"[\x00\x01]", "", kept).strip("\n")
    return unescape(said.strip() if len(found.lost) > before else said)


def _choice(
    spot: re.Match[str], passage: Passage, line: int, names: dict[str, str], scene: dict[str, Any], found: Read
) -> tuple[dict[str, Any], str]:  # fmt: skip
    """Add the choice that a link is; return it, and the link's words."""
    label, target = _label_and_target(spot["inner"])
    if spot["code"]:
        found.lost.append(Lost(passage.name, line, f"code in a link: [{spot['code']}]"))
    words = clean(label, passage.name, line, found.lost).strip()
    name = _free(slug(" ".join(unescape(words).split()[:4]), "choice"), set(scene["choices"]))
    choice = {"text": unescape(words), "leads_to": names.get(target) or slug(target, "somewhere")}
    scene["choices"][name] = choice
    return choice, words


def _label_and_target(inner: str) -> tuple[str, str]:
    """Take a link apart as Twine does: the last ``->``, or the first ``<-``, or ``|``."""
    if "->" in inner:
        label, _, target = inner.rpartition("->")
    elif "<-" in inner:
        target, _, label = inner.partition("<-")
    elif "|" in inner:
        label, _, target = inner.rpartition("|")
    else:
        label = target = inner
    return label, target.strip()


def _rename(choices: dict[str, Any], choice: dict[str, Any], name: str) -> None:
    """Give the newest choice its own name, keeping the order."""
    choices.popitem()
    choices[_free(name, set(choices))] = choice
