"""Which answers decide a level, how far each bound is, and what doubtful answers may cost."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assessments.answering import Answer
from assessments.catalogue import Catalogue
from assessments.compile import CompiledQuestionnaire
from assessments.in_force import compile_instrument, find_instrument
from assessments.schema.common import ProductionType
from assessments.sensitivity import find_sensitivity
from assessments.stated import FactValue, Profile
from assessments.unit_case import UnitCase
from tests.assessments.builders import compiled, compiled_call, gate, item, rules

DISCRETE = ProductionType.DISCRETE
PROFILE = Profile("330102", "3411", DISCRETE)


def case(version: CompiledQuestionnaire, given: Mapping[str, str], **more: Any) -> UnitCase:
    """Answers by item number: option letters."""
    answers = {
        f"item-{number}": Answer(tuple(f"option-{letter}" for letter in letters))
        for number, letters in given.items()
    }
    facts = more.pop("facts", {})
    return UnitCase(rules(version, date(2025, 6, 30), **more), PROFILE, facts, answers, None)


def test_an_answer_at_its_last_good_option_decides_and_one_above_does_not() -> None:
    bronze_only = {"bronze": "mandatory"}
    version = compiled([item("1", rungs=bronze_only), item("2", rungs=bronze_only)])
    found = find_sensitivity(case(version, {"1": "b", "2": "c"}))
    assert (found.certain, [one.item for one in found.deciding]) == ("bronze", ["item-1"])
    (effect,) = found.deciding
    assert (effect.before, effect.after, effect.steps) == (("option-b",), ("option-a",), 1)
    assert (effect.certain, effect.possible, effect.points) == ("none", "none", Decimal("3.33"))


def test_the_one_answer_that_raises_is_told_with_the_nearest_option() -> None:
    version = compiled([item("1"), item("2")])
    found = find_sensitivity(case(version, {"1": "a", "2": "c"}))
    assert [(one.item, one.after, one.certain) for one in found.raising] == [
        ("item-1", ("option-b",), "bronze")
    ]
    assert find_sensitivity(case(version, {"1": "a", "2": "a"})).raising == ()


def test_an_open_item_can_rise_and_not_fall() -> None:
    version = compiled([item("1"), item("2")])
    found = find_sensitivity(case(version, {"2": "c"}))
    assert [(one.item, one.before, one.after) for one in found.raising] == [("item-1", (), ("option-b",))]
    assert [fall.items for fall in found.weakest] == [("item-2",)]


def test_a_multiple_choice_answer_loses_its_best_option() -> None:
    rows = [("A", "0", "none"), ("B", "1", "bronze"), ("C", "2", "silver")]
    version = compiled([item("1", rows, type="multiple")])
    found = find_sensitivity(case(version, {"1": "bc"}))
    assert (found.certain, found.deciding[0].after) == ("silver", ("option-b",))


def test_the_weakest_fall_together_and_the_doubtful_as_named() -> None:
    version = compiled([item("1"), item("2"), item("3")], percent=66)
    held = case(version, {"1": "c", "2": "c", "3": "c"})
    found = find_sensitivity(held, ["item-1"])
    assert [(len(fall.items), fall.certain) for fall in found.weakest] == [
        (1, "silver"),
        (2, "bronze"),
        (3, "bronze"),
    ]
    assert found.doubtful is not None
    assert (found.doubtful.items, found.doubtful.certain) == (("item-1",), "silver")
    both = find_sensitivity(held, ["item-1", "item-2"]).doubtful
    assert both is not None
    assert (both.certain, both.points) == ("bronze", Decimal("6.67"))
    assert find_sensitivity(held).doubtful is None
    with pytest.raises(KeyError):
        find_sensitivity(held, ["item-9"])


def test_nothing_answered_has_nothing_to_fall() -> None:
    found = find_sensitivity(case(compiled([item("1")]), {}))
    assert (found.deciding, found.weakest, found.certain, found.possible) == ((), (), "none", "silver")


def test_margins_count_toward_the_good_side() -> None:
    gates = (
        gate("more", {"fact": "staff", "comparator": "at_least", "value": "10"}),
        gate("less", {"fact": "level", "comparator": "at_most", "value": "2.5"}),
        gate("day", {"fact": "done", "comparator": "at_most", "value": "2025-06-30"}),
        gate("word", {"fact": "entity", "comparator": "is", "value": "firm"}),
        gate("unknown", {"fact": "profit", "comparator": "at_least", "value": "5"}),
    )
    facts = {
        "staff": [FactValue(Decimal(7))],
        "level": [FactValue(Decimal("2.1"))],
        "done": [FactValue(date(2025, 6, 1))],
        "entity": [FactValue("firm")],
    }
    version = compiled([item("1")])
    found = find_sensitivity(case(version, {"1": "b"}, facts=facts, call=compiled_call(*gates)))
    margins: dict[str, Any] = {one.gate: (one.margin, one.unit, one.verdict) for one in found.margins}
    assert margins["bronze"] == (0, "count", "met")
    assert margins["silver"] == (-1, "count", "not_met")
    assert margins["more"] == (-3, "unit", "not_met")
    assert margins["less"] == (Decimal("0.4"), "unit", "met")
    assert margins["day"] == (29, "day", "met")
    assert margins["word"][0] is None
    assert margins["unknown"][0] is None


def best_answers(version: CompiledQuestionnaire) -> dict[str, Answer]:
    """The best option of every item."""
    best = {}
    for one in version.asked(DISCRETE):
        open_options = [option for option in one.options if not option.exclusive]
        top = max(one.options, key=lambda option: (version.rank[option.level], option.points))
        chosen = open_options if one.type == "multiple" else [top]
        best[one.id] = Answer(tuple(option.id for option in chosen))
    return best


def test_levels_by_gates_are_varied_too(catalogue: Catalogue) -> None:
    day = date(2026, 11, 21)
    version = compile_instrument(catalogue, find_instrument(catalogue, "sme-digital", day))
    unit = UnitCase(rules(version, day), PROFILE, {}, best_answers(version), None)
    found = find_sensitivity(unit)
    assert found.certain == version.ladder.level_ids[-1]
    assert found.raising == ()
    certain = [version.rank[fall.certain] for fall in found.weakest]
    assert certain == sorted(certain, reverse=True)


def test_where_the_version_may_not_apply_no_answer_makes_a_level_certain(catalogue: Catalogue) -> None:
    day = date(2026, 11, 21)
    version = compile_instrument(catalogue, find_instrument(catalogue, "sme-digital", day))
    answers = best_answers(version)
    sure, unsure = (
        find_sensitivity(UnitCase(rules(version, day, in_force=known), PROFILE, {}, answers, None))
        for known in (True, None)
    )
    assert sure.certain == version.ladder.level_ids[-1]
    assert "none" not in {fall.certain for fall in sure.weakest[:1]}
    assert (unsure.certain, unsure.deciding, unsure.raising) == ("none", (), ())
    assert {fall.certain for fall in unsure.weakest} == {"none"}
    assert (unsure.possible, unsure.margins) == (sure.possible, sure.margins)
