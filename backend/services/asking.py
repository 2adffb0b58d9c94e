"""What one instrument still asks a unit for: the facts and years it looks at, less what is known already."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.loader import Catalogue, InstrumentInForce, UnknownName
from assessments.needs import accepted_sources, needs_of, titles_needed
from assessments.schema.common import Purpose, zh
from assessments.schema.fact import Source
from assessments.schema.questionnaire import Questionnaire
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import facts as queries
from backend.services import facts, ledger
from backend.services.errors import NotFoundError
from backend.services.facts import Period, StatedFact, UnitFacts
from backend.services.ledger import Entry


@dataclass(frozen=True)
class Need:
    """One fact that the instrument looks at.

    `periods` are the years it needs, newest first (one empty period for what has none), `open` those of
    them without a value that can decide. `by_others`: the firm's own word leaves a condition undecided.
    """

    stated: StatedFact
    periods: tuple[Period, ...]
    open: tuple[Period, ...]
    by_others: bool


@dataclass(frozen=True)
class InstrumentFacts:
    """What an instrument looks at, and what is known of it about a unit and its firm.

    `name` and `purpose` are what was asked for, `in_force` is None where only a recalled date could tell;
    `titles` are the names of the titles it asks about, `entries` the rows of the ledger that count.
    """

    unit_id: str
    unit_name: str
    firm_id: str
    firm_name: str
    name: str
    purpose: Purpose
    title: str
    version: str
    in_force: bool | None
    needs: tuple[Need, ...]
    titles: tuple[str, ...]
    entries: tuple[Entry, ...]

    @property
    def open(self) -> tuple[Need, ...]:
        """The facts of which something is still to be filled in."""
        return tuple(need for need in self.needs if need.open)


@dataclass(frozen=True)
class InstrumentLine:
    """An instrument in a list: how many facts it looks at and how many of them have something open."""

    id: str
    title: str
    asked: int
    open: int


def instrument_facts(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    unit_id: str,
    asked: tuple[str, Purpose | None],
) -> InstrumentFacts:
    """What the instrument `asked` (id or id@version, purpose) needs to know about a unit.

    Raises NotFoundError outside the scope and for an instrument or purpose that there is not.
    """
    chosen = _chosen(catalogue, asked)
    with database.read(actor) as session:
        found = queries.unit(session, actor, unit_id)
        if found is None:
            raise NotFoundError
        unit, firm = found
        stated = facts.stated_facts(session, catalogue, unit_id)
        entries = ledger.counted(session, unit_id)
    return InstrumentFacts(
        unit_id=unit.id,
        unit_name=unit.name,
        firm_id=firm.id,
        firm_name=firm.name,
        name=asked[0],
        purpose=chosen.purpose,
        title=zh(chosen.questionnaire.title),
        version=chosen.questionnaire.version,
        in_force=chosen.in_force,
        needs=_needs(catalogue, chosen.questionnaire, chosen.purpose, stated, entries),
        titles=_titles(catalogue, chosen.questionnaire, chosen.purpose),
        entries=entries,
    )


def instrument_lines(catalogue: Catalogue, unit: UnitFacts) -> list[InstrumentLine]:
    """Every published instrument with how much of what it looks at is open, for the list above all facts."""
    stated = {each.fact.id: each for each in (*unit.asked, *unit.others)}
    lines = []
    for each in facts.instruments(catalogue):
        needs = _needs(catalogue, each, None, stated, unit.entries)
        lines.append(InstrumentLine(each.id, zh(each.title), len(needs), sum(bool(n.open) for n in needs)))
    return [line for line in lines if line.asked]


def _chosen(catalogue: Catalogue, asked: tuple[str, Purpose | None]) -> InstrumentInForce:
    name, purpose = asked
    try:
        return catalogue.instrument(name, clock.today(), purpose)
    except UnknownName:
        raise NotFoundError from None


def _titles(catalogue: Catalogue, questionnaire: Questionnaire, purpose: Purpose) -> tuple[str, ...]:
    kinds = catalogue.recognition_kinds
    named = titles_needed(catalogue, questionnaire, purpose)
    return tuple(zh(kinds[title].name) for title in named if title in kinds)


def _needs(
    catalogue: Catalogue,
    questionnaire: Questionnaire,
    purpose: Purpose | None,
    stated: Mapping[str, StatedFact],
    entries: tuple[Entry, ...],
) -> tuple[Need, ...]:
    """What an instrument looks at, in the order of the register."""
    accepted = accepted_sources(catalogue, questionnaire, purpose)
    return tuple(
        _need(stated[fact], years, accepted[fact], entries)
        for fact, years in needs_of(catalogue, questionnaire, purpose).items()
    )


def _need(
    stated: StatedFact, years: tuple[int, ...], accepted: frozenset[Source], entries: tuple[Entry, ...]
) -> Need:
    by_others = Source.SELF_STATED not in accepted
    if stated.fact.kind == "ledger":
        said = {each.source for standing in stated.current.values() for each in standing}
        rows = {Source.SELF_STATED} if stated.fact.id == ledger.FACT and entries else set()
        return Need(stated, (Period(),), () if accepted & (said | rows) else (Period(),), by_others)
    this_year = clock.today().year
    periods = tuple(Period(this_year - back) for back in sorted(years)) or (Period(),)
    missing = tuple(
        period
        for period in periods
        if not any(each.source in accepted for each in stated.current.get(period, ()))
    )
    return Need(stated, periods, missing, by_others)
