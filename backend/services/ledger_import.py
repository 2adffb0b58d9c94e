"""Rows of the ledger from a file: read, checked one by one, shown, and only then saved.

What was shown travels in the page as text and is read once more when it is saved, by the same rules.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from io import BytesIO, StringIO

from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import facts as fact_queries
from backend.services import ledger
from backend.services.errors import InvalidInputError, NotFoundError
from backend.services.ledger import KINDS, Entry, Typed
from backend.services.sheets import SheetRow, Wanted, read_sheet
from backend.services.uploads import FIELD

COLUMNS: Mapping[str, Sequence[str]] = {
    "day": ("日期", "开票日期", "付款日期"),
    "kind": ("类别", "类型"),
    "amount": ("金额（元）", "金额", "金额元"),
    "contract": ("合同号", "合同编号"),
    "invoice": ("发票号", "发票号码"),
    "supplier": ("供应商", "销售方"),
    "description": ("说明", "备注", "名称"),
}
"""Names of the columns in a file, the one that we write first."""
WANTED = Wanted(COLUMNS, ("day", "kind", "amount"), rows=1000)
TEXT_LIMIT = 900_000
"""Bytes of what travels in the page; a form field may have a megabyte."""
CARRIED = "carried.csv"
_WIDTHS = (12, 12, 14, 20, 24, 30, 36)


@dataclass(frozen=True)
class Checked:
    """One row of a file: what it became, or what is wrong with it.

    `known`: the ledger, or an earlier row of the file, has exactly this row, so it is left out.
    """

    number: int
    typed: Typed
    entry: Entry | None
    known: bool = False
    problems: tuple[str, ...] = ()

    @property
    def is_new(self) -> bool:
        """Whether it would be added."""
        return self.entry is not None and not self.known


@dataclass(frozen=True)
class Preview:
    """What a file would add to a ledger; `carried` is the text of the rows that would be added."""

    rows: tuple[Checked, ...]
    carried: str

    @property
    def new(self) -> tuple[Checked, ...]:
        """The rows that would be added."""
        return tuple(row for row in self.rows if row.is_new)

    @property
    def bad(self) -> tuple[Checked, ...]:
        """The rows that cannot be read."""
        return tuple(row for row in self.rows if row.problems)

    @property
    def known(self) -> tuple[Checked, ...]:
        """The rows that are there already."""
        return tuple(row for row in self.rows if row.known)


def preview(database: Database, actor: Actor, unit_id: str, filename: str, content: bytes) -> Preview:
    """What a file would add. Raises NotFoundError, InvalidInputError (field "file")."""
    with database.read(actor) as session:
        if fact_queries.unit(session, actor, unit_id) is None:
            raise NotFoundError
        seen = {line.entry for line in ledger.standing(session, unit_id)}
    rows = read_sheet(filename, content, WANTED)
    checked = []
    for row in rows:
        one = _check(row, seen)
        if one.entry is not None:
            seen.add(one.entry)
        checked.append(one)
    carried = _carried([one.entry for one in checked if one.entry is not None and not one.known])
    if len(carried.encode()) > TEXT_LIMIT:
        raise InvalidInputError({FIELD: "文件没有读入：内容过多，请分成几个文件。"})
    return Preview(tuple(checked), carried)


def save(database: Database, actor: Actor, unit_id: str, carried: str) -> int:
    """Add the rows that a preview carried; gives how many were new. Raises as `preview`."""
    rows = read_sheet(CARRIED, carried.encode(), WANTED)
    entries = [ledger.read(_typed(row)) for row in rows]
    return ledger.add_all(database, actor, unit_id, entries)


def workbook(database: Database, actor: Actor, unit_id: str) -> bytes:
    """The ledger as a workbook that can be filled further and sent back. Raises NotFoundError."""
    with database.read(actor) as session:
        if fact_queries.unit(session, actor, unit_id) is None:
            raise NotFoundError
        entries = [line.entry for line in ledger.standing(session, unit_id)]
    import xlsxwriter  # noqa: PLC0415 - only who writes workbooks waits for its library

    out = BytesIO()
    # Never formulas: a name that begins with "=" is a name.
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("投入台账")
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        money = book.add_format({"num_format": "#,##0"})
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_row(0, 0, [names[0] for names in COLUMNS.values()], bold)
        sheet.freeze_panes(1, 0)
        kinds = {"validate": "list", "source": list(KINDS.values())}
        sheet.data_validation(1, 1, WANTED.rows, 1, kinds)
        for row, entry in enumerate(entries, start=1):
            sheet.write_datetime(row, 0, datetime.combine(entry.day, time()), day)
            sheet.write_string(row, 1, KINDS[entry.kind])
            sheet.write_number(row, 2, entry.amount, money)
            for column, name in enumerate(tuple(COLUMNS)[3:], start=3):
                sheet.write_string(row, column, getattr(entry, name))
    return out.getvalue()


def _typed(row: SheetRow) -> Typed:
    return Typed(**row.cells)


def _check(row: SheetRow, seen: set[Entry]) -> Checked:
    typed = _typed(row)
    try:
        entry = ledger.read(typed)
    except InvalidInputError as error:
        return Checked(row.number, typed, None, problems=tuple(error.fields.values()))
    return Checked(row.number, typed, entry, known=entry in seen)


def _carried(entries: Sequence[Entry]) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([names[0] for names in COLUMNS.values()])
    for entry in entries:
        words = {**vars(entry), "day": entry.day.isoformat(), "kind": KINDS[entry.kind]}
        writer.writerow([words[column] for column in COLUMNS])
    return out.getvalue()
