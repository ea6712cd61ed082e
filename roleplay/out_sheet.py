"""The evidence sheet as one page that needs nothing else: readable on a phone, one to two sheets of A4 on paper."""

import base64
import hashlib
import re
from datetime import date
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from roleplay.out_evidence import Evidence
from roleplay.out_marks import UK

FILE = Path(__file__).parent / "data" / "evidence.html"


def written(evidence: Evidence, today: date) -> str:
    """Write the page. Everything a person typed stands in it as text."""
    pages = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # fmt: skip
    pages.filters["day"] = lambda when: f"{when.astimezone(UK):%-d %B %Y}"
    template = pages.from_string(FILE.read_text(encoding="utf-8"))
    return template.render(evidence=evidence, today=f"{today:%-d %B %Y}")


def style_hash() -> str:
    """Return the page's own style as a content security policy names it: ``'sha256-…'``."""
    style = re.search(r"<style>(.*?)</style>", FILE.read_text(encoding="utf-8"), re.DOTALL)
    whole = (style[1] if style else "").encode()
    return f"'sha256-{base64.b64encode(hashlib.sha256(whole).digest()).decode()}'"
