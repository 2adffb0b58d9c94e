"""Who works for a provider: owners add colleagues by login, anybody may leave, one owner always remains."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import accounts
from backend.db.queries import providers as queries
from backend.db.tables.providers import ProviderMember
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.providers.registration import MEMBER, OWNER, as_owner, own_provider

ROLES = {OWNER: "负责人", MEMBER: "成员"}
MOST_PEOPLE = 50


@dataclass(frozen=True)
class PersonLine:
    """Somebody who works for a provider."""

    account_id: str
    name: str
    login: str
    role: str
    since: datetime


@dataclass(frozen=True)
class People:
    """The people of a provider; `only_owner` is the account that has to stay, empty for none."""

    lines: tuple[PersonLine, ...]
    is_owner: bool
    only_owner: str


def people_of(session: Session, actor: Actor, provider_id: str) -> People:
    """The people of a permitted provider."""
    rows = queries.people(session, provider_id)
    lines = tuple(
        PersonLine(row.account_id, name, login, row.role, row.created_at) for row, name, login in rows
    )
    owners = [line.account_id for line in lines if line.role == OWNER]
    return People(lines, actor.account_id in owners, owners[0] if len(owners) == 1 else "")


def add(database: Database, actor: Actor, provider_id: str, login: str, role: str) -> None:
    """Let an ordinary account join; for owners.

    Raises NotFoundError, ForbiddenError, InvalidInputError, ConflictError for one too many.
    """
    with database.write(actor) as session:
        provider = as_owner(session, actor, provider_id)
        problems = {} if role in ROLES else {"role": "请选择角色。"}
        account = accounts.by_login(session, login)
        if account is None or account.disabled or account.region or account.is_admin:
            problems["login"] = "没有找到可以加入的账号，请核对登录名；还没有账号的，请同事先注册。"
        elif session.get(ProviderMember, (account.id, provider_id)) is not None:
            problems["login"] = "这个账号已是本单位成员，不必重复添加。"
        if problems or account is None:
            raise InvalidInputError(problems)
        if len(queries.people(session, provider_id)) >= MOST_PEOPLE:
            raise ConflictError(f"成员最多 {MOST_PEOPLE} 位，请先移出不再参与的成员。")
        session.add(
            ProviderMember(account_id=account.id, provider_id=provider.id, role=role, created_at=clock.now())
        )


def change_role(database: Database, actor: Actor, provider_id: str, account_id: str, role: str) -> None:
    """Make a member an owner or an owner a member; for owners.

    Raises NotFoundError, ForbiddenError, InvalidInputError, ConflictError for the last owner.
    """
    if role not in ROLES:
        raise InvalidInputError({"role": "请选择角色。"})
    with database.write(actor) as session:
        as_owner(session, actor, provider_id)
        member = _member(session, provider_id, account_id)
        if role != OWNER:
            _keep_an_owner(session, provider_id, member)
        member.role = role


def remove(database: Database, actor: Actor, provider_id: str, account_id: str) -> None:
    """Take somebody out: owners anybody, others themselves.

    Raises NotFoundError, ForbiddenError, ConflictError for the last owner.
    """
    with database.write(actor) as session:
        own_provider(session, actor, provider_id, lock=True)
        if account_id != actor.account_id:
            as_owner(session, actor, provider_id)
        member = _member(session, provider_id, account_id)
        _keep_an_owner(session, provider_id, member)
        session.delete(member)


def _member(session: Session, provider_id: str, account_id: str) -> ProviderMember:
    member = session.get(ProviderMember, (account_id, provider_id))
    if member is None:
        raise NotFoundError
    return member


def _keep_an_owner(session: Session, provider_id: str, leaving: ProviderMember) -> None:
    others = (row for row, _, _ in queries.people(session, provider_id) if row is not leaving)
    if not any(row.role == OWNER for row in others):
        raise ConflictError("服务商至少要有一位负责人，请先把另一位同事设为负责人。")
