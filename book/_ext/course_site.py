"""The course's own changes to the book's theme: what is read, lighter and without developer furniture.

This module only connects Sphinx's events; each change is a module of its own:
``course_pages`` (templates, what a page loads), ``course_notebooks`` (the practice page),
``course_scripts`` (the two scripts), ``course_styles`` (one small style sheet), ``course_icons`` (one small font),
``course_terms`` (what a word means, on the page where it is read),
``course_inline`` (what a page needs to be read and played stands in the page itself).
"""

from pathlib import Path
from typing import Any

import course_inline
import course_notebooks
import course_pages
import course_scripts
import course_styles
import course_terms
from sphinx.application import Sphinx
from sphinx.config import Config

from roleplay import figures, translation

HERE = Path(__file__).parent


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect every change to the moment of the build at which it is made."""
    app.connect("config-inited", _use_our_templates)
    app.connect("builder-inited", _draw_figures)
    app.connect("doctree-read", course_notebooks.keep_pages_for_people)
    app.connect("html-page-context", course_pages.speak, priority=100)
    app.connect("html-page-context", course_pages.prepare, priority=990)
    app.connect("doctree-read", course_terms.follow_glossary)
    app.connect("html-page-context", course_terms.tell)
    app.connect("build-finished", _finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _use_our_templates(app: Sphinx, config: Config) -> None:
    """Let the templates here stand before the theme's of the same name."""
    config.templates_path.insert(0, str(HERE / "templates"))


def _draw_figures(app: Sphinx) -> None:
    """Draw the book's figures from the code in the repository, so that they are never out of date."""
    figures.build(Path(app.srcdir) / "book" / "figures")


def _finish(app: Sphinx, error: Exception | None) -> None:
    """Write the scripts, the style sheet and the icons that the finished pages need, and fill the pages."""
    if error or app.builder.format != "html":
        return
    site = Path(app.outdir)
    language = translation.language(app.config.language or "")
    course_scripts.write(site, HERE / "static" / "site.js", language)
    course_styles.write(site, HERE / "static" / "site.css")
    course_inline.fill(site, language)
    course_pages.finish(site)
