"""The engine against the deliberately naive evaluator of tests/reference."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st

from assessments.catalogue import Catalogue
from assessments.schema.common import Purpose, Status
from assessments.schema.metric import DerivedFact
from assessments.schema.questionnaire import Questionnaire
from assessments.unitfile import rate_list
from tests.assessments.conftest import LoadTiny
from tests.reference.agreement import disagreements, gates_of, missed
from tests.reference.cases import Case, cases_in
from tests.reference.coverage import approximate
from tests.reference.door import purposes_of, rate_entry, world_of
from tests.reference.figures import Figure, order
from tests.reference.figures import metric as metric_of
from tests.reference.firms import firm
from tests.reference.instruments import (
    catalogue_of,
    catalogues,
    derived_fact,
    gate,
    industries,
    instrument,
    option,
)
from tests.reference.pieces import AMOUNTS, AS_OF, CITED, FACTS, LEVELS, MONEY, ORDER, SIZES, words
from tests.reference.random_rules import formulas, metric, roots
from tests.reference.random_units import stated, units

TINY = Path(__file__).parent.parent / "tiny"
FEATURES = sorted(path.parent.name for path in TINY.glob("*/expected.yaml"))


# --- tiny catalogues, one feature each --------------------------------------------------------------------


def test_there_are_features_with_cases() -> None:
    assert FEATURES


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_decides_as_its_cases_expect(feature: str, tiny: LoadTiny) -> None:
    wrong = {}
    for case, result, outcome in rated(publish(tiny(feature)), feature):
        wrong[case.name] = result["errors"] + missed(result, case.expect) + disagreements(result, outcome)
    assert {name: faults for name, faults in wrong.items() if faults} == {}


def rated(catalogue: Catalogue, feature: str) -> Iterator[tuple[Case, dict[str, Any], Any]]:
    """Each case of a feature with what the engine and what the reference says."""
    for case in cases_in(TINY / feature / "expected.yaml", catalogue):
        asked = (case.questionnaire, case.as_of)
        (result,) = rate_list([case.unit], catalogue, *asked, case.purpose)
        yield case, result, rate_entry(catalogue, case.questionnaire, case.unit, case.as_of, case.purpose)


def publish(catalogue: Catalogue) -> Catalogue:
    """The same with its drafts published, since a draft rates nobody, and with industries to name."""
    versions = {
        key: version.model_copy(update={"status": Status.PUBLISHED})
        for key, version in catalogue.questionnaires.items()
    }
    return replace(catalogue, questionnaires=versions, industries=catalogue.industries or industries())


# --- random instruments -----------------------------------------------------------------------------------

PURPOSES = st.sampled_from((Purpose.RECOGNITION, Purpose.REVIEW))


# Shrinking a whole instrument takes minutes; what a failure prints is enough to find its gate.
RANDOM = settings(
    max_examples=30,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@RANDOM
@given(st.data())
def test_random_units_are_rated_alike(data: st.DataObject) -> None:
    catalogue = data.draw(catalogues())
    for _ in range(3):
        unit, purpose = data.draw(units(catalogue.questionnaires["little@1"])), data.draw(PURPOSES)
        result = decided(catalogue, unit, purpose)
        assert result["errors"] == []
        assert disagreements(result, rate_entry(catalogue, "little@1", unit, AS_OF, purpose)) == []


def decided(catalogue: Catalogue, unit: dict[str, Any], purpose: Purpose | None = None) -> dict[str, Any]:
    """What the engine says about one unit under the random instrument."""
    (result,) = rate_list([{"id": "unit", **unit}], catalogue, "little@1", AS_OF, purpose)
    return result


@RANDOM
@given(st.data())
def test_a_fact_that_was_missing_settles_and_never_unsettles(data: st.DataObject) -> None:
    catalogue = data.draw(catalogues())
    unit, purpose = data.draw(units(catalogue.questionnaires["little@1"])), data.draw(PURPOSES)
    missing = data.draw(st.sampled_from(sorted(FACTS)))
    before = {**unit, "facts": {name: rows for name, rows in unit["facts"].items() if name != missing}}
    after = {**unit, "facts": {**before["facts"], missing: data.draw(stated(missing))}}
    settled = gates_of(decided(catalogue, before, purpose))
    known = gates_of(decided(catalogue, after, purpose))
    assert {gate: known[gate] for gate, verdict in settled.items() if verdict != "undecided"} == {
        gate: verdict for gate, verdict in settled.items() if verdict != "undecided"
    }


# --- single rules that random instruments leave out -------------------------------------------------------

SCENE = {
    "id": "item-1",
    "ref": "1",
    "sub_domain": "sub-one",
    **{key: words("文字") for key in ("name", "question", "help", "evidence")},
    **CITED,
}

BANDS = [
    option(0, "5", "gold", when={"fact": "revenue", "comparator": "at_least", "value": "100"}),
    option(1, "0", "none"),
]


def test_a_derived_item_counts_for_its_production_type_only() -> None:
    item = {**SCENE, "type": "derived", "production": "process", "options": BANDS}
    check([item], {"score": "total", "comparator": "at_least", "value": "5"}, {"revenue": 100})


@pytest.mark.parametrize("staff", [None, 1, 20, 300])
@pytest.mark.parametrize("revenue", [None, 1, 20, 300])
@pytest.mark.parametrize("sizes", [["small", "micro"], ["large", "small"], ["large", "micro"], list(SIZES)])
def test_a_derived_fact_that_is_one_of_several_whichever_it_is(
    sizes: list[str], revenue: int | None, staff: int | None
) -> None:
    stated = {"staff": staff, "revenue": revenue}
    facts = {name: value for name, value in stated.items() if value is not None}
    check([], {"fact": "size", "comparator": "one_of", "value": sizes}, facts)


def test_who_may_state_what_a_derived_fact_follows_from() -> None:
    facts = {
        "staff": {"value": 300, "source": "self_stated"},
        "revenue": {"value": 300, "source": "verified"},
    }
    check([], {"fact": "size", "comparator": "is", "value": "large"}, facts, accepts=["verified"])


def check(items: list[Any], when: Any, facts: dict[str, Any], **more: Any) -> None:
    """One gate over these items, decided alike."""
    size = {"size": size_of(300, 20)}
    version = instrument(items, [gate("gate-0", when, **more)], {level: ["gate-0"] for level in LEVELS})
    catalogue = catalogue_of(version, {}, size)
    unit = {"profile": PROFILE, "facts": facts}
    assert disagreements(decided(catalogue, unit), rate_entry(catalogue, "little@1", unit, AS_OF)) == []


def size_of(*bounds: int) -> DerivedFact:
    """A size by staff and revenue, as size classes are."""
    whens = [
        {
            "all_of": [
                {"fact": name, "comparator": "at_least", "value": str(bound)} for name in ("staff", "revenue")
            ]
        }
        for bound in bounds
    ]
    return derived_fact([*whens, None])


# --- metrics to the last place ----------------------------------------------------------------------------

STEP = Fraction(1, 10_000)
"""Bounds have at most four decimals."""

LARGEST_BOUND = 10**12

AMOUNTS_OF_A_YEAR = st.one_of(
    st.integers(-(10**12), 10**12), st.integers(1, 10**12), st.sampled_from(AMOUNTS)
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(formula=st.one_of(formulas(), roots()), data=st.data())
def test_a_metric_stands_exactly_where_it_stands(formula: Any, data: st.DataObject) -> None:
    facts = {
        name: [{"value": data.draw(AMOUNTS_OF_A_YEAR), "year": year} for year in range(2020, 2026)]
        for name in MONEY
    }
    unit = {"profile": PROFILE, "facts": facts}
    catalogue = catalogue_of(instrument([], [], {}), {"metric-0": metric("metric-0", formula)}, {})
    figure = metric_of(world_of(catalogue, "little@1", unit, AS_OF), "metric-0", AS_OF.year - 1)
    if figure is None or abs(approximate(figure)) > LARGEST_BOUND:
        reject()
    asking = replace(catalogue, questionnaires={"little@1": asks(bounds_near(figure))})
    assert gates_of(decided(asking, unit)) == rate_entry(asking, "little@1", unit, AS_OF).gates


PROFILE = {"county": "330102", "industry": "3411", "production_type": "discrete"}


def bounds_near(figure: Figure) -> list[Fraction]:
    """The bound of four decimals at or just below a figure, and the ones on either side of it."""
    bound = Fraction(round(approximate(figure) / float(STEP))) * STEP
    while order(figure, bound) < 0:
        bound -= STEP
    while order(figure, bound + STEP) >= 0:
        bound += STEP
    return [bound - STEP, bound, bound + STEP]


def asks(bounds: list[Fraction]) -> Questionnaire:
    """An instrument that compares the metric with each bound in every way."""
    comparisons = [
        {"metric": "metric-0", "comparator": comparator, "value": f"{Decimal(int(bound / STEP)) / 10_000:f}"}
        for bound in bounds
        for comparator in ORDER
    ]
    gates = [gate(f"gate-{number}", comparison) for number, comparison in enumerate(comparisons)]
    return instrument([], gates, {level: ["gate-0"] for level in LEVELS})


# --- the instruments that ship ----------------------------------------------------------------------------

FIRMS = 5
"""Random firms per version and purpose."""

DAYS = (date(2025, 12, 31), date(2026, 6, 30))


def test_instruments_that_ship_rate_firms_near_their_bounds_alike(catalogue: Catalogue) -> None:
    chance, wrong = Random(4), {}
    for version in catalogue.questionnaires.values():
        for purpose in purposes_of(version) if version.status is Status.PUBLISHED else ():
            as_of = chance.choice(DAYS)
            firms = [firm(chance, catalogue, version, as_of, number) for number in range(FIRMS)]
            results = rate_list(firms, catalogue, version.key, as_of, Purpose(purpose))
            for unit, result in zip(firms, results, strict=True):
                outcome = rate_entry(catalogue, version.key, unit, as_of, purpose)
                wrong[version.key, purpose, unit["id"]] = result["errors"] + disagreements(result, outcome)
    assert {place: faults for place, faults in wrong.items() if faults} == {}
