import re
from typing import TYPE_CHECKING

from tests.backend.town import Town
from tests.backend.web.visiting import visitor

if TYPE_CHECKING:
    from starlette.testclient import TestClient


def test_an_owner_invites_and_a_colleague_joins(client: "TestClient", town: Town) -> None:
    firm_id = town.confirmed("boss")
    boss, colleague = visitor(client, town, "boss"), visitor(client, town, "colleague")
    page = boss.post(f"/firms/{firm_id}/invitations", {"role": "member"})
    assert page.status_code == 200
    (link,) = re.findall(rf'value="{town.settings.origin}(/invitations/[\w-]+)"', page.text)
    assert link not in boss.get(f"/firms/{firm_id}/members").text
    received = colleague.get(link).text
    assert "boss邀请您以“成员”身份加入" in received
    assert colleague.post(link).headers["location"] == f"/firms/{firm_id}"
    assert colleague.get(f"/firms/{firm_id}").status_code == 200
    assert "已被使用或已过期" in colleague.get(link).text
    assert visitor(client, town, "third").post(link).status_code == 409


def test_a_visitor_without_account_is_led_to_register_and_back(client: "TestClient", town: Town) -> None:
    firm_id = town.confirmed("boss")
    page = visitor(client, town, "boss").post(f"/firms/{firm_id}/invitations", {"role": "owner"})
    (link,) = re.findall(rf'value="{town.settings.origin}(/invitations/[\w-]+)"', page.text)
    client.cookies.clear()
    received = client.get(link)
    assert f'href="/register?next={link}"' in received.text
    assert f'href="/login?next={link}"' in received.text
    town.official()
    assert "不能加入企业" in visitor(client, town, "official-330108").get(link).text


def test_a_link_that_never_was(client: "TestClient", town: Town) -> None:
    answer = client.get("/invitations/none")
    assert answer.status_code == 404
    assert "邀请链接无效" in answer.text


def test_an_invitation_needs_a_role(client: "TestClient", town: Town) -> None:
    firm_id = town.confirmed("boss")
    answer = visitor(client, town, "boss").post(f"/firms/{firm_id}/invitations")
    assert answer.status_code == 422
    assert "请选择受邀人的角色" in answer.text


def test_an_owner_revokes_changes_roles_and_removes(client: "TestClient", town: Town) -> None:
    firm_id = town.confirmed("boss")
    boss = visitor(client, town, "boss")
    path = f"/firms/{firm_id}"
    boss.post(f"{path}/invitations", {"role": "member"})
    (key,) = re.findall(r'name="key" value="(\w+)"', boss.get(f"{path}/members").text)
    assert boss.post(f"{path}/invitations/revoke", {"key": key}).status_code == 303
    town.register("claimant")
    claimant = town.person("claimant").account_id
    assert "claimant" in boss.get(f"{path}/members").text
    assert boss.post(f"{path}/claims/{claimant}", {"accept": "true"}).status_code == 303
    assert boss.post(f"{path}/members/{claimant}/role", {"role": "owner"}).status_code == 303
    assert boss.get(f"{path}/members").text.count("改为成员") == 2
    assert boss.post(f"{path}/members/{claimant}/remove").headers["location"] == f"{path}/members"
    page = boss.get(f"{path}/members").text
    assert "唯一负责人" in page
    assert "claimant" not in page


def test_leaving_leads_home_and_the_last_owner_stays(client: "TestClient", town: Town) -> None:
    firm_id = town.confirmed("boss")
    boss = visitor(client, town, "boss")
    answer = boss.post(f"/firms/{firm_id}/members/{boss.actor.account_id}/remove")
    assert answer.status_code == 409
    assert "至少要有一位负责人" in answer.text


def test_a_refused_claimant_is_gone(client: "TestClient", town: Town) -> None:
    firm_id = town.confirmed("boss")
    town.register("claimant")
    claimant = town.person("claimant").account_id
    boss = visitor(client, town, "boss")
    assert boss.post(f"/firms/{firm_id}/claims/{claimant}", {"accept": "perhaps"}).status_code == 422
    assert boss.post(f"/firms/{firm_id}/claims/{claimant}", {"accept": "false"}).status_code == 303
    assert town.membership("claimant", firm_id) is None
