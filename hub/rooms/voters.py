"""Codes for rooms, and the opaque ids under which votes are kept.

A voter's id is made from who is signed in and a secret of this room. The secret is thrown away when
the room closes; from then on nobody can find out whose id it was, and no id is kept either.
"""

import hashlib
import hmac
import secrets

LETTERS = "ACDEFHJKMNPRTUVWXY"
"""No letter that is taken for another or for a digit when read from a wall or said aloud."""
LENGTH = 6


def new_code() -> str:
    """Return a code for a room: six letters, easily told apart."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def tidy(code: str) -> str:
    """Return a code as somebody typed it, in the shape it has: capital letters, no spaces."""
    return "".join(letter for letter in code.upper() if letter.isalpha())[: LENGTH + 1]


def is_code(code: str) -> bool:
    """Say whether this can be a room's code."""
    return len(code) == LENGTH and all(letter in LETTERS for letter in code)


def new_secret() -> str:
    """Return a room's secret."""
    return secrets.token_hex(32)


def voter(secret: str, kind: str, who: str) -> str:
    """Return a person's id in one room; ``kind`` is ``person`` (signed in) or ``guest``."""
    words = f"{kind}:{who}".encode()
    return hmac.new(bytes.fromhex(secret), words, hashlib.sha256).hexdigest()[:24]
