"""The demand board in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from backend.services.providers.demand_board import Board, BoardLine
from backend.web.language import _
from backend.web.views.dealings import Groups
from scoring.disclosure import BASE, FEWEST


@dataclass(frozen=True)
class DemandRow:
    """One number; `number` in words, `share` of the largest in per cent for the bar."""

    name: str
    number: str
    is_shown: bool
    length: int
    oldest: date | None
    href: str


@dataclass(frozen=True)
class DemandPage:
    """Context of demand.html; `by` is capability or place."""

    as_of: date | None
    place: str
    capability: str
    units: str
    by: str
    rows: tuple[DemandRow, ...]
    clusters: tuple[DemandRow, ...]
    hidden: int
    areas: Groups
    cluster_choices: Groups
    capabilities: Groups
    values: Mapping[str, str]
    is_filtered: bool
    is_official: bool
    fewest: int = FEWEST
    base: int = BASE
    errors: Mapping[str, str] = field(default_factory=dict)


def demand_page(found: Board, capabilities: Groups) -> DemandPage:
    """Everything the page prints; `capabilities` are the choices of the filter."""
    asked = found.wanted
    names = {value: name for _label, options in capabilities for value, name in options}
    kept = {"area": asked.area, "cluster": asked.cluster, "capability": asked.capability}
    by = "place" if asked.capability else "capability"
    key = "area" if asked.capability else "capability"
    rows = _rows(found.lines, {} if asked.capability else kept, key)
    shown = tuple(row for row in rows if row.is_shown) if asked.capability else rows
    return DemandPage(
        as_of=found.as_of,
        place=found.place,
        capability=names.get(asked.capability, ""),
        units=_number(found.units),
        by=by,
        rows=shown,
        clusters=_rows(found.clusters, {}, "cluster"),
        hidden=len(rows) - len(shown),
        areas=(("", found.areas),),
        cluster_choices=(("", found.all_clusters),),
        capabilities=capabilities,
        values=kept,
        is_filtered=bool(asked.cluster or asked.capability),
        is_official=found.is_official,
    )


def _rows(lines: tuple[BoardLine, ...], kept: Mapping[str, str], key: str) -> tuple[DemandRow, ...]:
    most = max((line.number or 0 for line in lines), default=0) or 1
    return tuple(
        DemandRow(
            name=line.name,
            number=_number(line.number),
            is_shown=line.number is not None,
            length=round(100 * (line.number or 0) / most),
            oldest=line.oldest,
            href="/demand?"
            + urlencode({name: value for name, value in {**kept, key: line.key}.items() if value}),
        )
        for line in lines
    )


def _number(number: int | None) -> str:
    return (
        _("约 {number} 家", number=f"{number:,}")
        if number is not None
        else _("不足 {few} 家或不单列", few=FEWEST)
    )
