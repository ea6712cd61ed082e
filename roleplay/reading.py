"""Read an author's YAML text into plain data, remembering the line of each part.

Stricter than YAML: no duplicate keys, no aliases, no custom tags, bounded size and depth,
because a trainer's slip should be pointed out and a hostile file should cost nothing.
"""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from roleplay.reading_slips import slip

MOST_BYTES = 256_000
MOST_DEPTH = 10
Place = tuple[str | int, ...]

# The quick parser first, where the YAML library has it. What it refuses is read again by the other one,
# so that a trainer meets the same words on every machine.
_LOADERS: tuple[type, ...] = (
    *([yaml.CSafeLoader] if yaml.__with_libyaml__ else []),
    yaml.SafeLoader,
)


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a file: where it is, and what to do, in a trainer's words."""

    file: str
    message: str
    line: int | None = None
    place: str = ""

    def __str__(self) -> str:
        """Say it in one line: file, line, place, what is wrong, the likely fix."""
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return (
            f"{where}: {self.place}: {self.message}" if self.place else f"{where}: {self.message}"
        )


class ScenarioError(ValueError):
    """A scenario that cannot be used; ``problems`` lists everything found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


@dataclass
class Source:
    """A YAML file as plain data, with the line on which each part begins."""

    file: str
    data: object = None
    lines: dict[Place, int] = field(default_factory=dict)

    def line_of(self, place: Place) -> int | None:
        """Give the line of a part, or of the nearest part around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place)


def as_it_is(path: Path) -> tuple[int, int, int]:
    """Tell a file as it is now from the same file changed: what was read of it may be kept for as long.

    Raises:
        OSError: the file is not there, or cannot be looked at.
    """
    about = path.stat()
    return about.st_mtime_ns, about.st_size, about.st_ino


def read(path: Path, what: str = "role-play") -> Source:
    """Read one YAML file.

    Args:
        path: the file.
        what: what the file holds, as its author calls it.

    Raises:
        ScenarioError: the file cannot be read, or is not the plain YAML we take.
    """
    source = Source(path.name)
    text = _text(path, what)
    root = _root(source.file, text)
    if root is None:
        raise ScenarioError(
            [Problem(source.file, f"The file is empty. Copy another {what} to begin.")]
        )
    source.data = _plain(source, root, ())
    return source


def _text(path: Path, what: str) -> str:
    """Return the file's text, or say in plain words why it cannot be had."""
    try:
        if path.stat().st_size > MOST_BYTES:
            fault = f"The file is larger than {MOST_BYTES // 1000} kB. Split it into two {what}s."
            raise ScenarioError([Problem(path.name, fault)])
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        fault = f"The file is not UTF-8 text (byte {error.start}). Save it again as UTF-8."
        raise ScenarioError([Problem(path.name, fault)]) from error
    except OSError as error:
        fault = f"The file cannot be read ({error.strerror})."
        raise ScenarioError([Problem(path.name, fault)]) from error


def _root(file: str, text: str) -> yaml.Node | None:
    """Parse the text; nothing is built from it before it has been looked through."""
    for loader in _LOADERS:
        try:
            _refuse_tricks(file, text, loader)
            root: yaml.Node | None = yaml.compose(text, Loader=loader)
        except yaml.YAMLError as error:
            if loader is _LOADERS[-1]:
                raise ScenarioError([_syntax(file, text, error)]) from error
        else:
            return root
    raise AssertionError("the last parser either answers or says why not")


def _refuse_tricks(file: str, text: str, loader: type) -> None:
    """Refuse aliases, tags and deep nesting before anything is built from them."""
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            fault = "'&' and '*' shortcuts are not used here. Write the text out in full."
            raise ScenarioError([Problem(file, fault, line)])
        if getattr(event, "tag", None):
            fault = "A word starting with '!' is not used here. Put the text in quotes."
            raise ScenarioError([Problem(file, fault, line)])
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MOST_DEPTH:
                fault = "There are too many levels inside each other. Check the spaces at the start of lines."
                raise ScenarioError([Problem(file, fault, line)])
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _syntax(file: str, text: str, error: yaml.YAMLError) -> Problem:
    """Turn the YAML library's words into a trainer's."""
    if isinstance(error, yaml.reader.ReaderError):
        fault = f"There is a hidden control character (number {error.character}). Delete it and type the line again."
        return Problem(file, fault)
    said = str(getattr(error, "problem", None) or "it cannot be read")
    mark, before = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    # Where an open quotation mark or a line without a name begins is what an author looks for.
    if before and said in {"found unexpected end of stream", "could not find expected ':'"}:
        mark = before
    if mark is None:
        return Problem(file, f"This cannot be read as YAML: {said}.")
    lines = text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    return Problem(file, slip(said, line, mark.column), mark.line + 1)


def _plain(source: Source, node: yaml.Node, place: Place) -> object:
    """Turn a YAML node into plain data and note the line of each part."""
    source.lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        data: dict[str, object] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                fault = "A name must be plain text before the colon."
                raise ScenarioError([Problem(source.file, fault, line)])
            # The text as written, so that a choice may be called 'no' or 'on'.
            key = str(key_node.value)
            if key in data:
                fault = f"'{key}' is written twice. Rename or delete one of them."
                raise ScenarioError([Problem(source.file, fault, line)])
            source.lines[(*place, key)] = line
            data[key] = _plain(source, value_node, (*place, key))
        return data
    if isinstance(node, yaml.SequenceNode):
        return [_plain(source, item, (*place, i)) for i, item in enumerate(node.value)]
    try:
        value: object = yaml.SafeLoader("").construct_object(node)
    except (yaml.YAMLError, ValueError) as error:
        fault = f"'{node.value}' cannot be read. Put it in quotes."
        raise ScenarioError([Problem(source.file, fault, node.start_mark.line + 1)]) from error
    return value
