"""Row permission, written once: every query about firms, units, drafts or submissions starts here.

An object outside the scope does not exist for the actor: the page is 404, not 403.
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlmodel import col

from backend.auth.actor import Actor, region_prefix
from backend.db.tables.assessments import Assessment, Evidence
from backend.db.tables.firms import Firm, Membership, Unit
from backend.db.tables.providers import DRAFT, LISTED, Consent, Enquiry, Provider, ProviderMember
from backend.db.tables.reviews import WAITING, WITHDRAWN, Review
from backend.db.tables.submissions import Submission
from backend.db.within import within


def works_for(actor: Actor) -> ColumnElement[bool]:
    """Condition on Firm: the actor works for it.

    A confirmed member does. The first claimant does as well until the claim on the firm is decided; any
    other unconfirmed claim sees nothing, because it would see what others entered.
    """
    membership = and_(col(Membership.firm_id) == col(Firm.id), col(Membership.account_id) == actor.account_id)
    first_claimant = and_(col(Firm.created_by) == actor.account_id, col(Firm.confirmed_at).is_(None))
    # Correlated by name: a query that joins Membership itself must not weaken the condition.
    lets_in = or_(col(Membership.confirmed).is_(True), first_claimant)
    return exists().where(membership, lets_in).correlate(Firm)


def in_area(actor: Actor) -> ColumnElement[bool]:
    """Condition on Unit: it lies in the official's area."""
    return within(col(Unit.county), region_prefix(actor.region))


def firms(actor: Actor) -> Select[Firm]:
    """Firms the actor may see."""
    return select(Firm).where(_firm_condition(actor))


def own_firms(actor: Actor) -> Select[Firm]:
    """Firms the actor works for, whatever else it may see."""
    return select(Firm).where(works_for(actor) if actor.signed_in else false())


def units(actor: Actor) -> Select[Unit, Firm]:
    """Units the actor may see, each with its firm."""
    return _units(_unit_condition(actor))


def own_units(actor: Actor) -> Select[Unit, Firm]:
    """Units of the firms the actor works for."""
    return _units(works_for(actor) if actor.signed_in else false())


def assessments(actor: Actor) -> Select[Assessment, Unit, Firm]:
    """Drafts and submitted forms, for those who fill them and nobody else: a self-test is private."""
    allowed = true() if actor.is_system else works_for(actor) if actor.is_enterprise else false()
    return (
        select(Assessment, Unit, Firm)
        .join(Unit, col(Assessment.unit_id) == col(Unit.id))
        .join(Firm, col(Unit.firm_id) == col(Firm.id))
        .where(allowed)
    )


def submissions(actor: Actor) -> Select[Submission, Unit, Firm]:
    """Submissions: for the firm itself, and for officials of its area once the firm is confirmed.

    What its firm has taken back is the firm's own again.
    """
    return (
        select(Submission, Unit, Firm)
        .join(Unit, col(Submission.unit_id) == col(Unit.id))
        .join(Firm, col(Unit.firm_id) == col(Firm.id))
        .where(_submission_condition(actor))
    )


def reviews(actor: Actor) -> Select[Review, Submission, Unit, Firm]:
    """Reviews: for the firm itself, and for officials of the county that it was submitted in.

    A unit that moves meanwhile is reviewed to the end where it applied. What was withdrawn was in nobody's
    hands yet, and is not shown to officials.
    """
    columns: Any = (Review, Submission, Unit, Firm)
    found: Select[Review, Submission, Unit, Firm] = (
        select(*columns)
        .join(Submission, col(Review.submission_id) == col(Submission.id))
        # By the review's own unit: counting reviews need not open the submissions, which are wide.
        .join(Unit, col(Review.unit_id) == col(Unit.id))
        .join(Firm, col(Unit.firm_id) == col(Firm.id))
        .where(_review_condition(actor))
    )
    return found


def evidence_under_review(actor: Actor) -> Select[Evidence, Review]:
    """Files of submissions that wait in review in the official's area, and of no others."""
    columns: Any = (Evidence, Review)
    found: Select[Evidence, Review] = (
        reviews(actor)
        .join(Evidence, col(Evidence.assessment_id) == col(Submission.assessment_id))
        .where(col(Review.state) == WAITING, col(Evidence.removed_at).is_(None))
        .with_only_columns(*columns, maintain_column_froms=True)
    )
    return found if actor.is_official else found.where(false())


