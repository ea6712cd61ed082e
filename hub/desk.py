"""The desk: a service of the hub that serves the book, keeps carers' work, and serves trainers.

``python -m hub.desk`` is started by the hub, which says through the environment where and as whom.
"""

import logging
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from jupyterhub.services.auth import HubOAuthCallbackHandler
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.web import Application, StaticFileHandler

from hub import (
    book,
    by_hand,
    carer,
    dropping,
    fairness,
    group,
    moderation,
    out,
    phrases,
    places,
    reply_pages,
    shared_words,
    trainer,
)
from hub.marking import Marking
from hub.pages import Desk, DeskHandler
from hub.rooms import service as rooms

MOST_BODY = 4_000_000  # larger than any right answer, so that ours is the one who says "too large"
STATIC = Path(__file__).with_name("static")


class NotFound(DeskHandler):
    """Every other address."""

    async def prepare(self) -> None:
        """Say so kindly."""
        await super().prepare()
        self.send_error(404)


def application(desk: Desk, secret: bytes) -> Application:
    """Return the desk as a web application."""
    marking = Marking(desk.places.course_root)
    return Application(
        [
            (rf"{desk.prefix}oauth_callback", HubOAuthCallbackHandler),
            (rf"{desk.prefix}static/(.+)", StaticFileHandler, {"path": str(STATIC)}),
            *book.routes(desk),
            *carer.routes(desk),
            *reply_pages.routes(desk),
            *shared_words.routes(desk),
            *trainer.routes(desk, marking),
            *dropping.routes(desk, marking),
            *fairness.routes(desk, marking),
            *moderation.routes(desk, marking),
            *by_hand.routes(desk, marking),
            *group.routes(desk, marking),
            *phrases.routes(desk, marking),
            *rooms.routes(desk),
            *out.routes(desk, marking),
        ],
        default_handler_class=NotFound,
        default_handler_args={"desk": desk},
        cookie_secret=secret,
        xsrf_cookies=True,
        compress_response=True,
    )


def cookie_secret(state: Path) -> bytes:
    """Return the secret that signs the desk's cookies, made once, so that a restart signs nobody out."""
    path = state / "desk_secret"
    if not path.is_file():
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(32))
    return path.read_bytes()


def main() -> None:
    """Serve until ended."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s desk %(levelname)s %(message)s")
    desk = Desk(os.environ["JUPYTERHUB_SERVICE_PREFIX"], places.from_environment())
    server = HTTPServer(
        application(desk, cookie_secret(desk.places.state)), max_body_size=MOST_BODY
    )
    where = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
    server.listen(where.port or 0, where.hostname or "127.0.0.1")
    IOLoop.current().start()


if __name__ == "__main__":
    main()
