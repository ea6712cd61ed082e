"""A table as CSV: UTF-8 that Excel knows (with a mark in front), CRLF, every text in quotation marks."""

import csv
import io

from roleplay.out_cells import safe
from roleplay.out_marks import Table


def written(table: Table) -> bytes:
    """Return the file."""
    text = io.StringIO(newline="")
    rows = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    rows.writerow([safe(heading) for heading in table.headings])
    rows.writerows(["" if cell is None else safe(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")
