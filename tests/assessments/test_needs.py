"""What an instrument asks for: the facts and years behind its conditions, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from assessments.loader import Catalogue, load_catalogue
from assessments.needs import accepted_sources, facts_in, gates_of, needs_of, titles_needed
from assessments.schema.common import Purpose
from assessments.schema.fact import Fact, Source
from assessments.schema.ladder import Call
from assessments.schema.metric import DerivedFact, Metric
from assessments.schema.questionnaire import Questionnaire
from tests.assessments.builders import item, option, questionnaire, words
from tests.assessments.conftest import TINY

YEARLY = ("staff", "income", "spent", "old")
WHENEVER = (("patents", "count", "instant"), ("done", "date", "instant"), ("bought", "ledger", "interval"))

METRICS = {
    "share": {"percent": ["spent", "income"]},
    "per_head": {"ratio": [{"difference": ["income", "spent"]}, "staff"]},
    "three_years": {"total": "spent", "years": 3},
    "usual": {"average": "staff", "years": 2},
    "growth": {"growth": "income"},
    "growth_before": {"growth": "income", "back": 1},
    "pace": {"cagr": "income", "years": 3},
    "both": {"sum": [{"mean": ["staff", {"fact": "staff", "back": 1}]}, "patents"]},
}


def is_true(name: str, **more: Any) -> dict[str, Any]:
    return {"fact": name, "comparator": "at_least", "value": "1", **more}


def metric(name: str, **more: Any) -> dict[str, Any]:
    return {"metric": name, "comparator": "at_least", "value": "1", **more}


def gate(name: str, when: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "name": words("条件"),
        "text": words("条件"),
        "citation": "policy#one",
        "provenance": "derived",
        "when": when,
        **more,
    }


def instrument(*gates: Mapping[str, Any], items: Sequence[Any] = (), **more: Any) -> Questionnaire:
    return questionnaire(items or [item("1")], method="gates", gates=list(gates), **more)


def fact(name: str, kind: str, period: str) -> Fact:
    given = {"id": name, "label": words(name), "kind": kind, "unit": "x", "period": period}
    return Fact.model_validate({**given, "definition": words("事实")})


def measure(name: str, formula: Any) -> Metric:
    given = {"id": name, "label": words(name), "unit": "percent", "formula": formula}
    return Metric.model_validate({**given, "definition": words("指标"), "provenance": "derived"})


@pytest.fixture(scope="module")
def little() -> Catalogue:
    """A register of seven facts, some metrics over them and the size of a firm derived from two."""
    facts = [fact(name, "count", "year") for name in YEARLY] + [fact(*given) for given in WHENEVER]
    size = DerivedFact.model_validate(
        {
            "id": "size",
            "label": words("规模"),
            "definition": words("规模"),
            "citation": "policy#one",
            "provenance": "derived",
            "choices": [
                {
                    "id": "big",
                    "label": words("大"),
                    "when": {"all_of": [is_true("staff"), is_true("income")]},
                },
                {"id": "held", "label": words("有称号"), "when": {"holds": ["bronze-title"]}},
                {"id": "small", "label": words("小")},
            ],
        }
    )
    metrics = {name: measure(name, formula) for name, formula in METRICS.items()}
    return replace(
        load_catalogue(TINY / "base"),
        facts={each.id: each for each in facts},
        metrics=metrics,
        derived_facts={"size": size},
    )


@pytest.mark.parametrize(
    ("condition", "needed"),
    [
        (is_true("staff"), {"staff": (1,)}),
        (is_true("staff", years_back=["3", "1"]), {"staff": (1, 3)}),
        (is_true("staff", years_back=["0"]), {"staff": (0,)}),
        (is_true("patents"), {"patents": ()}),
        (is_true("bought", window={"years": "3", "before": "done"}), {"done": (), "bought": ()}),
        (metric("share"), {"income": (1,), "spent": (1,)}),
        (metric("share", years_back=["2"]), {"income": (2,), "spent": (2,)}),
        (metric("per_head"), {"staff": (1,), "income": (1,), "spent": (1,)}),
        (metric("three_years"), {"spent": (1, 2, 3)}),
        (metric("usual", years_back=["1", "2"]), {"staff": (1, 2, 3)}),
        (metric("growth"), {"income": (1, 2)}),
        (metric("growth_before"), {"income": (2, 3)}),
        (metric("pace"), {"income": (1, 4)}),
        (metric("both"), {"staff": (1, 2), "patents": ()}),
        ({"fact": "size", "comparator": "is", "value": "big"}, {"staff": (1,), "income": (1,)}),
        (
            {"fact": "size", "comparator": "is", "value": "big", "years_back": ["2"]},
            {"staff": (2,), "income": (2,)},
        ),
        ({"any_of": [is_true("old"), {"not": is_true("staff")}]}, {"staff": (1,), "old": (1,)}),
        (
            {"at_least": "1", "of": [is_true("old"), {"recalled": is_true("staff")}]},
            {"staff": (1,), "old": (1,)},
        ),
        ({"industry_in": ["C"]}, {}),
        ({"score": "total", "comparator": "at_least", "value": "60"}, {}),
    ],
)
def test_a_condition_is_followed_to_its_facts(
    little: Catalogue, condition: dict[str, Any], needed: dict[str, tuple[int, ...]]
) -> None:
    asked = instrument(gate("one", condition))
    assert needs_of(little, asked) == needed
    assert facts_in(little, asked.gates[0].when) == set(needed)


def test_they_come_in_the_order_of_the_register(little: Catalogue) -> None:
    gates = (gate("one", is_true("old")), gate("two", metric("share")))
    assert list(needs_of(little, instrument(*gates))) == ["income", "spent", "old"]


def test_years_of_several_gates_are_put_together(little: Catalogue) -> None:
    gates = (gate("one", is_true("income")), gate("two", metric("growth_before")))
    assert needs_of(little, instrument(*gates)) == {"income": (1, 2, 3)}


def test_a_gate_of_another_purpose_asks_nothing(little: Catalogue) -> None:
    gates = (
        gate("always", is_true("staff")),
        gate("first", is_true("income"), purposes=["recognition"]),
        gate("again", is_true("old"), purposes=["review"]),
    )
    asked = instrument(*gates)
    assert set(needs_of(little, asked, Purpose.REVIEW)) == {"staff", "old"}
    assert set(needs_of(little, asked)) == {"staff", "income", "old"}


def test_derived_items_ask_for_what_their_options_look_at(little: Catalogue) -> None:
    follows = [option("A", "5", when=metric("growth")), option("B", "0")]
    asked = instrument(items=[item("1", follows, type="derived"), item("2")])
    assert needs_of(little, asked) == {"income": (1, 2)}


def test_where_the_items_decide_the_calls_of_the_ladder_ask(little: Catalogue) -> None:
    asked = questionnaire([item("1")])
    given = {
        "version": "1", "title": words("通知"), "policy": "policy", "effective": {}, "rungs": {},
    }  # fmt: skip
    calls = [
        Call.model_validate(
            {**given, "id": name, "ladder": ladder, "status": status, "gates": [gate("g", when)]}
        )
        for name, ladder, status, when in (
            ("ours", "metal", "published", is_true("patents")),
            ("elsewhere", "wood", "published", is_true("income")),
            ("not-yet", "metal", "draft", is_true("old")),
        )
    ]
    called = replace(little, calls={call.key: call for call in calls})
    assert needs_of(called, asked) == {"patents": ()}
    assert [each.id for each in gates_of(called, asked)] == ["g"]


def test_who_may_state_a_fact_is_what_the_register_and_every_gate_take(little: Catalogue) -> None:
    old = little.facts["old"].model_copy(update={"accepts": (Source.VERIFIED, Source.IMPORTED)})
    narrow = replace(little, facts={**little.facts, "old": old})
    big = {"fact": "size", "comparator": "is", "value": "big"}
    follows = [option("A", "5", when=is_true("old")), option("B", "0")]
    asked = instrument(
        gate("one", is_true("patents")),
        gate("two", {"not": metric("growth")}, accepts=["verified", "imported"]),
        gate("three", big, accepts=["verified", "self_stated"], purposes=["review"]),
        items=[item("1", follows, type="derived")],
    )
    everyone = frozenset(Source)
    assert accepted_sources(narrow, asked, Purpose.RECOGNITION) == {
        "income": {Source.VERIFIED, Source.IMPORTED},
        "patents": everyone,
        "old": {Source.VERIFIED, Source.IMPORTED},
    }
    assert accepted_sources(narrow, asked)["income"] == {Source.VERIFIED}
    assert accepted_sources(narrow, asked)["staff"] == {Source.VERIFIED, Source.SELF_STATED}


def test_titles_are_found_inside_derived_facts_too(little: Catalogue) -> None:
    big = {"fact": "size", "comparator": "is", "value": "big"}
    gates = (gate("one", {"not": {"holds": ["silver-title"]}}), gate("two", big))
    assert titles_needed(little, instrument(*gates)) == ("silver-title", "bronze-title")


def test_the_zhejiang_ladder_asks_what_its_calls_look_at(catalogue: Catalogue) -> None:
    needed = needs_of(catalogue, catalogue.questionnaire("zj-ladder"))
    assert {"investment", "project_done", "credit_grade", "zj_digital_level"}.issubset(needed)
    assert needed["investment"] == ()
    assert "revenue" not in needed


def test_every_instrument_asks_for_facts_of_the_register(catalogue: Catalogue) -> None:
    assert catalogue.questionnaires
    for each in catalogue.questionnaires.values():
        for name, years in needs_of(catalogue, each).items():
            assert bool(years) == (catalogue.facts[name].period == "year"), f"{each.key} {name}"
