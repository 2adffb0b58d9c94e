"""Small random instruments and units in plain numbers, for the engine's property tests.

Options rise: a later option has no fewer points and evidences no lower rung, and option 0 is worth nothing,
so that "raising an answer" means taking a later option or ticking one more.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring.build import build_rubric
from scoring.layout import Mark, Slot
from scoring.rubric import Implication, ItemRule, Rubric


@dataclass(frozen=True)
class Instrument:
    """Item rules with everything else that a rubric is built from."""

    items: tuple[ItemRule, ...]
    implications: tuple[Implication, ...]
    dimensions: int
    rungs: int
    percent: int

    @cached_property
    def rubric(self) -> Rubric:
        return build_rubric(
            self.items,
            self.implications,
            dimensions=self.dimensions,
            rungs=self.rungs,
            percent=self.percent,
        )

    def column(self, marks: list[Mark]) -> NDArray[np.uint8]:
        """One unit as a block (rows, 1)."""
        packed = b"".join(item.slot.pack(mark) for item, mark in zip(self.items, marks, strict=True))
        return np.frombuffer(packed, np.uint8)[:, None]


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    rungs = draw(st.integers(1, 3))
    dimensions = draw(st.integers(1, 3))
    items: list[ItemRule] = []
    for _ in range(draw(st.integers(1, 7))):
        first = items[-1].slot.first + items[-1].slot.rows if items else 0
        items.append(draw(_items(first, dimensions, rungs)))
    return Instrument(
        tuple(items),
        tuple(draw(_implications(items))),
        dimensions,
        rungs,
        draw(st.sampled_from((1, 50, 67, 80, 100))),
    )


@st.composite
def _items(draw: st.DrawFn, first: int, dimensions: int, rungs: int) -> ItemRule:
    multiple = draw(st.booleans())
    options = draw(st.integers(2, 19 if multiple else 6))
    rising = st.lists(st.integers(0, 700), min_size=options - 1, max_size=options - 1).map(sorted)
    ranks = st.lists(st.integers(0, rungs), min_size=options - 1, max_size=options - 1).map(sorted)
    points, levels = (0, *draw(rising)), (0, *draw(ranks))
    return ItemRule(
        dimension=draw(st.integers(0, dimensions - 1)),
        slot=Slot(
            first,
            options,
            multiple,
            may_not_apply=not multiple and draw(st.booleans()),
            conditional=draw(st.booleans()),
        ),
        points=points,
        levels=levels,
        maximum=sum(points) if multiple else max(points),
        mandatory=tuple(draw(st.booleans()) and max(levels) > rung for rung in range(rungs)),
    )


@st.composite
def _implications(draw: st.DrawFn, items: list[ItemRule]) -> list[Implication]:
    """Chains among single-choice items, causes first."""
    single = [place for place, item in enumerate(items) if not item.slot.multiple]
    return [Implication(cause, 0, effect, 0) for cause, effect in pairwise(single) if draw(st.booleans())]


@st.composite
def units(draw: st.DrawFn, instrument: Instrument) -> list[Mark]:
    """One unit: items of the other production type are not asked, the rest answered or not."""
    asked = draw(st.booleans())
    return [
        draw(_marks(item)) if asked or not item.slot.conditional else Mark(asked=False)
        for item in instrument.items
    ]


def _marks(item: ItemRule) -> st.SearchStrategy[Mark]:
    options = st.integers(0, item.slot.options - 1)
    chosen = (
        st.sets(options, min_size=1).map(lambda ticked: Mark(tuple(sorted(ticked))))
        if item.slot.multiple
        else options.map(lambda option: Mark((option,)))
    )
    open_or_not = st.just(Mark(not_applicable=True)) if item.slot.may_not_apply else st.nothing()
    return st.just(Mark()) | chosen | open_or_not


@st.composite
def rated(draw: st.DrawFn) -> tuple[Instrument, list[Mark]]:
    """An instrument and one unit of it."""
    instrument = draw(instruments())
    return instrument, draw(units(instrument))
