"""Service providers: one's own and those in the directory, their people, offers and cases."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, delete, exists, func, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth import scope
from backend.auth.actor import Actor, region_prefix
from backend.db.queries.provider_grades import graded_as
from backend.db.tables.accounts import Account, Person
from backend.db.tables.providers import (
    DRAFT,
    Provider,
    ProviderCase,
    ProviderGrade,
    ProviderMember,
    ProviderOffer,
)
from backend.db.within import above, within

CAPABILITY, INDUSTRY, AREA = "capability", "industry", "area"
"""Axes of what is offered."""
EVERY_INDUSTRY = "*"
"""Value of the industry axis for all divisions."""


@dataclass(frozen=True)
class Wanted:
    """What narrows the directory; an empty field narrows nothing.

    `area` is any code: whoever offers an area around it, it itself or a part of it fits. `text` occurs in
    the name. `free`: says itself that it can take on another firm. `grade` without `year` is of any year.
    """

    capability: str = ""
    division: str = ""
    area: str = ""
    text: str = ""
    free: bool = False
    year: int | None = None
    grade: str = ""


def provider_of(session: Session, actor: Actor, provider_id: str, *, lock: bool = False) -> Provider | None:
    """A provider the actor works for; `lock` lets other changes of it wait for this transaction."""
    statement = scope.own_providers(actor).where(col(Provider.id) == provider_id)
    return session.scalar(statement.with_for_update(of=Provider) if lock else statement)


def own(session: Session, actor: Actor) -> list[Row[Provider, str]]:
    """The providers the actor works for with the actor's role, in the order of the directory."""
    mine = and_(
        col(ProviderMember.provider_id) == col(Provider.id),
        col(ProviderMember.account_id) == actor.account_id,
    )
    statement = (
        scope.own_providers(actor)
        .join(ProviderMember, mine)
        .add_columns(col(ProviderMember.role))
        .order_by(col(Provider.sort_key), col(Provider.id))
    )
    return list(session.execute(statement))


def has_code(session: Session, credit_code: str, *, but: str = "") -> bool:
    """Whether a provider, other than `but`, has a code, whoever may see it: registering needs to know."""
    taken = exists().where(col(Provider.credit_code) == credit_code, col(Provider.id) != but)
    return bool(session.scalar(select(taken)))


def founded_drafts(session: Session, account_id: str) -> int:
    """How many providers of an account's own founding are drafts."""
    statement = select(func.count()).where(
        col(Provider.created_by) == account_id, col(Provider.state) == DRAFT
    )
    return session.scalar(statement) or 0


# --- the directory ------------------------------------------------------------------------------------------


def listed(session: Session, wanted: Wanted, *, after: str = "", limit: int | None = None) -> list[Provider]:
    """Providers in the directory in its order, beginning behind the provider `after`.

    Only offers that the province has confirmed count.
    """
    statement = _narrowed(scope.listed_providers(), wanted)
    last = session.get(Provider, after) if after else None
    if last is not None:
        behind = and_(col(Provider.sort_key) == last.sort_key, col(Provider.id) > last.id)
        statement = statement.where(or_(col(Provider.sort_key) > last.sort_key, behind))
    statement = statement.order_by(col(Provider.sort_key), col(Provider.id))
    return list(session.scalars(statement.limit(limit) if limit else statement))


def listed_provider(session: Session, provider_id: str) -> Provider | None:
    """One provider in the directory."""
    return session.scalar(scope.listed_providers().where(col(Provider.id) == provider_id))


