"""Incentives: entered with document and source for one's own area, shown where they apply, never invented."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlmodel import col

from backend.auth.actor import SYSTEM, Actor
from backend.db.tables.audit import AuditEntry
from backend.services.advice import incentives
from backend.services.advice.incentive_rules import state_of
from backend.services.advice.incentives import NewIncentive
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from tests.backend.rosters import HANGZHOU
from tests.backend.town import BINJIANG, YUHANG, Town

PROVINCE, SHENGZHOU, XINCHANG = "330000", "330683", "330624"
TODAY = date(2026, 6, 15)
NEW = NewIncentive(
    area=BINJIANG,
    kind="zj-smart-factory",
    amount="30",
    document="滨江区若干政策（区经信〔2026〕1 号）",
    source="https://www.example.org/1",
    start=date(2026, 1, 1),
    end=date(2026, 12, 31),
)


def enter(town: Town, official: Actor, code: str, new: NewIncentive) -> str:
    return incentives.enter(town.database, official, town.catalogue, code, new)


def brought(town: Town, county: str, *kinds: str) -> list[tuple[str, str, int | None, str]]:
    """Area, title, amount and state of what a unit of a county reads."""
    with town.database.read(SYSTEM) as session:
        lines = incentives.for_unit(session, town.catalogue, county, kinds, TODAY)
    return [(one.area_name, one.title, one.amount, one.state) for one in lines]


def test_a_firm_reads_what_its_county_city_and_province_give_and_no_neighbour(town: Town) -> None:
    province, city, county = town.official(PROVINCE), town.official(HANGZHOU), town.official()
    enter(town, province, PROVINCE, replace(NEW, area=PROVINCE, amount="", measure="优先推荐", end=None))
    enter(town, city, HANGZHOU, replace(NEW, area=HANGZHOU, amount="12.5", end=date(2026, 3, 31)))
    enter(town, city, HANGZHOU, replace(NEW, area=YUHANG, amount="99"))
    enter(town, county, BINJIANG, NEW)
    enter(town, county, BINJIANG, replace(NEW, kind="", title="区级智能车间", start=None, end=None))
    enter(town, county, BINJIANG, replace(NEW, kind="little-giant"))
    assert brought(town, BINJIANG, "zj-digital-workshop", "zj-smart-factory") == [
        ("滨江区", "浙江省智能工厂", 300_000, "in_force"),
        ("滨江区", "区级智能车间", 300_000, "unknown"),
        ("杭州市", "浙江省智能工厂", 125_000, "ended"),
        ("浙江省", "浙江省智能工厂", None, "in_force"),
    ]
    with town.database.read(SYSTEM) as session:
        assert incentives.for_unit(session, town.catalogue, None, ("zj-smart-factory",), TODAY) == ()


def test_shipped_rows_have_a_source_and_no_invented_period(town: Town) -> None:
    kinds = ("zj-digital-workshop", "zj-smart-factory", "zj-future-factory")
    assert brought(town, SHENGZHOU, *kinds) == [
        ("嵊州市", "浙江省数字化车间", 150_000, "unknown"),
        ("嵊州市", "浙江省智能工厂", 300_000, "unknown"),
        ("嵊州市", "浙江省未来工厂", 1_000_000, "unknown"),
        ("嵊州市", "市级智能工厂", 200_000, "unknown"),
        ("嵊州市", "市级数字化车间", 100_000, "unknown"),
    ]
    assert brought(town, XINCHANG, *kinds) == []
    for one in town.catalogue.incentives:
        assert (one.document, one.effective.start, one.effective.end) == ("unknown", "unknown", "unknown")
        assert one.source.startswith("http")


def test_an_official_enters_for_the_own_area_and_what_lies_in_it_only(town: Town) -> None:
    county = town.official()
    for area in (YUHANG, HANGZHOU, PROVINCE, "somewhere"):
        with pytest.raises(InvalidInputError) as refused:
            enter(town, county, BINJIANG, replace(NEW, area=area))
        assert list(refused.value.fields) == ["area"]
    with pytest.raises(NotFoundError):
        enter(town, county, HANGZHOU, replace(NEW, area=HANGZHOU))
    enter(town, town.official(HANGZHOU), HANGZHOU, NEW)
    with pytest.raises(ConflictError):
        enter(town, county, BINJIANG, NEW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "no-such-title"}, "kind"),
        ({"kind": ""}, "title"),
        ({"title": "另一个称号"}, "title"),
        ({"kind": "", "title": "智能工厂"}, "title"),
        ({"amount": ""}, "amount"),
        ({"amount": "三十"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": "1000001"}, "amount"),
        ({"end": date(2025, 12, 31)}, "end"),
    ],
)
def test_what_cannot_be_accepted_is_told_by_field(
    town: Town, changes: dict[str, str | date], field: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        enter(town, town.official(), BINJIANG, replace(NEW, **changes))  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]


def test_one_is_taken_off_by_its_own_area_once_and_both_acts_are_recorded(town: Town) -> None:
    county, city = town.official(), town.official(HANGZHOU)
    of_county = enter(town, county, BINJIANG, NEW)
    of_city = enter(town, city, HANGZHOU, replace(NEW, area=HANGZHOU))
    listed = incentives.list_incentives(town.database, county, town.catalogue, BINJIANG).lines
    assert {(one.id, one.is_own) for one in listed} == {(of_county, True), (of_city, False)}
    for stranger, code, name in ((county, BINJIANG, of_city), (town.official(YUHANG), YUHANG, of_county)):
        with pytest.raises(NotFoundError):
            incentives.remove(town.database, stranger, town.catalogue, code, name)
    incentives.remove(town.database, city, town.catalogue, HANGZHOU, of_county)
    with pytest.raises(ConflictError):
        incentives.remove(town.database, county, town.catalogue, BINJIANG, of_county)
    assert [area for area, *_ in brought(town, BINJIANG, "zj-smart-factory")] == ["杭州市"]
    with town.database.read(SYSTEM) as session:
        entries = select(AuditEntry).where(col(AuditEntry.action).startswith("incentive_"))
        acts = [(one.action, one.area) for one in session.scalars(entries.order_by(col(AuditEntry.number)))]
    assert acts == [
        ("incentive_enter", BINJIANG),
        ("incentive_enter", HANGZHOU),
        ("incentive_remove", BINJIANG),
    ]


def test_a_state_is_said_only_as_far_as_the_days_are_known() -> None:
    before, after = date(2026, 6, 14), date(2026, 6, 16)
    assert state_of(TODAY, TODAY, TODAY) == "in_force"
    assert state_of(before, None, TODAY) == "in_force"
    assert state_of(after, "unknown", TODAY) == "ahead"
    assert state_of("unknown", before, TODAY) == "ended"
    assert state_of(before, "unknown", TODAY) == state_of("unknown", after, TODAY) == "unknown"
