"""Eligibility under a call: every condition with what it was decided on, rung by rung."""

from datetime import date
from typing import cast

from assessments.call_gates import CompiledCall
from assessments.outcome import VERDICTS, Eligibility, RungEligibility
from assessments.readings import TitlesOnRecord, UnitFigures, read_figures
from assessments.schema.common import zh
from assessments.telling import tell_gates
from scoring.gates import GateVerdicts
from scoring.logic import UNDECIDED

__all__ = ["TitlesOnRecord", "read_figures", "tell_eligibility"]


def tell_eligibility(figures: UnitFigures, verdicts: GateVerdicts, as_of: date) -> Eligibility:
    """The verdicts of one unit (column 0) with their operands; undecided per rung while not in force.

    `figures` are those of a call.
    """
    compiled = cast("CompiledCall", figures.specs)
    in_force = compiled.in_force(as_of)
    return Eligibility(
        call=compiled.call.key,
        title=zh(compiled.call.title),
        in_force=in_force,
        rungs=tuple(
            RungEligibility(
                level=level.id,
                name=zh(level.name),
                verdict=VERDICTS[verdicts.rungs[rung, 0] if in_force else UNDECIDED],
                gates=compiled.call.rungs.get(level.id, ()),
            )
            for rung, level in enumerate(compiled.ladder.levels)
        ),
        gates=tell_gates(compiled, figures, figures.columns, verdicts),
    )
