"""Rungs: every one of them can be reached, and asks at least what the rung below asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from assessments.problem import Finding
from assessments.schema.common import ProductionType
from assessments.schema.ladder import Ladder
from assessments.schema.questionnaire import Item, Option, Questionnaire, Requirement
from assessments.shelf import Entry, Shelf


@dataclass(frozen=True)
class _Laddered:
    """A questionnaire with the ladder it rates; `rank` gives the place of a level on it."""

    entry: Entry[Questionnaire]
    ladder: Ladder

    @property
    def rank(self) -> dict[str, int]:
        return {level: rank for rank, level in enumerate(self.ladder.level_ids)}

    def items(self) -> Iterator[tuple[int, Item]]:
        """The items, by their position, whose levels the ladder knows."""
        for i, item in enumerate(self.entry.model.items):
            if {*item.rungs, *(option.level for option in item.options)} <= self.rank.keys():
                yield i, item


def _laddered(shelf: Shelf) -> Iterator[_Laddered]:
    ladders = {entry.model.id: entry.model for entry in shelf.ladders}
    for entry in shelf.questionnaires:
        if entry.model.ladder in ladders:
            yield _Laddered(entry, ladders[entry.model.ladder])


def asked_types(item: Item) -> tuple[ProductionType, ...]:
    """The production types that are asked an item."""
    return tuple(ProductionType) if item.production == "all" else (item.production,)


def options_for(item: Item, production: ProductionType) -> tuple[Option, ...]:
    """The options that a unit of this production type can choose."""
    return tuple(option for option in item.options if option.production in ("all", production))


def known_levels(shelf: Shelf) -> Iterator[Finding]:
    """Rungs of items and versions, and levels of options, are levels of the ladder."""
    for laddered in _laddered(shelf):
        entry, rank = laddered.entry, laddered.rank
        cure = f"请改成 {'、'.join(laddered.ladder.level_ids[1:])} 之一"
        for i, item in enumerate(entry.model.items):
            for level in item.rungs.keys() - (rank.keys() - {"none"}):
                yield Finding(entry.at("items", i, "rungs", level), f"梯级 {level} 不存在", cure)
            for j, option in enumerate(item.options):
                if option.level not in rank:
                    place = entry.at("items", i, "options", j, "level")
                    yield Finding(place, f"梯级 {option.level} 不存在", f"{cure}，不对应梯级的不写 level")
    ladders = {entry.model.id: entry.model for entry in shelf.ladders}
    for version in shelf.versions:
        ladder = ladders.get(version.model.ladder)
        for level in version.model.rungs if ladder else ():
            if ladder and level not in ladder.level_ids[1:]:
                cure = f"请改成 {'、'.join(ladder.level_ids[1:])} 之一"
                yield Finding(version.at("rungs", level), f"梯级 {level} 不存在", cure)


def reachable_rungs(shelf: Shelf) -> Iterator[Finding]:
    """A mandatory item has an option that evidences the rung or a higher one, for each production type."""
    for laddered in _laddered(shelf):
        rank = laddered.rank
        for i, item in laddered.items():
            for level in _mandatory(item):
                barred = [
                    production.value
                    for production in asked_types(item)
                    if max((rank[o.level] for o in options_for(item, production)), default=0) < rank[level]
                ]
                if barred:
                    place = laddered.entry.at("items", i, "rungs", level)
                    message = (
                        f"题目 {item.id} 在 {level} 必答，但没有选项能达到 {level}（{'、'.join(barred)}）"
                    )
                    yield Finding(place, message, "请核对选项的 level，或改正 rungs")


def mandatory_upward(shelf: Shelf) -> Iterator[Finding]:
    """What a rung requires, every higher rung requires too, since levels are cumulative."""
    for laddered in _laddered(shelf):
        for i, item in enumerate(laddered.entry.model.items):
            asked = [item.rungs.get(level) for level in laddered.ladder.level_ids[1:]]
            if Requirement.MANDATORY not in asked:
                continue
            first = asked.index(Requirement.MANDATORY)
            if any(requirement is not Requirement.MANDATORY for requirement in asked[first:]):
                yield Finding(
                    laddered.entry.at("items", i, "rungs"),
                    f"题目 {item.id} 在较低梯级必答，在较高梯级却不必答",
                    "较低梯级必答的，较高梯级也须必答，请改正 rungs",
                )


def points_and_levels(shelf: Shelf) -> Iterator[Finding]:
    """In a single-choice item a later option never has fewer points or a lower level than an earlier one."""
    for laddered in _laddered(shelf):
        rank = laddered.rank
        for i, item in laddered.items():
            if item.type != "single":
                continue
            for production in asked_types(item):
                worth = [(o.points, rank[o.level]) for o in options_for(item, production)]
                if any(a[0] > b[0] or a[1] > b[1] for a, b in pairwise(worth)):
                    yield Finding(
                        laddered.entry.at("items", i, "options"),
                        f"题目 {item.id} 的选项没有从低到高排列（分值或梯级有倒退）",
                        "请按从低到高排列，并核对 points 和 level",
                    )
                    break


def asked_somewhere(shelf: Shelf) -> Iterator[Finding]:
    """Every item is asked at some rung, where attainment of the rungs decides."""
    for entry in shelf.questionnaires:
        if entry.model.method != "attainment":
            continue
        for i, item in enumerate(entry.model.items):
            if not item.rungs:
                place = entry.at("items", i, "rungs")
                yield Finding(place, f"题目 {item.id} 没有任何梯级问到", "请在 rungs 里写明哪一级必答或可选")


def _mandatory(item: Item) -> tuple[str, ...]:
    return tuple(level for level, requirement in item.rungs.items() if requirement is Requirement.MANDATORY)
