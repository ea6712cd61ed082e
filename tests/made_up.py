"""A made-up language: every vowel has an accent, so that English left on a screen is seen at once."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog

from roleplay import catalogue
from roleplay.catalogue_texts import Text
from tests import book_build

CODE = "qps"
RTL = "qps_Arab"
ACCENTS = str.maketrans("aeiouyAEIOUY", "áéíóúýÁÉÍÓÚÝ")
PLAIN = re.compile(r"[aeiouyAEIOUY]")
EXERCISE = "05-connection-before-correction"

PAGE = """# A page of the book

```{{role-play}} {name}
```

```{{own-words}} what-would-you-say
:label: What would you do and say in the first minute?
```

```{{if-then}}
:label: My plan for one hard moment
```

```{{send-work}}
:needs: what-would-you-say
:scenarios: {name}
```

```{{trainer-note}}
⟦⟧
```
"""
NOTEBOOK = """---
jupytext: {{text_representation: {{extension: .md, format_name: myst}}}}
kernelspec: {{name: python3, display_name: Python 3}}
---
# ⟦⟧

```{{code-cell}}
from roleplay.practice import Practice
practice = Practice("05-connection-before-correction", "Connection before correction")
practice.role_play("{name}")
```

```{{code-cell}}
practice.own_words("reflection", label="Looking back on one moment", help="A few lines are enough. Spelling does not matter.")
```

```{{code-cell}}
practice.if_then(label="My plan for a hard moment")
```

```{{code-cell}}
practice.send()
```
"""


def accented(text: str) -> str:
    """Say a text in the made-up language; its {places} stay."""
    parts = re.split(r"(\{\w+\})", text)
    said = "".join(p if re.fullmatch(r"\{\w+\}", p) else p.translate(ACCENTS) for p in parts)
    return f"⟦{said}⟧"


def write(folder: Path, texts: Iterable[Text], code: str = CODE) -> Path:
    """Write a whole catalogue in the made-up language into a folder like ``locale/``."""
    return _translate(
        catalogue.template(texts), code, folder / code / "LC_MESSAGES" / "roleplay.po"
    )


def _translate(made: Catalog, code: str, file: Path) -> Path:
    made.locale = code
    for message in made:
        if message.id:
            message.string = accented(str(message.id))
    catalogue.write(made, file)
    return file


def small_book(folder: Path, name: str, code: str = CODE) -> Path:
    """Write a book of one page and one notebook with the course's own settings, in the language."""
    config: dict[str, Any] = yaml.safe_load((book_build.ROOT / "_config.yml").read_text("utf-8"))
    config["bibtex_bibfiles"] = [str(book_build.ROOT / "book" / "reference" / "references.bib")]
    config["sphinx"]["config"]["language"] = code
    config["sphinx"]["local_extensions"] = {
        "course_site": str(book_build.ROOT / "book" / "_ext"),
    }
    files = {
        "_config.yml": yaml.safe_dump(config),
        "_toc.yml": f"format: jb-book\nroot: book/index\nchapters: [{{file: book/{EXERCISE}}}, {{file: book/practice}}]\n",
        "book/index.md": "# ⟦⟧\n",
        f"book/{EXERCISE}.md": PAGE.format(name=name),
        "book/practice.md": NOTEBOOK.format(name=name),
    }
    page = catalogue.template([Text("A page of the book", "", f"book/{EXERCISE}.md", 1, "")])
    _translate(page, code, folder / "locale" / code / "LC_MESSAGES" / "book.po")
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder
