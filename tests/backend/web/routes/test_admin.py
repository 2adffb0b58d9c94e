from typing import TYPE_CHECKING

import pytest

from tests.backend.town import Town
from tests.backend.web.visiting import Visitor, visitor

if TYPE_CHECKING:
    from starlette.testclient import TestClient

NEW = {"name": "孙某", "login": "Hangzhou", "region": "330100", "password": "city-pass-2026"}


@pytest.fixture
def admin(client: "TestClient", town: Town) -> Visitor:
    town.admin()
    return visitor(client, town, "admin")


def test_an_administrator_opens_an_account_for_a_city(admin: Visitor) -> None:
    answer = admin.post("/admin/accounts", NEW)
    assert answer.headers["location"] == "/admin?created=hangzhou"
    page = admin.get(answer.headers["location"]).text
    assert "已创建账号 hangzhou" in page
    assert "杭州市工作人员" in page


def test_an_administrator_makes_another(admin: Visitor) -> None:
    admin.post("/admin/accounts", {**NEW, "login": "second", "region": "admin"})
    assert admin.get("/admin").text.count('<td data-label="角色">管理员</td>') == 2


def test_everything_wrong_comes_back_without_the_password(admin: Visitor) -> None:
    answer = admin.post("/admin/accounts", {"name": "", "login": "!", "region": "", "password": "short"})
    assert answer.status_code == 422
    assert "有 4 处需要修改" in answer.text
    assert 'value="!"' in answer.text
    assert "short" not in answer.text


def test_an_account_is_switched_off_and_on(admin: Visitor, client: "TestClient", town: Town) -> None:
    manager = visitor(client, town, "manager")
    assert manager.get("/firms").status_code == 200
    assert admin.post("/admin/accounts/disabled", {"login": "manager", "disabled": "true"}).status_code == 303
    assert manager.get("/firms").headers["location"].startswith("/login")
    assert "已停用" in admin.get("/admin").text
    admin.post("/admin/accounts/disabled", {"login": "manager", "disabled": "false"})
    assert "已停用" not in admin.get("/admin").text


def test_nobody_switches_the_own_account_off(admin: Visitor) -> None:
    answer = admin.post("/admin/accounts/disabled", {"login": "admin", "disabled": "true"})
    assert answer.status_code == 422
    assert "不能停用自己" in answer.text
    assert admin.get("/admin").status_code == 200


def test_a_forgotten_password_is_set_anew(admin: Visitor, client: "TestClient", town: Town) -> None:
    town.person("manager")
    fields = {"reset_login": "Manager", "reset_password": "brand-new-2026"}
    answer = admin.post("/admin/accounts/password", fields)
    assert "已为 manager 设置新密码" in admin.get(answer.headers["location"]).text
    assert visitor(client, town, "manager").get("/firms").headers["location"].startswith("/login")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reset_login": "nobody", "reset_password": "brand-new-2026"}, "没有这个登录名"),
        ({"reset_login": "admin", "reset_password": "short"}, "密码应为"),
        ({"reset_login": "", "reset_password": "brand-new-2026"}, "请填写登录名"),
    ],
)
def test_a_bad_reset_changes_nothing(admin: Visitor, fields: dict[str, str], said: str) -> None:
    answer = admin.post("/admin/accounts/password", fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert admin.get("/admin").status_code == 200


def test_the_page_does_not_exist_for_others(client: "TestClient", town: Town) -> None:
    town.official()
    for login in ("official-330108", "manager"):
        assert visitor(client, town, login).get("/admin").status_code == 404
        assert visitor(client, town, login).post("/admin/accounts", NEW).status_code == 404
