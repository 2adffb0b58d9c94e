"""The register of targets: counted per document, read by hand from the documents, and its states by day."""

import csv
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.schema.series import end_of
from assessments.schema.target import Target
from assessments.target_states import Standing, State, chain_of, meets, standings
from assessments.target_words import (
    BASES,
    COUNTS,
    MEASURES,
    PRICES,
    STATES,
    TOPICS,
    aim_words,
    differences,
    measured_words,
    scope_words,
)

TODAY = date(2026, 11, 21)

PLAN, OPINION, CHAINS, STRONG = (
    "zj-415x",
    "zj-manufacturing-base-2022",
    "zj-industry-chains",
    "zj-strong-manufacturing-2020",
)


def by_id(catalogue: Catalogue, day: date = TODAY) -> Mapping[str, Standing]:
    return {one.target.id: one for one in standings(catalogue, day)}


# --- what the documents print -----------------------------------------------------------------------------


def test_each_document_sets_so_many_targets(catalogue: Catalogue) -> None:
    found = Counter(target.policy for target in catalogue.targets.values())
    assert found == {PLAN: 103, OPINION: 61, CHAINS: 32, STRONG: 33}


READ = list(
    csv.DictReader((Path(__file__).parent / "targets_read_by_hand.csv").read_text("utf-8").splitlines())
)
"""Figures read by hand from the documents, not from the catalogue."""


def test_figures_were_read_by_hand() -> None:
    assert len(READ) == 32


@pytest.mark.parametrize(
    "line", READ, ids=lambda line: f"{line['document']}#{line['clause']} {line['indicator']}"
)
def test_a_target_is_what_the_document_prints(catalogue: Catalogue, line: dict[str, str]) -> None:
    citation = f"{line['document']}#{line['clause']}"
    of_clause = [t for t in catalogue.targets.values() if t.citation == citation]
    (target,) = (one for one in of_clause if one.indicator_id == line["indicator"])
    assert target.value == Decimal(line["value"])
    assert (target.comparator.value, target.unit) == (line["comparator"], line["unit"])
    assert (target.comparator_printed, target.value_printed) == (
        line["comparator_printed"],
        line["value_printed"],
    )
    assert target.horizon == date(int(line["year"]), 12, 31)
    assert target.horizon_from_plan is (line["year_printed"] == "no")
    assert (target.basis.value, target.base.value) == (line["basis"], line["base"])


def test_yearly_numbers_are_not_totals(catalogue: Catalogue) -> None:
    yearly = {t.id for t in catalogue.targets.values() if t.period_kind == "yearly"}
    assert {"zj-415x-single-champions", "zj-415x-sector-brains", "base22-mountain-firms"} < yearly
    assert yearly.isdisjoint({"base22-single-champions", "base22-sector-brains", "zj-415x-tech-smes"})
    said = {t.id for t in catalogue.targets.values() if "每年" in t.as_printed}
    assert said - {"zj-415x-listed-projects-share"} <= yearly


def test_every_chain_has_its_output(catalogue: Catalogue) -> None:
    outputs = {t.chain: t.value for t in catalogue.targets.values() if t.indicator_id == "chain-output"}
    assert outputs == {
        "数字安防产业链": 4000,
        "集成电路产业链": 2500,
        "网络通信产业链": 4000,
        "智能计算产业链": 2000,
        "生物医药产业链": 4000,
        "炼化一体化与新材料产业链": 18000,
        "节能与新能源汽车产业链": 10000,
        "智能装备产业链": 5000,
        "智能家居产业链": 5000,
        "现代纺织产业链": 10000,
    }


def test_the_sixteen_key_indicators_have_their_bases(catalogue: Catalogue) -> None:
    annex = {t.citation.rpartition("-")[2]: t for t in catalogue.targets.values() if "#annex-" in t.citation}
    found = {
        int(number): (str(t.baseline.value), t.baseline.year) if t.baseline else None
        for number, t in annex.items()
    }
    assert found == {
        1: ("34.6", 2018),
        2: None,
        3: ("6.38", 2019),
        4: ("22.2", 2019),
        5: ("23.1", 2019),
        6: ("14.0", 2019),
        7: ("6.8", 2019),
        8: ("91", 2018),
        9: ("10.0", 2019),
        10: ("2.44", 2019),
        11: ("91", 2018),
        12: None,
        13: ("17.87", 2019),
        14: ("92.1", 2018),
        15: ("122", 2019),
        16: ("30.5", 2019),
    }
    assert [n for n, t in annex.items() if t.value is None] == ["12"]
    for target in annex.values():
        if target.baseline and target.series:
            (point,) = catalogue.series[target.series].points
            assert (point.value, point.period) == (target.baseline.value, str(target.baseline.year))


