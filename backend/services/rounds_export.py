"""The list of a round's firms as a workbook, with the address to open and the text of the notice."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import rounds as queries
from backend.db.queries.rounds import UnitFilter
from backend.services import audit
from backend.services.round_terms import day_words
from backend.services.rounds import UNIT_STATES, AskedUnit, RoundLine, asked_unit, line_of, owned

COLUMNS = (
    "企业名称",
    "评价单元",
    "统一社会信用代码",
    "县（市、区）",
    "填报地址",
    "截止日期",
    "状态",
    "最近提醒",
)
_WIDTHS = (36, 30, 22, 14, 46, 16, 12, 20)

_PRIVATE = (
    "提交之前，所填内容只有本企业的人看得到；主管部门只看到是否已开始、是否已提交。"
    "此前提交过的答案可以带入，逐项确认即可，不必重填。"
)


@dataclass(frozen=True)
class Workbook:
    """A file to hand out; `plain_name` is its name in ASCII."""

    plain_name: str
    name: str
    content: bytes


def workbook(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    code: str,
    round_id: str,
    *,
    origin: str,
    only_waiting: bool,
) -> Workbook:
    """The firms of a round, only those that have not submitted where `only_waiting`; the export is recorded.

    `origin` is where users reach the site. Raises NotFoundError for anybody but the area that asks.
    """
    out = BytesIO()
    address = f"{origin}/rounds/{round_id}"
    with database.write(actor) as session:
        owned(session, actor, catalogue, code, round_id)
        audit.record(session, actor, "export", f"round:{round_id}", code)
    with database.read(actor) as session:
        _area, campaign = owned(session, actor, catalogue, code, round_id)
        line = line_of(catalogue, campaign)
        rows = queries.every_unit(session, actor, round_id, wanted=UnitFilter(), day=clock.today())
        units = (asked_unit(catalogue, row) for row in rows)
        shown = (one for one in units if not only_waiting or one.state != "submitted")
        _write(out, _cells(shown, line, address), notice(line, address))
    plain, kind = ("reminders", "催报名单") if only_waiting else ("invitations", "邀请名单")
    return Workbook(f"{plain}.xlsx", f"{line.name}-{kind}.xlsx", out.getvalue())


def notice(line: RoundLine, address: str) -> tuple[str, ...]:
    """The text of the notice to the firms, paragraph by paragraph."""
    term = f"自{day_words(line.opens_on)}起，至{day_words(line.closes_on)} 24 时止"
    extended = ""
    if line.first_closes_on is not None:
        extended = f"（原定{day_words(line.first_closes_on)}，现延期）"
    return (
        f"关于开展“{line.name}”的通知",
        "各有关企业：",
        f"现请贵企业填报《{line.title}》，{term}{extended}。",
        f"请在浏览器中打开 {address}，登录后从“邀请填报”进入；尚无账号的，先用统一社会信用代码登记。",
        *([line.note] if line.note else []),
        _PRIVATE,
        f"{line.owner}主管部门",
        day_words(clock.today()),
    )


def _cells(units: Iterable[AskedUnit], line: RoundLine, address: str) -> Iterator[tuple[str, ...]]:
    for one in units:
        reminded = one.reminded_at
        yield (
            one.firm_name,
            "" if one.name == one.firm_name else one.name,
            one.credit_code,
            one.county,
            address,
            day_words(line.closes_on),
            UNIT_STATES[one.state],
            "" if reminded is None else f"{clock.local(reminded):%Y-%m-%d %H:%M}",
        )


def _write(out: BytesIO, rows: Iterable[tuple[str, ...]], paragraphs: Iterable[str]) -> None:
    import xlsxwriter  # noqa: PLC0415 - only who writes workbooks waits for its library

    # Never formulas or links: a name that begins with "=" is a name.
    options: dict[str, Any] = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        sheet = book.add_worksheet("名单")
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        for column, words in enumerate(COLUMNS):
            sheet.write_string(0, column, words, bold)
        for row, cells in enumerate(rows, start=1):
            for column, words in enumerate(cells):
                sheet.write_string(row, column, words)
        text = book.add_worksheet("通知正文")
        text.set_column(0, 0, 90)
        for row, paragraph in enumerate(paragraphs):
            text.write_string(row, 0, paragraph, wrapped)
