"""The engine against hand-made units, its promises, and a naive evaluator."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring import engine
from scoring.engine import Rating, rate, score
from scoring.gates import AllOf, Compare, Figures, Gate, GateSet, Test
from scoring.layout import Mark, Slot
from scoring.rubric import Implication, ItemRule
from tests.scoring import naive
from tests.scoring.instruments import Instrument, instruments, rated, units


def outcome(instrument: Instrument, rating: Rating, unit: int = 0) -> naive.Outcome:
    """What the engine says of one unit, in the shape of the naive evaluator."""
    counts, scores = rating.attainment, rating.scores
    return naive.Outcome(
        points=scores.points[:, unit].tolist(),
        maximum=scores.maximum[:, unit].tolist(),
        possible=scores.possible[:, unit].tolist(),
        mandatory=[int(counts.mandatory(rung)[unit]) for rung in range(instrument.rungs)],
        attained=[int(counts.attained(rung)[unit]) for rung in range(instrument.rungs)],
        undecided=[int(counts.undecided(rung)[unit]) for rung in range(instrument.rungs)],
        certain_level=int(counts.certain[unit]),
        possible_level=int(counts.possible[unit]),
    )


def single(first: int, levels: tuple[int, ...], *, may_not_apply: bool = False) -> ItemRule:
    """An item of two rungs, both mandatory, worth 100 points a step."""
    slot = Slot(first, len(levels), multiple=False, may_not_apply=may_not_apply, conditional=False)
    points = tuple(100 * step for step in range(len(levels)))
    return ItemRule(0, slot, points, levels, points[-1], (True, True))


TWO_RUNGS = Instrument(
    items=(single(0, (0, 1, 2)), single(1, (0, 1, 2), may_not_apply=True), single(2, (0, 2))),
    implications=(Implication(0, 0, 1, 0),),
    dimensions=1,
    rungs=2,
    percent=67,
)
"""Three items, of which ceil(67 %) = all three are needed: 2/3 is 66.7 %."""


@pytest.mark.parametrize(
    ("marks", "totals", "levels"),
    [
        # Nothing answered: nothing certain, everything possible.
        ([Mark(), Mark(), Mark()], (0, 500, 500), (0, 2)),
        # All at rung 1, the third item evidences rung 2 as well.
        ([Mark((1,)), Mark((1,)), Mark((1,))], (300, 500, 300), (1, 1)),
        # 不适用 leaves the maximum and stays undecided for the rungs.
        ([Mark((2,)), Mark(not_applicable=True), Mark((1,))], (300, 300, 300), (0, 2)),
        # The first item at its lowest option makes the second its lowest, whatever is stored.
        ([Mark((0,)), Mark((2,)), Mark((1,))], (100, 500, 100), (0, 0)),
        # An open cause implies nothing.
        ([Mark(), Mark((2,)), Mark((1,))], (300, 500, 500), (0, 2)),
        ([Mark((2,)), Mark((2,)), Mark((1,))], (500, 500, 500), (2, 2)),
    ],
)
def test_units_worked_out_by_hand(
    marks: list[Mark], totals: tuple[int, int, int], levels: tuple[int, int]
) -> None:
    rating = rate(TWO_RUNGS.rubric, TWO_RUNGS.column(marks))
    found = (rating.scores.total_points, rating.scores.total_maximum, rating.scores.total_possible)
    assert tuple(int(total[0]) for total in found) == totals
    assert (int(rating.attainment.certain[0]), int(rating.attainment.possible[0])) == levels


@pytest.mark.parametrize(("percent", "certain"), [(66, 1), (67, 0)])
def test_the_required_share_rounds_up(percent: int, certain: int) -> None:
    instrument = Instrument(TWO_RUNGS.items, (), 1, 2, percent)
    rating = rate(instrument.rubric, instrument.column([Mark((1,)), Mark((1,)), Mark((0,))]))
    assert rating.attainment.certain[0] == certain


def test_a_rung_that_counts_no_item_is_out_of_reach() -> None:
    slot = Slot(0, 2, multiple=False, may_not_apply=False, conditional=True)
    instrument = Instrument((ItemRule(0, slot, (0, 1), (0, 1), 1, (True,)),), (), 1, 1, 100)
    rating = rate(instrument.rubric, instrument.column([Mark(asked=False)]))
    assert (rating.attainment.certain[0], rating.attainment.possible[0]) == (0, 0)


@given(rated())
@settings(max_examples=300)
def test_engine_equals_the_naive_evaluator(case: tuple[Instrument, list[Mark]]) -> None:
    instrument, marks = case
    rating = rate(instrument.rubric, instrument.column(marks))
    expected = naive.rate(instrument, marks)
    assert outcome(instrument, rating) == expected
    assert rating.scores.total_points[0] == sum(expected.points)
    assert rating.scores.total_maximum[0] == sum(expected.maximum)
    assert rating.scores.total_possible[0] == sum(expected.possible)


@given(rated())
def test_certain_is_at_most_possible(case: tuple[Instrument, list[Mark]]) -> None:
    instrument, marks = case
    rating = rate(instrument.rubric, instrument.column(marks))
    assert (rating.attainment.certain <= rating.attainment.possible).all()
    assert (rating.scores.points <= rating.scores.possible).all()
    assert (rating.scores.possible <= rating.scores.maximum).all()


def levels(instrument: Instrument, marks: list[Mark]) -> tuple[int, int]:
    attainment = rate(instrument.rubric, instrument.column(marks)).attainment
    return int(attainment.certain[0]), int(attainment.possible[0])


@given(rated(), st.data())
@settings(max_examples=200)
def test_raising_an_answer_never_lowers_a_level(
    case: tuple[Instrument, list[Mark]], data: st.DataObject
) -> None:
    instrument, marks = case
    places = [place for place, mark in enumerate(marks) if mark.options]
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    slot, chosen = instrument.items[place].slot, marks[place].options
    higher = data.draw(st.integers(chosen[-1], slot.options - 1))
    raised = Mark(tuple(sorted({*chosen, higher}))) if slot.multiple else Mark((higher,))
    before, after = (
        levels(instrument, marks),
        levels(instrument, [*marks[:place], raised, *marks[place + 1 :]]),
    )
    assert before[0] <= after[0]
    assert before[1] <= after[1]


@given(rated(), st.data())
@settings(max_examples=200)
def test_answering_an_open_item_never_raises_the_possible_nor_lowers_the_certain_level(
    case: tuple[Instrument, list[Mark]], data: st.DataObject
) -> None:
    instrument, marks = case
    places = [place for place, mark in enumerate(marks) if mark == Mark()]
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    slot = instrument.items[place].slot
    option = data.draw(st.integers(0, slot.options - 1))
    answered = [*marks[:place], Mark((option,)), *marks[place + 1 :]]
    before, after = levels(instrument, marks), levels(instrument, answered)
    assert after[1] <= before[1]
    # An implied answer takes the place of a stored one only where the cause is at its lowest; a stored
    # answer that it hides is the one case in which certainty can shrink.
    if not any(implication.when_item == place for implication in instrument.implications):
        assert before[0] <= after[0]


@given(instruments(), st.data())
@settings(max_examples=40)
def test_a_unit_is_rated_alike_alone_and_inside_a_great_block(
    instrument: Instrument, data: st.DataObject
) -> None:
    few = [data.draw(units(instrument)) for _ in range(5)]
    rubric = instrument.rubric
    block = tiled(np.hstack([instrument.column(marks) for marks in few]), 2 * engine.BLOCK + 7)
    for threads in (1, 3):
        great = rate(rubric, block, threads=threads)
        for unit in (0, 3, engine.BLOCK - 1, engine.BLOCK, 2 * engine.BLOCK + 6):
            alone = rate(rubric, instrument.column(few[unit % 5]))
            assert outcome(instrument, great, unit) == outcome(instrument, alone)


def tiled(units: NDArray[np.uint8], count: int) -> NDArray[np.uint8]:
    return np.ascontiguousarray(units[:, np.arange(count) % units.shape[1]])


def test_gates_are_decided_unit_by_unit_across_blocks() -> None:
    count = engine.BLOCK + 3
    gates = GateSet((Gate(AllOf((Compare(0, Test.AT_LEAST, (10,)),))),), ((0,), ()))
    low = np.arange(count, dtype=np.int64)[None] % 20
    figures = Figures(low, low + (low == 9), np.empty((0, count), np.uint8))
    block = tiled(TWO_RUNGS.column([Mark(), Mark(), Mark()]), count)
    rating = rate(TWO_RUNGS.rubric, block, gates, figures, threads=2)
    assert rating.gates is not None
    expected = [2 if value >= 10 else 1 if value == 9 else 0 for value in low[0]]
    assert rating.gates.gates[0].tolist() == expected
    assert rating.gates.rungs[0].tolist() == expected
    assert set(rating.gates.rungs[1].tolist()) == {1}


def test_no_units_give_no_ratings() -> None:
    rating = rate(TWO_RUNGS.rubric, np.empty((3, 0), np.uint8))
    assert rating.attainment.certain.shape == (0,)
    assert rating.scores.points.shape == (1, 0)


def test_score_is_the_points_of_a_rating() -> None:
    column = TWO_RUNGS.column([Mark((1,)), Mark((1,)), Mark((1,))])
    assert score(TWO_RUNGS.rubric, column).points.tolist() == [[300]]


def test_answers_are_not_changed() -> None:
    column = TWO_RUNGS.column([Mark((0,)), Mark((2,)), Mark((1,))]).copy()
    kept = column.copy()
    rate(TWO_RUNGS.rubric, column)
    assert (column == kept).all()


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (np.zeros((2, 4), np.uint8), "rows|units"),
        (np.zeros((3, 4), np.int64), "uint8"),
        (np.full((3, 1), 200, np.uint8), "code"),
        (np.array([[3], [6], [3]], np.uint8), "code"),
    ],
)
def test_blocks_that_do_not_fit_are_refused(block: NDArray[np.uint8], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rate(TWO_RUNGS.rubric, block)


def test_figures_of_other_units_are_refused() -> None:
    figures = Figures(np.zeros((1, 2), np.int64), np.zeros((1, 2), np.int64), np.empty((0, 2), np.uint8))
    with pytest.raises(ValueError, match="different units"):
        rate(TWO_RUNGS.rubric, TWO_RUNGS.column([Mark()] * 3), GateSet((), ((),)), figures)


def test_points_beyond_one_word_are_still_exact() -> None:
    big = 2**50
    slot = Slot(0, 2, multiple=False, may_not_apply=False, conditional=False)
    items = (
        ItemRule(0, slot, (0, big), (0, 1), big, (True,)),
        ItemRule(
            0, Slot(1, 2, multiple=False, may_not_apply=False, conditional=False), (0, 1), (0, 1), 1, (True,)
        ),
    )
    instrument = Instrument(items, (), 1, 1, 100)
    rating = rate(instrument.rubric, instrument.column([Mark((1,)), Mark()]))
    assert rating.scores.total_points[0] == big
    assert rating.scores.total_possible[0] == big + 1


def test_points_beyond_64_bits_are_refused() -> None:
    slot = Slot(0, 2, multiple=False, may_not_apply=False, conditional=False)
    huge = ItemRule(0, slot, (0, 2**63), (0, 1), 2**63, (True,))
    with pytest.raises(OverflowError):
        _ = Instrument((huge,), (), 1, 1, 100).rubric
