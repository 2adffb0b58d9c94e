"""Goals: what a set of choices has to reach, as a monotone tree over atoms and sums of integers.

There is no negation: whoever builds a goal pushes it to the leaves, where "is certainly not so" is an atom of
its own. A true atom, or one more point, therefore never makes a goal fail.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Atom:
    """One of the choices makes this atom true."""

    atom: int


@dataclass(frozen=True)
class Sum:
    """The chosen candidates' numbers of one quantity add up to `bound` at least."""

    quantity: int
    bound: int


@dataclass(frozen=True)
class AllOf:
    """Every part; true without parts."""

    parts: "tuple[Goal, ...]"


@dataclass(frozen=True)
class AnyOf:
    """One part at least; false without parts."""

    parts: "tuple[Goal, ...]"


@dataclass(frozen=True)
class AtLeast:
    """At least `needed` of the parts."""

    needed: int
    parts: "tuple[Goal, ...]"


Goal = Atom | Sum | AllOf | AnyOf | AtLeast

ALWAYS = AllOf(())
NEVER = AnyOf(())


def parts_of(goal: Goal) -> tuple[Goal, ...]:
    """What all has to hold, each once: an AllOf, and those inside it, taken apart."""
    if not isinstance(goal, AllOf):
        return (goal,)
    return tuple(dict.fromkeys(inner for part in goal.parts for inner in parts_of(part)))


def holds(goal: Goal, atoms: Collection[int], sums: Sequence[int]) -> bool:
    """Whether a goal holds, in integers: `atoms` are the true ones, `sums` has one number per quantity."""
    return _HOLDS[type(goal)](goal, atoms, sums)


def _count(parts: Sequence[Goal], atoms: Collection[int], sums: Sequence[int]) -> int:
    return sum(holds(part, atoms, sums) for part in parts)


_HOLDS: Mapping[type, Callable[..., bool]] = {
    Atom: lambda goal, atoms, _: goal.atom in atoms,
    Sum: lambda goal, _, sums: sums[goal.quantity] >= goal.bound,
    AllOf: lambda goal, atoms, sums: all(holds(part, atoms, sums) for part in goal.parts),
    AnyOf: lambda goal, atoms, sums: any(holds(part, atoms, sums) for part in goal.parts),
    AtLeast: lambda goal, atoms, sums: _count(goal.parts, atoms, sums) >= goal.needed,
}
