"""Tables as a workbook (XLSX): one sheet each. Texts are strings, and nothing in it is ever a formula."""

import io
import re
from collections.abc import Iterator, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from roleplay.out_cells import Cell, safe
from roleplay.out_marks import Table

WIDEST = 48
NARROWEST = 12
LONGEST_NAME = 31
"""Letters that a spreadsheet allows in a sheet's name."""
HEADING = PatternFill("solid", fgColor="1F5F5B")
WRITING = Font(bold=True, color="FFFFFF")
WRAPPED = Alignment(wrap_text=True, vertical="top")


def written(tables: Sequence[Table]) -> bytes:
    """Return the file: a sheet for each table, in their order; its first row and column stay in sight."""
    book = Workbook(write_only=True)
    book.properties.title = "Connection First: marks"
    book.properties.creator = "Connection First"
    book.properties.language = "en-GB"
    for name, table in zip(_names(tables), tables, strict=True):
        sheet: WriteOnlyWorksheet = book.create_sheet(name)
        sheet.freeze_panes = "B2"
        sheet.print_title_rows = "1:1"
        last = f"{get_column_letter(len(table.headings))}{len(table.rows) + 1}"
        sheet.auto_filter.ref = f"A1:{last}"
        for number, width in enumerate(_widths(table), 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.append([_cell(sheet, heading, heading=True) for heading in table.headings])
        for row in table.rows:
            sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: WriteOnlyWorksheet, value: Cell, heading: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, None if value == "" else safe(value))
    if isinstance(value, str) and value:
        cell.data_type = "s"
    cell.alignment = WRAPPED
    if heading:
        cell.font, cell.fill = WRITING, HEADING
    return cell


def _widths(table: Table) -> Iterator[int]:
    for number, heading in enumerate(table.headings):
        longest = max((len(str(row[number] or "")) for row in table.rows), default=0)
        yield max(NARROWEST, min(WIDEST, longest + 2), min(24, len(heading)))


def _names(tables: Sequence[Table]) -> Iterator[str]:
    """Give each sheet a name of its own that a spreadsheet allows."""
    taken: set[str] = set()
    for table in tables:
        plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", table.title).strip(" '") or "Marks"
        name, number = plain[:LONGEST_NAME], 2
        while name.casefold() in taken:
            name, number = f"{plain[: LONGEST_NAME - 4]} ({number})", number + 1
        taken.add(name.casefold())
        yield name
