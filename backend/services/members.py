"""Who works for a firm: members, invitations by an owner, and the decision about claims.

While nobody has decided a founder's claim, the founder may work and invite, but whom it let in goes with it
if the firm turns out to belong to somebody else.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from backend import clock
from backend.auth.actor import Actor
from backend.auth.tokens import new_token, token_hash
from backend.db.engine import Database
from backend.db.queries import firms as firm_queries
from backend.db.queries import members as queries
from backend.db.tables.firms import Firm, Invitation, Membership
from backend.services.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from backend.services.firms import MEMBER, OWNER

ROLES = {OWNER: "负责人", MEMBER: "成员"}
INVITATION_DAYS = 7
INVITATION_LIMIT = 20


@dataclass(frozen=True)
class MemberLine:
    """Somebody who works for a firm, or claims to (`confirmed` False)."""

    account_id: str
    name: str
    login: str
    role: str
    confirmed: bool
    since: datetime


@dataclass(frozen=True)
class InvitationLine:
    """An invitation that can still be used; `key` names it for revoking and does not open it."""

    key: str
    role: str
    invited_by: str
    expires_at: datetime


@dataclass(frozen=True)
class MembersPage:
    """Members, open invitations and claims of a firm; `is_owner` and `confirmed` decide what may be done.

    `only_owner` is the account that has to stay because there is no other owner, empty for none.
    """

    firm_id: str
    firm_name: str
    confirmed: bool
    is_owner: bool
    only_owner: str
    members: tuple[MemberLine, ...]
    claims: tuple[MemberLine, ...]
    invitations: tuple[InvitationLine, ...]


@dataclass(frozen=True)
class InvitationPage:
    """What the receiver of a link sees; not `usable` when it was used, has expired or lost its inviter."""

    firm_name: str
    invited_by: str
    role: str
    expires_at: datetime
    usable: bool


def members_page(database: Database, actor: Actor, firm_id: str) -> MembersPage:
    """The people of a firm the actor works for. Raises NotFoundError outside the scope.

    Invitations are shown to owners only, and claims to owners of a confirmed firm: an undecided founder has
    proved nothing that would entitle it to the names of its rivals.
    """
    with database.read(actor) as session:
        firm = firm_queries.own_firm(session, actor, firm_id)
        if firm is None:
            raise NotFoundError
        lines = [_line(*row) for row in queries.of_firm(session, firm_id)]
        invitations = queries.invitations(session, firm_id, clock.now())
    founder = firm.created_by if firm.confirmed_at is None else None
    working = [line for line in lines if line.confirmed or line.account_id == founder]
    is_owner = any(line.account_id == actor.account_id and line.role == OWNER for line in working)
    sees_claims = is_owner and firm.confirmed_at is not None
    owners = [line.account_id for line in working if line.role == OWNER]
    return MembersPage(
        firm_id=firm.id,
        firm_name=firm.name,
        confirmed=firm.confirmed_at is not None,
        is_owner=is_owner,
        only_owner=owners[0] if len(owners) == 1 else "",
        members=tuple(working),
        claims=tuple(line for line in lines if line not in working) if sees_claims else (),
        invitations=tuple(_invitation(row, name) for row, name in invitations) if is_owner else (),
    )


def invite(database: Database, actor: Actor, firm_id: str, role: str) -> str:
    """Make an invitation and give its token, which is shown once; for owners."""
    if role not in ROLES:
        raise InvalidInputError({"role": "请选择受邀人的角色。"})
    now = clock.now()
    token = new_token()
    with database.write(actor) as session:
        _as_owner(session, actor, firm_id)
        if len(queries.invitations(session, firm_id, now)) >= INVITATION_LIMIT:
            raise ConflictError(f"有效的邀请已达 {INVITATION_LIMIT} 个，请先撤销不用的邀请。")
        session.add(
            Invitation(
                token_hash=token_hash(token),
                firm_id=firm_id,
                role=role,
                invited_by=actor.account_id,
                expires_at=now + timedelta(days=INVITATION_DAYS),
            )
        )
    return token


def revoke(database: Database, actor: Actor, firm_id: str, key: str) -> None:
    """Delete an unused invitation; for owners."""
    with database.write(actor) as session:
        _as_owner(session, actor, firm_id)
        queries.revoke_invitation(session, firm_id, key)


def invitation_page(database: Database, actor: Actor, token: str) -> InvitationPage:
    """The invitation behind a link. Raises NotFoundError for a link that never was or was revoked."""
    with database.read(actor) as session:
        found = queries.invitation(session, token_hash(token))
    if found is None:
        raise NotFoundError("这个邀请链接无效或已被撤销，请联系邀请您的同事重新发送。")
    row, firm_name, inviter, inviter_may = found
    usable = row.used_at is None and row.expires_at > clock.now() and inviter_may
    return InvitationPage(firm_name, inviter, row.role, row.expires_at, usable)


def accept(database: Database, actor: Actor, token: str) -> str:
    """Join the firm of an invitation and give the firm's id.

    Raises ConflictError for a link that was used, has expired or whose maker is no longer an owner, and for
    somebody who works there already: then the link stays good for the colleague it was meant for.
    """
    now = clock.now()
    with database.write(actor) as session:
        queries.hold_firm_of_invitation(session, token_hash(token))
        used = queries.use_invitation(session, token_hash(token), now)
        if used is None:
            raise ConflictError("这个邀请链接已被使用、已过期或已失效，请联系企业负责人重新发送。")
        if firm_queries.own_firm(session, actor, used.firm_id) is not None:
            raise ConflictError("您已在这家企业中，不必再次加入；请把链接留给受邀的同事。")
        member = session.get(Membership, (actor.account_id, used.firm_id))
        if member is None:
            member = Membership(
                account_id=actor.account_id,
                firm_id=used.firm_id,
                role=used.role,
                confirmed=True,
                created_at=now,
            )
            session.add(member)
        member.role, member.confirmed = used.role, True
        return used.firm_id


def change_role(database: Database, actor: Actor, firm_id: str, account_id: str, role: str) -> None:
    """Make a member an owner or an owner a member; for owners, and one owner always remains."""
    if role not in ROLES:
        raise InvalidInputError({"role": "请选择角色。"})
    with database.write(actor) as session:
        _as_owner(session, actor, firm_id)
        member = _member(session, firm_id, account_id)
        if role != OWNER:
            _keep_an_owner(session, firm_id, member)
            queries.revoke_invitations_by(session, firm_id, account_id)
        member.role = role


def remove(database: Database, actor: Actor, firm_id: str, account_id: str) -> None:
    """Take a member out of a firm: owners anybody, others themselves; one owner always remains.

    The founder stays until the claim on the firm is decided, because that decision is about the founder.
    """
    with database.write(actor) as session:
        firm = firm_queries.own_firm(session, actor, firm_id, lock=True)
        if firm is None:
            raise NotFoundError
        if account_id != actor.account_id:
            _as_owner(session, actor, firm_id)
        member = _member(session, firm_id, account_id)
        if _is_undecided_founder(firm, account_id):
            raise ConflictError(
                "企业登记尚未经主管部门确认，登记人不能退出或被移出。"
                "请等待主管部门处理；如登记有误，请联系主管部门退回这次登记。"
            )
        _keep_an_owner(session, firm_id, member)
        queries.revoke_invitations_by(session, firm_id, account_id)
        session.delete(member)


def _as_owner(session: Session, actor: Actor, firm_id: str) -> Firm:
    """The firm, locked, if the actor is an owner of it."""
    firm = firm_queries.own_firm(session, actor, firm_id, lock=True)
    if firm is None:
        raise NotFoundError
    own = session.get(Membership, (actor.account_id, firm_id))
    if own is None or own.role != OWNER:
        raise ForbiddenError("只有企业负责人可以管理成员，请联系本企业的负责人。")
    return firm


def _member(session: Session, firm_id: str, account_id: str) -> Membership:
    """A member who works for the firm; a claim that waits is none."""
    member = session.get(Membership, (account_id, firm_id))
    firm = session.get_one(Firm, firm_id)
    if member is None or not (member.confirmed or _is_undecided_founder(firm, account_id)):
        raise NotFoundError
    return member


def _is_undecided_founder(firm: Firm, account_id: str) -> bool:
    return firm.confirmed_at is None and firm.created_by == account_id


def _keep_an_owner(session: Session, firm_id: str, leaving: Membership) -> None:
    working = [row for row, _, _ in queries.of_firm(session, firm_id) if row.confirmed or row is leaving]
    if not any(row.role == OWNER for row in working if row is not leaving):
        raise ConflictError("企业至少要有一位负责人，请先把另一位同事设为负责人。")


def _line(row: Membership, name: str, login: str) -> MemberLine:
    return MemberLine(row.account_id, name, login, row.role, row.confirmed, row.created_at)


def _invitation(row: Invitation, inviter: str) -> InvitationLine:
    return InvitationLine(row.token_hash, row.role, inviter, row.expires_at)
