"""Values of facts from official lists: one line a firm, fact and year, checked, told, then written.

Importing the same list again writes nothing: a value that its source already says is left as it is.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy.orm import Session

from assessments.fact_values import parse_value
from assessments.faults import ValueFault
from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.schema.fact import Fact, Source
from backend.auth.actor import SYSTEM
from backend.batch.cells import CellFault, check_percentage
from backend.batch.words import unit_name
from backend.db.engine import Database
from backend.db.queries import facts as queries
from backend.db.tables.firms import FactValue, Unit
from backend.services import facts, sizes
from backend.services.errors import InvalidInputError
from backend.services.fact_values import FactInputError, from_value
from backend.services.facts import NewStatement, Period
from backend.services.firms import checked_code
from backend.services.sheets import SheetRow, Wanted, read_sheet

IMPORTABLE = (Source.OFFICIAL_PLATFORM, Source.IMPORTED, Source.VERIFIED)
"""Sources that an import may state; the firm speaks for itself on its own pages."""
COLUMNS: Mapping[str, Sequence[str]] = {
    "code": ("统一社会信用代码", "信用代码"),
    "fact": ("事实", "事实编号", "数据项"),
    "year": ("年度", "年份"),
    "value": ("数值", "值"),
    "measure": ("单位", "计量单位"),
    "unit": ("评价单元", "单元名称"),
}
WANTED = Wanted(COLUMNS, ("code", "fact", "value"), rows=20_000)
MEASURES: Mapping[str, int] = {"": 1, "元": 1, "万元": 10_000, "亿元": 100_000_000}
"""Units of money in a list, in yuan; without one the figures are whole yuan, as in every file."""
_FIRMS_AT_ONCE = 500
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_YEAR = re.compile(r"([0-9]{4})年?")


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with a line of the list, by its number in the file."""

    number: int
    text: str


@dataclass
class Plan:
    """What a list would write: statements by unit and fact; how many lines say nothing new; the bad ones."""

    source: Source
    new: dict[tuple[str, str], list[NewStatement]] = field(default_factory=dict)
    unchanged: int = 0
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many statements would be written."""
        return sum(map(len, self.new.values()))


@dataclass(frozen=True)
class _Line:
    number: int
    unit: Unit
    fact: Fact
    period: Period
    value: str


_Key = tuple[str, str]
"""A unit's id and a fact."""


@dataclass
class _Earlier:
    """The statements of a fact about a unit or its firm, oldest first."""

    firm_id: str
    rows: list[FactValue] = field(default_factory=list)

    def standing(self, source: Source) -> Mapping[Period, str]:
        """What a source says now, by period."""
        return facts.standing_values(self.rows, source)


def read(filename: str, content: bytes) -> list[SheetRow]:
    """The lines of a list. Raises InvalidInputError for a file that cannot be read."""
    return read_sheet(filename, content, WANTED)


def preview(database: Database, catalogue: Catalogue, rows: Sequence[SheetRow], source: Source) -> Plan:
    """What the lines would write, without writing."""
    with database.read(SYSTEM) as session:
        return _plan(session, catalogue, rows, source)[0]


def write(database: Database, catalogue: Catalogue, rows: Sequence[SheetRow], source: Source) -> Plan:
    """Write the good lines, all in one transaction; the bad ones are told and left out."""
    with database.write(SYSTEM) as session:
        plan, earlier = _plan(session, catalogue, rows, source)
        for (unit_id, fact), statements in plan.new.items():
            said = earlier[unit_id, fact]
            facts.append(
                session, catalogue, unit_id, statements,
                after=said.rows, firm_id=said.firm_id, settle_size=False,
            )  # fmt: skip
        _settle_sizes(session, catalogue, {key: earlier[key].firm_id for key in plan.new})
    return plan


def _settle_sizes(session: Session, catalogue: Catalogue, firms: Mapping[_Key, str]) -> None:
    """Bring the sizes of the firms along about which something was written that decides about them."""
    chosen = sorted({firm_id for (_, fact), firm_id in firms.items() if sizes.feeds(catalogue, (fact,))})
    for start in range(0, len(chosen), _FIRMS_AT_ONCE):
        sizes.settle(session, catalogue, chosen[start : start + _FIRMS_AT_ONCE])


