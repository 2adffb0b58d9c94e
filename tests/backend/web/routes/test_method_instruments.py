"""The method pages of instruments whose level gates decide: complete, dated, with the side of every bound."""

import re
from typing import TYPE_CHECKING

import pytest

from assessments.loader import Catalogue
from assessments.needs import needs_of
from assessments.schema.common import Purpose, zh
from assessments.wording import PURPOSES
from backend.web.views.method_gates import gate_blocks
from backend.web.views.method_instrument import instrument_page
from tests.backend.web.reading import read, words
from tests.conftest import StandingClock

if TYPE_CHECKING:
    from starlette.testclient import TestClient


def rows(page: str) -> list[str]:
    return [words(row).strip() for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL)]


def test_every_version_tells_all_that_decides_in_it(client: "TestClient", catalogue: Catalogue) -> None:
    versions = [one for one in catalogue.questionnaires.values() if one.method != "attainment"]

    assert len(versions) > 12
    for version in versions:
        page = words(read(client, f"/method/{version.id}?version={version.version}"))
        ladder = catalogue.ladders[version.ladder]
        told = [version.title, version.description, *(level.definition for level in ladder.levels)]
        told += [text for gate in version.gates for text in (gate.name, gate.text)]
        told += [catalogue.clause(gate.citation)[1].text for gate in version.gates]
        told += [remark.text for remark in version.remarks]
        told += [catalogue.facts[fact].label for fact in needs_of(catalogue, version)]
        told += [change.text for change in version.changes]
        assert [zh(text) for text in told if zh(text) not in page] == [], version.key


def test_every_item_of_every_instrument_is_on_a_page(client: "TestClient", catalogue: Catalogue) -> None:
    versions = [one for one in catalogue.questionnaires.values() if one.items]

    assert {one.id for one in versions} >= {"sme-digital", "srdi-sme", "innovative-sme", "tech-sme", "cmmm"}
    for version in versions:
        for domain in version.domains:
            address = f"/method/{version.id}/domains/{domain.id}?version={version.version}"
            page = words(read(client, address))
            for item in version.items_of(domain):
                told = [item.name, item.question, item.evidence, *(option.text for option in item.options)]
                assert [zh(text) for text in told if zh(text) not in page] == [], item.id


def test_a_bound_says_on_which_side_it_lies(catalogue: Catalogue) -> None:
    version = catalogue.questionnaire("srdi-sme@2026")
    gates = {gate.id: gate for gate in gate_blocks(catalogue, version)}

    assert gates["focus"].condition.text == "主营业务收入占营业收入的比重：80% 以上（含 80%）"
    assert gates["solvency"].condition.text == "资产负债率：80% 以下（含 80%）"
    assert gates["rd"].condition.parts[0].text.startswith("上年、前年中每一年的研发费用：100 万元以上")


def test_a_condition_says_who_may_vouch_and_for_which_purpose(client: "TestClient") -> None:
    page = read(client, "/method/little-giant?version=2026")
    gate = words(re.search(r'id="gate-quality-review".*?</article>', page, re.DOTALL)[0])  # type: ignore[index]

    assert "专精特新发展评价得分：只认官方平台" in gate
    assert "用于复核" in gate
    assert "当年、上年中任一年的专精特新发展评价得分：60 分以上（含 60 分）" in gate


def test_a_recalled_condition_and_one_in_principle_are_marked(client: "TestClient") -> None:
    recalled = words(read(client, "/method/little-giant?version=2022"))
    in_principle = words(read(client, "/method/zj-hidden-champion?version=2026"))

    assert "基础称号 未经证实，一律待定" in recalled
    assert "不符合时是否例外由主管部门决定" in in_principle


def test_a_derived_item_shows_its_bands_with_points_and_rule(client: "TestClient") -> None:
    page = read(client, "/method/srdi-sme/domains/specialised?version=2022")
    item = re.search(r'id="item-main-share".*?</article>|id="item-[a-z-]+".*?</article>', page, re.DOTALL)
    assert item is not None
    lines = rows(item[0])

    assert "不用作答" in words(item[0])
    assert lines[1].startswith("A 主营业务收入占营业收入的比重在 80% 以上。")
    assert "80% 以上（含 80%）" in lines[1]
    assert lines[1].endswith("5")
    assert "以上都不符合" in lines[-1]


def test_the_provenance_of_a_band_is_shown_where_it_differs(
    client: "TestClient", catalogue: Catalogue
) -> None:
    version = catalogue.questionnaire("tech-sme@2017")
    unsure = [
        (item, option)
        for item in version.items
        for option in item.options
        if option.provenance is not None and option.provenance is not item.provenance
    ]

    assert unsure
    for item, option in unsure:
        domain = next(one for one in version.domains if item in version.items_of(one))
        page = read(client, f"/method/tech-sme/domains/{domain.id}")
        line = next(row for row in rows(page) if zh(option.text) in row)
        assert "未经证实" in line


def test_floors_and_maxima_stand_with_the_parts(client: "TestClient") -> None:
    lines = rows(read(client, "/method/innovative-sme"))
    parts = {line.split()[1]: line for line in lines if re.match(r"\d (创新能力|成长性|专业化)", line)}

    assert re.search(r"40 20 分以上（含 20 分）$", parts["创新能力"])
    assert re.search(r"30 15 分以上（含 15 分）$", parts["成长性"])
    assert any(re.search(r"合计 6 100 60 分以上（含 60 分）$", line) for line in lines)


