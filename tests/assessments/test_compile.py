"""Compiling questionnaires: positions, scales, and what cannot be rated."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from assessments.compile import CompileError, UnknownItem, compile_questionnaire
from assessments.schema.common import ProductionType
from tests.assessments.builders import (
    LADDER,
    STEPS,
    TWINS,
    compiled,
    implication,
    item,
    option,
    questionnaire,
)

DISCRETE, PROCESS = ProductionType.DISCRETE, ProductionType.PROCESS


def test_points_become_integers_of_the_smallest_power_of_ten() -> None:
    whole = compiled([item("1", [option("A", "0"), option("B", "5.00", "silver")])])
    assert (whole.decimals, whole.rubric.items[0].points) == (0, (0, 5))
    parts = compiled([item("1"), item("2", [option("A", "0"), option("B", "1.250", "silver")])])
    assert (parts.decimals, parts.rubric.items[0].points) == (3 - 1, (0, 167, 333))
    assert parts.points(334) == Decimal("3.34")
    assert str(parts.points(500)) == "5"


def test_items_of_one_number_are_found_by_the_unit_s_production_type() -> None:
    found = compiled([item("4.1", production="discrete"), item("4.2", production="process"), item("40")])
    assert found.item("4", DISCRETE).ref == "4.1"
    assert found.item("4", PROCESS).ref == "4.2"
    assert found.item("4.1", DISCRETE) is found.item("item-4-1", DISCRETE)
    assert found.item("40", PROCESS).ref == "40"
    assert [one.ref for one in found.asked(PROCESS)] == ["4.2", "40"]
    with pytest.raises(UnknownItem, match=r"第 4\.2 题只问流程型单位，本单位是离散型"):
        found.item("4.2", DISCRETE)
    with pytest.raises(UnknownItem, match="没有题目“5”"):
        found.item("5", DISCRETE)


@pytest.mark.parametrize("key", ["", ".", "4.", "item", "\ud800"])
def test_other_words_are_no_item_and_can_be_printed(key: str) -> None:
    with pytest.raises(UnknownItem) as caught:
        compiled([item("4.1"), item("4.2")]).item(key, DISCRETE)
    str(caught.value).encode()


def test_a_number_shared_by_two_items_asked_is_no_item() -> None:
    with pytest.raises(UnknownItem):
        compiled([item("4.1"), item("4.2")]).item("4", DISCRETE)


def test_the_option_that_would_be_enough_is_the_lowest_that_evidences_the_rung() -> None:
    skipping = [option("A", "0"), option("B", "1", "silver"), option("C", "2", "silver")]
    found = compiled([item("1"), item("2", skipping)])
    one, two = found.questionnaire.items
    assert [found.enough(one, DISCRETE, rank) for rank in (1, 2)] == ["option-b", "option-c"]
    assert [found.enough(two, DISCRETE, rank) for rank in (1, 2)] == ["option-b", "option-b"]


def test_twin_options_share_a_place_in_the_scale() -> None:
    assert compiled([item("1", TWINS)]).rubric.items[0].maximum == 5


LOW = item("3", [option("A", "0", "bronze"), option("B", "1", "silver")])


@pytest.mark.parametrize(
    ("items", "implications", "message"),
    [
        ([item("1", [option("A", "0"), option("B", "1", "bronze")])], [], "没有选项能达到该梯级"),
        ([item("1", rungs={"gold": "mandatory"})], [], "梯级 gold 不在梯度"),
        ([item("1", [option("A", "0"), option("B", "1", "gold")])], [], "梯级 gold 不在梯度"),
        ([item("1", sub_domain="elsewhere")], [], "子域 elsewhere 不存在"),
        ([item("1", [*TWINS[:2], {**TWINS[2], "points": "4"}])], [], "最高分或最高梯级不同"),
        ([item("1"), item("2")], [implication("item-1", "item-9")], "item-9 或选项 option-a 不存在"),
        (
            [item("1"), item("2")],
            [implication("item-1", "item-2", ("option-x", "option-a"))],
            "option-x 不存在",
        ),
        (
            [item("1"), item("2")],
            [implication("item-1", "item-2"), implication("item-2", "item-1")],
            "绕成了环",
        ),
        (
            [item("1"), item("2")],
            [implication("item-1", "item-2", ("option-b", "option-a"))],
            "item-1 的 option-b",
        ),
        (
            [item("1"), item("2")],
            [implication("item-1", "item-2", ("option-a", "option-b"))],
            "item-2 的 option-b",
        ),
        # An implied answer that evidences a rung would be lost by raising its cause.
        ([item("1"), LOW], [implication("item-1", "item-3")], "item-3 的 option-a"),
        ([item("1"), item("2", type="multiple")], [implication("item-1", "item-2")], "是多选题"),
    ],
)
def test_what_cannot_be_rated_is_refused(
    items: Sequence[Any], implications: Sequence[Any], message: str
) -> None:
    with pytest.raises(CompileError, match=message):
        compiled(items, implications)


def test_one_item_implied_to_be_two_options_is_refused() -> None:
    lowest = [option("A", "0"), option("B", "0"), option("C", "1", "silver")]
    causes = [implication("item-1", "item-3"), implication("item-2", "item-3", ("option-a", "option-b"))]
    with pytest.raises(CompileError, match="两个不同的选项"):
        compiled([item("1"), item("2"), item("3", lowest)], causes)
    agreeing = [implication("item-1", "item-3"), implication("item-2", "item-3")]
    assert len(compiled([item("1"), item("2"), item("3", lowest)], agreeing).implications) == 2


def test_implications_are_put_in_the_order_of_cause_and_effect() -> None:
    chain = [implication("item-2", "item-3"), implication("item-1", "item-2")]
    found = compiled([item("1"), item("2"), item("3")], chain)
    assert [one.then.item for one in found.implications] == ["item-2", "item-3"]
    assert [one.then_item for one in found.rubric.implications] == [1, 2]


def test_a_questionnaire_of_another_ladder_is_refused() -> None:
    with pytest.raises(CompileError, match="属于梯度 other"):
        compile_questionnaire(questionnaire([item("1")], ladder="other"), LADDER)


def test_points_that_no_integer_holds_are_refused() -> None:
    huge = [option("A", "0"), option("B", "9" * 25, "silver")]
    with pytest.raises(CompileError, match="超出整数范围"):
        compiled([item("1", huge)])


def test_the_most_points_of_a_multiple_choice_item_are_all_that_may_stand_together() -> None:
    options = [*STEPS, option("Z", "0", exclusive="true")]
    assert compiled([item("1", options, type="multiple")]).rubric.items[0].maximum == 500
    rich = [*STEPS, option("Z", "9", exclusive="true")]
    assert compiled([item("1", rich, type="multiple")]).rubric.items[0].maximum == 900
