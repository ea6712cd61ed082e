"""What the documents promise is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def mapped_paths():
    """List the paths of the map in CONTRIBUTING.md, as they are indented there."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    block = text.split("## The map")[1].split("```")[1]
    folder, paths = "", []
    for line in filter(None, block.splitlines()):
        name = line.split()[0]
        if line.startswith("  "):
            paths.append(folder + name)
        else:
            folder = name if name.endswith("/") else ""
            paths.append(name)
    return paths


@pytest.mark.parametrize("path", mapped_paths())
def test_every_path_of_the_map_exists(path):
    assert (ROOT / path).exists()


def test_every_python_module_of_the_package_is_on_the_map():
    # grading_cells.py belongs to grading.py, and __main__ to 'python -m roleplay'.
    on_map = {Path(p).stem for p in mapped_paths() if p.startswith("roleplay/")}
    modules = {
        p.stem.split("_")[0]
        for p in (ROOT / "roleplay").glob("*.py")
        if not p.stem.startswith("__")
    }
    assert modules <= on_map


DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "hub").glob("*.md")]
)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(path):
    for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            assert (path.parent / target).exists(), target


def test_every_make_word_in_the_documents_is_in_the_makefile():
    words = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for path in DOCUMENTS:
        for word in re.findall(r"`make ([a-z-]+)", path.read_text(encoding="utf-8")):
            assert word in words, f"{path.name}: make {word}"


def test_the_decisions_are_all_listed():
    listed = (ROOT / "docs" / "adr" / "README.md").read_text()
    for path in (ROOT / "docs" / "adr").glob("0*.md"):
        assert path.name in listed


def test_the_version_is_the_same_everywhere():
    from roleplay import COURSE_VERSION

    assert f'version = "{COURSE_VERSION}"' in (ROOT / "pyproject.toml").read_text()
    assert f"version: {COURSE_VERSION}" in (ROOT / "CITATION.cff").read_text()
    assert f"## {COURSE_VERSION}" in (ROOT / "CHANGELOG.md").read_text()
