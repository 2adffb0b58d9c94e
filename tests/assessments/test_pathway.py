"""Pathways to levels: the ladder, both routes of an either-or, exact figures, what cannot be changed."""

import itertools
import random
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assessments.answering import Answer
from assessments.catalogue import Catalogue
from assessments.compile import CompiledQuestionnaire, Register, choices, compile_questionnaire
from assessments.efforts import EffortBook
from assessments.in_force import compile_current_call, compile_instrument, find_instrument
from assessments.outlook_file import OutlookFile
from assessments.pathway import Pathway, Route, find_pathway
from assessments.schema.action import Action, ItemLift
from assessments.schema.common import ProductionType
from assessments.schema.effort import NO_EFFORTS, Efforts
from assessments.schema.fact import Source
from assessments.stated import FactValue, Profile
from assessments.unit_case import UnitCase
from assessments.unit_reader import UnitReader
from assessments.unitfile import rate_list
from scoring.pathway import Pathways, Unproven
from tests.assessments.builders import (
    FACTS,
    LADDER,
    REGIONS,
    compiled,
    compiled_call,
    gate,
    implication,
    item,
    questionnaire,
    rules,
)

DISCRETE = ProductionType.DISCRETE
PROFILE = Profile("330102", "3411", DISCRETE)
DAY = date(2026, 11, 21)
PLAIN = EffortBook(NO_EFFORTS)


def answers(**given: str) -> dict[str, Answer]:
    """`item_1="a"` is option A of item 1."""
    return {
        name.replace("_", "-"): Answer(tuple(f"option-{letter}" for letter in letters))
        for name, letters in given.items()
    }


def little(version: CompiledQuestionnaire, given: Mapping[str, Answer], **more: Any) -> UnitCase:
    facts = more.pop("facts", {})
    return UnitCase(rules(version, more.pop("as_of", date(2025, 6, 30)), **more), PROFILE, facts, given, None)


def gated_version() -> CompiledQuestionnaire:
    """A version whose levels ask for 20 and for 30 people."""
    version = questionnaire(
        [],
        method="gates",
        required_share=None,
        elements=[],
        gates=[
            gate(name, {"fact": "staff", "comparator": "at_least", "value": value})
            for name, value in (("people", "20"), ("more", "30"))
        ],
        rungs={"bronze": ["people"], "silver": ["more"]},
    )
    return compile_questionnaire(version, LADDER, Register(FACTS, REGIONS))


def to(case: UnitCase, level: str, book: EffortBook = PLAIN) -> Pathway:
    return find_pathway(case, level, book, FACTS)


def changes(route: Route | None) -> dict[str, Any]:
    assert route is not None
    return {step.id if step.year is None else f"{step.id} {step.year}": step.after for step in route.steps}


# --- answers --------------------------------------------------------------------------------------------


def test_a_level_that_is_reached_asks_for_nothing() -> None:
    found = to(little(compiled([item("1")]), answers(item_1="c")), "silver")
    assert found.best == Route(0, ())
    assert (found.alternatives, found.unmet) == ((), ())


def test_each_option_step_counts_and_an_open_item_stands_at_the_first() -> None:
    version = compiled([item("1"), item("2")])
    found = to(little(version, answers(item_1="b")), "silver")
    assert changes(found.best) == {"item-1": ("option-c",), "item-2": ("option-c",)}
    assert found.best is not None
    assert [(step.effort, step.before, step.told) for step in found.best.steps] == [
        (1, ("option-b",), "由 B 提高到 C"),
        (2, None, "答 C"),
    ]


def test_with_a_share_the_cheapest_items_are_taken() -> None:
    version = compiled([item("1"), item("2"), item("3")], percent=67)
    found = to(little(version, answers(item_1="a", item_2="b", item_3="b")), "silver")
    assert found.best is not None
    # 67 % of three items are all three: ceil(2.01) = 3.
    assert found.best.cost == 4
    half = compiled([item("1"), item("2"), item("3")], percent=66)
    found = to(little(half, answers(item_1="a", item_2="b", item_3="b")), "silver")
    assert changes(found.best) == {"item-2": ("option-c",), "item-3": ("option-c",)}


