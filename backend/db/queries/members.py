"""Who works for a firm: memberships, invitations, and claims that wait."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, delete, exists, func, not_, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth import scope
from backend.auth.actor import Actor
from backend.db.tables.accounts import Account, Person
from backend.db.tables.firms import Firm, Invitation, Membership, Unit


def waiting_claims(session: Session, actor: Actor) -> list[Row[Membership, str]]:
    """The actor's own claims that show nothing yet, oldest first, each with the firm's code."""
    statement = (
        select(Membership, Firm.credit_code)  # type: ignore[call-overload]
        .join(Firm, col(Membership.firm_id) == col(Firm.id))
        .where(
            col(Membership.account_id) == actor.account_id,
            col(Membership.confirmed).is_(False),
            not_(scope.works_for(actor)),
        )
        .order_by(col(Membership.created_at), col(Membership.firm_id))
    )
    return list(session.execute(statement))


def undecided(session: Session, account_id: str) -> int:
    """How many memberships of an account nobody has decided, its own foundings included."""
    statement = select(func.count()).where(
        col(Membership.account_id) == account_id, col(Membership.confirmed).is_(False)
    )
    return session.scalar(statement) or 0


def of_firm(session: Session, firm_id: str) -> list[Row[Membership, str, str]]:
    """The memberships of a permitted firm with name and login: owners first, then as they came."""
    statement = (
        select(Membership, Person.name, Account.login)  # type: ignore[call-overload]
        .join(Account, col(Membership.account_id) == col(Account.id))
        .join(Person, col(Account.person_id) == col(Person.id))
        .where(col(Membership.firm_id) == firm_id)
        .order_by(col(Membership.role) != "owner", col(Membership.created_at), col(Membership.account_id))
    )
    return list(session.execute(statement))


def open_claims(session: Session, actor: Actor, limit: int) -> list[Row[Membership, Firm, str, str, str]]:
    """Claims on the firms the actor may decide about, oldest first.

    Each with the county of the firm's default unit and the claimant's name and login.
    """
    county = select(col(Unit.county)).where(col(Unit.firm_id) == col(Firm.id))
    county = county.order_by(col(Unit.kind) != "firm", col(Unit.created_at)).limit(1).correlate(Firm)
    columns: Any = (Membership, Firm, county.scalar_subquery(), col(Person.name), col(Account.login))
    statement = (
        _firms_to_decide(actor)
        .join(Membership, col(Membership.firm_id) == col(Firm.id))
        .join(Account, col(Membership.account_id) == col(Account.id))
        .join(Person, col(Account.person_id) == col(Person.id))
        .where(col(Membership.confirmed).is_(False))
        .with_only_columns(*columns, maintain_column_froms=True)
        .order_by(col(Membership.created_at), col(Membership.account_id), col(Membership.firm_id))
        .limit(limit)
    )
    return list(session.execute(statement))


def number_of_claims(session: Session, actor: Actor) -> int:
    """How many claims wait for the actor's decision."""
    claims = (
        _firms_to_decide(actor)
        .join(Membership, col(Membership.firm_id) == col(Firm.id))
        .where(col(Membership.confirmed).is_(False))
        .with_only_columns(col(Membership.account_id), maintain_column_froms=True)
    )
    return session.scalar(select(func.count()).select_from(claims.subquery())) or 0


def firm_to_decide(session: Session, actor: Actor, firm_id: str) -> Firm | None:
    """A firm whose claims the actor may decide about, locked until the transaction ends."""
    statement = _firms_to_decide(actor).where(col(Firm.id) == firm_id).with_for_update(of=Firm)
    return session.scalar(statement)


def invitations(session: Session, firm_id: str, now: datetime) -> list[Row[Invitation, str]]:
    """A firm's invitations neither used nor expired, with the inviter's name, soonest to expire first."""
    statement = (
        select(Invitation, Person.name)  # type: ignore[call-overload]
        .join(Account, col(Invitation.invited_by) == col(Account.id))
        .join(Person, col(Account.person_id) == col(Person.id))
        .where(
            col(Invitation.firm_id) == firm_id,
            col(Invitation.used_at).is_(None),
            col(Invitation.expires_at) > now,
        )
        .order_by(col(Invitation.expires_at))
    )
    return list(session.execute(statement))


