"""Items: which options count or may count, their points, and the level that they evidence."""

from fractions import Fraction

from assessments.schema.questionnaire import Item, Option
from tests.reference import conditions
from tests.reference.unit import NOT_APPLICABLE, own_options
from tests.reference.world import World

Span = tuple[Fraction, Fraction]
"""Points that are certain and points that are possible."""

NOTHING = Fraction(0)


def asked(world: World) -> list[Item]:
    """The items for the unit's production type."""
    return [item for item in world.questionnaire.items if item.production in ("all", world.unit.production)]


def points(world: World, of: str) -> Span:
    """The points of a domain, or `total`."""
    inside = [
        sub.id
        for domain in world.questionnaire.domains
        if of in ("total", domain.id)
        for sub in domain.sub_domains
    ]
    spans = [points_of(world, item) for item in asked(world) if item.sub_domain in inside]
    return sum((low for low, _ in spans), NOTHING), sum((high for _, high in spans), NOTHING)


def points_of(world: World, item: Item) -> Span:
    """The points of one item."""
    if item.type == "derived":
        options, closed = derived_options(world, item)
        worth = [Fraction(option.points) for option in options]
        return (min(worth) if closed else NOTHING), max(worth, default=NOTHING)
    answer = answer_to(world, item)
    if answer == NOT_APPLICABLE:
        return NOTHING, NOTHING
    if not answer:
        return NOTHING, best_of(world, item)
    sum_of_chosen = sum((Fraction(option.points) for option in item.options if option.id in answer), NOTHING)
    return sum_of_chosen, sum_of_chosen


def best_of(world: World, item: Item) -> Fraction:
    """The most that an item can give."""
    own = own_options(item, world.unit.production)
    if item.type == "single":
        return max(Fraction(option.points) for option in own)
    together = sum((Fraction(option.points) for option in own if not option.exclusive), NOTHING)
    return max([together, *(Fraction(option.points) for option in own if option.exclusive)])


def derived_options(world: World, item: Item) -> tuple[list[Option], bool]:
    """The options that may be the first whose condition holds, and whether one of them surely is it.

    A recalled option is never sure.
    """
    found = []
    for option in own_options(item, world.unit.production):
        verdict = "met" if option.when is None else conditions.decide(world, option.when)
        if verdict != "not_met":
            found.append(option)
        if verdict == "met" and option.provenance != "recalled":
            return found, True
    return found, False


def at_level(world: World, item: Item, level: str) -> str:
    """Whether an item's answer evidences a level or a higher one."""
    levels = world.ladder.level_ids
    if item.type == "derived":
        options, closed = derived_options(world, item)
        there = [levels.index(option.level) >= levels.index(level) for option in options]
        return conditions.one_of_two(can_hold=any(there), can_fail=not closed or not all(there))
    answer = answer_to(world, item)
    if not answer or answer == NOT_APPLICABLE:
        return "undecided"
    chosen = [option for option in item.options if option.id in answer]
    there = [levels.index(option.level) >= levels.index(level) for option in chosen]
    return "met" if any(there) else "not_met"


def answer_to(world: World, item: Item) -> list[str] | str:
    """The option ids that count: implied by another item's answer, or given; none where it is open."""
    by_id = {one.id: one for one in asked(world)}
    for implication in world.questionnaire.implications:
        cause = by_id.get(implication.when.item)
        if implication.then.item == item.id and cause is not None:
            answer = answer_to(world, cause)
            if answer != NOT_APPLICABLE and implication.when.option in answer:
                return [implication.then.option]
    return world.unit.answers.get(item.id, [])
