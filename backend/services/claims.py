"""Claims on firms: each is decided by an official, an administrator or an owner of the firm.

The official is one in whose area the default unit lies; a site elsewhere gives its area no say.

A founder's claim decides about the firm itself: only officials and administrators can confirm it, and with
it the firm appears on the county's register. Refusing it removes what the founder entered where no form was
opened; otherwise the firm stays, unconfirmed and without people, until somebody else is confirmed for it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import firms as firm_queries
from backend.db.queries import members as queries
from backend.db.tables.firms import Firm, Membership
from backend.services import audit, coverage
from backend.services.errors import ConflictError, NotFoundError
from backend.services.firms import MEMBER, OWNER

SHOWN = 100
"""Claims on one page, oldest first: deciding them brings up the rest."""


@dataclass(frozen=True)
class ClaimLine:
    """A claim as the one who decides sees it; `is_founding` where it decides about the firm itself."""

    firm_id: str
    firm_name: str
    credit_code: str
    area: str
    account_id: str
    name: str
    login: str
    since: datetime
    is_founding: bool


@dataclass(frozen=True)
class ClaimsPage:
    """The claims that wait for the actor, the oldest of `total`."""

    claims: tuple[ClaimLine, ...]
    total: int


@dataclass(frozen=True)
class Decision:
    """What somebody decides about the claim of an account on a firm."""

    firm_id: str
    account_id: str
    accept: bool


def claims_page(database: Database, actor: Actor, catalogue: Catalogue) -> ClaimsPage:
    """The claims on firms whose default unit lies in the actor's area; for administrators all of them."""
    if not (actor.is_official or actor.is_admin):
        raise NotFoundError
    with database.read(actor) as session:
        rows = queries.open_claims(session, actor, SHOWN)
        total = queries.number_of_claims(session, actor)
    lines = (
        ClaimLine(
            firm_id=firm.id,
            firm_name=firm.name,
            credit_code=firm.credit_code,
            area=_area(catalogue, county),
            account_id=claim.account_id,
            name=name,
            login=login,
            since=claim.created_at,
            is_founding=_is_founding(firm, claim),
        )
        for claim, firm, county, name, login in rows
    )
    return ClaimsPage(tuple(lines), total)


def decide(database: Database, actor: Actor, decision: Decision) -> None:
    """Confirm or refuse a claim. Raises NotFoundError outside the scope, ConflictError where none waits."""
    with database.write(actor) as session:
        firm = _firm(session, actor, decision.firm_id)
        claim = session.get(Membership, (decision.account_id, firm.id))
        if claim is None or claim.confirmed:
            raise ConflictError("这条申请已处理或已撤回，请刷新页面查看最新情况。")
        if not actor.is_enterprise:
            # Before the decision: refusing the first claim may take the firm away with its units.
            counties = [unit.county for unit in firm_queries.units_of(session, firm.id)]
            audit.record(session, actor, "claim_decide", f"firm:{firm.id}", counties[0] if counties else "")
        with coverage.kept(session, firm.id):
            (_confirm if decision.accept else _refuse)(session, firm, claim)


def _firm(session: Session, actor: Actor, firm_id: str) -> Firm:
    """The firm, locked, if the actor may decide about it."""
    if actor.is_official or actor.is_admin:
        firm = queries.firm_to_decide(session, actor, firm_id)
    else:
        firm = firm_queries.own_firm(session, actor, firm_id, lock=True)
        own = session.get(Membership, (actor.account_id, firm_id))
        # An undecided founder must not turn the rightful claimant away.
        if firm is None or firm.confirmed_at is None or own is None or own.role != OWNER:
            raise NotFoundError
    if firm is None:
        raise NotFoundError
    return firm


def _confirm(session: Session, firm: Firm, claim: Membership) -> None:
    if firm.confirmed_at is None:
        if not _is_founding(firm, claim):
            queries.remove_guests(session, firm.id)
        firm.confirmed_at = clock.now()
        claim.role = OWNER
    elif not queries.has_owner(session, firm.id):
        claim.role = OWNER
    else:
        claim.role = MEMBER
    claim.confirmed = True


def _refuse(session: Session, firm: Firm, claim: Membership) -> None:
    founding = _is_founding(firm, claim)
    session.delete(claim)
    session.flush()
    if not founding:
        return
    queries.remove_guests(session, firm.id)
    firm.created_by = None
    session.flush()
    if queries.is_deserted(session, firm.id) and not firm_queries.has_records(session, firm.id):
        session.expunge(firm)
        firm_queries.remove_firm(session, firm.id)


def _is_founding(firm: Firm, claim: Membership) -> bool:
    return firm.confirmed_at is None and firm.created_by == claim.account_id


def _area(catalogue: Catalogue, county: str) -> str:
    try:
        return f"{catalogue.city_of(county).name}{catalogue.county(county).name}"
    except KeyError:
        # A code that has since been changed still says where the firm registered.
        return county
