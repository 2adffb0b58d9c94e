"""Registering, logging in and out, and the accounts an administrator or command creates."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend import clock
from backend.auth.actor import ANONYMOUS, Actor
from backend.auth.passwords import Passwords
from backend.auth.tokens import new_token, token_hash
from backend.db.engine import Database
from backend.db.queries import accounts as queries
from backend.db.tables.accounts import Account, LoginFailure, LoginSession, Person
from backend.services.errors import InvalidInputError, NotFoundError, TooManyAttemptsError
from backend.settings import Settings

LOGIN_PATTERN = re.compile(r"^[a-z0-9][a-z0-9._@-]{2,59}$")
PASSWORD_LENGTH = (8, 128)
# A shorter row of digits (12345678, a date, a phone number) is among the first that anybody tries.
LONGEST_GUESSABLE = 16
WRONG_LOGIN = "登录名或密码不正确，请检查后重试。"
# A session's last use is written at most this often, so that reading pages does not become writing.
SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class NewAccount:
    """What it takes to create an account; `region` makes an official, `is_admin` an administrator."""

    login: str
    name: str
    password: str
    region: str = ""
    is_admin: bool = False


@dataclass(frozen=True)
class Login:
    """A fresh session: the token for the cookie and the actor behind it."""

    token: str
    actor: Actor


def register(database: Database, passwords: Passwords, new: NewAccount) -> str:
    """Create an account and give its id. Raises InvalidInputError for a bad or taken login or password."""
    check(new)
    stored = passwords.hash(new.password)
    try:
        with database.write(ANONYMOUS) as session:
            return add_account(session, new, stored)
    except IntegrityError:
        raise InvalidInputError({"login": "这个登录名已被使用，请换一个，或直接登录。"}) from None


def add_account(session: Session, new: NewAccount, password_hash: str) -> str:
    """Add the rows of an account inside a running transaction; `password_hash` may be empty (no login)."""
    person = Person(name=new.name)
    session.add(person)
    session.flush()
    account = Account(
        person_id=person.id,
        login=new.login,
        password_hash=password_hash,
        is_admin=new.is_admin,
        region=new.region,
        created_at=clock.now(),
    )
    session.add(account)
    session.flush()
    return account.id


def log_in(
    database: Database, passwords: Passwords, settings: Settings, *, login: str, password: str, address: str
) -> Login:
    """Check a password and open a session.

    The same answer and the same work for an unknown login as for a wrong password. Raises
    TooManyAttemptsError while the account or the address has too many failures in the window.
    """
    now = clock.now()
    since = now - timedelta(minutes=settings.login_window_minutes)
    # The attempt counts as failed until it has succeeded, so that attempts made at once all count.
    with database.write(ANONYMOUS) as session:
        account = queries.by_login(session, login, lock=True)
        stored = account.password_hash if account and not account.disabled else ""
        of_login, of_address = queries.failures(session, login, address, since)
        paused = of_login >= settings.login_attempts or of_address >= settings.login_attempts_per_address
        if not paused:
            session.add(LoginFailure(login=login, address=address, at=now))
    if paused:
        minutes = settings.login_window_minutes
        raise TooManyAttemptsError(f"登录失败次数过多，请 {minutes} 分钟后再试；忘记密码请联系管理员。")
    if not passwords.matches(stored, password):
        raise InvalidInputError({"login": WRONG_LOGIN})
    with database.write(ANONYMOUS) as session:
        # Disabled or given another password while the old one was being checked: no session for it.
        account = queries.by_login(session, login, lock=True)
        if account is None or account.disabled or account.password_hash != stored:
            raise InvalidInputError({"login": WRONG_LOGIN})
        queries.forget_failures(session, login, since)
        return _open_session(session, account, now)


def _open_session(session: Session, account: Account, now: datetime) -> Login:
    token = new_token()
    row = LoginSession(
        token_hash=token_hash(token),
        account_id=account.id,
        csrf_token=new_token(),
        created_at=now,
        seen_at=now,
    )
    session.add(row)
    person = session.get_one(Person, account.person_id)
    return Login(token, _actor(row, account, person.name))


def actor_of(database: Database, settings: Settings, token: str) -> Actor:
    """The actor behind a cookie's token; anonymous when the session is unknown, idle too long or too old."""
    now = clock.now()
    hashed = token_hash(token)
    with database.read(ANONYMOUS) as session:
        known = queries.with_session(session, hashed)
    if known is None:
        return ANONYMOUS
    idle = now - known.seen_at
    expired = idle > timedelta(minutes=settings.session_idle_minutes)
    if expired or now - known.created_at > timedelta(hours=settings.session_max_hours):
        log_out(database, token)
        return ANONYMOUS
    if idle > SEEN_EVERY:
        with database.write(ANONYMOUS) as session:
            queries.note_seen(session, hashed, now)
    return Actor(
        account_id=known.account_id,
        name=known.name,
        login=known.login,
        region=known.region,
        is_admin=known.is_admin,
        csrf_token=known.csrf_token,
    )


def log_out(database: Database, token: str) -> None:
    """End the session of a token for good."""
    with database.write(ANONYMOUS) as session:
        queries.end_session(session, token_hash(token))


def set_disabled(database: Database, actor: Actor, login: str, *, disabled: bool) -> None:
    """Switch an account off (ending its sessions) or on again; for administrators and commands."""
    with database.write(actor) as session:
        account = queries.by_login(session, login)
        if account is None or not (actor.is_admin or actor.is_system):
            raise NotFoundError
        if account.id == actor.account_id:
            raise InvalidInputError({"login": "不能停用自己正在使用的账号，请由另一位管理员操作。"})
        account.disabled = disabled
        queries.end_all_sessions(session, account.id)


def check(new: NewAccount) -> None:
    """Raises InvalidInputError with all that is wrong with a new account's login, name and password."""
    problems: dict[str, str] = {}
    if not LOGIN_PATTERN.match(new.login):
        problems["login"] = "登录名应为 3–60 个小写字母、数字或 . _ @ -，并以字母或数字开头。"
    if not new.name.strip():
        problems["name"] = "请填写姓名。"
    if problem := _password_problem(new.login, new.password):
        problems["password"] = problem
    if problems:
        raise InvalidInputError(problems)


def check_password(login: str, password: str) -> None:
    """Raises InvalidInputError for a password that is too short, too long or too simple."""
    if problem := _password_problem(login, password):
        raise InvalidInputError({"password": problem})


def _actor(row: LoginSession, account: Account, name: str) -> Actor:
    return Actor(
        account_id=account.id,
        name=name,
        login=account.login,
        region=account.region,
        is_admin=account.is_admin,
        csrf_token=row.csrf_token,
    )


def _password_problem(login: str, password: str) -> str:
    shortest, longest = PASSWORD_LENGTH
    if not shortest <= len(password) <= longest:
        return f"密码应为 {shortest}–{longest} 个字符。"
    only_digits = password.isdecimal() and len(password) < LONGEST_GUESSABLE
    if password.lower() == login or len(set(password)) < 4 or only_digits:
        return "密码过于简单：不能与登录名相同，不能只有数字，且至少含 4 个不同的字符。"
    return ""
