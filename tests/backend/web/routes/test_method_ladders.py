"""The ladders beside each other: on a day, for a purpose, with figures taken from the conditions."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from assessments.loader import Catalogue
from assessments.schema.common import Purpose
from assessments.schema.condition import CompareMetric, parts_of
from assessments.schema.ladder import Call
from assessments.schema.questionnaire import Questionnaire
from backend.web.views.method_ladders import Asked, LaddersPage, ladder_ids, ladders_page
from backend.web.views.method_thresholds import THEMES, thresholds
from tests.backend.web.reading import read, words
from tests.conftest import StandingClock

if TYPE_CHECKING:
    from starlette.testclient import TestClient

BUILT_HERE = {"score", "score:total", "items", "titles"}


def page_on(catalogue: Catalogue, day: str, purpose: Purpose | None = None, *ladders: str) -> LaddersPage:
    asked = Asked(date.fromisoformat(day), day, purpose, ladders, {})
    return ladders_page(catalogue, asked)


def cell(page: LaddersPage, ladder: str, subject: str) -> list[str]:
    """What one ladder asks of a subject."""
    place = next(at for at, column in enumerate(page.columns) if column.id == ladder)
    row = next((row for theme in page.themes for row in theme.rows if row.label == subject), None)
    return [line.text for line in row.cells[place]] if row else []


def test_the_version_of_the_day_decides(catalogue: Catalogue) -> None:
    before, after = page_on(catalogue, "2026-03-31"), page_on(catalogue, "2026-04-01")
    share = "主营业务收入占营业收入的比重"

    assert cell(before, "little-giant", share) == ["70% 以上（含 70%）"]
    assert cell(after, "little-giant", share) == ["90% 以上（含 90%）"]
    assert cell(before, "srdi-sme", share) == []
    assert cell(after, "srdi-sme", share) == ["80% 以上（含 80%）"]


def test_the_purpose_decides_where_versions_differ(catalogue: Catalogue) -> None:
    recognition = page_on(catalogue, "2026-05-01", None, "little-giant")
    review = page_on(catalogue, "2026-05-01", Purpose.REVIEW, "little-giant")

    assert recognition.columns[0].version == "2026 版"
    assert "复核仍按 2022 版（2023年1月1日起，至2026年6月30日）。" in recognition.columns[0].notes
    assert review.columns[0].version == "2022 版"
    assert cell(review, "little-giant", "资产负债率") == ["70% 以下（含 70%）"]


def test_a_condition_of_another_purpose_is_left_out(catalogue: Catalogue) -> None:
    growth = "近 2 年营业收入复合增长率"

    assert cell(page_on(catalogue, "2026-08-01"), "little-giant", growth) == ["5% 以上（含 5%）"]
    assert cell(page_on(catalogue, "2026-08-01", Purpose.REVIEW), "little-giant", growth) == []


def test_levels_stand_beside_their_figures_and_the_same_for_several_once(catalogue: Catalogue) -> None:
    page = page_on(catalogue, "2026-06-15", None, "cn-smart-factory")
    row = next(
        row for theme in page.themes for row in theme.rows if row.label.startswith("智能制造能力成熟度")
    )

    assert [(line.levels, line.text) for line in row.cells[0]] == [
        ("基础级、先进级", "2 级以上（含 2 级）"),
        ("卓越级", "3 级以上（含 3 级）"),
        ("领航级", "4 级以上（含 4 级）"),
    ]


def test_one_of_several_ways_is_marked_with_what_limits_it(catalogue: Catalogue) -> None:
    page = page_on(catalogue, "2025-07-01", None, "zj-ladder")
    row = next(row for theme in page.themes for row in theme.rows if row.label.startswith("项目软硬件投入"))
    lowered = next(line for line in row.cells[0] if "1,500 万元以上" in line.text)

    assert lowered.is_alternative
    assert lowered.levels == "数字化车间"
    assert lowered.context == "限：所在地属于山区海岛县（含调出县）"
    assert lowered.href == "/method/calls/zj-ladder-call@2025#gate-dw-investment"


def test_who_may_vouch_and_the_doubts_stand_with_the_figure(catalogue: Catalogue) -> None:
    page = page_on(catalogue, "2026-06-15")
    lines = [line for theme in page.themes for row in theme.rows for one in row.cells for line in one]
    marks = {mark for line in lines for mark in line.marks}

    assert {"原则上", "只认官方平台"} <= marks
    old = page_on(catalogue, "2026-03-01", None, "little-giant")
    titles = next(row for theme in old.themes for row in theme.rows if row.label.startswith("称号"))
    assert titles.cells[0][0].marks == ("未经证实",)


def test_every_leaf_of_the_rules_in_force_is_in_the_table(catalogue: Catalogue) -> None:
    page = page_on(catalogue, "2026-06-15")
    shown = {line.href for theme in page.themes for row in theme.rows for one in row.cells for line in one}

    for key in ("srdi-sme@2026", "single-champion@2023", "cn-smart-factory@2025", "sme-digital@2024"):
        version = catalogue.questionnaire(key)
        href = f"/method/{version.id}?version={version.version}"
        asked = [gate for gate in version.gates if not gate.purposes or Purpose.RECOGNITION in gate.purposes]
        assert {f"{href}#gate-{gate.id}" for gate in asked} <= shown


def test_an_edited_threshold_changes_the_page(catalogue: Catalogue) -> None:
    version = catalogue.questionnaire("srdi-sme@2026")
    focus = next(gate for gate in version.gates if gate.id == "focus")
    assert isinstance(focus.when, CompareMetric)
    stricter = focus.model_copy(update={"when": focus.when.model_copy(update={"value": Decimal(85)})})
    gates = tuple(stricter if gate is focus else gate for gate in version.gates)
    edited = version.model_copy(update={"gates": gates})
    other = replace(catalogue, questionnaires={**catalogue.questionnaires, version.key: edited})

    found = cell(page_on(other, "2026-06-15"), "srdi-sme", "主营业务收入占营业收入的比重")
    assert found == ["85% 以上（含 85%）"]


def test_themes_name_nothing_that_does_not_exist(catalogue: Catalogue) -> None:
    known = {*catalogue.facts, *catalogue.metrics, *catalogue.derived_facts, *BUILT_HERE}

    assert [name for names in THEMES.values() for name in names if name not in known] == []


def test_every_kind_of_condition_can_be_told(catalogue: Catalogue) -> None:
    versions: list[Questionnaire | Call] = [*catalogue.questionnaires.values(), *catalogue.calls.values()]
    for version in versions:
        found = list(thresholds(catalogue, version, "", None))
        leaves = [gate.when for gate in version.gates]
        while any(parts_of(leaf) for leaf in leaves):
            leaves = [part for leaf in leaves for part in (parts_of(leaf) or (leaf,))]
        assert len(found) == len(leaves)
        assert all(one.text and one.label for one in found)


def test_a_day_before_all_rules_lists_none(catalogue: Catalogue) -> None:
    page = page_on(catalogue, "2015-01-01")

    assert {column.standing for column in page.columns} == {"coming", "unsure"}
    assert "2015年1月1日还没有收录的规则，以下不列条件。" in page.columns[-1].notes
    assert page.themes == ()


def test_after_its_end_the_last_rule_is_shown_as_over(catalogue: Catalogue) -> None:
    page = page_on(catalogue, "2027-02-01", None, "zj-hidden-champion")

    assert page.columns[0].standing == "over"
    assert "仅供参考" in page.columns[0].notes[0]
    assert cell(page, "zj-hidden-champion", "资产负债率") == ["75% 以下（含 75%）"]


def test_the_timeline_has_every_published_version_on_one_axis(catalogue: Catalogue) -> None:
    line = page_on(catalogue, "2026-06-15").timeline
    hrefs = {row.href for group in line.groups for row in group.rows}

    published = [one for one in catalogue.questionnaires.values() if one.id in ladder_ids(catalogue)]
    assert {f"/method/{one.id}?version={one.version}" for one in published} <= hrefs
    assert {f"/method/calls/{key}" for key in catalogue.calls} <= hrefs
    giant = next(group for group in line.groups if "小巨人" in group.name)
    review = next(row for row in giant.rows if row.purposes == "复核" and row.end == "2026年6月30日")
    assert review.standing == "in_force"
    assert all(0 <= row.bar.x < row.bar.x + row.bar.width <= 1004 for g in line.groups for row in g.rows)
    assert line.day is not None


def test_the_page_opens_today_and_on_a_day(client: "TestClient", clock: StandingClock) -> None:
    clock.set(2026, 6, 15)
    today = words(read(client, "/method/ladders"))
    chosen = read(client, "/method/ladders?as_of=2026-03-31&ladder=srdi-sme&ladder=little-giant")

    assert "2026年6月15日的规则" in today
    assert "国家智能工厂梯度" in today
    assert "2026年3月31日的规则" in words(chosen)
    assert len(re.findall(r'<th scope="col"><a href="/method/', chosen)) == 2
    assert 'value="little-giant" checked' in chosen
    assert "草案" not in words(chosen).replace("草案不列入", "")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("as_of=2026-13-01", "日期“2026-13-01”无法识别。请写成 2026-04-01 的形式"),
        ("as_of=20260401", "无法识别"),
        ("as_of=0001-01-01", "年份在 1990 至 2100 之间"),
        ("purpose=fun", "没有“fun”这种用途"),
        ("ladder=cmmm", "没有“cmmm”这个梯度"),
    ],
)
def test_what_cannot_be_read_is_answered_with_the_form(
    client: "TestClient", query: str, message: str
) -> None:
    answer = client.get(f"/method/ladders?{query}")

    assert answer.status_code == 422
    assert answer.text.count(message) == 2
    assert 'name="as_of"' in answer.text
