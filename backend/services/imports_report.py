"""Workbooks about an import: the list of its problems, and the empty template of a kind."""

import json
from collections.abc import Iterator
from io import BytesIO

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from backend.auth.actor import Actor
from backend.batch.cells import Cell
from backend.batch.workbook import DATA_SHEET
from backend.db.engine import Database
from backend.db.queries import imports as queries
from backend.db.tables.imports import ImportLine
from backend.imports.headings import Headings
from backend.imports.kind import Kind
from backend.imports.kinds import KINDS
from backend.imports.stored import headings_of, told_of
from backend.imports.words import BECAME, PLANNED
from backend.services import audit, imports
from backend.services.areas import find_area

_LINES_AT_ONCE = 1_000
_HEAD = ("行号", "结果", "栏目", "填写内容", "说明与改法", "性质")
_WIDTHS = (8, 14, 18, 28, 60, 10)
_TEMPLATE_ROWS = 5_000
_TEMPLATE_WIDTH = 24
_YES_NO = "是或否"


def problems_workbook(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, import_id: str
) -> bytes:
    """Every problem of an import, one a row, with the line as it was read beside it.

    Raises NotFoundError where there is no such import for the actor.
    """
    find_area(catalogue, actor, code)
    with database.write(actor) as session:
        job = imports.found_import(session, actor, code, import_id)
        # It names firms and leaves the system.
        audit.record(session, actor, "export", f"import:{job.id}", job.area)
        return _problems(session, job.id, KINDS[job.kind], headings_of(job))


def template(kind: Kind) -> bytes:
    """An empty workbook of a kind: headings on the sheet that is read, what they mean on another."""
    import xlsxwriter  # noqa: PLC0415 - only who writes workbooks waits for its library

    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#e6eff7", "border": 1})
        words = book.add_format({"num_format": "@"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(DATA_SHEET)
        # Text throughout: Excel would take the last digits off a code of eighteen.
        sheet.set_column(0, len(kind.columns) - 1, _TEMPLATE_WIDTH, words)
        for place, column in enumerate(kind.columns):
            sheet.write_string(0, place, column.label + ("*" if column.required else ""), bold)
            if column.note.startswith(_YES_NO):
                choice = {"validate": "list", "source": ["是", "否"]}
                sheet.data_validation(1, place, _TEMPLATE_ROWS, place, choice)
        sheet.freeze_panes(1, 0)
        notes = book.add_worksheet("填写说明")
        notes.write_row(0, 0, ["栏目", "是否必填", "示例", "说明"], bold)
        for row, column in enumerate(kind.columns, start=1):
            required = "必填" if column.required else "选填"
            for place, text in enumerate((column.label, required, column.example, column.note)):
                notes.write_string(row, place, text, wrapped)
        for place, width in enumerate((_TEMPLATE_WIDTH, 10, 28, 70)):
            notes.set_column(place, place, width)
    return out.getvalue()


def _problems(session: Session, import_id: str, kind: Kind, found: Headings) -> bytes:
    import xlsxwriter  # noqa: PLC0415 - only who writes workbooks waits for its library

    out = BytesIO()
    labels = {column.id: column.label for column in kind.columns}
    with xlsxwriter.Workbook(out, {"in_memory": True, "constant_memory": True}) as book:
        sheet = book.add_worksheet("问题清单")
        bold = book.add_format({"bold": True, "bg_color": "#e6eff7"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for place, width in enumerate(_WIDTHS):
            sheet.set_column(place, place, width)
        sheet.freeze_panes(1, 0)
        for place, heading in enumerate((*_HEAD, *found.names)):
            sheet.write_string(0, place, " ".join(heading.split()), bold)
        row = 0
        for line in _told(session, import_id):
            cells = json.loads(line.cells)
            outcome = BECAME[line.outcome] if line.outcome else PLANNED.get(line.planned, "")
            told = told_of(line.problems)
            texts = [(one.column, one.text, "提示" if one.is_note else "须改正") for one in told.problems]
            texts += [("", told.ask.text, "待确定")] if told.ask else []
            for column, text, weight in texts:
                row += 1
                sheet.write_number(row, 0, line.line)
                said = _said(cells, found.mapping.get(column))
                row_words = (outcome, labels.get(column, "整行"), said, text, weight)
                for place, words in enumerate(row_words, start=1):
                    sheet.write_string(row, place, words, wrapped)
                for place, cell in enumerate(cells[: len(found.names)], start=len(_HEAD)):
                    sheet.write_string(row, place, shown(cell))
    return out.getvalue()


def shown(cell: Cell) -> str:
    """A cell as its file shows it: whole numbers without a point."""
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    return "" if cell is None else str(cell)


def _said(cells: list[Cell], place: int | None) -> str:
    return shown(cells[place]) if place is not None and place < len(cells) else ""


def _told(session: Session, import_id: str) -> Iterator[ImportLine]:
    after = 0
    while rows := queries.with_problems(session, import_id, after=after, limit=_LINES_AT_ONCE):
        yield from rows
        after = rows[-1].line
        session.expunge_all()
