"""Geometry of the pictures: proportions, order, where the flags stand."""

from decimal import Decimal

import pytest

from assessments.outcome import DimensionScore, RungAttainment, Verdict
from backend.web.charts import (
    LABEL_APART,
    FlagWords,
    LadderChart,
    RungWords,
    ladder_chart,
    line_chart,
    profile_chart,
)

FLAGS = FlagWords("确定", "可能", "确定", "文字说明")


def rung(level: str, attained: int, mandatory: int, reached: Verdict = "not_met") -> RungAttainment:
    return RungAttainment(
        level=level,
        name=level,
        mandatory=mandatory,
        attained=attained,
        open=0,
        not_applicable=0,
        short=mandatory - attained,
        needed=mandatory,
        remaining=mandatory - attained,
        verdict=reached,
        reached=reached,
    )


def ladder(certain: str, possible: str) -> LadderChart:
    rungs = [rung("dw", 58, 58, "met"), rung("sf", 23, 69), rung("ff", 0, 77)]
    return ladder_chart(rungs, [RungWords("", "")] * 3, certain, possible, FLAGS)


def test_steps_rise_and_stand_side_by_side() -> None:
    steps = ladder("dw", "sf").steps

    assert [step.level for step in steps] == ["dw", "sf", "ff"]
    assert steps[0].y > steps[1].y > steps[2].y
    assert [step.x + step.width for step in steps[:-1]] == [step.x for step in steps[1:]]
    assert {step.y + step.height for step in steps} == {ladder("dw", "sf").ground}


def test_everything_is_inside_the_picture() -> None:
    chart = ladder("ff", "ff")

    assert max(step.x + step.width for step in chart.steps) <= chart.width
    # A flag is 38 high and 38 wide.
    assert all(flag.y >= 38 and flag.x + 38 <= chart.width for flag in chart.flags)


def test_bars_show_the_share_attained() -> None:
    steps = ladder("dw", "sf").steps

    assert [step.filled / step.bar_width for step in steps] == pytest.approx([1, 1 / 3, 0], abs=0.01)


def test_a_rung_without_items_draws_no_bar() -> None:
    chart = ladder_chart([rung("dw", 0, 0)], [RungWords("", "")], "none", "none", FLAGS)

    assert chart.steps[0].filled == 0


@pytest.mark.parametrize(
    ("certain", "possible", "flags"), [("dw", "sf", 2), ("sf", "sf", 1), ("none", "ff", 2)]
)
def test_one_flag_where_certain_and_possible_are_the_same(certain: str, possible: str, flags: int) -> None:
    assert len(ladder(certain, possible).flags) == flags


def test_a_flag_stands_on_its_step_or_before_the_first() -> None:
    chart = ladder("none", "sf")
    certain, possible = chart.flags

    assert (certain.kind, certain.y) == ("certain", chart.ground)
    assert certain.x < chart.steps[0].x
    assert (possible.kind, possible.y) == ("possible", chart.steps[1].y)
    assert chart.steps[1].x < possible.x < chart.steps[2].x


def score(points: str, maximum: str, possible: str) -> DimensionScore:
    return DimensionScore("a", "1", "能力域", Decimal(points), Decimal(maximum), Decimal(possible))


def test_profile_bars_are_shares_of_the_maximum() -> None:
    chart = profile_chart([score("5", "20", "10"), score("105", "105", "105")], ["", ""])

    assert [(bar.reached / chart.track, bar.possible / chart.track) for bar in chart.bars] == [
        pytest.approx((0.25, 0.5), abs=0.01),
        (1, 1),
    ]
    assert chart.bars[0].y < chart.bars[1].y < chart.height


def test_a_domain_without_applicable_items_has_an_empty_bar() -> None:
    bar = profile_chart([score("0", "0", "0")], ["0 / 0"]).bars[0]

    assert (bar.reached, bar.possible) == (0, 0)


def test_lines_keep_their_numbers_and_their_names_apart() -> None:
    chart = line_chart(("已提交", "首档"), [[10, 4], [30, 5], [40, 40]], ["一", "二", "三"], "变化")
    first, second = chart.lines
    assert [tick.text for tick in chart.grid] == ["0", "20", "40"]
    heights = {tick.text: tick.at for tick in chart.grid}
    assert first.points[2] == (chart.right, heights["40"]) == second.points[2]
    assert first.points[0][0] == chart.left
    assert heights["40"] < first.points[0][1] < heights["0"]
    assert second.label_y - first.label_y >= LABEL_APART, "two ends at one place"


def test_many_places_name_some_and_always_the_last() -> None:
    chart = line_chart(("一",), [[n] for n in range(9)], [f"{n}" for n in range(9)], "变化")
    assert [tick.text for tick in chart.places] == ["2", "5", "8"]


def test_nothing_but_zeros_draws_a_flat_line() -> None:
    chart = line_chart(("一",), [[0], [0]], ["一", "二"], "变化")
    assert {y for _, y in chart.lines[0].points} == {chart.bottom}
