"""What a provider sees of a firm that let it: the consented parts and nothing else, every look recorded.

What is shown is the current submission; a form that is still being filled is nobody else's. The look is
recorded, and the consent checked once more, after everything was read and before anything is answered: a
withdrawal in between leaves the provider with nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from assessments.action_book import SuitedActions, kind_of
from assessments.loader import Catalogue
from assessments.outcome import DimensionScore
from assessments.schema.action import Action
from assessments.schema.common import zh
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import consents as queries
from backend.db.queries import providers as provider_queries
from backend.db.tables.base import new_id
from backend.db.tables.firms import Unit
from backend.db.tables.providers import ConsentAccess, Provider
from backend.services.advice.basis import DEFAULT, Basis, next_level, read_basis
from backend.services.advice.needs import needed_capabilities
from backend.services.errors import NotFoundError
from backend.services.providers import sides
from backend.services.providers.consents import parts_of
from backend.services.providers.matching import ProviderMatch, match_with
from backend.services.review_case import level_name

GONE = "授权已被企业撤回、已到期，或贵机构已不在名录中，不能再查看。如仍需查看，请联系企业重新授权。"


@dataclass(frozen=True)
class ConsentedLine:
    """A firm that lets a provider see something today."""

    consent_id: str
    firm: str
    unit: str
    parts: tuple[str, ...]
    until: date


@dataclass(frozen=True)
class ConsentedFirms:
    """The firms that let a provider see something today."""

    provider: Provider
    lines: tuple[ConsentedLine, ...]


@dataclass(frozen=True)
class ProfilePart:
    """企业概况: the unit as registered, and the size class of its firm (empty while unknown)."""

    unit: Unit
    size: str


@dataclass(frozen=True)
class ResultPart:
    """自评等级与各能力域得分, of the current submission."""

    certain: str
    possible: str
    submitted_at: datetime
    dimensions: tuple[DimensionScore, ...]


@dataclass(frozen=True)
class GapLine:
    """An item that the next rung asks for and the answer does not reach, with what it asks for.

    `fits` where the provider offers a capability that an action for it needs.
    """

    ref: str
    name: str
    wanted: str
    fits: bool


@dataclass(frozen=True)
class GapsPart:
    """差距清单 towards a rung."""

    level: str
    lines: tuple[GapLine, ...]


@dataclass(frozen=True)
class AdviceLine:
    """A recommended action; `fits` where the provider offers one of its capabilities."""

    action: Action
    fits: bool


@dataclass(frozen=True)
class ConsentedFirm:
    """What a provider sees of one unit: a part that was not consented is None.

    `has_submission` says whether there is anything to make the later parts of. `match` tells of the profile
    and of the advice, so it needs both.
    """

    provider: Provider
    firm: str
    unit: str
    parts: tuple[str, ...]
    until: date
    has_submission: bool
    profile: ProfilePart | None = None
    result: ResultPart | None = None
    gaps: GapsPart | None = None
    advice: tuple[AdviceLine, ...] | None = None
    match: ProviderMatch | None = None


def firms_of(database: Database, actor: Actor, provider_id: str) -> ConsentedFirms:
    """Who lets an own provider see something today. Raises NotFoundError outside the scope."""
    with database.read(actor) as session:
        provider = sides.own_provider(session, actor, provider_id)
        rows = queries.to_provider(session, actor, provider_id, clock.today())
    lines = (
        ConsentedLine(consent.id, firm.name, unit.name, parts_of(consent), consent.until)
        for consent, unit, firm, _provider in rows
    )
    return ConsentedFirms(provider, tuple(lines))


def look(
    database: Database, actor: Actor, catalogue: Catalogue, provider_id: str, consent_id: str
) -> ConsentedFirm:
    """The consented parts of one unit; every part is recorded as seen. Raises NotFoundError otherwise."""
    with database.read(actor) as session:
        sides.own_provider(session, actor, provider_id)
        found = _consent(session, actor, provider_id, consent_id)
        shown = _shown(session, catalogue, found)
    with database.write(actor) as session:
        again = _consent(session, actor, provider_id, consent_id, lock=True)
        now = clock.now()
        session.add_all(
            ConsentAccess(id=new_id(), consent_id=again[0].id, account_id=actor.account_id, part=part, at=now)
            for part in shown.parts
        )
    return shown


def _consent(
    session: Session, actor: Actor, provider_id: str, consent_id: str, *, lock: bool = False
) -> queries.Line:
    found = queries.one_to_provider(session, actor, provider_id, consent_id, clock.today(), lock=lock)
    if found is None:
        raise NotFoundError(GONE)
    return found


def _shown(session: Session, catalogue: Catalogue, found: queries.Line) -> ConsentedFirm:
    consent, unit, firm, provider = found
    parts = parts_of(consent)
    basis = read_basis(session, catalogue, unit, DEFAULT, own=False)
    offered = provider_queries.offers(session, [provider.id])[provider.id]
    able = frozenset(offer.value for offer in offered if offer.axis == provider_queries.CAPABILITY)
    needed: Mapping[str, Sequence[str]] = {}
    if basis and "advice" in parts:
        needed = needed_capabilities(session, catalogue, unit)
    return ConsentedFirm(
        provider=provider,
        firm=firm.name,
        unit=unit.name,
        parts=parts,
        until=consent.until,
        has_submission=basis is not None,
        profile=ProfilePart(unit, firm.size) if "profile" in parts else None,
        result=_result(catalogue, basis) if basis and "result" in parts else None,
        gaps=_gaps(catalogue, basis, able) if basis and "gaps" in parts else None,
        advice=_advice(catalogue, needed, able) if basis and "advice" in parts else None,
        # Its reasons tell the unit's place and industry.
        match=match_with(session, unit, provider.id, needed) if needed and "profile" in parts else None,
    )


def _result(catalogue: Catalogue, basis: Basis) -> ResultPart:
    rating, name = basis.case.rating, basis.instrument.questionnaire.id
    return ResultPart(
        certain=level_name(catalogue, name, rating.certain),
        possible=level_name(catalogue, name, rating.possible),
        submitted_at=basis.submitted_at or clock.now(),
        dimensions=rating.dimensions,
    )


def _gaps(catalogue: Catalogue, basis: Basis, able: frozenset[str]) -> GapsPart:
    """What is mandatory at the next rung and not met; what is open is listed as well."""
    case, level = basis.case, next_level(basis.case)
    actions = SuitedActions.of(catalogue.actions, kind_of(case))
    items = {item.id: item for item in case.compiled.questionnaire.items}
    lines = []
    for line in case.rating.items:
        rung = line.rung(level)
        if rung is None or rung.requirement != "mandatory" or rung.verdict == "met" or not rung.enough:
            continue
        option = next(one for one in items[line.item].options if one.id == rung.enough)
        helping = actions.lifting(basis.instrument.questionnaire.id, line.item, (option.id,))
        fits = any(able & set(action.capabilities) for action in helping)
        lines.append(GapLine(line.ref, line.name, zh(option.text), fits))
    return GapsPart(level_name(catalogue, basis.instrument.questionnaire.id, level), tuple(lines))


def _advice(
    catalogue: Catalogue, needed: Mapping[str, Sequence[str]], able: frozenset[str]
) -> tuple[AdviceLine, ...]:
    """Every recommended action once, those that the provider can help with first."""
    names = dict.fromkeys(action for actions in needed.values() for action in actions)
    lines = [
        AdviceLine(catalogue.actions[name], bool(able & set(catalogue.actions[name].capabilities)))
        for name in names
    ]
    return tuple(sorted(lines, key=lambda line: not line.fits))
