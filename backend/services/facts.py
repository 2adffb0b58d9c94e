"""Facts of a unit: append-only statements with period, source, author and time; the best source counts.

Nothing is ever overwritten. What a source says now about a period is its latest statement about it; an empty
one withdraws it. Which source is taken for a period follows SOURCE_RANK, and the others are shown beside it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from assessments import stated
from assessments.loader import Catalogue
from assessments.schema.condition import AllOf, AnyOf, Compare, Condition, Count, Not
from assessments.schema.fact import SOURCE_RANK, Fact, Source
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import facts as queries
from backend.db.tables.firms import FactValue
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.fact_values import FactInputError, to_stored, to_value, to_words

FIRST_YEAR = 1990


@dataclass(frozen=True)
class Period:
    """What a statement is about: a calendar year, an interval with both ends, or (all empty) now."""

    year: int | None = None
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class Entry:
    """One posted field: its period, what was typed, and `seen`, the id of the statement it showed."""

    period: Period
    typed: tuple[str, ...]
    seen: str = ""


@dataclass(frozen=True)
class FactInput:
    """The posted fields of one fact of a unit."""

    unit_id: str
    fact: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class NewStatement:
    """A statement to append as it is, for imports and demo data: `value` is the stored text."""

    fact: str
    value: str
    period: Period = Period()
    source: Source = Source.SELF_STATED


@dataclass(frozen=True)
class Statement:
    """One statement as pages show it; an empty `value` withdrew what the same source had said."""

    id: str
    value: str
    period: Period
    source: Source
    author: str
    at: datetime


@dataclass(frozen=True)
class StatedFact:
    """A fact of the register with everything said about it, newest first, and what counts now per period."""

    fact: Fact
    history: tuple[Statement, ...]
    current: Mapping[Period, tuple[Statement, ...]]
    """Per period the standing statement of each source, best source first; withdrawn ones are left out."""


@dataclass(frozen=True)
class UnitFacts:
    """The facts of a unit: those that conditions of entry ask for, and the rest of the register."""

    unit_id: str
    unit_name: str
    firm_id: str
    firm_name: str
    asked: tuple[StatedFact, ...]
    others: tuple[StatedFact, ...]


class StaleFactError(ConflictError):
    """A colleague stated something else about the same period in the meantime."""

    def __init__(self, fact: Fact, entry: Entry, typed: str, standing: str) -> None:
        mine = to_words(fact, typed) or "（留空）"
        theirs = to_words(fact, standing) or "（已撤回）"
        super().__init__(
            f"在您填写期间，同事已把这一项改为“{theirs}”，您填写的是“{mine}”。"
            "本次没有保存；下面已是最新内容，如仍要修改请重新填写后保存。"
        )
        self.entry = entry


def asked_facts(catalogue: Catalogue) -> tuple[Fact, ...]:
    """The facts that any call of any ladder decides by, in the order of the register."""
    gates = (gate for call in catalogue.calls.values() for gate in call.gates)
    named = {name for gate in gates for name in _facts_in(gate.when)}
    return tuple(fact for fact in catalogue.facts.values() if fact.id in named)


def decided_by_others(catalogue: Catalogue) -> frozenset[str]:
    """The facts about which the firm's own word leaves some condition undecided."""
    gates = (gate for call in catalogue.calls.values() for gate in call.gates)
    closed = (gate for gate in gates if Source.SELF_STATED not in gate.accepts)
    return frozenset(name for gate in closed for name in _facts_in(gate.when))


def unit_facts(database: Database, actor: Actor, catalogue: Catalogue, unit_id: str) -> UnitFacts:
    """Everything stated about a unit of the actor's firm. Raises NotFoundError outside the scope."""
    with database.read(actor) as session:
        found = queries.unit(session, actor, unit_id)
        if found is None:
            raise NotFoundError
        unit, firm = found
        by_fact: dict[str, list[Statement]] = defaultdict(list)
        for row, author in queries.statements(session, unit_id):
            by_fact[row.fact].append(_statement(row, author))
    asked = asked_facts(catalogue)
    others = [fact for fact in catalogue.facts.values() if fact not in asked]
    return UnitFacts(
        unit_id=unit.id,
        unit_name=unit.name,
        firm_id=firm.id,
        firm_name=firm.name,
        asked=tuple(_stated(fact, by_fact[fact.id]) for fact in asked),
        others=tuple(_stated(fact, by_fact[fact.id]) for fact in others),
    )


def state(database: Database, actor: Actor, catalogue: Catalogue, posted: FactInput) -> int:
    """Append what changed in the fields of one fact and say how many statements that were.

    A field whose text is what it showed is no statement, whatever a colleague has said since. Raises
    NotFoundError, InvalidInputError (keyed by the number of the field) and StaleFactError; then nothing is
    saved.
    """
    fact = catalogue.facts.get(posted.fact)
    if fact is None:
        raise NotFoundError
    values = _checked(fact, posted.entries)
    with database.write(actor) as session:
        if queries.unit_to_state(session, actor, posted.unit_id) is None:
            raise NotFoundError
        rows = queries.rows(session, posted.unit_id, fact.id)
        changed = list(_changes(fact, rows, zip(posted.entries, values, strict=True)))
        append(session, posted.unit_id, changed, actor.account_id, after=rows)
        return len(changed)