def test_an_implied_answer_returns_for_nothing_when_its_cause_goes() -> None:
    version = compiled([item("1"), item("2")], [implication("item-1", "item-2")])
    found = to(little(version, answers(item_1="a", item_2="b")), "bronze")
    assert changes(found.best) == {"item-1": ("option-b",)}


def test_an_item_marked_fixed_is_left_alone() -> None:
    fixed = {"questionnaire": "little", "item": "item-1", "fixed": {"zh-CN": "不能改变"}}
    book = EffortBook(
        NO_EFFORTS.model_copy(
            update={"items": Efforts.model_validate({**NO_EFFORTS.model_dump(), "items": [fixed]}).items}
        )
    )
    found = to(little(compiled([item("1"), item("2")]), answers(item_1="a", item_2="a")), "bronze", book)
    assert found.best is None
    assert [one.name for one in found.unmet] == ["必答题"]


def random_case(seed: int) -> tuple[UnitCase, EffortBook]:
    chance = random.Random(seed)
    items = []
    for number in range(1, 5):
        many = chance.random() < 0.3
        rows = [
            ("A", "0", "none"),
            *(
                (letter, str(chance.randint(1, 5)), chance.choice(("none", "bronze", "silver")))
                for letter in "BC"
            ),
            ("D", "6", "silver"),
        ]
        rungs = chance.choice(({"bronze": "mandatory", "silver": "mandatory"}, {"silver": "mandatory"}, {}))
        items.append(item(str(number), rows, type="multiple" if many else "single", rungs=rungs))
    single = [one["id"] for one in items if one["type"] == "single"]
    implications = [implication(*single[:2])] if len(single) > 1 and chance.random() < 0.7 else []
    version = compiled(items, implications, chance.choice((50, 67, 100)))
    given = {}
    for one in items:
        letters = chance.choice(("", "a", "b", "c", "d"))
        if letters:
            given[one["id"]] = Answer((f"option-{letters}",))
    steps = [
        {"questionnaire": "little", "item": one["id"], "step": str(chance.randint(1, 9))} for one in items
    ]
    book = EffortBook(Efforts.model_validate({**NO_EFFORTS.model_dump(), "first_answer": 2, "items": steps}))
    return little(version, given), book


def random_actions(seed: int) -> tuple[UnitCase, EffortBook]:
    """A random case whose options are lifted by actions: some by one alone, some together, some by none."""
    chance = random.Random(seed)
    case, _ = random_case(seed)
    lifts: dict[str, list[dict[str, Any]]] = {}
    for one in case.compiled.asked(DISCRETE):
        for option in choices(one, DISCRETE):
            action = chance.choice(
                ("", "together", "both", f"only-{one.id}", f"only-{one.id}-{option.ref.lower()}")
            )
            if action and not option.exclusive:
                lift = {"questionnaire": "little", "item": one.id, "to": [option.id]}
                lifts.setdefault(action, []).append(lift)
    made = {
        name: Action.model_validate(
            {
                "id": name, "title": {"zh-CN": name}, "done": {"zh-CN": "做"}, "evidence": {"zh-CN": "证明"},
                "effort": str(chance.randint(1, 9)), "months": {"least": "1", "most": "2"}, "lifts": found,
            }
        )
        for name, found in lifts.items()
    }  # fmt: skip
    efforts = {**NO_EFFORTS.model_dump(), "option_step": 3, "first_answer": 2}
    return case, EffortBook(Efforts.model_validate(efforts), made)


def effort_by_hand(case: UnitCase, book: EffortBook, given: Mapping[str, Answer]) -> int:
    """What some answers take by the words of the catalogue: each action once, other steps one by one."""
    total, done = 0, set()
    for one in case.compiled.asked(DISCRETE):
        now, then = case.answers.get(one.id, Answer()).options, given[one.id].options
        if now == then:
            continue
        names = [option.id for option in choices(one, DISCRETE)]
        here = names.index(now[0]) if now else 0
        single = one.type == "single"
        gained = (
            names[here + 1 : names.index(then[0]) + 1]
            if single
            else [name for name in then if name not in now]
        )
        lifting = {
            (lift.item, option): name
            for name, action in book.actions.items()
            for lift in action.lifts
            if isinstance(lift, ItemLift)
            for option in lift.to
        }
        used = {lifting[one.id, name] for name in gained if (one.id, name) in lifting}
        bare = sum((one.id, name) not in lifting for name in gained)
        total += max(0 if used else 1, (0 if now else 2) + 3 * bare)
        done |= used
    return total + sum(book.actions[name].effort for name in done)


