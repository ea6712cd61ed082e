"""A part as HTML: its data comes back whole, nothing in it is markup, and the story reads through."""

import json
import re
from html.parser import HTMLParser

import pytest

from roleplay import element
from roleplay.playable import playable
from tests import stories


class Page(HTMLParser):
    """Collects tags, ids, links, text and the JSON inside parts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.json = ""
        self.open: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        self.open.append(tag)
        if len(self.tags) == 1:
            self.attributes = given
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"{tag} is not closed in order"

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            self.json += data
        else:
            self.text += data


ALLOWED = {"div", "p", "strong", "em", "ul", "li", "a"}


@pytest.mark.parametrize("name", stories.NAMES)
def test_a_part_gives_its_data_back_whole(name, tmp_path):
    story = stories.load(name, tmp_path)
    data = playable(story)
    page = Page(element.html("role-play", '05-"x"', name, data, element.story_html(story)))
    assert json.loads(page.json) == data
    assert page.attributes == {"exercise": '05-"x"', "name": name}
    assert page.tags[:2] == ["role-play", "script"]
    assert page.tags.count("script") == 1
    assert page.open == []


@pytest.mark.parametrize("name", stories.NAMES)
def test_the_story_can_be_read_and_followed_without_a_script(name, tmp_path):
    story = stories.load(name, tmp_path)
    page = Page(element.story_html(story))
    assert set(page.tags) <= ALLOWED
    assert len(page.ids) == len(set(page.ids)), "an id stands twice"
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    squeezed = re.sub(r"\s+", " ", page.text)

    def is_there(text: str) -> bool:
        return all(
            re.sub(r"\s+", " ", part.strip()) in squeezed for part in re.split(r"\n\s*\n", text)
        )

    for scene in story.scenes.values():
        assert is_there(scene.text)
        assert is_there(scene.inside)
        assert scene.debrief is None or is_there(scene.debrief)
        for choice in scene.choices.values():
            assert is_there(choice.text)
            assert is_there(choice.feedback)
    assert is_there(story.line.says)
    assert is_there(story.content_note)
    # The child's thoughts wait until the end, as they do when playing.
    assert squeezed.index("Looking back") > squeezed.rindex("Go to")


def test_two_stories_on_one_page_share_no_id(tmp_path):
    both = [Page(element.story_html(stories.load(n, tmp_path))) for n in ("tiny", "awkward")]
    assert not set(both[0].ids) & set(both[1].ids)


def test_an_unknown_part_is_refused_with_the_names_there_are():
    with pytest.raises(ValueError, match=r"There is no part 'quiz'.*role-play"):
        element.html("quiz", "05-x", "x", {})
