"""A questionnaire version as the honesty checks read it: codes of answers, honest patterns, traces."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assessments.compile import CompiledQuestionnaire, choices
from assessments.schema.common import ProductionType
from assessments.schema.questionnaire import Item, Option
from scoring.answer_codes import OPEN, Codes, Place, Sheet
from scoring.integrity import Natural, natural_runs
from scoring.layout import FIRST_OPTION

BANDS, BAND_ITEMS = 8, 20
"""Traces of a submission, and how many items (at most half of them) each is made of.

With 3 answers of 100 changed, a copy still shares one of eight traces in 99.8 % of cases.
"""


@dataclass(frozen=True, eq=False)
class AnswerSheet:
    """The items asked of a production type, in the order of the form, and how their answers are read."""

    compiled: CompiledQuestionnaire
    production: ProductionType

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The items, in the order of the form."""
        return self.compiled.asked(self.production)

    @cached_property
    def sheet(self) -> Sheet:
        """Where the engine finds their codes."""
        places = tuple(self._place(item) for item in self.items)
        options = [len(choices(item, self.production)) for item in self.items]
        return Sheet(places, np.array(options, np.int32))

    @cached_property
    def single(self) -> NDArray[np.intp]:
        """The positions of the single choices."""
        return np.flatnonzero(self.sheet.single)

    @cached_property
    def natural(self) -> tuple[Natural, ...]:
        """Per letter, what units exactly at one rung have of it."""
        patterns = [self._at_rung(level) for level in self.compiled.ladder.level_ids[1:]]
        return natural_runs(patterns, self.sheet.options[self.single])

    @cached_property
    def weights(self) -> NDArray[np.uint64]:
        """(bands, items): which items make up each trace, as `scoring.integrity.traces` wants them."""
        size = min(BAND_ITEMS, len(self.items) // 2)
        found = np.zeros((BANDS, len(self.items)), np.uint64)
        for band in range(BANDS):
            numbers = [self._number(band, item) for item in self.items]
            for place in sorted(range(len(numbers)), key=numbers.__getitem__)[:size]:
                found[band, place] = numbers[place] | 1
        return found

    def choices_of(self, item: Item) -> tuple[Option, ...]:
        """What may be chosen of an item; a code is the place among these."""
        return choices(item, self.production)

    def codes(self, packed: Sequence[bytes]) -> Codes:
        """(submissions, items) of codes."""
        rows = np.frombuffer(b"".join(packed), np.uint8).reshape(len(packed), self.compiled.rubric.rows)
        return self.sheet.codes(rows)

    def _place(self, item: Item) -> Place:
        slot = self.compiled.rubric.items[self.compiled.position[item.id]].slot
        if slot.multiple:
            alone = sum(1 << place for place, option in enumerate(item.options) if option.exclusive)
            return Place(slot.first, slot.rows, alone=alone)
        places = [OPEN] * 256
        for code, option in enumerate(choices(item, self.production)):
            places[FIRST_OPTION + item.options.index(option)] = code
        return Place(slot.first, slot.rows, tuple(places))

    def _at_rung(self, level: str) -> Codes:
        """What a unit answers that is exactly at a rung: of each item the lowest option that evidences it.

        Where the rungs say which items they ask, the others are answered at the lowest option.
        """
        rank = self.compiled.rank[level]
        asks = any(item.rungs for item in self.items)
        found = np.full(len(self.single), OPEN, np.int32)
        for place, item in enumerate(self.items[one] for one in self.single):
            enough = self.compiled.enough(item, self.production, rank)
            ids = [option.id for option in choices(item, self.production)]
            if asks and level not in item.rungs:
                found[place] = 0
            elif enough is not None:
                found[place] = ids.index(enough)
        return found

    def _number(self, band: int, item: Item) -> int:
        """A number that looks random and is always the same: which items make up a trace never changes."""
        name = f"{self.compiled.questionnaire.key}/{self.production}/{band}/{item.id}"
        return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest())
