"""推荐汇总表: the candidates of an area as a workbook, one line a unit, taken out on record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO

from assessments.catalogue import Catalogue
from assessments.figures import OperandSpec, Reading, read_operand
from assessments.outcome import Verdict
from assessments.schema.common import zh
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import candidates as queries
from backend.db.tables.submissions import Submission
from backend.services import audit, rating, snapshot
from backend.services.areas import find_area
from backend.services.candidate_list import (
    Asked,
    CandidateLine,
    Chosen,
    choose,
    level_name,
    lines_of,
    subject_of,
    wanted_rows,
)
from backend.services.errors import InvalidInputError

MOST_ROWS = 2_000
"""A list for one recommendation; a longer one is narrowed first."""

INVESTMENT, DIGITAL_LEVEL = "investment", "zj_digital_level"
WAN = 10_000

STATES: Mapping[str, str] = {"ready": "可申报", "open": "待核实", "short": "有差项"}
VERDICTS: Mapping[Verdict, str] = {"met": "全部满足", "undecided": "待定", "not_met": "不满足"}

NUMBER = "序号"
_WIDTHS = (6, 32, 22, 16, 24, 16, 16, 12, 26, 40, 40, 30)


@dataclass(frozen=True)
class Recommended:
    """One line of the table: a unit, and what its submission says of investment (yuan) and digital level."""

    line: CandidateLine
    investment: Reading
    digital_level: Reading


@dataclass(frozen=True)
class Table:
    """The table with what its head says."""

    area: str
    chosen: Chosen
    rows: tuple[Recommended, ...]
    made_on: date


def recommendation(database: Database, actor: Actor, catalogue: Catalogue, code: str, asked: Asked) -> Table:
    """The units of a filtered list, for a workbook; taking it out is recorded.

    Raises NotFoundError outside the actor's area, InvalidInputError for a choice that does not exist or a
    list that is too long.
    """
    area, today = find_area(catalogue, actor, code), clock.today()
    chosen = choose(catalogue, asked, today)
    wanted = wanted_rows(catalogue, area, chosen, asked)
    with database.write(actor) as session:
        rows = queries.page(session, actor, wanted, after=None, limit=MOST_ROWS + 1)
        if len(rows) > MOST_ROWS:
            message = f"符合条件的单位超过 {MOST_ROWS:,} 家，没有导出。请先按县（市、区）或行业缩小范围。"
            raise InvalidInputError({"state": message})
        lines = lines_of(session, actor, catalogue, chosen, rows)
        sent = {
            one.id: one for one in queries.submissions(session, actor, [one.submission_id for one in lines])
        }
        audit.record(session, actor, "export", subject_of(chosen), area.code)
    figures = [_figures(catalogue, chosen, sent[line.submission_id]) for line in lines]
    found = tuple(Recommended(line, *pair) for line, pair in zip(lines, figures, strict=True))
    return Table(area.name, chosen, found, today)


def workbook(table: Table, *, is_demo: bool) -> bytes:
    """The table as a workbook; made-up firms are called so in the file itself."""
    import xlsxwriter  # noqa: PLC0415 - only who writes workbooks waits for its library

    out, level = BytesIO(), level_name(table.chosen.track, table.chosen.level)
    # Never formulas: a name that begins with "=" is a name.
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("推荐汇总表")
        bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        title = book.add_format({"bold": True, "font_size": 14})
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, f"{table.area}{level}推荐汇总表", title)
        for row, words in enumerate(_head(table, is_demo=is_demo), start=1):
            sheet.write_string(row, 0, words)
        first = 1 + len(_head(table, is_demo=is_demo))
        sheet.write_row(first, 0, [NUMBER, *COLUMNS], bold)
        sheet.freeze_panes(first + 1, 2)
        for number, one in enumerate(table.rows, start=1):
            sheet.write_number(first + number, 0, number)
            for column, cell in enumerate(COLUMNS.values(), start=1):
                value = cell(table, one)
                if isinstance(value, Decimal):
                    sheet.write_number(first + number, column, float(value), wrap)
                else:
                    sheet.write_string(first + number, column, value, wrap)
    return out.getvalue()


def _head(table: Table, *, is_demo: bool) -> list[str]:
    chosen = table.chosen
    title = zh(chosen.track.call.title if chosen.track.call else chosen.track.instrument.questionnaire.title)
    standing = (
        "" if chosen.in_force is True else "（当前没有生效的通知，按最近一次核对，仅供参考，申报资格待定）"
    )
    made = f"由已提交的自评生成，制表日期 {table.made_on.isoformat()}；自评由企业自报，不等于核验和认定。"
    lines = [f"依据：{title}{standing}", f"本表为本平台格式，{made}"]
    return [*(["演示数据：企业和数据均为合成，不代表任何真实企业。"] if is_demo else []), *lines]


def _figures(catalogue: Catalogue, chosen: Chosen, sent: Submission) -> tuple[Reading, Reading]:
    """Investment and digital level as the call reads them, else as they are stated."""
    stated = snapshot.from_text(sent.snapshot).facts
    found = [read_operand(_spec(catalogue, chosen, name), stated, chosen.day) for name in _SHOWN]
    return found[0], found[1]


_SHOWN = (INVESTMENT, DIGITAL_LEVEL)


def _spec(catalogue: Catalogue, chosen: Chosen, name: str) -> OperandSpec:
    """How the call's conditions read a fact; a plain reading where none of them asks for it."""
    call = rating.call_named(catalogue, chosen.track.call.key) if chosen.track.call else None
    asked = (one for one in call.operands if isinstance(one, OperandSpec)) if call else iter(())
    fact = catalogue.facts[name]
    return next((one for one in asked if one.fact.id == name), OperandSpec(fact, fact.accepts))


