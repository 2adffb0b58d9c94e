"""Which units of a population need which capability on the way to their next rung: columns in, columns out.

A unit needs a capability where an item that is mandatory at the next rung is answered below what the rung
asks for, and an action that lifts the answer names the capability. What is open or 不适用 is not known to be
a need and counts for nothing; a unit on the top rung needs nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assessments.action_book import SuitedActions, UnitKind
from assessments.compile import CompiledQuestionnaire, choices
from assessments.schema.action import Action
from assessments.schema.common import ProductionType
from assessments.schema.questionnaire import Item
from scoring.engine import Answers
from scoring.evidence import ABSENT, asked_at, evidence

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Units:
    """Units as columns: packed `answers` (rows, units), certain `ranks`, `industries` and `sizes` as text."""

    answers: Answers
    ranks: NDArray[np.uint8]
    industries: NDArray[np.str_]
    sizes: NDArray[np.str_]


@dataclass(frozen=True, eq=False)
class _Work:
    compiled: CompiledQuestionnaire
    actions: Mapping[str, Action]
    units: Units

    @cached_property
    def ranks(self) -> NDArray[np.uint8]:
        """The rank that each answer evidences, (items, units)."""
        return evidence(self.compiled.rubric, self.units.answers)

    @cached_property
    def kinds(self) -> list[tuple[UnitKind, Flags]]:
        """The kinds of units that the scopes of actions tell apart, each with its units."""
        prefixes = sorted({one for action in self.actions.values() for one in action.scope.industries})
        sizes = self.units.sizes
        firsts, places = np.unique(self.units.industries, return_inverse=True)
        told = [
            max((one for one in prefixes if code.startswith(one)), key=len, default="")
            for code in firsts.tolist()
        ]
        industries = np.array(told or [""], "U4")[places]
        process = self._is_process()
        return [
            (UnitKind(production, size, industry), chosen)
            for production, made in ((ProductionType.PROCESS, process), (ProductionType.DISCRETE, ~process))
            for size in np.unique(sizes).tolist()
            for industry in np.unique(industries).tolist()
            if (chosen := made & (sizes == size) & (industries == industry)).any()
        ]

    def _is_process(self) -> Flags:
        """Who was asked an item of process production, or was not asked one of discrete production."""
        for place, item in enumerate(self.compiled.answered):
            if item.production != "all":
                absent = self.ranks[place] == ABSENT
                is_process: Flags = ~absent if item.production == ProductionType.PROCESS else absent
                return is_process
        return np.zeros(self.units.answers.shape[1], np.bool_)


def needs(compiled: CompiledQuestionnaire, actions: Mapping[str, Action], units: Units) -> dict[str, Flags]:
    """Capability id to the units that need it, bool (units,); a capability that nobody needs is absent."""
    work = _Work(compiled, actions, units)
    found: dict[str, Flags] = {}
    for kind, chosen in work.kinds:
        suited = SuitedActions.of(actions, kind)
        for rank in range(len(compiled.ladder.levels)):
            here = np.flatnonzero(chosen & (units.ranks == rank))
            for name, short in _short(work, kind.production, suited, here, rank + 1):
                found.setdefault(name, np.zeros(len(units.ranks), np.bool_))[short] = True
    return found


def _short(
    work: _Work, production: ProductionType, suited: SuitedActions, here: NDArray[np.intp], rung: int
) -> Iterator[tuple[str, NDArray[np.intp]]]:
    """Each capability with units that need it, of those at these places, of one kind and below one rung."""
    asked = asked_at(work.compiled.rubric, rung)
    for place, item in enumerate(work.compiled.answered):
        if not len(here) or not asked[place] or item.production not in ("all", production):
            continue
        ranks = work.ranks[place][here]
        for rank, capabilities in _steps(work.compiled, item, production, suited, int(asked[place])):
            short = here[ranks == rank]
            if len(short):
                yield from ((name, short) for name in capabilities)


def _steps(
    compiled: CompiledQuestionnaire,
    item: Item,
    production: ProductionType,
    suited: SuitedActions,
    wanted: int,
) -> Iterator[tuple[int, Sequence[str]]]:
    """Each rank below the wanted one, with the capabilities that lifting an answer from there needs."""
    options = sorted(choices(item, production), key=lambda one: (compiled.rank[one.level], one.points))
    for rank in range(wanted):
        between = [one.id for one in options if rank < compiled.rank[one.level] <= wanted]
        lifting = suited.lifting(compiled.questionnaire.id, item.id, between)
        yield rank, tuple(dict.fromkeys(name for action in lifting for name in action.capabilities))
