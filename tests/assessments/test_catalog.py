"""The catalogue that ships: every file is a case, and what it holds is what the sources say."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assessments.checks import find_problems
from assessments.loader import CATALOG, Catalogue
from assessments.lock import read_lock
from assessments.schema.common import Status, zh
from assessments.schema.ladder import Call
from assessments.schema.questionnaire import Questionnaire
from assessments.yaml_text import parse

FILES = sorted(path for path in CATALOG.rglob("*") if path.is_file())
YAML_FILES = [path for path in FILES if path.suffix == ".yaml"]


def relative(path: Path) -> str:
    """A file's name inside the catalogue, as a test id."""
    return path.relative_to(CATALOG).as_posix()


def texts(value: Any) -> list[dict[str, str]]:
    """All texts by language inside parsed YAML."""
    if isinstance(value, dict):
        inner = [text for part in value.values() for text in texts(part)]
        return [value, *inner] if "zh-CN" in value else inner
    return [text for part in value for text in texts(part)] if isinstance(value, list) else []


# --- files ------------------------------------------------------------------------------------------------


def test_there_are_files() -> None:
    assert {path.relative_to(CATALOG).parts[0] for path in FILES} == {
        "actions",
        "calls",
        "capabilities.yaml",
        "efforts.yaml",
        "facts",
        "incentives.yaml",
        "industries",
        "integrity",
        "ladders",
        "policies",
        "published.lock",
        "questionnaires",
        "regions",
        "reviews",
        "scenes.yaml",
        "targets",
    }


def test_it_has_no_problem() -> None:
    assert find_problems(CATALOG) == []


@pytest.mark.parametrize("path", YAML_FILES, ids=relative)
def test_every_file_speaks_chinese_without_loose_ends(path: Path) -> None:
    found = texts(parse(path.read_bytes()))
    for text in found:
        words = text["zh-CN"]
        assert any("\u4e00" <= letter <= "\u9fff" for letter in words), words
        assert not any(mark in words for mark in ("TODO", "FIXME", "TBD", "??", "xxx")), words
        assert not words.endswith(("，", "、", "：", "；")), words
        assert words.count("（") == words.count("）"), words
        assert words.count("“") == words.count("”"), words


def test_published_versions_are_locked(catalogue: Catalogue) -> None:
    versions: list[Questionnaire | Call] = [*catalogue.questionnaires.values(), *catalogue.calls.values()]
    figures = {f"metric:{name}" for name in catalogue.metrics}
    figures |= {f"derived:{name}" for name in catalogue.derived_facts}
    published = {version.key for version in versions if version.status is Status.PUBLISHED}
    assert published <= set(read_lock(CATALOG)) <= published | figures


# --- ladder, facts, policies, targets, regions ------------------------------------------------------------


def test_the_ladder(catalogue: Catalogue) -> None:
    ladder = catalogue.ladders["zj-ladder"]
    assert ladder.level_ids == ("none", "dw", "sf", "ff")
    assert [zh(level.name) for level in ladder.levels] == ["数字化车间", "智能工厂", "未来工厂"]
    assert [zh(level.subject) for level in ladder.levels] == ["车间或项目", "工厂", "企业"]
    assert zh(ladder.below) == "起步"


def test_facts(catalogue: Catalogue) -> None:
    facts = catalogue.facts
    assert len(facts) == 67
    assert Counter(fact.kind for fact in facts.values()) == {
        "money": 9,
        "count": 15,
        "number": 9,
        "level": 2,
        "choice": 28,
        "set": 1,
        "ledger": 1,
        "date": 2,
    }
    assert [choice.id for choice in facts["credit_grade"].choices] == ["不合格", "合格", "良好", "优秀"]
    assert [choice.id for choice in facts["links_covered"].choices] == [
        "工厂建设",
        "研发设计",
        "生产作业",
        "生产管理",
        "运营管理",
    ]
    assert facts["zj_digital_level"].decimals == 1
    assert facts["net_profit"].minimum is None


def test_policies(catalogue: Catalogue) -> None:
    printed = {
        policy.id: (policy.number, str(policy.date), policy.provenance)
        for policy in catalogue.policies.values()
    }
    assert printed == {
        "cn-smart-factory-2025": ("工信厅联通装函〔2025〕251号", "unknown", "corroborated"),
        "cn-smart-scenes-2025": ("unknown", "unknown", "corroborated"),
        "gbt-39116-2020": ("GB/T 39116—2020", "2020-10-11", "official"),
        "gbt-39117-2020": ("GB/T 39117—2020", "unknown", "transcript"),
        "gbt-4754-2017": ("GB/T 4754—2017", "unknown", "transcript"),
        "industry-above-scale": ("unknown", "unknown", "corroborated"),
        "little-giant-review-2026": ("工信厅企业函〔2026〕117号", "unknown", "transcript"),
        "ningbo-smart-factory-2025": ("unknown", "2025-05-06", "official"),
        "single-champion-2023": ("工信部政法〔2023〕138号", "unknown", "corroborated"),
        "size-classes-2017": ("国统字〔2017〕213号", "unknown", "corroborated"),
        "sme-digital-index-2024": ("工信厅企业〔2024〕56号", "2024-09-04", "corroborated"),
        "sme-gradient-2022": ("工信部企业〔2022〕63号", "unknown", "corroborated"),
        "sme-gradient-2026": ("工信部企业〔2026〕2号", "unknown", "corroborated"),
        "srdi-evaluation-2024": ("工信厅企业〔2024〕75号", "unknown", "corroborated"),
        "tech-sme-2017": ("国科发政〔2017〕115号", "unknown", "corroborated"),
        "zj-415x": ("浙政发〔2023〕4号", "2023-01-17", "official"),
        "zj-champion-2025": ("浙经信大企〔2025〕179号", "unknown", "transcript"),
        "zj-digital-level-standard": ("unknown", "unknown", "official"),
        "zj-ff-call-2022": ("unknown", "unknown", "official"),
        "zj-ff-call-2023": ("unknown", "unknown", "official"),
        "zj-ff-call-2025": ("浙经信产数〔2025〕174号", "unknown", "official"),
        "zj-ff-grading": ("unknown", "unknown", "transcript"),
        "zj-ff-guide-2025": ("unknown", "unknown", "transcript"),
        "zj-ff-pilot-2020": ("unknown", "unknown", "official"),
        "zj-hidden-champion-2025": ("浙经信企业〔2025〕233号", "unknown", "transcript"),
        "zj-hidden-champion-2026": ("unknown", "2026-03-26", "transcript"),
        "zj-industry-chains": ("unknown", "unknown", "recalled"),
        "zj-manufacturing-base-2022": ("unknown", "2022-08-30", "official"),
        "zj-strong-manufacturing-2020": ("unknown", "2020-03-13", "corroborated"),
        "zj-tech-sme-2016": ("浙科发高〔2016〕88号", "unknown", "transcript"),
    }


