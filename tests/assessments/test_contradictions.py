"""The rules about what hardly goes together: they speak where both sides are certain, and never otherwise."""

import re
from datetime import date
from decimal import Decimal

import pytest

from assessments.answering import Answer
from assessments.catalogue import Catalogue
from assessments.compile import choices, compile_questionnaire
from assessments.contradictions import (
    CompiledContradictions,
    compile_contradictions,
    contradictions,
    parts_beyond,
)
from assessments.schema.common import ProductionType, zh
from assessments.schema.fact import Source
from assessments.stated import FactValue, Profile

DAY = date(2026, 6, 15)
PROFILE = Profile("330109", "3484", ProductionType.DISCRETE)
LAST_YEAR = DAY.year - 1


def rules_of(catalogue: Catalogue, name: str) -> CompiledContradictions:
    """The compiled rules of an instrument."""
    version = catalogue.questionnaire(name)
    compiled = compile_questionnaire(version, catalogue.ladders[version.ladder], catalogue.register)
    return compile_contradictions(compiled, catalogue.register, catalogue.contradictions[name])


def found_in(
    known: CompiledContradictions, answers: dict[str, str], facts: dict[str, tuple[FactValue, ...]]
) -> list[str]:
    """The ids of the rules that hold."""
    given = {item: Answer((option,)) for item, option in answers.items()}
    return [one.rule.id for one in contradictions(known, PROFILE, facts, given, DAY)]


def stated(value: str, year: int | None = None) -> tuple[FactValue, ...]:
    """A fact as the firm states it."""
    return (FactValue(Decimal(value), Source.SELF_STATED, year=year),)


BOTH = {"production-data-control": "command-centre", "cloud-edge-network": "not-networked"}


def test_two_answers_speak_only_when_both_are_given(catalogue: Catalogue) -> None:
    known = rules_of(catalogue, "zj-ladder")
    assert found_in(known, BOTH, {}) == ["collected-but-not-networked"]
    for item, option in BOTH.items():
        assert found_in(known, {item: option}, {}) == []
    assert found_in(known, {**BOTH, "cloud-edge-network": "assisted-collection"}, {}) == []
    assert found_in(known, {**BOTH, "production-data-control": "networked-visualised"}, {}) == []


def test_an_answer_and_a_fact_speak_only_when_the_fact_is_known(catalogue: Catalogue) -> None:
    known = rules_of(catalogue, "zj-ladder")
    answers = {"new-it-application": "one-scene"}
    assert found_in(known, answers, {}) == []
    assert found_in(known, answers, {"scenes_built": stated("0")}) == ["scene-without-scenes"]
    assert found_in(known, answers, {"scenes_built": stated("1")}) == []


def test_a_share_of_the_answers_needs_enough_of_them(catalogue: Catalogue) -> None:
    known = rules_of(catalogue, "zj-ladder")
    facts = {"digital_spend": stated("0", LAST_YEAR)}
    items = [item for item in known.compiled.asked(ProductionType.DISCRETE) if item.type == "single"]
    high = {item.id: choices(item, ProductionType.DISCRETE)[-1].id for item in items}
    assert "high-answers-without-digital-spend" in found_in(known, high, facts)
    few = dict(list(high.items())[:20])
    assert "high-answers-without-digital-spend" not in found_in(known, few, facts)
    # What was spent in another year says nothing about the last one.
    assert "high-answers-without-digital-spend" not in found_in(
        known, high, {"digital_spend": stated("0", LAST_YEAR - 1)}
    )


@pytest.mark.parametrize("name", ["zj-ladder", "sme-digital"])
@pytest.mark.parametrize("production", list(ProductionType))
def test_whoever_is_exactly_at_a_rung_contradicts_nothing(
    name: str, production: ProductionType, catalogue: Catalogue
) -> None:
    known = rules_of(catalogue, name)
    compiled = known.compiled
    for rank in range(len(compiled.rank)):
        enough = {item.id: compiled.enough(item, production, rank) for item in compiled.asked(production)}
        answers = {item: Answer((option,)) for item, option in enough.items() if option is not None}
        profile = Profile("330109", "3484", production)
        assert contradictions(known, profile, {}, answers, DAY) == []


def test_every_rule_can_speak(catalogue: Catalogue) -> None:
    for name in catalogue.contradictions:
        known = rules_of(catalogue, name)
        asked = {item.id for item in known.compiled.answered}
        for tests in known.tests.values():
            meant = {test.item for test, options in tests.items() if options}
            assert meant
        assert all(test.item in asked for rule in known.rules for test in rule.tests)
        assert len(known.rules) >= (20 if name == "zj-ladder" else 10)


def test_the_words_of_a_rule_name_its_own_items(catalogue: Catalogue) -> None:
    known = rules_of(catalogue, "zj-ladder")
    refs = {item.id: item.ref for item in known.compiled.answered}
    for rule in known.rules:
        named = set(re.findall(r"第 ([0-9.]+) 题", zh(rule.text)))
        assert named <= {refs[test.item] for test in rule.tests}, rule.id


def test_the_words_are_neutral(catalogue: Catalogue) -> None:
    checks = catalogue.integrity_checks
    assert checks is not None
    said = str(checks.model_dump()) + str([one.model_dump() for one in catalogue.contradictions.values()])
    assert not re.search("造假|作弊|可疑|虚报|舞弊|不实|嫌疑|欺", said)


def test_a_part_beyond_its_whole_is_told_for_the_year_it_is_about(catalogue: Catalogue) -> None:
    facts = {"rd_staff": stated("12", LAST_YEAR), "employees": stated("10", LAST_YEAR)}
    (found,) = parts_beyond(catalogue.register, facts, DAY)
    assert (found.part.id, found.whole.id) == ("rd_staff", "employees")
    assert parts_beyond(catalogue.register, {**facts, "rd_staff": stated("10", LAST_YEAR)}, DAY) == []
    other = {**facts, "employees": stated("10", LAST_YEAR - 1)}
    assert parts_beyond(catalogue.register, other, DAY) == []
