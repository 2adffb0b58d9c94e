"""Where a line of a roster belongs: names and codes of today and of former years, addresses, zones."""

import pytest

from assessments.loader import Catalogue
from backend.imports.kind import Problem
from backend.imports.places import Places

PROVINCE = "330000"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("余姚市", "330281"),
        ("余姚", "330281"),
        ("宁波市余姚市", "330281"),
        ("浙江省宁波市余姚市泗门镇", "330281"),
        ("330281", "330281"),
        ("330281000000", "330281"),
        ("富阳市", "330111"),
        ("330183", "330111"),
        ("绍兴县", "330603"),
        ("宁波市江东区", "330212"),
        ("江干区", "330102"),
        ("余杭区", "330110"),
        ("丽水经济技术开发区", "3311Z1"),
        ("3311z1", "3311Z1"),
    ],
)
def test_a_place_is_found_however_it_is_called(catalogue: Catalogue, said: str, code: str) -> None:
    problems: list[Problem] = []
    found = Places(catalogue, PROVINCE).read(said, "county", 2025, "", problems)
    assert (found.code, found.ask) == (code, None)
    assert all(one.is_note for one in problems)


@pytest.mark.parametrize(("said", "told"), [("宁波市", "设区市"), ("火星区", "没有叫"), ("999999", "没有叫")])
def test_what_is_no_county_is_told(catalogue: Catalogue, said: str, told: str) -> None:
    problems: list[Problem] = []
    assert Places(catalogue, PROVINCE).read(said, "county", 2025, "", problems).code == ""
    assert told in problems[0].text


def test_a_county_that_was_split_since_is_asked_about(catalogue: Catalogue) -> None:
    ask = Places(catalogue, "330100").read("余杭区", "county", 2020, "", []).ask
    assert ask is not None
    assert dict(ask.choices) == {"330110": "杭州市余杭区", "330113": "杭州市临平区"}
    assert Places(catalogue, "330100").read("余杭区", "county", 2020, "330113", []).code == "330113"


def test_a_merged_county_whose_rest_lies_elsewhere_is_asked_about(catalogue: Catalogue) -> None:
    ask = Places(catalogue, "330114").read("江干区", "county", 2020, "", []).ask
    assert ask is not None
    assert [code for code, _ in ask.choices] == ["330114"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("慈溪市", "“慈溪市”不在宁波市余姚市"),
        ("330621", "“330621”（即绍兴市柯桥区）不在宁波市余姚市"),
        ("江干区", "“江干区”（即杭州市上城区或杭州市钱塘区）不在宁波市余姚市"),
    ],
)
def test_who_writes_a_former_name_learns_what_it_is_today(catalogue: Catalogue, said: str, told: str) -> None:
    problems: list[Problem] = []
    assert Places(catalogue, "330281").read(said, "county", 2025, "", problems).code == ""
    assert problems[0].text.startswith(told)


def test_a_zone_is_no_park_and_must_lie_in_the_area(catalogue: Catalogue) -> None:
    problems: list[Problem] = []
    places = Places(catalogue, "330281")
    assert (places.zone("泗门工业园", problems), places.zone("3311Z1", problems)) == ("", "")
    assert ["请填在“园区”一列" in problems[0].text, "不在宁波市余姚市" in problems[1].text] == [True, True]
