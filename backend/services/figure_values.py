"""The official figures that count: beside those of the catalogue, those that officials entered."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from assessments.areas import ZONE_MARK
from assessments.loader import Catalogue
from assessments.schema.common import Provenance, zh
from assessments.schema.region import Denominator
from assessments.schema.series import SeriesPoint
from backend.db.queries import figures as queries
from backend.services.figure_rules import DENOMINATORS

Points = Mapping[str, list[SeriesPoint]]
"""Published values by series."""


@dataclass(frozen=True)
class DenominatorFigure:
    """How many firms an area has, from the catalogue or entered by an official.

    `value` is None where the source contradicts itself: `printed` quotes it, `note` says why it is not used.
    `provenance` says how the catalogue came by it; of what officials entered only the source is known.
    Not `is_share_base`: it counts other firms than those on the register, so that nothing is divided by it.
    """

    area: str
    metric: str
    label: str
    period: str
    value: int | None
    source: str
    provenance: Provenance | None = None
    printed: str = ""
    is_share_base: bool = True
    note: str = ""


def published(session: Session, catalogue: Catalogue) -> Points:
    """The official series that officials entered, by series, beside those of the catalogue."""
    found: dict[str, list[SeriesPoint]] = {}
    for row in queries.standing(session, "series"):
        if row.indicator in catalogue.series and ZONE_MARK not in row.area:
            point = SeriesPoint(
                region=row.area,
                period=row.period,
                value=Decimal(row.value),
                source=" ".join(part for part in (row.source, row.document) if part),
                provenance=Provenance.OFFICIAL,
            )
            found.setdefault(row.indicator, []).append(point)
    return found


def denominators(session: Session, catalogue: Catalogue, areas: set[str]) -> list[DenominatorFigure]:
    """The newest count of firms per area and metric, of the catalogue and of those entered.

    A count that could not be read (its value is unknown) stands only where no other is on record.
    """
    newest: dict[tuple[str, str], DenominatorFigure] = {}
    found = [_of_catalogue(one) for one in catalogue.denominators if one.region in areas]
    found += [
        DenominatorFigure(
            area=row.area,
            metric=row.indicator,
            label=DENOMINATORS.get(row.indicator, row.indicator),
            period=row.period,
            value=int(Decimal(row.value)),
            source=row.source,
        )
        for row in queries.standing(session, "denominator", areas=areas)
    ]
    for one in found:
        known = newest.get((one.area, one.metric))
        # Of one period the one entered here comes last: it was put in the place of the other.
        if known is None or _rank(known) <= _rank(one):
            newest[one.area, one.metric] = one
    return list(newest.values())


def _rank(one: DenominatorFigure) -> tuple[bool, str]:
    return one.value is not None, one.period


def _of_catalogue(one: Denominator) -> DenominatorFigure:
    return DenominatorFigure(
        area=one.region,
        metric=one.metric,
        label=zh(one.label),
        period=str(one.as_of.year),
        value=None if one.value == "unknown" else one.value,
        source=one.source,
        provenance=one.provenance,
        printed=one.printed,
        is_share_base=one.is_share_base,
        note=zh(one.note) if one.note else "",
    )