def test_the_mountain_counties_are_those_of_the_documents_day(catalogue: Catalogue) -> None:
    grouped = {t.id: t.group for t in catalogue.targets.values() if "山区26县" in t.as_printed}
    assert grouped == {
        "zj-415x-mountain-added-value": "mountain26",
        "base22-mountain-firms": "mountain26",
        "base22-mountain-added-value": "mountain26",
    }


def test_only_one_document_names_who_is_responsible(catalogue: Catalogue) -> None:
    named = [t for t in catalogue.targets.values() if t.responsible]
    assert {t.policy for t in named} == {CHAINS}
    assert next(t.responsible for t in named if t.id == "chains-basic-research") == ("省科技厅",)


# --- how they are counted here ----------------------------------------------------------------------------


def test_full_coverage_of_research_is_counted_by_what_firms_state(catalogue: Catalogue) -> None:
    counted = {t.indicator_id: t.facts for t in catalogue.targets.values() if t.measured == "facts"}
    assert counted == {
        "rd-activity-coverage": ("rd_expense",),
        "rd-institution-coverage": ("rd_institution",),
        "invention-patent-coverage": ("invention_patents",),
    }


def test_no_target_is_filled_from_self_assessments(catalogue: Catalogue) -> None:
    assert not [t.id for t in catalogue.targets.values() if t.measured == "results"]
    digital = catalogue.targets["zj-415x-above-scale-digital"]
    assert digital.measured == "series"
    assert "自评填报率" in zh(digital.note or {})


# --- states -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "day", "state"),
    [
        ("zj-415x-rd-share", "2025-12-31", State.IN_FORCE),
        ("zj-415x-rd-share", "2026-01-01", State.DUE),
        ("strong20-rd-share", "2023-01-16", State.IN_FORCE),
        ("strong20-rd-share", "2023-01-17", State.SUPERSEDED),
        ("base22-rd-share", "2026-11-21", State.DUE),
        ("zj-415x-future-factories", "2026-11-21", State.IN_FORCE),
        ("base22-future-factories", "2026-11-21", State.SUPERSEDED),
        ("zj-415x-above-scale-digital", "2024-12-30", State.IN_FORCE),
        ("zj-415x-above-scale-digital", "2024-12-31", State.DONE),
        ("base22-above-scale-digital", "2026-11-21", State.SUPERSEDED),
        ("chains-communities-2020", "2021-01-01", State.DUE),
        ("chains-communities-2025", "2026-11-21", State.DUE),
    ],
)
def test_the_state_of_a_day(catalogue: Catalogue, target: str, day: str, state: State) -> None:
    assert by_id(catalogue, date.fromisoformat(day))[target].state is state


def test_what_is_not_issued_yet_is_not_there(catalogue: Catalogue) -> None:
    found = {one.target.policy for one in standings(catalogue, date(2022, 8, 29))}
    assert found == {STRONG, CHAINS}  # the date of the plan for chains is not known
    assert {one.target.policy for one in standings(catalogue, date(2022, 8, 30))} == {STRONG, CHAINS, OPINION}
    assert {one.target.policy for one in standings(catalogue, TODAY, OPINION)} == {OPINION}


def test_manufacturing_is_not_replaced_by_industry(catalogue: Catalogue) -> None:
    found = by_id(catalogue)
    assert found["strong20-rd-share"].superseded_by == "zj-415x-rd-share"
    industry = found["base22-rd-share"]
    assert (industry.superseded_by, industry.supersedes) == (None, ())
    assert set(industry.related) == {"strong20-rd-share", "zj-415x-rd-share"}
    assert differences(industry.target, found["zj-415x-rd-share"].target) == ("统计范围",)


def test_prices_of_different_years_are_not_put_together(catalogue: Catalogue) -> None:
    old, new = catalogue.targets["strong20-tax-per-mu"], catalogue.targets["zj-415x-tax-per-mu"]
    assert differences(old, new) == ("价格口径",)
    assert by_id(catalogue)[old.id].superseded_by is None


def test_a_lineage_is_told_from_the_oldest_to_the_newest(catalogue: Catalogue) -> None:
    found = by_id(catalogue)
    expected = [
        "strong20-high-technology-share",
        "base22-high-technology-share",
        "zj-415x-high-technology-share",
    ]
    for name in expected:
        assert [one.target.id for one in chain_of(found[name], found)] == expected
    assert chain_of(found["base22-rd-share"], found) == (found["base22-rd-share"],)
    before = by_id(catalogue, date(2022, 12, 31))
    assert [one.target.id for one in chain_of(before[expected[0]], before)] == expected[:2]


