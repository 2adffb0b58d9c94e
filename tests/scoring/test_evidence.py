"""What the items of a block evidence: item by item the counts of the engine."""

import numpy as np
from hypothesis import given

from scoring.engine import rate
from scoring.evidence import ABSENT, OPEN, asked_at, evidence
from scoring.layout import Mark
from tests.scoring.instruments import Instrument, rated


@given(rated())
def test_items_add_up_to_the_counts_of_every_rung(case: tuple[Instrument, list[Mark]]) -> None:
    instrument, marks = case
    column = instrument.column(marks)
    counts, found = rate(instrument.rubric, column).attainment, evidence(instrument.rubric, column)[:, 0]
    for rung in range(instrument.rungs):
        mandatory = np.array([item.mandatory[rung] for item in instrument.items]) & (found != ABSENT)
        is_open = mandatory & (found == OPEN)
        attained = mandatory & ~is_open & (found > rung)
        assert int(counts.mandatory(rung)[0]) == mandatory.sum()
        assert int(counts.undecided(rung)[0]) == is_open.sum()
        assert int(counts.attained(rung)[0]) == attained.sum()


@given(rated())
def test_an_item_is_asked_at_the_highest_rung_that_needs_it(case: tuple[Instrument, list[Mark]]) -> None:
    instrument, _marks = case
    for rank in range(1, instrument.rungs + 1):
        for item, asked in zip(instrument.items, asked_at(instrument.rubric, rank).tolist(), strict=True):
            assert asked == 0 or item.mandatory[asked - 1]
            assert not any(item.mandatory[asked:rank])
