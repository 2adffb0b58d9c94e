"""Packed sums: lanes keep apart whatever is added."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.lanes import WORD_BITS, plan_lanes


@given(st.lists(st.lists(st.integers(0, 10**6), min_size=4, max_size=4), min_size=1, max_size=30))
def test_adding_packed_words_adds_every_lane(rows: list[list[int]]) -> None:
    values = np.array(rows, np.int64).T
    sums = values.sum(axis=1)
    lanes = plan_lanes([int(total) for total in sums])
    packed = lanes.pack(values).sum(axis=0)
    assert [int(lanes.unpack(packed, quantity)) for quantity in range(4)] == sums.tolist()


def test_quantities_that_do_not_fit_one_word_take_another() -> None:
    lanes = plan_lanes([2**40, 2**40, 5])
    assert lanes.words == 2
    packed = lanes.pack(np.array([2**40, 2**40, 5], np.int64))
    assert [int(lanes.unpack(packed, quantity)) for quantity in range(3)] == [2**40, 2**40, 5]


def test_a_quantity_may_fill_a_word_and_no_more() -> None:
    largest = 2**WORD_BITS - 1
    lanes = plan_lanes([largest])
    assert int(lanes.unpack(lanes.pack(np.array([largest], np.int64)), 0)) == largest
    with pytest.raises(OverflowError):
        plan_lanes([largest + 1])
