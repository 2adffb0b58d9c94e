"""Who worked for a firm before, who is tied to it, and which organisation a name means."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.db.tables.firms import Firm, Membership, Unit
from backend.db.tables.providers import (
    AGREED,
    CLOSED,
    DIAGNOSIS,
    Consent,
    Engagement,
    Enquiry,
    Provider,
    ProviderAct,
    ProviderMember,
)
from backend.db.tables.reviews import SiteCheck
from backend.db.tables.submissions import Submission


def of_firm(session: Session, firm_id: str) -> list[Row[Engagement, str]]:
    """What is recorded of a permitted firm, with the provider's name, the latest work first."""
    return _with(session, Provider, col(Engagement.firm_id) == firm_id)


def of_provider(session: Session, provider_id: str) -> list[Row[Engagement, str]]:
    """What is recorded of a permitted provider, with the firm's name, the latest work first."""
    return _with(session, Firm, col(Engagement.provider_id) == provider_id)


def _with(session: Session, other: Any, condition: ColumnElement[bool]) -> list[Row[Engagement, str]]:
    link = Engagement.provider_id if other is Provider else Engagement.firm_id
    columns: Any = (Engagement, col(other.name))
    statement = select(*columns).join(other, col(other.id) == col(link)).where(condition)
    return list(session.execute(statement.order_by(col(Engagement.day).desc(), col(Engagement.id))))


def held(session: Session, engagement_id: str) -> Engagement | None:
    """One record, held until the transaction ends."""
    return session.scalar(select(Engagement).where(col(Engagement.id) == engagement_id).with_for_update())


def is_known(session: Session, provider_id: str, firm_id: str) -> bool:
    """Whether a firm has turned to a provider: it asked it something or let it see something."""
    asked = exists().where(col(Enquiry.provider_id) == provider_id, col(Enquiry.firm_id) == firm_id)
    shown = exists().where(col(Consent.provider_id) == provider_id, col(Consent.firm_id) == firm_id)
    return bool(session.scalar(select(or_(asked, shown))))


def known_firms(session: Session, provider_id: str) -> list[Row[str, str]]:
    """Id and name of the firms that have turned to a permitted provider."""
    asked = select(col(Enquiry.firm_id)).where(col(Enquiry.provider_id) == provider_id)
    shown = select(col(Consent.firm_id)).where(col(Consent.provider_id) == provider_id)
    columns: Any = (col(Firm.id), col(Firm.name))
    statement = select(*columns).where(or_(col(Firm.id).in_(asked), col(Firm.id).in_(shown)))
    return list(session.execute(statement.order_by(col(Firm.name), col(Firm.id))))


def diagnosed(firm_id: str) -> Select[str]:
    """The providers that diagnosed a firm: by a record of either side or an enquiry agreed on."""
    recorded = select(col(Engagement.provider_id)).where(
        col(Engagement.firm_id) == firm_id, col(Engagement.kind) == DIAGNOSIS
    )
    agreed = select(col(Enquiry.provider_id)).where(
        col(Enquiry.firm_id) == firm_id,
        col(Enquiry.capability) == DIAGNOSIS,
        col(Enquiry.state).in_((AGREED, CLOSED)),
    )
    return select(col(Provider.id)).where(or_(col(Provider.id).in_(recorded), col(Provider.id).in_(agreed)))


def tied(firm_id: str) -> Select[str]:
    """The providers of which somebody works for a firm as well."""
    both = (
        select(col(ProviderMember.provider_id))
        .join(Membership, col(Membership.account_id) == col(ProviderMember.account_id))
        .where(col(Membership.firm_id) == firm_id, col(Membership.confirmed).is_(True))
    )
    return select(col(Provider.id)).where(col(Provider.id).in_(both))


def among(session: Session, found: Select[str], provider_ids: Collection[str]) -> frozenset[str]:
    """Which of some providers are among those found."""
    return frozenset(session.scalars(found.where(col(Provider.id).in_(sorted(provider_ids)))))


def named(session: Session, found: Select[str]) -> list[str]:
    """The names of the providers found."""
    return list(
        session.scalars(
            select(col(Provider.name)).where(col(Provider.id).in_(found)).order_by(col(Provider.name))
        )
    )


def meant(session: Session, name_key: str, credit_code: str) -> list[Provider]:
    """The registered providers, listed or not, that a name as compared or a credit code means."""
    fits = or_(col(Provider.credit_code) == credit_code, col(Provider.name_key) == name_key)
    return list(session.scalars(select(Provider).where(fits).order_by(col(Provider.id))))


def former_names(session: Session, found: Select[str]) -> list[str]:
    """The names under which the providers found were listed before they took another."""
    renamed = col(ProviderAct.provider_id).in_(found), col(ProviderAct.act) == "rename"
    return list(
        session.scalars(select(col(ProviderAct.note)).where(*renamed).order_by(col(ProviderAct.note)))
    )


def checks_of(session: Session, firm_id: str) -> list[SiteCheck]:
    """The on-site checks of a firm's units, the first first."""
    statement = (
        select(SiteCheck)
        .join(Submission, col(SiteCheck.submission_id) == col(Submission.id))
        .join(Unit, and_(col(Submission.unit_id) == col(Unit.id), col(Unit.firm_id) == firm_id))
    )
    return list(session.scalars(statement.order_by(col(SiteCheck.day), col(SiteCheck.id))))
