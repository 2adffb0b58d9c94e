"""Actions: what they lift, need and ask for exists; no two lift the same answer of the same firm."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from assessments.problem import Finding, Place
from assessments.schema.action import Action, Actions, FactLift, ItemLift, Lift, Scope
from assessments.schema.questionnaire import Questionnaire
from assessments.shelf import Shelf

Placed = tuple[Action, Place]


def names(shelf: Shelf) -> Iterator[Finding]:
    """Every capability, scene, earlier action, item, option, fact and title that is named exists."""
    known: dict[str, set[str] | set[int]] = {
        "capabilities": {one.id for file in shelf.capabilities for one in file.model.capabilities},
        "scenes": {one.number for file in shelf.scenes for one in file.model.scenes},
        "needs": {action.id for action, _ in _all(shelf)},
    }
    words = {"capabilities": "能力", "scenes": "场景", "needs": "举措"}
    liftable = _liftable(shelf)
    for action, place in _all(shelf):
        for field, named in words.items():
            for i, name in enumerate(getattr(action, field)):
                if name not in known[field] and not _unread(shelf, field):
                    yield Finding(place.at(field, i), f"{named} {name} 不存在", "请改正，或先把它写进目录")
        for i, lift in enumerate(action.lifts):
            message = _lift_problem(shelf, liftable, lift)
            if message:
                yield Finding(place.at("lifts", i), message, "请改正为目录中已有的 id")


def repeated(shelf: Shelf) -> Iterator[Finding]:
    """An action, a capability and a scene are defined once."""
    seen: set[tuple[str, object]] = set()
    listed: list[tuple[Place, tuple[str, object]]] = [
        *((place, ("举措", action.id)) for action, place in _all(shelf)),
        *(
            (file.at("capabilities", i), ("能力", one.id))
            for file in shelf.capabilities
            for i, one in enumerate(file.model.capabilities)
        ),
        *(
            (file.at("scenes", i), ("场景", one.number))
            for file in shelf.scenes
            for i, one in enumerate(file.model.scenes)
        ),
    ]
    for here, name in listed:
        if name in seen:
            yield Finding(here, f"{name[0]} {name[1]} 重复", "请只留一处，或改用不同的 id")
        seen.add(name)


def order(shelf: Shelf) -> Iterator[Finding]:
    """No action waits for itself."""
    needs = {action.id: action.needs for action, _ in _all(shelf)}
    for action, place in _all(shelf):
        reached, left = set[str](), list(action.needs)
        while left:
            name = left.pop()
            if name not in reached:
                reached.add(name)
                left.extend(needs.get(name, ()))
        if action.id in reached:
            yield Finding(place.at("needs"), f"举措 {action.id} 的前置举措绕回了它自己", "请去掉其中一环")


def once(shelf: Shelf) -> Iterator[Finding]:
    """An option of an item is lifted by one action wherever two scopes meet."""
    lifting: dict[tuple[str, str, str], list[Placed]] = {}
    for action, place in _all(shelf):
        for lift in action.lifts:
            if isinstance(lift, ItemLift):
                for option in lift.to:
                    key = (lift.questionnaire, lift.item, option)
                    lifting.setdefault(key, []).append((action, place))
    for (questionnaire, item, option), found in lifting.items():
        for (first, _), (second, place) in combinations(found, 2):
            if _meet(first.scope, second.scope):
                what = f"{questionnaire} {item} 的选项 {option} 已由举措 {first.id} 提升"
                yield Finding(place.at("lifts"), what, "同一类企业只留一条举措，或写明各自的适用范围 scope")


def _meet(first: Scope, second: Scope) -> bool:
    """Whether a firm may exist that both scopes suit."""
    production = "all" in (first.production, second.production) or first.production == second.production
    sizes = not first.sizes or not second.sizes or not set(first.sizes).isdisjoint(second.sizes)
    pairs = [(a, b) for a in first.industries for b in second.industries]
    industries = (
        not first.industries
        or not second.industries
        or any(a.startswith(b) or b.startswith(a) for a, b in pairs)
    )
    return production and sizes and industries


def _all(shelf: Shelf) -> Iterator[Placed]:
    for file in shelf.actions:
        for i, action in enumerate(file.model.actions):
            yield action, file.at("actions", i)


def _unread(shelf: Shelf, field: str) -> bool:
    kinds = {one for one, _ in shelf.unread}
    return Actions in kinds if field == "needs" else any(one.__name__.lower() == field for one in kinds)


@dataclass(frozen=True)
class _Liftable:
    """What an action may lift: the options of each item of each questionnaire, the facts and the titles."""

    options: Mapping[tuple[str, str], set[str]]
    facts: set[str]
    titles: set[str]


def _liftable(shelf: Shelf) -> _Liftable:
    options: dict[tuple[str, str], set[str]] = {}
    for entry in shelf.questionnaires:
        for item in entry.model.items:
            options.setdefault((entry.model.id, item.id), set()).update(one.id for one in item.options)
    facts = {fact.id for register in shelf.registers for fact in register.model.facts}
    titles = {kind.id for file in shelf.recognition_kinds for kind in file.model.kinds}
    return _Liftable(options, facts, titles)


def _lift_problem(shelf: Shelf, liftable: _Liftable, lift: Lift) -> str | None:
    if isinstance(lift, FactLift):
        return None if lift.fact in liftable.facts else f"事实 {lift.fact} 不存在"
    if not isinstance(lift, ItemLift):
        return None if lift.title in liftable.titles else f"称号 {lift.title} 不存在"
    options = liftable.options.get((lift.questionnaire, lift.item), set())
    if not options:
        unread = shelf.is_unread(Questionnaire, f"items:{lift.item}") or shelf.is_unread(Questionnaire, "*")
        return None if unread else f"问卷 {lift.questionnaire} 没有题目 {lift.item}"
    missing = [one for one in lift.to if one not in options]
    return f"题目 {lift.item} 没有选项 {'、'.join(missing)}" if missing else None
