"""The course as people meet it: the hub, the desk that serves the book, and the launcher.

``python -m hub`` starts everything on this machine. Nothing here decides what work is worth:
that is ``roleplay``.
"""

COURSE_ID = "connection-first"
CARERS = f"nbgrader-{COURSE_ID}"
TRAINERS = f"formgrade-{COURSE_ID}"
