"""Read Twee 3, the text form of Twine, as a scenario's data, and name what cannot come along.

Rule: a story here is a graph of plain text. Macros, variables, conditions, loops, pictures and markup
are left out, each named with its passage and line; what our format needs and Twine does not have
stands as a note for the author. Nothing in the file is ever run.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from roleplay import model
from roleplay.twee import OF_STORY, unescape
from roleplay.twee_markup import Lost, clean
from roleplay.writing import OF_A_CHOICE, OF_A_SCENE, Note, in_order

LISTS = frozenset({"homes", "teaches", "sources", "authors", "reviewed_by"})
NUMBERS = frozenset({"age", "minutes"})
TRUE_OR_FALSE = frozenset({"needed", "limit"})
_CONTROL = dict.fromkeys(range(3))  # we use these three while reading
NOT_STORY = re.compile(r"Story[A-Z]\w*|Passage(?:Ready|Done|Header|Footer)|Twine\..*")
NOT_STORY_TAGS = frozenset({"script", "stylesheet", "widget", "Twine.private", "header", "footer", "startup"})  # fmt: skip
HEADER = re.compile(
    r"::[ \t]*(?P<name>(?:\\.|[^\[\]{}\\])*)(?:\[(?P<tags>(?:\\.|[^\]\\])*)\])?\s*(?:\{.*\})?\s*"
)
LINK = re.compile(r"\[\[(?P<inner>(?:(?!\]\]|\]\[).)+?)\](?:\[(?P<code>[^\]]*)\])?\]", re.DOTALL)
COMMENT = re.compile(r"<!--(.*?)-->|/\*(?:.*?)\*/", re.DOTALL)
FIELD = re.compile(r"([a-z_]+(?:\.[a-z_]+)?):(?: (.*))?")


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
    for begin, end in zip(starts, [*starts[1:], len(lines)], strict=True):
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
            whole = _whole(passage, found)
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
    _open_circles(scenes, first, story, names, found)
    for scene in scenes.values():
        _complete(scene)
    found.data = _complete_whole({"title": title, **whole} if title else whole, first)
    found.data["scenes"] = scenes
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


def _whole(passage: Passage, found: Read) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for block in COMMENT.findall(passage.body):
        data |= _fields(block, passage, found)
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
        elif fields := _fields(spot[1] or "", passage, found):
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
    kept = clean(kept, passage.name, passage.line, found.lost)
    alone = r"(?m)^[ \t]*(?:[*+>-][ \t]*)?(?:\x00[^\x01]*\x01[ \t]*)+$"
    kept = re.sub(r"[\n\x02]*\x02[\n\x02]*", "\n\n", re.sub(alone, "\x02", kept))
    return unescape(re.sub(r"[\x00\x01]", "", kept).strip("\n"))


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


def _fields(block: str, passage: Passage, found: Read) -> dict[str, Any]:
    """Read a block of ``name: value`` lines; a block that is none is an ordinary comment."""
    data: dict[str, Any] = {}
    into: tuple[dict[str, Any], str] | None = None
    for line in block.strip("\n").rstrip(" ").split("\n"):
        if match := FIELD.fullmatch(line):
            into = _put(data, match[1], match[2] or "")
        elif into and (not line or line.startswith("  ")):
            _continue(*into, line[2:])
        elif line.strip():
            return {}
    return _values(data)


def _put(data: dict[str, Any], name: str, value: str) -> tuple[dict[str, Any], str]:
    group, _, inner = name.rpartition(".")
    if group and not isinstance(data.get(group), dict):
        data[group] = {}
    home = data[group] if group else data
    key = inner or name
    if key in LISTS and isinstance(home.get(key, []), list):
        home.setdefault(key, []).append(value)
    else:
        home[key] = value
    return home, key


def _continue(home: dict[str, Any], key: str, line: str) -> None:
    """Add a line to the value that was read last."""
    if isinstance(home[key], list):
        home[key][-1] += f"\n{line}"
    else:
        home[key] += f"\n{line}"


def _values(data: dict[str, Any]) -> dict[str, Any]:
    """Turn the words of a block into text, numbers, true and false, as each field has them."""
    return {key: _one(key, value) for key, value in data.items()}


def _one(key: str, value: object) -> object:
    if isinstance(value, dict):
        return _values(value)
    if isinstance(value, list):
        return [unescape(part.rstrip("\n")) for part in value]
    said = str(value).rstrip("\n")
    if key == "pace":
        points = [part.strip().rpartition(" ") for part in said.split(",")]
        return {letter: int(n) if n.isdecimal() else n for letter, _, n in points}
    if key in NUMBERS and re.fullmatch(r"\d{1,4}", said):
        return int(said)
    if key in TRUE_OR_FALSE and said in {"true", "false"}:
        return said == "true"
    return unescape(said)


def _open_circles(
    scenes: dict[str, Any], first: str, story: list[Passage], names: dict[str, str], found: Read
) -> None:
    """Leave out each choice that leads back, so that the story goes forward; name it."""
    lines = {names[p.name]: (p.name, p.line) for p in story if p.name in names}
    done: set[str] = set()
    trail = [(first, iter(list(scenes[first]["choices"])))] if first else []
    while trail:
        here, picks = trail[-1]
        pick = next(picks, None)
        if pick is None:
            done.add(here)
            trail.pop()
            continue
        to = scenes[here]["choices"][pick]["leads_to"]
        if to in {name for name, _ in trail}:
            said = f"a way back to '{to}' ('{scenes[here]['choices'].pop(pick)['text']}'): a story here only goes forward"
            found.lost.append(Lost(*lines[here], said))
            scenes[here][f"back {pick}"] = Note(f"TODO left out: {said}")
        elif to in scenes and to not in done:
            trail.append((to, iter(list(scenes[to]["choices"]))))


def _complete(scene: dict[str, Any]) -> None:
    """Put the fields of a scene in their order, with a note where something that is needed is not there."""
    notes = {key: value for key, value in scene.items() if isinstance(value, Note)}
    strange = {k: v for k, v in scene.items() if k not in OF_A_SCENE and k not in notes}
    needed = ("text", "temperature", "inside", *(() if scene["choices"] else ("title", "debrief")))
    ordered = in_order(scene)
    choices = ordered.pop("choices")
    for name, choice in choices.items():
        choice |= {k: v for k, v in scene["choices"][name].items() if k not in OF_A_CHOICE}
        choice |= _todo(model.Choice, choice, ("text", "step", "feedback", "leads_to"))
    whole = notes | ordered | strange | _todo(model.Scene, scene, needed)
    scene.clear()
    scene |= whole | ({"choices": choices} if choices else {})


def _complete_whole(data: dict[str, Any], first: str) -> dict[str, Any]:
    """Put what belongs to the whole role-play in its order, with notes for what is not there."""
    whole: dict[str, Any] = {}
    if any(name not in data for name in ("child", "about", "line")):
        whole["todo first"] = Note(
            "From Twine. What is needed and was not there is marked TODO: write that line, and check again.\n"
            "Make the child up: never a real child, not even with the name changed."
        )
    data.setdefault("reviewed_by", [])
    data["start"] = first
    for name in model.Scenario.model_fields:
        if name in data:
            whole[name] = data.pop(name)
        elif name not in {"name", "scenes", "sources"}:
            whole |= _todo(model.Scenario, data, (name,))
    return whole | data


def _todo(part: type[BaseModel], data: dict[str, Any], needed: tuple[str, ...]) -> dict[str, Note]:
    return {
        f"todo {name}": Note(f"TODO {name}: {part.model_fields[name].description}")
        for name in needed
        if name not in data or data[name] == ""
    }