def _narrowed(statement: Select[Provider], wanted: Wanted) -> Select[Provider]:
    if wanted.capability:
        statement = statement.where(_offers(CAPABILITY, col(ProviderOffer.value) == wanted.capability))
    if wanted.division:
        statement = statement.where(
            _offers(INDUSTRY, col(ProviderOffer.value).in_((wanted.division, EVERY_INDUSTRY)))
        )
    if wanted.area:
        around = col(ProviderOffer.value).in_(above(wanted.area))
        inside = within(col(ProviderOffer.value), region_prefix(wanted.area))
        statement = statement.where(_offers(AREA, or_(around, inside)))
    if wanted.text:
        statement = statement.where(col(Provider.name_key).contains(wanted.text, autoescape=True))
    if wanted.free:
        statement = statement.where(col(Provider.capacity) > col(Provider.busy))
    if wanted.grade or wanted.year is not None:
        graded = [graded_as()]
        graded += [col(ProviderGrade.grade) == wanted.grade] if wanted.grade else []
        graded += [col(ProviderGrade.year) == wanted.year] if wanted.year is not None else []
        statement = statement.where(exists().where(*graded).correlate(Provider))
    return statement


def _offers(axis: str, value: ColumnElement[bool]) -> ColumnElement[bool]:
    offer = and_(
        col(ProviderOffer.provider_id) == col(Provider.id),
        col(ProviderOffer.axis) == axis,
        col(ProviderOffer.confirmed_at).is_not(None),
        value,
    )
    return exists().where(offer).correlate(Provider)


# --- what a provider offers and shows -----------------------------------------------------------------------


def offers(
    session: Session, provider_ids: Collection[str], *, confirmed: bool = True
) -> dict[str, list[ProviderOffer]]:
    """The offers of providers by provider, by axis and value; `confirmed` leaves out the others."""
    statement = select(ProviderOffer).where(col(ProviderOffer.provider_id).in_(sorted(provider_ids)))
    if confirmed:
        statement = statement.where(col(ProviderOffer.confirmed_at).is_not(None))
    found: dict[str, list[ProviderOffer]] = {one: [] for one in provider_ids}
    for offer in session.scalars(statement.order_by(col(ProviderOffer.axis), col(ProviderOffer.value))):
        found[offer.provider_id].append(offer)
    return found


def cases(
    session: Session, provider_ids: Collection[str], *, confirmed: bool = True
) -> dict[str, list[ProviderCase]]:
    """The cases of providers that were not taken out, by provider, the latest first."""
    statement = select(ProviderCase).where(
        col(ProviderCase.provider_id).in_(sorted(provider_ids)), col(ProviderCase.removed_at).is_(None)
    )
    if confirmed:
        statement = statement.where(col(ProviderCase.confirmed_at).is_not(None))
    found: dict[str, list[ProviderCase]] = {one: [] for one in provider_ids}
    for case in session.scalars(
        statement.order_by(col(ProviderCase.finished_on).desc(), col(ProviderCase.id))
    ):
        found[case.provider_id].append(case)
    return found


def add_offers(session: Session, provider_id: str, axis: str, values: Iterable[str]) -> None:
    """Offer more values of an axis, not confirmed yet."""
    session.add_all([ProviderOffer(provider_id=provider_id, axis=axis, value=value) for value in values])


def remove_offers(session: Session, provider_id: str, axis: str, values: Collection[str]) -> None:
    """Offer some values of an axis no longer."""
    session.execute(
        delete(ProviderOffer).where(
            col(ProviderOffer.provider_id) == provider_id,
            col(ProviderOffer.axis) == axis,
            col(ProviderOffer.value).in_(sorted(values)),
        )
    )


# --- people -------------------------------------------------------------------------------------------------


def people(session: Session, provider_id: str) -> list[Row[ProviderMember, str, str]]:
    """Who works for a permitted provider, with name and login: owners first, then as they came."""
    columns: Any = (ProviderMember, col(Person.name), col(Account.login))
    statement = (
        select(*columns)
        .join(Account, col(ProviderMember.account_id) == col(Account.id))
        .join(Person, col(Account.person_id) == col(Person.id))
        .where(col(ProviderMember.provider_id) == provider_id)
        .order_by(
            col(ProviderMember.role) != "owner",
            col(ProviderMember.created_at),
            col(ProviderMember.account_id),
        )
    )
    return list(session.execute(statement))
