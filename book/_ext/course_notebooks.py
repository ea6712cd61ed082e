"""A notebook as a page for people: only what was made to be read or done stays.

Code is hidden by the setting ``nb_remove_code_source``; here the plain outputs go (marks, numbers, texts
that a kernel prints), and what stays is markup made for a page, or a picture.
"""

from docutils import nodes
from sphinx.application import Sphinx

FOR_PEOPLE = ("text/html", "image/")


def keep_pages_for_people(app: Sphinx, doctree: nodes.document) -> None:
    """Take away outputs that are not for people, and the cells that are then empty."""
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
