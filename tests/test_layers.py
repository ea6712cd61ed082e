"""Data flows one way: the middle knows no framework, and each edge knows one."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ORDER = (
    "__init__", "names", "model", "routes", "reading", "titles", "checking", "scenario", "translation", "sorts", "sheets", "service", "responses", "privacy", "scoring", "rubric", "group", "agreement", "playable", "element", "scripts", "catalogue", "coverage",
    "writing", "graph", "twee", "ink",
    "directive", "widget", "practice", "figures", "debrief", "controls", "terminal", "grading", "forgetting", "out", "exercises", "commands", "__main__",
)  # fmt: skip
MIDDLE = ORDER[: ORDER.index("directive")]
FRAMEWORKS = {
    "sphinx": {"directive"},
    "docutils": {"directive"},
    "anywidget": {"widget"},
    "traitlets": {"widget"},
    "ipywidgets": {"widget", "controls"},
    "jinja2": {"debrief", "out"},
    "nbgrader": {"grading"},
    "matplotlib": {"figures"},
    "rich": {"terminal", "commands", "exercises"},
    "click": {"commands", "__main__"},
    "babel": {"translation", "catalogue"},
    "openpyxl": {"out"},
    "tornado": set(),
    "jupyterhub": set(),
    "jupytext": {"exercises"},
    "nbformat": {"grading", "exercises"},
}


def edge(path: Path) -> str:
    """Name the part a module belongs to: grading_cells.py belongs to grading."""
    return path.stem.split("_")[0] if not path.stem.startswith("__") else path.stem


def imports(path: Path) -> set[str]:
    """List what a module imports, by full name."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


MODULES = sorted((ROOT / "roleplay").glob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.stem)
def test_a_module_imports_only_what_stands_before_it(path):
    mine = ORDER.index(edge(path))
    for name in imports(path):
        parts = name.split(".")
        if (
            parts[0] == "roleplay"
            and len(parts) > 1
            and (ROOT / "roleplay" / f"{parts[1]}.py").exists()
        ):
            other = edge(Path(f"{parts[1]}.py"))
            assert ORDER.index(other) <= mine, f"{path.name} must not import {parts[1]}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.stem)
def test_each_framework_is_known_to_its_own_edge_only(path):
    for name in imports(path):
        package = name.split(".")[0]
        assert edge(path) in FRAMEWORKS.get(package, {edge(path)}), (
            f"{path.name} must not import {package}"
        )
        assert package != "hub", "roleplay does not know the hub"


def test_only_the_grading_edge_of_the_hub_knows_nbgrader():
    for path in (ROOT / "hub").rglob("*.py"):
        assert not any(name.split(".")[0] == "nbgrader" for name in imports(path)), path.name


def test_every_module_of_the_middle_exists():
    assert {p.stem for p in MODULES} >= set(MIDDLE) - {"element"}
