"""A visit to the ladders of a unit: all beside each other, one in full, and the way up."""

import html
import re

import pytest

from backend.services import assessing
from backend.services.facts import Period
from tests.backend.crew import Crew
from tests.backend.web.visiting import Visitor


def words(page: str) -> str:
    """The page as a reader sees it: no tags, no runs of blanks."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", page)))


@pytest.fixture
def ladders(crew: Crew) -> str:
    """The address of the comparison, some figures being known: revenue and R&D of 2025."""
    crew.plant.state("revenue", "15000000", Period(2025))
    crew.plant.state("rd_expense", "1200000", Period(2025))
    crew.plant.state("rd_expense", "900000", Period(2024))
    return f"/units/{crew.plant.unit_id}/ladders"


def test_all_ladders_stand_beside_each_other(ladders: str, owner: Visitor) -> None:
    page = owner.get(ladders).text
    for name in ("srdi-sme", "zj-ladder", "sme-digital", "size-class"):
        assert f'href="{ladders}/{name}"' in page
    assert "cmmm" not in page
    assert "不满足 3 近 2 年研发投入" in words(page)


def test_the_day_and_purpose_go_along_to_the_details(ladders: str, owner: Visitor) -> None:
    page = owner.get(f"{ladders}?as_of=2026-03-31&purpose=review").text
    assert f'href="{ladders}/little-giant?as_of=2026-03-31&amp;purpose=review"' in page
    assert "tech-sme" not in page.partition("<main")[2].partition('class="hint">这一天')[0]
    detail = words(owner.get(f"{ladders}/little-giant?as_of=2026-03-31&purpose=review").text)
    assert "2022 版" in detail
    assert "用途 复核" in detail


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("as_of=2026-13-01", "日期应写成 2026-04-01 的形式，且确有这一天。"),
        ("as_of=1066-01-01", "日期应在 2000 年至 2100 年之间。"),
        ("purpose=award", "用途应为新认定、复核或自评，请从列表中选择。"),
    ],
)
def test_a_bad_day_or_purpose_is_told_at_its_field(
    ladders: str, owner: Visitor, query: str, message: str
) -> None:
    for path in (ladders, f"{ladders}/srdi-sme", f"{ladders}/srdi-sme/pathway"):
        answer = owner.get(f"{path}?{query}")
        assert answer.status_code == 422
        assert message in answer.text


def test_the_details_name_operands_year_source_bound_arithmetic_and_clause(
    ladders: str, owner: Visitor
) -> None:
    page = words(owner.get(f"{ladders}/srdi-sme").text)
    assert "营业收入：1,500 万元以上（含 1,500 万元） ——符合 现状： 1,500 万元 （2025年 · 企业填报）" in page
    assert "研发费用：100 万元以上（含 100 万元） ——不符合 现状： 90 万元 （2024年 · 企业填报）" in page
    assert "算式：2025年研发费用 ÷ 2025年营业收入 × 100 120 ÷ 1,500 × 100 = 8%" in page
    assert "算式：2024年研发费用 ÷ 2024年营业收入 × 100 2024年研发费用：90 万元" in page
    assert "2024年营业收入：未填报" in page
    assert "工信部企业〔2026〕2号" in page
    assert "多处转载一致" in page
    assert "企业规模（统计上）：" in page
    assert "此条只凭记忆，只作提示，不影响结论" in page


def test_a_condition_says_which_of_its_operands_belong_together(ladders: str, owner: Visitor) -> None:
    page = owner.get(f"{ladders}/little-giant?version=2022").text
    gate = page.partition('id="gate-innovation"')[2].partition("</tr>")[0].partition('<ul class="operands">')
    nested = gate[1] + gate[2].replace('class="parts"', "")
    assert nested.count("<ul") == nested.count("</ul>")
    outline = " ".join(re.findall(r'<ul class="operands">|</ul>|<span>[^：<]*<strong>[^<]*', nested))
    outline = re.sub(r"<ul[^>]*>", "(", outline.replace("</ul>", ")").replace("<span>", ""))
    assert words(outline).startswith(
        "( 任一条满足即可 ——待定 ( 须都满足 ——不符合 ( 任一条满足即可 ——不符合 ( 须都满足 ——不符合 ("
    )
    assert "只凭记忆，只作提示 ——待定 ( 任一条满足即可 ——待定 (" in words(outline)
    focus = page.partition('id="gate-focus"')[2].partition("</tr>")[0]
    assert 'class="operand-undecided"' in focus
    assert "满足" not in focus.partition("<ul")[2]


def test_bands_show_their_bounds_and_floors_their_points(ladders: str, owner: Visitor) -> None:
    page = words(owner.get(f"{ladders}/innovative-sme?expand=true").text)
    assert "研发费用占营业收入的比重：5% 以上（含 5%）" in page
    assert "创新能力 20 40 40 20 分以上（含 20 分）" in page
    assert "数据不全，以上各档都有可能。" in page


def test_a_version_is_replayed_and_says_so(ladders: str, owner: Visitor) -> None:
    page = words(owner.get(f"{ladders}/srdi-sme?version=2022").text)
    assert "只作参考，不作结论" in page
    assert "尚不符合标准" not in page
    assert "计算日期不在这一版本的适用期内，当日适用 2026 版" in page
    decided = words(owner.get(f"{ladders}/srdi-sme?version=2026&as_of=2026-11-21").text)
    assert "自评：尚不符合标准" in decided
    assert "适用期内" not in decided
    refused = owner.get(f"{ladders}/srdi-sme?version=1999")
    assert refused.status_code == 422
    assert "没有这一版本，可选：2026、2022。" in refused.text


def test_unknown_ladders_and_drafts_do_not_exist(ladders: str, owner: Visitor, stranger: Visitor) -> None:
    for name in ("no-such", "cmmm"):
        assert owner.get(f"{ladders}/{name}").status_code == 404
        assert owner.get(f"{ladders}/{name}/pathway").status_code == 404
    for path in (ladders, f"{ladders}/srdi-sme", f"{ladders}/srdi-sme/pathway"):
        assert stranger.get(path).status_code == 404


def test_the_way_up_names_steps_what_is_fixed_and_whose_estimate_it_is(ladders: str, owner: Visitor) -> None:
    page = words(owner.get(f"{ladders}/sme-digital/pathway?to=l1").text)
    assert "怎样确定达到“一级”" in page
    assert "已证明没有更省力的组合" in page
    assert "智梯自定的相对数" in page
    other = words(owner.get(f"{ladders}/srdi-sme/pathway").text)
    assert "只靠自身改变还不能确定达到" in other
    assert "称号须先由主管部门认定" in other
    refused = owner.get(f"{ladders}/sme-digital/pathway?to=l9")
    assert refused.status_code == 422
    assert "没有这个等级" in refused.text


def test_a_form_of_facts_leads_from_facts_to_its_submission(crew: Crew, ladders: str, owner: Visitor) -> None:
    fields = {"questionnaire": "srdi-sme", "purpose": "recognition"}
    opened = owner.post(f"/units/{crew.plant.unit_id}/assessments", fields).headers["location"]
    tasks = owner.get(opened).text
    assert f'href="/units/{crew.plant.unit_id}/facts?for=srdi-sme@2026&amp;purpose=recognition"' in tasks
    assert "只用企业数据，没有题目" in tasks
    assert "缺 2024年" in words(tasks)
    assert owner.post(f"{opened}/purpose", {"purpose": "review"}).headers["location"] == opened
    assert "改为新认定" in owner.get(opened).text
    check = owner.get(f"{opened}/check").text
    assert "2025年 1,500 万元（企业填报）" in words(check)
    seen = re.search(r'name="seen" value="([0-9]+)"', check)
    assert seen is not None
    refused = owner.post(f"{opened}/submit", {"seen": seen[1]})
    assert refused.status_code == 422
    sent = owner.post(f"{opened}/submit", {"seen": seen[1], "truthful": "yes"})
    assert sent.headers["location"] == f"{opened}/submitted"
    assert owner.get(f"{opened}/submitted").status_code == 200
    result = owner.get(owner.get(f"{opened}/result").headers["location"]).text
    assert "用途 复核" in words(result)
    assert "条件逐条核对" in result


def test_a_purpose_is_asked_for_where_there_is_a_choice(crew: Crew, owner: Visitor) -> None:
    hub = owner.get(f"/firms/{crew.plant.firm_id}").text
    assert 'name="purpose" value="review"' in hub
    answer = owner.post(f"/units/{crew.plant.unit_id}/assessments", {"questionnaire": "srdi-sme"})
    assert answer.status_code == 422
    assert "请先选择用途，可选：新认定、复核。" in answer.text


def test_scenes_are_answered_on_the_pages_of_domains(crew: Crew, owner: Visitor) -> None:
    plant = crew.plant
    form = assessing.open_assessment(
        plant.database, plant.owner, plant.catalogue, plant.unit_id, "sme-digital"
    )
    page = owner.get(f"/assessments/{form}/domains/operation").text
    assert page.count('class="card item"') == 16
    assert "按目标等级查看" not in page
    assert "四级" in words(page)


def test_the_facts_are_asked_for_the_version_and_purpose_of_the_page(
    crew: Crew, ladders: str, owner: Visitor
) -> None:
    facts = f"/units/{crew.plant.unit_id}/facts"
    replayed = owner.get(f"{ladders}/srdi-sme?version=2022").text
    assert f'href="{facts}?for=srdi-sme@2022&amp;purpose=recognition"' in replayed
    assert f'href="{facts}?for=srdi-sme@2022&amp;purpose=recognition#fact-' in replayed
    assert "facts#fact-" not in replayed
    way = owner.get(f"{ladders}/sme-digital/pathway?to=l1").text
    assert f"{facts}#fact-" not in way
    review = owner.get(f"{ladders}/little-giant?as_of=2026-11-21&purpose=review").text
    assert f'href="{facts}?for=little-giant@2026&amp;purpose=review"' in review
    asked = words(owner.get(f"{facts}?for=little-giant@2026&purpose=review").text)
    assert "2026 版，用于复核" in asked


def test_a_classification_tells_the_possible_classes_and_has_no_way_up(ladders: str, owner: Visitor) -> None:
    page = owner.get(f"{ladders}/size-class").text
    assert "可能为微型、小型。" in page
    assert "pathway" not in page
    assert owner.get(f"{ladders}/size-class/pathway").status_code == 404
    assert "微型、小型" in words(owner.get(ladders).text)
    assert "pathway" in owner.get(f"{ladders}/srdi-sme").text
