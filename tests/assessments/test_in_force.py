"""The rules of a day: which version rates, with which call, and what its standing does to a level."""

from datetime import date
from decimal import Decimal

import pytest

from assessments.catalogue import Catalogue, UnknownName
from assessments.in_force import RuleSet
from assessments.schema.common import ProductionType
from assessments.stated import FactValue, Profile

PROFILE = Profile("330281", "3484", ProductionType.DISCRETE)


def test_the_rules_of_a_day_have_its_version_and_call(catalogue: Catalogue) -> None:
    rules = RuleSet.of(catalogue, "zj-ladder", date(2025, 9, 30))
    assert rules.call is not None
    assert rules.call.call.key == "zj-ladder-call@2025"
    assert [one.gate.id for one in rules.gates] == [one.gate.id for one in rules.call.gates]
    assert next(iter(rules.level_names)) == "none"
    assert rules.level_name("dw") == "数字化车间"
    with pytest.raises(KeyError):
        rules.level_name("moon")


def test_a_name_that_nothing_has_is_told(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownName):
        RuleSet.of(catalogue, "moon", date(2025, 9, 30))


@pytest.mark.parametrize(
    ("name", "day", "certain"),
    [
        ("size-class", date(2026, 6, 1), "small"),
        ("size-class", date(2010, 6, 1), "none"),
        ("size-class@2017", date(2010, 6, 1), "small"),
    ],
)
def test_only_rules_that_apply_or_are_named_make_a_level_certain(
    catalogue: Catalogue, name: str, day: date, certain: str
) -> None:
    rules = RuleSet.of(catalogue, name, day)
    facts = {
        "employees": [FactValue(Decimal(200), year=day.year - 1)],
        "revenue": [FactValue(Decimal(20_000_000), year=day.year - 1)],
    }
    rated = rules.rate_unit(PROFILE, facts, {}, None)
    assert (rated.certain, rated.possible, rated.in_force) == (certain, "small", rules.instrument.in_force)
    assert rules.rate_by_rules(PROFILE, facts, {}, None).certain == "small"