def _money(reading: Reading) -> str | Decimal:
    if not isinstance(reading.value, Decimal):
        return "未填报"
    low = reading.value / WAN
    return low if reading.possible_value is None else f"{low:,f}～{reading.possible_value / WAN:,f}（待定）"


def _number(reading: Reading) -> str | Decimal:
    return reading.value if isinstance(reading.value, Decimal) else "未填报"


def _result(one: Recommended) -> str:
    line = one.line
    items = f"必答题差 {len(line.items)} 条" if line.items else "必答题未发现差项"
    waiting = f"、{line.items_open} 条待定" if line.items_open else ""
    return f"{STATES[line.state]}；{items}{waiting}；申报条件{VERDICTS[line.eligibility]}"


def _missing(one: Recommended) -> str:
    items = [f"{item.ref} {zh(item.name)}" for item in one.line.items]
    return "；".join([*items, *(zh(gate.name) for gate in one.line.not_met)])


def _note(table: Table, one: Recommended) -> str:
    words = [f"自评核对日期 {one.line.as_of.isoformat()}"]
    words += ["已认定该称号"] if one.line.held else []
    words += ["规则已变，待重新核对"] if one.line.is_stale else []
    words += [] if table.chosen.in_force is True else ["参考"]
    return "；".join(words)


def _pending(one: Recommended) -> str:
    return "；".join(zh(gate.name) for gate in one.line.undecided)


Cell = Callable[[Table, Recommended], str | Decimal]

COLUMNS: Mapping[str, Cell] = {
    "企业名称": lambda _table, one: _unit_name(one.line),
    "统一社会信用代码": lambda _table, one: one.line.credit_code,
    "所属县（市、区）": lambda _table, one: one.line.county,
    "行业": lambda _table, one: one.line.industry,
    "申报类别": lambda table, _one: level_name(table.chosen.track, table.chosen.level),
    "项目软硬件投入（万元）": lambda _table, one: _money(one.investment),
    "数字化水平": lambda _table, one: _number(one.digital_level),
    "自评结果": lambda _table, one: _result(one),
    "缺项": lambda _table, one: _missing(one),
    "待核实的条件": lambda _table, one: _pending(one),
    "备注": _note,
}
"""The columns of the table; no source prints the province's own form, so the file says whose form it is."""


def _unit_name(line: CandidateLine) -> str:
    return line.firm_name if line.unit_name == line.firm_name else f"{line.firm_name}（{line.unit_name}）"
