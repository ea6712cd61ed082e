"""The live room: a group plays one story together, votes in private, and talks.

``room`` is what is true, ``acts`` what people may do, ``view`` what each of them is sent;
``store`` keeps it, ``live`` serves it, and only ``service`` knows tornado and the hub.
Framework-free but for ``service``; the protocol is in ``docs/formats.md``.
"""
