"""Efforts: what they name exists, once, and a metric's levers are facts of its formula."""

from collections import Counter
from collections.abc import Iterator

from assessments.metrics import facts_in
from assessments.problem import Finding, Place
from assessments.schema.effort import Efforts
from assessments.schema.fact import FactRegister
from assessments.schema.metric import MetricRegister
from assessments.schema.questionnaire import Questionnaire
from assessments.shelf import Entry, Shelf


def effort_names(shelf: Shelf) -> Iterator[Finding]:
    """Every fact, metric and item that has an effort of its own exists."""
    facts = {fact.id for register in shelf.registers for fact in register.model.facts}
    metrics = {metric.id for register in shelf.metrics for metric in register.model.metrics}
    for entry in shelf.efforts:
        for name, place in _facts(entry):
            if name not in facts and not _unread(shelf, FactRegister, f"facts:{name}"):
                yield Finding(place, f"事实 {name} 不存在", "请改正，或在 facts/register.yaml 补上")
        for i, lever in enumerate(entry.model.levers):
            if lever.metric not in metrics and not _unread(shelf, MetricRegister, f"metrics:{lever.metric}"):
                place = entry.at("levers", i, "metric")
                yield Finding(place, f"指标 {lever.metric} 不存在", "请改正，或在 facts/metrics.yaml 补上")
        yield from _items(shelf, entry)


def effort_levers(shelf: Shelf) -> Iterator[Finding]:
    """A lever is a fact that the formula of its metric reads."""
    read = {
        metric.id: {fact for fact, _ in facts_in(metric.formula)}
        for register in shelf.metrics
        for metric in register.model.metrics
    }
    for entry in shelf.efforts:
        for i, lever in enumerate(entry.model.levers):
            for k, fact in enumerate(lever.facts if lever.metric in read else ()):
                if fact not in read[lever.metric]:
                    place = entry.at("levers", i, "facts", k)
                    yield Finding(place, f"指标 {lever.metric} 的公式不含事实 {fact}", "请改为公式中的事实")


def efforts_once(shelf: Shelf) -> Iterator[Finding]:
    """A kind, a fact, a metric or an item has one effort."""
    for entry in shelf.efforts:
        named = [
            *((f"事实类型 {one.kind}", entry.at("kinds", i)) for i, one in enumerate(entry.model.kinds)),
            *((f"事实 {one.fact}", entry.at("facts", i)) for i, one in enumerate(entry.model.facts)),
            *((f"指标 {one.metric}", entry.at("levers", i)) for i, one in enumerate(entry.model.levers)),
            *(
                (f"题目 {one.questionnaire} {one.item}", entry.at("items", i))
                for i, one in enumerate(entry.model.items)
            ),
        ]
        counts = Counter(what for what, _ in named)
        last = dict(named)
        for what, place in last.items():
            if counts[what] > 1:
                yield Finding(place, f"{what} 写了 {counts[what]} 次", "请只留一处")


def _facts(entry: Entry[Efforts]) -> Iterator[tuple[str, Place]]:
    for i, one in enumerate(entry.model.facts):
        yield one.fact, entry.at("facts", i, "fact")
        if one.at_most is not None:
            yield one.at_most, entry.at("facts", i, "at_most")


def _items(shelf: Shelf, entry: Entry[Efforts]) -> Iterator[Finding]:
    known = {(one.model.id, item.id) for one in shelf.questionnaires for item in one.model.items}
    for i, own in enumerate(entry.model.items):
        if (own.questionnaire, own.item) not in known and not _unread(
            shelf, Questionnaire, f"items:{own.item}"
        ):
            place = entry.at("items", i, "item")
            yield Finding(place, f"问卷 {own.questionnaire} 没有题目 {own.item}", "请改正问卷 id 或题目 id")


def _unread(shelf: Shelf, kind: type[FactRegister | MetricRegister | Questionnaire], name: str) -> bool:
    return shelf.is_unread(kind, name) or shelf.is_unread(kind, "*")
