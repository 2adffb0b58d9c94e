"""What matching reads of the listed providers: offers that fit a unit, cases, what came of enquiries.

Nothing here grows with the number of firms: the providers are found by their offers.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth import scope
from backend.db.queries.providers import AREA, CAPABILITY, EVERY_INDUSTRY, INDUSTRY
from backend.db.tables.firms import Membership
from backend.db.tables.providers import (
    CLOSED,
    FIRM_SIDE,
    Enquiry,
    Feedback,
    Provider,
    ProviderCase,
    ProviderMember,
    ProviderOffer,
)


def offers(
    session: Session, capabilities: Collection[str], areas: Collection[str], division: str
) -> list[Row[str, int, str, str]]:
    """Confirmed offers of listed providers that fit: provider, free capacity, axis, value.

    `division` empty fits every industry. A provider fits if it has offers on all three axes; that is for the
    caller to see.
    """
    axis, value = col(ProviderOffer.axis), col(ProviderOffer.value)
    industry = axis == INDUSTRY
    fits = or_(
        and_(axis == CAPABILITY, value.in_(sorted(capabilities))),
        and_(axis == AREA, value.in_(sorted(areas))),
        and_(industry, value.in_((division, EVERY_INDUSTRY))) if division else industry,
    )
    statement = (
        scope.listed_providers()
        .join(ProviderOffer, col(ProviderOffer.provider_id) == col(Provider.id))
        .where(fits, col(ProviderOffer.confirmed_at).is_not(None))
        .with_only_columns(col(Provider.id), col(Provider.capacity) - col(Provider.busy), axis, value)
    )
    # The connection's rows are plain: those of a session cost as much again for each.
    return list(session.connection().execute(statement))


def cases(
    session: Session, division: str, areas: Collection[str], since: Any
) -> list[Row[str, str, int, int]]:
    """Confirmed cases of listed providers, finished since a day, by provider and capability.

    With how many of them are of the division, and how many from the areas.
    """
    row = ProviderCase
    in_division = and_(func.substr(col(row.industry), 1, 2) == division, col(row.industry) != "")
    statement = (
        scope.listed_providers()
        .join(row, col(row.provider_id) == col(Provider.id))
        .where(
            col(row.confirmed_at).is_not(None), col(row.removed_at).is_(None), col(row.finished_on) >= since
        )
        .group_by(col(Provider.id), col(row.capability))
        .with_only_columns(
            col(Provider.id),
            col(row.capability),
            func.sum(case((in_division, 1), else_=0)),
            func.sum(case((col(row.county).in_(sorted(areas)), 1), else_=0)),
        )
    )
    return list(session.connection().execute(statement))


def listed_of(session: Session, provider_ids: Collection[str]) -> list[Provider]:
    """Those of some providers that are listed."""
    return list(session.scalars(scope.listed_providers().where(col(Provider.id).in_(sorted(provider_ids)))))


def pasts(session: Session) -> list[Row[str, str, str | None, int]]:
    """What came of closed enquiries to listed providers: provider, outcome, the firm's feedback, firms.

    Each firm counts once, with what it closed last, and not where somebody works for both sides. Only people
    whom the firm has confirmed and who were the provider's before the closing count as such: else a provider
    could do away with a verdict by claiming the firm, or by taking in its people.
    """
    both = (
        exists()
        .where(
            col(ProviderMember.provider_id) == col(Enquiry.provider_id),
            col(Membership.account_id) == col(ProviderMember.account_id),
            col(Membership.firm_id) == col(Enquiry.firm_id),
            col(Membership.confirmed).is_(True),
            col(ProviderMember.created_at) <= col(Enquiry.closed_at),
        )
        .correlate(Enquiry)
    )
    newest = (
        select(
            col(Enquiry.id).label("id"),
            func.row_number()
            .over(
                partition_by=(col(Enquiry.provider_id), col(Enquiry.firm_id)),
                order_by=(col(Enquiry.closed_at).desc(), col(Enquiry.id)),
            )
            .label("place"),
        )
        .where(col(Enquiry.state) == CLOSED, ~both)
        .subquery()
    )
    said = and_(col(Feedback.enquiry_id) == col(Enquiry.id), col(Feedback.side) == FIRM_SIDE)
    statement = (
        select(col(Enquiry.provider_id), col(Enquiry.outcome), col(Feedback.kept), func.count())
        .join(newest, and_(newest.c.id == col(Enquiry.id), newest.c.place == 1))
        .outerjoin(Feedback, said)
        .group_by(col(Enquiry.provider_id), col(Enquiry.outcome), col(Feedback.kept))
    )
    return list(session.connection().execute(statement))