def test_a_restated_target_shares_the_fate_of_the_first(catalogue: Catalogue) -> None:
    restated = {t.id: t.restates for t in catalogue.targets.values() if t.restates}
    assert restated == {
        "zj-415x-core-areas-again": "zj-415x-core-areas",
        "zj-415x-world-class-firms-again": "zj-415x-world-class-firms",
    }
    found = by_id(catalogue)
    assert all(found[again].state is found[str(first)].state for again, first in restated.items())


def test_the_newest_published_value_stands_beside(catalogue: Catalogue) -> None:
    found = by_id(catalogue)
    latest = found["zj-415x-cluster-revenue"].latest
    assert latest is not None
    assert (latest.period, latest.value) == ("2023", 86400)
    champions = found["base22-little-giants"]
    assert champions.latest is not None
    assert champions.latest.value == 1801
    assert champions.final is None, "a value before the horizon is not the final one"


def test_the_final_value_is_the_official_series(catalogue: Catalogue) -> None:
    final = by_id(catalogue)["zj-415x-above-scale-digital"].final
    assert final is not None
    assert (final.value, final.period) == (100, "2024")
    assert "cinic" in final.source
    assert [t.id for t in catalogue.targets.values() if t.final] == [
        "zj-415x-above-scale-digital",
        "base22-above-scale-digital",
    ]


@pytest.mark.parametrize(
    ("target", "value", "verdict"),
    [
        ("zj-415x-rd-share", "3.4", True),
        ("zj-415x-rd-share", "3.39", False),
        ("zj-415x-cluster-revenue", "120000", False),
        ("zj-415x-cluster-revenue", "120000.1", True),
        ("strong20-water-intensity", "20", False),
        ("strong20-water-intensity", "17.87", True),
        ("chains-computing-rank", "3", True),
        ("chains-computing-rank", "4", False),
        ("zj-415x-core-areas", "20", None),
        ("strong20-energy-intensity", "1", None),
    ],
)
def test_whether_a_value_is_what_was_aimed_at(
    catalogue: Catalogue, target: str, value: str, verdict: bool | None
) -> None:
    assert meets(catalogue.targets[target], Decimal(value)) is verdict


@pytest.mark.parametrize(
    ("period", "day"),
    [("2024", date(2024, 12, 31)), ("2024-02", date(2024, 2, 29)), ("2025-05-28", date(2025, 5, 28))],
)
def test_a_period_ends_on_its_last_day(period: str, day: date) -> None:
    assert end_of(period) == day


def test_a_value_counts_once_its_period_is_over(catalogue: Catalogue) -> None:
    last = date(2025, 11, 30)
    for day, value in ((last, 1801), (last - timedelta(days=1), None)):
        latest = by_id(catalogue, day)["base22-little-giants"].latest
        assert (latest.value if latest else None) == value


# --- words ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("zj-415x-future-factories", "120 家以上"),
        ("zj-415x-gdp-share", "1/3左右"),
        ("zj-415x-tech-smes", "36,000 家"),
        ("zj-415x-little-giants", "每年力争 100 家以上"),
        ("base22-digital-core-share", "力争 15%"),
        ("zj-415x-national-zones", "力争全覆盖"),
        ("zj-415x-industrial-land-share", "每年不低于 30%"),
        ("base22-brand-firms", "每年 300 家"),
        ("chains-output", "超过 60,000 亿元"),
        ("chains-computing-rank", "3 位以内"),
        ("strong20-water-intensity", "低于 20 立方米/万元"),
        ("strong20-energy-intensity", "保持国内领先水平"),
        ("base22-park-plot-ratio", "1.5以上"),
    ],
)
def test_an_aim_reads_like_the_print(catalogue: Catalogue, target: str, words: str) -> None:
    assert aim_words(catalogue.targets[target]) == words


def test_every_id_has_a_word(catalogue: Catalogue) -> None:
    for target in catalogue.targets.values():
        assert TOPICS[target.topic]
        assert BASES[target.base]
        assert COUNTS[target.basis]
        assert PRICES[target.price_basis]
        assert MEASURES[target.measured]
        assert aim_words(target)
        assert bool(measured_words(catalogue, target)) is bool(target.measured_by)
    assert set(STATES) == set(State)


def test_a_scope_is_named(catalogue: Catalogue) -> None:
    def named(name: str) -> str:
        return scope_words(catalogue, catalogue.targets[name])

    assert named("zj-415x-rd-share") == "浙江省"
    assert named("base22-mountain-firms").startswith("山区26县")
    assert named("chains-textiles-output") == "现代纺织产业链"
    city = catalogue.targets["zj-415x-rd-share"].model_copy(update={"region": "330100"})
    assert isinstance(city, Target)
    assert scope_words(catalogue, city) == "杭州市"