@pytest.mark.parametrize("seed", range(24))
def test_nothing_cheaper_reaches_the_level_where_actions_lift_several_answers(seed: int) -> None:
    case, book = random_actions(seed)
    ways = [
        (effort_by_hand(case, book, given), case.compiled.rank[little(case.compiled, given).rating.certain])
        for _, given in all_answers(case, book)
    ]
    for level in ("bronze", "silver"):
        rank = case.compiled.rank[level]
        cheapest = min((cost for cost, reached in ways if reached >= rank), default=None)
        found = to(case, level, book)
        assert (found.best.cost if found.best else None) == cheapest
        for route in [found.best, *found.alternatives] if found.best else []:
            assert route is not None
            assert sum(step.effort for step in route.steps) == route.cost


def all_answers(case: UnitCase, book: EffortBook) -> list[tuple[int, dict[str, Answer]]]:
    """Every way to raise the answers, with its effort by the words of the catalogue."""
    per_item: list[list[tuple[int, str, Answer]]] = []
    for one in case.compiled.asked(DISCRETE):
        now = case.answers.get(one.id, Answer()).options
        names = [option.id for option in choices(one, DISCRETE)]
        step, first = book.step("little", one.id), 0 if now else 2
        ways = [(0, one.id, Answer(now))]
        if one.type == "single":
            here = names.index(now[0]) if now else 0
            ways += [
                (max(1, first + (place - here) * step), one.id, Answer((name,)))
                for place, name in enumerate(names)
                if place > here or not now
            ]
        else:
            missing = [name for name in names if name not in now]
            for size in range(1, len(missing) + 1):
                for more in itertools.combinations(missing, size):
                    kept = tuple(name for name in names if name in now or name in more)
                    ways.append((max(1, first + size * step), one.id, Answer(kept)))
        per_item.append(ways)
    return [
        (sum(cost for cost, _, _ in way), {name: answer for _, name, answer in way})
        for way in itertools.product(*per_item)
    ]


@pytest.mark.parametrize("seed", range(24))
def test_nothing_cheaper_reaches_the_level_by_attainment(seed: int) -> None:
    case, book = random_case(seed)
    ways = sorted(all_answers(case, book), key=lambda way: way[0])
    for level in ("bronze", "silver"):
        rank = case.compiled.rank[level]
        cheapest = next(
            (
                cost
                for cost, given in ways
                if case.compiled.rank[little(case.compiled, given).rating.certain] >= rank
            ),
            None,
        )
        found = to(case, level, book)
        assert (found.best.cost if found.best else None) == cheapest


def test_the_ladder_of_105_items(catalogue: Catalogue) -> None:
    version = compile_instrument(catalogue, find_instrument(catalogue, "zj-ladder@2026-04", DAY))
    given = {}
    for one in version.asked(DISCRETE):
        option = version.enough(one, DISCRETE, 1)
        if option is not None:
            given[one.id] = Answer((option,))
    case = UnitCase(rules(version, DAY), PROFILE, {}, given, None)
    found = find_pathway(case, "sf", EffortBook(catalogue.efforts), catalogue.facts)
    assert found.best is not None
    expected = 0
    for one in version.asked(DISCRETE):
        if one.rungs.get("sf") == "mandatory":
            names = [option.id for option in choices(one, DISCRETE)]
            here = names.index(given[one.id].options[0])
            reach = next(
                p for p, option in enumerate(choices(one, DISCRETE)) if version.rank[option.level] >= 2
            )
            expected += max(0, reach - here) * catalogue.efforts.option_step
    assert found.best.cost == expected
    with_actions = find_pathway(
        case, "sf", EffortBook(catalogue.efforts, catalogue.actions), catalogue.facts
    ).best
    assert with_actions is not None
    # Every mandatory item asks for what it did before; what it takes is now that of the actions, each once.
    assert changes(with_actions) == changes(found.best)
    paid = {name for step in with_actions.steps for name in step.actions}
    assert with_actions.cost == sum(catalogue.actions[name].effort for name in paid)


