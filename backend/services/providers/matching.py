"""Which providers can help a unit with its next actions, in the order that scoring.matching states.

Candidates are the listed providers whose confirmed offers hold a capability that the unit needs, its area
and its industry. What a provider says of itself counts only where the province has confirmed it; the
province's own grades are shown and move nobody, because most providers have never been graded.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import firms as firm_queries
from backend.db.queries import provider_matching as queries
from backend.db.queries.providers import AREA, CAPABILITY, EVERY_INDUSTRY, INDUSTRY
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.providers import Provider, ProviderCase
from backend.db.within import above
from backend.services.advice.needs import needed_capabilities
from backend.services.errors import NotFoundError
from backend.services.providers.conflicts import Ties, ties_of
from backend.services.providers.directory import Entry, entries_of
from scoring.matching import CITY, COUNTY, INDUSTRY_ANY, INDUSTRY_NAMED, PROVINCE, Match, Offer, Past, rank

ON_PAGE = 10
LAST_PAGE = 10_000
CASE_YEARS = 5
"""How long a finished case speaks for a provider."""
_OUTCOMES = ("done", "partly", "not_done")
_KEPT = ("yes", "partly", "no")


@dataclass(frozen=True)
class Wanted:
    """What narrows the matching: to one capability, to one action; empty ones to nothing."""

    capability: str = ""
    action: str = ""
    page: int = 1


@dataclass(frozen=True)
class ProviderMatch:
    """A provider in its place with what the reasons are made of: its cases that count for the unit."""

    entry: Entry
    match: Match
    in_industry: tuple[ProviderCase, ...]
    nearby: tuple[ProviderCase, ...]
    area: str
    diagnosed: bool
    tied: bool

    @property
    def provider(self) -> Provider:
        """The provider itself."""
        return self.entry.provider


@dataclass(frozen=True)
class Matches:
    """The providers that fit a unit; `needed` maps each needed capability to its actions, unfiltered."""

    unit: Unit
    firm: Firm
    needed: Mapping[str, Sequence[str]]
    asked: Mapping[str, Sequence[str]]
    found: tuple[ProviderMatch, ...]
    total: int
    page: int


def matches_of(
    database: Database, actor: Actor, catalogue: Catalogue, unit_id: str, wanted: Wanted
) -> Matches:
    """The providers for an own unit, a page of them. Raises NotFoundError outside the scope."""
    page = min(max(wanted.page, 1), LAST_PAGE)
    with database.read(actor) as session:
        row = firm_queries.own_unit(session, actor, unit_id)
        if row is None:
            raise NotFoundError
        unit, firm = row
        needed = needed_capabilities(session, catalogue, unit, own=True)
        asked = _narrowed(needed, wanted)
        order = rank(asked, offers_for(session, unit, asked), unit.id)
        shown = order[(page - 1) * ON_PAGE : page * ON_PAGE]
        return Matches(unit, firm, needed, asked, _told(session, unit, shown), len(order), page)


def match_with(
    session: Session, unit: Unit, provider_id: str, needed: Mapping[str, Sequence[str]]
) -> ProviderMatch | None:
    """How one provider fits a permitted unit; None where it does not."""
    mine = [offer for offer in offers_for(session, unit, needed) if offer.key == provider_id]
    told = _told(session, unit, rank(needed, mine, unit.id))
    return told[0] if told else None


def offers_for(session: Session, unit: Unit, capabilities: Iterable[str]) -> list[Offer]:
    """What is known of every listed provider that could help a unit with any of some capabilities."""
    division, (city, province) = unit.industry[:2], _around(unit)
    rows = queries.offers(session, list(capabilities), (unit.county, city, province), division)
    by_axis: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    free = {}
    for provider_id, room, axis, value in rows:
        by_axis[provider_id][axis].add(value)
        free[provider_id] = room
    fitting = {one: axes for one, axes in by_axis.items() if {CAPABILITY, INDUSTRY, AREA} <= axes.keys()}
    if not fitting:
        return []
    proven, in_division, nearby = _cases(session, unit)
    pasts = _pasts(session)
    return [
        Offer(
            key=one,
            capabilities=frozenset(axes[CAPABILITY]),
            proven=frozenset(proven[one]),
            industry=INDUSTRY_ANY if axes[INDUSTRY] == {EVERY_INDUSTRY} else INDUSTRY_NAMED,
            area=COUNTY if unit.county in axes[AREA] else CITY if city in axes[AREA] else PROVINCE,
            industry_cases=in_division[one],
            nearby_cases=nearby[one],
            free=free[one],
            past=pasts.get(one, Past()),
        )
        for one, axes in fitting.items()
    ]


def _narrowed(needed: Mapping[str, Sequence[str]], wanted: Wanted) -> Mapping[str, Sequence[str]]:
    found = {name: actions for name, actions in needed.items() if wanted.capability in ("", name)}
    if not wanted.action:
        return found
    return {name: (wanted.action,) for name, actions in found.items() if wanted.action in actions}


def _around(unit: Unit) -> tuple[str, str]:
    """The codes of the unit's city and province."""
    city, province = above(unit.county)
    return city, province


def case_since() -> date:
    """The first day on which a case has to be finished to count."""
    return clock.today() - timedelta(days=366 * CASE_YEARS)


def _cases(session: Session, unit: Unit) -> tuple[dict[str, set[str]], dict[str, int], dict[str, int]]:
    """By provider: the capabilities with a case, cases in the unit's division, cases in its county."""
    proven: dict[str, set[str]] = defaultdict(set)
    in_division: dict[str, int] = defaultdict(int)
    nearby: dict[str, int] = defaultdict(int)
    for one, capability, same, near in queries.cases(
        session, unit.industry[:2], (unit.county,), case_since()
    ):
        proven[one].add(capability)
        in_division[one] += same
        nearby[one] += near
    return proven, in_division, nearby


def _pasts(session: Session) -> dict[str, Past]:
    outcomes: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    kept: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for one, outcome, said, firms in queries.pasts(session):
        if outcome in _OUTCOMES:
            outcomes[one][_OUTCOMES.index(outcome)] += firms
        if said in _KEPT:
            kept[one][_KEPT.index(said)] += firms
    return {one: Past(_three(numbers), _three(kept[one])) for one, numbers in outcomes.items()}


def _three(numbers: Sequence[int]) -> tuple[int, int, int]:
    first, second, third = numbers
    return first, second, third


def _told(session: Session, unit: Unit, shown: Sequence[Match]) -> tuple[ProviderMatch, ...]:
    ids = [match.offer.key for match in shown]
    if not ids:
        return ()
    ties = ties_of(session, unit.firm_id, ids)
    providers = {one.id: one for one in queries.listed_of(session, ids)}
    entries = entries_of(session, [providers[one] for one in ids])
    return tuple(_one(unit, entry, match, ties) for entry, match in zip(entries, shown, strict=True))


def _one(unit: Unit, entry: Entry, match: Match, ties: Ties) -> ProviderMatch:
    recent = [case for case in entry.cases if case.finished_on >= case_since()]
    city, province = _around(unit)
    chosen = entry.offers.chosen[AREA]
    division = unit.industry[:2]
    return ProviderMatch(
        entry=entry,
        match=match,
        in_industry=tuple(case for case in recent if division and case.industry[:2] == division),
        nearby=tuple(case for case in recent if case.county == unit.county),
        area=next((code for code in (unit.county, city, province) if code in chosen), province),
        diagnosed=entry.provider.id in ties.diagnosed,
        tied=entry.provider.id in ties.tied,
    )
