"""What a carer reads about their sorts in a reply: how many cards, and which to look at again."""

from typing import Any

from roleplay import sorts
from roleplay.responses import Responses
from roleplay.sorts import SortError

NOTE = (
    "Some cards can be seen in more than one way. "
    "Look at them again if you like: what we would say stands under each card."
)
NOT_PLACED = "You have not placed any cards here yet. You can, and send it again."


def told(name: str, points: float, most: float, work: Responses) -> dict[str, Any]:
    """Say one sort in plain words.

    Args:
        name: the sort.
        points: what its mark cell earned; a trainer may have changed it.
        most: how many cards it had when the exercise was made.
        work: what was sent.

    Returns:
        ``{"name", "title", "placed", "of", "words", "again", "open", "note"}``: ``again`` lists the words of the
        cards placed elsewhere, ``open`` counts those not placed.
    """
    sorting = work.sorts.get(name)
    picks = sorting.picks if sorting else {}
    try:
        sort = sorts.load(name)
    except SortError:
        title, again, still_open = name, [], 0
    else:
        title = sort.title
        placed = [card for card in sort.cards if picks.get(card) in sort.places_of(card)]
        again = [
            sort.cards[card].text for card in placed if picks[card] != sort.cards[card].belongs
        ]
        still_open = len(sort.cards) - len(placed)
    words = f"You placed {points:g} of {most:g} cards as we would."
    return {
        "name": name,
        "title": title,
        "placed": points,
        "of": most,
        "words": words if picks else NOT_PLACED,
        "again": again,
        "open": still_open if picks else 0,
        "note": NOTE if again else "",
    }
