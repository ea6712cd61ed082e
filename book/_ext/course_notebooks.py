"""A notebook as a page for people: only what was made to be read or done stays.

Code is hidden by the setting ``nb_remove_code_source``; here the plain outputs go (marks, numbers, texts
that a kernel prints), and what stays is markup made for a page, or a picture.
A notebook is run again when a scenario or the code that shows it has changed.
"""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

import roleplay

SHOWN_BY = Path(roleplay.__file__).parent
FOR_PEOPLE = ("text/html", "image/")


def keep_pages_for_people(app: Sphinx, doctree: nodes.document) -> None:
    """Take away outputs that are not for people, and the cells that are then empty."""
    if Path(app.env.doc2path(app.env.docname)).suffix == ".ipynb":
        for part in ("*.py", "scenarios/*.yaml", "data/*.json"):
            for file in SHOWN_BY.glob(part):
                app.env.note_dependency(str(file))
    for bundle in list(doctree.findall(_is_output)):
        kinds = [child["mime_type"] for child in bundle.children if "mime_type" in child]
        if not any(kind.startswith(FOR_PEOPLE) for kind in kinds):
            bundle.parent.remove(bundle)
    for part in ("cell_output", "cell"):
        for container in list(doctree.findall(nodes.container)):
            if part in container["classes"] and not container.children:
                container.parent.remove(container)


def _is_output(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and node.get("nb_element") == "mime_bundle"
