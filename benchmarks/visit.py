"""One visit to a page by a phone that has never seen it, and how long until something can be tapped.

Rule: the clock starts when the visit starts, and stops when the thing looked for exists, has a size
and is enabled. The page itself looks every 5 ms, so nothing of the driver is in the time.
"""

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, sync_playwright

PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Conditions:
    """How slow the phone and its connection are."""

    name: str
    cpu: int = 1
    slow_4g: bool = False


FAST = Conditions("no slowing")
CPU = Conditions("CPU ÷4", cpu=4)
SLOW = Conditions("CPU ÷4, Slow 4G", cpu=4, slow_4g=True)
ALL = (FAST, CPU, SLOW)
# Chromium's own preset "Slow 4G": bytes a second, milliseconds.
SLOW_4G = {
    "offline": False,
    "downloadThroughput": 180_000,
    "uploadThroughput": 84_375,
    "latency": 562.5,
}


@dataclass(frozen=True)
class Tap:
    """Something to wait for: what it matches, inside which host's shadow, with which text on it."""

    selector: str
    host: str = ""
    text: str = ""
    mark: str = ""  # the name under which its moment is noted
    tap: bool = True


@dataclass
class Visit:
    """What one visit took: moments in milliseconds, and what came over the wire."""

    moments: dict[str, float]
    bytes: int = 0
    requests: int = 0
    outside: list[str] = field(default_factory=list)


_WATCH = """(() => {
  if (window !== top) return;
  const taps = __TAPS__, moments = {}, begin = __BEGIN__;
  let at = 0;
  const found = ({selector, host, text}) => {
    const roots = host ? [...document.querySelectorAll(host)].map((one) => one.shadowRoot || one) : [document];
    for (const root of roots)
      for (const one of root.querySelectorAll(selector)) {
        if (text && one.textContent.trim() !== text) continue;
        const box = one.getBoundingClientRect();
        if (box.width && box.height && !one.disabled) return one;
      }
  };
  const look = () => {
    begin();
    for (;;) {
      const step = taps[at], one = found(step);
      if (!one) return;
      if (step.mark) moments[step.mark] = performance.now();
      at += 1;
      if (at === taps.length) { clearInterval(timer); window.benchmarkMoments = moments; return; }
      if (step.tap) { one.click(); return; }
    }
  };
  const timer = setInterval(look, 5);
})();"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start one Chromium that can reach this machine only."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    words = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=words)
        yield browser
        browser.close()


def visit(
    browser: Browser,
    address: str,
    taps: tuple[Tap, ...],
    conditions: Conditions,
    *,
    begin: str = "() => {}",
    most_seconds: int = 180,
) -> Visit:
    """Open an address as a first visit and tap through ``taps``.

    Args:
        browser: from ``chromium()``.
        address: the page.
        taps: what to wait for, in order; all but the last are tapped by the page itself.
        conditions: how slow the phone is.
        begin: JavaScript that is called every 5 ms as well (a notebook has to be started by somebody).
        most_seconds: when to give up.

    Raises:
        playwright.sync_api.TimeoutError: the last thing never came.
    """
    context = browser.new_context(viewport=PHONE)
    try:
        page = context.new_page()
        seen = Visit({})
        wire = context.new_cdp_session(page)
        last = [time.monotonic()]

        def asked(event):
            url = event["request"]["url"]
            if url.startswith(("data:", "blob:")):
                return
            last[0] = time.monotonic()
            seen.requests += 1
            if "://127.0.0.1" not in url and "://localhost" not in url:
                seen.outside.append(url)

        def finished(event):
            last[0] = time.monotonic()
            seen.bytes += int(event["encodedDataLength"])

        wire.on("Network.requestWillBeSent", asked)
        wire.on("Network.loadingFinished", finished)
        wire.send("Network.enable")
        if conditions.slow_4g:
            wire.send("Network.emulateNetworkConditions", SLOW_4G)
        if conditions.cpu > 1:
            wire.send("Emulation.setCPUThrottlingRate", {"rate": conditions.cpu})
        words = json.dumps([tap.__dict__ for tap in taps])
        page.add_init_script(_WATCH.replace("__TAPS__", words).replace("__BEGIN__", begin))
        page.goto(address, wait_until="commit", timeout=most_seconds * 1000)
        moments = page.wait_for_function(
            "window.benchmarkMoments", polling=50, timeout=most_seconds * 1000
        )
        seen.moments = moments.json_value()
        if conditions == FAST:
            _settle(page, last)
        return seen
    finally:
        context.close()


def _settle(page, last, quiet=0.7, most=15):
    """Wait until the page has asked for nothing more for a while, so that its bytes are all counted."""
    until = time.monotonic() + most
    while time.monotonic() < until and time.monotonic() - last[0] < quiet:
        page.wait_for_timeout(100)