def invitation(session: Session, token_hash: str) -> Row[Invitation, str, str, bool] | None:
    """The invitation behind a link, for whoever has the link.

    With the firm's and the inviter's name, and whether the inviter may still invite.
    """
    statement = (
        select(Invitation, Firm.name, Person.name, _inviter_may())  # type: ignore[call-overload]
        .join(Firm, col(Invitation.firm_id) == col(Firm.id))
        .join(Account, col(Invitation.invited_by) == col(Account.id))
        .join(Person, col(Account.person_id) == col(Person.id))
        .where(col(Invitation.token_hash) == token_hash)
    )
    return session.execute(statement).one_or_none()


def hold_firm_of_invitation(session: Session, token_hash: str) -> None:
    """Lock the firm of an invitation: its inviter is not removed while somebody joins."""
    statement = (
        select(col(Firm.id))
        .join(Invitation, col(Invitation.firm_id) == col(Firm.id))
        .where(col(Invitation.token_hash) == token_hash)
        .with_for_update(of=Firm)
    )
    session.execute(statement)


def use_invitation(session: Session, token_hash: str, now: datetime) -> Invitation | None:
    """Mark an invitation as used and give it, or None when it was used, has expired or lost its inviter.

    One statement, so that of two visitors with the same link one gets in.
    """
    statement = (
        update(Invitation)
        .where(
            col(Invitation.token_hash) == token_hash,
            col(Invitation.used_at).is_(None),
            col(Invitation.expires_at) > now,
            _inviter_may(),
        )
        .values(used_at=now)
        .returning(Invitation)
    )
    return session.scalar(statement)


def revoke_invitation(session: Session, firm_id: str, token_hash: str) -> None:
    """Delete an unused invitation of a permitted firm."""
    session.execute(
        delete(Invitation).where(
            col(Invitation.firm_id) == firm_id,
            col(Invitation.token_hash) == token_hash,
            col(Invitation.used_at).is_(None),
        )
    )


def revoke_invitations_by(session: Session, firm_id: str, account_id: str) -> None:
    """Delete the unused invitations of a permitted firm that an account made."""
    session.execute(
        delete(Invitation).where(
            col(Invitation.firm_id) == firm_id,
            col(Invitation.invited_by) == account_id,
            col(Invitation.used_at).is_(None),
        )
    )


def remove_guests(session: Session, firm_id: str) -> None:
    """Drop whoever an undecided founder had let in, and the links that are still out."""
    session.execute(
        delete(Membership).where(col(Membership.firm_id) == firm_id, col(Membership.confirmed).is_(True))
    )
    session.execute(
        delete(Invitation).where(col(Invitation.firm_id) == firm_id, col(Invitation.used_at).is_(None))
    )


def is_deserted(session: Session, firm_id: str) -> bool:
    """Whether nobody works for the firm or claims it."""
    statement = select(func.count()).where(col(Membership.firm_id) == firm_id)
    return not session.scalar(statement)


def has_owner(session: Session, firm_id: str) -> bool:
    """Whether a confirmed owner works for the firm."""
    statement = select(func.count()).where(
        col(Membership.firm_id) == firm_id,
        col(Membership.confirmed).is_(True),
        col(Membership.role) == "owner",
    )
    return bool(session.scalar(statement))


def _firms_to_decide(actor: Actor) -> Select[Firm]:
    """Firms whose default unit lies in the official's area; any, for administrators.

    A site elsewhere does not count: a founder could add one to choose who decides.
    """
    firms = scope.firms(actor)
    if actor.is_admin or not actor.is_official:
        return firms
    default_unit = and_(col(Unit.firm_id) == col(Firm.id), col(Unit.kind) == "firm", scope.in_area(actor))
    return firms.where(exists().where(default_unit).correlate(Firm))


def _inviter_may() -> ColumnElement[bool]:
    """Condition on Invitation: who made it is still an owner who works for the firm and may log in."""
    undecided_founder = and_(col(Firm.created_by) == col(Account.id), col(Firm.confirmed_at).is_(None))
    inviter = and_(
        col(Account.id) == col(Invitation.invited_by),
        col(Account.disabled).is_(False),
        col(Firm.id) == col(Invitation.firm_id),
        col(Membership.account_id) == col(Account.id),
        col(Membership.firm_id) == col(Firm.id),
        col(Membership.role) == "owner",
        or_(col(Membership.confirmed).is_(True), undecided_founder),
    )
    return exists().where(inviter).correlate(Invitation)
