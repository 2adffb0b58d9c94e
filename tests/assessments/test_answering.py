"""Answers: what may be said to an item, and how it is packed."""

import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.answering import LONGEST_REASON, Answer, AnswerError, decode, encode, parse_answer
from assessments.compile import choices
from assessments.schema.common import ProductionType
from tests.assessments.builders import STEPS, TWINS, compiled, item, one_item, option, words

DISCRETE, PROCESS = ProductionType.DISCRETE, ProductionType.PROCESS

EXCLUSIVE = [*STEPS, option("Z", "0", exclusive="true")]


@pytest.mark.parametrize("raw", ["B", "option-b", ["B"], ["option-b"]])
def test_a_single_choice_takes_an_option_by_id_or_letter(raw: Any) -> None:
    assert parse_answer(one_item(), DISCRETE, raw) == Answer(("option-b",))


@pytest.mark.parametrize("raw", [None, []])
def test_nothing_is_unanswered(raw: Any) -> None:
    assert parse_answer(one_item(), DISCRETE, raw) == Answer()


def test_a_multiple_choice_takes_several_in_the_order_of_the_item() -> None:
    many = one_item(options=EXCLUSIVE, type="multiple")
    assert parse_answer(many, DISCRETE, ["C", "option-a"]) == Answer(("option-a", "option-c"))
    assert parse_answer(many, DISCRETE, "C") == Answer(("option-c",))
    assert parse_answer(many, DISCRETE, ["Z"]) == Answer(("option-z",))


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("D", "没有选项“D”，可选：A、B、C"),
        ("b", "没有选项“b”"),
        ("", "没有选项"),
        (2, "没有选项“2”"),
        (True, "不是选项"),
        (1.5, "不是选项"),
        (b"B", "不是选项"),
        ([1], "没有选项“1”"),
        ([["B"]], "没有选项"),
        (["A", "B"], "是单选题，却选了 2 项"),
        (["B", "option-b"], "有选项重复"),
        ({"not_applicable": "没有"}, "不能选“不适用”"),
        ({"notapplicable": "没有"}, "格式不对"),
        ({}, "格式不对"),
        ("\ud800", "没有选项"),
    ],
)
def test_what_a_single_choice_item_does_not_take(raw: Any, message: str) -> None:
    with pytest.raises(AnswerError, match=message) as caught:
        parse_answer(one_item(), DISCRETE, raw)
    assert str(caught.value).startswith("第 1 题")
    str(caught.value).encode()


def test_an_exclusive_option_stands_alone() -> None:
    with pytest.raises(AnswerError, match="选了“Z”就不能再选其他项"):
        parse_answer(one_item(options=EXCLUSIVE, type="multiple"), DISCRETE, ["A", "Z"])


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({"not_applicable": " "}, "写明原因"),
        ({"not_applicable": None}, "写明原因"),
        ({"not_applicable": True}, "写明原因"),
        ({"not_applicable": "nul\0"}, "写明原因"),
        ({"not_applicable": "\udc00"}, "写明原因"),
        ({"not_applicable": "长" * (LONGEST_REASON + 1)}, f"超过 {LONGEST_REASON} 字"),
        ({"not_applicable": "没有", "option": "A"}, "格式不对"),
    ],
)
def test_not_applicable_needs_a_reason_in_words(raw: Any, message: str) -> None:
    with pytest.raises(AnswerError, match=message):
        parse_answer(one_item(may_not_apply=words("可以不适用")), DISCRETE, raw)


def test_not_applicable_with_a_reason() -> None:
    marked = one_item(may_not_apply=words("可以不适用"))
    assert parse_answer(marked, DISCRETE, {"not_applicable": " 没有仓库 "}) == Answer(
        not_applicable="没有仓库"
    )
    longest = "长" * LONGEST_REASON
    assert parse_answer(marked, DISCRETE, {"not_applicable": longest}) == Answer(not_applicable=longest)


def test_a_letter_of_twins_means_the_one_of_the_unit_s_production_type() -> None:
    twins = one_item(options=TWINS)
    assert parse_answer(twins, DISCRETE, "E") == Answer(("option-e",))
    assert parse_answer(twins, PROCESS, "E") == Answer(("option-f",))
    assert parse_answer(twins, PROCESS, "E2") == Answer(("option-f",))
    with pytest.raises(AnswerError, match="选项“E2”不供离散型单位选，可选：A、E"):
        parse_answer(twins, DISCRETE, "E2")
    with pytest.raises(AnswerError, match="选项“E”不供流程型单位选"):
        parse_answer(twins, PROCESS, "option-e")


def test_an_option_that_is_numbered_is_not_the_empty_letter() -> None:
    numbered = one_item(options=[option("A", "0"), {**option("Z", "5", "silver"), "ref": "0"}])
    assert parse_answer(numbered, DISCRETE, "0") == Answer(("option-z",))
    with pytest.raises(AnswerError, match="没有选项“”"):
        parse_answer(numbered, DISCRETE, "")