# --- facts ----------------------------------------------------------------------------------------------

FIRM: dict[str, Any] = {
    "id": "a",
    "profile": {"county": "330281", "industry": "3484", "production_type": "discrete"},
    "facts": {
        "revenue": [
            {"value": 42000000, "year": 2025},
            {"value": 40000000, "year": 2024},
            {"value": 39000000, "year": 2023},
        ],
        "main_revenue": [{"value": 33000000, "year": 2025}, {"value": 30000000, "year": 2024}],
        "total_assets": [{"value": 60000000, "year": 2025}],
        "total_liabilities": [{"value": 50000000, "year": 2025}],
        "rd_expense": [{"value": 900000, "year": 2025}, {"value": 800000, "year": 2024}],
        "new_equity": [{"value": 0, "year": 2025}, {"value": 0, "year": 2024}],
        "niche_years": 5,
        "class1_ip": 0,
        "science_award": "none",
        "rd_institution": "none",
        "niche_share_high": [{"value": "yes", "source": "verified"}],
        "main_product_six_basics": "yes",
        "market_share_domestic": [{"value": 12, "year": 2025, "source": "verified"}],
        "srdi_quality_score": [{"value": 62, "year": 2026, "source": "official_platform"}],
    },
    "recognitions": [
        {"title": "innovative-sme", "from": "2024-06-01", "to": "2027-05-31"},
        {"title": "srdi-sme", "from": "2024-06-01", "to": "2027-05-31"},
    ],
    "answers": {},
}


def firm(catalogue: Catalogue, name: str, **changed: Any) -> Pathway:
    """The pathway of the example firm with some facts stated otherwise, to the one level of an instrument."""
    version = compile_instrument(catalogue, find_instrument(catalogue, name, DAY))
    raw = {**FIRM, "facts": {**FIRM["facts"], **changed.pop("facts", {})}, **changed}
    unit = UnitReader(catalogue, version).read(raw, "unit")
    assert unit.errors == []
    assert unit.profile is not None
    case = UnitCase(rules(version, DAY), unit.profile, unit.facts, unit.answers, unit.titles)
    return find_pathway(case, version.ladder.level_ids[1], EffortBook(catalogue.efforts), catalogue.facts)


def test_figures_are_the_smallest_that_do(catalogue: Catalogue) -> None:
    found = firm(catalogue, "srdi-sme@2026")
    assert changes(found.best) == {
        "class1_ip": 1,
        "main_revenue 2025": 33600000,  # 80 % of 42 million
        "rd_expense 2024": 1200000,  # 3 % of 40 million
        "rd_expense 2025": 1260000,  # 3 % of 42 million
        "total_liabilities 2025": 48000000,  # 80 % of 60 million
    }


def test_a_figure_is_rounded_up_to_the_yuan(catalogue: Catalogue) -> None:
    odd = [{"value": 42000001, "year": 2025}, {"value": 40000000, "year": 2024}]
    found = firm(catalogue, "srdi-sme@2026", facts={"revenue": odd})
    # 3 % of 42 000 001 is 1 260 000.03.
    assert changes(found.best)["rd_expense 2025"] == 1260001


def test_a_lever_is_measured_against_what_moves_with_it(catalogue: Catalogue) -> None:
    found = firm(catalogue, "little-giant@2026")
    reached = changes(found.best)
    assert reached["revenue 2025"] == 50000000
    assert reached["main_revenue 2025"] == 45000000  # 90 % of the new revenue
    assert reached["class1_ip"] == 4
    # Both years together 12 million, 3 % of 40 million at least in the first.
    assert reached["rd_expense 2024"] + reached["rd_expense 2025"] == 12000000
    assert found.best is not None
    assert all("已经结束" in (step.note or "") for step in found.best.steps if step.year == 2025)


