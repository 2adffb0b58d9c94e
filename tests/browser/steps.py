"""Steps of several journeys: by the pages, or by the services where the page is not the point."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import func
from sqlmodel import col, select

from assessments.loader import Catalogue
from backend.auth.actor import SYSTEM, Actor
from backend.auth.passwords import Passwords
from backend.db.engine import Database
from backend.db.queries.accounts import by_login
from backend.db.tables.accounts import Person
from backend.db.tables.submissions import Submission
from backend.demo import PASSWORD
from backend.services import accounts, assessing, checking, firms, hub, saving, submitting
from backend.services.accounts import NewAccount
from backend.services.saving import SaveAnswer
from tests.backend.plant import everything, lowest_for


@dataclass(frozen=True)
class Founded:
    """A firm with an open form."""

    id: str
    name: str
    unit: str
    form: str


# --- by the pages ---------------------------------------------------------------------------------------


def register_account(page: Page, login: str, name: str) -> None:
    """Register on the page that is open and be logged in."""
    page.get_by_label("姓名").fill(name)
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="注册并登录").click()
    expect(page.get_by_role("banner")).to_contain_text(name)


def item(page: Page, item_id: str) -> Locator:
    """The block of an item on a page of the form."""
    return page.locator(f"#item-{item_id}")


def option(page: Page, item_id: str, option_id: str) -> Locator:
    """The radio button or checkbox of an option."""
    return page.locator(f"[id='{item_id}--{option_id}']")


def said(page: Page, item_id: str) -> Locator:
    """What the item says about its last save."""
    return page.locator(f"#said-{item_id}")


def choose(page: Page, item_id: str, option_id: str) -> None:
    """Choose an option by its words and wait until it is saved."""
    with page.expect_response(lambda answer: answer.url.endswith(f"/items/{item_id}")) as saved:
        page.locator(f"label[for='{item_id}--{option_id}']").click()
    assert saved.value.status == 200
    expect(said(page, item_id)).to_contain_text("已保存")


# --- by the services ------------------------------------------------------------------------------------


def actor_of(records: Database, login: str) -> Actor:
    """Somebody who has registered."""
    with records.read(SYSTEM) as session:
        account = by_login(session, login)
        assert account is not None, login
        name = session.get_one(Person, account.person_id).name
        return Actor(account.id, name, account.login, account.region, account.is_admin)


def add_account(records: Database, login: str, name: str, region: str = "") -> Actor:
    """Create an account with the password of the demo accounts; `region` makes an official."""
    accounts.register(records, Passwords(64), NewAccount(login, name, PASSWORD, region))
    return actor_of(records, login)


def found(records: Database, catalogue: Catalogue, owner: Actor, new: firms.NewFirm) -> Founded:
    """Register a firm and open its form; nobody has confirmed it yet."""
    firm_id = firms.register(records, owner, catalogue, new).firm_id
    unit = hub.firm_hub(records, owner, catalogue, firm_id).units[0].id
    form = assessing.open_assessment(records, owner, catalogue, unit, "zj-ladder")
    return Founded(firm_id, new.profile.name, unit, form)


def fill_rest(records: Database, catalogue: Catalogue, actor: Actor, form: str) -> None:
    """Answer every item of a discrete form that nobody has touched, as a 数字化车间 would."""
    chosen = everything(catalogue, lowest_for("dw"))
    commands = [SaveAnswer(form, item_id, 0, (answer,)) for item_id, answer in chosen.items()]
    saving.save_page(records, actor, catalogue, commands)


def submit(records: Database, catalogue: Catalogue, actor: Actor, form: str) -> str:
    """Submit a form; gives the submission's id."""
    return submitting.submit(
        records, actor, catalogue, form, checking.check(records, actor, catalogue, form).seen
    )


def submissions_of(records: Database, form: str) -> int:
    """How many submissions a form has."""
    with records.read(SYSTEM) as session:
        counted = select(func.count()).where(col(Submission.assessment_id) == form)
        return session.scalar(counted) or 0
