"""What each page loads and shows: the context that the templates read, and the last touches to the site."""

import html
from pathlib import Path
from typing import Any

import course_scripts
from docutils import nodes
from sphinx.application import Sphinx

from roleplay import COURSE_VERSION, translation

HELP_PAGE = "book/reference/law-and-help-lines"
SEARCH_TOOLS = (
    "_static/documentation_options.js",
    "_static/doctools.js",
    "_static/sphinx_highlight.js",
    "_static/searchtools.js",
    "_static/language_data.js",
    "searchindex.js",
)
_FIRST_PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0; url=book/index.html">
<title>Connection First</title>
</head>
<body><main><h1>Connection First</h1><p><a href="book/index.html">Go to the course</a></p></main></body>
</html>
"""


def speak(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Give the templates our words in the language of the book, before the theme looks at any."""
    language = translation.language(app.config.language or "")
    # What a translator wrote is text; the templates would take it for markup.
    context["say"] = lambda english, **parts: html.escape(language.say(english, **parts))


def prepare(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Give the templates the course's version, its help page and the scripts of this page."""
    context["course_version"] = COURSE_VERSION
    context["course_help"] = HELP_PAGE
    if "body" in context:  # a role for sources that browsers and screen readers no longer know
        context["body"] = context["body"].replace('role="doc-biblioentry"', 'role="listitem"')
    # The search tools need their words, which site.js puts in order, before they start.
    tools = SEARCH_TOOLS if pagename == "search" else ()
    context["course_scripts"] = [*tools[:2], course_scripts.SITE, *tools[2:]]


def finish(site: Path) -> None:
    """Write the first page, and drop what no page asks for."""
    (site / "index.html").write_text(_FIRST_PAGE, encoding="utf-8")
    _drop_unused(site, {course_scripts.PLAYER, course_scripts.SITE, *SEARCH_TOOLS})


def _drop_unused(site: Path, used: set[str]) -> None:
    """Delete what Sphinx and the theme copy into every site and no page of ours loads."""
    for file in (site / "_static").rglob("*"):
        if file.is_file() and file.relative_to(site).as_posix() not in used:
            file.unlink()
    for folder in sorted((p for p in site.rglob("*") if p.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    for extra in (site / "_sphinx_design_static").glob("*"):
        extra.unlink()
