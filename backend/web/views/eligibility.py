"""Eligibility under a call, condition by condition, as the result page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.loader import Catalogue
from assessments.outcome import Eligibility, Verdict
from backend.web.language import _
from backend.web.views.gates import GateLine, gate_line


@dataclass(frozen=True)
class RungLine:
    """One rung: its verdict and how many of its conditions stand where."""

    name: str
    verdict: Verdict
    counts: str


@dataclass(frozen=True)
class EligibilityView:
    """Eligibility under one call, in force or shown as 参考."""

    title: str
    href: str
    in_force: bool
    rungs: tuple[RungLine, ...]
    gates: tuple[GateLine, ...]


def eligibility_view(catalogue: Catalogue, eligibility: Eligibility) -> EligibilityView:
    """The verdicts of a call with clause, value, year and source in words."""
    names = {rung.level: rung.name for rung in eligibility.rungs}
    verdicts = {gate.id: gate.verdict for gate in eligibility.gates}
    defined = {gate.id: gate for gate in catalogue.calls[eligibility.call].gates}
    return EligibilityView(
        title=eligibility.title,
        href=f"/method/calls/{eligibility.call}",
        in_force=eligibility.in_force,
        rungs=tuple(
            RungLine(rung.name, rung.verdict, counts([verdicts[gate] for gate in rung.gates]))
            for rung in eligibility.rungs
        ),
        gates=tuple(gate_line(catalogue, gate, defined[gate.id], names) for gate in eligibility.gates),
    )


def counts(verdicts: Sequence[Verdict]) -> str:
    """How many conditions stand where."""
    return _(
        "{met} 条满足，{not_met} 条不满足，{undecided} 条待定",
        met=verdicts.count("met"),
        not_met=verdicts.count("not_met"),
        undecided=verdicts.count("undecided"),
    )
