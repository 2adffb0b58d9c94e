"""What counts toward a target: recounted from the raw rows, for titles, days and areas by chance."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from sqlalchemy import select

from assessments.schema.target import CountBasis, Target
from assessments.target_states import State, standings
from backend import clock as clocks
from backend.auth.actor import SYSTEM, region_prefix
from backend.db.tables.firms import Firm
from backend.db.tables.titles import Recognition
from backend.services import coverage, figures, target_table, target_words, titles, working_indicators
from backend.services.errors import ConflictError, NotFoundError
from backend.services.figures import NewFigure
from backend.services.statements import Period
from backend.services.target_progress import Progress, target_progress
from backend.services.titles import NewTitle
from tests.backend.officials import NINGBO, PROVINCE, XIAOSHAN
from tests.backend.plant import COUNTY, Plant
from tests.conftest import StandingClock

KINDS = (
    "little-giant",
    "zj-future-factory",
    "zj-smart-factory",
    "zj-digital-workshop",
    "zj-brand-mark",
    "single-champion",
)
COUNTIES = (COUNTY, "330108", "330281")


def grant(plant: Plant, chance: Random) -> None:
    """A title by chance; one that would count twice is left out, as it would be refused."""
    start = date(2020, 1, 1) + timedelta(days=chance.randrange(2200))
    end = start + timedelta(days=chance.randrange(30, 1500)) if chance.random() < 0.7 else None
    kind, county = chance.choice(KINDS), chance.choice(COUNTIES)
    new = NewTitle(kind, county, start, "名单", holder_name=f"厂{chance.randrange(8)}", end=end)
    try:
        title_id = titles.enter(plant.database, PROVINCE, plant.catalogue, "330000", new)
    except ConflictError:
        return
    last = min(end or date.max, clocks.today())
    if chance.random() < 0.2 and start <= last:
        day = start + timedelta(days=chance.randrange((last - start).days + 1))
        titles.revoke(plant.database, PROVINCE, plant.catalogue, "330000", title_id, day=day)


def recount(rows: list[Recognition], target: Target, issued: date | None, day: date) -> int | None:
    """By the words of the target alone, from the rows: the slow way."""
    counted = [row for row in rows if row.kind in target.recognitions and row.revoked_on != row.start]
    if not counted:
        return None
    last = min(day, target.horizon)
    first_days: dict[tuple[str, str, str], date] = {}
    for row in counted:
        holder = (row.kind, row.county, row.holder_name)
        first_days[holder] = min(row.start, first_days.get(holder, date.max))
    firsts = first_days.values()
    if target.period_kind == "yearly":
        return sum(1 for first in firsts if first.year == last.year and first <= last)
    if target.basis is CountBasis.CUMULATIVE:
        return sum(1 for first in firsts if first <= last)
    if target.basis is CountBasis.ADDED:
        begins = date(issued.year, 1, 1) if issued else date.min
        return sum(1 for first in firsts if begins <= first <= last)
    return sum(
        1
        for row in counted
        if row.start <= last
        and (row.end is None or last <= row.end)
        and (row.revoked_on is None or last < row.revoked_on)
    )


def by_id(plant: Plant, code: str = "330000", day: date | None = None) -> dict[str, Progress]:
    found = target_progress(plant.database, SYSTEM, plant.catalogue, code, day)
    return {one.target.id: one for one in found.lines}


@pytest.mark.parametrize("seed", range(3))
def test_titles_count_as_a_recount_of_the_rows(plant: Plant, clock: StandingClock, seed: int) -> None:
    clock.set(2026, 6, 15)
    chance = Random(seed)
    for _ in range(60):
        grant(plant, chance)
    assert coverage.check(plant.database) == []
    with plant.database.read(SYSTEM) as session:
        rows = list(session.scalars(select(Recognition)))
    seen = set()
    for day in (date(2026, 6, 15), date(2024, 2, 29), date(2022, 12, 31), date(2025, 12, 31)):
        for code in ("330000", "330100", "330281", "330110"):
            here = [row for row in rows if row.county.startswith(region_prefix(code))]
            for one in by_id(plant, code, day).values():
                if one.target.measured != "recognitions":
                    continue
                issued = plant.catalogue.policies[one.target.policy].date
                expected = recount(here, one.target, issued if isinstance(issued, date) else None, day)
                assert (one.titles and one.titles.counted) == expected, (one.target.id, code, day)
                seen.add((one.titles.way if one.titles else "none", bool(expected)))
    assert len(seen) >= 7, "every way of counting was met, with and without titles"


def test_a_renewal_is_in_force_but_no_new_title(plant: Plant, clock: StandingClock) -> None:
    clock.set(2026, 6, 15)

    def enter(start: date, end: date) -> str:
        new = NewTitle("little-giant", COUNTY, start, "名单", holder_name="某厂", end=end)
        return titles.enter(plant.database, XIAOSHAN, plant.catalogue, COUNTY, new)

    enter(date(2026, 3, 1), date(2029, 2, 28))
    assert by_id(plant)["zj-415x-little-giants"].titles.counted == 1  # type: ignore[union-attr]
    # The earlier list is brought in later: what looked new was a renewal.
    earlier = enter(date(2023, 3, 1), date(2026, 2, 28))
    found = by_id(plant)["zj-415x-little-giants"].titles
    assert found is not None
    assert (found.counted, found.in_force, found.ever) == (0, 1, 1)
    titles.revoke(plant.database, XIAOSHAN, plant.catalogue, COUNTY, earlier, day=date(2023, 3, 1))
    assert by_id(plant)["zj-415x-little-giants"].titles.counted == 1  # type: ignore[union-attr]
    assert coverage.check(plant.database) == []


def test_no_data_is_no_zero_and_a_county_contributes(plant: Plant) -> None:
    for one in by_id(plant, COUNTY).values():
        assert not one.has_data
        assert one.is_contribution
    province = by_id(plant)
    assert province["zj-415x-above-scale-digital"].has_data, "an official series of the catalogue"
    assert not province["zj-415x-above-scale-digital"].is_contribution
    with pytest.raises(NotFoundError):
        target_progress(plant.database, NINGBO, plant.catalogue, COUNTY)


def state_fact(plant: Plant, fact: str, value: str, year: int | None = None) -> None:
    plant.state(fact, value, Period(year=year) if year else Period())


def test_facts_are_met_not_met_or_unknown(plant: Plant, clock: StandingClock) -> None:
    clock.set(2026, 6, 15)
    plant.confirm()

    def counted(target: str) -> tuple[int, int, int]:
        found = by_id(plant, COUNTY)[target].verdicts
        assert found is not None
        return found.met, found.not_met, found.unknown

    assert counted("base22-rd-activity") == (0, 0, 0), "nobody knows whether the firm is 规上"
    with plant.database.write(SYSTEM) as session, coverage.kept(session, plant.firm_id):
        session.get_one(Firm, plant.firm_id).above_scale = True
    assert counted("base22-rd-activity") == (0, 0, 1)
    state_fact(plant, "rd_expense", "5000000", 2024)
    assert counted("base22-rd-activity") == (0, 0, 1), "an older year is not the last one"
    state_fact(plant, "rd_expense", "5000000", 2025)
    state_fact(plant, "rd_institution", "none")
    state_fact(plant, "invention_patents", "0")
    assert counted("base22-rd-activity") == (1, 0, 0)
    assert counted("base22-rd-institution") == (0, 1, 0)
    assert counted("base22-invention-patents") == (0, 1, 0)
    state_fact(plant, "rd_institution", "city")
    state_fact(plant, "invention_patents", "")
    assert counted("base22-rd-institution") == (1, 0, 0)
    assert counted("base22-invention-patents") == (0, 0, 1), "withdrawn"
    state_fact(plant, "zj_digital_level", "2.0")
    working = working_indicators.working_indicators(plant.database, XIAOSHAN, plant.catalogue, COUNTY)
    assert (working.total.met, working.total.not_met, working.total.unknown) == (1, 0, 0)
    division = next(one for one in working.divisions if one.name.startswith("34"))
    assert division.firms.met == 1
    assert (working.self_assessed.firms, working.self_assessed.submitted) == (1, 0)


def enter_figure(
    plant: Plant, kind: str, indicator: str, area: str, period: str, value: str, document: str = ""
) -> str:
    new = NewFigure(kind, indicator, area, period, value, "某公报", document)
    return figures.enter(plant.database, PROVINCE, plant.catalogue, "330000", new)


def test_an_imported_series_is_the_latest_value_and_settles_a_target(
    plant: Plant, clock: StandingClock
) -> None:
    clock.set(2026, 11, 21)
    target = "zj-415x-labour-productivity"
    assert by_id(plant)[target].standing.state is State.DUE
    enter_figure(plant, "series", "labour-productivity", "330000", "2024", "33.5")
    enter_figure(plant, "series", "labour-productivity", "330100", "2025", "40")
    found = by_id(plant)[target]
    assert (found.point.value, found.standing.state) == (Decimal("33.5"), State.DUE)  # type: ignore[union-attr]
    figure = enter_figure(plant, "series", "labour-productivity", "330000", "2025", "36")
    found = by_id(plant)[target]
    assert found.standing.state is State.DONE
    assert found.standing.final is not None
    assert (found.standing.final.value, found.standing.final.period) == (Decimal(36), "2025")
    assert by_id(plant, "330100")[target].point.value == Decimal(40)  # type: ignore[union-attr]
    assert by_id(plant, COUNTY)[target].point is None
    figures.withdraw(plant.database, PROVINCE, plant.catalogue, "330000", figure)
    assert by_id(plant)[target].standing.state is State.DUE


def test_current_prices_settle_no_target_at_constant_prices(plant: Plant, clock: StandingClock) -> None:
    clock.set(2026, 11, 21)
    for name in ("labour-productivity", "added-value-per-mu", "tax-per-mu"):
        enter_figure(plant, "series", name, "330000", "2025", "300")
        found = by_id(plant)
        assert found[f"zj-415x-{name}"].standing.state is State.DONE
        assert found[f"strong20-{name}"].standing.state is State.DUE
        enter_figure(plant, "series", f"{name}-2019-prices", "330000", "2025", "200")
        final = by_id(plant)[f"strong20-{name}"].standing.final
        assert final is not None
        assert final.value == Decimal(200)


def test_what_came_after_the_horizon_counts_toward_no_target_that_was_due(
    plant: Plant, clock: StandingClock
) -> None:
    clock.set(2026, 11, 21)
    for holder, start, end in (
        ("甲", date(2025, 12, 31), None),
        ("乙", date(2026, 1, 1), None),
        ("丙", date(2023, 1, 1), date(2025, 12, 31)),
        ("丁", date(2023, 1, 1), date(2025, 12, 30)),
    ):
        for kind in ("zj-hidden-champion", "zj-tech-leader"):
            new = NewTitle(kind, COUNTY, start, "名单", holder_name=holder, end=end)
            titles.enter(plant.database, PROVINCE, plant.catalogue, "330000", new)
    found = by_id(plant)
    cumulative, valid = found["base22-hidden-champions"].titles, found["base22-tech-leaders"].titles
    assert cumulative is not None
    assert valid is not None
    assert (cumulative.way, cumulative.counted, cumulative.ever, cumulative.in_force) == ("ever", 3, 4, 2)
    assert (valid.way, valid.counted, valid.ever, valid.in_force) == ("in_force", 2, 4, 2)
    assert "计至期限 2025-12-31" in target_words.basis_words(found["base22-tech-leaders"])
    before = by_id(plant, day=date(2025, 12, 30))["base22-tech-leaders"].titles
    assert before is not None
    assert (before.counted, before.is_over) == (2, False)


def test_an_allotment_is_a_target_of_the_area_by_a_document(plant: Plant) -> None:
    target = "zj-415x-future-factories"
    assert by_id(plant, COUNTY)[target].allotment is None
    enter_figure(plant, "allocation", target, COUNTY, "2027", "3", "杭经信〔2026〕1号")
    found = by_id(plant, COUNTY)[target].allotment
    assert found is not None
    assert (found.value, found.document) == (Decimal(3), "杭经信〔2026〕1号")
    assert by_id(plant, "330100")[target].allotment is None, "a county's share is not the city's"


def test_a_target_replaced_only_after_its_horizon_is_due(plant: Plant) -> None:
    catalogue = plant.catalogue
    old = catalogue.targets["base22-future-factories"]
    late = old.model_copy(update={"horizon": date(2022, 12, 31)})
    changed = replace(catalogue, targets={**catalogue.targets, old.id: late})
    states = {one.target.id: one.state for one in standings(changed, date(2026, 11, 21))}
    assert states[old.id] is State.DUE, "it had fallen due before the later document came"
    states = {one.target.id: one.state for one in standings(catalogue, date(2026, 11, 21))}
    assert states[old.id] is State.SUPERSEDED


def test_flat_records_hold_the_counts(plant: Plant) -> None:
    new = NewTitle("zj-future-factory", COUNTY, date(2025, 3, 1), "名单", holder_name="某厂")
    titles.enter(plant.database, XIAOSHAN, plant.catalogue, COUNTY, new)
    rows = target_table.progress_rows(
        plant.database, SYSTEM, plant.catalogue, COUNTY, date(2026, 6, 15), document="zj-415x"
    )
    found = {row["id"]: row for row in rows}
    assert len(found) == 103
    one = found["zj-415x-future-factories"]
    assert (one["counted"], one["counted_by"], one["is_contribution"]) == (1, "in_force", True)
    assert found["zj-415x-green-factories"]["counted"] is None
    assert set(one) == {*found["zj-415x-green-factories"]} >= {*target_table.progress_columns()}