def _plan(
    session: Session, catalogue: Catalogue, rows: Sequence[SheetRow], source: Source
) -> tuple[Plan, Mapping[_Key, _Earlier]]:
    plan = Plan(source)
    lines = _agreeing(plan, list(_lines(plan, catalogue, _units(session, rows), rows)))
    earlier = _earlier(session, lines)
    for line in lines:
        key = (line.unit.id, line.fact.id)
        if earlier[key].standing(source).get(line.period) == line.value:
            plan.unchanged += 1
        else:
            plan.new.setdefault(key, []).append(NewStatement(line.fact.id, line.value, line.period, source))
    plan.problems.sort(key=lambda problem: problem.number)
    return plan, earlier


def _lines(
    plan: Plan, catalogue: Catalogue, by_code: Mapping[str, list[Unit]], rows: Sequence[SheetRow]
) -> Iterator[_Line]:
    """The lines that can be read; the others are told."""
    for row in rows:
        try:
            yield _line(catalogue, by_code, row)
        except (FactInputError, ValueFault, CellFault) as error:
            plan.problems.append(RowProblem(row.number, str(error)))


def _agreeing(plan: Plan, lines: Sequence[_Line]) -> list[_Line]:
    """One line about each thing: of several that say the same the first, of several that do not, none."""
    about: dict[tuple[str, str, Period], list[_Line]] = {}
    for line in lines:
        # A fact of the firm is one thing, whichever of its units the line names.
        whose = line.unit.firm_id if line.fact.subject == "firm" else line.unit.id
        about.setdefault((whose, line.fact.id, line.period), []).append(line)
    kept = []
    for same in about.values():
        if len({line.value for line in same}) > 1:
            plan.problems += [RowProblem(line.number, _contradicted(line, same)) for line in same]
            continue
        kept.append(same[0])
        plan.unchanged += len(same) - 1
    return kept


def _contradicted(line: _Line, same: Sequence[_Line]) -> str:
    other = next(each.number for each in same if each.value != line.value)
    return f"与第 {other} 行说的是同一企业、同一事实、同一年度，数值却不同，都没有写入，请核实后只保留一行。"


def _earlier(session: Session, lines: Sequence[_Line]) -> Mapping[_Key, _Earlier]:
    """What has been stated about everything that the lines are about, by unit and fact."""
    found = {(line.unit.id, line.fact.id): _Earlier(line.unit.firm_id) for line in lines}
    units = {line.unit.id: line.unit for line in lines}
    by_firm: dict[str, list[str]] = {}
    for unit in units.values():
        by_firm.setdefault(unit.firm_id, []).append(unit.id)
    firms, named = list(by_firm), list({fact for _, fact in found})
    for start in range(0, len(firms), _FIRMS_AT_ONCE):
        for row in queries.rows_of_firms(session, firms[start : start + _FIRMS_AT_ONCE], named):
            for unit_id in by_firm[row.firm_id] if row.unit_id is None else (row.unit_id,):
                if (unit_id, row.fact) in found:
                    found[unit_id, row.fact].rows.append(row)
    return found


def _units(session: Session, rows: Sequence[SheetRow]) -> Mapping[str, list[Unit]]:
    """The units of every firm named, by credit code, the default one first."""
    codes = list(dict.fromkeys(unicodedata.normalize("NFKC", row.cells["code"]).upper() for row in rows))
    found: dict[str, list[Unit]] = {}
    for start in range(0, len(codes), _FIRMS_AT_ONCE):
        for code, unit in queries.units_by_code(session, codes[start : start + _FIRMS_AT_ONCE]):
            found.setdefault(code, []).append(unit)
    return found


def _line(catalogue: Catalogue, by_code: Mapping[str, list[Unit]], row: SheetRow) -> _Line:
    """One line, read. Raises FactInputError or ValueFault."""
    fact = _fact(catalogue, row.cells["fact"])
    unit = _unit(by_code, fact, row)
    period = _period(fact, row.cells.get("year", ""))
    return _Line(row.number, unit, fact, period, _value(fact, row))


