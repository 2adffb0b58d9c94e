"""Rates a million synthetic units on the full ladder with the gates of the 2025 call.

Prints units a second, and in the same run the ratio to a plain loop over the same compiled rubric (results
compared), to one pydantic object per unit, and to a plain read of the same bytes, with what bounds it.

    python bench/rating.py [--units 1000000] [--sample 2000] [--threads 2]
"""

import argparse
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from assessments.compile import CompiledCall, CompiledQuestionnaire, compile_call, compile_questionnaire
from assessments.loader import load_catalogue
from assessments.rating import Profile, rate_unit
from assessments.schema.common import ProductionType
from scoring import gates as nodes
from scoring.build import item_table
from scoring.engine import BLOCK, rate
from scoring.gates import UNKNOWN_HIGH, UNKNOWN_LOW, Figures, GateSet, Node, Test, decide
from scoring.layout import FIRST_OPTION, NOT_APPLICABLE, NOT_ASKED, UNANSWERED
from scoring.result import Rating
from scoring.rubric import Implication, Rubric

Answers = NDArray[np.uint8]


@dataclass(frozen=True)
class Population:
    """The synthetic units: answers (rows, units) and figures of the call."""

    answers: Answers
    figures: Figures

    @property
    def units(self) -> int:
        """How many."""
        return self.figures.units

    @property
    def bytes(self) -> int:
        """What a rating has to read."""
        return (
            self.answers.nbytes
            + self.figures.low.nbytes
            + self.figures.high.nbytes
            + self.figures.flags.nbytes
        )

    def some(self, count: int) -> "Population":
        """The first units, in memory of their own."""
        figures = self.figures.block(0, count)
        copies = Figures(figures.low.copy(), figures.high.copy(), figures.flags.copy())
        return Population(self.answers[:, :count].copy(), copies)


def synthesise(ladder: CompiledQuestionnaire, call: CompiledCall, units: int) -> Population:
    """Random units of both production types; a unit's answers lie around a maturity of its own."""
    chance = np.random.default_rng(20251121)
    process = chance.random(units, np.float32) < 0.4
    maturity = chance.beta(1.6, 2.2, units).astype(np.float32)
    answers = np.empty((ladder.rubric.rows, units), np.uint8)
    for item, rule in zip(ladder.questionnaire.items, ladder.rubric.items, strict=True):
        slot = rule.slot
        if slot.multiple:
            answers[slot.first] = chance.integers(0, 1 << slot.options, units)
            continue
        step = np.clip(maturity + chance.normal(0, 0.18, units).astype(np.float32), 0, 0.999) * slot.options
        codes = FIRST_OPTION + step.astype(np.uint8)
        codes[chance.random(units, np.float32) < 0.03] = UNANSWERED
        if slot.may_not_apply:
            codes[chance.random(units, np.float32) < 0.02] = NOT_APPLICABLE
        if item.production != "all":
            codes[process == (item.production == ProductionType.DISCRETE)] = NOT_ASKED
        answers[slot.first] = codes
    return Population(answers, _figures(call, chance, units))


