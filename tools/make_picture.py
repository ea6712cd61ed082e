"""Make the README's picture: a role-play being played on a phone, from the built book.

make book && .venv/bin/python tools/make_picture.py
"""

import functools
import os
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
PICTURE = ROOT / "docs" / "images" / "role-play.png"
PAGE = "book/modules/05-connection-before-correction.html"


class Quiet(SimpleHTTPRequestHandler):
    """Serves the built book without writing to the screen."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main() -> None:
    """Play one step of the first role-play and keep what a carer would see."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(SITE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        phone = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=1.5)
        page = phone.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/{PAGE}")
        play = page.locator("role-play").first
        play.get_by_role("button", name="Begin").click()
        play.get_by_role("button", name="Skip", exact=True).click()
        play.get_by_role("button").nth(1).wait_for()
        play.evaluate(
            "element => window.scrollTo(0, element.getBoundingClientRect().top + scrollY - 70)"
        )
        page.evaluate("document.activeElement && document.activeElement.blur()")
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(PICTURE))
        browser.close()
    server.shutdown()
    print(PICTURE.relative_to(ROOT))


if __name__ == "__main__":
    main()
