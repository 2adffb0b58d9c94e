"""That a provider worked for a firm: recorded by either side, contradicted by the other, never taken out.

Whoever diagnosed a firm does not verify it. A record therefore stays even where the other side contradicts
it: the contradiction is kept beside it, and whoever reads one reads both.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row
from sqlalchemy.orm import Session

from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import engagements as queries
from backend.db.queries import firms as firm_queries
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.providers import (
    DIAGNOSIS,
    FIRM_SIDE,
    LISTED,
    PROJECT,
    PROVIDER_SIDE,
    Engagement,
    Provider,
)
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.providers import sides
from backend.services.providers.conflicts import checked_by
from backend.services.title_holders import name_key

EARLIEST = date(2000, 1, 1)
KINDS = {DIAGNOSIS: "诊断", PROJECT: "项目实施"}
NO_SUCH = "名录中没有这家服务商。请填写它的全称或统一社会信用代码，可在服务商名录中查到。"


@dataclass(frozen=True)
class NewEngagement:
    """Work about to be recorded: `other` is the provider's name or code, or (by a provider) the firm's id."""

    other: str
    kind: str
    day: date
    unit: str = ""


@dataclass(frozen=True)
class EngagementLine:
    """A record with the name of the other side.

    `verified_on` is the day on which the same provider checked the firm on site, for a diagnosis of one that
    did: the two must not come together, in whatever order.
    """

    row: Engagement
    other: str
    verified_on: date | None
    may_contradict: bool


@dataclass(frozen=True)
class FirmEngagements:
    """What is recorded of a firm."""

    firm: Firm
    units: tuple[Unit, ...]
    lines: tuple[EngagementLine, ...]


@dataclass(frozen=True)
class ProviderEngagements:
    """What is recorded of a provider, and the firms that it may record work for."""

    provider: Provider
    firms: tuple[tuple[str, str], ...]
    lines: tuple[EngagementLine, ...]


def of_firm(database: Database, actor: Actor, firm_id: str) -> FirmEngagements:
    """Who worked for an own firm. Raises NotFoundError outside the scope."""
    with database.read(actor) as session:
        firm = sides.own_firm(session, actor, firm_id)
        units = tuple(firm_queries.units_of(session, firm_id))
        rows = queries.of_firm(session, firm_id)
        return FirmEngagements(firm, units, tuple(_line(session, row, FIRM_SIDE) for row in rows))


def of_provider(database: Database, actor: Actor, provider_id: str) -> ProviderEngagements:
    """Whom an own provider worked for. Raises NotFoundError outside the scope."""
    with database.read(actor) as session:
        provider = sides.own_provider(session, actor, provider_id)
        known = tuple((row[0], row[1]) for row in queries.known_firms(session, provider_id))
        rows = queries.of_provider(session, provider_id)
        return ProviderEngagements(provider, known, tuple(_line(session, row, PROVIDER_SIDE) for row in rows))


def record_by_firm(database: Database, actor: Actor, firm_id: str, new: NewEngagement) -> str:
    """A firm records that a listed provider worked for it: the record's id."""
    with database.write(actor) as session:
        sides.confirmed_firm(session, actor, firm_id)
        problems = _problems(new)
        found = queries.meant(session, name_key(new.other), new.other.upper())
        chosen = [provider for provider in found if provider.state == LISTED]
        if len(chosen) != 1:
            problems["provider"] = NO_SUCH
        if problems:
            raise InvalidInputError(problems)
        unit = sides.unit_of(session, firm_id, new.unit).id if new.unit else None
        return _add(session, actor, (chosen[0].id, firm_id, unit), new, FIRM_SIDE)


def record_by_provider(database: Database, actor: Actor, provider_id: str, new: NewEngagement) -> str:
    """A listed provider records that it worked for a firm that has turned to it here: the record's id.

    For others it records nothing: it could try codes to learn who is registered.
    """
    with database.write(actor) as session:
        provider = sides.own_provider(session, actor, provider_id)
        if provider.state != LISTED:
            raise ConflictError("服务商不在名录中，不能登记服务记录。")
        problems = _problems(new)
        if not queries.is_known(session, provider_id, new.other):
            problems["firm"] = "请选择向贵机构咨询过或给过授权的企业。"
        if problems:
            raise InvalidInputError(problems)
        return _add(session, actor, (provider_id, new.other, None), new, PROVIDER_SIDE)


def contradict_as_firm(
    database: Database, actor: Actor, firm_id: str, engagement_id: str, reason: str
) -> None:
    """A firm says that a provider's record about it is not so."""
    with database.write(actor) as session:
        sides.own_firm(session, actor, firm_id)
        row = queries.held(session, engagement_id)
        if row is None or row.firm_id != firm_id:
            raise NotFoundError
        _contradict(row, actor, FIRM_SIDE, reason)


def contradict_as_provider(
    database: Database, actor: Actor, provider_id: str, engagement_id: str, reason: str
) -> None:
    """A provider says that a firm's record about it is not so."""
    with database.write(actor) as session:
        sides.own_provider(session, actor, provider_id)
        row = queries.held(session, engagement_id)
        if row is None or row.provider_id != provider_id:
            raise NotFoundError
        _contradict(row, actor, PROVIDER_SIDE, reason)


def _contradict(row: Engagement, actor: Actor, side: str, reason: str) -> None:
    if row.source == side:
        raise ConflictError("这条记录是本方登记的，不能由本方提出异议。")
    if row.contradicted_at is not None:
        raise ConflictError("对这条记录已经提出过异议，不必重复。")
    row.contradicted_at, row.contradicted_by = clock.now(), actor.account_id or None
    row.contradiction = reason


def _add(
    session: Session, actor: Actor, whom: tuple[str, str, str | None], new: NewEngagement, source: str
) -> str:
    provider_id, firm_id, unit_id = whom
    row = Engagement(
        provider_id=provider_id,
        firm_id=firm_id,
        unit_id=unit_id,
        kind=new.kind,
        day=new.day,
        source=source,
        recorded_by=actor.account_id or None,
        recorded_at=clock.now(),
    )
    session.add(row)
    return row.id


def _problems(new: NewEngagement) -> dict[str, str]:
    problems = {}
    if new.kind not in KINDS:
        problems["kind"] = "请选择服务类型。"
    if not EARLIEST <= new.day <= clock.today():
        problems["day"] = "服务日期不能晚于今天，也不能早于 2000 年。"
    return problems


def _line(session: Session, row: Row[Engagement, str], side: str) -> EngagementLine:
    record, other = row
    verified_on = (
        checked_by(session, record.firm_id, record.provider_id) if record.kind == DIAGNOSIS else None
    )
    may = record.source != side and record.contradicted_at is None
    return EngagementLine(record, other, verified_on, may)