def _figures(call: CompiledCall, chance: np.random.Generator, units: int) -> Figures:
    """Figures spread around the thresholds that the call compares them with; some unknown, some intervals."""
    low = np.empty((len(call.operands), units), np.int64)
    for row in range(len(low)):
        thresholds = _thresholds(call.rules, row) or [1]
        low[row] = chance.choice(thresholds, units) + chance.integers(
            -max(thresholds) // 2 - 1, max(thresholds), units
        )
    high = low + (chance.random(low.shape, np.float32) < 0.1) * (low // 4)
    np.maximum(low, high, out=high)
    unknown = chance.random(low.shape, np.float32) < 0.1
    low[unknown], high[unknown] = UNKNOWN_LOW, UNKNOWN_HIGH
    return Figures(low, high, chance.integers(0, 3, (len(call.flags), units), np.uint8))


def _thresholds(rules: GateSet, operand: int) -> list[int]:
    found: list[int] = []
    ahead: list[Node] = [gate.node for gate in rules.gates]
    while ahead:
        node = ahead.pop()
        if isinstance(node, nodes.Compare) and node.operand == operand:
            found.extend(node.thresholds)
        ahead.extend(getattr(node, "parts", ()))
        ahead.extend(part for part in [getattr(node, "part", None)] if part is not None)
    return found


# --- the plain loop: the same rubric, one unit after the other ---------------------------------------------


Tables = list[tuple[int, list[int], list[int]]]


@dataclass(frozen=True)
class PlainRubric:
    """The same rubric for a loop over items: plain integers, packed like the engine's to spare additions.

    `dimensions` hold (row, points by code, counts by code) of their items.
    """

    rubric: Rubric
    dimensions: list[Tables]
    implications: list[tuple[int, int, int, int]]

    @classmethod
    def of(cls, rubric: Rubric) -> "PlainRubric":
        """From a rubric whose items take one byte, and whose points and counts take one word each."""
        dimensions: list[Tables] = [[] for _ in range(rubric.dimensions)]
        for item in rubric.items:
            sums = item_table(item)
            points = rubric.point_lanes.pack(sums[:3])[:, 0].tolist()
            counts = rubric.count_lanes.pack(sums[3:])[:, 0].tolist()
            dimensions[item.dimension].append((item.slot.first, points, counts))
        return cls(rubric, dimensions, [_plain_implication(rubric, rule) for rule in rubric.implications])


def _plain_implication(rubric: Rubric, rule: Implication) -> tuple[int, int, int, int]:
    cause, effect = rubric.items[rule.when_item].slot.first, rubric.items[rule.then_item].slot.first
    return cause, FIRST_OPTION + rule.when_option, effect, FIRST_OPTION + rule.then_option


Outcome = tuple[list[int], int, int, list[int]]
"""Points per dimension and in all (packed), certain and possible rank, verdict of each gate."""


def rate_plainly(
    plain: PlainRubric, rules: GateSet, codes: list[int], figures: tuple[list[int], ...]
) -> Outcome:
    """One unit: look up, add, count, decide."""
    for cause, when, effect, then in plain.implications:
        if codes[cause] == when and codes[effect] != NOT_ASKED:
            codes[effect] = then
    points, counts = [], 0
    for tables in plain.dimensions:
        subtotal = 0
        for row, point_table, count_table in tables:
            code = codes[row]
            subtotal += point_table[code]
            counts += count_table[code]
        points.append(subtotal)
    points.append(sum(points))
    certain, possible = _plain_levels(plain.rubric, counts)
    verdicts = []
    for gate in rules.gates:
        verdict = 1 if gate.undecidable else _PLAIN_NODES[type(gate.node)](gate.node, figures)
        verdicts.append(max(verdict, 1) if gate.in_principle else verdict)
    return points, certain, possible, verdicts


def _plain_levels(rubric: Rubric, counts: int) -> tuple[int, int]:
    lanes, levels, alive = rubric.count_lanes, [0, 0], [True, True]
    for rung in range(rubric.rungs):
        mandatory, attained, undecided = (
            counts >> lanes.shift[lane] & lanes.mask[lane]
            for lane in (rubric.mandatory_lane(rung), rubric.attained_lane(rung), rubric.undecided_lane(rung))
        )
        needed = max(mandatory * rubric.percent, 1)
        for which, reached in enumerate((attained, attained + undecided)):
            alive[which] = alive[which] and reached * 100 >= needed
            levels[which] += alive[which]
    return levels[0], levels[1]


_PLAIN_TESTS: Mapping[Test, Callable[[int, int, int], int]] = {
    Test.AT_LEAST: lambda low, high, value: (low >= value) + (high >= value),
    Test.MORE_THAN: lambda low, high, value: (low > value) + (high > value),
    Test.AT_MOST: lambda low, high, value: (high <= value) + (low <= value),
    Test.BELOW: lambda low, high, value: (high < value) + (low < value),
    Test.ONE_OF: lambda low, high, value: (low == high == value) + (low <= value <= high),
    Test.INCLUDES: lambda low, high, value: 1 if low != high else 2 * bool(low & value),
}


PlainFigures = tuple[list[int], ...]


def _plain_parts(parts: tuple[Node, ...], figures: PlainFigures) -> list[int]:
    return [_PLAIN_NODES[type(part)](part, figures) for part in parts]


def _plain_compare(node: nodes.Compare, figures: PlainFigures) -> int:
    test, low, high = _PLAIN_TESTS[node.test], figures[0][node.operand], figures[1][node.operand]
    verdict = max(test(low, high, value) for value in node.thresholds)
    if node.lenient is None or verdict == max(test(low, high, value) for value in node.lenient):
        return verdict
    return 1


def _plain_count(node: nodes.AtLeast, figures: PlainFigures) -> int:
    verdicts = _plain_parts(node.parts, figures)
    return (sum(v == 2 for v in verdicts) >= node.needed) + (sum(v >= 1 for v in verdicts) >= node.needed)


_PLAIN_NODES: Mapping[type, Callable[..., int]] = {
    nodes.Compare: _plain_compare,
    nodes.Flag: lambda node, figures: figures[2][node.flag],
    nodes.Undecided: lambda *_: 1,
    nodes.AllOf: lambda node, figures: min(_plain_parts(node.parts, figures)),
    nodes.AnyOf: lambda node, figures: max(_plain_parts(node.parts, figures)),
    nodes.Not: lambda node, figures: 2 - _plain_parts((node.part,), figures)[0],
    nodes.AtLeast: _plain_count,
}


def plain_outcomes(plain: PlainRubric, rules: GateSet, sample: Population) -> tuple[list[Outcome], float]:
    """The sample one unit after the other, and the seconds of the loop alone."""
    codes = sample.answers.T.tolist()
    figures = list(zip(*(part.T.tolist() for part in _parts(sample.figures)), strict=True))
    outcomes: list[Outcome] = []

    def loop() -> None:
        outcomes[:] = [
            rate_plainly(plain, rules, unit, own) for unit, own in zip(codes, figures, strict=True)
        ]

    seconds = best(loop, 3)
    return outcomes, seconds


def array_outcomes(rating: Rating) -> list[Outcome]:
    """The engine's results in the shape of the loop's."""
    if rating.gates is None:
        raise ValueError("rated without gates")
    return list(
        zip(
            rating.scores.packed[..., 0].T.tolist(),
            rating.attainment.certain.tolist(),
            rating.attainment.possible.tolist(),
            rating.gates.gates.T.tolist(),
            strict=True,
        )
    )


def _parts(figures: Figures) -> tuple[NDArray[Any], ...]:
    return figures.low, figures.high, figures.flags


# --- one pydantic object per unit --------------------------------------------------------------------------


class UnitModel(BaseModel):
    """A unit as most services would pass it around."""

    answers: dict[str, int]
    low: dict[str, int]
    high: dict[str, int]
    flags: list[int]


def pydantic_outcomes(
    ladder: CompiledQuestionnaire, plain: PlainRubric, call: CompiledCall, sample: Population
) -> tuple[list[Outcome], float]:
    """The sample as one validated object per unit, rated by the same loop, and the seconds it takes."""
    names = [item.id for item in ladder.questionnaire.items]
    facts = [str(place) for place in range(len(call.operands))]
    raw = [
        {
            "answers": dict(zip(names, codes, strict=True)),
            "low": dict(zip(facts, low, strict=True)),
            "high": dict(zip(facts, high, strict=True)),
            "flags": flags,
        }
        for codes, low, high, flags in zip(
            sample.answers.T.tolist(), *(part.T.tolist() for part in _parts(sample.figures)), strict=True
        )
    ]
    outcomes: list[Outcome] = []

    def rate_object(entry: dict[str, Any]) -> Outcome:
        unit = UnitModel.model_validate(entry)
        codes = [unit.answers[name] for name in names]
        figures = [unit.low[fact] for fact in facts], [unit.high[fact] for fact in facts], unit.flags
        return rate_plainly(plain, call.rules, codes, figures)

    def loop() -> None:
        outcomes[:] = [rate_object(entry) for entry in raw]

    seconds = best(loop, 3)
    return outcomes, seconds


# --- measuring --------------------------------------------------------------------------------------------


def best(action: Callable[[], object], times: int = 5) -> float:
    """Seconds of the fastest of several runs."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def read_seconds(population: Population) -> float:
    """Seconds to read the same bytes once, adding them up."""
    arrays = [population.answers, *_parts(population.figures)]
    words = [array.reshape(-1).view(np.uint8)[: array.nbytes // 8 * 8].view(np.uint64) for array in arrays]
    return best(lambda: [int(np.add.reduce(array)) for array in words])


def lookup_seconds(rubric: Rubric, units: int) -> float:
    """Seconds of the look-ups alone: the same tables and number of look-ups, in blocks, nothing else."""
    block, chance = 4096, np.random.default_rng(1)
    ends = np.append(rubric.offsets[1:], len(rubric.tables)).astype(np.intp)
    index = chance.integers(rubric.offsets.astype(np.intp)[:, None], ends[:, None], (len(ends), block))
    rows = [(row, np.empty((block, rubric.tables.shape[1]), np.int64)) for row in index]

    def look_up() -> None:
        for row, found in rows:
            np.take(rubric.tables, row, axis=0, out=found, mode="clip")

    return best(look_up, 30) * units / block


def gate_seconds(rules: GateSet, population: Population) -> float:
    """Seconds of the gates alone, in blocks as the engine takes them."""
    starts = range(0, population.units, BLOCK)
    return best(
        lambda: [decide(rules, population.figures.block(start, start + BLOCK)) for start in starts], 3
    )


def one_unit(
    ladder: CompiledQuestionnaire, call: CompiledCall, population: Population
) -> tuple[float, float]:
    """Seconds for one unit: through the engine as a block of one, and explained down to option and clause."""
    single = population.some(1)
    profile = Profile("330102", "3411", ProductionType.DISCRETE)
    as_of = date(2025, 9, 30)
    return (
        best(lambda: rate(ladder.rubric, single.answers, call.rules, single.figures), 300),
        best(lambda: rate_unit(ladder, profile, {}, {}, as_of=as_of, call=call, titles=None), 30),
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--sample", type=int, default=2_000)
    parser.add_argument("--threads", type=int, default=min(os.cpu_count() or 1, 2))
    arguments = parser.parse_args()
    catalogue = load_catalogue()
    version = catalogue.questionnaire("zj-ladder")
    ladder = compile_questionnaire(version, catalogue.ladders[version.ladder])
    call = compile_call(catalogue.calls["zj-ladder-call@2025"], ladder.ladder, catalogue.register)
    population = synthesise(ladder, call, arguments.units)
    report(ladder, call, population, arguments.sample, arguments.threads)


def report(
    ladder: CompiledQuestionnaire, call: CompiledCall, population: Population, sample_size: int, threads: int
) -> None:
    """All figures of one run."""
    rubric, rules, units = ladder.rubric, call.rules, population.units
    print(f"{version_line(ladder, call)}\n{units:,} units, {population.bytes / 1e6:,.0f} MB")

    def rate_all(count: int) -> float:
        return best(lambda: rate(rubric, population.answers, rules, population.figures, threads=count))

    runs = {count: rate_all(count) for count in sorted({1, threads})}
    for count, taken in runs.items():
        tell(f"engine, {count} thread(s)", units / taken, f"{taken / units * 1e9:.0f} ns a unit")
    fastest = min(runs.values())
    compare(ladder, call, population.some(min(sample_size, units)), units / fastest)
    tell_bounds(rubric, rules, population, runs)
    alone, explained = one_unit(ladder, call, population)
    print(f"one unit: {alone * 1e6:,.0f} µs in the engine, {explained * 1e3:,.1f} ms with its explanation")


def compare(ladder: CompiledQuestionnaire, call: CompiledCall, sample: Population, speed: float) -> None:
    """The engine against the loops on a sample, whose results must be equal."""
    plain = PlainRubric.of(ladder.rubric)
    expected = array_outcomes(rate(ladder.rubric, sample.answers, call.rules, sample.figures))
    for name, (outcomes, seconds) in (
        ("plain loop", plain_outcomes(plain, call.rules, sample)),
        ("pydantic objects", pydantic_outcomes(ladder, plain, call, sample)),
    ):
        if outcomes != expected:
            raise AssertionError(f"the engine and {name} disagree")
        slow = sample.units / seconds
        tell(name, slow, f"the engine is {speed / slow:,.0f} times as fast; {sample.units:,} results equal")


def tell(name: str, speed: float, remark: str) -> None:
    """One line of figures."""
    print(f"{name + ':':24s}{speed:12,.0f} units/s   {remark}")


def version_line(ladder: CompiledQuestionnaire, call: CompiledCall) -> str:
    """What is rated."""
    rubric = ladder.rubric
    return (
        f"{ladder.questionnaire.key}: {len(rubric.items)} items, {rubric.rows} bytes a unit, "
        f"{rubric.digits.shape[1]} look-ups in {rubric.tables.nbytes / 1e3:,.0f} kB of tables\n"
        f"{call.call.key}: {len(call.gates)} gates, {len(call.operands)} figures, {len(call.flags)} flags"
    )


def tell_bounds(rubric: Rubric, rules: GateSet, population: Population, runs: Mapping[int, float]) -> None:
    """Where the time goes: memory, look-ups, gates."""
    units, fastest, single = population.units, min(runs.values()), runs[1]
    reading, looking, deciding = (
        read_seconds(population),
        lookup_seconds(rubric, units),
        gate_seconds(rules, population),
    )
    gigabytes = population.bytes / reading / 1e9
    tell(
        "plain read of the bytes",
        units / reading,
        f"{gigabytes:.1f} GB/s; rating takes {fastest / reading:.1f} ×",
    )
    print(
        f"on one thread {looking / single:.0%} of the time are the bare look-ups, "
        f"{deciding / single:.0%} the gates; reading the bytes would be "
        f"{reading / single:.0%}:\n"
        "bound by instructions on what lies in the cache (index, look-up, sum), not by memory"
    )


if __name__ == "__main__":
    main()
