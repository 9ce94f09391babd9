"""Tables as files. CSV is UTF-8 with a byte order mark, for spreadsheets; no cell is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO, Final

from gateway.desk.complaint_figures.sheets import Share, Sheet, shown
from gateway.desk.words import CLOCK

MEDIA: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# A spreadsheet takes what begins so for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MOST_ROWS: Final = 1_048_576
_WIDEST: Final = 60


def to_csv(out: BinaryIO, sheets: Iterable[Sheet], notes: Sequence[str] = ()) -> None:
    """One table below the other, `notes` above them all."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    for note in notes:
        writer.writerow([harmless(note)])
    for sheet in sheets:
        writer.writerows([[], [harmless(sheet.title)]] if notes else [])
        writer.writerow([harmless(cell) for cell in sheet.head])
        writer.writerows([_plain(cell) for cell in row] for row in sheet.rows)
    text.flush()
    text.detach()


def to_xlsx(out: BinaryIO, sheets: Iterable[Sheet], notes: Sequence[str] = ()) -> None:
    """One table on each sheet, `notes` above each."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - no trace of when and by whom
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1}),
            "share": book.add_format({"num_format": "0.0%"}),
            "mean": book.add_format({"num_format": "0.0"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            "plain": book.add_format(),
        }
        for sheet in sheets:
            _sheet(book.add_worksheet(sheet.title[:31]), sheet, notes, formats)


def harmless(cell: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _plain(cell: Any) -> str | int:
    match cell:
        case None:
            return ""
        case Share() | float():
            return shown(cell)
        case int():
            return cell
        case Decimal():
            return f"{cell:f}"
        case datetime():
            return cell.astimezone(CLOCK).strftime("%Y-%m-%d %H:%M")
        case _:
            return harmless(str(cell))


def _sheet(page: Any, sheet: Sheet, notes: Sequence[str], formats: dict[str, Any]) -> None:
    page.set_column(0, 0, 26)
    page.set_column(1, len(sheet.head), 16)
    row = 0
    for note in notes:
        page.write_string(row, 0, note)
        row += 1
    row += bool(notes)
    for column, name in enumerate(sheet.head):
        page.write_string(row, column, name, formats["head"])
    for number, cells in enumerate(sheet.rows, row + 1):
        if number >= _MOST_ROWS:
            raise OverflowError("more rows than a sheet has")
        for column, cell in enumerate(cells):
            _cell(page, number, column, cell, formats)


def _cell(page: Any, row: int, column: int, cell: Any, formats: dict[str, Any]) -> None:
    match cell:
        case None | "":
            return
        case Share():
            page.write_number(row, column, float(cell), formats["share"])
        case float():
            page.write_number(row, column, cell, formats["mean"])
        case int() | Decimal():
            page.write_number(row, column, float(cell))
        case datetime():
            page.write_datetime(row, column, cell.astimezone(CLOCK).replace(tzinfo=None), formats["moment"])
        case _:
            page.write_string(row, column, str(cell))
