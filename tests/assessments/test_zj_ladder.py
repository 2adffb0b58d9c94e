"""The real ladder: counts and sums that were worked out from the source's own table, not from our files."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from assessments.answering import Answer, parse_answer
from assessments.compile import CompiledQuestionnaire, compile_call, compile_questionnaire
from assessments.loader import Catalogue
from assessments.outcome import UnitRating
from assessments.rating import FactValue, Profile, rate_unit
from assessments.schema.common import ProductionType
from assessments.schema.fact import Source
from assessments.schema.questionnaire import Item, Requirement

DISCRETE, PROCESS = ProductionType.DISCRETE, ProductionType.PROCESS
AS_OF = date(2025, 9, 30)


@pytest.fixture(scope="module")
def ladder(catalogue: Catalogue) -> CompiledQuestionnaire:
    version = catalogue.questionnaire("zj-ladder@2026-04")
    return compile_questionnaire(version, catalogue.ladders[version.ladder])


def rate(
    ladder: CompiledQuestionnaire, production: ProductionType, answers: Mapping[str, Answer]
) -> UnitRating:
    return rate_unit(
        ladder, Profile("330102", "3411", production), {}, answers, as_of=AS_OF, call=None, titles=None
    )


def lowest(ladder: CompiledQuestionnaire, production: ProductionType, level: str) -> dict[str, Answer]:
    """Every item mandatory at a level at the lowest option that evidences it, the others open."""
    answers = {}
    for item in ladder.asked(production):
        if item.rungs.get(level) is Requirement.MANDATORY:
            option = ladder.enough(item, production, ladder.rank[level])
            assert option is not None
            answers[item.id] = Answer((option,))
    return answers


def best(item: Item, production: ProductionType) -> Answer:
    many = item.type == "multiple"
    options = [one for one in item.options if one.production in ("all", production) and not one.exclusive]
    return (
        Answer(tuple(one.id for one in options))
        if many
        else Answer((max(options, key=lambda one: one.points).id,))
    )


@pytest.mark.parametrize(
    ("production", "items", "maximum", "mandatory"),
    [(DISCRETE, 100, 500, (58, 69, 77)), (PROCESS, 97, 485, (55, 66, 74))],
)
def test_items_points_and_mandatory_counts(
    ladder: CompiledQuestionnaire,
    production: ProductionType,
    items: int,
    maximum: int,
    mandatory: tuple[int, ...],
) -> None:
    nothing = rate(ladder, production, {})
    assert (len(nothing.items), nothing.max_points) == (items, Decimal(maximum))
    assert tuple(rung.mandatory for rung in nothing.attainment) == mandatory
    assert (nothing.certain, nothing.possible, nothing.points) == ("none", "ff", Decimal(0))
    everything = {item.id: best(item, production) for item in ladder.asked(production)}
    assert rate(ladder, production, everything).certain == "ff"
    assert rate(ladder, production, everything).points == Decimal(maximum)


@pytest.mark.parametrize(
    ("production", "level", "points", "maximum"),
    [
        (DISCRETE, "dw", "76.5", 290),
        (DISCRETE, "sf", "162.8", 345),
        (DISCRETE, "ff", "286.3", 385),
        (PROCESS, "dw", "70.1", 275),
        (PROCESS, "sf", "157.5", 330),
        (PROCESS, "ff", "276.5", 370),
    ],
)
def test_the_floor_of_each_rung_agrees_with_the_table_of_the_source(
    ladder: CompiledQuestionnaire, production: ProductionType, level: str, points: str, maximum: int
) -> None:
    answers = lowest(ladder, production, level)
    rating = rate(ladder, production, answers)
    assert rating.certain == level
    # The table prints one decimal, halves rounded up: 70.05 as 70.1.
    assert rating.points.quantize(Decimal("0.1"), ROUND_HALF_UP) == Decimal(points)
    answered = sum(line.maximum for line in rating.items if line.item in answers)
    assert answered == maximum


@pytest.mark.parametrize("production", list(ProductionType))
def test_one_item_short_of_a_rung(ladder: CompiledQuestionnaire, production: ProductionType) -> None:
    answers = lowest(ladder, production, "sf")
    first = ladder.item("1", production)
    short = {**answers, first.id: parse_answer(first, production, "B")}
    rating = rate(ladder, production, short)
    smart = rating.attainment[1]
    assert (rating.certain, rating.possible) == ("dw", "dw")
    assert (smart.attained, smart.needed, smart.remaining, smart.short) == (
        smart.mandatory - 1,
        smart.mandatory,
        1,
        1,
    )
    opened = rate(ladder, production, {key: answer for key, answer in answers.items() if key != first.id})
    assert (opened.certain, opened.possible) == ("none", "sf")


@pytest.mark.parametrize(("cause", "effect"), [("32", "33"), ("34", "35"), ("44", "45"), ("49", "50")])
def test_implied_answers(ladder: CompiledQuestionnaire, cause: str, effect: str) -> None:
    for production in ProductionType:
        answers = lowest(ladder, production, "ff")
        item = ladder.item(cause, production)
        rating = rate(ladder, production, {**answers, item.id: parse_answer(item, production, "A")})
        implied = next(line for line in rating.items if line.ref == effect)
        assert (implied.state, implied.points, rating.possible) == ("implied", Decimal(0), "none")
        assert implied.implied_reason


def test_letters_of_the_source_are_understood_by_both_production_types(ladder: CompiledQuestionnaire) -> None:
    for production in ProductionType:
        for ref, letter in (
            ("4", "B"),
            ("30", "B"),
            ("35", "E"),
            ("40", "E"),
            ("42", "D"),
            ("44", "D"),
            ("58", "E"),
        ):
            item = ladder.item(ref, production)
            assert parse_answer(item, production, letter).options


# --- the 2025 call -----------------------------------------------------------------------------------------

PLAIN, MOUNTAIN, FORMER = "330102", "330127", "330802"
"""上城区; 淳安县; 柯城区, which left the mountain list in 2024 and still counts as 调出县."""


@pytest.mark.parametrize(
    ("county", "amount", "dw", "sf"),
    [
        (PLAIN, 19_999_999, "not_met", "not_met"),
        (PLAIN, 20_000_000, "met", "not_met"),
        (PLAIN, 40_000_000, "met", "met"),
        (MOUNTAIN, 14_999_999, "not_met", "not_met"),
        (MOUNTAIN, 15_000_000, "met", "not_met"),
        (FORMER, 15_000_000, "met", "not_met"),
        (FORMER, 30_000_000, "met", "met"),
    ],
)
def test_investment_of_the_2025_call_depends_on_the_county(
    catalogue: Catalogue, ladder: CompiledQuestionnaire, county: str, amount: int, dw: str, sf: str
) -> None:
    found = catalogue.call_for("zj-ladder", AS_OF)
    assert found is not None
    assert (found.call.version, found.in_force) == ("2025", True)
    call = compile_call(found.call, ladder.ladder, catalogue.register)
    facts = {
        "investment": [
            FactValue(Decimal(amount - 5_000_000), year=2023),
            FactValue(Decimal(5_000_000), year=2024),
        ],
        "project_done": [FactValue(date(2025, 8, 31))],
    }
    profile = Profile(county, "3411", DISCRETE)
    rating = rate_unit(ladder, profile, facts, {}, as_of=AS_OF, call=call, titles=None)
    assert rating.eligibility is not None
    verdicts = {gate.id: gate.verdict for gate in rating.eligibility.gates}
    assert (verdicts["dw-investment"], verdicts["sf-investment"]) == (dw, sf)


def test_digital_level_and_credit_of_the_2025_call(
    catalogue: Catalogue, ladder: CompiledQuestionnaire
) -> None:
    call = compile_call(catalogue.calls["zj-ladder-call@2025"], ladder.ladder, catalogue.register)
    facts = {
        "zj_digital_level": [FactValue(Decimal("2.0"), source=Source.VERIFIED)],
        "credit_grade": [FactValue("合格", source=Source.VERIFIED)],
    }
    rating = rate_unit(
        ladder, Profile(PLAIN, "3411", DISCRETE), facts, {}, as_of=AS_OF, call=call, titles=None
    )
    assert rating.eligibility is not None
    verdicts = {gate.id: gate.verdict for gate in rating.eligibility.gates}
    assert verdicts["dw-sf-digital-level"] == "met"
    assert verdicts["ff-digital-level"] == "not_met"
    assert verdicts["credit"] == "not_met"
    assert {rung.level: rung.verdict for rung in rating.eligibility.rungs} == dict.fromkeys(
        ("dw", "sf", "ff"), "not_met"
    )


@pytest.mark.parametrize("version", ["2022", "2023", "2025"])
def test_every_call_decides_nothing_about_a_unit_that_states_nothing(
    catalogue: Catalogue, ladder: CompiledQuestionnaire, version: str
) -> None:
    call = compile_call(catalogue.calls[f"zj-ladder-call@{version}"], ladder.ladder, catalogue.register)
    rating = rate_unit(ladder, Profile(PLAIN, "3411", DISCRETE), {}, {}, as_of=AS_OF, call=call, titles=None)
    assert rating.eligibility is not None
    told = [gate for gate in rating.eligibility.gates if gate.verdict != "undecided"]
    assert all({operand.fact for operand in gate.operands} == {"county"} for gate in told)
    assert {rung.verdict for rung in rating.eligibility.rungs} == {"undecided"}
