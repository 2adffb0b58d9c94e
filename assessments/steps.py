"""Moves as steps that people read: what, from where, to where, and what to keep in mind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assessments.answer_moves import AnswerMove
from assessments.condition_words import UNITS
from assessments.fact_moves import FactMove, FactMoves
from assessments.fact_slots import reading_of, slots_of
from assessments.plan import Move, Plan
from assessments.schema.common import zh
from assessments.schema.fact import Fact, Source
from assessments.schema.questionnaire import Item
from assessments.stated import Value
from assessments.unit_case import UnitCase
from assessments.wording import SOURCES, item_words, listed


@dataclass(frozen=True)
class Step:
    """One change: an answer (`kind` answer, option ids) or a fact (`kind` fact, values in its unit).

    `year` is the calendar year that a fact by year is about. `before` is None where nothing is known.
    `told` says the change in Chinese; `effort` is what it costs, an action that lifts several answers with
    the first of them. `note` says what to keep in mind: a year that is over, who has to vouch for the value,
    where the effort of an action is counted. `actions` are the ids of those that make the change, in order.
    """

    kind: str
    id: str
    ref: str | None
    name: str
    before: Value | None
    after: Value
    unit: str | None
    year: int | None
    told: str
    effort: int
    note: str | None
    actions: tuple[str, ...] = ()


def steps_of(plan: Plan, moves: Sequence[tuple[Move, int]]) -> tuple[Step, ...]:
    """The steps of some moves: answers in the order of the questionnaire, then facts."""
    answers = _answers(plan, [(move, cost) for move, cost in moves if isinstance(move, AnswerMove)])
    facts = [
        _fact(plan.case, plan.facts, move, cost)
        for move, cost in moves
        if isinstance(move, FactMove) and plan.facts is not None
    ]
    return (*answers, *facts)


def _answers(plan: Plan, moves: Sequence[tuple[AnswerMove, int]]) -> list[Step]:
    """Answers in order; an action that several share is counted with the first and named with the others."""
    steps: list[Step] = []
    counted: dict[str, Item] = {}
    for move, cost in moves:
        taken = [plan.actions.actions[name] for name in move.price.actions]
        shared = [action for action in taken if action.id in move.price.shared]
        fresh = [action for action in shared if action.id not in counted]
        notes = [
            f"举措“{zh(action.title)}”的努力已计入{item_words(counted[action.id].ref)}"
            for action in shared
            if action.id in counted
        ]
        counted |= {action.id: move.item for action in fresh}
        steps.append(_answer(plan.case, move, cost + sum(action.effort for action in fresh), notes))
    return steps


def _answer(case: UnitCase, move: AnswerMove, effort: int, notes: Sequence[str]) -> Step:
    item, answer = move.item, case.answers.get(move.item.id)
    not_applicable = answer is not None and answer.not_applicable is not None
    doubt = ["原答“不适用”，待定；适用的按此作答"] if not_applicable else []
    return Step(
        kind="answer",
        id=item.id,
        ref=item.ref,
        name=zh(item.name),
        before=answer.options if answer and answer.options else None,
        after=tuple(item.options[place].id for place in move.mark.options),
        unit=None,
        year=None,
        told=_answer_words(move, answer.options if answer else ()),
        effort=effort,
        note="；".join((*doubt, *notes)) or None,
        actions=move.price.actions,
    )


def _fact(case: UnitCase, facts: FactMoves, move: FactMove, cost: int) -> Step:
    fact = facts.register[move.slot.fact]
    year = None if move.slot.years_back is None else case.as_of.year - move.slot.years_back
    before, after = facts.now(move.slot), move.value
    if fact.kind == "ledger" and isinstance(after, Decimal):
        before = _ledger(facts, move)
        after = after + (before or 0)
    reached: Value = () if after is None else after
    return Step(
        kind="fact",
        id=fact.id,
        ref=None,
        name=zh(fact.label),
        before=before,
        after=reached,
        unit=fact.unit,
        year=year,
        told=_fact_words(fact, year, before, reached),
        effort=cost,
        note="；".join(_notes(case, facts, move, year)) or None,
    )


def _answer_words(move: AnswerMove, before: Sequence[str]) -> str:
    letters = {option.id: option.ref for option in move.item.options}
    after = listed(move.item.options[place].ref for place in move.mark.options)
    here = listed(letters[option] for option in before)
    return f"由 {here} 提高到 {after}" if here else f"答 {after}"


def _fact_words(fact: Fact, year: int | None, before: Value | None, after: Value) -> str:
    when = "" if year is None else f"{year} 年"
    if before == after:
        return f"{when}{value_words(fact, after)}，取得认可的证明"
    start = "" if before is None or before == () else f"由 {value_words(fact, before)} "
    return f"{when}{start}到 {value_words(fact, after)}"


def value_words(fact: Fact, value: Value) -> str:
    """A value as people write it, with its unit."""
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, Decimal):
        labels = {choice.id: zh(choice.label) for choice in fact.choices}
        return listed(labels.get(one, one) for one in (value if isinstance(value, tuple) else (value,)))
    if fact.kind in ("money", "ledger"):
        return f"{value / 10000:,f} 万元"
    return f"{value:,f} {UNITS.get(fact.unit, '')}".strip()


def _ledger(facts: FactMoves, move: FactMove) -> Decimal | None:
    """What the ledger counts now, in the narrowest window that is asked."""
    sums = [
        reading_of(facts.compiled.operands[place], facts.stated, facts.as_of).value
        for place in facts.operands
        if move.slot in slots_of(facts.compiled.operands[place])
    ]
    return min((one for one in sums if isinstance(one, Decimal)), default=None)


def _notes(case: UnitCase, facts: FactMoves, move: FactMove, year: int | None) -> list[str]:
    notes = []
    fact = facts.register[move.slot.fact]
    if year is not None and year < case.as_of.year:
        notes.append(f"{year} 年已经结束：这是按现有口径测算的数，须在今后相应年度达到后再申报")
    if fact.kind != "ledger" and facts.now(move.slot) is None:
        notes.append("现值未填，请先填报；已经达到的不必再投入")
    accepts = facts.sources[move.slot]
    if Source.SELF_STATED not in accepts:
        notes.append(f"企业填报不算，只认{listed(SOURCES[source] for source in accepts)}")
    return notes
