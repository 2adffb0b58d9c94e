"""Official figures of areas: how many firms there are, published indicators, shares of targets allotted.

Nothing here is counted from the register and nothing is invented: every figure is entered with its source. A
figure is never changed: a newer one takes its place, or it is withdrawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import Actor, region_prefix
from backend.db.engine import Database
from backend.db.queries import figures as queries
from backend.db.queries.figures import FigureFilter
from backend.db.tables.base import new_id
from backend.db.tables.register import AreaFigure
from backend.services import audit
from backend.services.areas import Area, find_area
from backend.services.errors import ConflictError, NotFoundError
from backend.services.figure_rules import KINDS, FigureKind, NewFigure, checked, indicators, unit_of

__all__ = ["FigureFilter", "FigureKind", "FigureLine", "FigurePage", "NewFigure"]

PAGE_SIZE = 50
Status = Literal["counts", "replaced", "withdrawn"]
STATUSES: Mapping[Status, str] = {
    "counts": "现行",
    "replaced": "已被更新",
    "withdrawn": "已撤回",
}


@dataclass(frozen=True)
class FigureLine:
    """One figure of the list; `status`: counts, replaced by a newer one, or withdrawn."""

    id: str
    kind: FigureKind
    indicator: str
    area: str
    period: str
    value: str
    unit: str
    source: str
    document: str
    entered_at: datetime
    entered_by: str
    status: Status


@dataclass(frozen=True)
class FigurePage:
    """Some lines of the list; `next` is the one after which the next page begins, empty on the last page."""

    area: Area
    lines: tuple[FigureLine, ...]
    next: str


def list_figures(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    code: str,
    wanted: FigureFilter | None = None,
    *,
    after: str = "",
) -> FigurePage:
    """A page of the figures of an area and its parts. Raises NotFoundError outside the actor's area."""
    area, prefix = find_area(catalogue, actor, code), region_prefix(code)
    with database.read(actor) as session:
        last = queries.one(session, actor, prefix, after) if after else None
        rows = queries.page(
            session, actor, prefix, wanted=wanted or FigureFilter(), after=last, limit=PAGE_SIZE + 1
        )
        shown = rows[:PAGE_SIZE]
        counting = _counting(session, {row.indicator for row, _name in shown})
    lines = tuple(line_of(catalogue, row, name, counting) for row, name in shown)
    return FigurePage(area, lines, lines[-1].id if len(rows) > PAGE_SIZE else "")


def all_figures(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, wanted: FigureFilter
) -> list[FigureLine]:
    """Every figure that passes, for an export. Raises NotFoundError outside the actor's area."""
    find_area(catalogue, actor, code)
    with database.read(actor) as session:
        rows = queries.page(session, actor, region_prefix(code), wanted=wanted, after=None, limit=None)
        counting = _counting(session, {row.indicator for row, _name in rows})
    return [line_of(catalogue, row, name, counting) for row, name in rows]


def enter(database: Database, actor: Actor, catalogue: Catalogue, code: str, new: NewFigure) -> str:
    """Enter a figure about the area or a part of it and give its id.

    Raises NotFoundError outside the actor's area, InvalidInputError for what cannot be accepted, and
    ConflictError where the figure that counts says the same already.
    """
    area = find_area(catalogue, actor, code)
    new = checked(catalogue, area, new)
    with database.write(actor) as session:
        standing = current(session, new)
        if standing is not None and is_same(standing, new):
            raise ConflictError("同一地区、同一时期的这个数已经录入，数值和来源相同，没有重复录入。")
        row = add(session, catalogue, actor, new)
        audit.record(session, actor, "figure_enter", f"figure:{row.id}", new.area)
        return row.id


def withdraw(database: Database, actor: Actor, catalogue: Catalogue, code: str, figure_id: str) -> None:
    """Withdraw a figure: what stood before it counts again.

    Raises NotFoundError outside the area, ConflictError when it is withdrawn already.
    """
    find_area(catalogue, actor, code)
    with database.write(actor) as session:
        row = queries.one(session, actor, region_prefix(code), figure_id)
        if row is None:
            raise NotFoundError
        if row.withdrawn_at is not None:
            raise ConflictError("这个数已经撤回，页面上的内容可能是旧的，请刷新后查看。")
        row.withdrawn_at = clock.now()
        audit.record(session, actor, "figure_remove", f"figure:{row.id}", row.area)


def add(
    session: Session, catalogue: Catalogue, actor: Actor, new: NewFigure, import_id: str | None = None
) -> AreaFigure:
    """Add a checked figure inside a running transaction."""
    row = AreaFigure(
        id=new_id(),
        kind=new.kind,
        indicator=new.indicator,
        area=new.area,
        period=new.period,
        value=new.value,
        unit=unit_of(catalogue, new.kind, new.indicator),
        source=new.source,
        document=new.document,
        import_id=import_id,
        entered_by=actor.account_id or None,
        entered_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row


def current(session: Session, new: NewFigure) -> AreaFigure | None:
    """The figure that counts where `new` would."""
    rows = queries.standing(session, new.kind, areas=[new.area], indicators=[new.indicator])
    return next((row for row in rows if row.period == new.period), None)


def is_same(row: AreaFigure, new: NewFigure) -> bool:
    """Whether a figure says what `new` says."""
    return (Decimal(row.value), row.source, row.document) == (
        Decimal(new.value),
        new.source,
        new.document,
    )


def _counting(session: Session, names: set[str]) -> set[str]:
    """The ids of the figures that count, among those of some indicators."""
    return {row.id for kind in KINDS for row in queries.standing(session, kind, indicators=names)}


def line_of(catalogue: Catalogue, row: AreaFigure, name: str | None, counting: set[str]) -> FigureLine:
    """A figure as lists show it."""
    known = indicators(catalogue, row.kind)
    withdrawn = row.withdrawn_at is not None
    return FigureLine(
        id=row.id,
        kind=row.kind,  # type: ignore[arg-type]
        indicator=known.get(row.indicator, row.indicator),
        area=place_name(catalogue, row.area),
        period=row.period,
        value=row.value,
        unit=row.unit,
        source=row.source,
        document=row.document,
        entered_at=row.entered_at,
        entered_by=name or "",
        status="withdrawn" if withdrawn else "counts" if row.id in counting else "replaced",
    )


def place_name(catalogue: Catalogue, code: str) -> str:
    """The name of the province, a city, a county or a zone."""
    regions = catalogue.regions
    if code == regions.code:
        return regions.name
    city = next((one.name for one in regions.cities if one.code == code), None)
    return city if city is not None else catalogue.county(code).name
