"""Signing in, the JupyterHub way: our names and scrambled passwords, our groups, no servers.

Names and scrambled passwords: ``hub.passwords``. Where this may be served: ``hub.checks``.
"""

import asyncio
from pathlib import Path
from typing import NoReturn

from jupyterhub.auth import Authenticator
from jupyterhub.handlers.login import LogoutHandler
from jupyterhub.spawner import Spawner
from traitlets import Unicode

from hub import CARERS, TRAINERS, passwords

NOBODY = passwords.Account("", "carer", passwords.scramble(""))


class CourseAuthenticator(Authenticator):  # type: ignore[misc]
    """Checks a name and password against the course's accounts, and puts people into groups."""

    accounts_file = Unicode(help="The file of names and scrambled passwords.").tag(config=True)

    async def authenticate(self, handler: object, data: dict[str, str]) -> str | None:
        """Return the name when the password belongs to it; takes as long for a wrong name."""
        accounts = passwords.read(Path(self.accounts_file))
        name = passwords.spelled(accounts, data.get("username", ""))
        account = accounts.get(name, NOBODY)
        right = await asyncio.to_thread(
            passwords.matches, data.get("password", ""), account.scrambled
        )
        return name if right and account is not NOBODY else None

    def normalize_username(self, username: str) -> str:
        """Keep a name as it is written in the accounts: folders are called by it (the hub would use small letters)."""
        return passwords.spelled(passwords.read(Path(self.accounts_file)), username)

    def get_handlers(self, app: object) -> list[tuple[str, type]]:
        """Sign out to the front page instead of to another form."""
        return [("/logout", BackToTheBook)]


class BackToTheBook(LogoutHandler):  # type: ignore[misc]
    """Signs out, then shows the book, which is open to everyone."""

    async def render_logout_page(self) -> None:
        """Go to the front page."""
        self.redirect(self.settings["default_url"], permanent=False)


class NoServers(Spawner):  # type: ignore[misc]
    """The course runs no server for anyone: a page costs nothing, a server costs 200 MB."""

    async def start(self) -> NoReturn:
        """Refuse, in plain words."""
        raise PermissionError("This course does not start servers. Everything is in the book.")

    async def stop(self, now: bool = False) -> None:
        """There is nothing to stop."""

    async def poll(self) -> int:
        """Say that nothing runs."""
        return 0


def groups(accounts_file: Path) -> dict[str, dict[str, list[str]]]:
    """Return the hub's two groups with the people in them (``JupyterHub.load_groups``)."""
    accounts = passwords.read(accounts_file)
    return {
        CARERS: {"users": [n for n, a in accounts.items() if a.role == "carer"]},
        TRAINERS: {"users": [n for n, a in accounts.items() if a.role == "trainer"]},
    }
