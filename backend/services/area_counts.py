"""The numbers of the summary put together for places: one pass over what was read, then sums of counties."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assessments.schema.ladder import Ladder
from backend.db.queries.coverage import Key
from backend.services.measures import (
    FIRMS,
    REGISTER,
    SUBMITTED,
    UNCONFIRMED,
    UNITS,
    declared,
    possible,
    round_of,
    verified,
)

_HELD = "held:"


@dataclass(frozen=True)
class Counts:
    """The numbers of a place on a day, in three groups that are never added to one another.

    `declared` and `possible` are submitted units by certain and by possible level, `none` first; `verified`
    units by the level found on site; `recognised` titles in force by kind, with the kinds of which any title
    was entered: an empty register is not a zero.
    """

    firms: int
    units: int
    unconfirmed: int
    submitted: int
    declared: Mapping[str, int]
    possible: Mapping[str, int]
    verified: Mapping[str, int]
    recognised: Mapping[str, int]

    @property
    def on_record(self) -> frozenset[str]:
        """The kinds of which any title was entered."""
        return frozenset(self.recognised)

    def known(self, kind: str) -> int | None:
        """Titles of a kind in force; None where none was ever entered."""
        return self.recognised.get(kind)


@dataclass
class _Heap:
    """What has been found of one place."""

    found: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)


class Tally:
    """What one reading of the summary says about a questionnaire, by place (a county, or a slice's value)."""

    def __init__(self, ladder: Ladder, questionnaire: str) -> None:
        self._levels = ladder.level_ids
        self._questionnaire = questionnaire
        self._heaps: defaultdict[str, _Heap] = defaultdict(_Heap)
        self._rounds: defaultdict[str, dict[str, Counter[str]]] = defaultdict(dict)

    def add(self, numbers: Mapping[Key, int], *, titles: bool = True, others: bool = True) -> "Tally":
        """Take numbers in: titles in force, everything else, or both. Gives the tally itself."""
        for (place, owner, measure), number in numbers.items():
            is_title = measure.startswith(_HELD)
            if is_title and titles:
                self._heaps[place].held[measure.removeprefix(_HELD)] += number
            elif not is_title and others and owner in {REGISTER, self._questionnaire}:
                self._take(place, measure, number)
        return self

    def _take(self, place: str, measure: str, number: int) -> None:
        campaign = round_of(measure)
        if campaign is None:
            self._heaps[place].found[measure] += number
        else:
            name, level = campaign
            self._rounds[name].setdefault(place, Counter())[level] += number

    def counts(self, places: Iterable[str]) -> Counts:
        """The numbers of some places together."""
        found: Counter[str] = Counter()
        held: Counter[str] = Counter()
        for place in places:
            if place in self._heaps:
                found.update(self._heaps[place].found)
                held.update(self._heaps[place].held)
        return Counts(
            firms=found[FIRMS],
            units=found[UNITS],
            unconfirmed=found[UNCONFIRMED],
            submitted=found[SUBMITTED],
            declared={level: found[declared(level)] for level in self._levels},
            possible={level: found[possible(level)] for level in self._levels},
            verified={level: found[verified(level)] for level in self._levels},
            recognised=dict(held),
        )

    def rounds(self, places: Iterable[str]) -> Mapping[str, Mapping[str, int]]:
        """Units that submitted in each round (`submitted`), and the level they were certain of in it."""
        wanted = frozenset(places)
        found: dict[str, Mapping[str, int]] = {}
        for name, by_place in self._rounds.items():
            numbers: Counter[str] = Counter()
            for place in wanted.intersection(by_place):
                numbers.update(by_place[place])
            if numbers[SUBMITTED]:
                found[name] = numbers
        return found


def questionnaires_in(numbers: Mapping[Key, int]) -> frozenset[str]:
    """The questionnaires of which anything was submitted."""
    return frozenset(
        owner for (_, owner, measure), number in numbers.items() if measure == SUBMITTED and number
    )


def unmatched(whole: Counts, parts: Iterable[Counts]) -> Mapping[str, int]:
    """Titles of a whole, by kind, that are in none of its parts: their holders are not on the register."""
    rows = list(parts)
    left = {
        kind: number - sum(row.recognised.get(kind, 0) for row in rows)
        for kind, number in whole.recognised.items()
    }
    return {kind: number for kind, number in left.items() if number}
