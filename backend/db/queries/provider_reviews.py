"""Service providers as the province reviews them: who waits, what was added, what was done."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth import scope
from backend.db.tables.providers import LISTED, SUBMITTED, Provider, ProviderAct, ProviderCase, ProviderOffer

Seats = str | None
"""See `scope.providers_to_review`: a prefix of codes, empty for every seat, None for no right to review."""


def waiting(session: Session, seats: Seats, limit: int) -> list[Provider]:
    """Providers that have asked for review, the longest waiting first."""
    statement = scope.providers_to_review(seats).where(col(Provider.state) == SUBMITTED)
    return list(
        session.scalars(statement.order_by(col(Provider.submitted_at), col(Provider.id)).limit(limit))
    )


def with_additions(session: Session, seats: Seats, limit: int) -> list[Provider]:
    """Providers in the directory that have added something nobody has confirmed, by name."""
    statement = scope.providers_to_review(seats).where(col(Provider.state) == LISTED, has_additions())
    return list(session.scalars(statement.order_by(col(Provider.sort_key), col(Provider.id)).limit(limit)))


def in_state(session: Session, seats: Seats, state: str, *, after: str = "", limit: int) -> list[Provider]:
    """Providers in a state, in the order of the directory, beginning behind the provider `after`."""
    statement = scope.providers_to_review(seats).where(col(Provider.state) == state)
    last = session.get(Provider, after) if after else None
    if last is not None:
        behind = and_(col(Provider.sort_key) == last.sort_key, col(Provider.id) > last.id)
        statement = statement.where(or_(col(Provider.sort_key) > last.sort_key, behind))
    return list(session.scalars(statement.order_by(col(Provider.sort_key), col(Provider.id)).limit(limit)))


def counted(session: Session, seats: Seats) -> dict[str, int]:
    """How many providers are in each state, as far as an official may review them."""
    columns: Any = (col(Provider.state), func.count())
    statement = scope.providers_to_review(seats).with_only_columns(*columns).group_by(col(Provider.state))
    return {row[0]: row[1] for row in session.execute(statement)}


def reviewed(session: Session, seats: Seats, provider_id: str, *, lock: bool = False) -> Provider | None:
    """One provider, as far as an official may review it; `lock` lets others' changes wait."""
    statement = scope.providers_to_review(seats).where(col(Provider.id) == provider_id)
    return session.scalar(statement.with_for_update(of=Provider) if lock else statement)


def has_additions() -> ColumnElement[bool]:
    """Condition on Provider: it has added an offer or a case that nobody has confirmed."""
    offer = and_(
        col(ProviderOffer.provider_id) == col(Provider.id), col(ProviderOffer.confirmed_at).is_(None)
    )
    case = and_(col(ProviderCase.provider_id) == col(Provider.id), _open_case())
    return or_(exists().where(offer).correlate(Provider), exists().where(case).correlate(Provider))


def confirm_all(session: Session, provider_id: str, at: datetime) -> None:
    """Confirm every offer and every case of a provider."""
    offers = update(ProviderOffer).where(
        col(ProviderOffer.provider_id) == provider_id, col(ProviderOffer.confirmed_at).is_(None)
    )
    cases = update(ProviderCase).where(col(ProviderCase.provider_id) == provider_id, _open_case())
    for statement in (offers, cases):
        session.execute(statement.values(confirmed_at=at))


def drop_additions(session: Session, provider_id: str, at: datetime) -> None:
    """Take out what is not confirmed: offers for good, cases by a mark."""
    session.execute(
        delete(ProviderOffer).where(
            col(ProviderOffer.provider_id) == provider_id, col(ProviderOffer.confirmed_at).is_(None)
        )
    )
    cases = update(ProviderCase).where(col(ProviderCase.provider_id) == provider_id, _open_case())
    session.execute(cases.values(removed_at=at))


def acts(session: Session, provider_id: str) -> list[ProviderAct]:
    """What was done with a provider's registration, the latest first."""
    statement = select(ProviderAct).where(col(ProviderAct.provider_id) == provider_id)
    return list(session.scalars(statement.order_by(col(ProviderAct.version).desc())))


def was_listed(session: Session, provider_id: str) -> bool:
    """Whether a provider has ever been in the directory."""
    listing = exists().where(col(ProviderAct.provider_id) == provider_id, col(ProviderAct.act) == "list")
    return bool(session.scalar(select(listing)))


def _open_case() -> ColumnElement[bool]:
    return and_(col(ProviderCase.confirmed_at).is_(None), col(ProviderCase.removed_at).is_(None))
