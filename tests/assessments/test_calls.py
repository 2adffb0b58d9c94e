"""The calls that ship, read back against the published conditions of 2022, 2023 and 2025."""

from datetime import date
from decimal import Decimal

import pytest

from assessments.loader import Catalogue
from assessments.schema.condition import AllOf, AnyOf, Compare, Condition, Gate, Holds, InGroup, Not

MILLION = 1_000_000


def gates_of(catalogue: Catalogue, year: str, level: str) -> dict[str, Gate]:
    """The gates of a rung by id."""
    call = catalogue.calls[f"zj-ladder-call@{year}"]
    by_id = {gate.id: gate for gate in call.gates}
    return {name: by_id[name] for name in call.rungs[level]}


def compare(when: Condition, fact: str) -> Compare:
    """A leaf that compares this fact, made sure of."""
    assert isinstance(when, Compare)
    assert when.fact == fact
    return when


@pytest.mark.parametrize(
    ("year", "level", "group", "lower", "general", "years"),
    [
        ("2022", "dw", "mountain26", 15, 20, 3),
        ("2022", "sf", "mountain26", 30, 40, 3),
        ("2022", "ff", "mountain26", 60, 80, 3),
        ("2023", "dw", "mountain26", None, 20, 3),
        ("2025", "dw", "mountain-island-with-former", 15, 20, 5),
        ("2025", "sf", "mountain-island-with-former", 30, 40, 5),
    ],
)
def test_investment_thresholds(
    catalogue: Catalogue, *, year: str, level: str, group: str, lower: int | None, general: int, years: int
) -> None:
    when = gates_of(catalogue, year, level)[f"{level}-investment"].when
    assert isinstance(when, AnyOf)
    mountain, everywhere = when.any_of
    assert isinstance(mountain, AllOf)
    assert mountain.all_of[0] == InGroup(county_in=group)
    low, high = compare(mountain.all_of[1], "investment"), compare(everywhere, "investment")
    assert low.value == ("unknown" if lower is None else lower * MILLION)
    assert high.value == general * MILLION
    for leaf in (low, high):
        assert leaf.window is not None
        assert (leaf.window.years, leaf.window.before, leaf.comparator) == (years, "project_done", "at_least")


@pytest.mark.parametrize(
    ("year", "gate"),
    [
        ("2023", "sf-investment"),
        ("2023", "ff-investment"),
        ("2023", "ff-built"),
        ("2025", "ff-investment"),
        ("2025", "ff-built"),
    ],
)
def test_figures_nobody_could_read_are_unknown(catalogue: Catalogue, year: str, gate: str) -> None:
    when = gates_of(catalogue, year, gate.partition("-")[0])[gate].when
    assert isinstance(when, Compare)
    assert when.value == "unknown"


@pytest.mark.parametrize(
    ("year", "level", "strict", "lenient", "end"),
    [
        ("2022", "dw", "2021-01-01", "2020-01-01", "2023-12-31"),
        ("2022", "sf", "2021-01-01", "2020-01-01", "2023-12-31"),
        ("2022", "ff", "2022-01-01", "2021-01-01", "2023-06-30"),
        ("2023", "dw", "2022-01-01", "2021-01-01", "2024-10-31"),
        ("2023", "sf", "2022-01-01", "2021-01-01", "2024-10-31"),
        ("2025", "dw", "2024-01-01", "2023-01-01", "2026-10-31"),
        ("2025", "sf", "2024-01-01", "2023-01-01", "2026-10-31"),
    ],
)
def test_built_after_and_done_by(
    catalogue: Catalogue, *, year: str, level: str, strict: str, lenient: str, end: str
) -> None:
    gate = next(gate for name, gate in gates_of(catalogue, year, level).items() if name.endswith("-built"))
    assert isinstance(gate.when, AllOf)
    after, by = (compare(part, "project_done") for part in gate.when.all_of)
    assert (after.comparator, after.value, after.lenient_value) == ("at_least", strict, lenient)
    assert (by.comparator, by.value) == ("at_most", end)
    assert gate.in_principle


