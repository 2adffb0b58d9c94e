"""What a unit can do next: the actions of the proven cheapest way to a level, in order, with the reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from sqlalchemy.orm import Session

from assessments.action_book import SuitedActions, kind_of
from assessments.advising import NOTHING_ASIDE, Advice, Advised, Aside, advise, towards_titles
from assessments.efforts import EffortBook
from assessments.loader import Catalogue
from assessments.pathway import Pathway, Unproven, find_pathway
from assessments.schema.action import Action
from assessments.schema.common import zh
from assessments.steps import Step
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import advice as queries
from backend.db.queries import firms
from backend.db.tables.firms import Unit
from backend.services.advice import incentives, outcomes, peers
from backend.services.advice.basis import DEFAULT, Basis, climbs, next_level, questionnaires_of, read_basis
from backend.services.advice.decided import Decided, aside_of, decided_of
from backend.services.advice.incentives import IncentiveLine
from backend.services.advice.outcomes import CameOf
from backend.services.advice.peers import PeerShare
from backend.services.advice.reasons import reason
from backend.services.errors import InvalidInputError, NotFoundError
from backend.services.offering import instrument_ids

FIRST = 3
"""How many moves stand at the top of the page."""


@dataclass(frozen=True)
class Recommendation:
    """An action with why it is advised.

    `advised` is None for one that the firm decided about and that the way no longer needs.
    """

    id: str
    title: str
    advised: Advised | None
    reason: str
    decided: Decided | None = None
    peers: tuple[PeerShare, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The way to a level as moves, the next one first.

    `pathway` is None where the solver gave no proof in time. `titles` are actions towards titles that open
    conditions ask for, which others grant. `aside` are actions that the firm decided
    against, put off or has done; `bare` are steps that no action takes. `effort` is that of the route's
    actions, `before` that of what has to be done first, `rest` what the route takes beside its actions.
    """

    pathway: Pathway | None
    moves: tuple[Recommendation, ...] = ()
    aside: tuple[Recommendation, ...] = ()
    bare: tuple[Step, ...] = ()
    effort: int = 0
    before: int = 0
    rest: int = 0
    titles: tuple[Action, ...] = ()


@dataclass(frozen=True)
class UnitAdvice:
    """Everything the page of advice shows of a unit.

    `questionnaires` are those it has begun; without any, or with another one asked for, `basis` is None.
    `levels` are those of the ladder above none, lowest first.
    """

    unit_id: str
    unit_name: str
    firm_id: str
    firm_name: str
    county: str
    questionnaires: tuple[str, ...]
    questionnaire: str
    basis: Basis | None = None
    level: str = ""
    levels: tuple[str, ...] = ()
    plan: Plan = Plan(None)
    came: tuple[CameOf, ...] = ()
    peer_group: peers.PeerGroup | None = None
    incentives: tuple[IncentiveLine, ...] = ()


def unit_advice(
    database: Database, actor: Actor, catalogue: Catalogue, unit_id: str, *, questionnaire: str, level: str
) -> UnitAdvice:
    """The advice for a unit of the actor's own firm: private, worked out when it is asked for.

    Empty names choose the usual questionnaire and the next level. Raises NotFoundError for other units and
    for a questionnaire without levels to climb, InvalidInputError (field "level") for a level that the
    ladder does not have.
    """
    with database.read(actor) as session:
        row = firms.own_unit(session, actor, unit_id)
        if row is None:
            raise NotFoundError
        unit, firm = row
        begun = questionnaires_of(session, catalogue, unit)
        name = _chosen(catalogue, begun, questionnaire)
        head = UnitAdvice(unit.id, unit.name, firm.id, firm.name, unit.county, begun, name)
        basis = read_basis(session, catalogue, unit, name, own=True)
        return head if basis is None else _advice(session, catalogue, unit, replace(head, basis=basis), level)


def _chosen(catalogue: Catalogue, begun: tuple[str, ...], asked: str) -> str:
    if not asked:
        return next((name for name in (DEFAULT, *begun) if name in begun), DEFAULT)
    if asked not in instrument_ids(catalogue) or not climbs(catalogue, asked):
        raise NotFoundError
    return asked


def _advice(session: Session, catalogue: Catalogue, unit: Unit, head: UnitAdvice, level: str) -> UnitAdvice:
    basis = cast("Basis", head.basis)
    levels = basis.case.compiled.ladder.level_ids[1:]
    if level and level not in levels:
        raise InvalidInputError({"level": "没有这个等级，请从列表中选择。"})
    target = level or next_level(basis.case)
    decided = [decided_of(one) for one in queries.decisions(session, unit.id, head.questionnaire)]
    group = peers.group_at(session, catalogue, unit, head.questionnaire, target)
    return replace(
        head,
        level=target,
        levels=levels,
        plan=make_plan(catalogue, basis, target, {one.action: one for one in decided}, group),
        came=outcomes.came_of(session, catalogue, basis, decided),
        peer_group=group,
        incentives=incentives.of_ladder(session, catalogue, unit.county, head.questionnaire, clock.today()),
    )


def make_plan(
    catalogue: Catalogue,
    basis: Basis,
    level: str,
    decided: Mapping[str, Decided],
    group: peers.PeerGroup | None = None,
) -> Plan:
    """The way of a unit to a level as moves."""
    case, today = basis.case, clock.today()
    try:
        pathway = find_pathway(case, level, EffortBook(catalogue.efforts, catalogue.actions), catalogue.facts)
    except Unproven:
        return Plan(None)
    route = pathway.best or pathway.rest
    actions = SuitedActions.of(catalogue.actions, kind_of(case))
    titles = towards_titles(case, actions, level)
    if route is None:
        return Plan(pathway, titles=titles)

    def advised(aside: Aside) -> Advice:
        return advise(case, actions, route, level, aside)

    whole, planned = advised(NOTHING_ASIDE), advised(aside_of(decided.values(), today))
    own = sum(one.effort for one in whole.advised if not one.is_before)
    return Plan(
        pathway,
        moves=_moves(planned, pathway.name, decided, group),
        aside=_aside(catalogue, whole, decided),
        bare=whole.bare,
        effort=own,
        before=sum(one.effort for one in planned.advised if one.is_before),
        rest=route.cost - own,
        titles=titles,
    )


def _moves(
    planned: Advice, level: str, decided: Mapping[str, Decided], group: peers.PeerGroup | None
) -> tuple[Recommendation, ...]:
    titles = {one.action.id: zh(one.action.title) for one in planned.advised}
    best = planned.advised[0].placed.brings if planned.advised else ""
    return tuple(
        Recommendation(
            one.action.id,
            titles[one.action.id],
            one,
            reason(one, level, titles, is_first=one.action.id == best),
            decided.get(one.action.id),
            peers.shares_of(one, group) if group else (),
        )
        for one in planned.advised
    )


def _aside(catalogue: Catalogue, whole: Advice, decided: Mapping[str, Decided]) -> tuple[Recommendation, ...]:
    """What was decided about and is no move for now, the latest decision first."""
    today = clock.today()
    advised = {one.action.id: one for one in whole.advised}
    return tuple(
        Recommendation(name, zh(catalogue.actions[name].title), advised.get(name), "", one)
        for name, one in decided.items()
        if name in catalogue.actions and one.is_aside(today)
    )
