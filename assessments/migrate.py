"""Answers given under one version, as far as another version knows their items and options."""

from collections.abc import Mapping
from typing import Any

from assessments.answering import Answer
from assessments.compile import CompiledQuestionnaire
from assessments.schema.questionnaire import Item


def carried(answers: Mapping[str, Answer], target: CompiledQuestionnaire) -> dict[str, Answer]:
    """The answers by item id that `target` can read; an item or option that it does not have stays open."""
    items = {item.id: item for item in target.answered}
    return {name: answer for name, answer in answers.items() if name in items and _fits(answer, items[name])}


def same_layout(one: CompiledQuestionnaire, other: CompiledQuestionnaire) -> bool:
    """Whether a submission packed under one version reads the same under the other."""
    return _layout(one) == _layout(other)


def _fits(answer: Answer, item: Item) -> bool:
    if answer.not_applicable is not None:
        return item.type == "single" and item.may_not_apply is not None
    known = {option.id for option in item.options}
    return set(answer.options) <= known and (item.type == "multiple" or len(answer.options) <= 1)


def _layout(compiled: CompiledQuestionnaire) -> list[tuple[Any, ...]]:
    return [
        (item.id, item.type, item.production, item.may_not_apply is None, [o.id for o in item.options])
        for item in compiled.answered
    ]