@pytest.mark.parametrize(
    ("year", "grades"),
    [
        ("2022", {"dw": None, "sf": None, "ff": None}),
        ("2023", {"dw": "合格", "sf": "合格", "ff": "良好"}),
        ("2025", {"dw": "良好", "sf": "良好", "ff": "良好"}),
    ],
)
def test_credit_grades(catalogue: Catalogue, year: str, grades: dict[str, str | None]) -> None:
    assert values_of(catalogue, year, "credit_grade") == grades


@pytest.mark.parametrize(
    ("year", "levels"),
    [
        ("2022", {"dw": None, "sf": None, "ff": None}),
        ("2023", {"dw": None, "sf": None, "ff": None}),
        ("2025", {"dw": Decimal("2.0"), "sf": Decimal("2.0"), "ff": Decimal("3.0")}),
    ],
)
def test_digital_levels(catalogue: Catalogue, year: str, levels: dict[str, Decimal | None]) -> None:
    assert values_of(catalogue, year, "zj_digital_level") == levels


def values_of(catalogue: Catalogue, year: str, fact: str) -> dict[str, object]:
    """The threshold of one fact per rung; None where no gate asks for it."""
    found: dict[str, object] = {}
    for level in ("dw", "sf", "ff"):
        leaves = [gate.when for gate in gates_of(catalogue, year, level).values()]
        mine = [leaf for leaf in leaves if isinstance(leaf, Compare) and leaf.fact == fact]
        assert all(leaf.comparator == "at_least" for leaf in mine)
        found[level] = mine[0].value if mine else None
    return found


@pytest.mark.parametrize("year", ["2022", "2023", "2025"])
@pytest.mark.parametrize("level", ["dw", "sf", "ff"])
def test_a_firm_does_not_vouch_for_its_own_record(catalogue: Catalogue, year: str, level: str) -> None:
    gate = gates_of(catalogue, year, level)["no-violation"]
    assert compare(gate.when, "violation_free_years").value == 2
    assert gate.accepts == ("verified", "official_platform", "imported")


def test_who_is_excluded_in_2022(catalogue: Catalogue) -> None:
    def barred(level: str) -> list[tuple[tuple[str, ...], int | None]]:
        whens = [gate.when for gate in gates_of(catalogue, "2022", level).values()]
        holds = [when.negated for when in whens if isinstance(when, Not)]
        return [(hold.holds, hold.within_years) for hold in holds if isinstance(hold, Holds)]

    below = [(("zj-smart-factory", "zj-digital-workshop"), 3), (("zj-cultivation-library",), None)]
    assert barred("dw") == barred("sf") == below
    assert barred("ff") == [(("zj-future-factory", "zj-future-factory-pilot"), None)]


def test_who_may_apply(catalogue: Catalogue) -> None:
    who = {year: gates_of(catalogue, year, "dw") for year in ("2022", "2023", "2025")}
    assert compare(who["2022"]["legal-person"].when, "entity_type").value == "legal_person"
    assert compare(who["2022"]["industrial-enterprise"].when, "industrial_enterprise").value == "yes"
    assert compare(who["2022"]["registered-in-zhejiang"].when, "registered_in_zhejiang").value == "yes"
    assert compare(who["2023"]["applicant"].when, "entity_type").value == ("legal_person", "branch")
    last = compare(who["2025"]["applicant"].when, "entity_type")
    assert (last.value, last.lenient_value) == (("legal_person",), ("legal_person", "branch"))


@pytest.mark.parametrize(
    ("day", "version", "in_force"),
    [
        ("2022-06-30", "2022", True),
        ("2023-02-01", "2022", False),
        ("2023-06-30", "2023", True),
        ("2024-06-30", "2023", False),
        ("2025-06-30", "2025", True),
        ("2026-11-21", "2025", False),
    ],
)
def test_call_of_a_day(catalogue: Catalogue, day: str, version: str, in_force: bool) -> None:
    found = catalogue.call_for("zj-ladder", date.fromisoformat(day))
    assert found is not None
    assert (found.call.version, found.in_force) == (version, in_force)


def test_every_gate_cites_its_own_call(catalogue: Catalogue) -> None:
    for call in catalogue.calls.values():
        for gate in call.gates:
            policy, clause = catalogue.clause(gate.citation)
            assert policy.id == call.policy
            assert gate.provenance == clause.provenance == "official"
