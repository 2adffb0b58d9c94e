"""How near units are to the rungs that they may apply for: what is missing, what is open, block by block.

Three things stay apart: the items of the questionnaire (what was built), the conditions of entry (who may
apply), and whether the rules are in force on the day that somebody looks – which is asked then, not here.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assessments.catalogue import Catalogue, InstrumentInForce, UnknownName
from assessments.compile import CompiledCall, CompiledQuestionnaire
from assessments.digest import rules_digest
from assessments.operands import CompiledGate, CompiledGates
from assessments.outcome import VERDICTS, Verdict
from assessments.schema.common import Purpose, Status
from assessments.schema.ladder import Call, Ladder
from assessments.table_rating import block_figures
from assessments.unit_reader import UnitInput
from scoring.engine import Answers, rate
from scoring.evidence import ABSENT, OPEN, asked_at, evidence
from scoring.gates import GateVerdicts, decide
from scoring.levels import rate_levels
from scoring.logic import MET, NOT_MET, UNDECIDED, Verdicts

FORM = 1
"""Changes with the way rows are worked out, so that rows of an earlier way are stale."""

READY, UNSETTLED, SHORT = range(3)
"""Nothing is missing or open; nothing is missing, something is open; something is missing."""


@dataclass(frozen=True)
class Track:
    """What one applies under: a call of a ladder; `call` None: the version whose own conditions decide."""

    instrument: InstrumentInForce
    ladder: Ladder
    call: Call | None

    @property
    def key(self) -> str:
        """`id@version` of the call, or of the questionnaire's version."""
        return self.call.key if self.call else self.instrument.questionnaire.key

    def in_force(self, day: date) -> bool | None:
        """Whether it decides on a day; None where its dates leave it open. Otherwise it is only 参考."""
        return self.instrument.in_force if self.call is None else self.call.effective.covers(day)


@dataclass(frozen=True)
class Nearness:
    """How near one unit is to one rung.

    `items` mandatory items are short at the rung or one below it and `items_open` open, counted only at
    rungs that are not reached; `not_met` and `undecided` are the ids of conditions.
    """

    level: str
    eligibility: Verdict
    state: int
    items: int
    items_open: int
    not_met: tuple[str, ...]
    undecided: tuple[str, ...]

    @property
    def missing(self) -> int:
        """Items and conditions that are missing."""
        return self.items + len(self.not_met)

    @property
    def opened(self) -> int:
        """Items and conditions that are open."""
        return self.items_open + len(self.undecided)


def tracks_of(catalogue: Catalogue, name: str, day: date) -> tuple[Track, ...]:
    """What a questionnaire's submissions may apply under, the newest call first.

    Of an attainment ladder every published call; of another one the version for a recognition on the day.
    None where no rung of the ladder is recognised by anybody, or where nothing is published.
    """
    try:
        instrument = catalogue.instrument(name, day, _purpose(catalogue, name))
    except UnknownName:
        return ()
    version = instrument.questionnaire
    ladder = catalogue.ladders[version.ladder]
    if version.status is not Status.PUBLISHED or not any(level.recognition for level in ladder.levels):
        return ()
    if version.method != "attainment":
        return (Track(instrument, ladder, None),)
    calls = [
        call
        for call in catalogue.calls.values()
        if call.ladder == ladder.id and call.status is Status.PUBLISHED
    ]
    newest = sorted(calls, key=lambda call: call.version, reverse=True)
    return tuple(Track(instrument, ladder, call) for call in newest)


def _purpose(catalogue: Catalogue, name: str) -> Purpose | None:
    """Recognition where the questionnaire tells purposes apart, else whatever it serves."""
    versions = [one for one in catalogue.questionnaires.values() if one.id == name]
    return Purpose.RECOGNITION if any(one.applies for one in versions) else None


def rules_of(tracks: Sequence[Track], day: date) -> str:
    """A digest of all that rows of a questionnaire are worked out with, the year of the day included.

    Conditions speak of last year, so a row of another year is a row of other rules.
    """
    told = [str(FORM), str(day.year)]
    for track in tracks:
        told += [track.key, rules_digest(track.instrument.questionnaire)]
        told += [rules_digest(track.call)] if track.call else []
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


@dataclass(frozen=True, eq=False)
class Items:
    """Which mandatory items are short of a rung and which are open: bool (items, units)."""

    short: NDArray[np.bool_]
    open: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Rung:
    """What the answers say of a rung: whether it is reached (units,), and the items that keep from it."""

    reached: Verdicts
    items: Items


