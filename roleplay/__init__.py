"""Connection First: role-plays for foster carers, as data.

The middle of the project knows no framework; it is read in this order:
``model``, ``routes``, ``reading``, ``checking``, ``scenario``, ``scoring``, ``playable``, ``responses``.
Each edge imports one framework: ``directive`` (Sphinx), ``widget`` (anywidget), ``grading`` (nbgrader).
"""

COURSE_VERSION = "2026.11.0"
