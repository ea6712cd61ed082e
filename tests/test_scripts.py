"""The player's modules become one script: what a page needs is in it, nothing twice, and it stays small."""

import gzip
import re
import subprocess
from functools import partial

import pytest

from roleplay import scripts
from roleplay.element import KINDS
from tests.test_player_js import node_path

FIRST = ("role-play", "own-words", "if-then", "send-work")
MOST = 30_000  # bytes as sent (gzip), with all of the first kinds
MOST_MORE = 6_000  # for each kind that came later
MOST_SELDOM = 1_800
MOST_OF = {"tool-sheet": 11_500}  # nine kinds of parts, drawings, paper, files; alone on its pages


def test_the_script_of_a_page_is_one_classic_script_and_small():
    script = scripts.classic_script()
    assert [kind for kind in KINDS if f'"{kind}": ' not in script] == []
    assert not re.search(r"^\s*(import|export)\b", script, re.MULTILINE)
    assert script.startswith("(() => {")
    assert "/* " not in script
    assert "innerHTML" not in script
    assert "http://" not in script.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in script.replace("(https?://", "")


def as_sent(*kinds: str) -> int:
    return len(gzip.compress(scripts.classic_script(kinds).encode(), 9))


def test_the_player_stays_small_and_no_kind_costs_much_more():
    assert as_sent(*FIRST) <= MOST
    for kind in KINDS:
        assert as_sent(*FIRST, kind) <= as_sent(*FIRST) + MOST_OF.get(kind, MOST_MORE), kind
    assert as_sent("tool-sheet") <= MOST
    assert as_sent() < as_sent("role-play") < as_sent(*FIRST)


@pytest.mark.parametrize("part", scripts.SELDOM)
def test_a_part_that_few_sheets_have_comes_only_to_their_pages(part):
    without, having = (
        scripts.classic_script(kinds) for kinds in (["tool-sheet"], ["tool-sheet", part])
    )
    function = "sheet" + part.removeprefix("sheet-").title()
    assert function not in without
    assert f"function {function}" in having
    assert f"{part.removeprefix('sheet-')}: {function}" in having
    assert as_sent("tool-sheet", part) <= as_sent("tool-sheet") + MOST_SELDOM
    assert f"function {function}" in scripts.classic_script()


def test_the_list_of_kinds_is_the_same_in_python_and_in_the_player():
    there = scripts.KIND.findall((scripts.FOLDER / "kinds.js").read_text(encoding="utf-8"))
    assert tuple(kind for kind, _ in there) == KINDS


def test_a_page_carries_only_its_own_kinds():
    role_play = scripts.classic_script(["role-play"])
    assert '"role-play": rolePlay' in role_play
    assert "function sendWork" not in role_play
    assert "send-work.css" not in role_play
    assert ".cf-look" not in role_play
    sending = scripts.classic_script(["send-work"])
    assert ".cf-look" in sending
    assert "function sendWork" in sending
    assert "function rolePlay" not in sending
    assert "function render" in scripts.classic_script([])


def test_a_kind_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match=r"There is no part 'role-plays'\. There are: role-play, "):
        scripts.classic_script(["role-plays"])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (scripts.classic_script, "commonjs"),
        (scripts.module_script, "module"),
        *((partial(scripts.classic_script, [kind]), "commonjs") for kind in KINDS),
        (partial(scripts.classic_script, ["tool-sheet", *scripts.SELDOM]), "commonjs"),
        (partial(scripts.classic_script, []), "commonjs"),
    ],
    ids=["page", "notebook", *KINDS, "every part of a sheet", "nothing"],
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


def test_a_note_at_the_end_of_a_line_is_refused_because_lines_are_joined(monkeypatch):
    real = scripts._read
    odd = "const odd = 1; // one\n"
    monkeypatch.setattr(scripts, "_read", lambda n: real(n) + (odd if n == "rules.js" else ""))
    with pytest.raises(ValueError, match=r"A note needs a line of its own: const odd"):
        scripts.classic_script()


def test_modules_in_a_circle_are_refused(monkeypatch):
    real = scripts._read
    odd = 'import { render } from "./player.js";\n'
    monkeypatch.setattr(scripts, "_read", lambda n: (odd if n == "rules.js" else "") + real(n))
    with pytest.raises(ValueError, match=r"The module kinds\.js needs itself"):
        scripts.classic_script()
