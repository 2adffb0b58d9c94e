"""A firm's size as the summary counts it: what follows from its facts, kept with every change of them.

The classes of size (统计上大中小微型) look at the year before. Until that year's figures are in, those of the
year before it stand; where neither settles it the size is unknown.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from assessments.needs import facts_in
from assessments.operands import CompiledGates
from assessments.rating import Profile, compile_derived_facts, derived_facts_of
from assessments.schema.common import ProductionType
from backend import clock
from backend.auth.actor import SYSTEM, Actor
from backend.db.engine import Database
from backend.db.queries import coverage as coverage_queries
from backend.db.queries import facts as fact_queries
from backend.db.queries import sizes as queries
from backend.db.tables.firms import FactValue, Unit
from backend.services import coverage
from backend.services.statements import for_engine

SIZE = "size_class"
"""The derived fact that says how large a firm is."""
BLOCK = 500
"""Firms settled in one transaction where all are."""


@dataclass(frozen=True)
class _Rules:
    """The derived facts of a catalogue, compiled, and the facts that the size follows from."""

    catalogue: Catalogue
    derived: CompiledGates
    facts: frozenset[str]


_kept: list[_Rules] = []


def feeds(catalogue: Catalogue, facts: Collection[str]) -> bool:
    """Whether the size follows from any of these facts."""
    return not _rules(catalogue).facts.isdisjoint(facts)


def settle(session: Session, catalogue: Catalogue, firm_ids: Collection[str]) -> None:
    """Bring the sizes of some hundred firms up to date, inside a running transaction, and the summary along.

    To be called when facts or industries have changed, after that is stored.
    """
    rules = _rules(catalogue)
    session.flush()
    # Whoever states something about the same firm at the same time is to be seen, or to see this.
    coverage_queries.hold_firms(session, firm_ids)
    by_firm: dict[str, list[FactValue]] = defaultdict(list)
    for row in fact_queries.rows_of_firms(session, list(firm_ids), sorted(rules.facts)):
        by_firm[row.firm_id].append(row)
    changed = {
        firm.id: (firm, size)
        for firm, unit in queries.firms_with_default_unit(session, firm_ids)
        if (size := _size(rules, unit, by_firm[firm.id])) != firm.size
    }
    if changed:
        with coverage.kept_many(session, changed):
            for firm, size in changed.values():
                firm.size = size


def settle_all(database: Database, catalogue: Catalogue, actor: Actor = SYSTEM) -> None:
    """Bring the size of every firm up to date that said anything it follows from, block by block."""
    facts, last = sorted(_rules(catalogue).facts), ""
    while True:
        with database.write(actor) as session:
            firm_ids = queries.firms_that_stated(session, facts, after=last, limit=BLOCK)
            if not firm_ids:
                return
            settle(session, catalogue, firm_ids)
        last = firm_ids[-1]


def _size(rules: _Rules, unit: Unit, rows: Sequence[FactValue]) -> str:
    if not rows:
        return ""
    profile = Profile(unit.county, unit.industry, ProductionType(unit.production_type))
    known = for_engine(rules.catalogue, rows)
    found = (
        value.value
        for day in _days(clock.today())
        for value in derived_facts_of(rules.derived, profile, known, day)
        if value.fact == SIZE and value.value is not None
    )
    return next(found, "")


def _days(today: date) -> Iterator[date]:
    yield today
    yield date(today.year - 1, 12, 31)


def _rules(catalogue: Catalogue) -> _Rules:
    # One catalogue at a time, as in services/rating.py.
    if not _kept or _kept[-1].catalogue is not catalogue:
        _kept[:] = [_Rules(catalogue, compile_derived_facts(catalogue.register), _facts_behind(catalogue))]
    return _kept[-1]


def _facts_behind(catalogue: Catalogue) -> frozenset[str]:
    derived = catalogue.derived_facts.get(SIZE)
    conditions = [choice.when for choice in derived.choices if choice.when is not None] if derived else []
    return frozenset().union(*(facts_in(catalogue, condition) for condition in conditions))
