"""The book's pictures: the same each time, readable on a phone, and without anything from outside."""

import re
import shutil
import xml.etree.ElementTree as ET

import pytest

from roleplay import figures, figures_connection
from roleplay import figures_draw as draw

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawn_once(tmp_path_factory):
    return figures.build(tmp_path_factory.mktemp("drawn"))


@pytest.fixture
def drawn(tmp_path, drawn_once):
    """Copy the pictures, so that a test may spoil one; drawing them takes seconds."""
    shutil.copytree(drawn_once[0].parent, tmp_path / "figures")
    return {path.stem: tmp_path / "figures" / path.name for path in drawn_once}


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, two):
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def words_in(path):
    return [t.text for t in ET.parse(path).getroot().iter(f"{SVG}text")]  # noqa: S314 - our own file


NAMES = [name for name, _, _ in figures.pictures()]
COLOUR = r"#[0-9a-f]{6}"


def test_every_picture_is_drawn_under_a_name_of_its_own(drawn):
    assert {"five-steps", "window"} <= set(NAMES)
    assert list(drawn) == NAMES
    assert len(set(NAMES)) == len(NAMES)


def test_drawing_again_gives_the_same_bytes_and_touches_no_file(drawn, tmp_path):
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in drawn.values()}
    figures.build(tmp_path / "figures")
    assert before == {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in drawn.values()}
    elsewhere = figures.build(tmp_path / "elsewhere")
    assert [p.read_bytes() for p in elsewhere] == [p.read_bytes() for p in drawn.values()]


def test_a_changed_picture_is_drawn_anew(drawn, tmp_path):
    drawn["window"].write_text("<svg/>", encoding="utf-8")
    figures.build(tmp_path / "figures")
    assert "Too much" in words_in(drawn["window"])


def test_no_date_and_no_address_but_those_that_name_a_format(drawn):
    for path in drawn.values():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"dc:date|20\d\d-\d\d", text)
        assert not re.search(r"(?:href|src)=\"https?:", text)
        assert "@import" not in text


def test_the_five_steps_stand_in_order_with_safety_first_in_danger(drawn):
    words = words_in(drawn["five-steps"])
    at = [words.index(title) for title, _ in figures_connection.STEPS]
    assert [title for title, _ in figures_connection.STEPS] == [
        "Settle me",
        "Make safe",
        "Connect",
        "Correct",
        "Repair",
    ]
    assert at == sorted(at)
    assert "In danger, this comes first." in words


def test_the_window_says_that_it_is_only_a_picture(drawn):
    assert "A picture to think with, not a measurement." in words_in(drawn["window"])


@pytest.mark.parametrize("name", NAMES)
def test_words_are_words_large_enough_for_a_phone_in_the_readers_own_font(drawn, name):
    root = ET.parse(drawn[name]).getroot()  # noqa: S314 - our own file
    assert float(root.get("viewBox").split()[2]) <= 360
    for text in root.iter(f"{SVG}text"):
        style = text.get("style")
        assert float(re.search(r"font-size: ([\d.]+)px", style).group(1)) >= 14
        assert "system-ui" in style


@pytest.mark.parametrize("name", NAMES)
def test_only_colours_of_the_palette_are_used(drawn, name):
    text = drawn[name].read_text(encoding="utf-8")
    assert set(re.findall(COLOUR, text)) <= {*draw.LIGHT, *draw.DARK, draw.LINE, "#000000"}
    for said in re.findall(r"<text style=\"([^\"]*)", text):
        assert re.search(COLOUR, said).group() in {draw.INK, draw.TEAL, draw.CLAY, draw.SAND}


def test_words_stand_out_from_what_they_are_written_on():
    for ground in draw.LIGHT:
        assert contrast(draw.INK, ground) >= 4.5, ground
    for ink in (draw.TEAL, draw.CLAY):
        for ground in (draw.SAND, draw.MIST, "#ffffff"):
            assert contrast(ink, ground) >= 4.5, (ink, ground)
    for ground in draw.DARK:
        assert contrast(draw.SAND, ground) >= 4.5, ground
