"""What a sheet is: its parts as frozen data, without behaviour.

A sheet is something a carer fills in, on their own device, and may print. The fields and their limits
are described for authors in ``docs/formats.md``, section 11.
"""

import hashlib
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from roleplay.model import Name

Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1200)]
Options = Annotated[dict[Name, Label], Field(min_length=2, max_length=24)]


class _Piece(BaseModel):
    """Nothing unknown is let in, nothing changes after loading."""

    # The text under a field is what an author's editor shows while the field is being filled in.
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Say(_Piece):
    """Words to read on the sheet: a heading, a text, small steps. Nothing is filled in."""

    kind: Literal["say"]
    title: Label | None = None
    """A heading."""
    text: Words | None = None
    """Plain text; a blank line makes a new paragraph."""
    steps: tuple[Label, ...] = ()
    """Small steps, numbered."""


class _Asked(_Piece):
    """Something to fill in: what is asked, and a little help."""

    label: Label
    """What is asked, in the carer's words."""
    help: Words | None = None
    """A little help under the label."""


class Text(_Asked):
    """A box for the carer's own words, or a line of them."""

    kind: Literal["text"] = "text"
    rows: Annotated[int, Field(ge=1, le=12, strict=True)] = 3
    """How many lines there are to write on, 1 to 12."""


class Heat(_Asked):
    """An emotional thermometer, drawn: a number from 0 to 10."""

    kind: Literal["heat"]
    feels: Annotated[tuple[Label, ...], Field(min_length=5, max_length=5)]
    """Five short words for how it feels, from 0 to 1, 2 to 3, 4 to 5, 6 to 7, and 8 to 10."""


class Choose(_Asked):
    """One of a few."""

    kind: Literal["choose"]
    options: Options
    """Name -> words, in the order shown."""


class Tick(_Asked):
    """As many of a few as fit."""

    kind: Literal["tick"]
    options: Options
    """Name -> words, in the order shown."""


class Pieces(_Piece):
    """One group of pieces to build a sentence from."""

    label: Label
    """What these pieces do, for example: a feeling."""
    words: Annotated[tuple[Label, ...], Field(min_length=2, max_length=16)]
    """The pieces. A tap puts one into the sentence."""


class Notice(_Piece):
    """A word in the sentence that is worth a second look, and what to say about it."""

    on: Annotated[tuple[Label, ...], Field(min_length=1, max_length=12)]
    """The words or phrases that are looked for."""
    says: Words
    """What is said, kindly: it is a hint, and nothing is stopped."""


class Sentence(_Asked):
    """A sentence built from pieces, which the carer then makes their own."""

    kind: Literal["sentence"]
    pieces: Annotated[dict[Name, Pieces], Field(min_length=1, max_length=8)]
    """Name -> group of pieces, in the order in which they usually come."""
    notices: tuple[Notice, ...] = ()
    """Hints about words in the sentence."""


class Strip(_Asked):
    """Three to six steps with pictures, printed large, to cut out or fold."""

    kind: Literal["strip"]
    pictures: tuple[Name, ...] = ()
    """Which pictures of ``roleplay/data/pictures.json`` there are to choose from; without this, all."""


class Saying(_Piece):
    """A short text under a heading of its own."""

    title: Label
    """For example: In a child."""
    text: Words
    """What stands under it."""


class Area(_Piece):
    """One area of a drawing: what it is, and what is written there."""

    title: Label
    """What stands in the drawing; two or three short words."""
    about: Words
    """What this area is, in one to three sentences."""
    says: tuple[Saying, ...] = ()
    """More about it, under small headings."""
    asks: Annotated[dict[Name, Text], Field(min_length=1, max_length=4)]
    """Name -> what is asked here, each as a part of kind 'text'; the kind may be left out."""


class Picture(_Asked):
    """A drawing with areas: a tap on one opens its words and its boxes."""

    kind: Literal["picture"]
    drawing: Name
    """The name of a drawing in ``roleplay/data/drawings.json``."""
    areas: Annotated[dict[Name, Area], Field(min_length=2, max_length=8)]
    """Name -> area, in the order of the drawing's areas."""


Simple = Annotated[
    Say | Text | Heat | Choose | Tick | Sentence | Strip | Picture, Field(discriminator="kind")
]


