"""Variants of one unit, rated as one block, against each variant rated on its own."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine import rate
from scoring.layout import Mark
from scoring.sensitivity import (
    Change,
    Outcomes,
    attainment_rater,
    heaviest_first,
    one_by_one,
    variants,
)
from tests.scoring.instruments import Instrument, instruments


def marks_of(instrument: Instrument) -> st.SearchStrategy[list[Mark]]:
    """Any marks that the items may have, conditional items always asked."""
    return st.tuples(
        *(
            st.lists(
                st.integers(0, item.slot.options - 1),
                max_size=item.slot.options if item.slot.multiple else 1,
                unique=True,
            ).map(lambda options: Mark(tuple(sorted(options))))
            for item in instrument.items
        )
    ).map(list)


@given(data=st.data(), instrument=instruments())
@settings(max_examples=30)
def test_a_block_of_variants_is_each_variant_on_its_own(data: st.DataObject, instrument: Instrument) -> None:
    before, after = data.draw(marks_of(instrument)), data.draw(marks_of(instrument))
    column = instrument.column(before)[:, 0]
    changes = [Change(place, mark) for place, mark in enumerate(after)]
    groups = [*one_by_one(changes), changes, []]
    found = attainment_rater(instrument.rubric)(variants(instrument.rubric, column, groups))
    for place, group in enumerate(groups):
        marks = list(before)
        for change in group:
            marks[change.item] = change.mark
        alone = rate(instrument.rubric, instrument.column(marks))
        assert found.certain[place] == alone.attainment.certain[0]
        assert found.possible[place] == alone.attainment.possible[0]
        assert found.points[place] == alone.scores.total_points[0]


def test_no_variants_are_no_outcomes() -> None:
    instrument = Instrument((), (), 1, 1, 100)
    column = np.zeros(instrument.rubric.rows, np.uint8)
    found = attainment_rater(instrument.rubric)(variants(instrument.rubric, column, []))
    assert found.certain.shape == (0,)


def test_the_heaviest_loss_comes_first() -> None:
    outcomes = Outcomes(
        certain=np.array([2, 1, 1, 1], np.uint8),
        possible=np.array([2, 2, 1, 1], np.uint8),
        points=np.array([0, 5, 9, 7], np.int64),
    )
    assert heaviest_first(outcomes) == [3, 2, 1, 0]
