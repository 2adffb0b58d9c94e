"""What areas give for titles: shipped with a source, or entered by the area's own officials.

Nothing here is inferred: an area of which nothing is recorded has nothing recorded, and a period that no
source gives stays unknown.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from assessments.schema.common import OpenDay, zh
from assessments.schema.incentive import Incentive as Shipped
from assessments.schema.ladder import Ladder
from backend import clock
from backend.auth.actor import Actor, region_prefix
from backend.db.engine import Database
from backend.db.queries import incentives as queries
from backend.db.tables.advice import Incentive
from backend.services import audit
from backend.services.advice.incentive_rules import NewIncentive, State, checked, state_of
from backend.services.areas import Area, find_area
from backend.services.errors import ConflictError, NotFoundError
from backend.services.figures import place_name

__all__ = ["IncentiveLine", "IncentivePage", "NewIncentive", "State"]

PAGE_SIZE = 100


@dataclass(frozen=True)
class IncentiveLine:
    """One incentive. `id` is empty for a shipped one, which nobody takes off; `amount` is in whole yuan.

    `kind` is empty for a title that the catalogue does not have. Empty `document` means that no source names
    it. `start` and `end` are days, "unknown", or None for an open end. `is_own` says that the area asked for,
    or a part of it, gives it.
    """

    id: str
    area: str
    area_name: str
    kind: str
    title: str
    amount: int | None
    measure: str
    document: str
    start: OpenDay
    end: OpenDay
    state: State
    source: str
    provenance: str = ""
    note: str = ""
    entered: str = ""
    is_own: bool = True

    @property
    def is_shipped(self) -> bool:
        """Whether it came with the catalogue."""
        return not self.id


@dataclass(frozen=True)
class IncentivePage:
    """Some lines of an area's list; `next` is the one after which the next page begins, empty at the end."""

    area: Area
    lines: tuple[IncentiveLine, ...]
    next: str


def for_unit(
    session: Session, catalogue: Catalogue, county: str | None, kinds: Collection[str], day: date
) -> tuple[IncentiveLine, ...]:
    """What the county (or zone), its city and the province give for kinds of titles, each with its state.

    Titles that only an area's own words name come with them: nobody can say that they do not matter. Nearest
    area first, then in the order of `kinds`; for a unit without a county nothing.
    """
    if county is None:
        return ()
    areas = (county, catalogue.city_of(county).code, catalogue.regions.code)
    wanted = [*kinds, ""]
    shipped = [_shipped(catalogue, one, day) for one in catalogue.incentives if one.area in areas]
    entered = [_line(catalogue, row, day) for row in queries.given(session, areas)]
    found = [line for line in (*shipped, *entered) if line.kind in wanted]
    return tuple(sorted(found, key=lambda line: (areas.index(line.area), wanted.index(line.kind))))


def kinds_of(ladder: Ladder) -> tuple[str, ...]:
    """The kinds of titles that the rungs of a ladder lead to, lowest first."""
    return tuple(level.recognition for level in ladder.levels if level.recognition is not None)


def of_ladder(
    session: Session, catalogue: Catalogue, county: str | None, questionnaire: str, day: date
) -> tuple[IncentiveLine, ...]:
    """What the rungs of a questionnaire's ladder bring; nothing where they lead to no title."""
    kinds = kinds_of(catalogue.ladders[catalogue.questionnaire(questionnaire).ladder])
    return for_unit(session, catalogue, county, kinds, day) if kinds else ()


def list_incentives(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, *, after: str = ""
) -> IncentivePage:
    """A page of what an area, its parts and the areas above it give.

    Raises NotFoundError outside the actor's area.
    """
    area, prefix, day = find_area(catalogue, actor, code), region_prefix(code), clock.today()
    above = _above(catalogue, area)
    with database.read(actor) as session:
        last = queries.begins_after(session, after) if after else None
        rows = queries.page(session, actor, prefix, above=above, after=last, limit=PAGE_SIZE + 1)
    shown = rows[:PAGE_SIZE]
    lines = [_line(catalogue, row, day, name or "", is_own=row.area not in above) for row, name in shown]
    if last is None:
        within = {place.code for place in (area.place, *area.parts, *area.reporting)} | set(above)
        lines += [_shipped(catalogue, one, day) for one in catalogue.incentives if one.area in within]
    return IncentivePage(area, tuple(lines), shown[-1][0].id if len(rows) > PAGE_SIZE else "")


