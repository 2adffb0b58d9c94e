"""The register of targets as a visitor reads it."""

import html
import re
from typing import TYPE_CHECKING

import pytest

from assessments.loader import Catalogue
from tests.conftest import StandingClock

if TYPE_CHECKING:
    from starlette.testclient import TestClient


def read(client: "TestClient", query: str = "") -> str:
    answer = client.get(f"/targets{query}")
    assert answer.status_code == 200
    return answer.text


def words(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", page)))


def rows(page: str) -> list[str]:
    return re.findall(r'<tr id="([^"]+)"', page)


def row(page: str, name: str) -> str:
    """The words of one target, with the line below it."""
    found = re.search(rf'<tr id="{name}">.*?(?=<tr id=|</tbody>)', page, re.DOTALL)
    assert found is not None, name
    return words(found.group())


def test_every_target_is_on_the_page_once(client: "TestClient", catalogue: Catalogue) -> None:
    found = rows(read(client))
    assert sorted(found) == sorted(catalogue.targets)


def test_a_target_tells_print_clause_base_and_measure(client: "TestClient") -> None:
    page = read(client)
    told = row(page, "zj-415x-future-factories")
    for expected in (
        "原文：建设未来工厂120家以上",
        "120 家以上",
        "2027年12月31日",
        "取规划期末",
        "二（五）18",
        "浙江省未来工厂",
    ):
        assert expected in told
    assert 'href="/method/policies/zj-415x#18"' in page
    assert "责任单位 省科技厅" in row(page, "chains-basic-research")
    told = row(page, "strong20-gdp-share")
    assert "基期：2018年 34.6%" in told
    assert "最近公布" not in told
    assert "最近公布：2023：86,400 亿元" in row(page, "zj-415x-cluster-revenue")
    assert "统计范围 规上工业" in row(page, "base22-rd-share")


def test_lineage_and_what_must_not_be_put_together(client: "TestClient") -> None:
    page = read(client)
    newest = row(page, "zj-415x-rd-share")
    assert re.search(r"沿革：2.5%以上（2025年）.*→ 3.4%（2025年）", newest)
    assert "统计范围不同" in newest
    assert "沿革" not in row(page, "base22-rd-share")
    assert "价格口径不同" in row(page, "strong20-tax-per-mu")
    assert "先后不明" in row(page, "chains-world-class-clusters")
    assert "是同一件事，不重复计算" in row(page, "zj-415x-core-areas-again")


def test_the_final_value_is_shown_with_its_source(client: "TestClient") -> None:
    told = row(read(client), "zj-415x-above-scale-digital")
    assert "已完成" in told
    assert "终值：2024：100%（中国电子报" in told
    assert "达到目标值" in told
    assert "自评填报率是另一个数" in told


def test_states_follow_the_day(client: "TestClient", clock: StandingClock) -> None:
    clock.set(2025, 12, 31, 23, 59)
    assert "在期" in row(read(client), "base22-leading-firms")
    clock.set(2026, 1, 1, 0, 0)
    assert "到期待评" in row(read(client), "base22-leading-firms")
    clock.set(2022, 12, 1)
    page = read(client)
    assert "zj-415x-rd-share" not in rows(page)
    assert "被替代" not in row(page, "base22-gdp-share")


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("?document=zj-industry-chains", 32),
        ("?state=done", 1),
        ("?topic=provider", 2),
        ("?topic=chain&document=zj-industry-chains", 18),
        ("?measured=facts", 6),
        ("?document=zj-strong-manufacturing-2020&state=superseded", 6),
        ("?document=zj-strong-manufacturing-2020&state=superseded&measured=facts", 3),
        ("?state=done&measured=facts", 0),
    ],
)
def test_the_address_filters(client: "TestClient", query: str, number: int) -> None:
    page = read(client, query)
    assert len(rows(page)) == number
    assert f"显示 {number} 条，共 229 条" in words(page)
    assert ("没有符合这些条件的目标" in page) is (number == 0)


def test_counts_by_state_lead_to_their_targets(client: "TestClient") -> None:
    page = read(client, "?document=zj-415x")
    links = re.findall(r'<a class="state-count [^"]+" href="([^"]+)"[^>]*><strong>(\d+)</strong>', page)
    assert sum(int(number) for _, number in links) == 103
    for href, number in links:
        assert len(rows(read(client, html.unescape(href).removeprefix("/targets")))) == int(number)


@pytest.mark.parametrize(
    "query", ["?document=nothing", "?state=x", "?topic=x", "?measured=%3Cb%3E", "?other=1"]
)
def test_a_choice_that_means_nothing_shows_everything(client: "TestClient", query: str) -> None:
    assert len(rows(read(client, query))) == 229
