"""The desk's words: dates, titles, levels, and what is said when something goes wrong.

Pure functions; framework-free.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

UK = ZoneInfo("Europe/London")

ERRORS = {
    400: ("This did not arrive whole", "Something was missing. Please go back and try once more."),
    401: ("Please sign in", "Please sign in first. What you have written stays on this device."),
    403: (
        "This page is not for you",
        "It belongs to someone else, or this page has been open for a long time. "
        "Open it again, or sign in with another name.",
    ),
    404: ("There is no such page", "It may have moved. The contents of the course will have it."),
    405: ("There is no such page", "It may have moved. The contents of the course will have it."),
}
OTHERWISE = (
    "Something went wrong on our side",
    "It is not your doing, and your work is safe. Please try again in a few minutes.",
)


def error(status: int) -> dict[str, str]:
    """Return ``title`` and ``says`` for a status of HTTP."""
    title, says = ERRORS.get(status, OTHERWISE)
    return {"title": title, "says": says}


def day(when: datetime | str) -> str:
    """Return a moment as people in the UK say it: "Saturday 21 November 2026 at 8:15 pm"."""
    moment = datetime.fromisoformat(when) if isinstance(when, str) else when
    local = moment.astimezone(UK)
    clock = f"{local.hour % 12 or 12}:{local.minute:02} {'am' if local.hour < 12 else 'pm'}"
    return f"{local:%A} {local.day} {local:%B %Y} at {clock}"


def short(when: datetime | str, today: datetime | None = None) -> str:
    """Return a moment in few letters, for tables: "Sat 21 Nov, 8:15 pm", with the year when it is another."""
    moment = datetime.fromisoformat(when) if isinstance(when, str) else when
    local, now = moment.astimezone(UK), (today or datetime.now(UK)).astimezone(UK)
    clock = f"{local.hour % 12 or 12}:{local.minute:02} {'am' if local.hour < 12 else 'pm'}"
    year = f" {local.year}" if local.year != now.year else ""
    return f"{local:%a} {local.day} {local:%b}{year}, {clock}"


def late(sent: datetime, due: datetime | None) -> str:
    """Say how long after the date something was sent, by the calendar in the UK; nothing when it was in time."""
    if due is None or sent <= due:
        return ""
    days = (sent.astimezone(UK).date() - due.astimezone(UK).date()).days
    if not days:
        return "sent later on the same day"
    return f"sent {days} {'day' if days == 1 else 'days'} after the date"


def date_only(when: datetime) -> str:
    """Return a day as people in the UK say it: "Saturday 21 November 2026"."""
    local = when.astimezone(UK)
    return f"{local:%A} {local.day} {local:%B %Y}"


def iso_day(when: datetime) -> str:
    """Return a day of the UK's calendar as forms write it: "2026-11-21"."""
    return when.astimezone(UK).date().isoformat()


def first_upper(text: str) -> str:
    """Return a text with its first letter large, and the rest as it was."""
    return text[:1].upper() + text[1:]
