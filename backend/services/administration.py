"""The administrator's view of accounts. Creating one and switching it off are in `accounts`."""

from dataclasses import dataclass
from datetime import datetime

from assessments.loader import Catalogue
from backend.auth.actor import Actor
from backend.auth.passwords import Passwords
from backend.db.engine import Database
from backend.db.queries import accounts as queries
from backend.services import accounts
from backend.services.accounts import NewAccount
from backend.services.areas import area_codes
from backend.services.errors import InvalidInputError, NotFoundError

PAGE_LENGTH = 50


@dataclass(frozen=True)
class AccountLine:
    """An account as the administrator sees it; `region` empty for all but officials."""

    login: str
    name: str
    region: str
    is_admin: bool
    disabled: bool
    created_at: datetime


@dataclass(frozen=True)
class AccountsPage:
    """Accounts by login; `next_after` opens the following page, empty on the last."""

    accounts: tuple[AccountLine, ...]
    next_after: str


def accounts_page(database: Database, actor: Actor, after: str = "") -> AccountsPage:
    """The accounts after a login name. Raises NotFoundError for anybody but an administrator."""
    _require_admin(actor)
    with database.read(actor) as session:
        rows = queries.all_accounts(session, after, PAGE_LENGTH + 1)
    lines = tuple(
        AccountLine(
            login=account.login,
            name=name,
            region=account.region,
            is_admin=account.is_admin,
            disabled=account.disabled,
            created_at=account.created_at,
        )
        for account, name in rows[:PAGE_LENGTH]
    )
    return AccountsPage(lines, lines[-1].login if len(rows) > PAGE_LENGTH else "")


def create(
    database: Database, actor: Actor, catalogue: Catalogue, passwords: Passwords, new: NewAccount
) -> None:
    """Create an official or an administrator. Raises InvalidInputError, NotFoundError."""
    _require_admin(actor)
    problems: dict[str, str] = {}
    try:
        accounts.check(new)
    except InvalidInputError as error:
        problems = error.fields
    if not new.is_admin and new.region not in area_codes(catalogue):
        problems["region"] = "请选择角色与区域：工作人员选所负责的区域，管理员选“管理员”。"
    if problems:
        raise InvalidInputError(problems)
    accounts.register(database, passwords, new)


def set_password(database: Database, actor: Actor, passwords: Passwords, login: str, password: str) -> None:
    """Give an account another password and end its sessions: for people who forgot theirs."""
    _require_admin(actor)
    accounts.check_password(login, password)
    stored = passwords.hash(password)
    with database.write(actor) as session:
        account = queries.by_login(session, login)
        if account is None:
            raise NotFoundError
        account.password_hash = stored
        queries.end_all_sessions(session, account.id)


def _require_admin(actor: Actor) -> None:
    if not actor.is_admin:
        raise NotFoundError
