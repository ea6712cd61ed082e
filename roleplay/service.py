"""The fostering service that a book is made for: one small file that an agency edits, and all of it may be empty.

Nothing here is invented or guessed: what the file does not say, the pages do not show.
"""

import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from roleplay import checking
from roleplay.reading import Problem, ScenarioError
from roleplay.reading import read as read_yaml

VARIABLE = "COURSE_SERVICE"
"""The name of the setting that says where another service's file is."""
NATIONS = ("England", "Wales", "Scotland", "Northern Ireland")
ServiceError = ScenarioError
"""A file that cannot be used; ``problems`` lists everything found."""


def _number(given: object) -> object:
    """Take a number to ring as it is written; digits and spaces only, so that a phone can dial it."""
    if given is None or given == "":
        return ""
    if not isinstance(given, str):
        raise ValueError("Put the number in quotation marks, so that no 0 gets lost.")
    text = given.strip()
    if text.startswith("+"):
        raise ValueError(f"'{text}' begins with a country code. Begin with 0 instead.")
    if re.search(r"[^0-9 ]", text):
        raise ValueError(
            f"'{text}' has more in it than digits and spaces. Take out brackets, hyphens and words; "
            "opening times go under 'hours'."
        )
    if not 3 <= len(text.replace(" ", "")) <= 12:
        raise ValueError(f"'{text}' is too short or too long for a number. Count the digits again.")
    return text


def _nation(given: object) -> object:
    if given in (None, "", *NATIONS):
        return given or ""
    hint = checking.did_you_mean(str(given), list(NATIONS))
    raise ValueError(f"'{given}' is not one of the four nations. {hint}")


def _place(given: object) -> object:
    """Take a link, or words that say where something is."""
    text = "" if given is None else given
    if not isinstance(text, str) or not re.match(r"\s*[a-z]+://", text, re.IGNORECASE):
        return text
    text = text.strip()
    if not text.startswith("https://"):
        raise ValueError(
            f"'{text}' is not a safe link. Begin it with https://, or say it in words."
        )
    if re.search(r"\s", text) or not urlsplit(text).hostname:
        raise ValueError(
            f"'{text}' is not a whole link. Copy it again from the browser's top line."
        )
    return text


Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=200),
    BeforeValidator(lambda given: "" if given is None else given),
]
Number = Annotated[str, BeforeValidator(_number)]


class Service(BaseModel):
    """Whom a carer can ring, and where to find the rules. Empty means: not filled in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Words = ""
    nation: Annotated[str, BeforeValidator(_nation)] = ""
    day_number: Number = ""
    hours: Words = ""
    out_of_hours_number: Number = ""
    safeguarding_policy: Annotated[Words, BeforeValidator(_place)] = ""
    complaints_contact: Words = ""
    complaints_number: Number = ""

    @property
    def numbers(self) -> frozenset[str]:
        """Return the numbers to ring, without their spaces."""
        given = (self.day_number, self.out_of_hours_number, self.complaints_number)
        return frozenset(dialled(number) for number in given if number)

    @property
    def can_be_rung(self) -> bool:
        """Say whether there is a number for the day or for the night."""
        return bool(self.day_number or self.out_of_hours_number)


def dialled(number: str) -> str:
    """Return a number as a phone dials it."""
    return number.replace(" ", "")


def load(path: Path) -> Service:
    """Load a service's file.

    Raises:
        ServiceError: there is no such file, or something in it cannot be used; ``problems`` lists it all.
    """
    if not path.is_file():
        fault = f"There is no file here: {path}. Copy book/my-service.yaml, or correct {VARIABLE}."
        raise ServiceError([Problem(path.name, fault)])
    source = read_yaml(path, "service's file")
    if not isinstance(source.data, dict):
        fault = "This is lines of 'name: value'. Copy book/my-service.yaml to begin."
        raise ServiceError([Problem(source.file, fault, 1)])
    try:
        return Service.model_validate(source.data)
    except ValidationError as error:
        found = [_fault(one) for one in error.errors()]
        raise ServiceError(
            [Problem(source.file, said, source.line_of((at,)), at) for at, said in found]
        ) from error


def _fault(detail: ErrorDetails) -> tuple[str, str]:
    """Say one finding: the field, and what to do."""
    field = str(detail["loc"][0])
    if detail["type"] == "value_error":
        return field, str(detail["ctx"]["error"])
    return field, checking.shape_fault(detail, lambda _: list(Service.model_fields))[1]