def test_what_cannot_be_changed_is_told(catalogue: Catalogue) -> None:
    fixed = {one.fact: one for one in firm(catalogue, "srdi-sme@2026").fixed}
    assert "只随时间增加" in fixed["niche_years"].reason
    assert "官方平台" in fixed["srdi_quality_score"].reason
    assert "主管部门" in fixed["titles"].reason
    assert fixed["niche_years"].verdict == "met"
    assert {"revenue", "class1_ip", "rd_expense"}.isdisjoint(fixed)


def test_what_is_out_of_reach_is_named_and_the_rest_is_planned(catalogue: Catalogue) -> None:
    found = firm(catalogue, "srdi-sme@2026", facts={"niche_years": 2})
    assert found.best is None
    assert [one.gate for one in found.unmet] == ["base"]
    assert any("从业年限" in reason for reason in found.unmet[0].reasons)
    assert changes(found.rest)["class1_ip"] == 1


def test_a_score_of_the_firm_itself_does_not_do(catalogue: Catalogue) -> None:
    found = firm(catalogue, "srdi-sme@2026", facts={"srdi_quality_score": [{"value": 90, "year": 2026}]})
    assert found.best is None
    assert any("官方平台" in reason for one in found.unmet for reason in one.reasons)


def test_a_fact_that_nobody_stated_is_a_step_with_a_word(catalogue: Catalogue) -> None:
    found = firm(catalogue, "srdi-sme@2026", facts={"class1_ip": [{"value": 3, "as_of": "2027-01-01"}]})
    step = next(step for step in found.best.steps if step.id == "class1_ip") if found.best else None
    assert step is not None
    assert (step.before, step.after) == (None, 1)
    assert "先填报" in (step.note or "")


# --- conditions of a call -------------------------------------------------------------------------------

WINDOW = {"fact": "spent", "comparator": "at_least", "value": 300, "window": {"years": 3, "before": "done"}}


