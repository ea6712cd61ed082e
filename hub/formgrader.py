"""A guard in front of nbgrader's formgrader: a trainer's browser can mark, and nothing more.

A Jupyter server can run code and read files. For marking neither is needed, so kernels, files,
terminals and the like are refused, and so are two addresses of formgrader itself:
``?path=`` (runs the settings of any folder) and ``..`` (reads any file).
What a trainer changes here is written down with their name (``roleplay/grading_audit.py``).
"""

from typing import Any
from urllib.parse import unquote

from jupyter_server.serverapp import ServerApp
from jupyterhub.singleuser.extension import JupyterHubAuthorizer
from tornado.httputil import HTTPServerRequest
from tornado.routing import Matcher, Rule
from tornado.web import HTTPError, RequestHandler

from roleplay import grading_audit

ALLOWED = frozenset({"server", "api", "csp"})
REPORTS = frozenset(
    {"csp"}
)  # what browsers send by themselves; all else is only read: nobody stops the server


class OnlyFormgrader(JupyterHubAuthorizer):  # type: ignore[misc]
    """Refuses every resource of the Jupyter server; formgrader checks the trainer itself."""

    def is_authorized(self, handler: object, user: object, action: str, resource: str) -> bool:
        """Say whether this person may do this."""
        allowed = resource in ALLOWED and (action == "read" or resource in REPORTS)
        return allowed and bool(super().is_authorized(handler, user, action, resource))


class Unsafe(Matcher):  # type: ignore[misc]
    """Matches what formgrader should never be asked."""

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Return a match (no arguments) for ``?path=`` and for ``..`` in any spelling."""
        asked = unquote(unquote(request.path))
        climbs = ".." in asked.replace("\\", "/").split("/")
        chooses = "/formgrader" in asked and "path" in request.query_arguments
        return {} if climbs or chooses else None


class Refused(RequestHandler):  # type: ignore[misc]
    """Answers what is refused."""

    def prepare(self) -> None:
        """Refuse, whatever the method."""
        raise HTTPError(403, reason="Not part of marking")


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "hub.formgrader"}]


def _load_jupyter_server_extension(server: ServerApp) -> None:
    """Put the guard before every other address of the server, and sign what trainers change."""
    grading_audit.sign_formgrader()
    server.web_app.default_router.rules.insert(0, Rule(Unsafe(), Refused))