def enter(database: Database, actor: Actor, catalogue: Catalogue, code: str, new: NewIncentive) -> str:
    """Enter an incentive of the area or a part of it and give its id.

    Raises NotFoundError outside the actor's area, InvalidInputError for what cannot be accepted, and
    ConflictError where the same stands already.
    """
    new = checked(catalogue, find_area(catalogue, actor, code), new)
    row = Incentive(
        area=new.area,
        kind=new.kind,
        title=new.title,
        amount=new.yuan,
        measure=new.measure,
        document=new.document,
        start=new.start,
        end=new.end,
        source=new.source,
        entered_by=actor.account_id or None,
        entered_at=clock.now(),
    )
    with database.write(actor) as session:
        if any(_same(row, standing) for standing in queries.given(session, [new.area])):
            raise ConflictError("同一地区、同一称号的这条奖补已经登记，内容相同，没有重复登记。")
        session.add(row)
        session.flush()
        audit.record(session, actor, "incentive_enter", f"incentive:{row.id}", new.area)
        return row.id


def remove(database: Database, actor: Actor, catalogue: Catalogue, code: str, incentive_id: str) -> None:
    """Take an incentive off: firms no longer see it, the row stays.

    Raises NotFoundError outside the area, ConflictError when it is taken off already.
    """
    find_area(catalogue, actor, code)
    with database.write(actor) as session:
        row = queries.one(session, actor, region_prefix(code), incentive_id)
        if row is None:
            raise NotFoundError
        if row.removed_at is not None:
            raise ConflictError("这条奖补已经撤下，页面上的内容可能是旧的，请刷新后查看。")
        row.removed_at = clock.now()
        audit.record(session, actor, "incentive_remove", f"incentive:{row.id}", row.area)


def _above(catalogue: Catalogue, area: Area) -> tuple[str, ...]:
    """The codes of the areas above one: what they give is open to the firms of this one as well."""
    if area.city is None:
        return ()
    return tuple(code for code in (area.city.code, catalogue.regions.code) if code != area.code)


def _same(row: Incentive, other: Incentive) -> bool:
    fields = ("kind", "title", "amount", "measure", "document", "start", "end", "source")
    return all(getattr(row, name) == getattr(other, name) for name in fields)


def _line(
    catalogue: Catalogue, row: Incentive, day: date, name: str = "", *, is_own: bool = True
) -> IncentiveLine:
    """An entered row; without any date in its document nobody can say whether it holds."""
    start: OpenDay = row.start or "unknown"
    end: OpenDay = row.end or (None if row.start else "unknown")
    return IncentiveLine(
        id=row.id,
        area=row.area,
        area_name=place_name(catalogue, row.area),
        kind=row.kind,
        title=_title(catalogue, row.kind, row.title),
        amount=row.amount,
        measure=row.measure,
        document=row.document,
        start=start,
        end=end,
        state=state_of(start, end, day),
        source=row.source,
        entered=name,
        is_own=is_own,
    )


def _shipped(catalogue: Catalogue, one: Shipped, day: date) -> IncentiveLine:
    return IncentiveLine(
        id="",
        area=one.area,
        area_name=place_name(catalogue, one.area),
        kind=one.kind or "",
        title=_title(catalogue, one.kind or "", zh(one.title) if one.title else ""),
        amount=one.amount,
        measure=zh(one.measure) if one.measure else "",
        document="" if one.document == "unknown" else one.document,
        start=one.effective.start,
        end=one.effective.end,
        state=state_of(one.effective.start, one.effective.end, day),
        source=one.source,
        provenance=one.provenance.value,
        note=zh(one.note) if one.note else "",
    )


def _title(catalogue: Catalogue, kind: str, title: str) -> str:
    known = catalogue.recognition_kinds.get(kind)
    return zh(known.name) if known else title or kind
