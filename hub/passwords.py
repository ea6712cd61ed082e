"""Names and passwords: kept scrambled with scrypt, compared in constant time.

Framework-free. The demonstration accounts are made once; their passwords lie beside, readable
only by whoever runs the course, so that they can be shown again at the next start.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from roleplay import names

Role = Literal["carer", "trainer"]

WORDS = [
    "amber",
    "apple",
    "badger",
    "basket",
    "beech",
    "biscuit",
    "bramble",
    "bread",
    "button",
    "candle",
    "cedar",
    "cherry",
    "clover",
    "cocoa",
    "copper",
    "daisy",
    "dapple",
    "ember",
    "fern",
    "finch",
    "ginger",
    "hazel",
    "heather",
    "honey",
    "ivory",
    "juniper",
    "kettle",
    "lantern",
    "lemon",
    "linen",
    "maple",
    "marble",
    "meadow",
    "mitten",
    "mossy",
    "nettle",
    "nutmeg",
    "olive",
    "otter",
    "paper",
    "pebble",
    "pepper",
    "plum",
    "poppy",
    "puddle",
    "quilt",
    "ribbon",
    "robin",
    "rowan",
    "saffron",
    "sparrow",
    "teapot",
    "thistle",
    "toffee",
    "tulip",
    "velvet",
    "walnut",
    "willow",
    "woollen",
]

DEMONSTRATION: tuple[tuple[str, str, Role], ...] = (
    ("carer-demo", "Demo carer", "carer"),
    ("carer-two", "Second carer", "carer"),
    ("trainer-demo", "Demo trainer", "trainer"),
    ("trainer-two", "Second trainer", "trainer"),
)


@dataclass(frozen=True)
class Account:
    """One person who may sign in."""

    shown: str
    role: Role
    scrambled: str


def scramble(password: str) -> str:
    """Return ``salt$hash`` (base 64), made with scrypt; the password cannot be read from it."""
    salt = os.urandom(16)
    return f"{_text(salt)}${_text(_hash(password, salt))}"


def matches(password: str, scrambled: str) -> bool:
    """Say whether this is the password that was scrambled; a damaged entry matches nothing."""
    salt, _, kept = scrambled.partition("$")
    try:
        found = _hash(password, base64.b64decode(salt))
        return hmac.compare_digest(found, base64.b64decode(kept))
    except ValueError:
        return False


def read(path: Path) -> dict[str, Account]:
    """Read the accounts, by sign-in name; no file means no accounts.

    A name that cannot be used is left out (``refused`` says why): nobody can sign in with it.
    """
    entries = _entries(path)
    return {name: Account(**entries[name]) for name in names.first_of_each(entries)[0]}


def refused(path: Path) -> tuple[str, ...]:
    """Say in plain words which accounts cannot be used, and why."""
    return tuple(names.first_of_each(_entries(path))[1].values())


def spelled(accounts: Mapping[str, Account], typed: str) -> str:
    """Return the sign-in name that somebody typed, as it is written: a phone likes to begin with a capital."""
    return {names.key(name): name for name in accounts}.get(names.key(typed.strip()), typed)


def _entries(path: Path) -> dict[str, dict[str, Any]]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}


def demonstration(state: Path) -> Mapping[str, str]:
    """Make the demonstration accounts, or find those of an earlier start.

    Returns:
        sign-in name → password, in the order they are shown.

    Raises:
        OSError: the folder of state cannot be written.
    """
    accounts, shown = state / "accounts.json", state / "sign-in.json"
    try:
        known: dict[str, str] = json.loads(shown.read_text(encoding="utf-8"))
        kept = read(accounts)
        if all(matches(known[name], kept[name].scrambled) for name, _, _ in DEMONSTRATION):
            return known
    except (FileNotFoundError, KeyError, ValueError, TypeError):
        pass
    made = {name: _new_password() for name, _, _ in DEMONSTRATION}
    entries = {
        name: asdict(Account(label, role, scramble(made[name])))
        for name, label, role in DEMONSTRATION
    }
    _write(accounts, entries)
    _write(shown, made)
    return made


def _new_password() -> str:
    """Make one that can be typed on a phone: three words and two figures (about 24 bits)."""
    words = "-".join(secrets.choice(WORDS) for _ in range(3))
    return f"{words}-{secrets.randbelow(90) + 10}"


def _write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".new")
    aside.touch(mode=0o600)
    aside.write_text(json.dumps(content, indent=1), encoding="utf-8")
    aside.replace(path)


def _hash(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode("utf-8", "replace"), salt=salt, n=2**14, r=8, p=1)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
