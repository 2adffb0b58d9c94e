"""A visit to the result pages."""

import html
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from assessments.schema.common import zh
from backend.services.facts import Period
from tests.backend.plant import COUNTY, Plant, everything, lowest_for, visit_as

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.testclient import TestClient


@pytest.fixture
def plant(client: "TestClient", app: "FastAPI", plant: Plant) -> Plant:
    """The plant, its owner being the visitor."""
    visit_as(client, app, plant.token)
    return plant


def words(page: str) -> str:
    """The page as a reader sees it: no tags, no runs of blanks."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", page)))


def read(client: "TestClient", address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


def result(client: "TestClient", plant: Plant) -> str:
    return read(client, f"/assessments/{plant.form}/result")


def test_an_empty_form_shows_what_is_missing(client: "TestClient", plant: Plant) -> None:
    page = words(result(client, plant))

    assert "未提交" in page
    assert "数字化车间建设要求：0/58 条，还差 58 条。" in page
    assert "最高可能达到未来工厂建设要求" in page
    assert "共 100 题，其中 100 题未作答" in page


def test_the_rung_reached_is_said_in_the_words_of_the_rule(client: "TestClient", plant: Plant) -> None:
    plant.answer(everything(plant.catalogue, lowest_for("dw", "sf", "ff")))

    page = result(client, plant)
    conclusions = words(page[: page.index('id="gaps"')])

    assert "自评达到数字化车间建设要求" in conclusions
    assert "58/58 条" in conclusions
    assert "各题均已作答，结论确定" in conclusions
    assert "未达到" not in conclusions


def test_the_gap_list_names_the_option_that_is_enough(client: "TestClient", plant: Plant) -> None:
    choice = everything(plant.catalogue, lowest_for("dw", "sf", "ff"))
    item = plant.catalogue.questionnaire("zj-ladder").items[0]
    choice[item.id] = item.options[0].id
    plant.answer(choice)

    page = result(client, plant)
    gaps = page[page.index('id="gaps-dw"') : page.index('id="gaps-sf"')]

    assert "1 条尚未到位" in words(gaps)
    assert zh(item.options[0].text) in words(gaps)
    assert zh(next(o for o in item.options if o.level != "none").text) in words(gaps)
    assert re.search(rf'href="/assessments/{plant.form}/domains/[a-z-]+#item-{item.id}"', gaps)


def test_an_item_said_not_to_apply_shows_its_reason_and_leaves_the_denominator(
    client: "TestClient", plant: Plant
) -> None:
    item = next(i for i in plant.catalogue.questionnaire("zj-ladder").items if i.may_not_apply)
    plant.answer(everything(plant.catalogue, lowest_for("dw", "sf", "ff")) | {item.id: "-全部委外，无此环节"})

    page = words(result(client, plant))

    assert "全部委外，无此环节" in page
    assert "满分 495 分" in page


def test_implied_answers_show_their_cause(client: "TestClient", plant: Plant) -> None:
    rule = plant.catalogue.questionnaire("zj-ladder").implications[0]
    plant.answer({rule.when.item: rule.when.option})

    assert zh(rule.reason) in words(result(client, plant))


def test_conditions_show_value_period_source_and_clause(client: "TestClient", plant: Plant) -> None:
    plant.state("project_done", "2024-09-30")
    plant.state("investment", "20000000", Period(start=date(2022, 1, 1), end=date(2023, 12, 31)))

    page = words(result(client, plant))

    assert "项目软硬件投入（台账合计）：2,000 万元以上（含 2,000 万元） ——符合 现状： 2,000 万元" in page
    assert "企业填报" in page
    assert "浙经信产数〔2025〕174号 一（二）" in page
    assert "官方原文" in page


def test_a_missing_figure_leads_to_where_it_is_stated(client: "TestClient", plant: Plant) -> None:
    page = result(client, plant)

    assert re.search(rf'href="/units/{plant.unit_id}/facts\?for=zj-ladder[^"]*#fact-credit_grade"', page)
    # Only others may vouch for this one, so the firm is not sent to state it.
    assert "#fact-violation_free_years" not in page


def test_a_call_out_of_force_is_shown_for_reference(client: "TestClient", plant: Plant) -> None:
    page = words(result(client, plant))

    assert "参考" in page
    assert "各梯级一律待定" in page


def test_the_domains_add_up_to_the_total(client: "TestClient", plant: Plant) -> None:
    plant.answer(everything(plant.catalogue, lowest_for("sf", "ff")))
    page = result(client, plant)

    sums = re.findall(r'class="sum">([0-9.]+) / ([0-9.]+) 分', page)
    total = re.search(r'class="total">合计 ([0-9.]+) / ([0-9.]+) 分', page)

    assert len(sums) == 14
    assert total is not None
    assert sum(float(points) for points, _ in sums) == pytest.approx(float(total[1]))
    assert sum(float(maximum) for _, maximum in sums) == float(total[2]) == 500


def test_lists_open_on_demand_so_that_they_print(client: "TestClient", plant: Plant) -> None:
    closed = result(client, plant)
    opened = read(client, f"/assessments/{plant.form}/result?expand=true")

    assert closed.count(" open ") == 1
    assert opened.count(" open ") == opened.count("<details")


def test_titles_stand_apart_from_the_self_assessment(client: "TestClient", plant: Plant) -> None:
    assert "没有该单位的认定记录" in words(result(client, plant))

    plant.grant("zj-digital-workshop", date(2024, 12, 1))

    page = words(result(client, plant))
    assert "浙江省数字化车间 有效 2024年12月1日起 第一批 公布名单" in page
    assert "自评达到数字化车间建设要求" not in page


def test_the_pictures_have_a_text(client: "TestClient", plant: Plant) -> None:
    page = result(client, plant)

    assert page.count('role="img"') == 2
    assert (
        'aria-label="确定级别：梯级之前；可能级别：未来工厂。数字化车间：必答 0/58 条，还差 58 条；' in page
    )


def test_nobody_else_sees_a_preview(client: "TestClient", app: "FastAPI", plant: Plant) -> None:
    for login, rights in (("stranger", {}), ("county", {"region": COUNTY})):
        _actor, token = plant.person(login, **rights)
        visit_as(client, app, token)
        assert client.get(f"/assessments/{plant.form}/result").status_code == 404

    client.cookies.clear()
    asked = client.get(f"/assessments/{plant.form}/result")
    assert (asked.status_code, asked.headers["location"][:7]) == (303, "/login?")


def test_after_submitting_the_preview_gives_way_to_the_submission(
    client: "TestClient", app: "FastAPI", plant: Plant
) -> None:
    plant.answer(everything(plant.catalogue, lowest_for("dw", "sf", "ff")))
    submission = plant.submit()
    plant.confirm()

    moved = client.get(f"/assessments/{plant.form}/result")
    assert (moved.status_code, moved.headers["location"]) == (303, f"/submissions/{submission}")

    page = read(client, f"/submissions/{submission}")
    assert "提交编号 ZT2026-" in words(page)
    assert "未提交" not in words(page)
    assert f"/assessments/{plant.form}" not in page

    _actor, token = plant.person("county", region=COUNTY)
    visit_as(client, app, token)
    seen = read(client, f"/submissions/{submission}")
    assert "自评达到数字化车间建设要求" in words(seen)
    assert "/facts#" not in seen


@pytest.mark.parametrize("address", ["/assessments/nothing/result", "/submissions/nothing"])
def test_what_does_not_exist_is_404(client: "TestClient", plant: Plant, address: str) -> None:
    assert plant.form
    assert client.get(address).status_code == 404


def test_a_bad_parameter_is_refused(client: "TestClient", plant: Plant) -> None:
    assert client.get(f"/assessments/{plant.form}/result?expand=perhaps").status_code == 422
