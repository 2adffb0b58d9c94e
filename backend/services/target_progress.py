"""How far an area is toward each target: counted as the target says, by what it says, never otherwise.

Recognitions count titles on record, facts what registered firms state, series what was published; what none
of them speaks of is not measured. No data is no zero. The figure of an area smaller than the target's is a
contribution; a target of its own it has only by an allotment with a document number.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from assessments.areas import Selection, counties_of
from assessments.loader import Catalogue
from assessments.schema.fact import SOURCE_RANK, Fact
from assessments.schema.series import SeriesPoint, end_of
from assessments.schema.target import Base, Target
from assessments.target_states import Standing, standings
from backend import clock
from backend.auth.actor import Actor, region_prefix
from backend.db.engine import Database
from backend.db.queries import fact_counts
from backend.db.queries import figures as figure_queries
from backend.db.within import Where
from backend.services import coverage, figure_values
from backend.services.areas import Area, find_area
from backend.services.measures import FIRMS, REGISTER, SUBMITTED
from backend.services.slices import ALL, slice_id
from backend.services.title_counts import Grants, Titles, grants_of, title_count

_HAS_NOT = "none"
_OF_ABOVE_SCALE = (Base.ABOVE_SCALE_INDUSTRY, Base.ABOVE_SCALE_MANUFACTURING, Base.ABOVE_SCALE_FIRMS)


@dataclass(frozen=True)
class Verdicts:
    """Registered firms by whether they are known to have what the target asks of every one."""

    met: int
    not_met: int
    unknown: int

    @property
    def firms(self) -> int:
        """All firms that were looked at."""
        return self.met + self.not_met + self.unknown


@dataclass(frozen=True)
class Allotment:
    """An area's own share of a target, by the document that says so."""

    value: Decimal
    period: str
    document: str
    source: str


@dataclass(frozen=True)
class Progress:
    """A target and what there is to say about it in an area; the measures that do not apply are None.

    `has_data` False: 尚无认定数据, 尚无数据. `point` is the newest published value of the area itself.
    `is_contribution`: the area is smaller than the target's, or the target is set for a group of counties.
    """

    standing: Standing
    is_contribution: bool
    titles: Titles | None = None
    submitted: int | None = None
    verdicts: Verdicts | None = None
    point: SeriesPoint | None = None
    allotment: Allotment | None = None

    @property
    def target(self) -> Target:
        """The target."""
        return self.standing.target

    @property
    def has_data(self) -> bool:
        """Whether anything is known."""
        found: Mapping[str, bool] = {
            "recognitions": self.titles is not None,
            "results": bool(self.submitted),
            "facts": self.verdicts is not None and self.verdicts.firms > self.verdicts.unknown,
            "series": self.point is not None,
        }
        return found.get(self.target.measured, False)


@dataclass(frozen=True)
class TargetsOfArea:
    """Every target issued by a day, as an area stands toward it."""

    area: Area
    day: date
    lines: tuple[Progress, ...]


def target_progress(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, day: date | None = None
) -> TargetsOfArea:
    """How an area stands toward each target on a day (today where none is given).

    Titles and submissions come from the maintained summary; facts are counted from what firms of the area
    stated, so they cost more in a larger area. Raises NotFoundError outside the actor's area.
    """
    area, day = find_area(catalogue, actor, code), day or clock.today()
    with database.read(actor) as session:
        return progress_of(session, catalogue, area, day)


def progress_of(
    session: Session, catalogue: Catalogue, area: Area, day: date, only: Collection[str] = ()
) -> TargetsOfArea:
    """The same inside a running transaction; `only` some targets, or all of them."""
    published = figure_values.published(session, catalogue)
    found = standings(catalogue, day, published=published)
    counting = _Counting(session, catalogue, area, day, published)
    lines = tuple(counting.progress(one) for one in found if not only or one.target.id in only)
    return TargetsOfArea(area, day, lines)


