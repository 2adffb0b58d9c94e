"""The file of `zhiti rate`: what is right is rated, what is wrong is told by place, and nothing stops."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.loader import Catalogue, Industry, UnknownName
from assessments.schema.target import RecognitionKind
from assessments.unitfile import UnitFileError, rate_file, rate_list
from tests.assessments.builders import (
    FACTS,
    LADDER,
    POLICY,
    REGIONS,
    TWINS,
    call,
    gate,
    implication,
    item,
    option,
    questionnaire,
    words,
)

AS_OF = date(2025, 6, 30)

ITEMS = [
    item("1"),
    item("2"),
    item("4.1", production="discrete", sub_domain="sub-two"),
    item("4.2", production="process", sub_domain="sub-two"),
    item("5", may_not_apply=words("可以"), sub_domain="sub-three", rungs={}),
    item(
        "6",
        [option("A", "1"), option("B", "1.25"), option("Z", "0", exclusive="true")],
        type="multiple",
        rungs={},
    ),
    item("7", TWINS, sub_domain="sub-three", rungs={}),
]

GATES = [
    gate("staff", {"fact": "staff", "comparator": "at_least", "value": "20"}),
    gate(
        "spent",
        {
            "fact": "spent",
            "comparator": "at_least",
            "value": "1000",
            "window": {"years": "3", "before": "done"},
        },
    ),
    gate("pilot", {"not": {"holds": ["pilot"]}}),
    gate("county", {"county_in": "mountain"}, in_principle="true"),
]

CATALOGUE = Catalogue(
    policies={"policy": POLICY},
    facts=FACTS,
    metrics={},
    derived_facts={},
    questionnaires={"little@1": questionnaire(ITEMS, [implication("item-1", "item-2")])},
    calls={"little-call@2025": call(GATES)},
    ladders={"metal": LADDER},
    regions=REGIONS,
    denominators=(),
    targets={},
    recognition_kinds={
        "pilot": RecognitionKind.model_validate(
            {"id": "pilot", "name": words("试点企业"), "subject": words("企业"), "authority": "某厅"}
        )
    },
    industries={"3411": Industry("3411", 4, "341", "C", "锅炉及辅助设备制造")},
)

PROFILE = {"county": "330102", "industry": "3411", "production_type": "discrete"}


def rate(*units: Any, as_of: date = AS_OF) -> list[dict[str, Any]]:
    return rate_list(list(units), CATALOGUE, "little", as_of)


def unit(**parts: Any) -> dict[str, Any]:
    return {"id": "a", "profile": PROFILE, **parts}


def errors(*units: Any) -> dict[str, str]:
    """Messages by place, of all units."""
    return {error["place"]: error["message"] for result in rate(*units) for error in result["errors"]}


def test_a_unit_in_the_words_of_the_file() -> None:
    (result,) = rate(
        unit(
            facts={
                "staff": "25",
                "spent": [
                    {"value": 600, "from": "2024-01-01", "to": "2024-06-30"},
                    {"value": "500", "year": 2023, "source": "verified"},
                ],
                "done": "2025-01-31",
            },
            answers={
                "item-1": "B",
                "2": "option-c",
                "4": "C",
                "5": {"not_applicable": "没有"},
                "6": ["A", "B"],
                "7": "E",
            },
            recognitions=[{"title": "试点企业", "from": "2020-01-01", "to": "2024-12-31"}],
        )
    )
    assert result["errors"] == []
    assert (result["id"], result["questionnaire"], result["as_of"]) == ("a", "little@1", "2025-06-30")
    assert (result["certain"], result["possible"]) == ("bronze", "bronze")
    # 1.67 + 3.33 + 3.33 + 2.25 + 5; item 5 does not count.
    assert (result["total"], result["max_total"], result["possible_total"]) == (15.58, 17.24, 15.58)
    assert [(one["id"], one["points"], one["max"]) for one in result["dimensions"]] == [
        ("domain-one", 10.58, 12.24),
        ("domain-two", 5, 5),
    ]
    assert [one["id"] for one in result["dimensions"][0]["sub_domains"]] == ["sub-one", "sub-two"]
    assert [(one["level"], one["attained"], one["needed"]) for one in result["attainment"]] == [
        ("bronze", 3, 3),
        ("silver", 2, 3),
    ]
    assert result["eligibility"] == {
        "call": "little-call@2025",
        "title": "申报条件",
        "in_force": True,
        # The verified row alone is the ledger, and 500 is less than 1000.
        "rungs": {"bronze": "not_met", "silver": "undecided"},
    }
    gates = {one["id"]: one for one in result["gates"]}
    assert {name: one["verdict"] for name, one in gates.items()} == {
        "staff": "met",
        "spent": "not_met",
        "pilot": "met",
        "county": "undecided",
    }
    assert gates["staff"] == {
        "id": "staff",
        "name": "条件staff",
        "levels": ["bronze"],
        "verdict": "met",
        "text": "条件文字",
        "operands": [
            {
                "fact": "staff",
                "label": "事实staff",
                "comparator": "at_least",
                "threshold": 20,
                "value": 25,
                "possible_value": None,
                "unit": "unit",
                "period": None,
                "source": "self_stated",
                "verdict": "met",
                "why": None,
                "parts": [],
            }
        ],
        "branch": {"kind": "leaf", "verdict": "met", "operand": 0},
        "clause": "policy#one",
        "clause_words": "《示例办法》（某厅〔2026〕2号）附件2第二条",
        "provenance": "official",
        "why": None,
    }
    assert gates["spent"]["operands"][0]["period"] == "2022-01-31 至 2025-01-31"
    assert json.loads(json.dumps(result)) == result


def test_numbers_print_their_exact_decimals() -> None:
    (result,) = rate(unit(answers={"1": "B"}))
    assert json.dumps(result["total"]) == "1.67"
    (result,) = rate(unit(answers={"1": "B", "2": "C"}))
    assert json.dumps(result["total"]) == "5"


def test_the_process_variant_of_a_number_and_of_a_letter() -> None:
    profile = {"county": "淳安县", "industry": "C3411", "production_type": "流程型"}
    (result,) = rate({"id": "p", "profile": profile, "answers": {"4": "C", "7": "E", "4.1": "B"}})
    assert [error["place"] for error in result["errors"]] == ["units[0].answers.4.1"]
    assert result["total"] == 8.33


@pytest.mark.parametrize("county", ["330102", "上城区", "杭州市上城区", "浙江省杭州市上城区"])
def test_counties_by_code_or_name(county: str) -> None:
    assert errors(unit(profile={**PROFILE, "county": county})) == {}


@pytest.mark.parametrize(
    ("parts", "place", "message"),
    [
        ({"answers": {"9": "A"}}, "answers.9", "没有题目“9”"),
        ({"answers": {"1": "X"}}, "answers.1", "没有选项“X”"),
        ({"answers": {"1": True}}, "answers.1", "不是选项"),
        ({"answers": {"1": ["A", "B"]}}, "answers.1", "是单选题"),
        ({"answers": {"1": {"not_applicable": "无"}}}, "answers.1", "不能选“不适用”"),
        ({"answers": {"5": {"not_applicable": ""}}}, "answers.5", "写明原因"),
        ({"answers": {"4.2": "A"}}, "answers.4.2", "只问流程型单位"),
        ({"answers": {"6": ["A", "Z"]}}, "answers.6", "不能再选其他项"),
        ({"answers": ["A"]}, "answers", "answers 须是对象"),
        ({"answers": {"\ud800": "A"}}, "answers.�", "没有题目“�”"),
        ({"facts": {"mood": 1}}, "facts.mood", "没有事实“mood”"),
        ({"facts": {"staff": -1}}, "facts.staff", "不能小于 0"),
        ({"facts": {"staff": True}}, "facts.staff", "不是数"),
        ({"facts": {"staff": None}}, "facts.staff", "不是数"),
        ({"facts": {"staff": [5]}}, "facts.staff[0]", "须是对象"),
        ({"facts": {"spent": [{"value": 1}, {"value": "x"}]}}, "facts.spent[1]", "不是数"),
        ({"facts": {"grade": "superb"}}, "facts.grade", "没有取值“superb”"),
        ({"facts": {"done": "2025-02-30"}}, "facts.done", "不是日历上的日期"),
        ({"facts": {"links": "make"}}, "facts.links", "请填列表"),
        ({"facts": 5}, "facts", "facts 须是对象"),
        ({"recognitions": {}}, "recognitions", "recognitions 须是列表"),
        ({"recognitions": [{"title": "飞行"}]}, "recognitions[0]", "没有称号“飞行”"),
        ({"recognitions": [{"title": "pilot", "from": "x"}]}, "recognitions[0]", "from 的“x”不是日期"),
        (
            {"recognitions": [{"title": "pilot", "from": "2025-01-02", "to": "2025-01-01"}]},
            "recognitions[0]",
            "晚于",
        ),
        ({"recognitions": ["pilot"]}, "recognitions[0]", "认定须是对象"),
        ({"remark": "x"}, "remark", "不认识字段“remark”"),
        ({"id": None}, "id", "缺少可用的 id"),
        ({"id": "\udfff"}, "id", "缺少可用的 id"),
        ({"id": 1.5}, "id", "缺少可用的 id"),
    ],
)
def test_a_mistake_is_told_by_place_and_the_unit_is_still_rated(
    parts: dict[str, Any], place: str, message: str
) -> None:
    (result,) = rate(unit(**parts))
    told = {error["place"]: error["message"] for error in result["errors"]}
    assert list(told) == [f"units[0].{place}"]
    assert message in told[f"units[0].{place}"]
    assert (result["certain"], result["possible"]) == ("none", "silver")
    json.dumps(result, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("profile", "place"),
    [
        ({**PROFILE, "county": "330199"}, "profile.county"),
        ({**PROFILE, "county": 330102}, "profile.county"),
        ({**PROFILE, "industry": "9999"}, "profile.industry"),
        ({**PROFILE, "industry": "D3411"}, "profile.industry"),
        ({**PROFILE, "production_type": "混合型"}, "profile.production_type"),
        ({key: value for key, value in PROFILE.items() if key != "county"}, "profile.county"),
        ([], "profile"),
    ],
)
def test_without_a_good_profile_a_unit_is_not_rated(profile: Any, place: str) -> None:
    bad, good = rate(unit(profile=profile, answers={"1": "C"}), unit(id="b", answers={"1": "C"}))
    assert f"units[0].{place}" in [error["place"] for error in bad["errors"]]
    assert [bad[key] for key in ("id", "certain", "possible", "total")] == ["a", None, None, None]
    assert bad.keys() == good.keys()
    assert (good["total"], good["errors"]) == (3.33, [])


def test_more_of_a_profile_than_is_needed_is_no_mistake() -> None:
    assert errors(unit(profile={**PROFILE, "name": "某厂"})) == {}


def test_answers_are_told_even_where_the_county_is_wrong() -> None:
    assert set(errors(unit(profile={**PROFILE, "county": "x"}, answers={"1": "X"}))) == {
        "units[0].profile.county",
        "units[0].answers.1",
    }


def test_a_bad_row_makes_the_fact_unknown_and_a_bad_title_all_titles() -> None:
    (result,) = rate(
        unit(
            facts={"spent": [{"value": 5000}, {"value": "x"}], "staff": 25},
            recognitions=[{"title": "pilot"}, {"title": "x"}],
        )
    )
    assert {one["id"]: one["verdict"] for one in result["gates"]} == {
        "staff": "met",
        "spent": "undecided",
        "pilot": "undecided",
        "county": "undecided",
    }


def test_an_item_named_twice_counts_as_unanswered() -> None:
    (result,) = rate(unit(answers={"4": "C", "item-4-1": "B", "1": "C"}))
    assert [error["place"] for error in result["errors"]] == ["units[0].answers.item-4-1"]
    assert "与“4”是同一题" in result["errors"][0]["message"]
    assert result["total"] == 3.33


def test_the_same_id_twice_is_told() -> None:
    assert list(errors(unit(), unit(), unit(id=1), unit(id="1"))) == ["units[1].id"]


@pytest.mark.parametrize("raw", [5, None, "a", [], True])
def test_an_entry_that_is_no_object_is_told(raw: Any) -> None:
    bad, good = rate(raw, unit())
    assert bad["errors"][0]["place"] == "units[0]"
    assert (bad["id"], bad["certain"], good["possible"]) == (None, None, "silver")


def test_without_any_call_there_are_no_gates() -> None:
    (result,) = rate(unit(), as_of=date(2024, 12, 31))
    assert (result["eligibility"], result["gates"], result["possible"]) == (None, [], "silver")


def test_explained_items_name_their_clause_and_the_options_in_words() -> None:
    (result,) = rate_list([unit(answers={"1": "B"})], CATALOGUE, "little", AS_OF, explain=True)
    first, second, *_ = result["items"]
    assert first["chosen"] == [{"id": "option-b", "ref": "B", "text": "选项B"}]
    assert second["chosen"] == []
    assert {key: first[key] for key in ("clause", "clause_words", "provenance")} == {
        "clause": "policy#one",
        "clause_words": "《示例办法》（某厅〔2026〕2号）附件2第二条",
        "provenance": "derived",
    }


def test_titles_asked_for_are_named() -> None:
    (result,) = rate(unit(recognitions=[{"title": "试点企业", "from": "2024-01-01"}]))
    (operand,) = next(gate["operands"] for gate in result["gates"] if gate["id"] == "pilot")
    assert operand["label"] == "获得的认定（试点企业）"
    assert (operand["threshold"], operand["value"]) == (["pilot"], ["pilot"])


@pytest.mark.parametrize(
    ("part", "message"),
    [("county", "未填写县"), ("industry", "未填写行业"), ("production_type", "未填写生产类型")],
)
def test_a_part_of_the_profile_left_out_is_said_to_be_left_out(part: str, message: str) -> None:
    for profile in ({**PROFILE, part: None}, {key: PROFILE[key] for key in PROFILE if key != part}):
        (told,) = errors(unit(profile=profile)).values()
        assert told.startswith(message)
        assert "None" not in told


@pytest.mark.parametrize(
    ("code", "covered"),
    [
        ("5299", False),
        ("F", False),
        ("F5299", False),
        ("01", False),
        ("C5299", True),  # retail is no part of manufacturing
        ("9999", True),
        ("3499", True),
        ("52999", True),
    ],
)
def test_an_industry_we_do_not_list_is_told_from_one_there_is_not(code: str, covered: bool) -> None:
    (told,) = errors(unit(profile={**PROFILE, "industry": code})).values()
    assert ("没有行业" in told) is covered
    assert ("只收录 B、C、D 门类及部分软件业代码" in told) is not covered


def test_a_call_that_is_over_is_only_shown() -> None:
    (result,) = rate(unit(facts={"staff": 25}), as_of=date(2026, 1, 1))
    assert result["eligibility"]["in_force"] is False
    assert set(result["eligibility"]["rungs"].values()) == {"undecided"}
    assert result["gates"][0]["verdict"] == "met"


# --- the text of the file ----------------------------------------------------------------------------------


def told(text: str | bytes) -> list[tuple[str, str]]:
    results = rate_file(text, CATALOGUE, "little@1", AS_OF)
    return [(error["place"], error["message"]) for result in results for error in result["errors"]]


def with_unit(parts: str) -> str:
    return f'[{{"id": "a", "profile": {json.dumps(PROFILE)}, {parts}}}]'


@pytest.mark.parametrize(
    ("parts", "place"),
    [
        ('"facts": {"staff": NaN}', "facts.staff"),
        ('"facts": {"staff": -Infinity}', "facts.staff"),
        ('"facts": {"staff": 1e400}', "facts.staff"),
        ('"facts": {"staff": 1e99999999999999999999}', "facts.staff"),
        (f'"facts": {{"staff": {"9" * 5000}}}', "facts.staff"),
        ('"facts": {"revenue": "\\ud800"}', "facts.revenue"),
        ('"facts": {"staff": 1, "staff": 2}', "facts.staff"),
        ('"answers": {"1": "B", "1": "C"}', "answers.1"),
        ('"answers": {"1": NaN}', "answers.1"),
        ('"answers": {"1": "\\ud800"}', "answers.1"),
        ('"answers": {}, "answers": {"1": "C"}', "answers"),
    ],
)
def test_what_json_lets_through_is_told_by_place(parts: str, place: str) -> None:
    (mistake,) = told(with_unit(parts))
    assert mistake[0] == f"units[0].{place}"
    mistake[1].encode()


def test_what_is_no_number_is_told_as_it_was_written() -> None:
    ((_, message),) = told(with_unit('"facts": {"staff": NaN}'))
    assert "“NaN”不是数" in message


def test_of_a_key_written_twice_nothing_counts() -> None:
    (result,) = rate_file(with_unit('"answers": {"1": "C", "1": "C", "2": "B"}'), CATALOGUE, "little", AS_OF)
    assert result["total"] == 1.67
    (result,) = rate_file(with_unit('"facts": {"staff": 25, "staff": 25}'), CATALOGUE, "little", AS_OF)
    assert result["gates"][0]["verdict"] == "undecided"


def test_numbers_of_the_text_stay_exact() -> None:
    (result,) = rate_file(with_unit('"facts": {"staff": 2.0e1}'), CATALOGUE, "little", AS_OF)
    assert result["gates"][0]["verdict"] == "met"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "第 1 行第 1 列附近有语法错误"),
        ('[\n{"id": }]', "第 2 行第 8 列附近有语法错误"),
        ("{}", "须是单位的列表"),
        ("[" * 100000, "嵌套太深"),
        ("[]".encode("utf-16"), "不是 UTF-8 编码"),
    ],
)
def test_a_file_that_cannot_be_read_as_a_whole(text: str | bytes, message: str) -> None:
    with pytest.raises(UnitFileError, match=message):
        told(text)


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert rate_file("[]".encode("utf-8-sig"), CATALOGUE, "little", AS_OF) == []


def test_an_unknown_questionnaire_is_named() -> None:
    with pytest.raises(UnknownName, match="没有问卷“big”"):
        rate_file("[]", CATALOGUE, "big", AS_OF)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
likely = st.fixed_dictionaries(
    {},
    optional={
        "id": json_values,
        "profile": json_values | st.just(PROFILE),
        "facts": st.dictionaries(st.sampled_from([*FACTS, "mood"]), json_values, max_size=4) | json_values,
        "answers": st.dictionaries(
            st.sampled_from(["1", "4", "4.2", "5", "6"]), json_values | st.just("B"), max_size=4
        ),
        "recognitions": json_values,
    },
)


@given(st.lists(json_values | likely, max_size=3))
def test_whatever_stands_in_a_list_each_entry_has_a_result(units: list[Any]) -> None:
    text = json.dumps(units)
    results = rate_file(text, CATALOGUE, "little", AS_OF)
    assert len(results) == len(units)
    json.dumps(results, allow_nan=False, ensure_ascii=False).encode()
