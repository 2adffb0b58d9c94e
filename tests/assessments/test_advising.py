"""A route as actions: who takes which step, what closes, what comes before – worked out by hand."""

from collections.abc import Mapping
from typing import Any

from assessments.action_book import SuitedActions, UnitKind, kind_of
from assessments.advising import Advice, Aside, advise, towards_titles
from assessments.answering import Answer
from assessments.catalogue import Catalogue
from assessments.efforts import EffortBook
from assessments.in_force import compile_instrument, find_instrument
from assessments.pathway import find_pathway
from assessments.schema.action import Action
from assessments.schema.common import ProductionType
from assessments.schema.effort import NO_EFFORTS
from assessments.stated import Profile
from assessments.unit_case import UnitCase
from assessments.unit_reader import UnitReader
from tests.assessments.builders import AS_OF, FACTS, compiled, item, rules
from tests.assessments.test_pathway import DAY, FIRM

DISCRETE, PROCESS = ProductionType.DISCRETE, ProductionType.PROCESS
VERSION = compiled([item("1"), item("2"), item("3")])


def action(name: str, effort: int, *lifts: tuple[str, str], **more: Any) -> Action:
    """An action that lifts items to options: ("1", "b") is option B of item 1."""
    return Action.model_validate(
        {
            "id": name, "title": {"zh-CN": name}, "done": {"zh-CN": "做"}, "evidence": {"zh-CN": "证明"},
            "effort": str(effort), "months": {"least": "1", "most": "2"},
            "lifts": [
                {"questionnaire": "little", "item": f"item-{one}", "to": [f"option-{x}" for x in to]}
                for one, to in lifts
            ],
            **more,
        }
    )  # fmt: skip


def advice(given: str, *actions: Action, level: str = "silver", aside: Aside | None = None) -> Advice:
    """Advice to a discrete unit that answered items 1, 2, 3 with these letters ("-" leaves one open)."""
    answers = {
        f"item-{place}": Answer((f"option-{letter}",))
        for place, letter in enumerate(given, start=1)
        if letter != "-"
    }
    case = UnitCase(rules(VERSION, AS_OF), Profile("330102", "3411", DISCRETE), {}, answers, None)
    known = {one.id: one for one in actions}
    found = find_pathway(case, level, EffortBook(NO_EFFORTS, known), FACTS)
    assert found.best is not None
    return advise(case, SuitedActions.of(known, kind_of(case)), found.best, level, aside or Aside())


def told(found: Advice) -> list[tuple[str, int, int, str]]:
    return [
        (one.action.id, one.closes, one.effort, "，".join(lift.told for lift in one.lifts))
        for one in found.advised
    ]


CHAIN = (action("one-b", 2, ("1", "b")), action("one-c", 3, ("1", "c")))


def test_an_option_above_another_comes_after_it_and_only_the_last_closes() -> None:
    found = advice("acc", *CHAIN)
    assert told(found) == [("one-b", 0, 2, "由 A 提高到 B"), ("one-c", 1, 3, "由 B 提高到 C")]
    first, second = found.advised
    assert (first.placed.brings, second.needs) == ("one-c", ("one-b",))
    assert found.bare == ()


def test_one_action_for_two_items_is_listed_and_paid_once() -> None:
    both = action("both", 4, ("1", "c"), ("2", "c"))
    found = advice("bbb", both, action("third", 1, ("3", "c")))
    # third closes 1 per 1, both 2 per 4.
    assert told(found) == [("third", 1, 1, "由 B 提高到 C"), ("both", 2, 4, "由 B 提高到 C，由 B 提高到 C")]


def test_the_order_is_what_closes_most_per_effort_with_what_it_needs_before_it() -> None:
    ground = action("ground", 2, ("2", "b"))
    wanted = action("wanted", 2, ("1", "c"), needs=["ground"])
    other = action("other", 3, ("3", "c"))
    rest = action("rest", 9, ("2", "c"))
    found = advice("bab", ground, wanted, other, rest)
    # other closes 1/3; ground with wanted 1/4; rest is dear, and ground is done by then: 1/9.
    assert [one.action.id for one in found.advised] == ["other", "ground", "wanted", "rest"]
    assert [one.is_before for one in found.advised] == [False] * 4


