"""Implications: each leads from an option to an option, and never back to where it began."""

from collections.abc import Iterator, Mapping

from assessments.checks.levels import asked_types
from assessments.problem import Finding, Place
from assessments.schema.questionnaire import AnswerIs, Implication, Item, Questionnaire
from assessments.shelf import Shelf


def implications(shelf: Shelf) -> Iterator[Finding]:
    """Both ends exist, and the implied single-choice item is asked of all who can give the first answer."""
    for entry in shelf.questionnaires:
        items = {item.id: item for item in entry.model.items}
        for i, implication in enumerate(entry.model.implications):
            at = entry.at("implications", i)
            ends = [
                *_end(shelf, items, implication.when, at.at("when")),
                *_end(shelf, items, implication.then, at.at("then")),
            ]
            yield from ends
            if not ends and implication.when.item in items and implication.then.item in items:
                yield from _fitting(items, implication, at)


def _end(shelf: Shelf, items: Mapping[str, Item], end: AnswerIs, place: Place) -> Iterator[Finding]:
    item = items.get(end.item)
    if item is None:
        if not shelf.is_unread(Questionnaire, f"items:{end.item}"):
            yield Finding(place.at("item"), f"题目 {end.item} 不存在", "请改成本问卷的题目 id")
    elif end.option not in {option.id for option in item.options}:
        yield Finding(place.at("option"), f"题目 {end.item} 没有选项 {end.option}", "请改成该题的选项 id")


def _fitting(items: Mapping[str, Item], implication: Implication, at: Place) -> Iterator[Finding]:
    when, then = items[implication.when.item], items[implication.then.item]
    option = next(option for option in then.options if option.id == implication.then.option)
    if not set(asked_types(when)) <= set(asked_types(then)) or option.production not in (
        "all",
        when.production,
    ):
        message = f"{when.id} 与 {then.id} 问的生产类型不同，推定无法成立"
        yield Finding(at, message, "只在问同一生产类型的题目之间推定")
    if then.type != "single":
        kind = "多选题" if then.type == "multiple" else "由事实推出的题目"
        yield Finding(at.at("then"), f"推定的题目 {then.id} 是{kind}", "只能推定单选题的答案")


def implication_cycles(shelf: Shelf) -> Iterator[Finding]:
    """No item is implied by itself, directly or through others."""
    for entry in shelf.questionnaires:
        follows: dict[str, set[str]] = {}
        for implication in entry.model.implications:
            follows.setdefault(implication.when.item, set()).add(implication.then.item)
        told: set[str] = set()
        for i, implication in enumerate(entry.model.implications):
            start, reached = implication.when.item, _reached(follows, implication.then.item)
            if start in reached and start not in told:
                told |= reached
                yield Finding(entry.at("implications", i), f"题目 {start} 的推定绕回自身", "请断开这个循环")


def _reached(follows: Mapping[str, set[str]], start: str) -> set[str]:
    reached, ahead = {start}, [start]
    while ahead:
        for item in follows.get(ahead.pop(), set()) - reached:
            reached.add(item)
            ahead.append(item)
    return reached
