"""Who diagnosed a firm does not verify it: the bar, and the mark where the two came together all the same.

A registered provider is known by its name or its credit code, in whatever state it is; names are compared as
those of title holders are. Any record of a diagnosis bars, also one that the other side contradicts: another
organisation can be asked, an unfair verdict cannot be taken back.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from backend.db.queries import engagements as queries
from backend.db.tables.providers import Provider
from backend.services.errors import InvalidInputError
from backend.services.title_holders import name_key


@dataclass(frozen=True)
class Ties:
    """Which of some providers diagnosed a firm, and of which somebody works for it as well."""

    diagnosed: frozenset[str]
    tied: frozenset[str]


def ties_of(session: Session, firm_id: str, provider_ids: Collection[str]) -> Ties:
    """How some providers stand to a firm."""
    return Ties(
        queries.among(session, queries.diagnosed(firm_id), provider_ids),
        queries.among(session, queries.tied(firm_id), provider_ids),
    )


def barred_names(session: Session, firm_id: str) -> list[str]:
    """The registered providers that may not verify a firm because they diagnosed it."""
    return queries.named(session, queries.diagnosed(firm_id))


def verifier(session: Session, firm_id: str, organisation: str) -> Provider | None:
    """The registered provider that an organisation's name or code means, if it may verify the firm.

    None where it means none or several. Raises InvalidInputError where one of them diagnosed the firm.
    """
    key = name_key(organisation)
    meant = queries.meant(session, key, organisation.strip().upper())
    ties = ties_of(session, firm_id, [provider.id for provider in meant])
    names = [provider.name for provider in meant if provider.id in ties.diagnosed]
    former = queries.former_names(session, queries.diagnosed(firm_id))
    names += [name for name in former if name_key(name) == key]
    if names:
        raise InvalidInputError(
            {
                "organisation": f"{names[0]}为这家企业做过数字化诊断，按回避规则不得参与对它的核验，"
                "本次没有登记。请改由未参与诊断的机构核查。"
            }
        )
    return meant[0] if len(meant) == 1 else None


def checked_by(session: Session, firm_id: str, provider_id: str) -> date | None:
    """The first day on which a provider checked a firm on site; None where it never did."""
    provider = session.get_one(Provider, provider_id)
    words = (provider.name_key or name_key(provider.name), provider.credit_code)
    for check in queries.checks_of(session, firm_id):
        if check.provider_id == provider_id or name_key(check.organisation) in words:
            return check.day
    return None