def works_for_provider(actor: Actor) -> ColumnElement[bool]:
    """Condition on Provider: the actor is one of its people."""
    member = and_(
        col(ProviderMember.provider_id) == col(Provider.id),
        col(ProviderMember.account_id) == actor.account_id,
    )
    return exists().where(member).correlate(Provider)


def own_providers(actor: Actor) -> Select[Provider]:
    """Service providers the actor works for, in whatever state."""
    return select(Provider).where(works_for_provider(actor) if actor.is_enterprise else false())


def listed_providers() -> Select[Provider]:
    """Service providers in the public directory: anybody may see them."""
    return select(Provider).where(col(Provider.state) == LISTED)


def providers_to_review(seats: str | None) -> Select[Provider]:
    """Providers that an official may review: those with a seat below the prefix `seats`.

    An empty prefix is the province's, which answers for seats outside it as well; None is no right at all. A
    draft, also one that was sent back, is its provider's own.
    """
    if seats is None:
        return select(Provider).where(false())
    here = within(col(Provider.county), seats) if seats else true()
    return select(Provider).where(col(Provider.state) != DRAFT, here)


def own_consents(actor: Actor) -> Select[Consent, Unit, Firm, Provider]:
    """What firms the actor works for have let providers see, in whatever state."""
    found: Select[Consent, Unit, Firm, Provider] = _between(Consent)
    return found.where(works_for(actor) if actor.is_enterprise else false())


def consents_to(actor: Actor, today: date) -> Select[Consent, Unit, Firm, Provider]:
    """What providers the actor works for may see today: listed ones only, neither withdrawn nor expired.

    Only of confirmed firms: where the confirmation was undone, nobody knows whose answers they are.
    """
    in_force = and_(
        col(Consent.withdrawn_at).is_(None), col(Consent.start) <= today, today <= col(Consent.until)
    )
    both_stand = and_(col(Provider.state) == LISTED, col(Firm.confirmed_at).is_not(None))
    here = and_(works_for_provider(actor), both_stand, in_force)
    found: Select[Consent, Unit, Firm, Provider] = _between(Consent)
    return found.where(here if actor.is_enterprise else false())


def enquiries(actor: Actor) -> Select[Enquiry, Unit, Firm, Provider]:
    """Enquiries of firms that the actor works for, and those that went to its providers; nobody else's."""
    sides = or_(works_for(actor), works_for_provider(actor))
    found: Select[Enquiry, Unit, Firm, Provider] = _between(Enquiry)
    return found.where(sides if actor.is_enterprise else false())


def _between(table: Any) -> Any:
    """Rows between a firm and a provider, each with its unit, the firm and the provider."""
    columns: Any = (table, Unit, Firm, Provider)
    return (
        select(*columns)
        .join(Unit, col(table.unit_id) == col(Unit.id))
        .join(Firm, col(table.firm_id) == col(Firm.id))
        .join(Provider, col(table.provider_id) == col(Provider.id))
    )


def _units(condition: ColumnElement[bool]) -> Select[Unit, Firm]:
    return select(Unit, Firm).join(Firm, col(Unit.firm_id) == col(Firm.id)).where(condition)


def _firm_condition(actor: Actor) -> ColumnElement[bool]:
    if actor.is_system or actor.is_admin:
        return true()
    if actor.is_official:
        return exists().where(and_(col(Unit.firm_id) == col(Firm.id), in_area(actor))).correlate(Firm)
    return works_for(actor) if actor.signed_in else false()


def _unit_condition(actor: Actor) -> ColumnElement[bool]:
    if actor.is_system:
        return true()
    if actor.is_official:
        return in_area(actor)
    return works_for(actor) if actor.is_enterprise else false()


def _review_condition(actor: Actor) -> ColumnElement[bool]:
    if actor.is_official:
        here = within(col(Review.county), region_prefix(actor.region))
        return and_(here, col(Firm.confirmed_at).is_not(None), col(Review.state) != WITHDRAWN)
    return _unit_condition(actor)


def _submission_condition(actor: Actor) -> ColumnElement[bool]:
    if actor.is_official:
        confirmed = col(Firm.confirmed_at).is_not(None)
        taken_back = exists().where(
            col(Review.submission_id) == col(Submission.id), col(Review.state) == WITHDRAWN
        )
        return and_(in_area(actor), confirmed, ~taken_back.correlate(Submission))
    return _unit_condition(actor)
