"""Facts and the conditions over them: the comparator suits the fact, and so does its operand."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from assessments.problem import Finding, Place
from assessments.schema.condition import (
    AllOf,
    AnyOf,
    Comparator,
    Compare,
    Condition,
    Count,
    Holds,
    InGroup,
    Not,
)
from assessments.schema.fact import Fact, FactRegister
from assessments.schema.region import Regions
from assessments.schema.target import RecognitionKinds
from assessments.shelf import Shelf

_ORDER = {Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.AT_MOST, Comparator.BELOW}
_QUANTITIES = ("money", "count", "number", "level", "ledger")
_WHOLE_QUANTITIES = ("money", "count", "ledger")
_COMPARATORS: Mapping[str, set[Comparator]] = {
    **{kind: {*_ORDER, Comparator.IS} for kind in (*_QUANTITIES, "date")},
    "choice": {Comparator.IS, Comparator.ONE_OF},
    "set": {Comparator.IS, Comparator.ONE_OF},
}


def leaves(condition: Condition, place: Place) -> Iterator[tuple[Condition, Place]]:
    """Every node of a condition tree with its place, parents first."""
    yield condition, place
    match condition:
        case AllOf():
            parts, key = condition.all_of, "all_of"
        case AnyOf():
            parts, key = condition.any_of, "any_of"
        case Count():
            parts, key = condition.of, "of"
        case Not():
            yield from leaves(condition.negated, place.at("not"))
            return
        case _:
            return
    for i, part in enumerate(parts):
        yield from leaves(part, place.at(key, i))


def _nodes(shelf: Shelf) -> Iterator[tuple[Condition, Place]]:
    for entry in shelf.calls:
        for i, gate in enumerate(entry.model.gates):
            yield from leaves(gate.when, entry.at("gates", i, "when"))


def facts_of_register(shelf: Shelf) -> Iterator[Finding]:
    """Choices belong to choice facts, an order to single choices, and bounds are the right way round."""
    for entry in shelf.registers:
        for i, fact in enumerate(entry.model.facts):
            at, chooses = entry.at("facts", i), fact.kind in ("choice", "set")
            if chooses and len(fact.choices) < 2:
                yield Finding(at, f"事实 {fact.id} 缺少取值", "请在 choices 里列出两个以上取值")
            if not chooses and fact.choices:
                yield Finding(at.at("choices"), f"事实 {fact.id} 不是选择型，不能有取值", "请删去 choices")
            if fact.ordered and fact.kind != "choice":
                yield Finding(at.at("ordered"), f"事实 {fact.id} 不是单选型，不能有顺序", "请删去 ordered")
            if fact.minimum is not None and fact.maximum is not None and fact.minimum > fact.maximum:
                yield Finding(at, f"事实 {fact.id} 的下限大于上限", "请核对 minimum 和 maximum")


def operands(shelf: Shelf) -> Iterator[Finding]:
    """Each comparison names a known fact, suits its kind, and compares with a value of that kind."""
    facts = {fact.id: fact for entry in shelf.registers for fact in entry.model.facts}
    for node, place in _nodes(shelf):
        if not isinstance(node, Compare):
            continue
        fact = facts.get(node.fact)
        if fact is not None:
            yield from _comparison(fact, node, place)
            yield from _window(shelf, facts, node, place)
        elif not shelf.is_unread(FactRegister, f"facts:{node.fact}"):
            yield Finding(
                place.at("fact"), f"事实 {node.fact} 不存在", "请改正，或在 facts/register.yaml 补上"
            )


def _comparison(fact: Fact, node: Compare, place: Place) -> Iterator[Finding]:
    permitted = _COMPARATORS[fact.kind] | (_ORDER if fact.ordered else set())
    if node.comparator not in permitted:
        usable = "、".join(sorted(permitted))
        yield Finding(
            place.at("comparator"),
            f"{node.comparator} 不适用于 {fact.kind} 型事实 {fact.id}",
            f"可用 {usable}",
        )
        return
    listed = node.comparator is Comparator.ONE_OF
    given = [value for value in (node.value, node.lenient_value) if value not in (None, "unknown")]
    if any(isinstance(value, tuple) is not listed for value in given):
        yield Finding(
            place.at("value"), "one_of 须配一列取值，其他比较只配一个值", "请改正 value 或 comparator"
        )
        return
    for key, value in (("value", node.value), ("lenient_value", node.lenient_value)):
        if value is not None and value != "unknown":
            yield from _operand(fact, value, place.at(key))
    if node.lenient_value is not None and (node.ambiguity is None or node.value == "unknown"):
        cure = "请用 ambiguity 说明两种读法；数值未知时不写 lenient_value"
        yield Finding(place.at("lenient_value"), "宽读的数值没有说明", cure)


def _operand(fact: Fact, value: Decimal | str | tuple[str, ...], place: Place) -> Iterator[Finding]:
    if fact.kind in ("choice", "set"):
        known = [choice.id for choice in fact.choices]
        for name in value if isinstance(value, tuple) else (str(value),):
            if name not in known:
                yield Finding(place, f"{name} 不是事实 {fact.id} 的取值", f"请改成 {'、'.join(known)} 之一")
    elif fact.kind == "date":
        if not _is_day(value):
            yield Finding(place, f"事实 {fact.id} 须与日期比较", "请写成 2025-05-28 的形式")
    elif not isinstance(value, Decimal):
        yield Finding(place, f"事实 {fact.id} 须与数字比较", "请写成数字；金额以元为单位")
    elif fact.kind in _WHOLE_QUANTITIES and value != value.to_integral_value():
        yield Finding(place, f"事实 {fact.id} 是整数，{value} 不是", "请写成整数；金额以元为单位")


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and len(value) == len("2025-05-28") and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _window(shelf: Shelf, facts: Mapping[str, Fact], node: Compare, place: Place) -> Iterator[Finding]:
    if node.window is None:
        return
    if facts[node.fact].kind != "ledger":
        yield Finding(
            place.at("window"), f"事实 {node.fact} 不是台账，不能限定年限", "请删去 window，或改用台账型事实"
        )
    before = facts.get(node.window.before)
    if before is None and shelf.is_unread(FactRegister, f"facts:{node.window.before}"):
        return
    if before is None or before.kind != "date":
        yield Finding(
            place.at("window", "before"), f"{node.window.before} 不是日期型事实", "请改成日期型事实的 id"
        )


def groups_and_titles(shelf: Shelf) -> Iterator[Finding]:
    """Groups of counties and titles that conditions name exist."""
    groups = {group.id for entry in shelf.regions for group in entry.model.groups}
    kinds = {kind.id for entry in shelf.recognition_kinds for kind in entry.model.kinds}
    for node, place in _nodes(shelf):
        if isinstance(node, InGroup) and node.county_in not in groups:
            if not shelf.is_unread(Regions, node.county_in):
                yield Finding(place, f"县（市、区）组 {node.county_in} 不存在", "请改成 regions 里的组 id")
        elif isinstance(node, Holds):
            for title in node.holds:
                if title not in kinds and not shelf.is_unread(RecognitionKinds, f"kinds:{title}"):
                    yield Finding(
                        place, f"称号 {title} 不存在", "请改成 targets/recognitions.yaml 里的称号 id"
                    )


def empty_conditions(shelf: Shelf) -> Iterator[Finding]:
    """No list of conditions or titles is empty, or shorter than the count it asks for."""
    for node, place in _nodes(shelf):
        if isinstance(node, Count) and node.at_least > len(node.of):
            yield Finding(
                place, f"要求满足 {node.at_least} 项，却只列了 {len(node.of)} 项", "请核对 at_least 和 of"
            )
        if node in (AllOf(all_of=()), AnyOf(any_of=())) or (isinstance(node, Holds) and not node.holds):
            yield Finding(place, "条件是空的", "请写明至少一项")
