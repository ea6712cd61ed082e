"""The player's modules become one script: everything is in it, nothing twice, and it stays small."""

import gzip
import re
import subprocess

import pytest

from roleplay import scripts
from tests.test_player_js import node_path

MOST = 30_000


def test_the_script_of_a_page_is_one_classic_script_and_small():
    script = scripts.classic_script()
    assert not re.search(r"^\s*(import|export)\b", script, re.MULTILINE)
    assert script.startswith("(() => {")
    assert "/* " not in script
    assert "innerHTML" not in script
    assert "http://" not in script.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in script.replace("(https?://", "")
    assert len(gzip.compress(script.encode(), 9)) < MOST


@pytest.mark.parametrize(
    ("text", "kind"),
    [(scripts.classic_script, "commonjs"), (scripts.module_script, "module")],
    ids=["page", "notebook"],
)
def test_no_name_stands_twice_and_the_script_can_be_read(text, kind):
    done = subprocess.run(
        [node_path(), "--check", f"--input-type={kind}", "-"],
        input=text(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def test_a_notebook_gets_the_player_and_not_the_host_of_pages():
    script = scripts.module_script()
    assert script.rstrip().endswith("export default { render };")
    assert "localStorage.setItem" not in script
    assert "customElements" not in script


def test_a_line_that_cannot_be_joined_is_refused(monkeypatch):
    real = scripts._read
    odd = "export default class {}\n"
    monkeypatch.setattr(scripts, "_read", lambda n: real(n) + (odd if n == "rules.js" else ""))
    with pytest.raises(ValueError, match="cannot be joined into one script: export default class"):
        scripts.classic_script()


def test_modules_in_a_circle_are_refused(monkeypatch):
    real = scripts._read
    odd = 'import { render } from "./player.js";\n'
    monkeypatch.setattr(scripts, "_read", lambda n: (odd if n == "rules.js" else "") + real(n))
    with pytest.raises(ValueError, match=r"The module player\.js needs itself"):
        scripts.classic_script()
