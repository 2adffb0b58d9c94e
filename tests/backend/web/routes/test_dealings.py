"""Visits to the pages of firms and providers that deal with one another."""

from typing import TYPE_CHECKING, Any

from tests.backend.dealings import begin
from tests.backend.plant import Plant, visit_as

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.testclient import TestClient

    from backend.auth.actor import Actor


def post(client: "TestClient", who: "Actor", path: str, **fields: Any) -> Any:
    return client.post(path, data=fields, headers={"X-CSRF-Token": who.csrf_token})


def test_a_firm_lets_a_provider_look_and_takes_it_back(
    plant: Plant, app: "FastAPI", client: "TestClient"
) -> None:
    dealings = begin(plant)
    firm, provider = f"/firms/{plant.firm_id}", f"/provider/{dealings.provider}"
    visit_as(client, app, plant.token)
    page = client.get(f"/units/{plant.unit_id}/providers")
    assert "演示服务商9001号" in page.text
    assert f"{firm}/consents?provider={dealings.provider}&amp;unit={plant.unit_id}" in page.text
    given = {"provider": dealings.provider, "unit": plant.unit_id, "until": "2026-09-01"}
    refused = post(client, plant.owner, f"{firm}/consents", **given)
    assert refused.status_code == 422
    assert "请至少勾选一项" in refused.text
    assert 'value="2026-09-01"' in refused.text
    done = post(client, plant.owner, f"{firm}/consents", parts=["profile", "gaps"], **given)
    assert (done.status_code, done.headers["location"]) == (303, f"{firm}/consents?done=given")

    visit_as(client, app, dealings.vendor_token)
    listed = client.get(f"{provider}/firms").text
    consent = listed.partition(f'href="{provider}/firms/')[2][:20]
    seen = client.get(f"{provider}/firms/{consent}").text
    assert "萧山精密机械厂" in seen
    assert "差距" in seen
    assert "改进建议：" not in seen

    visit_as(client, app, plant.token)
    assert client.get(f"{firm}/consents").text.count("查看人") == 3
    post(client, plant.owner, f"{firm}/consents/{consent}/withdraw")
    again = post(client, plant.owner, f"{firm}/consents/{consent}/withdraw")
    assert again.status_code == 409
    assert "已经撤回" in again.text
    visit_as(client, app, dealings.vendor_token)
    gone = client.get(f"{provider}/firms/{consent}")
    assert gone.status_code == 404
    assert "萧山精密机械厂" not in gone.text


def test_an_enquiry_is_asked_answered_and_refused_in_words(
    plant: Plant, app: "FastAPI", client: "TestClient"
) -> None:
    dealings = begin(plant, submit=False)
    visit_as(client, app, plant.token)
    asked = {"provider": dealings.provider, "unit": plant.unit_id, "capability": "mes"}
    path = f"/firms/{plant.firm_id}/enquiries/new"
    refused = post(client, plant.owner, path, text="", **asked)
    assert refused.status_code == 422
    assert "请填写咨询内容" in refused.text
    done = post(client, plant.owner, path, text="<b>想做报工</b>", **asked)
    enquiry = done.headers["location"].partition("?")[0]
    assert "&lt;b&gt;想做报工" in client.get(enquiry).text
    wrong = post(client, plant.owner, f"{enquiry}/act/agree")
    assert wrong.status_code == 409
    assert "待服务商答复" in wrong.text
    visit_as(client, app, dealings.vendor_token)
    page = client.get(enquiry)
    assert "owner" not in page.text.partition("<main")[2]
    empty = post(client, dealings.vendor, f"{enquiry}/act/reply", text=" ")
    assert empty.status_code == 422
    assert "请填写内容" in empty.text
    assert post(client, dealings.vendor, f"{enquiry}/act/reply", text="可以。").status_code == 303