@pytest.mark.parametrize("raw", [4, 4.0, Decimal(4), Decimal("4.0"), Decimal("4.00")])
def test_a_level_is_read_however_its_number_is_written(raw: Any) -> None:
    levels = one_item(options=[option("A", "0"), {**option("Z", "5", "silver"), "ref": "4"}])
    for given_as in (raw, [raw]):
        assert parse_answer(levels, DISCRETE, given_as) == Answer(("option-z",))


@pytest.mark.parametrize("raw", [Decimal("4.5"), Decimal("1e999999999"), Decimal("NaN"), float("nan"), 1e300])
def test_a_number_that_is_no_level_is_refused(raw: Any) -> None:
    levels = one_item(options=[option("A", "0"), {**option("Z", "5", "silver"), "ref": "4"}])
    with pytest.raises(AnswerError):
        parse_answer(levels, DISCRETE, raw)


def test_an_item_without_a_number_is_called_by_its_name() -> None:
    with pytest.raises(AnswerError, match=r"^场景“产品设计”没有选项“7”，可选：A、B、C$"):
        parse_answer(one_item().model_copy(update={"ref": "产品设计"}), DISCRETE, 7)


def test_an_item_of_the_other_production_type_takes_no_answer() -> None:
    with pytest.raises(AnswerError, match="不问流程型单位"):
        parse_answer(one_item(production="discrete"), PROCESS, "A")


MIXED = compiled(
    [
        item("1"),
        item("2.1", production="discrete"),
        item("2.2", production="process", may_not_apply=words("可以")),
        item("3", EXCLUSIVE, type="multiple", rungs={}),
        item("4", TWINS),
        item(
            "5",
            [option(letter, "1", "silver") for letter in "ABCDEFGHIJK"],
            type="multiple",
            production="process",
        ),
    ]
)
"""Items of every sort; the last takes two bytes."""


@st.composite
def answered(draw: st.DrawFn) -> tuple[ProductionType, dict[str, Answer]]:
    """A production type and answers to some of its items."""
    production = draw(st.sampled_from(ProductionType))
    answers = {}
    for one in MIXED.asked(production):
        ids = [choice.id for choice in choices(one, production)]
        most = 1 if one.type == "single" else len(ids)
        ticked = draw(st.lists(st.sampled_from(ids), max_size=most, unique=True))
        if ticked:
            answers[one.id] = Answer(tuple(choice for choice in ids if choice in ticked))
        elif one.may_not_apply and draw(st.booleans()):
            answers[one.id] = Answer(not_applicable="没有")
    return production, answers


@given(answered())
def test_what_is_packed_comes_back(case: tuple[ProductionType, dict[str, Answer]]) -> None:
    production, answers = case
    packed = encode(MIXED, production, answers)
    assert len(packed) == MIXED.rubric.rows == 7
    reasons = {name: answer.not_applicable for name, answer in answers.items() if answer.not_applicable}
    assert decode(MIXED, packed, reasons) == answers


@given(answered(), st.randoms())
def test_the_order_of_answers_does_not_matter(
    case: tuple[ProductionType, dict[str, Answer]], chance: random.Random
) -> None:
    production, answers = case
    shuffled = list(answers.items())
    chance.shuffle(shuffled)
    assert encode(MIXED, production, dict(shuffled)) == encode(MIXED, production, answers)


def test_a_reason_that_is_not_kept_beside_the_bytes_comes_back_empty() -> None:
    packed = encode(MIXED, PROCESS, {"item-2-2": Answer(not_applicable="没有")})
    assert decode(MIXED, packed) == {"item-2-2": Answer(not_applicable="")}


def test_answers_of_the_other_production_type_are_left_out() -> None:
    stored = {
        "item-2-1": Answer(("option-b",)),
        "item-4": Answer(("option-e",)),
        "item-1": Answer(("option-b",)),
    }
    assert decode(MIXED, encode(MIXED, PROCESS, stored)) == {"item-1": Answer(("option-b",))}
    assert decode(MIXED, encode(MIXED, DISCRETE, stored)) == stored


def test_ids_that_the_version_does_not_have_are_refused() -> None:
    with pytest.raises(KeyError, match="item-9"):
        encode(MIXED, DISCRETE, {"item-9": Answer(("option-a",))})
    with pytest.raises(KeyError, match="option-x"):
        encode(MIXED, DISCRETE, {"item-1": Answer(("option-x",))})


@pytest.mark.parametrize("packed", [b"", bytes(7), bytes([9, 1, 1, 0, 1, 0, 0]), bytes(8)])
def test_bytes_that_say_nothing_are_refused(packed: bytes) -> None:
    with pytest.raises(ValueError, match=r"bytes|says nothing|no such state"):
        decode(MIXED, packed)
