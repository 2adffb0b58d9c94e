"""The better answers to one item, and what each takes: option steps, or the actions that lift them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assessments.action_book import SuitedActions
from assessments.efforts import EffortBook
from assessments.schema.questionnaire import Item, Option

MOST_SHARED = 3
"""A multiple choice whose options share more actions with other items is priced by itself.

Every subset of those actions would be a candidate of its own. What such an item costs is an upper bound: its
steps are counted where they stand."""

Points = tuple[int, ...]
Measured = Callable[[Sequence[Option]], Points]
"""What a choice of options adds to each quantity that is asked about."""


@dataclass(frozen=True)
class Price:
    """What lifting an item to some options takes.

    `own` is the effort of this item alone, `shared` the ids of actions that lift other items too and are paid
    once for all of them; `actions` are the ids of all that it takes, in order.
    """

    own: int
    shared: frozenset[str] = frozenset()
    actions: tuple[str, ...] = ()

    def covers(self, other: "Price") -> bool:
        """Whether this is no dearer than another price, whatever else is done."""
        return self.own <= other.own and self.shared <= other.shared


@dataclass(frozen=True)
class Better:
    """A better answer: its options, how many it goes up, and what it takes."""

    options: tuple[Option, ...]
    steps: int
    price: Price


@dataclass(frozen=True, eq=False)
class Prices:
    """What the items of one questionnaire take for one unit: `items` are those that it is asked."""

    book: EffortBook
    actions: SuitedActions
    questionnaire: str
    items: Sequence[Item]

    @cached_property
    def wide(self) -> frozenset[str]:
        """The multiple choices that share more than MOST_SHARED actions with other items."""
        found = set()
        for item in self.items:
            names = [option.id for option in item.options]
            lifting = self.actions.lifting(self.questionnaire, item.id, names)
            if (
                item.type == "multiple"
                and len(self._lifting_many.intersection(a.id for a in lifting)) > MOST_SHARED
            ):
                found.add(item.id)
        return frozenset(found)

    @cached_property
    def _lifting_many(self) -> frozenset[str]:
        """The actions that lift more than one of the items."""
        asked = {one.id for one in self.items if not self.book.has_own_step(self.questionnaire, one.id)}
        lifted = {
            name: {lift.item for lift in self.actions.lifted(action, self.questionnaire)} & asked
            for name, action in self.actions.actions.items()
        }
        return frozenset(name for name, items in lifted.items() if len(items) > 1)

    def of(self, item: str, gained: Sequence[Option]) -> Price:
        """What it takes to gain some options of an item: its actions, a step for each that none lifts."""
        names = [option.id for option in gained]
        actions = self.actions.lifting(self.questionnaire, item, names)
        step = self.book.step(self.questionnaire, item)
        ids = tuple(action.id for action in actions)
        if self.book.has_own_step(self.questionnaire, item):
            return Price(step * len(names), actions=ids)
        bare = sum(not self.actions.covers(self.questionnaire, item, name) for name in names)
        shared = frozenset() if item in self.wide else self._lifting_many.intersection(ids)
        own = sum(action.effort for action in actions if action.id not in shared)
        return Price(bare * step + own, shared, ids)

    def better(
        self, item: Item, options: Sequence[Option], given: Sequence[Option], measured: Measured
    ) -> Iterator[Better]:
        """Better answers than the one given, by the options that may be chosen; open is given as nothing."""
        first = 0 if given else self.book.efforts.first_answer
        for chosen, gained in _BETTER[item.type](self, item, options, given, measured):
            price = self.of(item.id, gained)
            # A change always counts for something, unless a shared action is what it takes.
            own = first + price.own if price.shared else max(1, first + price.own)
            yield Better(tuple(chosen), len(gained), Price(own, price.shared, price.actions))


_Chosen = Iterator[tuple[Sequence[Option], Sequence[Option]]]
"""What is chosen, and what of it is gained."""


def _single(
    _prices: Prices, _item: Item, options: Sequence[Option], given: Sequence[Option], _measured: Measured
) -> _Chosen:
    """Every later option; an open item counts as standing at the first."""
    here = options.index(given[0]) if given else 0
    for place, option in enumerate(options):
        if place > here or not given:
            yield [option], options[here + 1 : place + 1]


def _multiple(
    prices: Prices, item: Item, options: Sequence[Option], given: Sequence[Option], measured: Measured
) -> _Chosen:
    """The sets of further options that no other set beats at no higher price.

    Options that one action lifts come together: whoever has paid for it takes them all. A set that another
    beats stays beaten whatever is added to both: points add up, of levels the highest counts.
    """
    held = [option for option in given if not option.exclusive]
    missing = [option for option in options if not option.exclusive and option not in held]
    kept: list[_Set] = []
    for group in _groups(prices, item, missing):
        gains = [(*one, *group) for one in ((), *(one.gained for one in kept))]
        more = [_Set(gain, measured([*held, *gain]), prices.of(item.id, gain)) for gain in gains]
        kept = _unbeaten([*kept, *more])
    yield from (([*held, *one.gained], one.gained) for one in kept)


@dataclass(frozen=True)
class _Set:
    gained: tuple[Option, ...]
    points: Points
    price: Price

    def beats(self, other: "_Set") -> bool:
        better = all(mine >= theirs for mine, theirs in zip(self.points, other.points, strict=True))
        return better and self.price.covers(other.price)


def _groups(prices: Prices, item: Item, missing: Sequence[Option]) -> list[list[Option]]:
    """The options by the action that lifts them, each alone where none does or where steps are named."""
    found: dict[str, list[Option]] = {}
    own = prices.book.has_own_step(prices.questionnaire, item.id)
    for option in missing:
        actions = () if own else prices.actions.lifting(prices.questionnaire, item.id, [option.id])
        found.setdefault(actions[0].id if actions else f":{option.id}", []).append(option)
    return list(found.values())


def _unbeaten(sets: Sequence[_Set]) -> list[_Set]:
    """Of sets that are as good at the same price, the first."""
    kept: list[_Set] = []
    for one in sets:
        if not any(other.beats(one) for other in kept):
            kept = [*(other for other in kept if not one.beats(other)), one]
    return kept


_BETTER: Mapping[str, Callable[[Prices, Item, Sequence[Option], Sequence[Option], Measured], _Chosen]] = {
    "single": _single,
    "multiple": _multiple,
}
