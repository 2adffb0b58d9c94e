"""What a firm lets a provider see: by an owner, for a unit, part by part, until a day; withdrawn at any time.

Only a confirmed firm gives consent: before that, nobody knows whether what was filled in is its own. A second
consent for the same unit and provider takes the place of the first, which stays on the list as withdrawn.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Row

from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import consents as queries
from backend.db.queries import firms as firm_queries
from backend.db.queries import providers as provider_queries
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.providers import LISTED, Consent, ConsentAccess, Provider
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.providers import sides

PARTS: Mapping[str, str] = {
    "profile": "企业概况",
    "result": "自评等级与各能力域得分",
    "gaps": "差距清单",
    "advice": "改进建议",
}
"""What can be shown, part by part, in the order of the page."""
USUAL_DAYS, LONGEST_DAYS = 90, 365
LOOKS_ON_PAGE = 50
LAST_PAGE = 10_000


@dataclass(frozen=True)
class NewConsent:
    """A consent about to be given; it begins today, and `until` is the last day."""

    provider: str
    unit: str
    parts: Sequence[str]
    until: date


@dataclass(frozen=True)
class ConsentLine:
    """A consent; `state` is in_force, expired, withdrawn, suspended or unconfirmed.

    Suspended: the provider left the directory. Unconfirmed: the firm is no longer confirmed.
    """

    id: str
    provider_id: str
    provider: str
    unit: str
    parts: tuple[str, ...]
    start: date
    until: date
    state: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class Look:
    """One look at a part: who of which provider, what of which unit, when."""

    provider: str
    person: str
    part: str
    unit: str
    at: datetime


@dataclass(frozen=True)
class FirmConsents:
    """The consents of a firm; `chosen` is the listed provider that one is about to be given to, if any."""

    firm: Firm
    is_owner: bool
    units: tuple[Unit, ...]
    lines: tuple[ConsentLine, ...]
    looks: tuple[Look, ...]
    page: int
    has_more: bool
    chosen: Provider | None


def consents_of(
    database: Database, actor: Actor, firm_id: str, *, provider_id: str = "", page: int = 1
) -> FirmConsents:
    """What a firm has let providers see, and every look at it. Raises NotFoundError outside the scope."""
    page = min(max(page, 1), LAST_PAGE)
    with database.read(actor) as session:
        firm = sides.own_firm(session, actor, firm_id)
        rows = queries.of_firm(session, actor, firm_id)
        units = {row[0].id: row[1].name for row in rows}
        found = queries.accesses(session, units, (page - 1) * LOOKS_ON_PAGE, LOOKS_ON_PAGE + 1)
        chosen = provider_queries.listed_provider(session, provider_id) if provider_id else None
        return FirmConsents(
            firm=firm,
            is_owner=sides.is_owner(session, actor, firm_id),
            units=tuple(firm_queries.units_of(session, firm_id)),
            lines=tuple(_line(row, clock.today()) for row in rows),
            looks=tuple(_look(row, units) for row in found[:LOOKS_ON_PAGE]),
            page=page,
            has_more=len(found) > LOOKS_ON_PAGE,
            chosen=chosen,
        )


def give(database: Database, actor: Actor, firm_id: str, new: NewConsent) -> str:
    """Let a listed provider see parts of a unit: the consent's id.

    Raises ForbiddenError for members who are no owners, ConflictError for a firm that is not confirmed,
    InvalidInputError for what cannot be given.
    """
    today = clock.today()
    problems = _problems(new, today)
    with database.write(actor) as session:
        sides.as_owner(session, actor, firm_id)
        sides.confirmed_firm(session, actor, firm_id)
        if problems:
            raise InvalidInputError(problems)
        unit, provider = sides.unit_of(session, firm_id, new.unit), sides.listed(session, new.provider)
        for earlier in queries.standing(session, unit.id, provider.id, today):
            earlier.withdrawn_at, earlier.withdrawn_by = clock.now(), actor.account_id or None
        consent = Consent(
            firm_id=firm_id,
            unit_id=unit.id,
            provider_id=provider.id,
            parts=json.dumps(sorted(set(new.parts))),
            start=today,
            until=new.until,
            given_by=actor.account_id or None,
            given_at=clock.now(),
        )
        session.add(consent)
        return consent.id


def withdraw(database: Database, actor: Actor, firm_id: str, consent_id: str) -> None:
    """Take a consent back, at once. Raises NotFoundError, ForbiddenError, ConflictError where it is over."""
    with database.write(actor) as session:
        sides.as_owner(session, actor, firm_id)
        consent = queries.own(session, actor, firm_id, consent_id)
        if consent is None:
            raise NotFoundError
        if consent.withdrawn_at is not None:
            raise ConflictError("这项授权已经撤回，服务商已看不到任何内容。请刷新页面后查看。")
        consent.withdrawn_at, consent.withdrawn_by = clock.now(), actor.account_id or None


def parts_of(consent: Consent) -> tuple[str, ...]:
    """What a consent names, in the order of PARTS."""
    named = json.loads(consent.parts)
    return tuple(part for part in PARTS if part in named)


def state_of(consent: Consent, firm: Firm, provider: Provider, today: date) -> str:
    """Where a consent stands on a day."""
    if consent.withdrawn_at is not None:
        return "withdrawn"
    if consent.until < today:
        return "expired"
    if firm.confirmed_at is None:
        return "unconfirmed"
    return "in_force" if provider.state == LISTED else "suspended"


def _problems(new: NewConsent, today: date) -> dict[str, str]:
    problems = {}
    if not new.parts or not set(new.parts) <= set(PARTS):
        problems["parts"] = "请至少勾选一项服务商可以看的内容。"
    if not today <= new.until <= today + timedelta(days=LONGEST_DAYS):
        last = today + timedelta(days=LONGEST_DAYS)
        problems["until"] = f"授权截止日期应在今天到 {last.isoformat()} 之间，最长一年。"
    return problems


def _line(row: queries.Line, today: date) -> ConsentLine:
    consent, unit, firm, provider = row
    return ConsentLine(
        id=consent.id,
        provider_id=provider.id,
        provider=provider.name,
        unit=unit.name,
        parts=parts_of(consent),
        start=consent.start,
        until=consent.until,
        state=state_of(consent, firm, provider, today),
        given_at=consent.given_at,
        withdrawn_at=consent.withdrawn_at,
    )


def _look(row: Row[ConsentAccess, str, str], units: Mapping[str, str]) -> Look:
    access, provider, person = row
    return Look(provider, person, access.part, units[access.consent_id], access.at)
