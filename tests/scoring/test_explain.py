"""The arithmetic of one unit adds up to what the engine says of it."""

import numpy as np
from hypothesis import given

from scoring.engine import rate
from scoring.explain import explain
from scoring.layout import Mark
from tests.scoring import naive
from tests.scoring.instruments import Instrument, rated


@given(rated())
def test_items_add_up_to_the_rating(case: tuple[Instrument, list[Mark]]) -> None:
    instrument, marks = case
    rubric, column = instrument.rubric, instrument.column(marks)
    rating, lines = rate(rubric, column), explain(rubric, column[:, 0])
    for dimension in range(instrument.dimensions):
        inside = [
            line for line, item in zip(lines, instrument.items, strict=True) if item.dimension == dimension
        ]
        assert sum(line.points for line in inside) == rating.scores.points[dimension, 0]
        assert sum(line.maximum for line in inside) == rating.scores.maximum[dimension, 0]
        assert sum(line.possible for line in inside) == rating.scores.possible[dimension, 0]


@given(rated())
def test_marks_are_those_that_count_and_name_their_cause(case: tuple[Instrument, list[Mark]]) -> None:
    instrument, marks = case
    lines = explain(instrument.rubric, instrument.column(marks)[:, 0])
    counted = naive.with_implied(instrument, marks)
    assert [line.mark for line in lines] == counted
    for place, line in enumerate(lines):
        if line.implied_by is None:
            assert counted[place] == marks[place]
        else:
            cause = instrument.implications[line.implied_by]
            assert (cause.then_item, counted[cause.when_item].options) == (place, (cause.when_option,))


@given(rated())
def test_levels_are_those_of_the_best_option(case: tuple[Instrument, list[Mark]]) -> None:
    instrument, marks = case
    lines = explain(instrument.rubric, np.ascontiguousarray(instrument.column(marks)[:, 0]))
    for line, item in zip(lines, instrument.items, strict=True):
        assert line.level == max((item.levels[option] for option in line.mark.options), default=0)
