"""Kinds of firms: found and kept, decided on by the province, and read by those they concern."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select
from sqlmodel import col

from backend.auth.actor import SYSTEM
from backend.db.tables.audit import AuditEntry
from backend.services.dimension_profiles import Profiles
from backend.services.errors import ConflictError, NotFoundError
from backend.services.kinds_of_firms import building, fitting, jobs
from backend.services.kinds_of_firms.area_kinds import area_kinds, refit
from backend.services.kinds_of_firms.building import build
from backend.services.kinds_of_firms.firm_kind import kind_of_unit
from backend.services.kinds_of_firms.naming import names_of
from tests.backend.officials import PROVINCE, XIAOSHAN
from tests.backend.plant import COUNTY, Plant, everything, lowest_for
from tests.backend.planted_kinds import NAME, UNITS, planted, population


def accept(plant: Plant, profiles: Profiles) -> str:
    model = fitting.fit(plant.database, PROVINCE, plant.catalogue, profiles)
    fitting.decide(plant.database, PROVINCE, plant.catalogue, "330000", model, accept=True)
    return model


def test_the_province_decides_on_what_was_found_and_each_area_reads_its_own(plant: Plant) -> None:
    database, catalogue = plant.database, plant.catalogue
    profiles = planted(population(plant))
    model = fitting.fit(database, PROVINCE, catalogue, profiles)
    assert area_kinds(database, XIAOSHAN, catalogue, COUNTY).in_use is None
    assert area_kinds(database, XIAOSHAN, catalogue, COUNTY).candidate is None
    for actor, code in ((XIAOSHAN, COUNTY), (XIAOSHAN, "330000"), (PROVINCE, COUNTY)):
        with pytest.raises(NotFoundError):
            fitting.decide(database, actor, catalogue, code, model, accept=True)
    fitting.decide(database, PROVINCE, catalogue, "330000", model, accept=True)
    with pytest.raises(ConflictError):
        fitting.decide(database, PROVINCE, catalogue, "330000", model, accept=False)

    whole, own = (
        area_kinds(database, actor, catalogue, code)
        for actor, code in ((PROVINCE, "330000"), (XIAOSHAN, COUNTY))
    )
    assert own.in_use is not None
    assert own.in_use.data_digest == fitting.digest_of(profiles)
    assert sorted(own.in_use.content.sizes) == [UNITS // 2, UNITS // 2]
    assert sorted(own.in_use.content.rungs) == [0, 1]
    assert sum(one.number for one in whole.here) == UNITS
    assert sum(one.number for one in own.here) == int((profiles.counties == COUNTY).sum())
    assert {one.county for kind in own.here for one in kind.prototypes} == {catalogue.county(COUNTY).name}
    assert len({one.county for kind in whole.here for one in kind.prototypes}) == 2
    assert own.candidate is None
    with database.read(SYSTEM) as session:
        acts = [
            entry.action for entry in session.scalars(select(AuditEntry).order_by(col(AuditEntry.number)))
        ]
    assert [act for act in acts if "kinds" in act] == [
        "kinds_fit",
        "kinds_accept",
        "view_kinds",
        "view_kinds",
    ]


def test_a_new_search_says_what_it_would_change(plant: Plant) -> None:
    database, catalogue = plant.database, plant.catalogue
    profiles = population(plant)
    first = accept(plant, planted(profiles))
    fitting.fit(database, PROVINCE, catalogue, planted(profiles, 0.4))
    candidate = fitting.candidate(database, PROVINCE, NAME)
    assert candidate is not None
    drift = candidate.evidence.drift
    assert drift is not None
    assert drift.before == first
    assert sum(map(sum, drift.flows)) == UNITS
    assert (drift.agreement, drift.moved) == (1.0, 0), "the same kinds, other numbers"
    assert max(shift.points for shift in drift.shifts) < 5
    assert sorted(candidate.content.sizes) == [24, 36]

    even = replace(profiles, shares=np.full(profiles.shares.shape, 400, np.int16))
    fitting.fit(database, PROVINCE, catalogue, even)
    later = fitting.candidate(database, PROVINCE, NAME)
    assert later is not None
    assert (later.id != candidate.id, later.has_kinds) == (True, False)
    with pytest.raises(ConflictError):
        fitting.decide(database, PROVINCE, catalogue, "330000", candidate.id, accept=True)
    fitting.decide(database, PROVINCE, catalogue, "330000", later.id, accept=False)
    in_use = fitting.in_use(database, XIAOSHAN, NAME)
    assert in_use is not None
    assert in_use.id == first


def test_a_firm_reads_its_own_kind_and_nobody_elses(plant: Plant) -> None:
    database, catalogue = plant.database, plant.catalogue
    profiles = population(plant)
    before = kind_of_unit(database, plant.owner, catalogue, plant.unit_id)
    assert (before.questionnaire, before.has_model, before.placed) == (NAME, False, None)
    accept(plant, planted(profiles))
    with pytest.raises(NotFoundError):
        kind_of_unit(database, plant.person("stranger")[0], catalogue, plant.unit_id)
    with pytest.raises(NotFoundError):
        kind_of_unit(database, plant.owner, catalogue, plant.unit_id, "sme-digital")

    placed = kind_of_unit(database, plant.owner, catalogue, plant.unit_id).placed
    assert placed is not None
    at = profiles.units.tolist().index(plant.unit_id.encode())
    # What is read from one submission is what the population holds of it.
    assert (placed.own * 1000).round().tolist() == profiles.shares[at].tolist()
    assert placed.belonging is not None
    assert placed.belonging.membership.sum() == pytest.approx(1)
    rungs = placed.model.content.rungs
    above = placed.belonging.above
    assert (above is None) == (rungs[placed.belonging.kind] == 1)
    assert above is None or rungs[above] == 1


def test_without_natural_groups_a_firm_is_placed_on_the_slope(plant: Plant) -> None:
    database, catalogue = plant.database, plant.catalogue
    profiles = population(plant)
    height = np.linspace(100, 900, profiles.number)[:, None]
    noise = np.random.default_rng(1).integers(-50, 50, profiles.shares.shape)
    accept(plant, replace(profiles, shares=(height + noise).astype(np.int16)))
    placed = kind_of_unit(database, plant.owner, catalogue, plant.unit_id).placed
    assert placed is not None
    assert placed.belonging is None
    assert 0 <= placed.on_slope.percent <= 100
    here = area_kinds(database, XIAOSHAN, catalogue, COUNTY).here
    assert [len(one.prototypes) for one in here] == [0], "nobody is the example of no kind"


def test_the_order_of_reading_and_the_seed_do_not_matter(plant: Plant) -> None:
    profiles = planted(population(plant))
    order = np.random.default_rng(0).permutation(profiles.number)
    columns: dict[str, Any] = {
        name: getattr(profiles, name)[order]
        for name in ("units", "submissions", "shares", "ranks", "counties", "divisions", "sizes")
    }
    other = replace(profiles, **columns)
    assert fitting.digest_of(other) == fitting.digest_of(profiles)
    first, second = (build(plant.catalogue, one, None).content for one in (profiles, other))
    assert (first.cells, first.profiles, first.names) == (second.cells, second.profiles, second.names)


def test_the_picture_shows_nobody_who_stands_alone_and_nobodys_exact_place() -> None:
    places = np.vstack([np.random.default_rng(1).uniform(0, 0.19, (60, 2)), [[1.63, -0.41]]])
    dots = building._points(places, np.zeros(61, np.intp))
    assert len(dots) == 60
    assert max(x for x, _y, _kind in dots) <= building.PATCH
    other = building._points(np.vstack([places[:60] * 0.5, places[60:]]), np.zeros(61, np.intp))
    assert dots == other, "a dot says in which patch a unit is, and nothing more"


def test_too_few_units_are_told_so(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "WAIT", 600.0)
    plant.confirm()
    plant.answer(everything(plant.catalogue, lowest_for("dw")))
    plant.submit()
    assert not refit(plant.database, PROVINCE, plant.catalogue, "330000", NAME)
    found = area_kinds(plant.database, PROVINCE, plant.catalogue, "330000")
    assert "只有 1 个" in found.problem
    assert found.candidate is None
    with pytest.raises(NotFoundError):
        refit(plant.database, XIAOSHAN, plant.catalogue, COUNTY, NAME)


def test_names_say_what_sets_kinds_apart() -> None:
    scatter = np.full(3, 0.2)
    profiles = np.array([[0.2, 0.2, 0.2], [0.5, 0.8, 0.5], [0.8, 0.8, 0.8]])
    names = names_of(profiles, (100, 100, 100), scatter, ("设备", "管理", "数据"))
    assert names[0] == "整体起步、管理差距较大型"
    assert names[1].endswith("管理相对较强型")
    assert names[2].startswith("整体领先")
    twins = names_of(np.tile(profiles[:1], (2, 1)), (10, 10), scatter, ("设备", "管理", "数据"))
    assert twins == ("整体居中、各方面均衡型（1）", "整体居中、各方面均衡型（2）")
