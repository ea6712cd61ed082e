"""A style sheet as flat rules: read it, name what a rule needs, write it small again."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import tinycss2
from tinycss2.ast import Node

CHARSET = '@charset "utf-8";\n'  # how a style sheet begins that is a file of its own


@dataclass(frozen=True)
class Rule:
    """A style rule: where it stands (``@media …``), its selectors, its declarations as (name, text)."""

    around: tuple[str, ...]
    selectors: tuple[str, ...]
    declarations: tuple[tuple[str, str], ...]


def read(css: str, around: tuple[str, ...] = ()) -> Iterator[Rule]:
    """Read a style sheet as flat rules, in their order."""
    nodes = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    yield from _flat(nodes, around)


def _flat(nodes: Iterable[Node], around: tuple[str, ...]) -> Iterator[Rule]:
    for node in nodes:
        if node.type == "qualified-rule":
            yield Rule(around, tuple(_selectors(node.prelude)), _declarations(node.content))
        elif node.type == "at-rule" and node.content is not None:
            name = f"@{node.at_keyword}{tinycss2.serialize(node.prelude)}".strip()
            if node.lower_at_keyword in ("media", "supports", "layer"):
                inner = tinycss2.parse_rule_list(
                    node.content, skip_comments=True, skip_whitespace=True
                )
                yield from _flat(inner, (*around, name))
            elif node.lower_at_keyword.endswith("keyframes"):
                yield Rule(around, (name,), (("", tinycss2.serialize(node.content)),))
            else:
                yield Rule(around, (name,), _declarations(node.content))


def _selectors(prelude: list[Node]) -> Iterator[str]:
    part: list[Node] = []
    for node in prelude:
        if node == ",":
            yield tinycss2.serialize(part).strip()
            part = []
        else:
            part.append(node)
    yield tinycss2.serialize(part).strip()


def _declarations(content: list[Node]) -> tuple[tuple[str, str], ...]:
    found = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return tuple((d.name, d.serialize()) for d in found if d.type == "declaration")


@cache
def names(selector: str) -> tuple[str, ...]:
    """List what must be on a page for a selector to match: classes, ids and elements."""
    names: list[str] = []
    before = ""
    for token in tinycss2.parse_component_value_list(selector):
        if token.type == "hash" or (token.type == "ident" and before != ":"):
            names.append(token.value)
        before = token.value if token.type == "literal" else ""
    return tuple(names)


def write(rules: Iterable[Rule]) -> str:
    """Write the rules, joining neighbours that stand in the same ``@media``."""
    parts: list[str] = []
    open_now: tuple[str, ...] = ()
    for rule in rules:
        if rule.around != open_now:
            parts.append("}" * len(open_now) + "".join(f"{a}{{" for a in rule.around))
            open_now = rule.around
        body = ";".join(re.sub(r"^([\w-]+):\s+", r"\1:", text) for _, text in rule.declarations)
        parts.append(f"{','.join(rule.selectors)}{{{body}}}")
    return CHARSET + "\n".join(parts) + "}" * len(open_now) + "\n"
