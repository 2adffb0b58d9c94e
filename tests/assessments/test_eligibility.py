"""Entry conditions: verdicts with their operands, clauses and reasons."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assessments.compile import CompileError, Register, compile_call
from assessments.eligibility import TitlesOnRecord, read_figures, tell_eligibility
from assessments.outcome import Branch, Eligibility, GateVerdict
from assessments.schema.common import ProductionType
from assessments.schema.fact import Source
from assessments.stated import FactValue, HeldTitle, Profile
from scoring.gates import decide
from tests.assessments.builders import AS_OF, FACTS, LADDER, REGIONS, call, compiled_call, gate, words

CITY = Profile("330102", "3411", ProductionType.DISCRETE)
MOUNTAIN = Profile("330127", "3411", ProductionType.DISCRETE)


def eligibility(
    gates: Sequence[Mapping[str, Any]],
    facts: Mapping[str, Any] | None = None,
    profile: Profile = CITY,
    titles: Sequence[HeldTitle] | None = None,
    as_of: date = AS_OF,
) -> Eligibility:
    """Facts may be bare values."""
    stated = {
        name: [
            one if isinstance(one, FactValue) else FactValue(one)
            for one in (value if isinstance(value, list) else [value])
        ]
        for name, value in (facts or {}).items()
    }
    compiled = compiled_call(*gates)
    figures = read_figures(compiled, profile, stated, titles, as_of)
    return tell_eligibility(figures, decide(compiled.rules, figures.columns), as_of)


def decided(when: Mapping[str, Any], facts: Mapping[str, Any] | None = None, **more: Any) -> GateVerdict:
    kept = {key: more.pop(key) for key in ("profile", "titles", "as_of") if key in more}
    return eligibility([gate("g", when, **more)], facts, **kept).gates[0]


STAFF = {"fact": "staff", "comparator": "at_least", "value": "20"}


@pytest.mark.parametrize(
    ("staff", "verdict"), [(19, "not_met"), (20, "met"), (21, "met"), (None, "undecided")]
)
def test_a_threshold(staff: int | None, verdict: str) -> None:
    told = decided(STAFF, {} if staff is None else {"staff": Decimal(staff)})
    assert told.verdict == verdict
    operand = told.operands[0]
    assert (operand.fact, operand.comparator, operand.threshold, operand.unit) == (
        "staff",
        "at_least",
        Decimal(20),
        "unit",
    )
    assert operand.value == (None if staff is None else Decimal(staff))
    assert operand.why == ("未填写" if staff is None else None)
    assert (told.citation, told.levels) == ("policy#one", ("bronze",))


@pytest.mark.parametrize(
    ("comparator", "verdicts"),
    [
        ("at_least", ["not_met", "met", "met"]),
        ("more_than", ["not_met", "not_met", "met"]),
        ("at_most", ["met", "met", "not_met"]),
        ("below", ["met", "not_met", "not_met"]),
        ("is", ["not_met", "met", "not_met"]),
    ],
)
def test_the_comparators_of_statutes(comparator: str, verdicts: list[str]) -> None:
    when = {"fact": "level", "comparator": comparator, "value": "2.0"}
    assert [decided(when, {"level": Decimal(level)}).verdict for level in ("1.9", "2", "2.1")] == verdicts


def test_choices_dates_and_sets() -> None:
    ordered = {"fact": "grade", "comparator": "at_least", "value": "good"}
    assert [decided(ordered, {"grade": grade}).verdict for grade in ("fair", "good", "best")] == [
        "not_met",
        "met",
        "met",
    ]
    one_of = {"fact": "entity", "comparator": "one_of", "value": ["firm", "branch"]}
    assert [decided(one_of, {"entity": entity}).verdict for entity in ("branch", "other")] == [
        "met",
        "not_met",
    ]
    by = {"fact": "done", "comparator": "at_most", "value": "2025-10-31"}
    told = decided(by, {"done": date(2025, 10, 31)})
    assert (told.verdict, told.operands[0].threshold) == ("met", date(2025, 10, 31))
    assert decided(by, {"done": date(2025, 11, 1)}).verdict == "not_met"
    makes = {"fact": "links", "comparator": "is", "value": "make"}
    assert [decided(makes, {"links": links}).verdict for links in (("make", "sell"), ("sell",), ())] == [
        "met",
        "not_met",
        "not_met",
    ]
    either = {"fact": "links", "comparator": "one_of", "value": ["make", "sell"]}
    assert [decided(either, {"links": links}).verdict for links in (("sell",), ("design",))] == [
        "met",
        "not_met",
    ]


def test_an_unreadable_figure_is_undecided_above_and_below() -> None:
    when = {**STAFF, "value": "unknown"}
    for staff in (0, 10**9):
        told = decided(when, {"staff": Decimal(staff)})
        assert (told.verdict, told.operands[0].threshold) == ("undecided", None)
        assert told.operands[0].why == "来源写有此项要求，但具体数字未能读到"


@pytest.mark.parametrize(
    ("day", "verdict"), [("2019-12-31", "not_met"), ("2020-06-01", "undecided"), ("2021-01-01", "met")]
)
def test_between_two_readings_of_a_text_it_is_undecided(day: str, verdict: str) -> None:
    when = {
        "fact": "done",
        "comparator": "at_least",
        "value": "2021-01-01",
        "lenient_value": "2020-01-01",
        "ambiguity": words("“2020 年以后”是否含当年，没有写明"),
    }
    told = decided(when, {"done": date.fromisoformat(day)})
    assert told.verdict == verdict
    assert ("是否含当年" in (told.operands[0].why or "")) is (verdict == "undecided")


def test_in_principle_a_failure_is_undecided() -> None:
    assert decided(STAFF, {"staff": Decimal(20)}, in_principle="true").verdict == "met"
    told = decided(STAFF, {"staff": Decimal(1)}, in_principle="true")
    assert (told.verdict, told.operands[0].verdict) == ("undecided", "not_met")
    assert told.why
    assert "原则上" in told.why
    assert decided(STAFF, {}, in_principle="true").why is None


def test_a_recalled_condition_is_shown_and_never_decided() -> None:
    for staff in (1, 20):
        told = decided(STAFF, {"staff": Decimal(staff)}, provenance="recalled")
        assert told.verdict == "undecided"
        assert told.why
        assert "尚未核实" in told.why


def test_who_may_vouch_is_part_of_the_condition() -> None:
    stated = {"staff": FactValue(Decimal(20))}
    told = decided(STAFF, stated, accepts=["verified"])
    assert (told.verdict, told.operands[0].value) == ("undecided", Decimal(20))
    vouched = {"staff": FactValue(Decimal(20), source=Source.VERIFIED)}
    assert decided(STAFF, vouched, accepts=["verified"]).verdict == "met"


def invested(threshold: str) -> dict[str, Any]:
    return {
        "fact": "spent",
        "comparator": "at_least",
        "value": threshold,
        "window": {"years": "5", "before": "done"},
    }


COUNTY_DEPENDENT = {
    "any_of": [{"all_of": [{"county_in": "mountain"}, invested("1500")]}, invested("2000")],
}


@pytest.mark.parametrize(
    ("profile", "amount", "verdict"),
    [(CITY, 1999, "not_met"), (CITY, 2000, "met"), (MOUNTAIN, 1499, "not_met"), (MOUNTAIN, 1500, "met")],
)
def test_a_threshold_that_depends_on_the_county(profile: Profile, amount: int, verdict: str) -> None:
    facts = {"spent": FactValue(Decimal(amount), year=2024), "done": date(2025, 1, 31)}
    told = decided(COUNTY_DEPENDENT, facts, profile=profile)
    assert told.verdict == verdict
    assert [operand.fact for operand in told.operands] == ["county", "spent", "spent"]
    assert told.operands[0].value == profile.county


def test_rows_that_may_or_may_not_count_decide_where_they_do_not_matter() -> None:
    across = FactValue(Decimal(600), year=2020)
    inside = FactValue(Decimal(1500), year=2023)
    done = date(2025, 1, 31)
    told = decided(invested("2000"), {"spent": [inside, across], "done": done})
    assert (told.verdict, told.operands[0].value, told.operands[0].possible_value) == (
        "undecided",
        Decimal(1500),
        Decimal(2100),
    )
    assert decided(invested("1500"), {"spent": [inside, across], "done": done}).verdict == "met"
    assert decided(invested("2101"), {"spent": [inside, across], "done": done}).verdict == "not_met"
    assert decided(invested("2101"), {"spent": [inside, across]}).verdict == "not_met"
    assert decided(invested("2000"), {"spent": [inside, across]}).verdict == "undecided"


def held(*titles: HeldTitle, within: str | None = None, as_of: date = AS_OF) -> GateVerdict:
    when: dict[str, Any] = {"holds": ["pilot", "full"]}
    return decided(when if within is None else {**when, "within_years": within}, titles=titles, as_of=as_of)


def test_titles_held() -> None:
    assert decided({"holds": ["pilot"]}).verdict == "undecided"
    assert decided({"holds": ["pilot"]}).operands[0].why == "尚无认定数据"
    assert held().verdict == "not_met"
    told = held(HeldTitle("full", date(2022, 1, 1)), HeldTitle("other", date(2022, 1, 1)))
    assert (told.verdict, told.operands[0].value) == ("met", ("full",))
    assert held(HeldTitle("full", date(2022, 1, 1), date(2025, 6, 29))).verdict == "not_met"
    assert held(HeldTitle("full", date(2025, 7, 1))).verdict == "not_met"
    assert held(HeldTitle("full")).verdict == "met"


def test_titles_granted_within_some_years() -> None:
    expired = HeldTitle("pilot", date(2022, 6, 30), date(2023, 1, 1))
    assert held(expired, within="3").verdict == "met"
    assert held(expired, within="2").verdict == "not_met"
    assert held(HeldTitle("pilot"), within="3").verdict == "undecided"
    never = {"not": {"holds": ["pilot"], "within_years": "3"}}
    assert decided(never, titles=[]).verdict == "met"


def test_titles_on_record_prove_that_one_is_held_and_never_that_none_is() -> None:
    pilot, other = HeldTitle("pilot", date(2022, 1, 1)), HeldTitle("other", date(2022, 1, 1))
    over = HeldTitle("pilot", date(2022, 1, 1), date(2023, 1, 1))
    holds = {"holds": ["pilot"]}
    for nothing in ((), (other,), (over,)):
        told = decided(holds, titles=TitlesOnRecord(nothing))
        assert (told.verdict, told.operands[0].value) == ("undecided", None)
        assert told.operands[0].why == "认定记录中没有查到，但记录可能不全"
        assert decided({"not": holds}, titles=TitlesOnRecord(nothing)).verdict == "undecided"
        assert decided({"not": holds}, titles=nothing).verdict == "met"
    assert decided(holds, titles=TitlesOnRecord([other, pilot])).verdict == "met"
    assert decided({"not": holds}, titles=TitlesOnRecord([other, pilot])).verdict == "not_met"


def test_a_title_that_is_over_before_its_first_day_never_counted() -> None:
    never = HeldTitle("pilot", date(2025, 1, 1), date(2024, 12, 31))
    assert held(never).verdict == "not_met"
    assert held(never, within="3").verdict == "not_met"
    one_day = HeldTitle("pilot", date(2025, 1, 1), date(2025, 1, 1))
    assert held(one_day, within="3").verdict == "met"


def test_a_count_of_parts() -> None:
    when = {
        "at_least": "2",
        "of": [STAFF, {"county_in": "mountain"}, {"fact": "level", "comparator": "at_least", "value": "2"}],
    }
    assert decided(when, {"staff": Decimal(20)}, profile=MOUNTAIN).verdict == "met"
    assert decided(when, {"staff": Decimal(20)}).verdict == "undecided"
    assert decided(when, {"staff": Decimal(1)}).verdict == "not_met"


def shape(told: GateVerdict, branch: Branch | None) -> Any:
    """A leaf as what it looked at and its year, other branches as (kind, verdict, parts)."""
    assert branch is not None
    if branch.operand is None:
        return branch.kind, branch.verdict, [shape(told, part) for part in branch.parts]
    operand = told.operands[branch.operand]
    assert (branch.kind, branch.verdict, branch.parts) == ("leaf", operand.verdict, ())
    return operand.fact, operand.period, operand.verdict


def test_branches_say_how_operands_combine() -> None:
    either = {"any_of": [{"all_of": [STAFF, {"county_in": "mountain"}]}, {"not": {"holds": ["pilot"]}}]}
    told = decided(either, {"staff": Decimal(20)}, titles=[HeldTitle("pilot", date(2022, 1, 1))])
    assert shape(told, told.branch) == (
        "any_of",
        "not_met",
        [
            ("all_of", "not_met", [("staff", None, "met"), ("county", None, "not_met")]),
            ("not", "not_met", [("titles", None, "met")]),
        ],
    )
    known = {"staff": Decimal(20)}
    counted = decided({"at_least": "1", "of": [{"recalled": STAFF}, STAFF]}, known)
    assert counted.branch is not None
    assert (counted.branch.needed, shape(counted, counted.branch)) == (
        1,
        ("at_least", "met", [("recalled", "undecided", [("staff", None, "met")]), ("staff", None, "met")]),
    )
    alone = decided(STAFF, known, provenance="recalled")
    assert (alone.verdict, alone.branch) == ("undecided", Branch("leaf", "met", operand=0))


@pytest.mark.parametrize(
    ("across", "kind", "verdict"), [("each", "all_of", "not_met"), ("any", "any_of", "met")]
)
def test_years_of_one_comparison_are_a_branch(across: str, kind: str, verdict: str) -> None:
    years = {"fact": "profit", "comparator": "at_least", "value": "10"}
    facts = {"profit": [FactValue(Decimal(10), year=2024), FactValue(Decimal(9), year=2023)]}
    told = decided({"all_of": [STAFF, {**years, "years_back": ["1", "2"], "across": across}]}, facts)
    assert told.branch is not None
    assert shape(told, told.branch.parts[1]) == (
        kind,
        verdict,
        [("profit", "2024年", "met"), ("profit", "2023年", "not_met")],
    )


def test_each_rung_needs_all_its_gates_and_without_gates_it_is_undecided() -> None:
    gates = [gate("big", STAFF), gate("level", {"fact": "level", "comparator": "at_least", "value": "2"})]
    compiled = compile_call(call(gates, {"silver": ["big", "level"]}), LADDER, Register(FACTS, REGIONS))
    stated = {"staff": [FactValue(Decimal(20))], "level": [FactValue(Decimal(1))]}
    figures = read_figures(compiled, CITY, stated, None, AS_OF)
    told = tell_eligibility(figures, decide(compiled.rules, figures.columns), AS_OF)
    assert [(rung.level, rung.verdict, rung.gates) for rung in told.rungs] == [
        ("bronze", "undecided", ()),
        ("silver", "not_met", ("big", "level")),
    ]
    assert [one.levels for one in told.gates] == [("silver",), ("silver",)]


def test_a_call_that_is_not_in_force_shows_its_gates_and_decides_nothing() -> None:
    told = eligibility([gate("g", STAFF)], {"staff": Decimal(20)}, as_of=date(2026, 1, 1))
    assert (told.in_force, told.gates[0].verdict, told.rungs[0].verdict) == (False, "met", "undecided")
    told = eligibility([gate("g", STAFF)], {"staff": Decimal(20)}, as_of=date(2025, 12, 31))
    assert (told.in_force, told.rungs[0].verdict) == (True, "met")


@pytest.mark.parametrize(
    ("gates", "rungs", "message"),
    [
        ([gate("g", {**STAFF, "fact": "mood"})], None, "事实 mood 不存在"),
        ([gate("g", {**STAFF, "window": {"years": "3", "before": "mood"}})], None, "事实 mood 不存在"),
        ([gate("g", {"county_in": "moon"})], None, "组 moon 不存在"),
        ([gate("g", {**STAFF, "value": "many"})], None, "不是事实 staff 的取值"),
        ([gate("g", {**STAFF, "value": "1.5"})], None, "不是事实 staff 的取值"),
        ([gate("g", {**STAFF, "value": "9" * 30})], None, "超出整数范围"),
        (
            [gate("g", {"fact": "grade", "comparator": "is", "value": "superb"})],
            None,
            "不是事实 grade 的取值",
        ),
        (
            [gate("g", {"fact": "done", "comparator": "at_most", "value": "soon"})],
            None,
            "不是事实 done 的取值",
        ),
        (
            [gate("g", {"fact": "entity", "comparator": "at_least", "value": "firm"})],
            None,
            "比较 at_least 不适用于事实 entity",
        ),
        ([gate("g", {"fact": "links", "comparator": "below", "value": "make"})], None, "不适用于事实 links"),
        ([gate("g", STAFF)], {"gold": ["g"]}, "gold 不存在"),
        ([gate("g", STAFF)], {"bronze": ["h"]}, "h 不存在"),
    ],
)
def test_calls_that_cannot_be_decided_are_refused(gates: Sequence[Any], rungs: Any, message: str) -> None:
    with pytest.raises(CompileError, match=message):
        compile_call(call(gates, rungs), LADDER, Register(FACTS, REGIONS))


def test_a_call_of_another_ladder_is_refused() -> None:
    with pytest.raises(CompileError, match="属于梯度 other"):
        compile_call(call([gate("g", STAFF)], ladder="other"), LADDER, Register(FACTS, REGIONS))


def test_a_figure_that_several_gates_ask_for_is_read_once() -> None:
    compiled = compiled_call(
        gate("a", STAFF), gate("b", {**STAFF, "value": "300"}), gate("c", STAFF, accepts=["verified"])
    )
    assert len(compiled.operands) == 2