def items_of(compiled: CompiledQuestionnaire, answers: Answers, rank: int) -> Items:
    """The items that keep units from a rank, at the rank itself and below it, of rungs not reached."""
    found = evidence(compiled.rubric, answers)
    return _items(compiled, found, rate(compiled.rubric, answers).attainment.certain, rank)


def _items(
    compiled: CompiledQuestionnaire, found: NDArray[np.uint8], certain: NDArray[np.uint8], rank: int
) -> Items:
    """The same from what each item evidences (items, units) and the certain ranks (units,)."""
    asked = asked_at(compiled.rubric, rank)[:, None]
    # A rung that is reached with a share of its items asks for none of the others.
    counts = (asked > certain[None, :]) & (found != ABSENT)
    is_open = counts & (found == OPEN)
    return Items(counts & ~is_open & (found < asked), is_open)


def nearness_by_attainment(
    compiled: CompiledQuestionnaire,
    calls: Mapping[str, CompiledCall],
    units: Sequence[UnitInput],
    answers: Answers,
    as_of: date,
) -> list[dict[str, tuple[Nearness, ...]]]:
    """Per unit and call (id@version) how near it is to every rung. `answers` are (rows, units)."""
    attained = rate(compiled.rubric, answers).attainment
    certain, evidenced = attained.certain, evidence(compiled.rubric, answers)
    rungs = [
        Rung(
            _verdicts(certain >= rank, attained.possible >= rank),
            _items(compiled, evidenced, certain, rank),
        )
        for rank in range(1, len(compiled.ladder.levels) + 1)
    ]
    found: list[dict[str, tuple[Nearness, ...]]] = [{} for _ in units]
    for key, call in calls.items():
        decided = decide(call.rules, block_figures(call, units, as_of))
        for place, told in enumerate(_told(call, compiled, decided, rungs)):
            found[place][key] = told
    return found


def nearness_by_levels(
    compiled: CompiledQuestionnaire, units: Sequence[UnitInput], answers: Answers, as_of: date
) -> list[dict[str, tuple[Nearness, ...]]]:
    """The same for a version whose own conditions decide."""
    gates = compiled.levels
    if gates is None:
        raise ValueError(f"{compiled.questionnaire.key} has no conditions of its own")
    rated = rate_levels(compiled.rubric, answers, gates.level_rules, block_figures(gates, units, as_of)).gates
    key = compiled.questionnaire.key
    return [{key: told} for told in _told(gates, compiled, rated, ())]


def _told(
    gates: CompiledGates, compiled: CompiledQuestionnaire, decided: GateVerdicts, rungs: Sequence[Rung]
) -> list[tuple[Nearness, ...]]:
    """Every unit's rungs; without `rungs` the conditions alone decide."""
    verdicts, columns = decided.gates, []
    for place, level in enumerate(compiled.ladder.levels):
        conditions = decided.rungs[place]
        own = [(row, gate) for row, gate in enumerate(gates.gates) if level.id in gate.levels]
        if not rungs:
            columns.append((level.id, conditions, conditions, own, _NONE, _NONE))
            continue
        rung = rungs[place]
        counts = rung.items.short.sum(axis=0), rung.items.open.sum(axis=0)
        columns.append((level.id, np.minimum(conditions, rung.reached), conditions, own, *counts))
    return [
        tuple(
            Nearness(
                level=level,
                eligibility=VERDICTS[conditions[unit]],
                state=_STATES[int(both[unit])],
                items=int(short[unit]) if rungs else 0,
                items_open=int(is_open[unit]) if rungs else 0,
                not_met=_ids(own, verdicts[:, unit], NOT_MET),
                undecided=_ids(own, verdicts[:, unit], UNDECIDED),
            )
            for level, both, conditions, own, short, is_open in columns
        )
        for unit in range(verdicts.shape[1])
    ]


_NONE = np.zeros(0, np.int64)
_STATES = {MET: READY, UNDECIDED: UNSETTLED, NOT_MET: SHORT}


def _ids(
    own: Sequence[tuple[int, CompiledGate]], verdicts: NDArray[np.uint8], wanted: int
) -> tuple[str, ...]:
    return tuple(gate.gate.id for place, gate in own if verdicts[place] == wanted)


def _verdicts(certain: NDArray[np.bool_], possible: NDArray[np.bool_]) -> Verdicts:
    found: Verdicts = certain.astype(np.uint8) + possible.astype(np.uint8)
    return found
