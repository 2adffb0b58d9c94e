"""The rating of one unit, told slowly: gates, rungs, levels, points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.schema.condition import Gate
from assessments.schema.ladder import Call
from tests.reference import conditions, items
from tests.reference.world import World


@dataclass(frozen=True)
class Outcome:
    """What a rating says; points are pairs of what is certain and what is possible."""

    certain: str
    possible: str
    total: items.Span
    dimensions: Mapping[str, items.Span]
    gates: Mapping[str, str]
    derived_facts: Mapping[str, Sequence[str]]


def rate(world: World, call: Call | None = None) -> Outcome:
    """Rate a unit; a call's gates stand beside the level of an instrument that its items decide."""
    by_items = world.questionnaire.method == "attainment"
    owner = call if by_items else world.questionnaire
    asked = [gate for gate in owner.gates if serves(gate, world)] if owner else []
    gates = {gate.id: decide_gate(world, gate) for gate in asked}
    rungs = rungs_by_items(world) if by_items else rungs_by_gates(world, gates)
    level = cumulative_level if by_items else highest_level
    return Outcome(
        certain=level(rungs, ["met"]),
        possible=level(rungs, ["met", "undecided"]),
        total=items.points(world, "total"),
        dimensions={domain.id: items.points(world, domain.id) for domain in world.questionnaire.domains},
        gates=gates,
        derived_facts={name: conditions.possible_choices(world, name) for name in world.derived_facts},
    )


def serves(gate: Gate, world: World) -> bool:
    """Whether a gate is asked for the purpose."""
    return not gate.purposes or world.purpose in gate.purposes


def decide_gate(world: World, gate: Gate) -> str:
    """A gate: recalled ones are never decided, and 原则上 leaves a failure open."""
    if gate.provenance == "recalled":
        return "undecided"
    verdict = conditions.decide(world.accepting(gate.accepts), gate.when)
    return "undecided" if gate.in_principle and verdict == "not_met" else verdict


def rungs_by_gates(world: World, gates: Mapping[str, str]) -> dict[str, str]:
    """Each level with all its gates together; without any it is open."""
    asked = {
        level: [gates[name] for name in world.questionnaire.rungs.get(level, ()) if name in gates]
        for level in world.ladder.level_ids[1:]
    }
    return {
        level: conditions.both(verdicts) if verdicts else "undecided" for level, verdicts in asked.items()
    }


def highest_level(rungs: dict[str, str], enough: list[str]) -> str:
    """The highest level whose own gates are good enough, whatever those of lower ones say."""
    return next((level for level in reversed(rungs) if rungs[level] in enough), "none")


def rungs_by_items(world: World) -> dict[str, str]:
    """Each level with the share of its mandatory items; without any it is not reached."""
    found = {}
    share = world.questionnaire.required_share
    for level in world.ladder.level_ids[1:]:
        verdicts = [
            items.at_level(world, item, level)
            for item in items.asked(world)
            if item.rungs.get(level) == "mandatory"
        ]
        needed = -(-len(verdicts) * Fraction(share.percent if share else 100, 100) // 1)
        found[level] = conditions.enough(verdicts, max(int(needed), 1))
    return found


def cumulative_level(rungs: dict[str, str], enough: list[str]) -> str:
    """The highest level that is good enough with every level below it."""
    reached = "none"
    for level, verdict in rungs.items():
        if verdict not in enough:
            break
        reached = level
    return reached