def _fact(catalogue: Catalogue, named: str) -> Fact:
    fact = catalogue.facts.get(named)
    if fact is None:
        labelled = [each for each in catalogue.facts.values() if zh(each.label) == named]
        if len(labelled) != 1:
            raise FactInputError(f"没有事实“{named}”，请填 zhiti facts list 列出的编号或名称。")
        fact = labelled[0]
    if fact.kind == "ledger":
        raise FactInputError(f"“{zh(fact.label)}”由企业的台账逐笔合计，不能由名单导入。")
    return fact


def _unit(by_code: Mapping[str, list[Unit]], fact: Fact, row: SheetRow) -> Unit:
    try:
        code = checked_code(row.cells["code"])
    except InvalidInputError as error:
        raise FactInputError(error.message) from None
    units = by_code.get(code)
    if not units:
        raise FactInputError(f"统一社会信用代码 {code} 没有在本站登记。")
    named = row.cells.get("unit", "")
    if not named:
        if fact.subject == "unit" and len(units) > 1:
            raise FactInputError(
                f"“{zh(fact.label)}”是评价单元的数据，该企业有 {len(units)} 个评价单元，请填“评价单元”一列。"
            )
        return units[0]
    fitting = [unit for unit in units if unit.name == named]
    if len(fitting) != 1:
        raise FactInputError(f"该企业没有名为“{named}”的评价单元。")
    return fitting[0]


def _period(fact: Fact, typed: str) -> Period:
    found = _YEAR.fullmatch(typed)
    if typed and found is None:
        raise FactInputError(f"年度“{typed[:20]}”应为四位年份，如 2025。")
    if fact.period == "year" and found is None:
        raise FactInputError(f"“{zh(fact.label)}”按年度填，请填年度。")
    period = Period(int(found[1])) if found else Period()
    if fact.period != "year" and found:
        raise FactInputError(f"“{zh(fact.label)}”不分年度，年度请留空。")
    facts.check_period(fact, period)
    return period


def _value(fact: Fact, row: SheetRow) -> str:
    typed = row.cells["value"]
    if not typed:
        raise FactInputError("请填写数值。")
    value = _READERS.get(fact.kind, _read_number)(fact, typed, row.cells.get("measure", ""))
    if "value" in row.figures and unit_name(fact) == "%":
        check_percentage(Decimal(value))
    return value


def _read_number(fact: Fact, typed: str, measure: str) -> str:
    if measure and measure not in {unit_name(fact), fact.unit}:
        raise FactInputError(f"“{zh(fact.label)}”的单位应为“{unit_name(fact)}”，不是“{measure}”。")
    return from_value(parse_value(fact, _plain(typed).removesuffix(unit_name(fact))))


def _read_money(fact: Fact, typed: str, measure: str) -> str:
    if measure not in MEASURES:
        raise FactInputError(f"金额的单位应为元、万元或亿元，不是“{measure}”。")
    if MEASURES[measure] == 1:
        return from_value(parse_value(fact, _plain(typed)))
    number = Decimal(from_value(parse_value(_in_larger_unit(fact), _plain(typed))))
    return from_value(parse_value(fact, f"{number * MEASURES[measure]:f}"))


def _in_larger_unit(fact: Fact) -> Fact:
    """The same fact counted in 万元 or 亿元: with decimals."""
    return fact.model_copy(update={"decimals": 8, "minimum": None, "maximum": None})


def _read_choice(fact: Fact, typed: str, _measure: str) -> str:
    return from_value(parse_value(fact, typed))


def _read_set(fact: Fact, typed: str, _measure: str) -> str:
    return from_value(parse_value(fact, [part for part in re.split(r"[、,，;；]\s*", typed) if part]))


def _plain(typed: str) -> str:
    plain = unicodedata.normalize("NFKC", typed).replace(" ", "")
    return plain.replace(",", "") if _THOUSANDS.fullmatch(plain) else plain


_READERS = {
    "money": _read_money,
    "choice": _read_choice,
    "set": _read_set,
    "date": _read_choice,
}