def append(
    session: Session,
    unit_id: str,
    statements: Iterable[NewStatement],
    author_id: str | None,
    after: Sequence[FactValue] = (),
) -> None:
    """Append statements inside a running transaction.

    `after` are the unit's earlier statements of the fact: a correction is always later than what it corrects,
    also where the clock has not moved.
    """
    at = max([clock.now(), *(row.stated_at + timedelta(microseconds=1) for row in after)])
    for new in statements:
        session.add(
            FactValue(
                unit_id=unit_id,
                fact=new.fact,
                value=new.value,
                year=new.period.year,
                start=new.period.start,
                end=new.period.end,
                source=new.source.value,
                stated_by=author_id,
                stated_at=at,
            )
        )


def for_rating(
    session: Session, catalogue: Catalogue, unit_id: str
) -> Mapping[str, tuple[stated.FactValue, ...]]:
    """What stands about a permitted unit, for the engine: the latest statement of each source and period."""
    by_fact: dict[str, list[Statement]] = defaultdict(list)
    for row in queries.rows(session, unit_id):
        by_fact[row.fact].append(_statement(row, None))
    known = ((catalogue.facts[name], said) for name, said in by_fact.items() if name in catalogue.facts)
    taken = {fact.id: tuple(_engine_value(fact, each) for each in _standing(said)) for fact, said in known}
    return {name: values for name, values in taken.items() if values}


def _facts_in(condition: Condition) -> Iterator[str]:
    match condition:
        case Compare():
            yield condition.fact
            if condition.window is not None:
                yield condition.window.before
        case AllOf(all_of=parts) | AnyOf(any_of=parts) | Count(of=parts):
            for part in parts:
                yield from _facts_in(part)
        case Not(negated=part):
            yield from _facts_in(part)
        case _:
            # Regions and titles are not facts.
            return


def _checked(fact: Fact, entries: Sequence[Entry]) -> list[str]:
    """The stored text of every entry; InvalidInputError names the bad ones by their number."""
    values: list[str] = []
    problems: dict[str, str] = {}
    for number, entry in enumerate(entries):
        try:
            values.append(_checked_value(fact, entry))
        except FactInputError as error:
            problems[str(number)] = str(error)
    if problems:
        raise InvalidInputError(problems)
    return values


def _checked_value(fact: Fact, entry: Entry) -> str:
    _check_period(fact, entry.period)
    value = to_stored(fact, entry.typed)
    if fact.kind == "ledger" and not (value or entry.seen):
        raise FactInputError("请填写这一时段的金额。")
    return value


def _check_period(fact: Fact, period: Period) -> None:
    today = clock.today()
    if fact.period == "year":
        if period.year is None or not FIRST_YEAR <= period.year <= today.year:
            raise FactInputError(f"年度应在 {FIRST_YEAR} 年至 {today.year} 年之间。")
    elif fact.period == "interval":
        if period.start is None or period.end is None:
            raise FactInputError("请填写起止日期。")
        if period.start > period.end:
            raise FactInputError("开始日期不能晚于结束日期。")
        if period.start.year < FIRST_YEAR or period.end > today:
            raise FactInputError(f"起止日期应在 {FIRST_YEAR} 年至今天之间，尚未发生的投入请在发生后填写。")
    elif period != Period():
        raise FactInputError("这一项不分年度，请刷新页面后重新填写。")


def _changes(
    fact: Fact, rows: Sequence[FactValue], entries: Iterable[tuple[Entry, str]]
) -> Iterator[NewStatement]:
    said = [_statement(row, None) for row in rows]
    own = {each.period: each for each in _latest(said) if each.source is Source.SELF_STATED}
    shown = {each.id: each.value for each in said}
    for entry, value in entries:
        latest = own.get(entry.period)
        standing = latest.value if latest else ""
        if fact.kind == "ledger" and standing and not entry.seen:
            raise InvalidInputError(
                {"0": "台账中已有起止日期相同的一笔，请改填合计数：先删除原有的一笔，再添加。"}
            )
        if value == shown.get(entry.seen, ""):
            continue
        if value == standing:
            continue
        if latest is not None and latest.id != entry.seen and standing != shown.get(entry.seen, ""):
            raise StaleFactError(fact, entry, value, standing)
        yield NewStatement(fact.id, value, entry.period)


def _statement(row: FactValue, author: str | None) -> Statement:
    period = Period(row.year, row.start, row.end)
    return Statement(row.id, row.value, period, Source(row.source), author or "", row.stated_at)


def _latest(said: Iterable[Statement]) -> Iterable[Statement]:
    """The last statement of each source about each period; `said` is oldest first."""
    return {(each.period, each.source): each for each in said}.values()


def _standing(said: Iterable[Statement]) -> list[Statement]:
    """The last statements that were not withdrawn, best source first."""
    return sorted(
        (each for each in _latest(said) if each.value), key=lambda each: SOURCE_RANK.index(each.source)
    )


def _stated(fact: Fact, said: Sequence[Statement]) -> StatedFact:
    current: dict[Period, list[Statement]] = defaultdict(list)
    for each in _standing(said):
        current[each.period].append(each)
    standing = {period: tuple(statements) for period, statements in current.items()}
    return StatedFact(fact, tuple(reversed(said)), standing)


def _engine_value(fact: Fact, each: Statement) -> stated.FactValue:
    return stated.FactValue(
        value=to_value(fact, each.value),
        source=each.source,
        year=each.period.year,
        start=each.period.start,
        end=each.period.end,
    )
