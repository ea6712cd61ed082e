"""The same exercise as a notebook: played in a real JupyterLab, kept in a file, there again after a restart."""

import json
import shutil

import pytest
from playwright.sync_api import expect

from roleplay import responses, scenario, scoring
from tests.browser.servers import jupyter
from tests.carers import EXERCISE
from tests.course import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KWAME = "kwame-after-school"
NEWS = "@jupyterlab/apputils-extension:announcements"


@pytest.fixture
def lab(tmp_path):
    """Start JupyterLab in a copy of the exercise alone, and yield its address and the folder."""
    folder, place = tmp_path / "exercise", tmp_path / "place"
    folder.mkdir()
    shutil.copy(ROOT / "exercises" / EXERCISE / "practice.ipynb", folder)
    quiet = place / "jupyter_config_dir" / "labconfig" / "page_config.json"
    quiet.parent.mkdir(parents=True)
    quiet.write_text(json.dumps({"disabledExtensions": {NEWS: True}}), encoding="utf-8")
    with jupyter("jupyter-lab", folder, place) as address:
        yield f"{address}/lab/tree/practice.ipynb", folder


def run_all(page):
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def player(page):
    """Return the first role-play's player, once it is there.

    Lab keeps only the cells near the window in the page, and running all of them goes to the end.
    """
    page.wait_for_function(
        """() => {
            const notebook = document.querySelector(".jp-WindowedPanel-outer");
            if (notebook) notebook.scrollTo(0, 0);
            return document.querySelector(".jp-OutputArea-output .cf-button, .jp-OutputArea-output .cf-choice");
        }""",
        timeout=60_000,
    )
    found = page.locator(".jp-OutputArea-output", has=page.locator(".cf-button, .cf-choice")).first
    found.wait_for(timeout=60_000)
    return found


def kept(folder):
    found = responses.read(folder / "responses.json", EXERCISE).responses
    return [run.choices for run in found.runs if run.scenario == KWAME]


def test_played_in_jupyterlab_it_is_kept_and_there_again_after_a_restart(new_context, lab):
    address, folder = lab
    story = scenario.load(KWAME)
    first, second = scoring.model_run(story)[:2]
    page = new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(address)
    expect(
        page.get_by_role("heading", name="Practice: connection before correction")
    ).to_be_visible(timeout=60_000)
    expect(page.locator(".jp-CodeCell .cm-content:visible")).to_have_count(0)

    run_all(page)
    part = player(page)
    assert not (folder / "responses.json").exists(), "showing a part writes nothing"
    part.get_by_role("button", name="Begin").click()
    if story.scenes[story.start].ask:
        part.get_by_role("button", name="Show the choices").click()
    part.locator(f"[data-choice={first}]").click()
    expect(part).to_contain_text(story.scenes[story.start].choices[first].feedback[:40])
    until_written(page, folder, [(first,)])

    part.evaluate("part => part.setAttribute('data-before-restart', '')")
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name="Restart Kernel and Run All Cells").click()
    page.get_by_role("button", name="Confirm Kernel Restart").click()
    # The old part goes, the new one comes back where the carer was, offering the next choices.
    expect(page.locator("[data-before-restart]")).to_have_count(0, timeout=60_000)
    again = player(page)
    scene = story.scenes[story.start].choices[first].leads_to
    if story.scenes[scene].ask:
        again.get_by_role("button", name="Show the choices").click()
    expect(again.locator(f"[data-choice={second}]")).to_be_visible(timeout=60_000)
    assert kept(folder) == [(first,)]
    assert page.locator(".jp-OutputArea-output.jp-mod-error, [data-mime-type*=stderr]").count() == 0


def until_written(page, folder, runs):
    """Wait until the kernel has written what the browser sent."""
    for _ in range(100):
        if (folder / "responses.json").exists() and kept(folder) == runs:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"not written within ten seconds: {kept(folder)}")
