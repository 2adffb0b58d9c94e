from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assessments.schema.fact import Fact
from backend.batch.words import unit_name
from backend.services.fact_values import (
    FactInputError,
    to_stored,
    to_typed,
    to_value,
    to_words,
)

CHOICES = [{"id": "good", "label": {"zh-CN": "良好"}}, {"id": "best", "label": {"zh-CN": "优秀"}}]


def fact(kind: str, **more: Any) -> Fact:
    words = {"zh-CN": "某项"}
    settings = {
        "id": "some",
        "label": words,
        "definition": words,
        "unit": "yuan",
        "period": "instant",
        **more,
    }
    if kind in ("choice", "set"):
        settings["choices"] = CHOICES
    return Fact.model_validate({**settings, "kind": kind})


@pytest.mark.parametrize(
    ("kind", "typed", "stored", "value", "words"),
    [
        ("money", ["2,000"], "20000000", Decimal(20_000_000), "2,000 万元"),
        ("money", ["２０００．５ 万元"], "20005000", Decimal(20_005_000), "2,000.5 万元"),
        ("money", ["0.0001"], "1", Decimal(1), "0.0001 万元"),
        ("money", ["-12"], "-120000", Decimal(-120_000), "-12 万元"),
        ("money", ["0"], "0", Decimal(0), "0 万元"),
        ("ledger", ["650.50"], "6505000", Decimal(6_505_000), "650.5 万元"),
        ("count", ["1，200"], "1200", Decimal(1200), "1,200 万元"),
        ("number", ["2.50"], "2.5", Decimal("2.5"), "2.5 万元"),
        ("date", ["2026-03-01"], "2026-03-01", date(2026, 3, 1), "2026年3月1日"),
        ("choice", ["good"], "good", "good", "良好"),
        ("set", ["best", "good"], "good,best", ("good", "best"), "良好、优秀"),
    ],
)
def test_a_value_in_all_its_forms(
    kind: str, typed: Sequence[str], stored: str, value: object, words: str
) -> None:
    one = fact(kind, decimals=1)
    assert to_stored(one, typed) == stored
    assert to_value(one, stored) == value
    assert to_words(one, stored) == words
    assert to_stored(one, to_typed(one, stored)) == stored


@pytest.mark.parametrize("typed", [[], [""], ["  "]])
def test_nothing_typed_is_nothing_stored(typed: Sequence[str]) -> None:
    for kind in ("money", "count", "date", "choice", "set"):
        assert to_stored(fact(kind), typed) == ""
    assert to_typed(fact("money"), "") == ()
    assert to_words(fact("money"), "") == ""


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("money", ["abc"], "请填写数字"),
        ("money", ["1e5"], "请填写数字"),
        ("money", ["NaN"], "请填写数字"),
        ("money", ["Infinity"], "请填写数字"),
        ("money", ["--1"], "请填写数字"),
        ("money", ["1.00001"], "最多保留 4 位"),
        ("money", ["100000000001"], "数字过大"),
        ("money", ["9223372036854775808"], "数字过大"),
        ("money", ["1,2"], "请填写数字"),
        ("money", ["2，1"], "请填写数字"),
        ("ledger", ["-1"], "不能为负"),
        ("count", ["1.5"], "整数"),
        ("count", ["-1"], "不能为负"),
        ("number", ["1.25"], "最多保留 1 位"),
        ("date", ["2026-02-30"], "日期"),
        ("date", ["0026-02-01"], "1950"),
        ("choice", ["worst"], "选项"),
        ("choice", ["good", "best"], "一个值"),
        ("set", ["good", "worst"], "选项"),
    ],
)
def test_what_cannot_be_a_value_is_refused_with_a_reason(kind: str, typed: Sequence[str], said: str) -> None:
    with pytest.raises(FactInputError, match=said):
        to_stored(fact(kind, decimals=1), typed)


def test_bounds_of_the_register_are_told_in_the_users_unit() -> None:
    money = fact("money", minimum="10000", maximum="20000")
    assert to_stored(money, ["1"]) == "10000"
    assert to_stored(money, ["2"]) == "20000"
    with pytest.raises(FactInputError, match="不能小于 1 万元"):
        to_stored(money, ["0.9999"])
    with pytest.raises(FactInputError, match="不能大于 2 万元"):
        to_stored(money, ["2.0001"])


def test_every_unit_of_the_register_has_a_chinese_name(catalogue: Any) -> None:
    for each in catalogue.facts.values():
        assert not unit_name(each).isascii() or unit_name(each) in ("", "%"), each.id