def as_written(value: Any) -> Any:
    """Numbers as a file has them: text."""
    if isinstance(value, dict):
        return {key: as_written(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_written(part) for part in value]
    return str(value) if isinstance(value, int | float) else value


def with_call(facts: Mapping[str, Any], *gates: Mapping[str, Any]) -> Pathway:
    stated = {
        name: values if isinstance(values, list) else [FactValue(values)] for name, values in facts.items()
    }
    case = little(
        compiled([item("1")]), answers(item_1="b"), facts=stated, call=compiled_call(*map(as_written, gates))
    )
    return to(case, "bronze")


def test_money_is_added_to_a_ledger_while_its_window_is_open() -> None:
    facts = {"spent": Decimal(100), "done": date(2025, 12, 31)}
    found = with_call(facts, gate("money", WINDOW))
    assert found.best is not None
    assert [(step.id, step.before, step.after) for step in found.best.steps] == [("spent", 100, 300)]
    rows = [
        FactValue(Decimal(100), start=date(2021, 1, 1), end=date(2021, 12, 31)),
        FactValue(Decimal(50), as_of=date(2025, 1, 1)),
    ]
    found = with_call({"spent": rows, "done": date(2025, 12, 31)}, gate("money", WINDOW))
    assert found.best is not None
    assert [(step.before, step.after) for step in found.best.steps] == [(50, 300)]


@pytest.mark.parametrize(
    ("rows", "before"),
    [
        # The total holds the day on which money is added: it grows, and is never beaten down by its new row.
        ([FactValue(Decimal(100), start=date(2024, 1, 1), end=date(2025, 12, 31))], 100),
        (
            [
                FactValue(Decimal(100), start=date(2024, 1, 1), end=date(2025, 12, 31)),
                FactValue(Decimal(100), as_of=date(2025, 1, 1)),
            ],
            100,
        ),
    ],
)
def test_money_is_added_to_a_total_that_holds_the_day(rows: list[FactValue], before: int) -> None:
    found = with_call({"spent": rows, "done": date(2025, 12, 31)}, gate("money", WINDOW))
    assert found.best is not None
    assert [(step.before, step.after) for step in found.best.steps] == [(before, 300)]


def test_a_window_that_is_over_takes_no_more_money() -> None:
    found = with_call({"spent": Decimal(100), "done": date(2025, 3, 1)}, gate("money", WINDOW))
    assert found.best is None
    assert "2025-03-01 建成" in found.unmet[0].reasons[0]


def test_what_is_recalled_or_unknown_is_never_certain() -> None:
    easy = {"fact": "staff", "comparator": "at_least", "value": 1}
    found = with_call({"staff": Decimal(5)}, gate("recalled", easy, provenance="recalled"))
    assert found.best is None
    assert "凭记忆" in found.unmet[0].reasons[0]
    assert with_call({}, gate("unknown", {**easy, "value": "unknown"})).best is None


def test_gates_that_exclude_each_other_are_told_together() -> None:
    more = gate("more", {"fact": "staff", "comparator": "at_least", "value": 10})
    less = gate("less", {"fact": "staff", "comparator": "at_most", "value": 9})
    found = with_call({"staff": Decimal(5)}, more, less)
    assert (found.best, found.unmet[0].gate) == (None, None)
    assert "不能同时达到" in found.unmet[0].reasons[0]


@pytest.mark.parametrize(
    ("when", "facts", "after"),
    [
        ({"fact": "grade", "comparator": "at_least", "value": "good"}, {"grade": "fair"}, {"grade": "good"}),
        (
            {"fact": "entity", "comparator": "one_of", "value": ["firm"]},
            {"entity": "other"},
            {"entity": "firm"},
        ),
        (
            {"fact": "links", "comparator": "is", "value": "sell"},
            {"links": ("make",)},
            {"links": ("make", "sell")},
        ),
        (
            {"fact": "level", "comparator": "at_least", "value": "2.0"},
            {"level": Decimal("1.8")},
            {"level": 2},
        ),
        (
            {"fact": "level", "comparator": "more_than", "value": "2.0"},
            {"level": Decimal(2)},
            {"level": Decimal("2.1")},
        ),
        ({"fact": "staff", "comparator": "is", "value": 17}, {"staff": Decimal(3)}, {"staff": 17}),
        (
            {"not": {"fact": "staff", "comparator": "below", "value": 20}},
            {"staff": Decimal(3)},
            {"staff": 20},
        ),
        ({"fact": "revenue", "comparator": "at_least", "value": 9}, {}, {"revenue 2024": 9}),
    ],
)
def test_the_nearest_value_of_every_kind(
    when: dict[str, Any], facts: dict[str, Any], after: dict[str, Any]
) -> None:
    assert changes(with_call(facts, gate("one", when)).best) == after


def test_at_least_so_many_takes_the_cheapest_and_the_other_ways_are_told() -> None:
    parts = [
        {"fact": "grade", "comparator": "at_least", "value": "good"},
        {"fact": "staff", "comparator": "at_least", "value": 9},
        {"fact": "level", "comparator": "at_least", "value": 3},
    ]
    facts = {"grade": "good", "staff": Decimal(1), "level": Decimal(1)}
    found = with_call(facts, gate("two", {"at_least": 2, "of": parts}))
    assert found.best is not None
    # Without efforts in the catalogue every change counts one: two ways of one step.
    ways = [changes(found.best), *map(changes, found.alternatives)]
    assert sorted(map(str, ways)) == ["{'level': Decimal('3')}", "{'staff': Decimal('9')}"]


def test_a_value_that_the_gate_does_not_accept_has_to_be_proved() -> None:
    when = {"fact": "staff", "comparator": "at_least", "value": 5}
    found = with_call({"staff": Decimal(8)}, gate("proof", when, accepts=["verified"]))
    assert found.best is not None
    (step,) = found.best.steps
    assert (step.before, step.after) == (8, 8)
    assert "取得认可的证明" in step.told
    assert "核验" in (step.note or "")
    assert Source.VERIFIED.value == "verified"


def test_the_ladder_with_its_call(catalogue: Catalogue) -> None:
    day = date(2025, 9, 30)
    version = compile_instrument(catalogue, find_instrument(catalogue, "zj-ladder@2026-04", day))
    call = compile_current_call(catalogue, version.questionnaire, day)
    facts = {
        "investment": [FactValue(Decimal(5000000))],
        "project_done": [FactValue(date(2025, 12, 31))],
        "credit_grade": [FactValue("合格")],
        "zj_digital_level": [FactValue(Decimal("1.8"))],
        "entity_type": [FactValue("legal_person")],
        "sound_operation": [FactValue("yes")],
        "violation_free_years": [FactValue(Decimal(3), Source.VERIFIED)],
    }
    given = {
        one.id: Answer((version.enough(one, DISCRETE, 1) or "",))
        for one in version.asked(DISCRETE)
        if version.enough(one, DISCRETE, 1)
    }
    case = UnitCase(rules(version, day, call), PROFILE, facts, given, None)
    found = find_pathway(case, "dw", EffortBook(catalogue.efforts), catalogue.facts)
    assert changes(found.best) == {"credit_grade": "良好", "investment": 20000000, "zj_digital_level": 2}
    assert found.call == "zj-ladder-call@2025"


def test_without_a_proof_nothing_is_claimed(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(*_: Any, **__: Any) -> Pathways:
        raise Unproven("no time")

    monkeypatch.setattr("assessments.pathway.find_pathways", give_up)
    look = OutlookFile(catalogue, "srdi-sme@2026", DAY)
    told = look.pathway(FIRM, "units[0]", "srdi-sme")
    assert (told["best"], told["proven"]) == (None, False)
    assert "没有证明" in told["errors"][0]["message"]


# --- versions that may not apply on the day --------------------------------------------------------------


@pytest.mark.parametrize("in_force", [False, None])
def test_where_the_version_may_not_apply_nothing_is_reached_for_certain(in_force: bool | None) -> None:
    stated = {"staff": [FactValue(Decimal(25))]}
    gated = gated_version()
    found = to(little(gated, {}, facts=stated, in_force=in_force), "bronze")
    assert (found.certain, found.possible, found.best, found.alternatives) == ("none", "bronze", None, ())
    assert [one.reasons for one in found.unmet] == [("本版本不在施行期（或日期未核实），不能确定达到",)]
    assert (found.rest, found.is_binding) == (None, False)
    binding = to(little(gated, {}, facts=stated), "bronze")
    assert (binding.certain, binding.is_binding) == ("bronze", True)
    assert changes(binding.best) == {}


def test_what_the_rules_would_ask_is_still_worked_out() -> None:
    stated = {"staff": [FactValue(Decimal(15))]}
    found = to(little(gated_version(), {}, facts=stated, in_force=False), "silver")
    assert found.best is None
    assert changes(found.rest) == {"staff": 30}


def test_attainment_is_certain_whatever_the_day() -> None:
    found = to(little(compiled([item("1")]), answers(item_1="b"), in_force=None), "bronze")
    assert (found.certain, found.is_binding) == ("bronze", True)
    assert changes(found.best) == {}


def test_rating_pathway_and_sensitivity_say_the_same_level(catalogue: Catalogue) -> None:
    day = date(2010, 6, 1)
    raw = {
        "id": "a",
        "profile": {"county": "330281", "industry": "3484", "production_type": "discrete"},
        "facts": {
            "employees": [{"value": 200, "year": 2009}],
            "revenue": [{"value": 20000000, "year": 2009}],
        },
    }
    (rated,) = rate_list([raw], catalogue, "size-class", day)
    look = OutlookFile(catalogue, "size-class", day)
    way, hung = look.pathway(raw, "units[0]", "small"), look.sensitivity(raw, "units[0]")
    assert (rated["certain"], rated["possible"], rated["in_force"]) == ("none", "small", False)
    assert {(one["certain"], one["possible"]) for one in (rated, way, hung)} == {("none", "small")}
    assert (way["best"], way["reachable"]) == (None, False)
    named = OutlookFile(catalogue, "size-class@2017", day)
    assert named.sensitivity(raw, "units[0]")["certain"] == "small"
