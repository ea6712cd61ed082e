"""nbgrader's settings; the reasons stand in roleplay/grading_config.py."""

from pathlib import Path

from roleplay import grading

c = get_config()  # noqa: F821 (nbgrader gives it)
grading.configure(c, Path(__file__).parent)
