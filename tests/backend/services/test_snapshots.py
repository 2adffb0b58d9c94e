"""The province's snapshots: what a past day shows, and a county beside counties like it."""

from dataclasses import replace
from datetime import date
from statistics import median, quantiles

import pytest
from sqlalchemy import select

from assessments.loader import Catalogue
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.tables.audit import AuditEntry
from backend.db.tables.firms import Unit
from backend.services import snapshots
from backend.services.area_view import Wanted
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.peers import FEWEST, NEAREST
from backend.services.regions import area_progress
from tests.backend.officials import NINGBO, PROVINCE, XIAOSHAN
from tests.backend.province import Member, count, settle
from tests.conftest import StandingClock

FIRST = date(2026, 6, 15)
MOUNTAIN = ("330127", "330328", "330329", "330727", "330803", "330825", "331022", "331121")
# An office without an account of its own: nobody of that id is on record.
OFFICE = replace(PROVINCE, account_id="")
PLAIN = ("330109", "330110", "330281", "330282")


def publish(database: Database, catalogue: Catalogue, name: str = "年中") -> str:
    return snapshots.publish(database, OFFICE, catalogue, "330000", name)


def test_a_past_day_shows_what_was_published_then(
    database: Database, catalogue: Catalogue, clock: StandingClock
) -> None:
    people = settle(database, catalogue, 3, PLAIN, firms=12)
    before = area_progress(database, PROVINCE, catalogue, "330000").total
    publish(database, catalogue)
    clock.set(2026, 9, 1)
    with database.write(SYSTEM) as session:
        for member in people.members:
            if member.confirmed:
                session.get_one(Unit, member.id).county = "330281"
    count(database, catalogue)

    past = area_progress(database, PROVINCE, catalogue, "330000", Wanted(day=date(2026, 8, 31)))
    assert past.snapshot is not None
    assert past.snapshot.as_of == FIRST
    assert (past.total.units, past.total.declared) == (before.units, before.declared)
    own = area_progress(database, XIAOSHAN, catalogue, "330109", Wanted(day=FIRST)).total
    assert own.units == sum(one.confirmed and one.county == "330109" for one in people.members) > 0
    assert area_progress(database, XIAOSHAN, catalogue, "330109").total.units == 0
    for wanted in (
        Wanted(day=date(2026, 6, 14)),
        Wanted(day=FIRST, size="small"),
        Wanted(day=FIRST, by="size"),
    ):
        assert area_progress(database, PROVINCE, catalogue, "330000", wanted).snapshot is None


def test_a_county_sees_medians_of_counties_like_it(
    database: Database, catalogue: Catalogue, clock: StandingClock
) -> None:
    people = settle(database, catalogue, 5, (*MOUNTAIN, *PLAIN), firms=60)
    own = MOUNTAIN[0]
    assert area_progress(database, SYSTEM, catalogue, own).peers is None, "nothing was published"
    publish(database, catalogue)
    found = area_progress(database, SYSTEM, catalogue, own).peers
    assert found is not None

    def firms(county: str) -> int:
        return sum(one.confirmed and one.is_firm and one.county == county for one in people.members)

    def share(county: str) -> float | None:
        units = [one for one in people.members if one.confirmed and one.county == county]
        return 100 * sum("zj-ladder" in one.stands for one in units) / len(units) if units else None

    # 淳安 was a mountain county on the day like the other seven, of which those without firms do not count.
    like = [county for county in MOUNTAIN[1:] if firms(county)]
    assert FEWEST <= len(like) <= NEAREST
    assert (found.number, found.is_widened) == (len(like), False)
    lines = {line.measure.id: line for line in found.lines}
    assert lines["firms"].own == firms(own)
    assert lines["firms"].median == median(firms(county) for county in like)
    shares = [each for county in like if (each := share(county)) is not None]
    low, middle, high = quantiles(shares, n=4, method="inclusive")
    line = lines["submitted"]
    assert (line.own, line.low, line.median, line.high) == (share(own), low, middle, high)


def test_too_few_like_counties_are_widened_or_not_compared(
    database: Database, catalogue: Catalogue, clock: StandingClock
) -> None:
    people = settle(database, catalogue, 8, (*MOUNTAIN[:2], *PLAIN), firms=40)
    publish(database, catalogue)
    widened = area_progress(database, SYSTEM, catalogue, MOUNTAIN[0]).peers
    assert widened is not None
    assert (widened.number, widened.is_widened) == (5, True)
    clock.advance(hours=1)
    publish_fewer(database, catalogue, people.members)
    none = area_progress(database, SYSTEM, catalogue, MOUNTAIN[0]).peers
    assert none is not None
    assert (none.number, none.lines) == (0, ())
    assert area_progress(database, PROVINCE, catalogue, "330100").peers is None, "only counties are compared"


def publish_fewer(database: Database, catalogue: Catalogue, members: list[Member]) -> None:
    """A later snapshot in which one county less has firms."""
    with database.write(SYSTEM) as session:
        for member in members:
            if member.county == PLAIN[0]:
                session.get_one(Unit, member.id).county = PLAIN[1]
    count(database, catalogue)
    publish(database, catalogue, "再次")


def test_only_the_province_publishes_and_it_is_on_record(
    database: Database, catalogue: Catalogue, clock: StandingClock
) -> None:
    for actor, code in ((NINGBO, "330200"), (XIAOSHAN, "330109"), (XIAOSHAN, "330000")):
        with pytest.raises(NotFoundError):
            snapshots.publish(database, actor, catalogue, code, "我的")
    with pytest.raises(InvalidInputError):
        publish(database, catalogue, "")
    published = snapshots.publish(database, OFFICE, catalogue, "330000", "年中")
    with pytest.raises(ConflictError):
        snapshots.publish(database, OFFICE, catalogue, "330000", "年中")
    seen = snapshots.list_snapshots(database, XIAOSHAN, catalogue, "330109")
    assert [(one.id, one.name, one.as_of) for one in seen.snapshots] == [(published, "年中", FIRST)]
    assert not seen.may_publish
    with database.read(SYSTEM) as session:
        entries = [(one.action, one.subject, one.area) for one in session.scalars(select(AuditEntry))]
    assert entries == [("snapshot_publish", f"snapshot:{published}", "330000")]
