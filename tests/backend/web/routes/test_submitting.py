import re

import pytest

from backend.services import checking
from tests.backend.crew import Crew
from tests.backend.plant import everything, lowest_for
from tests.backend.web.visiting import Visitor


@pytest.fixture
def base(crew: Crew) -> str:
    return f"/assessments/{crew.plant.form}"


def fill(crew: Crew) -> None:
    crew.plant.answer(everything(crew.plant.catalogue, lowest_for("dw")))


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found
    return found[1]


def test_the_check_page_leads_to_every_open_item_and_offers_no_submission(
    crew: Crew, owner: Visitor, base: str
) -> None:
    page = owner.get(f"{base}/check").text
    assert "还有 58 道数字化车间必答题没有作答" in page
    assert f'href="{base}/domains/technology-support#item-cloud-edge-network"' in page
    assert "另有 42 题没有作答，可以留空" in page
    assert 'name="truthful"' not in page
    plant = crew.plant
    number = checking.check(plant.database, plant.owner, plant.catalogue, plant.form).seen
    refused = owner.post(f"{base}/submit", {"seen": str(number), "truthful": "yes"})
    assert refused.status_code == 422
    assert "还有 58 道数字化车间必答题没有作答" in refused.text


def test_a_complete_form_is_declared_submitted_and_receipted(crew: Crew, owner: Visitor, base: str) -> None:
    fill(crew)
    page = owner.get(f"{base}/check").text
    assert "58 道必答题已全部作答" in page
    assert "B 关键生产设备已联网" in page
    undeclared = owner.post(f"{base}/submit", {"seen": seen(page)})
    assert undeclared.status_code == 422
    assert "请阅读真实性承诺并勾选" in undeclared.text
    assert 'href="#truthful"' in undeclared.text
    sent = owner.post(f"{base}/submit", {"seen": seen(page), "truthful": "yes"})
    assert (sent.status_code, sent.headers["location"]) == (303, f"{base}/submitted")
    receipt = owner.get(f"{base}/submitted").text
    reference = re.search(r"ZT2026-[2-9A-HJ-NP-Z]{8}", receipt)
    assert reference
    assert "2026年6月15日 10:00" in receipt
    # Sent again, the same receipt.
    again = owner.post(f"{base}/submit", {"seen": seen(page), "truthful": "yes"})
    assert again.headers["location"] == f"{base}/submitted"
    assert reference[0] in owner.get(f"{base}/submitted").text
    assert owner.get(f"{base}/check").headers["location"] == f"{base}/submitted"
    result = re.search(r'href="(/submissions/\w+)"', receipt)
    assert result
    assert owner.get(result[1]).status_code == 200


def test_an_answer_changed_since_stops_the_submission_and_asks_for_another_look(
    crew: Crew, owner: Visitor, base: str
) -> None:
    fill(crew)
    page = owner.get(f"{base}/check").text
    crew.save_as(crew.colleague, "cloud-edge-network", "not-networked", revision=1)
    refused = owner.post(f"{base}/submit", {"seen": seen(page), "truthful": "yes"})
    assert refused.status_code == 409
    assert "请重新核对后再提交" in refused.text
    assert seen(refused.text) != seen(page)
    assert owner.post(f"{base}/submit", {"seen": seen(refused.text), "truthful": "yes"}).status_code == 303


@pytest.mark.parametrize("fields", [{}, {"seen": "x"}, {"seen": "-1"}, {"seen": "0", "truthful": "no"}])
def test_a_broken_declaration_is_refused(
    crew: Crew, owner: Visitor, base: str, fields: dict[str, str]
) -> None:
    fill(crew)
    assert owner.post(f"{base}/submit", fields).status_code == 422
    assert owner.get(f"{base}/submitted").status_code == 404


def test_for_strangers_there_is_nothing_to_check_or_submit(
    crew: Crew, owner: Visitor, stranger: Visitor, base: str
) -> None:
    fill(crew)
    number = seen(owner.get(f"{base}/check").text)
    assert stranger.get(f"{base}/check").status_code == 404
    assert stranger.get(f"{base}/submitted").status_code == 404
    assert stranger.post(f"{base}/submit", {"seen": number, "truthful": "yes"}).status_code == 404
    assert owner.get(f"{base}/submitted").status_code == 404
