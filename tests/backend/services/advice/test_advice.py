"""Advice to a firm with known gaps: what is recommended and why, what it decides, what came of it."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from assessments.compile import choices
from assessments.schema.action import Action, ItemLift
from assessments.schema.common import ProductionType
from assessments.schema.questionnaire import Item
from backend.auth.actor import SYSTEM, Actor
from backend.db.tables.advice import DecisionAct
from backend.db.tables.firms import Unit
from backend.services import assessing
from backend.services.advice.decisions import Deciding, StaleDecisionError, decide
from backend.services.advice.needs import needed_capabilities
from backend.services.advice.peers import shares_of
from backend.services.advice.recommend import Recommendation, UnitAdvice, unit_advice
from backend.services.errors import InvalidInputError, MissingVersionError, NotFoundError
from backend.services.peers_of_firms.published import ItemTable
from tests.backend.plant import Plant, everything, lowest_for
from tests.conftest import StandingClock

LADDER = "zj-ladder"
GAPS = ("security-protection-system", "digital-organisation", "lean-methods")
"""Items that the plant leaves one option below what an intelligent factory asks for."""


def look(plant: Plant, actor: Actor | None = None, level: str = "", questionnaire: str = "") -> UnitAdvice:
    return unit_advice(
        plant.database,
        actor or plant.owner,
        plant.catalogue,
        plant.unit_id,
        questionnaire=questionnaire,
        level=level,
    )


def item(plant: Plant, name: str) -> Item:
    return next(one for one in plant.catalogue.questionnaire(LADDER).items if one.id == name)


def lifting(plant: Plant, name: str, option: str) -> Action:
    """The one action for everybody that lifts an item to an option."""
    (found,) = [
        action
        for action in plant.catalogue.actions.values()
        for lift in action.lifts
        if isinstance(lift, ItemLift)
        and (lift.questionnaire, lift.item) == (LADDER, name)
        and option in lift.to
    ]
    return found


def planted(plant: Plant, gaps: tuple[str, ...] = GAPS) -> dict[str, Action]:
    """Answer all that an intelligent factory asks but for the gaps; gives the action for each gap."""
    answers = everything(plant.catalogue, lowest_for("sf", "ff"))
    wanted = {}
    for name in gaps:
        ladder = [one.id for one in choices(item(plant, name), ProductionType.DISCRETE)]
        place = ladder.index(answers[name])
        wanted[name] = lifting(plant, name, answers[name])
        answers[name] = ladder[place - 1]
    plant.answer(answers)
    return wanted


def rule(plant: Plant, action: Action, state: str, version: int | None = 0, **more: Any) -> None:
    deciding = Deciding(plant.unit_id, LADDER, action.id, state, version, **more)
    decide(plant.database, plant.owner, plant.catalogue, deciding)


def check_shares(move: Recommendation, name: str, asked: Item) -> None:
    """Of firms like it, what is published about the option that a move lifts to, nothing hidden."""
    assert move.advised is not None
    (lifted,) = move.advised.lifts
    assert lifted.item.id == name

    def table(permille: int | None) -> ItemTable:
        items = {name: {lifted.after[0]: permille}}
        return ItemTable("division", "通用设备制造业", 40, date(2026, 6, 1), items)

    letter = next(one.ref for one in asked.options if one.id == lifted.after[0])
    assert [(one.letter, one.permille) for one in shares_of(move.advised, table(620))] == [(letter, 620)]
    assert shares_of(move.advised, table(None)) == ()


def test_a_firm_with_three_gaps_is_told_the_three_actions_that_close_them_cheapest_first(
    plant: Plant,
) -> None:
    wanted = planted(plant)
    plant.submit()
    found = look(plant)
    assert found.basis is not None
    assert (found.level, found.basis.case.rating.certain, found.basis.is_draft) == ("sf", "dw", False)
    on_route = [one for one in found.plan.moves if one.advised and not one.advised.is_before]
    by_hand = sorted(wanted.values(), key=lambda one: one.effort)
    assert [one.id for one in on_route if one.advised and one.advised.closes] == [one.id for one in by_hand]
    assert found.plan.effort == sum(one.effort for one in by_hand)
    assert (found.plan.rest, found.plan.bare) == (0, ())
    assert found.plan.pathway is not None
    assert found.plan.pathway.best is not None
    assert found.plan.pathway.best.cost == found.plan.effort
    first = on_route[0]
    ref = item(plant, next(name for name, one in wanted.items() if one.id == first.id)).ref
    assert f"补上智能工厂 1 条必答要求（第 {ref} 题）" in first.reason
    assert f"努力程度 {by_hand[0].effort}" in first.reason
    check_shares(first, GAPS[0], item(plant, GAPS[0]))
    with plant.database.read(SYSTEM) as session:
        unit = session.get_one(Unit, plant.unit_id)
        needed = needed_capabilities(session, plant.catalogue, unit)
    assert {action for ids in needed.values() for action in ids} == {
        one.id for one in found.plan.moves if plant.catalogue.actions[one.id].capabilities
    }


def test_a_draft_advises_its_own_firm_alone(plant: Plant) -> None:
    planted(plant)
    found = look(plant)
    assert found.basis is not None
    assert found.basis.is_draft
    assert found.plan.moves
    with plant.database.read(SYSTEM) as session:
        unit = session.get_one(Unit, plant.unit_id)
        assert needed_capabilities(session, plant.catalogue, unit) == {}
        assert needed_capabilities(session, plant.catalogue, unit, own=True)
    stranger, _ = plant.person("stranger")
    official, _ = plant.person("county", region="330109")
    for other in (stranger, official):
        with pytest.raises(NotFoundError):
            look(plant, other)
    with pytest.raises(InvalidInputError):
        look(plant, level="moon")
    for name in ("size-class", "nothing"):
        with pytest.raises(NotFoundError):
            look(plant, questionnaire=name)


def test_what_is_reached_is_said_and_another_level_can_be_looked_at(plant: Plant) -> None:
    planted(plant)
    reached = look(plant, level="dw").plan
    assert reached.pathway is not None
    assert reached.pathway.best is not None
    assert (reached.pathway.best.steps, reached.moves) == ((), ())
    assert look(plant, level="ff").plan.moves
    nothing = look(plant, questionnaire="sme-digital")
    assert (nothing.basis, nothing.plan.moves) == (None, ())


def test_a_rejected_or_done_action_gives_way_and_a_postponed_one_comes_back(
    plant: Plant, clock: StandingClock
) -> None:
    wanted = planted(plant)
    plant.submit()
    first, second, third = sorted(wanted.values(), key=lambda one: (one.effort, one.id))
    rule(plant, first, "rejected", reason="已外包")
    rule(plant, second, "postponed", due=date(2026, 7, 1))
    rule(plant, third, "accepted", due=date(2026, 12, 31))
    found = look(plant).plan
    assert {first.id, second.id}.isdisjoint(one.id for one in found.moves)
    assert {one.id: one.decided.reason for one in found.aside if one.decided} == {
        first.id: "已外包",
        second.id: "",
    }
    kept = next(one for one in found.moves if one.id == third.id)
    assert kept.decided is not None
    assert (kept.decided.state, kept.decided.due) == ("accepted", date(2026, 12, 31))
    assert found.effort == sum(one.effort for one in wanted.values())
    clock.set(2026, 7, 1)
    rule(plant, third, "done", 1, reason="运行记录")
    later = look(plant).plan
    assert second.id in [one.id for one in later.moves]
    assert {one.id for one in later.aside} == {first.id, third.id}
    rule(plant, first, "open", 1)
    assert first.id in [one.id for one in look(plant).plan.moves]
    with plant.database.read(SYSTEM) as session:
        acts = session.scalars(select(DecisionAct).order_by(DecisionAct.at, DecisionAct.id)).all()  # type: ignore[arg-type]
    assert sorted(one.state for one in acts) == ["accepted", "done", "open", "postponed", "rejected"]


@pytest.mark.parametrize(
    ("state", "more", "field"),
    [
        ("rejected", {}, "reason"),
        ("postponed", {}, "due"),
        ("postponed", {"due": date(2026, 6, 15)}, "due"),
        ("accepted", {"due": date(2099, 1, 1)}, "due"),
        ("maybe", {}, "state"),
    ],
)
def test_a_decision_without_what_it_takes_is_not_stored(
    plant: Plant, state: str, more: dict[str, Any], field: str
) -> None:
    action = next(iter(planted(plant, GAPS[:1]).values()))
    with pytest.raises(InvalidInputError) as refused:
        rule(plant, action, state, **more)
    assert list(refused.value.fields) == [field]
    assert look(plant).plan.moves[0].decided is None


def test_a_colleagues_decision_is_not_overwritten(plant: Plant) -> None:
    action = next(iter(planted(plant, GAPS[:1]).values()))
    rule(plant, action, "accepted")
    with pytest.raises(StaleDecisionError, match="已采纳"):
        rule(plant, action, "rejected", reason="没有必要")
    with pytest.raises(MissingVersionError):
        rule(plant, action, "accepted", None)
    stranger, _ = plant.person("stranger")
    deciding = Deciding(plant.unit_id, LADDER, action.id, "accepted", 1)
    with pytest.raises(NotFoundError):
        decide(plant.database, stranger, plant.catalogue, deciding)


def test_the_next_submission_shows_what_came_of_a_decision(plant: Plant, clock: StandingClock) -> None:
    wanted = planted(plant)
    plant.submit()
    up, same, *_ = wanted
    rule(plant, wanted[up], "accepted")
    rule(plant, wanted[same], "done")
    assert look(plant).came == ()
    clock.set(2027, 3, 1)
    form = assessing.open_assessment(plant.database, plant.owner, plant.catalogue, plant.unit_id, LADDER)
    again = Plant(**{**vars(plant), "form": form})
    answers = everything(plant.catalogue, lowest_for("sf", "ff"))
    ladder = [one.id for one in choices(item(plant, same), ProductionType.DISCRETE)]
    again.answer(answers | {same: ladder[ladder.index(answers[same]) - 1]})
    again.submit()
    came = {one.decided.action: one for one in look(again).came}
    assert {name: one.change for name, one in came.items()} == {
        wanted[up].id: "up",
        wanted[same].id: "same",
    }
    (line,) = [one for one in came[wanted[up].id].items if one.item.id == up]
    letters = {one.id: one.ref for one in item(plant, up).options}
    assert line.after == letters[answers[up]]
    assert line.before != line.after
