"""A submission on its way through review: county, city, province, the public, the title."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from assessments.schema.common import Purpose
from backend import clock as house_clock
from backend.auth.actor import SYSTEM
from backend.db.queries.audit import in_order
from backend.db.tables.assessments import Assessment
from backend.db.tables.reviews import Publicity, PublicityLine
from backend.db.tables.submissions import Standing
from backend.db.tables.titles import Recognition
from backend.services import (
    public_lists,
    publicity,
    publicity_acts,
    results,
    review_file,
    review_queue,
    reviews,
)
from backend.services.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    TooManyAttemptsError,
)
from backend.services.public_lists import NewReport
from backend.services.publicity_acts import NewList
from backend.services.review_queue import QueueFilter
from backend.services.site_checks import Finding
from tests.backend.docket import CITY, NOTICE, PROVINCE, submitted
from tests.backend.plant import COUNTY, Plant
from tests.conftest import StandingClock


def test_a_submission_walks_from_the_county_to_its_title(plant: Plant, clock: StandingClock) -> None:
    docket = submitted(plant)
    assert docket.where() == ("waiting", "county-check")
    assert docket.review().level == "dw"
    docket.pass_on(COUNTY, "county-check")
    assert docket.review().verified_level == ""
    docket.pass_on(CITY, "city-recommendation")
    with pytest.raises(InvalidInputError, match="现场核查记录"):
        docket.pass_on(PROVINCE, "site-check")
    docket.check_on_site()
    assert docket.review().verified_level == "dw"
    docket.pass_on(PROVINCE, "site-check")
    with pytest.raises(ConflictError, match="公示名单页办结"):
        docket.pass_on(PROVINCE, "publicity")
    listed = docket.put_up()
    clock.advance(days=7)
    with pytest.raises(ConflictError, match="公示期未满"):
        docket.conclude(listed)
    clock.advance(days=1)
    assert docket.conclude(listed) == 1
    with pytest.raises(ConflictError, match="文号"):
        docket.pass_on(PROVINCE, "recognition")
    title = docket.recognise()
    assert docket.where() == ("recognised", "")
    with plant.database.read(SYSTEM) as session:
        row = session.get_one(Recognition, title)
        found = (row.kind, row.unit_id, row.county, row.notice)
    assert found == ("zj-digital-workshop", plant.unit_id, COUNTY, NOTICE)
    assert docket.counted() == []


def test_a_check_of_oneself_enters_no_queue(plant: Plant) -> None:
    docket = submitted(plant, applies=False)
    official = docket.official(COUNTY)
    found = review_queue.queue(plant.database, official, plant.catalogue, COUNTY, QueueFilter(mine=False))
    assert found.lines == ()
    with pytest.raises(NotFoundError):
        docket.pass_on(COUNTY, "county-check")


def test_what_comes_back_is_filled_again_and_submitted_anew(plant: Plant) -> None:
    docket = submitted(plant)
    asked = [item.id for item in plant.catalogue.questionnaire("zj-ladder").items]
    docket.send_back(COUNTY, "county-check", "请补材料。", **{asked[0]: "缺少证明"})
    assert docket.where() == ("returned", "")
    with plant.database.read(SYSTEM) as session:
        assert session.get_one(Assessment, plant.form).state == "returned"
        assert session.get(Standing, (plant.unit_id, "zj-ladder")) is None
        assert reviews.reasons_for(session, plant.form) == {asked[0]: "缺少证明"}
    assert docket.counted() == []
    again = plant.submit()
    assert again != docket.submission
    docket.submission = again
    assert docket.where() == ("waiting", "county-check")
    with plant.database.read(SYSTEM) as session:
        assert session.get_one(Standing, (plant.unit_id, "zj-ladder")).submission_id == again
        assert reviews.reasons_for(session, plant.form) == {}
    assert docket.counted() == []


def test_nothing_goes_back_or_ends_without_a_reason(plant: Plant) -> None:
    docket = submitted(plant)
    with pytest.raises(InvalidInputError, match="退回的理由"):
        docket.send_back(COUNTY, "county-check")
    with pytest.raises(InvalidInputError, match="不属于这份问卷"):
        docket.send_back(COUNTY, "county-check", nothing="有误")
    assert docket.where() == ("waiting", "county-check")


def test_a_firm_withdraws_only_before_anybody_has_acted(plant: Plant) -> None:
    docket = submitted(plant)
    form = reviews.withdraw(plant.database, plant.owner, plant.catalogue, docket.submission)
    assert form == plant.form
    assert docket.where() == ("withdrawn", "")
    docket.submission = plant.submit()
    docket.pass_on(COUNTY, "county-check")
    with pytest.raises(ConflictError, match="不能再撤回"):
        reviews.withdraw(plant.database, plant.owner, plant.catalogue, docket.submission)
    assert docket.counted() == []


def test_only_the_level_and_area_whose_turn_it_is_acts(plant: Plant) -> None:
    docket = submitted(plant)
    for region in (CITY, PROVINCE):
        with pytest.raises(ForbiddenError):
            docket.pass_on(region, "county-check")
    for stranger in ("330110", "330200"):
        with pytest.raises(NotFoundError):
            docket.pass_on(stranger, "county-check")
    with pytest.raises(ConflictError):
        docket.pass_on(CITY, "city-recommendation")
    with pytest.raises(NotFoundError):
        review_file.review_file(
            plant.database, docket.official("330110"), plant.catalogue, "330110", docket.submission
        )


def test_of_two_who_pass_the_same_step_at_once_one_is_told(plant: Plant) -> None:
    docket = submitted(plant)
    docket.official(COUNTY)

    def attempt(_number: int) -> str:
        try:
            docket.pass_on(COUNTY, "county-check")
        except ConflictError:
            return "conflict"
        return "passed"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, range(2))) == ["conflict", "passed"]
    assert docket.where() == ("waiting", "city-recommendation")


def test_less_seen_on_site_than_applied_for_grants_no_title(plant: Plant, clock: StandingClock) -> None:
    docket = submitted(plant)
    docket.pass_on(COUNTY, "county-check")
    docket.pass_on(CITY, "city-recommendation")
    asked = [item.id for item in plant.catalogue.questionnaire("zj-ladder").items]
    with pytest.raises(InvalidInputError, match="逐题写明"):
        docket.check_on_site(PROVINCE, "none", **{asked[0]: Finding(confirmed=False)})
    docket.check_on_site(PROVINCE, "none", **{asked[0]: Finding(confirmed=False, note="未见系统")})
    assert docket.review().verified_level == "none"
    docket.pass_on(PROVINCE, "site-check")
    listed = docket.put_up(days=1)
    clock.advance(days=2)
    docket.conclude(listed)
    with pytest.raises(ConflictError, match="低于申报的等级"):
        docket.recognise()


def test_a_list_waits_for_every_report_to_be_answered(plant: Plant, clock: StandingClock) -> None:
    docket = submitted(plant)
    docket.at_publicity()
    listed = docket.put_up()
    with pytest.raises(ConflictError, match="其他公示名单"):
        docket.put_up()
    report = NewReport(docket.submission, "系统未上线。", "张三", "")
    public_lists.report(plant.database, listed, report, address="192.0.2.1")
    clock.advance(days=8)
    with pytest.raises(ConflictError, match="没有答复"):
        docket.conclude(listed)
    province = docket.official(PROVINCE)
    found = publicity.one_list(plant.database, province, plant.catalogue, PROVINCE, listed)
    assert [one.contact for one in found.reports] == ["张三"]
    publicity_acts.answer(
        plant.database, province, plant.catalogue, PROVINCE, listed,
        objection_id=found.reports[0].row.id, upheld=True, text="属实。",
    )  # fmt: skip
    assert docket.conclude(listed) == 0
    assert docket.where() == ("waiting", "publicity")
    with pytest.raises(ConflictError, match="公示期已过"):
        public_lists.report(plant.database, listed, report, address="192.0.2.1")


def test_reports_from_one_address_are_limited(plant: Plant, clock: StandingClock) -> None:
    docket = submitted(plant)
    docket.at_publicity()
    listed = docket.put_up()
    report = NewReport(docket.submission, "系统未上线。")
    for _number in range(public_lists.REPORTS):
        public_lists.report(plant.database, listed, report, address="192.0.2.1")
    with pytest.raises(TooManyAttemptsError):
        public_lists.report(plant.database, listed, report, address="192.0.2.1")
    public_lists.report(plant.database, listed, report, address="192.0.2.2")
    clock.advance(hours=2)
    public_lists.report(plant.database, listed, report, address="192.0.2.1")


def test_in_ningbo_the_city_grants_what_the_province_grants_elsewhere(plant: Plant) -> None:
    catalogue, day = plant.catalogue, date(2026, 6, 1)
    ningbo = catalogue.review_chain("zj-ladder", "dw", "330200", day, purpose=Purpose.RECOGNITION)
    hangzhou = catalogue.review_chain("zj-ladder", "dw", "330100", day, purpose=Purpose.RECOGNITION)
    future = catalogue.review_chain("zj-ladder", "ff", "330200", day, purpose=Purpose.RECOGNITION)
    assert [chain.steps[-1].by.value for chain in (ningbo, hangzhou, future) if chain] == [
        "city",
        "province",
        "province",
    ]
    basic = catalogue.review_chain("cn-smart-factory", "basic", "330100", day, purpose=Purpose.RECOGNITION)
    assert basic is not None
    assert basic.acting_steps == ()


def test_every_view_and_act_leaves_an_entry_and_the_firm_sees_who_looked(plant: Plant) -> None:
    docket = submitted(plant)
    county = docket.official(COUNTY)
    file = review_file.review_file(plant.database, county, plant.catalogue, COUNTY, docket.submission)
    assert file.may_act
    assert (file.applied, file.verified, file.titles) == ("数字化车间", "", ())
    docket.pass_on(COUNTY, "county-check")
    with plant.database.read(SYSTEM) as session:
        entries = [(entry.action, entry.area) for entry in in_order(session)]
    assert entries[-2:] == [("view_review", COUNTY), ("review_pass", COUNTY)]
    own = reviews.own_review(plant.database, plant.owner, plant.catalogue, docket.submission)
    assert [(look.region, look.act) for look in own.looks] == [
        (COUNTY, "审核通过"),
        (COUNTY, "查看审核材料"),
    ]
    assert not own.can_withdraw


def test_a_list_runs_as_many_working_days_as_a_source_prints(plant: Plant, clock: StandingClock) -> None:
    docket = submitted(plant)
    docket.at_publicity()
    chain = plant.catalogue.reviews["zj-ladder@1"]
    steps = tuple(
        step.model_copy(update={"working_days": 5}) if step.id == "publicity" else step
        for step in chain.steps
    )
    printed = {chain.key: chain.model_copy(update={"steps": steps})}
    strict = replace(plant.catalogue, reviews={**plant.catalogue.reviews, **printed})
    clock.set(2026, 6, 19, 10)
    friday = date(2026, 6, 19)

    def put_up(last: date) -> str:
        new = NewList("拟认定名单", friday, last, "电话", (docket.submission,))
        return publicity_acts.put_up(plant.database, docket.official(PROVINCE), strict, PROVINCE, new)

    with pytest.raises(InvalidInputError, match="不少于 5 个工作日"):
        put_up(date(2026, 6, 24))
    assert put_up(date(2026, 6, 25))


def test_what_its_firm_took_back_is_shown_to_no_official(plant: Plant) -> None:
    docket = submitted(plant)
    official = docket.official(COUNTY)
    assert results.submitted(plant.database, official, plant.catalogue, docket.submission).reference
    reviews.withdraw(plant.database, plant.owner, plant.catalogue, docket.submission)
    with pytest.raises(NotFoundError):
        results.submitted(plant.database, official, plant.catalogue, docket.submission)
    with pytest.raises(NotFoundError):
        review_file.review_file(plant.database, official, plant.catalogue, COUNTY, docket.submission)
    assert results.submitted(plant.database, plant.owner, plant.catalogue, docket.submission).is_own


def test_only_those_who_handle_a_list_learn_who_reported(plant: Plant) -> None:
    docket = submitted(plant)
    today = house_clock.today()
    with plant.database.write(SYSTEM) as session:
        row = Publicity(
            area=COUNTY,
            title="名单",
            starts_on=today,
            ends_on=today,
            channel="电话",
            created_at=house_clock.now(),
        )
        session.add(row)
        session.flush()
        session.add(PublicityLine(publicity_id=row.id, submission_id=docket.submission))
    report = NewReport(docket.submission, "系统未上线。", "张三", "13800000000")
    public_lists.report(plant.database, row.id, report, address="192.0.2.1")
    for region, contact in ((COUNTY, "张三 13800000000"), (CITY, None), (PROVINCE, None)):
        official = docket.official(region)
        found = publicity.one_list(plant.database, official, plant.catalogue, region, row.id)
        assert [one.contact for one in found.reports] == [contact]
