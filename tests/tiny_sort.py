"""One small, sound sort for tests, to break one thing in."""

import copy
from typing import Any

TINY_SORT: dict[str, Any] = {
    "title": "Near or far?",
    "about": "Three things in a kitchen. Put each one where you think it belongs.",
    "teaches": ["AFC-CBC"],
    "minutes": 2,
    "authors": ["The writing team"],
    "reviewed_by": [],
    "places": {"near": "Near", "far": "Far"},
    "cards": {
        "cup": {
            "text": "A cup on the table <b>in front</b> of you.",
            "belongs": "near",
            "because": "You can reach it with one hand, and it is still warm from the tea.",
        },
        "moon": {
            "text": "The moon in the window.\n\nIt is late.",
            "belongs": "far",
            "because": "It looks close tonight, and it is still a very long way off, as it always is.",
        },
        "reply": {
            "text": "Sam is 6, and he cannot sleep. Which reply stays near?",
            "places": {"one": "“Go to sleep now.”", "two": "“I'm here. You can't sleep.”"},
            "belongs": "two",
            "because": "It says what you see, and that you are with him, and it asks nothing of him.",
        },
    },
}
MODEL_PICKS = {"cup": "near", "moon": "far", "reply": "two"}


def tiny_sort() -> dict[str, Any]:
    """Return a fresh copy to change."""
    return copy.deepcopy(TINY_SORT)
