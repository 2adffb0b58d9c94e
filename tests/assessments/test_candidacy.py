"""How near units are to a rung: block by block the same as rating each of them and reading its lines."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from assessments.answering import Answer, encode
from assessments.candidacy import (
    READY,
    SHORT,
    UNSETTLED,
    Nearness,
    nearness_by_attainment,
    nearness_by_levels,
    rules_of,
    tracks_of,
)
from assessments.compile import CompiledQuestionnaire, choices, compile_call, compile_questionnaire
from assessments.loader import Catalogue
from assessments.outcome import ItemLine, UnitRating
from assessments.rating import as_block, rate_unit
from assessments.schema.common import ProductionType
from assessments.schema.fact import Source
from assessments.stated import FactValue, HeldTitle, Profile
from assessments.unit_reader import UnitInput

DAY = date(2025, 6, 15)
COUNTIES = ("330281", "330109", "330127", "331121")


def random_unit(chance: Random, catalogue: Catalogue, compiled: CompiledQuestionnaire) -> UnitInput:
    """Answers mostly good enough, some open, some 不适用; some facts stated, by whoever."""
    production = chance.choice(list(ProductionType))
    good = chance.random()
    answers = {}
    for item in compiled.asked(production):
        able = choices(item, production)
        if chance.random() < 0.02:
            continue
        if item.may_not_apply is not None and item.type == "single" and chance.random() < 0.2:
            answers[item.id] = Answer(not_applicable="不涉及")
            continue
        best = sorted(able, key=lambda option: compiled.rank[option.level])
        answers[item.id] = Answer((best[-1].id if chance.random() < good else chance.choice(able).id,))
    facts: dict[str, list[FactValue]] = {}
    for name, values in STATED.items():
        if chance.random() < 0.8:
            source = chance.choice((Source.SELF_STATED, Source.VERIFIED))
            year = 2024 if catalogue.facts[name].period == "year" else None
            facts[name] = [FactValue(chance.choice(values), source, year)]
    profile = Profile(chance.choice(COUNTIES), "3484", production)
    titles = [HeldTitle("innovative-sme", date(2024, 1, 1), None)] if chance.random() < 0.5 else None
    return UnitInput(profile=profile, facts=facts, answers=answers, titles=titles)


STATED: dict[str, Sequence[Decimal | str | date]] = {
    "entity_type": ("legal_person", "branch"),
    "sound_operation": ("yes", "no"),
    "violation_free_years": (Decimal(1), Decimal(3)),
    "credit_grade": ("良好", "合格"),
    "zj_digital_level": (Decimal("1.9"), Decimal("2.0"), Decimal("3.1")),
    "investment": (Decimal(14_999_999), Decimal(20_000_000), Decimal(50_000_000)),
    "project_done": (date(2023, 5, 1), date(2024, 5, 1), date(2020, 1, 1)),
    "revenue": (Decimal(9_000_000), Decimal(60_000_000)),
    "main_revenue": (Decimal(8_000_000), Decimal(50_000_000)),
    "rd_expense": (Decimal(500_000), Decimal(4_000_000)),
    "niche_years": (Decimal(1), Decimal(5)),
    "class1_ip": (Decimal(0), Decimal(6)),
}


def missing(line: ItemLine, rated: UnitRating, below: Sequence[str], verdict: str) -> bool:
    """Whether an item keeps the unit from one of the rungs that it has not reached."""
    reached = {rung.level for rung in rated.attainment if rung.reached == "met"}
    asked = [rung for rung in line.rungs if rung.level in below and rung.requirement == "mandatory"]
    verdicts = [rung.verdict for rung in asked if rung.level not in reached]
    if verdict == "undecided":
        return "undecided" in verdicts
    return "not_met" in verdicts


def expected(rated: UnitRating, compiled: CompiledQuestionnaire, level: str) -> Nearness:
    """From the lines of one rated unit."""
    below = compiled.ladder.level_ids[1 : compiled.rank[level] + 1]
    gates = rated.gates or (rated.eligibility.gates if rated.eligibility else ())
    own = [gate for gate in gates if level in gate.levels]
    rungs = rated.levels or (rated.eligibility.rungs if rated.eligibility else ())
    conditions = next(rung.verdict for rung in rungs if rung.level == level)
    reached = next((rung.reached for rung in rated.attainment if rung.level == level), "met")
    order = ("not_met", "undecided", "met")
    worst = min(conditions, reached, key=order.index)
    return Nearness(
        level=level,
        eligibility=conditions,
        state={"met": READY, "undecided": UNSETTLED, "not_met": SHORT}[worst],
        items=sum(missing(line, rated, below, "not_met") for line in rated.items),
        items_open=sum(missing(line, rated, below, "undecided") for line in rated.items),
        not_met=tuple(gate.id for gate in own if gate.verdict == "not_met"),
        undecided=tuple(gate.id for gate in own if gate.verdict == "undecided"),
    )


def block_of(compiled: CompiledQuestionnaire, units: Sequence[UnitInput]) -> list[bytes]:
    packed = []
    for unit in units:
        assert unit.profile is not None
        packed.append(encode(compiled, unit.profile.production_type, unit.answers))
    return packed


def rated_alone(compiled: CompiledQuestionnaire, unit: UnitInput, call: object = None) -> UnitRating:
    assert unit.profile is not None
    return rate_unit(
        compiled,
        unit.profile,
        unit.facts,
        unit.answers,
        as_of=DAY,
        call=call,  # type: ignore[arg-type]
        titles=unit.titles,
    )


def test_a_block_says_of_each_unit_what_its_own_rating_says(catalogue: Catalogue) -> None:
    chance = Random(7)
    version = catalogue.questionnaire("zj-ladder")
    compiled = compile_questionnaire(version, catalogue.ladders[version.ladder])
    call = catalogue.calls["zj-ladder-call@2025"]
    asked = compile_call(call, catalogue.ladders[call.ladder], catalogue.register)
    units = [random_unit(chance, catalogue, compiled) for _ in range(60)]
    block = as_block(compiled, block_of(compiled, units))
    near = nearness_by_attainment(compiled, {call.key: asked}, units, block, DAY)
    seen = set()
    for unit, by_call in zip(units, near, strict=True):
        rated = rated_alone(compiled, unit, asked)
        for told in by_call[call.key]:
            assert told == expected(rated, compiled, told.level)
            seen.add(told.state)
    assert seen >= {UNSETTLED, SHORT}


@pytest.mark.parametrize("name", ["srdi-sme", "cn-smart-factory"])
def test_conditions_of_the_instrument_itself_decide_in_the_same_way(catalogue: Catalogue, name: str) -> None:
    chance = Random(3)
    instrument = catalogue.instrument(name, DAY)
    version = instrument.questionnaire
    ladder = catalogue.ladders[version.ladder]
    compiled = compile_questionnaire(version, ladder, catalogue.register, instrument.purpose)
    units = [random_unit(chance, catalogue, compiled) for _ in range(40)]
    near = nearness_by_levels(compiled, units, as_block(compiled, block_of(compiled, units)), DAY)
    for unit, by_key in zip(units, near, strict=True):
        rated = rated_alone(compiled, unit)
        assert by_key[version.key] == tuple(expected(rated, compiled, level.id) for level in ladder.levels)


def test_only_what_somebody_grants_is_applied_for(catalogue: Catalogue) -> None:
    keys = [track.key for track in tracks_of(catalogue, "zj-ladder", DAY)]
    assert keys == ["zj-ladder-call@2025", "zj-ladder-call@2023", "zj-ladder-call@2022"]
    assert [track.in_force(DAY) for track in tracks_of(catalogue, "zj-ladder", DAY)] == [True, False, False]
    assert tracks_of(catalogue, "sme-digital", DAY) == (), "a self-check grants no title"
    assert tracks_of(catalogue, "size-class", DAY) == ()
    assert [track.key for track in tracks_of(catalogue, "srdi-sme", date(2026, 11, 21))] == ["srdi-sme@2026"]
    assert [track.key for track in tracks_of(catalogue, "srdi-sme", date(2026, 3, 31))] == ["srdi-sme@2022"]


def test_another_year_is_other_rules(catalogue: Catalogue) -> None:
    tracks = tracks_of(catalogue, "zj-ladder", DAY)
    assert rules_of(tracks, DAY) == rules_of(tracks, date(2025, 12, 31))
    assert rules_of(tracks, DAY) != rules_of(tracks, date(2026, 1, 1))
    assert rules_of(tracks, DAY) != rules_of(tracks[1:], DAY)
