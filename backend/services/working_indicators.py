"""Two working indicators beside the targets: firms at 数字化水平 2.0 and above, and who filled in 自评.

Neither is an official series and neither stands in for one: ours count registered firms and say of how many
nothing is known.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from assessments.areas import clusters_of
from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.schema.fact import SOURCE_RANK
from assessments.schema.series import SeriesPoint, end_of
from backend import clock
from backend.auth.actor import Actor, region_prefix
from backend.db.engine import Database
from backend.db.queries import fact_counts
from backend.services import coverage, figure_values
from backend.services.areas import Area, find_area
from backend.services.measures import FIRMS, REGISTER, SUBMITTED
from backend.services.slices import slice_id
from backend.services.target_progress import Verdicts, end_of_day

LEVEL_FACT = "zj_digital_level"
LEVEL = 2.0
SELF_ASSESSMENT = "sme-digital"
"""The instrument whose filling-in is counted; what it finds is no 数字化改造 by the official series."""
_DIVISION = 2


@dataclass(frozen=True)
class LevelLine:
    """Firms of a group of clusters or a division at the level; `official` is what was published."""

    name: str
    firms: Verdicts
    official: SeriesPoint | None = None


@dataclass(frozen=True)
class SelfAssessed:
    """Registered 规上 firms, and those of them that submitted a self-assessment."""

    firms: int
    submitted: int

    @property
    def share(self) -> Decimal | None:
        """In percent; None without a firm."""
        return Decimal(100) * self.submitted / self.firms if self.firms else None


@dataclass(frozen=True)
class Working:
    """The indicators of an area; groups of clusters overlap, `total` counts each firm once."""

    area: Area
    day: date
    total: Verdicts
    groups: tuple[LevelLine, ...]
    divisions: tuple[LevelLine, ...]
    self_assessed: SelfAssessed


def working_indicators(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, day: date | None = None
) -> Working:
    """The indicators of an area on a day. Raises NotFoundError outside the actor's area."""
    area, day = find_area(catalogue, actor, code), day or clock.today()
    prefix = region_prefix(code)
    with database.read(actor) as session:
        by_class = _by_class(session, prefix, day)
        published = figure_values.published(session, catalogue)
        above = slice_id(above_scale="yes")
        numbers = coverage.total(session, prefix, day, above)
    return Working(
        area=area,
        day=day,
        total=_verdicts(by_class, by_class),
        groups=tuple(_groups(catalogue, area, day, by_class, published)),
        divisions=tuple(_divisions(catalogue, by_class)),
        self_assessed=SelfAssessed(
            numbers.get((REGISTER, FIRMS), 0), numbers.get((SELF_ASSESSMENT, SUBMITTED), 0)
        ),
    )


_ByClass = dict[str, Counter[str]]


def _by_class(session: Session, prefix: str, day: date) -> _ByClass:
    sources = tuple(source.value for source in SOURCE_RANK)
    values = fact_counts.standing_values(LEVEL_FACT, None, end_of_day(day), sources)
    is_met = fact_counts.is_at_least(values.c.value, LEVEL)
    found: _ByClass = {}
    for industry, verdict, number in fact_counts.verdicts_by_class(session, prefix, values, is_met):
        found.setdefault(industry, Counter())[verdict] += number
    return found


def _verdicts(by_class: _ByClass, classes: Iterable[str]) -> Verdicts:
    found: Counter[str] = Counter()
    for industry in classes:
        found.update(by_class[industry])
    return Verdicts(found[fact_counts.MET], found[fact_counts.NOT_MET], found[fact_counts.UNKNOWN])


def _groups(
    catalogue: Catalogue,
    area: Area,
    day: date,
    by_class: _ByClass,
    published: figure_values.Points,
) -> Iterable[LevelLine]:
    group_of = {name: cluster.group for name, cluster in catalogue.clusters.items()}
    groups = {
        industry: {group_of[cluster] for cluster in clusters_of(catalogue, industry, day)}
        for industry in by_class
    }
    for group_id, group in catalogue.cluster_groups.items():
        name = f"{zh(group.name)}集群"
        classes = [industry for industry in by_class if group_id in groups[industry]]
        official = _official(catalogue, area, day, name, published)
        yield LevelLine(name, _verdicts(by_class, classes), official)


def _official(
    catalogue: Catalogue, area: Area, day: date, scope: str, published: figure_values.Points
) -> SeriesPoint | None:
    """The newest value published for the area itself."""
    points = [
        point
        for one in catalogue.series.values()
        if one.scope == scope and one.id.startswith("digital-level-2")
        for point in (*one.points, *published.get(one.id, ()))
        if point.region == area.code and end_of(point.period) <= day
    ]
    return max(points, key=lambda point: end_of(point.period), default=None)


def _divisions(catalogue: Catalogue, by_class: _ByClass) -> Iterable[LevelLine]:
    for division in sorted({industry[:_DIVISION] for industry in by_class}):
        classes = [industry for industry in by_class if industry.startswith(division)]
        known = catalogue.industries.get(division)
        name = f"{division} {known.name}" if known is not None else division
        yield LevelLine(name, _verdicts(by_class, classes))
