"""The one place where a table meets the engine: an instrument on a day, compiled once, rating blocks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from assessments.catalogue import Catalogue
from assessments.in_force import RuleSet
from assessments.outcome import VERDICTS, GateVerdict
from assessments.schema.common import Purpose, zh
from assessments.table_rating import rate_units
from assessments.unit_json import plain
from assessments.unitfile import rating_data
from backend.batch.rows import ReadRow


@dataclass(frozen=True)
class Outcome:
    """What a table prints of one unit; everything but the row is None or empty where it was not rated.

    `points` and `possible_points` hold the domains and, last, the whole; `gates` are verdicts in the order of
    the gates; `why` tells them, and `full` is the whole result, where these were asked for.
    """

    row: ReadRow
    certain: str | None = None
    possible: str | None = None
    points: tuple[Decimal, ...] = ()
    possible_points: tuple[Decimal, ...] = ()
    max_points: tuple[Decimal, ...] = ()
    gates: tuple[str, ...] = ()
    why: tuple[GateVerdict, ...] = ()
    full: dict[str, Any] | None = None


class Rater:
    """Rates blocks of rows; UnknownName for an instrument that is not there or rates nobody."""

    def __init__(
        self, catalogue: Catalogue, name: str, as_of: date, purpose: Purpose | None, *, explain: bool
    ) -> None:
        self.catalogue = catalogue
        self.explain = explain
        self.rules = RuleSet.of(catalogue, name, as_of, purpose)
        self.instrument, self.compiled = self.rules.instrument, self.rules.compiled

    def rate(self, rows: Sequence[ReadRow]) -> Iterator[Outcome]:
        """The outcomes of a block, in its order."""
        if self.explain:
            yield from map(self._explained, rows)
            return
        good = [row for row in rows if row.unit.profile is not None]
        rated = iter(self._rated(good)) if good else iter(())
        for row in rows:
            yield next(rated) if row.unit.profile is not None else Outcome(row)

    def _rated(self, rows: Sequence[ReadRow]) -> Iterator[Outcome]:
        block = rate_units(self.rules, [row.unit for row in rows])
        levels = self.compiled.ladder.level_ids
        columns = zip(
            rows,
            block.certain.tolist(),
            block.possible.tolist(),
            zip(*block.points(block.low), strict=True),
            zip(*block.points(block.high), strict=True),
            zip(*block.points(block.maximum), strict=True),
            block.gates.T.tolist(),
            strict=True,
        )
        for row, certain, possible, low, high, maximum, verdicts in columns:
            gates = tuple(VERDICTS[verdict] for verdict in verdicts)
            yield Outcome(row, levels[certain], levels[possible], low, high, maximum, gates)

    def _explained(self, row: ReadRow) -> Outcome:
        """One unit with the arithmetic behind every verdict."""
        unit = row.unit
        if unit.profile is None:
            return Outcome(row)
        rating = self.rules.rate_unit(unit.profile, unit.facts, unit.answers, unit.titles)
        gates = (*rating.gates, *(rating.eligibility.gates if rating.eligibility else ()))
        return Outcome(
            row,
            rating.certain,
            rating.possible,
            (*(one.points for one in rating.dimensions), rating.points),
            (*(one.possible for one in rating.dimensions), rating.possible_points),
            (*(one.maximum for one in rating.dimensions), rating.max_points),
            tuple(gate.verdict for gate in gates),
            gates,
            rating_data(rating, self.catalogue, explain=True),
        )


def summary(rater: Rater, outcome: Outcome) -> dict[str, Any]:
    """An outcome as plain JSON data: what `zhiti rate` writes for a list of units, without the arithmetic."""
    instrument = rater.instrument
    domains = instrument.questionnaire.domains
    totals = (outcome.points, outcome.max_points, outcome.possible_points)
    names = ("points", "max", "possible")
    return {
        "questionnaire": instrument.questionnaire.key,
        "as_of": rater.rules.as_of.isoformat(),
        "purpose": instrument.purpose.value,
        "in_force": instrument.in_force,
        "certain": outcome.certain,
        "possible": outcome.possible,
        **{
            name: plain(total[-1]) if total else None
            for name, total in zip(("total", "max_total", "possible_total"), totals, strict=True)
        },
        "dimensions": [
            {"id": domain.id, "name": zh(domain.name)}
            | {name: plain(total[place]) for name, total in zip(names, totals, strict=True)}
            for place, domain in enumerate(domains if outcome.points else ())
        ],
        "gates": [
            {"id": gate.gate.id, "name": zh(gate.gate.name), "verdict": verdict}
            for gate, verdict in zip(rater.rules.gates, outcome.gates, strict=False)
        ],
    }
