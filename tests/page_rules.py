"""What is asked of every page that people read: small functions that return what is wrong, in words."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from tests.reading_age import reading_age

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "book"
GLOSSARY = BOOK / "reference" / "glossary.md"
LAW = BOOK / "reference" / "law-and-help-lines.md"
QUOTED = re.compile(r'["“][^"”]*["”]')

# Words that people in care have asked us not to use are kept with the course; these few are the book's own.
NOT_ON_PAGES = (
    r"—", r"\be\.g\.", r"\bi\.e\.", r"\betc\b", r"\bpolyvagal\b", r"\bvag(us|al)\b",
    r"\bfail(s|ed|ing)?\b", r"\bstudents?\b", r"\blearners?\b", r"\bheals?\b",
)  # fmt: skip
LANGUAGE = json.loads((ROOT / "roleplay" / "data" / "language.json").read_text(encoding="utf-8"))
AVOIDED = (
    *(rf"(?<!eye )\b{re.escape(one['avoid'])}s?\b" for one in LANGUAGE),
    *NOT_ON_PAGES,
)


@dataclass(frozen=True)
class Section:
    """One heading of a page and the text under it, up to the next heading of any level."""

    level: int
    title: str
    text: str


def pages() -> list[Path]:
    """List every page of the book that is written by hand."""
    return sorted(p for p in BOOK.rglob("*.md") if "_ext" not in p.parts)


def body(text: str) -> str:
    """Leave out the front matter, and examples of what to type."""
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)
    return re.sub(r"^ *(`{3,})(?:yaml|text|console|sh)\n.*?^ *\1$", "", text, flags=re.S | re.M)


def sections(text: str) -> list[Section]:
    """Cut a page at its headings."""
    found = re.split(r"^(#{1,4}) (.+)$", body(text), flags=re.M)
    return [
        Section(len(found[i]), found[i + 1].strip(), found[i + 2])
        for i in range(1, len(found) - 1, 3)
    ]


def under(text: str, title: str) -> str:
    """Return everything under a second-level heading, with its smaller headings left out."""
    inside, found = False, []
    for section in sections(text):
        if section.level <= 2:
            inside = section.level == 2 and section.title == title
        if inside:
            found.append(section.text)
    return "\n".join(found)


def prose(text: str) -> str:
    """Keep what a carer reads: no markup, no notes for trainers, no options of directives."""
    text = body(text)
    text = re.sub(r"<!--.*?-->", "", text, flags=re.S)
    text = re.sub(r"^```\{trainer-note\}.*?^```$", "", text, flags=re.S | re.M)
    text = re.sub(r"^(:[a-z]+:.*|```.*|:{3,}.*|\([a-z0-9-]+\)=)$", "", text, flags=re.M)
    text = re.sub(r"\{cite:p\}`[^`]*`", "", text)
    text = re.sub(r"\{[a-z:]+\}`([^`<]*?)\s*(?:<[^`]*>)?`", r"\1", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"<[^>]+>", " ", text)
    return re.sub(r"[*#|_]|^\s*(?:-|\d+\.|:)\s", " ", text, flags=re.M)


def crowded_lines(text: str) -> list[str]:
    """Find lines that hold two sentences; quotations and tables may."""
    bad, fence = [], re.compile(r"^\s*(\||:[a-z]+:|`{3}|:{3})")
    for line in body(text).splitlines():
        bare = re.sub(r"[*_]", "", QUOTED.sub("Q", line))
        bare = re.sub(r"^(\s*(-|\d+\.|:)|#+ \d+\.)\s+", "", bare).replace("n.d.", "no date")
        if not fence.match(line) and re.search(r"[.!?]['’)]*\s+[A-Z\d]", bare):
            bad.append(line)
    return bad


def avoided_words(text: str, allowed: tuple[str, ...] = ()) -> list[str]:
    """Find words we do not use, other than the phrases a page may quote so that readers find them."""
    for phrase in allowed:
        text = text.replace(phrase, "", 1)
    return [m.group() for rule in AVOIDED for m in re.finditer(rule, text, flags=re.I)]


def hard_sections(text: str, oldest: float, except_for: tuple[str, ...] = ()) -> list[str]:
    """Find sections that need an older reader than we promise."""
    found = []
    for section in sections(text):
        words, age = prose(section.text), reading_age(prose(section.text))
        if section.title not in except_for and len(words.split()) > 20 and age > oldest:
            found.append(f"{section.title}: reads like a text for age {age:.1f}")
    return found


def glossary() -> set[str]:
    """List the words that the glossary explains, in small letters."""
    text = GLOSSARY.read_text(encoding="utf-8")
    inside = text.split("```{glossary}\n")[1].split("```")[0]
    return {line.strip().lower() for line in inside.splitlines() if line and line[0] != " "}


def terms(text: str) -> set[str]:
    """List the glossary words that a page links to, in small letters."""
    found = re.findall(r"\{term\}`(?:[^`<]*<([^`>]+)>|([^`<]+))`", text)
    return {(one or two).strip().lower() for one, two in found}


def images(text: str) -> list[tuple[str, str]]:
    """List the pictures of a page as (file, words for those who cannot see it)."""
    found = re.findall(r"```\{(?:image|figure)\} (\S+)\n((?::[a-z]+:.*\n)*)", text)
    inline = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text)
    alts = [(file, re.search(r"^:alt: (.+)$", said, flags=re.M)) for file, said in found]
    return [(f, m.group(1) if m else "") for f, m in alts] + [(f, alt) for alt, f in inline]


def phone_numbers(text: str) -> set[str]:
    """Find everything that looks like a number to ring or text, without its spaces."""
    shape = (
        r"(?<![\d-])(?:0\d{2,4}[ -]?\d{3,4}(?:[ -]?\d{3,4})?|116 ?\d{3}|85258|999|111|101)(?![\d-])"
    )
    return {re.sub(r"[ -]", "", found) for found in re.findall(shape, text)}
