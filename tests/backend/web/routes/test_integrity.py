"""Visits to what deserves another look: the firm before it submits, the reviewer, the public rules."""

import html
import re
from typing import TYPE_CHECKING

import pytest

from backend.services import reviews
from backend.web.dependencies import session_cookie
from tests.backend.crew import Crew
from tests.backend.plant import COUNTY, Plant, everything, lowest_for
from tests.backend.web.reading import words
from tests.backend.web.visiting import Visitor

if TYPE_CHECKING:
    from starlette.testclient import TestClient

# Items that 数字化车间 does not ask: the level stays what it is, and the submission is reviewed.
ODD = {"business-process-automation": "visual-software", "business-process-models": "sorted-only"}
KEY, NAME = "contradiction:process-software-without-process-models", "流程软件与没有流程模型"


@pytest.fixture
def base(crew: Crew) -> str:
    return f"/assessments/{crew.plant.form}"


def official(client: "TestClient", plant: Plant, region: str) -> Visitor:
    """An official of an area in front of the browser."""
    actor, token = plant.person(f"official-{region}", region=region)
    return Visitor(client, actor, token, session_cookie(plant.settings))


def test_a_firm_looks_again_explains_and_submits_and_the_reviewer_sees_the_same(
    client: "TestClient", crew: Crew, owner: Visitor, base: str
) -> None:
    plant = crew.plant
    plant.answer({**everything(plant.catalogue, lowest_for("dw")), **ODD})
    page = owner.get(f"{base}/check").text
    assert "提交前建议再核实的地方" in page
    assert NAME in page
    assert f'href="{base}/domains/model-based-development#item-business-process-models"' in page
    assert 'name="truthful"' in page
    said = {"key": KEY, "note": "<b>联网改造</b>已完成一半。", "was": ""}
    assert owner.post(f"{base}/hints", said).headers["location"] == f"{base}/check#hints"
    page = owner.get(f"{base}/check").text
    assert html.escape(said["note"]) in page
    stale = owner.post(f"{base}/hints", {**said, "note": "别的说法"})
    assert stale.status_code == 409
    assert "现在保存的是" in stale.text
    assert "别的说法" in stale.text
    long = owner.post(f"{base}/hints", {**said, "note": "长" * 501, "was": said["note"]})
    assert long.status_code == 422
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    assert owner.post(f"{base}/submit", {"seen": seen[1], "truthful": "yes"}).status_code == 303
    plant.confirm()
    receipt = owner.get(f"{base}/submitted").text
    submission = re.search(r"/submissions/(\w+)", receipt)
    assert submission
    reviews.apply(plant.database, plant.owner, plant.catalogue, submission[1])
    own = f"/submissions/{submission[1]}"
    assert "建议核实" not in owner.get(own).text + owner.get(f"{own}/review").text
    county = official(client, plant, COUNTY)
    review = county.get(f"/regions/{COUNTY}/reviews/{submission[1]}").text
    assert "建议核实" in review
    assert NAME in review
    assert html.escape(said["note"]) in review
    assert 'href="#item-business-process-models"' in review
    assert "建议核实" not in words(county.get(f"/regions/{COUNTY}/reviews").text)
    other = official(client, plant, "330110")
    assert other.get(f"/regions/330110/reviews/{submission[1]}").status_code == 404


def test_a_form_without_hints_says_so_in_one_quiet_sentence(owner: Visitor, base: str) -> None:
    page = owner.get(f"{base}/check").text
    assert "没有建议再核实的地方" in page
    assert "hint-list" not in page


def test_the_rules_are_public_with_the_figures_that_are_used(client: "TestClient", plant: Plant) -> None:
    client.cookies.clear()
    page = client.get("/method/integrity").text
    checks = plant.catalogue.integrity_checks
    assert checks is not None
    assert f"连续 {checks.straight.least_run} 题以上" in page
    assert NAME in page
    assert "{" not in words(page)
    assert 'href="/method/integrity"' in client.get("/method").text