def test_the_digital_index_has_its_questions_and_scenes(client: "TestClient") -> None:
    overview = read(client, "/method/sme-digital")
    scenes = read(client, "/method/sme-digital/domains/operation")
    domains = ("foundation", "management", "results")
    questions = [read(client, f"/method/sme-digital/domains/{name}") for name in domains]

    assert any("合计 31 100" in line for line in rows(overview))
    assert sum(page.count("<article") for page in questions) == 15
    assert scenes.count("<article") == 16
    assert scenes.count(">约束性场景<") == 10
    assert "分值" not in words(scenes)
    assert "可证梯级" not in words(questions[0])


def test_a_draft_is_marked_and_said_to_rate_nobody(client: "TestClient") -> None:
    assert "草案（只供查看）" in words(read(client, "/method"))
    page = words(read(client, "/method/cmmm"))

    assert "草案（只供查看）" in page
    assert "不用于评价任何企业" in page


def test_the_list_groups_by_family_and_tells_what_applies(client: "TestClient", clock: StandingClock) -> None:
    clock.set(2026, 7, 2)
    page = read(client, "/method")
    headings = re.findall(r'<h2 id="family-\d+">([^<]+)</h2>', page)

    assert headings[:4] == ["浙江梯度", "数字化水平", "国家智能工厂", "专精特新梯度"]
    family = words(page.split(">专精特新梯度<")[1].split("<h2")[0])
    order = [
        family.index(name) for name in ("创新型中小企业评价", "专精特新中小企业认定", "“小巨人”企业认定")
    ]
    assert order == sorted(order)
    assert re.search(r"企业认定和复核（2022） 2022 版 已不适用", family)
    assert re.search(r"企业认定和复核（2026） 2026 版 适用中", family)
    assert "新认定：2023年1月1日起，至2026年3月31日" in family
    assert 'href="/method/little-giant/changes?from=2022&amp;to=2026"' in page


@pytest.mark.parametrize(
    ("day", "version"), [((2026, 3, 31), "2022"), ((2026, 4, 1), "2026"), ((2022, 1, 1), "2022")]
)
def test_without_a_version_the_one_in_force_today_opens(
    client: "TestClient", clock: StandingClock, day: tuple[int, int, int], version: str
) -> None:
    clock.set(*day)

    assert f"{version} 版" in words(read(client, "/method/srdi-sme")).split("依据")[0]


def test_purposes_stand_with_their_days_and_today(catalogue: Catalogue, clock: StandingClock) -> None:
    version = catalogue.questionnaire("little-giant@2022")
    spans = instrument_page(catalogue, version, clock().date()).spans
    told = [(span.purpose, span.start, span.end, span.standing, span.provenance) for span in spans]

    assert ("新认定", "2023年1月1日", "2026年3月31日", "over", "corroborated") in told
    review = [span for span in spans if span.purpose == PURPOSES[Purpose.REVIEW]]
    assert [span.standing for span in review] == ["over", "in_force"]
    assert spans[0].provenance == "recalled"


def test_changes_between_versions_tell_both_sides(client: "TestClient") -> None:
    page = words(read(client, "/method/srdi-sme/changes?from=2022&to=2026"))
    back = words(read(client, "/method/srdi-sme/changes?from=2026&to=2022"))

    assert "判定规则 规则 营业收入不低于 1000 万元 营业收入不低于 1500 万元" in page
    assert "判定规则 规则 营业收入不低于 1500 万元 营业收入不低于 1000 万元" in back
    assert "工信部企业〔2022〕63号" in page
    assert not re.search(r"sme-gradient|annex\d", page)


def test_changes_without_versions_are_those_of_the_last_two(client: "TestClient") -> None:
    assert "2022 版与 2026 版的变化" in words(read(client, "/method/little-giant/changes"))
    assert "2023 版与 2025 版的变化" in words(read(client, "/method/zj-ladder-call/changes"))
    assert "目前只收录一个版本" in words(read(client, "/method/size-class/changes"))


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        ("from=2019&to=2026", 404, "没有“2019”这个版本，现有：2022、2026"),
        ("from=2026&to=2026", 422, "请选两个不同的版本"),
    ],
)
def test_versions_that_cannot_be_compared_are_told(
    client: "TestClient", query: str, status: int, message: str
) -> None:
    answer = client.get(f"/method/srdi-sme/changes?{query}")

    assert answer.status_code == status
    assert message in answer.text


def test_every_metric_and_derived_fact_has_its_formula(client: "TestClient", catalogue: Catalogue) -> None:
    page = read(client, "/method/metrics")
    told = words(page)

    for metric in catalogue.metrics.values():
        assert f'id="metric-{metric.id}"' in page
        assert zh(metric.definition) in told
    for fact in catalogue.derived_facts.values():
        assert zh(fact.definition) in told
    assert "研发费用 ÷ 营业收入 × 100" in told
    assert "本年研发费用 + 上一年研发费用" in told
    assert "((本年营业收入 ÷ 2 年前的营业收入) 的 2 次方根 - 1) × 100" in told
    assert "全职职工人数（年末）：1000 人以上（含 1000 人）" in told


def test_the_register_says_of_every_fact_how_it_is_stated(client: "TestClient", catalogue: Catalogue) -> None:
    page = read(client, "/method/facts")
    lines = {row.split()[0]: row for row in rows(page)}

    for fact in catalogue.facts.values():
        assert f'id="fact-{fact.id}"' in page
        assert zh(fact.definition) in words(page)
    assert "金额（万元）" in lines["营业收入"]
    assert "只认官方平台" in lines["专精特新发展评价得分"]
    assert "专精特新中小企业" in lines["专精特新发展评价得分"]
