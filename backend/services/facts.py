"""Facts of a firm and its units: append-only statements with period, source, author and time.

Nothing is ever overwritten. What a source says now about a period is its latest statement about it; an empty
one withdraws it. Which source is taken for a period follows SOURCE_RANK, and the others are shown beside it.
A fact of the firm is stated once and serves all its units; one of a unit (its project, its investment) stays
with the unit.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from assessments import stated
from assessments.loader import Catalogue
from assessments.needs import accepted_sources, needs_of
from assessments.schema.common import Status
from assessments.schema.fact import Fact, Source
from assessments.schema.questionnaire import Questionnaire
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import facts as queries
from backend.db.tables.firms import FactValue
from backend.services import ledger, sizes
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.fact_values import FactInputError, to_stored, to_words
from backend.services.statements import ALWAYS, Period, Statement, for_engine, latest, standing, statement_of

__all__ = [
    "FIRST_YEAR",
    "Entry",
    "FactInput",
    "NewStatement",
    "Period",
    "StaleFactError",
    "StatedFact",
    "Statement",
    "UnitFacts",
    "append",
    "asked_facts",
    "check_period",
    "decided_by_others",
    "for_rating",
    "instruments",
    "standing_values",
    "state",
    "stated_facts",
    "unit_facts",
]

FIRST_YEAR = 1990


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
    period: Period = ALWAYS
    source: Source = Source.SELF_STATED


@dataclass(frozen=True)
class StatedFact:
    """A fact of the register with everything said about it, newest first, and what counts now per period."""

    fact: Fact
    history: tuple[Statement, ...]
    current: Mapping[Period, tuple[Statement, ...]]
    """Per period the standing statement of each source, best source first; withdrawn ones are left out."""


@dataclass(frozen=True)
class UnitFacts:
    """The facts of a unit and its firm: those that instruments ask for, and the rest of the register.

    `entries` are the rows of its investment ledger that count.
    """

    unit_id: str
    unit_name: str
    firm_id: str
    firm_name: str
    asked: tuple[StatedFact, ...]
    others: tuple[StatedFact, ...]
    entries: tuple[ledger.Entry, ...] = ()


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


def instruments(catalogue: Catalogue) -> tuple[Questionnaire, ...]:
    """The version of every published instrument that decides today, in the catalogue's order."""
    names = dict.fromkeys(
        each.id for each in catalogue.questionnaires.values() if each.status is Status.PUBLISHED
    )
    return tuple(catalogue.instrument(name, clock.today()).questionnaire for name in names)


def asked_facts(catalogue: Catalogue) -> tuple[Fact, ...]:
    """The facts that any instrument decides by, in the order of the register."""
    named = {name for each in instruments(catalogue) for name in needs_of(catalogue, each)}
    return tuple(fact for fact in catalogue.facts.values() if fact.id in named)


def decided_by_others(catalogue: Catalogue) -> frozenset[str]:
    """The facts about which the firm's own word leaves some condition undecided."""
    by_register = ((fact.id, fact.accepts) for fact in catalogue.facts.values())
    by_instrument = (
        named for each in instruments(catalogue) for named in accepted_sources(catalogue, each).items()
    )
    return frozenset(
        name for name, accepted in (*by_register, *by_instrument) if Source.SELF_STATED not in accepted
    )


def unit_facts(database: Database, actor: Actor, catalogue: Catalogue, unit_id: str) -> UnitFacts:
    """Everything stated about a unit of the actor's firm. Raises NotFoundError outside the scope."""
    with database.read(actor) as session:
        found = queries.unit(session, actor, unit_id)
        if found is None:
            raise NotFoundError
        unit, firm = found
        stated = stated_facts(session, catalogue, unit_id)
        entries = ledger.counted(session, unit_id)
    asked = asked_facts(catalogue)
    return UnitFacts(
        unit_id=unit.id,
        unit_name=unit.name,
        firm_id=firm.id,
        firm_name=firm.name,
        asked=tuple(stated[fact.id] for fact in asked),
        others=tuple(each for each in stated.values() if each.fact not in asked),
        entries=entries,
    )


