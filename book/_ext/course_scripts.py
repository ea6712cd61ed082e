"""The two scripts beside the pages: the frame around a page, and the line of who is signed in.

The player itself stands in the pages that have something to do (``course_inline``), each with its own kinds.

The frame is the theme's own small script with ours behind it, in one closed function, so that a browser
that keeps nothing (storage switched off) does not stop the contents button from working.
"""

from pathlib import Path

import pydata_sphinx_theme

from roleplay.scripts import classic_script
from roleplay.translation import Language

PLAYER = "_static/connection-first.js"
SITE = "_static/site.js"
_THEME = (
    Path(pydata_sphinx_theme.__file__).parent
    / "theme/pydata_sphinx_theme/static/scripts/pydata-sphinx-theme.js"
)
_BEFORE = """(() => {
const frame = () => {
const kept = (name) => {
  try { window[name].getItem("mode"); return window[name]; }
  catch {
    const store = new Map();
    return { getItem: (key) => store.get(key) ?? null, setItem: (key, value) => store.set(key, String(value)) };
  }
};
const localStorage = kept("localStorage"), sessionStorage = kept("sessionStorage");
const console = { ...window.console, log() {}, debug() {}, info() {} };
const DOCUMENTATION_OPTIONS = {};
"""
# The script may arrive before the page is there.
_AFTER = """};
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", frame);
else frame();
})();
"""


def write(site: Path, ours: Path, language: Language) -> None:
    """Write both scripts into the site; they must run from file:// and so are no modules."""
    theme = _THEME.read_text(encoding="utf-8").split("//# sourceMappingURL")[0]
    frame = f"{_BEFORE}{theme}\n{ours.read_text(encoding='utf-8')}\n{_AFTER}"
    for name, text in ((PLAYER, classic_script((), language)), (SITE, frame)):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, encoding="utf-8")