def test_targets_that_county_pages_count(catalogue: Catalogue) -> None:
    rungs = {"zj-future-factory", "zj-smart-factory", "zj-digital-workshop"}
    found = {
        target.id: (target.value, target.unit, target.recognitions, str(target.horizon), target.citation)
        for target in catalogue.targets.values()
        if rungs.intersection(target.recognitions) and target.policy == "zj-415x"
    }
    assert found == {
        "zj-415x-future-factories": (120, "家", ("zj-future-factory",), "2027-12-31", "zj-415x#18"),
        "zj-415x-smart-factories": (
            1200,
            "家（个）",
            ("zj-smart-factory", "zj-digital-workshop"),
            "2027-12-31",
            "zj-415x#18",
        ),
    }
    assert all(catalogue.targets[name].horizon_from_plan for name in found)


def test_regions(catalogue: Catalogue) -> None:
    regions = catalogue.regions
    assert len(regions.cities) == 11
    assert sum(len(city.counties) for city in regions.cities) == 90
    sizes = {group.id: len(regions.group_members(group.id)) for group in regions.groups}
    assert sizes == {
        "all-counties": 90,
        "mountain26": 26,
        "mountain-island25": 25,
        "mountain-island22": 22,
        "mountain-island-with-former": 28,
        "dual-core": 23,
        "coastal-belt": 0,
        "green-corridor": 24,
        "jinyi-metropolitan": 0,
        "hangzhou-bay": 0,
        "wenzhou-taizhou-coast": 21,
        "central-zhejiang": 0,
        "quzhou-lishui": 15,
    }
    unlisted = {group.id for group in regions.groups if not group.is_known}
    assert unlisted == {name for name, size in sizes.items() if not size}
    left = regions.group_members("mountain26") - regions.group_members("mountain-island25")
    assert {catalogue.county(code).name for code in left} == {"平阳县", "柯城区", "莲都区"}
    came = regions.group_members("mountain-island25") - regions.group_members("mountain26")
    assert {catalogue.county(code).name for code in came} == {"洞头区", "嵊泗县"}
    later = regions.group_members("mountain-island25") - regions.group_members("mountain-island22")
    assert {catalogue.county(code).name for code in later} == {"永嘉县", "苍南县", "江山市"}
    assert len(regions.code_changes) == 13
    for city in regions.cities:
        for county in city.counties:
            longitude, latitude = county.seat
            assert 118 < longitude < 123, county.name
            assert 27 < latitude < 31.3, county.name


def test_denominators_are_only_what_a_source_counts(catalogue: Catalogue) -> None:
    found = {row.region: row for row in catalogue.denominators}
    assert len(found) == len(catalogue.denominators) == 3
    assert (found["330300"].value, found["330300"].as_of) == (107_156, date(2023, 12, 31))
    # The bulletin contradicts itself: what it prints is told and not used.
    assert (found["330122"].value, found["330122"].printed) == ("unknown", "14076")
    assert (found["330000"].value, found["330000"].is_share_base) == (686_400, False)


def test_how_long_titles_stay_valid_is_cited_or_unknown(catalogue: Catalogue) -> None:
    kinds = catalogue.recognition_kinds
    stated = {name: kind.validity_years for name, kind in kinds.items() if kind.validity_years}
    assert stated == {"tech-innovative-sme": 3, "srdi-sme": 3, "little-giant": 3, "single-champion": 3}
    for name in stated:
        assert "有效期 3 年" in zh(catalogue.clause(kinds[name].validity_citation or "")[1].text)
    objects = {name: kind.object for name, kind in kinds.items()}
    assert objects["zj-digital-workshop"] == "project"
    assert objects["zj-smart-factory"] == objects["zj-green-factory"] == "site"
    assert objects["zj-future-factory"] == objects["little-giant"] == "firm"


def test_industries(catalogue: Catalogue) -> None:
    lines = (CATALOG / "industries/gbt4754-2017.csv").read_text("utf-8").splitlines()
    assert len(catalogue.industries) == len(lines) - 1 == 942
    assert Counter(industry.level for industry in catalogue.industries.values()) == {
        1: 4,
        2: 42,
        3: 215,
        4: 681,
    }
    assert catalogue.industries["1713"].parent == "171"
    assert catalogue.industries["65"].section == "I"
    assert {industry.section for industry in catalogue.industries.values()} == {"B", "C", "D", "I"}
