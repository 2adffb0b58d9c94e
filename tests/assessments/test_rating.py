"""Rating one unit and many: hand-made units of a small instrument, and the promises of a rating."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.answering import Answer, encode, parse_answer
from assessments.compile import CompiledQuestionnaire
from assessments.outcome import UnitRating
from assessments.rating import FactValue, Profile, rate_packed, rate_unit
from assessments.schema.common import ProductionType
from tests.assessments.builders import (
    AS_OF,
    STEPS,
    compiled,
    compiled_call,
    gate,
    implication,
    item,
    option,
    words,
)

DISCRETE, PROCESS = ProductionType.DISCRETE, ProductionType.PROCESS

LITTLE = compiled(
    [
        item("1", sub_domain="sub-one"),
        item("2", sub_domain="sub-one"),
        item("3.1", sub_domain="sub-two", production="discrete"),
        item("3.2", sub_domain="sub-two", production="process", rungs={"silver": "mandatory"}),
        item("4", sub_domain="sub-three", may_not_apply=words("可以"), rungs={"silver": "mandatory"}),
        item(
            "5",
            [option("A", "1", "silver"), option("B", "1.5", "silver"), option("Z", "0", exclusive="true")],
            sub_domain="sub-three",
            type="multiple",
            rungs={"silver": "optional"},
        ),
    ],
    [implication("item-1", "item-2")],
)
"""Bronze asks 1, 2 and – of discrete units – 3.1; silver 1, 2, 3.1 or 3.2, and 4. Item 1 = A makes 2 = A."""


def rated(answers: Mapping[str, Any], production: ProductionType = DISCRETE, **more: Any) -> UnitRating:
    """A unit by refs, as someone would write it."""
    parsed = {}
    for key, raw in answers.items():
        one = LITTLE.item(key, production)
        parsed[one.id] = parse_answer(one, production, raw)
    profile = Profile("330102", "3411", production)
    return rate_unit(
        LITTLE, profile, more.get("facts", {}), parsed, as_of=AS_OF, call=more.get("call"), titles=None
    )


def counts(rating: UnitRating) -> list[tuple[int, ...]]:
    """Mandatory, attained, open, not applicable, short, needed, remaining – per rung."""
    return [
        (
            rung.mandatory,
            rung.attained,
            rung.open,
            rung.not_applicable,
            rung.short,
            rung.needed,
            rung.remaining,
        )
        for rung in rating.attainment
    ]


def test_an_open_unit() -> None:
    rating = rated({})
    assert (rating.certain, rating.possible) == ("none", "silver")
    assert (rating.points, rating.max_points, rating.possible_points) == (
        Decimal(0),
        Decimal("15.82"),
        Decimal("15.82"),
    )
    assert counts(rating) == [(3, 0, 3, 0, 0, 3, 3), (4, 0, 4, 0, 0, 4, 4)]
    assert [line.ref for line in rating.items] == ["1", "2", "3.1", "4", "5"]
    assert {line.state for line in rating.items} == {"unanswered"}
    assert (rating.questionnaire, rating.as_of, rating.eligibility) == ("little@1", AS_OF, None)


def test_a_process_unit_is_asked_other_items() -> None:
    rating = rated({"1": "B", "2": "B"}, PROCESS)
    assert (rating.certain, rating.possible) == ("bronze", "bronze")
    assert counts(rating) == [(2, 2, 0, 0, 0, 2, 0), (4, 0, 2, 0, 2, 4, 4)]
    assert [line.ref for line in rating.items] == ["1", "2", "3.2", "4", "5"]


def test_every_figure_of_a_mixed_unit() -> None:
    answers = {"1": "C", "2": "B", "3": "C", "4": {"not_applicable": "没有仓库"}, "5": ["A", "B"]}
    rating = rated(answers)
    # Points 3.33 + 1.67 + 3.33 + 2.5; item 4 leaves the maximum of 3.33 × 4 + 2.5.
    assert (rating.points, rating.max_points, rating.possible_points) == (
        Decimal("10.83"),
        Decimal("12.49"),
        Decimal("10.83"),
    )
    # Item 2 evidences bronze only, so silver has at most 3 of 4, one of them undecided.
    assert (rating.certain, rating.possible) == ("bronze", "bronze")
    assert counts(rating) == [(3, 3, 0, 0, 0, 3, 0), (4, 2, 0, 1, 1, 4, 2)]
    assert [(rung.verdict, rung.reached) for rung in rating.attainment] == [
        ("met", "met"),
        ("not_met", "not_met"),
    ]
    one, two = rating.dimensions
    assert (one.points, one.maximum, one.possible) == (Decimal("8.33"), Decimal("9.99"), Decimal("8.33"))
    assert [(sub.id, sub.points, sub.maximum) for sub in one.sub_domains] == [
        ("sub-one", Decimal("5"), Decimal("6.66")),
        ("sub-two", Decimal("3.33"), Decimal("3.33")),
    ]
    assert (two.id, two.ref, two.name, two.points, two.maximum) == (
        "domain-two",
        "2",
        "能力域二",
        Decimal("2.5"),
        Decimal("2.5"),
    )
    four = next(line for line in rating.items if line.ref == "4")
    assert (four.state, four.not_applicable, four.maximum) == ("not_applicable", "没有仓库", Decimal(0))
    assert [rung.verdict for rung in four.rungs] == ["undecided"]


def test_the_way_to_a_rung_is_named() -> None:
    lines = {line.ref: line for line in rated({"1": "B", "2": "A", "5": ["Z"]}).items}
    assert [(rung.level, rung.requirement, rung.verdict, rung.enough) for rung in lines["1"].rungs] == [
        ("bronze", "mandatory", "met", "option-b"),
        ("silver", "mandatory", "not_met", "option-c"),
    ]
    assert [(rung.verdict, rung.enough) for rung in lines["2"].rungs] == [
        ("not_met", "option-b"),
        ("not_met", "option-c"),
    ]
    assert [(rung.requirement, rung.verdict, rung.enough) for rung in lines["5"].rungs] == [
        ("optional", "not_met", "option-a")
    ]
    assert (lines["1"].level, lines["5"].level, lines["4"].rung("bronze")) == ("bronze", "none", None)
    assert (lines["1"].domain, lines["1"].sub_domain) == ("domain-one", "sub-one")


def test_an_implied_answer_is_shown_with_its_reason_and_hides_what_is_stored() -> None:
    rating = rated({"1": "A", "2": "C", "3": "C"})
    two = next(line for line in rating.items if line.ref == "2")
    assert (two.state, two.options, two.points) == ("implied", ("option-a",), Decimal(0))
    assert two.implied_reason == "item-1 选 A，则 item-2 为 A"
    assert rating.possible == "none"
    kept = next(line for line in rated({"1": "B", "2": "C"}).items if line.ref == "2")
    assert (kept.state, kept.options, kept.implied_reason) == ("answered", ("option-c",), None)


def test_an_open_cause_implies_nothing() -> None:
    assert rated({"3": "C"}).possible == "silver"


@pytest.mark.parametrize(("percent", "certain", "needed"), [(66, "bronze", 2), (67, "none", 3)])
def test_the_required_share_counts_items_rounded_up(percent: int, certain: str, needed: int) -> None:
    three = compiled([item(ref) for ref in ("1", "2", "3")], percent=percent)
    answers = {
        "item-1": Answer(("option-b",)),
        "item-2": Answer(("option-b",)),
        "item-3": Answer(("option-a",)),
    }
    profile = Profile("330102", "3411", DISCRETE)
    rating = rate_unit(three, profile, {}, answers, as_of=AS_OF, call=None, titles=None)
    assert (rating.certain, rating.attainment[0].needed) == (certain, needed)
    assert rating.attainment[0].remaining == needed - 2


def test_a_lower_rung_that_is_open_holds_back_a_higher_one() -> None:
    # Item 2 is asked at bronze only: silver's own items are there, bronze is not certain.
    two = compiled([item("1"), item("2", STEPS[:2], rungs={"bronze": "mandatory"})])
    profile = Profile("330102", "3411", DISCRETE)
    rating = rate_unit(
        two, profile, {}, {"item-1": Answer(("option-c",))}, as_of=AS_OF, call=None, titles=None
    )
    assert (rating.certain, rating.possible) == ("none", "silver")
    assert [(rung.verdict, rung.reached) for rung in rating.attainment] == [
        ("undecided", "undecided"),
        ("met", "undecided"),
    ]


def test_eligibility_stands_beside_the_level() -> None:
    call = compiled_call(gate("staff", {"fact": "staff", "comparator": "at_least", "value": "20"}))
    rating = rated({}, call=call, facts={"staff": [FactValue(Decimal(25))]})
    assert rating.certain == "none"
    assert rating.eligibility
    assert (rating.eligibility.call, rating.eligibility.in_force) == ("little-call@2025", True)
    assert [(one.id, one.verdict) for one in rating.eligibility.gates] == [("staff", "met")]
    assert [(rung.level, rung.verdict) for rung in rating.eligibility.rungs] == [
        ("bronze", "met"),
        ("silver", "undecided"),
    ]


OPTIONS = {"1": "ABC", "2": "ABC", "3": "ABC", "4": "ABC", "5": "ABZ"}


@st.composite
def written(draw: st.DrawFn) -> dict[str, Any]:
    """Answers by ref, some left open."""
    answers: dict[str, Any] = {}
    for ref, letters in OPTIONS.items():
        chosen = draw(st.sampled_from((*letters, None)))
        if chosen is not None:
            answers[ref] = [chosen] if ref == "5" else chosen
    if "4" not in answers and draw(st.booleans()):
        answers["4"] = {"not_applicable": "没有"}
    return answers


@given(written(), st.sampled_from(ProductionType))
def test_lines_add_up_to_the_totals(answers: dict[str, Any], production: ProductionType) -> None:
    rating = rated(answers, production)
    assert sum(line.points for line in rating.items) == rating.points
    assert sum(line.maximum for line in rating.items) == rating.max_points
    assert sum(line.possible for line in rating.items) == rating.possible_points
    for column in ("points", "maximum", "possible"):
        total = sum(getattr(domain, column) for domain in rating.dimensions)
        subs = sum(getattr(sub, column) for domain in rating.dimensions for sub in domain.sub_domains)
        assert total == subs == sum(getattr(line, column) for line in rating.items)
    for rung in rating.attainment:
        states = [
            line
            for line in rating.items
            if (asked := line.rung(rung.level)) and asked.requirement == "mandatory"
        ]
        assert rung.mandatory == len(states)
        assert rung.attained == sum(line.rung(rung.level).verdict == "met" for line in states)  # type: ignore[union-attr]  # asked
        assert rung.short == sum(line.rung(rung.level).verdict == "not_met" for line in states)  # type: ignore[union-attr]  # asked
        assert rung.open == sum(line.state == "unanswered" for line in states)
        assert rung.attained + rung.open + rung.not_applicable + rung.short == rung.mandatory


@given(st.lists(st.tuples(written(), st.sampled_from(ProductionType)), min_size=1, max_size=8))
def test_many_packed_submissions_are_rated_like_each_alone(
    units: list[tuple[dict[str, Any], ProductionType]],
) -> None:
    packed, alone = [], []
    for answers, production in units:
        parsed = {}
        for key, raw in answers.items():
            one = LITTLE.item(key, production)
            parsed[one.id] = parse_answer(one, production, raw)
        packed.append(encode(LITTLE, production, parsed))
        alone.append(rated(answers, production))
    many = rate_packed(LITTLE, packed)
    ids = LITTLE.ladder.level_ids
    assert [ids[rank] for rank in many.attainment.certain] == [one.certain for one in alone]
    assert [ids[rank] for rank in many.attainment.possible] == [one.possible for one in alone]
    assert [LITTLE.points(int(points)) for points in many.scores.total_points] == [
        one.points for one in alone
    ]


def test_packed_submissions_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="little@1 has 6 bytes"):
        rate_packed(LITTLE, [bytes(5)])
    assert rate_packed(LITTLE, []).attainment.certain.shape == (0,)


def test_values_and_ids_that_nobody_checked_are_refused() -> None:
    call = compiled_call(gate("staff", {"fact": "staff", "comparator": "at_least", "value": "20"}))
    with pytest.raises(ValueError, match="decimals"):
        rated({}, call=call, facts={"staff": [FactValue(Decimal("0.5"))]})
    profile = Profile("330102", "3411", DISCRETE)
    with pytest.raises(KeyError):
        rate_unit(LITTLE, profile, {}, {"item-9": Answer()}, as_of=AS_OF, call=None, titles=None)


def test_a_compiled_questionnaire_may_be_shared() -> None:
    assert isinstance(LITTLE, CompiledQuestionnaire)
    first = rated({"1": "C", "2": "C", "3": "C", "4": "C"})
    rated({"1": "A"})
    assert rated({"1": "C", "2": "C", "3": "C", "4": "C"}) == first
    assert first.certain == "silver"