def test_what_has_to_come_first_is_brought_in_where_its_own_answers_are_not_there() -> None:
    ground = action("ground", 5, ("2", "b"))
    wanted = action("wanted", 2, ("1", "b"), needs=["ground", "unseen", "elsewhere"])
    unseen = action("unseen", 1, ("9", "b"))
    half = compiled([item("1"), item("2"), item("3")], percent=34)

    def of(given: str) -> list[tuple[str, bool, tuple[str, ...]]]:
        answers = {f"item-{n}": Answer((f"option-{letter}",)) for n, letter in enumerate(given, start=1)}
        case = UnitCase(rules(half, AS_OF), Profile(None, None, DISCRETE), {}, answers, None)
        known = {one.id: one for one in (ground, wanted, unseen)}
        route = find_pathway(case, "bronze", EffortBook(NO_EFFORTS, known), FACTS).best
        assert route is not None
        found = advise(case, SuitedActions.of(known, kind_of(case)), route, "bronze")
        return [(one.action.id, one.is_before, tuple(u.id for u in one.unseen)) for one in found.advised]

    # Two items of three are asked for: 3 is there, 1 is cheaper than 2 by one step.
    assert of("aab") == [("ground", True, ()), ("wanted", False, ("unseen",))]
    assert of("abb") == []


def test_done_actions_are_needed_by_nobody_and_those_left_out_are_not_listed() -> None:
    done = advice("acc", *CHAIN, aside=Aside(done=frozenset({"one-b"})))
    assert [(one.action.id, one.needs) for one in done.advised] == [("one-c", ())]
    rejected = advice(
        "acb", *CHAIN, action("three", 9, ("3", "c")), aside=Aside(left_out=frozenset({"one-c"}))
    )
    assert [one.action.id for one in rejected.advised] == ["three", "one-b"]


def test_steps_that_no_action_takes_are_told() -> None:
    found = advice("bb-", action("one", 1, ("1", "c")))
    assert [one.action.id for one in found.advised] == ["one"]
    assert [step.id for step in found.bare] == ["item-2", "item-3"]


def test_an_action_suits_by_production_size_and_industry_and_an_unknown_size_takes_the_dearest() -> None:
    def lifting(size: str, production: ProductionType = DISCRETE, industry: str = "3411") -> list[str]:
        known: Mapping[str, Action] = {
            one.id: one
            for one in (
                action("small", 2, ("1", "b"), scope={"sizes": ["small", "micro"]}),
                action("large", 5, ("1", "b"), scope={"sizes": ["large", "medium"]}),
                action("flow", 1, ("2", "b"), scope={"production": "process"}),
                action("food", 1, ("3", "b"), scope={"industries": ["13", "14"]}),
            )
        }
        suited = SuitedActions.of(known, UnitKind(production, size, industry))
        pairs = [(f"item-{number}", ["option-b"]) for number in (1, 2, 3)]
        return [one.id for name, options in pairs for one in suited.lifting("little", name, options)]

    assert lifting("small") == ["small"]
    assert lifting("large", PROCESS) == ["large", "flow"]
    assert lifting("micro", industry="1411") == ["small", "food"]
    assert lifting("") == ["large"]


def test_facts_are_moved_by_their_actions_at_the_cost_of_the_amount(catalogue: Catalogue) -> None:
    version = compile_instrument(catalogue, find_instrument(catalogue, "srdi-sme@2026", DAY))
    unit = UnitReader(catalogue, version).read({**FIRM, "recognitions": []}, "unit")
    assert unit.profile is not None
    case = UnitCase(rules(version, DAY), unit.profile, unit.facts, unit.answers, unit.titles)
    found = find_pathway(case, "srdi-sme", EffortBook(catalogue.efforts, catalogue.actions), catalogue.facts)
    route = found.best or found.rest
    assert route is not None
    suited = SuitedActions.of(catalogue.actions, kind_of(case))
    advised = {one.action.id: one for one in advise(case, suited, route, "srdi-sme").advised}
    spent = advised["fact-rd-expense"]
    steps = [step for step in route.steps if step.id == "rd_expense"]
    assert spent.facts == tuple(steps)
    assert spent.effort == sum(step.effort for step in steps)
    assert spent.closes == len(spent.conditions) > 0
    # The firm holds no title: what leads to the one that is asked for is named, as no step.
    assert "title-innovative-sme" in [one.id for one in towards_titles(case, suited, "srdi-sme")]
    assert "title-innovative-sme" not in advised
