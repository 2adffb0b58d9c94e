"""Keeping the county summary: every change adds its difference in the transaction that causes it.

An area page reads a few numbers per area and measure, so its cost does not depend on the number of firms.
Whatever may move a county's counts – a unit created, moved or put into another industry, a firm confirmed,
its size or 规上 found out, a form submitted, returned or verified – happens inside `kept` (or `kept_many` for
a block of firms). Titles begin and end on days on which nobody writes anything, so they are kept as steps:
plus one on the first day, minus one on the day after the last; what is in force is the sum up to today.

Every count is kept for each slice of services/slices.py that fits.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy.orm import Session

from backend.db.queries import coverage as queries
from backend.db.queries import coverage_clusters
from backend.db.queries.coverage import Cell, Key
from backend.db.within import Where
from backend.services.counting import counted, slices_for
from backend.services.coverage_check import Difference, check, rebuild
from backend.services.measures import (
    FIRMS,
    REGISTER,
    SUBMITTED,
    UNCONFIRMED,
    UNITS,
    TitleDays,
    declared,
    held,
    in_round,
    recognised,
    round_of,
    steps_of,
    verified,
)
from backend.services.slices import ALL, CLUSTER, Profile, slice_id, slices_along

__all__ = [
    "ALL",
    "FIRMS",
    "REGISTER",
    "SUBMITTED",
    "UNCONFIRMED",
    "UNITS",
    "Difference",
    "Key",
    "TitleDays",
    "by_axis",
    "check",
    "declared",
    "held",
    "in_round",
    "kept",
    "kept_many",
    "move_title",
    "read",
    "read_on",
    "rebuild",
    "recognised",
    "round_of",
    "slice_id",
    "total",
    "verified",
]

_HELD = "firms whose counts are being kept"


# --- keeping --------------------------------------------------------------------------------------------


@contextmanager
def kept(session: Session, firm_id: str) -> Iterator[None]:
    """Bring the summary along with whatever the block changes about a firm, its units and their titles.

    A few small counts of this one firm, whatever the number of firms; the differences are stored when the
    transaction commits. The block may add the firm itself (its id is known before it is stored). Inside
    another block for the same firm this one does nothing: the outer one sees its changes too.
    """
    with kept_many(session, (firm_id,)):
        yield


@contextmanager
def kept_many(session: Session, firm_ids: Collection[str]) -> Iterator[None]:
    """The same for a block of firms, at most some hundred: one count before, one after."""
    held_before: set[str] = session.info.setdefault(_HELD, set())
    own = sorted(set(firm_ids) - held_before)
    if not own:
        yield
        return
    held_before.update(own)
    queries.hold_firms(session, own)
    before = counted(session, own, None)
    try:
        yield
    finally:
        held_before.difference_update(own)
    session.flush()
    change = counted(session, own, None)
    change.subtract(before)
    queries.add(session, change)


def move_title(
    session: Session,
    county: str,
    kind: str,
    before: TitleDays | None,
    after: TitleDays | None,
    *,
    unit_id: str | None = None,
) -> None:
    """Bring the summary along with a title that is entered (`before` is None) or whose days change.

    A title that is matched to a unit later leaves without it and enters with it. Where the unit's firm is
    inside `kept` nothing is to be done: titles of its units are counted there.
    """
    slices = (ALL,) if unit_id is None else _slices_of_holder(session, unit_id)
    change: Counter[Cell] = Counter()
    for days, sign in ((after, 1), (before, -1)):
        for measure, number in steps_of(kind, days).items():
            change.update({(of, county, REGISTER, measure): sign * number for of in slices})
    queries.add(session, change)


def _slices_of_holder(session: Session, unit_id: str) -> tuple[str, ...]:
    firm_id = queries.firm_of_unit(session, unit_id)
    if firm_id in session.info.get(_HELD, ()):
        return ()
    # Held before its profile is read: whoever changes that moves its titles too.
    queries.hold_firms(session, (firm_id,))
    return slices_for(session, Profile(*queries.profile_of_unit(session, unit_id)))


# --- reading --------------------------------------------------------------------------------------------


def read(session: Session, where: Where, of: str = ALL) -> dict[Key, int]:
    """A slice of the counties (a prefix of their codes, or a list), by county, questionnaire and measure.

    Steps of titles come with their days; `read_on` sums them.
    """
    return queries.by_county(session, where, of)


def read_on(session: Session, where: Where, day: date, of: str = ALL) -> dict[Key, int]:
    """The same with the titles in force on a day as `held:<kind>`: 0 for a kind that begins later.

    A list may name a city or the province as well: each has rows of its own.
    """
    rows = queries.on_day(session, where, of, day)
    return {(county, asked, measure): number for county, asked, measure, number in rows}


def total(session: Session, where: Where, day: date, of: str = ALL) -> dict[tuple[str, str], int]:
    """The numbers of the whole area, by questionnaire and measure; titles as in `read_on`.

    A county, a city and the province each have rows of their own; counties that are listed are added up.
    """
    rows = queries.sums_on_day(session, where, (of,), day)
    return {(asked, measure): number for _, asked, measure, number in rows}


def by_axis(
    session: Session,
    where: Where,
    axis: str,
    day: date,
    *,
    industry: str = "",
    size: str = "",
    above_scale: str = "",
) -> dict[Key, int]:
    """A break-down along an axis ("d:", "c:", "size", "scale"): value of the axis, questionnaire, measure.

    Of the whole area as in `total`, without rounds; the other axes may be narrowed. Clusters overlap and do
    not add up.
    """
    known = coverage_clusters.clusters(session) if axis == CLUSTER else ()
    slices = slices_along(axis, known, industry=industry, size=size, above_scale=above_scale)
    rows = queries.sums_on_day(session, where, tuple(slices), day, rounds=False)
    return {(slices[of], asked, measure): number for of, asked, measure, number in rows}
