"""The order of recommended actions: what does most for its effort first, and before it what it needs.

Pure and in whole numbers: shares are compared by cross-products, equal ones by effort and then by name.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Choice:
    """An action: the open requirements that it closes, the points it brings (scaled), its effort (1 or more).

    `needs` are the actions that have to be done before it; those that are no choice are done already.
    """

    id: str
    closes: int
    points: int
    effort: int
    needs: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Placed:
    """An action in its place; `brings` is the action for whose sake it stands there, often itself.

    `closes` and `effort` are those of the bundle that was compared: the action that it stands there for, with
    everything that has to be done before.
    """

    id: str
    brings: str
    closes: int
    effort: int


def ordered(choices: Iterable[Choice]) -> tuple[Placed, ...]:
    """Every choice once, each after all that it needs. ValueError where needs go round in a circle.

    The greedy rule: of all actions left, the next is the one whose bundle – the action with all that it still
    needs – closes most per effort, then brings most points per effort, then takes least effort, then comes
    first by name. Its bundle is put in place as a whole, what is needed first by the same rule within it, so
    that an action without an effect of its own stands right before the first one that pays for it and
    inherits its share. What closes nothing and is needed by nothing comes last.
    """
    left = {one.id: one for one in choices}
    if circle := _circle(left):
        raise ValueError(f"actions need each other: {'、'.join(sorted(circle))}")
    placed: list[Placed] = []
    while left:
        bundles = [(one, _bundle(one.id, left)) for one in left.values()]
        best, bundle = min(bundles, key=_Rank)
        closes, effort = sum(one.closes for one in bundle), sum(one.effort for one in bundle)
        placed.extend(Placed(one.id, best.id, closes, effort) for one in _in_order(bundle))
        for one in bundle:
            del left[one.id]
    return tuple(placed)


class _Rank:
    """How a bundle compares: smaller comes first."""

    def __init__(self, pair: tuple[Choice, Sequence[Choice]]) -> None:
        choice, bundle = pair
        self.name = choice.id
        self.closes = sum(one.closes for one in bundle)
        self.points = sum(one.points for one in bundle)
        self.effort = sum(one.effort for one in bundle)

    def __lt__(self, other: "_Rank") -> bool:
        for mine, theirs in ((self.closes, other.closes), (self.points, other.points)):
            if mine * other.effort != theirs * self.effort:
                return mine * other.effort > theirs * self.effort
        return (self.effort, self.name) < (other.effort, other.name)


def _bundle(name: str, left: Mapping[str, Choice]) -> list[Choice]:
    """An action with all that it still needs, near or far."""
    found: dict[str, Choice] = {}
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one in left and one not in found:
            found[one] = left[one]
            waiting.extend(left[one].needs)
    return list(found.values())


def _in_order(bundle: Collection[Choice]) -> list[Choice]:
    """What is needed before what needs it; of those that can be begun, by the rule for single actions."""
    left = {one.id: one for one in bundle}
    found: list[Choice] = []
    while left:
        ready = [(one, [one]) for one in left.values() if one.needs.isdisjoint(left)]
        first = min(ready, key=_Rank)[0]
        found.append(left.pop(first.id))
    return found


def _circle(left: Mapping[str, Choice]) -> set[str]:
    """The actions that can never be begun because they wait for each other."""
    waiting = {name: set(one.needs) & set(left) for name, one in left.items()}
    while ready := {name for name, needs in waiting.items() if not needs}:
        waiting = {name: needs - ready for name, needs in waiting.items() if name not in ready}
    return set(waiting)