@dataclass
class _Counting:
    """Counts of an area on a day, each looked up once."""

    session: Session
    catalogue: Catalogue
    area: Area
    day: date
    published: figure_values.Points
    grants: dict[Where, Grants] = field(default_factory=dict)
    totals: dict[tuple[Where, str], dict[tuple[str, str], int]] = field(default_factory=dict)
    allotments: dict[str, Allotment] | None = None

    def progress(self, standing: Standing) -> Progress:
        target = standing.target
        measured: dict[str, Any] = {}
        # What is set for a chain or a cluster is about firms that no title and no county tells apart.
        if not (target.chain or target.cluster) or target.measured == "series":
            count = _MEASURES.get(target.measured)
            measured = count(self, target) if count is not None else {}
        return Progress(
            standing,
            is_contribution=target.region != self.area.code or target.group is not None,
            allotment=self._allotment(target),
            **measured,
        )

    def where(self, target: Target) -> Where:
        """The counties of the area that the target speaks of: those of its group, as its document says."""
        if target.group is None:
            return region_prefix(self.area.code)
        issued = self.catalogue.policies[target.policy].date
        day = issued if isinstance(issued, date) else self.day
        return counties_of(self.catalogue, Selection(self.area.code, group=target.group, day=day))

    def titles(self, target: Target) -> dict[str, Any]:
        where = self.where(target)
        if where not in self.grants:
            self.grants[where] = grants_of(self.session, where)
        return {"titles": title_count(self.catalogue, target, self.grants[where], self.day)}

    def results(self, target: Target) -> dict[str, Any]:
        totals = self.total(self.where(target))
        return {"submitted": sum(totals.get((name, SUBMITTED), 0) for name in target.results)}

    def total(self, where: Where, of: str = ALL) -> dict[tuple[str, str], int]:
        """The summary of some counties."""
        if (where, of) not in self.totals:
            self.totals[where, of] = coverage.total(self.session, where, self.day, of)
        return self.totals[where, of]

    def facts(self, target: Target) -> dict[str, Any]:
        fact = self.catalogue.facts[target.facts[0]]
        values, is_met = has_fact(fact, self.day)
        where, above_scale = self.where(target), target.base in _OF_ABOVE_SCALE
        found = fact_counts.verdicts(self.session, where, values, is_met, above_scale=above_scale)
        known = (found.get(fact_counts.MET, 0), found.get(fact_counts.NOT_MET, 0))
        of = slice_id(above_scale="yes") if above_scale else ALL
        firms = self.total(where, of).get((REGISTER, FIRMS), 0)
        return {"verdicts": Verdicts(*known, firms - sum(known))}

    def series(self, target: Target) -> dict[str, Any]:
        """The newest value published for the area itself: a share of the province is no share of a county."""
        known = self.catalogue.series[target.series or ""]
        points = {
            one.period: one
            for one in (*known.points, *self.published.get(known.id, ()))
            if one.region == self.area.code and end_of(one.period) <= self.day
        }
        return {"point": max(points.values(), key=lambda one: end_of(one.period), default=None)}

    def _allotment(self, target: Target) -> Allotment | None:
        if self.allotments is None:
            rows = figure_queries.standing(self.session, "allocation", areas=[self.area.code])
            # By period: the newest year comes last and stays.
            self.allotments = {
                row.indicator: Allotment(Decimal(row.value), row.period, row.document, row.source)
                for row in rows
            }
        return self.allotments.get(target.id)


_MEASURES: Mapping[str, Callable[[_Counting, Target], dict[str, Any]]] = {
    "recognitions": _Counting.titles,
    "results": _Counting.results,
    "facts": _Counting.facts,
    "series": _Counting.series,
}


def has_fact(fact: Fact, day: date) -> tuple[Any, Any]:
    """The values of a fact that counted on a day, and the condition that a firm has it.

    A number is had above zero, a choice when it is not the one called "none". Of a fact by years the last
    calendar year counts, and never an older one.
    """
    sources = tuple(source.value for source in SOURCE_RANK)
    values = fact_counts.standing_values(
        fact.id, day.year - 1 if fact.period == "year" else None, end_of_day(day), sources
    )
    column = values.c.value
    is_met = (
        fact_counts.is_other_than(column, _HAS_NOT)
        if fact.kind == "choice"
        else fact_counts.is_positive(column)
    )
    return values, is_met


def end_of_day(day: date) -> datetime:
    """The instant at which a day is over in Shanghai."""
    return datetime.combine(day + timedelta(days=1), time(), clock.SHANGHAI)