class Many(_Asked):
    """The same few things again and again: each time is an entry that can be added and taken away."""

    kind: Literal["list"]
    add: Label
    """What stands on the button that adds one."""
    dated: Annotated[bool, Field(strict=True)] = False
    """true when each entry shows the day and time at which it was begun."""
    blank: Annotated[int, Field(ge=1, le=8, strict=True)] = 1
    """How many empty ones a blank sheet has, printed, 1 to 8."""
    parts: Annotated[dict[Name, Simple], Field(min_length=1, max_length=12)]
    """What is filled in each time. A list does not hold another list."""


class Map(_Asked):
    """A drawing of the people in a list, in three rings round the middle. It keeps nothing of its own."""

    kind: Literal["map"]
    middle: Label
    """What stands in the middle, one short word: Me."""
    of: Name
    """The list whose entries are the people."""
    shows: Name
    """The part of kind 'text' in that list that says who it is."""
    by: Name
    """The part of kind 'choose' in that list that says how near; its three options are the rings."""
    rings: Annotated[dict[Name, Label], Field(min_length=3, max_length=3)]
    """Option -> one or two short words for its ring, the nearest first."""


class Time(_Piece):
    """One time at which the questions are asked."""

    title: Label
    """One to three short words: Before."""
    about: Words
    """When this is, and what is asked."""
    back: Annotated[bool, Field(strict=True)] = False
    """true when it asks about an earlier time, and not about today."""


class Low(_Piece):
    """What to say, kindly, when today's answer to one of some questions is low."""

    asks: Annotated[tuple[Name, ...], Field(min_length=1, max_length=12)]
    """The questions that it is about."""
    most: Annotated[int, Field(ge=0, le=9, strict=True)]
    """Up to which answer it is said."""
    says: Words
    """What is said. It stands on paper too, so it begins with when it holds."""


class Change(_Asked):
    """The same questions at two to four times, each answered from 0 to 10, and a picture of what has changed."""

    kind: Literal["change"]
    feels: Annotated[tuple[Label, ...], Field(min_length=5, max_length=5)]
    """Five short words for an answer, from 0 to 1, 2 to 3, 4 to 5, 6 to 7, and 8 to 10."""
    times: Annotated[dict[Name, Time], Field(min_length=2, max_length=4)]
    """Name -> time, in the order in which they come."""
    asks: Annotated[dict[Name, Label], Field(min_length=1, max_length=12)]
    """Name -> what is asked each time."""
    low: Low | None = None
    """A kind word about low answers, if wanted."""


Part = Annotated[
    Say | Text | Heat | Choose | Tick | Sentence | Strip | Picture | Many | Map | Change,
    Field(discriminator="kind"),
]
KINDS: dict[str, type[_Piece]] = {
    "say": Say, "text": Text, "heat": Heat, "choose": Choose, "tick": Tick,
    "sentence": Sentence, "strip": Strip, "picture": Picture, "list": Many, "map": Map,
    "change": Change,
}  # fmt: skip


class Sheet(_Piece):
    """A sheet: what it is for, and its parts in their order."""

    name: Name
    """The file's name without .yaml; it is not written in the file."""
    title: Label
    """What the carer sees, and the heading on paper."""
    about: Words
    """What it is for and how to use it, in one to three sentences."""
    minutes: Annotated[int, Field(ge=1, le=60, strict=True)]
    """How long it takes, 1 to 60."""
    teaches: tuple[Words, ...] = ()
    """Ids of roleplay/data/teachable-items.json."""
    sources: tuple[Words, ...] = ()
    """Keys of book/reference/references.bib: only what the sheet really leans on."""
    credit: Words | None = None
    """Whose idea it is, in small print at the end of the sheet."""
    authors: Annotated[tuple[Words, ...], Field(min_length=1)]
    """Who wrote it. Roles are enough."""
    reviewed_by: tuple[Words, ...]
    """Who has read it and when. An empty list [] is said openly on the sheet."""
    parts: Annotated[dict[Name, Part], Field(min_length=1, max_length=40)]
    """Name -> part. A name stays for ever: what a carer wrote is kept under it."""

    @property
    def version(self) -> str:
        """Eight letters made from the content: what was filled in says in which version."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:8]