def standing_values(rows: Sequence[FactValue], source: Source) -> Mapping[Period, str]:
    """What one source says now in statements of one fact, oldest first, by period; empty where withdrawn."""
    said = latest(statement_of(row) for row in rows)
    return {each.period: each.value for each in said if each.source is source}


def stated_facts(session: Session, catalogue: Catalogue, unit_id: str) -> Mapping[str, StatedFact]:
    """Every fact of the register with what was stated about a permitted unit or its firm."""
    by_fact: dict[str, list[Statement]] = defaultdict(list)
    for row, author in queries.statements(session, unit_id):
        by_fact[row.fact].append(statement_of(row, author))
    return {fact.id: _stated(fact, by_fact[fact.id]) for fact in catalogue.facts.values()}


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
        append(session, catalogue, posted.unit_id, changed, author_id=actor.account_id, after=rows)
        return len(changed)


def append(
    session: Session,
    catalogue: Catalogue,
    unit_id: str,
    statements: Iterable[NewStatement],
    *,
    author_id: str | None = None,
    after: Sequence[FactValue] = (),
    firm_id: str = "",
    settle_size: bool = True,
) -> None:
    """Append statements inside a running transaction: to the unit, or to its firm where they are about it.

    `after` are the earlier statements of the fact: a correction is always later than what it corrects, also
    where the clock has not moved. `firm_id` is the unit's firm, looked up where it is left out. The firm's
    size is brought along, unless a bulk entry does that itself, for many firms at once.
    """
    at = max([clock.now(), *(row.stated_at + timedelta(microseconds=1) for row in after)])
    firm_id = firm_id or queries.firm_of(session, unit_id)
    new_facts = set()
    for new in statements:
        new_facts.add(new.fact)
        session.add(
            FactValue(
                firm_id=firm_id,
                unit_id=unit_id if catalogue.facts[new.fact].subject == "unit" else None,
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
    if settle_size and sizes.feeds(catalogue, new_facts):
        sizes.settle(session, catalogue, (firm_id,))


def for_rating(
    session: Session, catalogue: Catalogue, unit_id: str
) -> Mapping[str, tuple[stated.FactValue, ...]]:
    """What stands about a permitted unit, for the engine: the latest statement of each source and period.

    The rows of the ledger come as amounts of their days beside the totals stated for spans of days: what the
    two are together is the engine's to say.
    """
    taken = dict(for_engine(catalogue, queries.rows(session, unit_id)))
    if ledger.FACT in catalogue.facts:
        rows = ledger.for_rating(session, unit_id)
        taken[ledger.FACT] = (*taken.get(ledger.FACT, ()), *rows)
    return {name: values for name, values in taken.items() if values}


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
    check_period(fact, entry.period)
    value = to_stored(fact, entry.typed)
    if fact.kind == "ledger" and not (value or entry.seen):
        raise FactInputError("请填写这一时段的金额。")
    return value


def check_period(fact: Fact, period: Period) -> None:
    """Raise FactInputError where a statement about this period is none about the fact."""
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
    said = [statement_of(row) for row in rows]
    own = {each.period: each for each in latest(said) if each.source is Source.SELF_STATED}
    shown = {each.id: each.value for each in said}
    for entry, value in entries:
        last = own.get(entry.period)
        stands = last.value if last else ""
        if fact.kind == "ledger" and stands and not entry.seen:
            raise InvalidInputError(
                {"0": "台账中已有起止日期相同的一笔，请改填合计数：先删除原有的一笔，再添加。"}
            )
        if value == shown.get(entry.seen, ""):
            continue
        if value == stands:
            continue
        if last is not None and last.id != entry.seen and stands != shown.get(entry.seen, ""):
            raise StaleFactError(fact, entry, value, stands)
        yield NewStatement(fact.id, value, entry.period)


def _stated(fact: Fact, said: Sequence[Statement]) -> StatedFact:
    current: dict[Period, list[Statement]] = defaultdict(list)
    for each in standing(said):
        current[each.period].append(each)
    by_period = {period: tuple(statements) for period, statements in current.items()}
    return StatedFact(fact, tuple(reversed(said)), by_period)
