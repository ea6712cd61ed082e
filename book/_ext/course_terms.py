"""A word of the glossary says what it means on the page where it is read.

Each link to a word carries the meaning as plain text; ``static/site.js`` shows it at a tap. Nothing is
fetched, so it works from a folder too, and without a script the link leads to the glossary as before.
"""

import html
import re
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

GLOSSARY = "book/reference/glossary"
_WORD = re.compile(
    r'<a class="reference internal"(?= href="[^"#]*#(term-[^"]+)"[^>]*><span class="xref std std-term")'
)


def follow_glossary(app: Sphinx, doctree: nodes.document) -> None:
    """Let a page that uses words of the glossary be made again when the glossary changes."""
    uses = any(ref.get("reftype") == "term" for ref in doctree.findall(addnodes.pending_xref))
    if uses and GLOSSARY in app.env.found_docs:
        app.env.note_dependency(str(app.env.doc2path(GLOSSARY)))


def tell(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Write the meaning of each word beside its link, and say whether the page has any."""
    context["course_glossary"] = ""
    body = context.get("body", "")
    if pagename == GLOSSARY or GLOSSARY not in app.env.found_docs or not _WORD.search(body):
        return
    known = meanings(app.env.get_doctree(GLOSSARY))

    def with_meaning(link: re.Match[str]) -> str:
        meaning = known.get(link[1])
        return f'{link[0]} data-means="{html.escape(meaning)}"' if meaning else link[0]

    context["body"] = _WORD.sub(with_meaning, body)
    context["course_glossary"] = GLOSSARY


def meanings(glossary: nodes.document) -> dict[str, str]:
    """Collect what each word means, as plain text by the id of the word."""
    found = {}
    for item in glossary.findall(nodes.definition_list_item):
        said = " ".join(part.astext() for part in item.findall(nodes.definition))
        for term in item.findall(nodes.term):
            found.update(dict.fromkeys(term["ids"], " ".join(said.split())))
    return found
