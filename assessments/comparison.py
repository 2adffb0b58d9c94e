"""Two versions side by side: who gains, who loses, and at which condition."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from assessments.catalogue import Catalogue
from assessments.in_force import RuleSet
from assessments.outcome import VERDICTS, UnitRating, Verdict
from assessments.schema.common import Purpose, zh
from assessments.table_rating import BlockRating, rate_units
from assessments.unit_json import plain
from assessments.unit_reader import UnitInput, UnitReader
from assessments.wording import item_named

BLOCK = 4096
"""Units rated at once."""


class Side(RuleSet):
    """The rules of one of the versions, for many units."""

    @property
    def key(self) -> str:
        """`id@version`."""
        return self.instrument.questionnaire.key

    def level(self, rank: int) -> str:
        """The level of a rank."""
        return self.compiled.ladder.level_ids[rank]

    def rate(self, units: Sequence[UnitInput]) -> BlockRating:
        """A block of units, all with a profile."""
        return rate_units(self, units)


def side_of(catalogue: Catalogue, name: str, as_of: date, purpose: Purpose | None) -> Side:
    """`id@version`, or of `id` the version for the day. UnknownName for a draft or an unknown name."""
    return Side.of(catalogue, name, as_of, purpose)


@dataclass(frozen=True)
class Turn:
    """A condition or item whose verdict is another one under the new version; None: it is not there."""

    id: str
    name: str
    old: Verdict | None
    new: Verdict | None


@dataclass(frozen=True)
class Line:
    """A unit for which something changes: its levels and points before and after, and what turned.

    Points are None under a version that gives none.
    """

    id: str | int | None
    certain: tuple[str, str]
    possible: tuple[str, str]
    points: tuple[Decimal | None, Decimal | None]
    direction: int
    turns: tuple[Turn, ...]

    @property
    def causes(self) -> tuple[Turn, ...]:
        """What turned the way the level went; for a level lost outright only what is not met."""
        if self.direction >= 0:
            return tuple(
                turn for turn in self.turns if _worth(turn.new) > _worth(turn.old) and self.direction
            )
        worse = tuple(turn for turn in self.turns if _worth(turn.new) < _worth(turn.old))
        failed = tuple(turn for turn in worse if turn.new == "not_met")
        return failed if failed and self.possible[0] != self.possible[1] else worse


@dataclass
class Shift:
    """One condition or item over all units: how many verdicts turned, how many of them where a level did."""

    id: str
    name: str
    newly: Counter[Verdict] = field(default_factory=Counter)
    at_loss: int = 0
    at_gain: int = 0


@dataclass
class Comparison:
    """What a population becomes under another version; `moves` count (old level, new level)."""

    old: Side
    new: Side
    units: int = 0
    unrated: int = 0
    certain: Counter[tuple[str, str]] = field(default_factory=Counter)
    possible: Counter[tuple[str, str]] = field(default_factory=Counter)
    shifts: dict[str, Shift] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)

    def add(self, before: Sequence[UnitInput], after: Sequence[UnitInput]) -> None:
        """Units as each version reads them, in the same order."""
        pairs = [pair for pair in zip(before, after, strict=True) if pair[0].profile and pair[1].profile]
        self.units += len(before)
        self.unrated += len(before) - len(pairs)
        for first in range(0, len(pairs), BLOCK):
            self._add(pairs[first : first + BLOCK])

    def _add(self, pairs: Sequence[tuple[UnitInput, UnitInput]]) -> None:
        old, new = self.old.rate([one for one, _ in pairs]), self.new.rate([other for _, other in pairs])
        verdicts = _Verdicts(self.old, self.new, old, new)
        changed = verdicts.changed | (old.certain != new.certain) | (old.possible != new.possible)
        points = _points(self.old, old), _points(self.new, new)
        for place in range(len(pairs)):
            levels = _levels(self.old, old, place), _levels(self.new, new, place)
            self.certain[levels[0][0], levels[1][0]] += 1
            self.possible[levels[0][1], levels[1][1]] += 1
            moved = changed[place] or points[0][place] != points[1][place]
            if not moved:
                continue
            turns = verdicts.turns(place)
            if changed[place] and not turns:
                turns = self._items(*pairs[place])
            self._note(
                Line(
                    pairs[place][0].id,
                    (levels[0][0], levels[1][0]),
                    (levels[0][1], levels[1][1]),
                    (points[0][place], points[1][place]),
                    _direction(old, new, place),
                    turns,
                )
            )

    def _note(self, line: Line) -> None:
        self.lines.append(line)
        for turn in line.turns:
            shift = self.shifts.setdefault(turn.id, Shift(turn.id, turn.name))
            if turn.new is not None or turn.old == "not_met":
                shift.newly[turn.new or "met"] += 1
            shift.at_loss += line.direction < 0 and turn in line.causes
            shift.at_gain += line.direction > 0 and turn in line.causes

    def _items(self, before: UnitInput, after: UnitInput) -> tuple[Turn, ...]:
        """The items whose verdict at some rung turned, where items decide."""
        one, other = _explained(self.old, before), _explained(self.new, after)
        if one is None or other is None:
            return ()
        was, now = _rungs(one), _rungs(other)
        names = {line.item: item_named(line.ref, line.name) for line in (*one.items, *other.items)}
        return tuple(
            Turn(f"{item}:{level}", names[item], was.get((item, level)), now.get((item, level)))
            for item, level in dict.fromkeys((*was, *now))
            if was.get((item, level)) != now.get((item, level))
        )


class _Verdicts:
    """The verdicts of a block under both versions, condition by condition."""

    def __init__(self, old: Side, new: Side, before: BlockRating, after: BlockRating) -> None:
        rows = ({one.gate.id: row for row, one in enumerate(side.gates)} for side in (old, new))
        self.was, self.now = rows
        self.names = {one.gate.id: zh(one.gate.name) for one in (*old.gates, *new.gates)}
        self.before, self.after = before.gates, after.gates
        self.changed = np.zeros(len(before.certain), np.bool_)
        for gate in self.names:
            old_row, new_row = self._row(self.was, self.before, gate), self._row(self.now, self.after, gate)
            self.changed |= old_row != new_row

    @staticmethod
    def _row(rows: Mapping[str, int], verdicts: Any, gate: str) -> Any:
        # A condition that a version does not have stands in nobody's way.
        return verdicts[rows[gate]] if gate in rows else VERDICTS.index("met")

    def turns(self, place: int) -> tuple[Turn, ...]:
        """The conditions that turned for one unit, those of the new version first."""
        return tuple(self._turns(place))

    def _turns(self, place: int) -> Iterator[Turn]:
        for gate in dict.fromkeys((*self.now, *self.was)):
            old = VERDICTS[self.before[self.was[gate], place]] if gate in self.was else None
            new = VERDICTS[self.after[self.now[gate], place]] if gate in self.now else None
            if (old or "met") != (new or "met"):
                yield Turn(gate, self.names[gate], old, new)


def compare_list(
    raw: Sequence[Any], catalogue: Catalogue, old: Side, new: Side
) -> tuple[Comparison, list[dict[str, str]]]:
    """Compare the units of a list as `zhiti rate` reads it; also gives its mistakes by place."""
    readers = UnitReader(catalogue, old.compiled), UnitReader(catalogue, new.compiled)
    before, after = (
        [reader.read(unit, f"units[{number}]") for number, unit in enumerate(raw)] for reader in readers
    )
    comparison = Comparison(old, new)
    comparison.add(before, after)
    told = (error for units in zip(before, after, strict=True) for unit in units for error in unit.errors)
    errors = dict.fromkeys((error.place, error.message) for error in told)
    return comparison, [{"place": place, "message": message} for place, message in errors]


def comparison_data(comparison: Comparison) -> dict[str, Any]:
    """A comparison as plain JSON data."""
    sides = comparison.old, comparison.new
    return {
        "old": sides[0].key,
        "new": sides[1].key,
        "as_of": sides[0].as_of.isoformat(),
        "purpose": [side.instrument.purpose.value for side in sides],
        "in_force": [side.instrument.in_force for side in sides],
        "units": comparison.units,
        "unrated": comparison.unrated,
        "certain": _tally(comparison, comparison.certain),
        "possible": _tally(comparison, comparison.possible),
        "gates": [
            {
                "id": shift.id,
                "name": shift.name,
                **{f"newly_{verdict}": shift.newly[verdict] for verdict in reversed(VERDICTS)},
                "at_loss": shift.at_loss,
                "at_gain": shift.at_gain,
            }
            for shift in comparison.shifts.values()
        ],
        "lines": [
            {
                "id": line.id,
                "certain": list(line.certain),
                "possible": list(line.possible),
                "total": plain(line.points),
                "change": _WORDS[line.direction],
                "gates": [vars(turn) for turn in line.turns],
            }
            for line in comparison.lines
        ],
    }


_WORDS = {1: "gains", 0: "same", -1: "loses"}


def gains_and_losses(comparison: Comparison, moves: Counter[tuple[str, str]]) -> tuple[int, int, int]:
    """How many units stand higher, lower and where they stood under the new version."""
    ranks = comparison.old.compiled.rank, comparison.new.compiled.rank
    steps: Counter[int] = Counter()
    for (old, new), units in moves.items():
        steps[int(np.sign(ranks[1][new] - ranks[0][old]))] += units
    return steps[1], steps[-1], steps[0]


def _tally(comparison: Comparison, moves: Counter[tuple[str, str]]) -> dict[str, Any]:
    gains, loses, same = gains_and_losses(comparison, moves)
    told = [{"from": old, "to": new, "units": units} for (old, new), units in sorted(moves.items())]
    return {"gains": gains, "loses": loses, "same": same, "moves": told}


def _points(side: Side, block: BlockRating) -> Sequence[Decimal | None]:
    if not side.instrument.questionnaire.items:
        return [None] * len(block.certain)
    return block.points(block.low[-1:])[0]


def _levels(side: Side, block: BlockRating, place: int) -> tuple[str, str]:
    return side.level(block.certain[place]), side.level(block.possible[place])


def _direction(old: BlockRating, new: BlockRating, place: int) -> int:
    """Whether a unit gains (1) or loses (-1): by its certain level, else by the possible one."""
    before = int(old.certain[place]), int(old.possible[place])
    after = int(new.certain[place]), int(new.possible[place])
    return (after > before) - (after < before)


def _worth(verdict: Verdict | None) -> int:
    return VERDICTS.index(verdict or "met")


def _explained(side: Side, unit: UnitInput) -> UnitRating | None:
    if unit.profile is None or side.compiled.levels is not None:
        return None
    return side.rate_unit(unit.profile, unit.facts, unit.answers, unit.titles)


def _rungs(rating: UnitRating) -> dict[tuple[str, str], Verdict]:
    return {
        (line.item, rung.level): rung.verdict
        for line in rating.items
        for rung in line.rungs
        if rung.requirement == "mandatory"
    }
