"""改进建议 in the browser: cards, decisions with and without scripts, messages, other firms' units."""

from http import HTTPStatus

import pytest

from tests.backend.crew import Crew
from tests.backend.plant import everything, lowest_for
from tests.backend.web.visiting import Visitor

ACTION = "security-protection-system-department-and-staff"
TITLE = "设安全管理部门并持证上岗"
FORM = {"questionnaire": "zj-ladder", "level": "sf", "version": "0"}


@pytest.fixture
def here(crew: Crew) -> str:
    """The address of the advice to a plant that is a digital workshop."""
    crew.plant.answer(everything(crew.plant.catalogue, lowest_for("dw")))
    return f"/units/{crew.plant.unit_id}/advice"


def test_the_page_answers_why_why_first_what_it_costs_and_who_helps(owner: Visitor, here: str) -> None:
    page = owner.get(here).text
    assert "下一步三件事" in page
    assert page.count('<article class="card move"') == 3
    for words in ("为什么做", "为什么先做它", "要投入什么", "谁能帮", "智梯自定的相对数", "只有本企业看得到"):
        assert words in page
    assert "/providers?capability=" in page
    assert "已证明没有比这条路径更省力的" in page
    assert "已确定达到“数字化车间”" in owner.get(f"{here}?level=dw").text
    wrong = owner.get(f"{here}?level=moon")
    assert (wrong.status_code, "没有这个等级" in wrong.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    assert "先做一次自评" in owner.get(f"{here}?questionnaire=sme-digital").text


def test_a_decision_is_stored_and_shown_and_a_colleague_is_not_overwritten(
    owner: Visitor, colleague: Visitor, here: str
) -> None:
    one = f"{here}/{ACTION}"
    assert TITLE in owner.get(f"{one}?questionnaire=zj-ladder&level=sf").text
    refused = owner.post(one, FORM | {"state": "rejected"})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请写明不采纳的理由" in refused.text
    bad = owner.post(one, FORM | {"state": "postponed", "due": "明天"})
    assert "日期应为日期" in bad.text
    stored = owner.post(one, FORM | {"state": "rejected", "reason": "已由集团统一负责"})
    assert stored.status_code == HTTPStatus.SEE_OTHER
    page = owner.get(stored.headers["location"]).text
    assert "已记下：" in page
    assert "已由集团统一负责" in page
    assert page.count('<article class="card move"') == 3
    late = colleague.post(one, FORM | {"state": "accepted"})
    assert (late.status_code, "刚被同事改为“已否决”" in late.text) == (HTTPStatus.CONFLICT, True)


def test_htmx_gets_the_moves_as_they_are_then(owner: Visitor, here: str) -> None:
    part = owner.post(f"{here}/{ACTION}", FORM | {"state": "accepted", "due": "2026-12-31"}, htmx=True)
    assert part.text.lstrip().startswith('<div id="moves">')
    assert "计划2026年12月31日前做完" in part.text
    assert "<html" not in part.text


def test_units_of_others_and_unknown_actions_do_not_exist(
    owner: Visitor, stranger: Visitor, here: str
) -> None:
    for address in (here, f"{here}/{ACTION}"):
        assert stranger.get(address).status_code == HTTPStatus.NOT_FOUND
    assert stranger.post(f"{here}/{ACTION}", FORM | {"state": "accepted"}).status_code == HTTPStatus.NOT_FOUND
    assert owner.post(f"{here}/nothing", FORM | {"state": "accepted"}).status_code == HTTPStatus.NOT_FOUND
    assert owner.get(f"{here}/nothing").status_code == HTTPStatus.NOT_FOUND
    assert owner.get(f"{here}?questionnaire=size-class").status_code == HTTPStatus.NOT_FOUND


def test_the_pages_of_a_firm_lead_to_the_advice(owner: Visitor, crew: Crew, here: str) -> None:
    pathway = f"/units/{crew.plant.unit_id}/ladders/zj-ladder/pathway"
    for address in (f"/firms/{crew.plant.firm_id}", f"/assessments/{crew.plant.form}/result", pathway):
        assert here in owner.get(address).text
