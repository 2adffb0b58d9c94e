"""Review chains: they are made for what exists, their steps are in order, and one applies in every case."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from assessments.problem import Finding
from assessments.schema.common import Period
from assessments.schema.review import ActsAt, Need, ReviewChain, Step, StepKind
from assessments.shelf import Entry, Shelf

NEEDED = {
    StepKind.SITE_CHECK: Need.SITE_CHECK,
    StepKind.PUBLICITY: Need.PERIOD_OVER,
    StepKind.RECOGNITION: Need.NOTICE,
}
"""What a step of a kind cannot do without."""


def names(shelf: Shelf) -> Iterator[Finding]:
    """A chain names questionnaires, levels, cities and calls that exist."""
    ladders = {entry.model.id: entry.model for entry in shelf.ladders}
    instruments = {
        e.model.id: set(ladders[e.model.ladder].level_ids)
        for e in shelf.questionnaires
        if e.model.ladder in ladders
    }
    cities = {city.code for entry in shelf.regions for city in entry.model.cities}
    calls = {entry.model.key for entry in shelf.calls}
    for entry in shelf.reviews:
        chain = entry.model
        if chain.questionnaire not in instruments:
            message = f"评价工具 {chain.questionnaire} 不存在"
            yield Finding(entry.at("questionnaire"), message, "请改成已有评价工具的 id")
            continue
        known = {"levels": instruments[chain.questionnaire], "cities": cities, "calls": calls}
        for key, values in known.items():
            for i, name in enumerate(getattr(chain, key)):
                if name not in values:
                    yield Finding(entry.at(key, i), f"{name} 不存在", "请改正，或补上这一定义")


def steps(shelf: Shelf) -> Iterator[Finding]:
    """Ids once, nobody acts only at the end, a step asks for what it cannot do without."""
    for entry in shelf.reviews:
        listed = entry.model.steps
        for i, step in enumerate(listed):
            place = entry.at("steps", i)
            if step.id in {other.id for other in listed[:i]}:
                yield Finding(place.at("id"), f"环节 {step.id} 重复", "同一条审核链的环节 id 须各不相同")
            outside = step.by is ActsAt.NOBODY
            if outside != (step.kind is StepKind.OUTSIDE):
                yield Finding(
                    place.at("by"), "本平台以外的环节和无人办理须同时写", "请改 kind: outside 或 by: nobody"
                )
            elif outside and i + 1 < len(listed):
                yield Finding(place, "无人办理的环节后面还有环节", "请移到最后")
            elif not _has_needed(step):
                need = NEEDED[step.kind].value
                yield Finding(place.at("needs"), f"这类环节须先具备 {need}", f"请在 needs 里写上 {need}")


def _has_needed(step: Step) -> bool:
    return step.kind not in NEEDED or NEEDED[step.kind] in step.needs


def titles(shelf: Shelf) -> Iterator[Finding]:
    """A chain that grants a title is for levels at which there is one."""
    granted = {
        entry.model.id: {level.id for level in entry.model.levels if level.recognition is not None}
        for entry in shelf.ladders
    }
    every = {entry.model.id: {level.id for level in entry.model.levels} for entry in shelf.ladders}
    ladder_of = {entry.model.id: entry.model.ladder for entry in shelf.questionnaires}
    for entry in shelf.reviews:
        ladder = ladder_of.get(entry.model.questionnaire, "")
        levels = set(entry.model.levels) or every.get(ladder, set())
        without = sorted(levels & every.get(ladder, set()) - granted.get(ladder, set()))
        for i, step in enumerate(entry.model.steps):
            if step.kind is StepKind.RECOGNITION and without:
                message = f"等级 {'、'.join(without)} 没有对应的称号，无从认定"
                yield Finding(entry.at("steps", i), message, "请在梯级里写上 recognition，或从 levels 去掉")


def overlaps(shelf: Shelf) -> Iterator[Finding]:
    """No two chains that are as special as each other apply in the same case on the same day."""
    for one, other in combinations(shelf.reviews, 2):
        if _meet(one.model, other.model):
            yield _overlap(one, other)


def _overlap(one: Entry[ReviewChain], other: Entry[ReviewChain]) -> Finding:
    message = f"与审核链 {one.model.key} 适用于同一情形"
    return Finding(other.at("id"), message, "请用 levels、cities、calls 或施行期把两者分开")


def _meet(one: ReviewChain, other: ReviewChain) -> bool:
    if one.questionnaire != other.questionnaire or one.narrowness != other.narrowness:
        return False
    lists = (("levels", one.levels, other.levels), ("cities", one.cities, other.cities))
    named = (*lists, ("calls", one.calls, other.calls), ("purposes", one.purposes, other.purposes))
    for _name, mine, theirs in named:
        if mine and theirs and not set(mine) & set(theirs):
            return False
    return _first(one.effective) <= _last(other.effective) and _first(other.effective) <= _last(one.effective)


def _first(period: Period) -> date:
    return period.start if isinstance(period.start, date) else date.min


def _last(period: Period) -> date:
    return period.end if isinstance(period.end, date) else date.max
