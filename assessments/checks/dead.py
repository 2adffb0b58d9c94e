"""Conditions that never decide: parts that others make needless, contradictions, bounds out of reach."""

from collections.abc import Iterator, Sequence

from assessments.checks.logic import Facts, Span, contradiction, implies, nothing, permitted, together
from assessments.checks.trees import facts_of, inside, nodes
from assessments.problem import Finding, Place
from assessments.schema.condition import AllOf, AnyOf, Compare, Condition
from assessments.shelf import Shelf

Parts = Sequence[tuple[Condition, Place]]


def needless_parts(shelf: Shelf) -> Iterator[Finding]:
    """No part of a list of conditions is made needless by another part of it."""
    facts = facts_of(shelf)
    for node, place, _ in nodes(shelf):
        parts = inside(node, place)
        if isinstance(node, AnyOf):
            for number, by in _weaker(parts, facts):
                cure = "请核对数值；确实多余的，请删去"
                told = f"它满足时第 {by + 1} 项必然满足，这一项永远起不了作用"
                yield Finding(parts[number][1], told, cure)
        elif isinstance(node, AllOf):
            for by, number in _weaker(parts, facts):
                told = f"第 {by + 1} 项满足时它必然满足，这一项永远起不了作用"
                yield Finding(parts[number][1], told, "请核对数值；确实多余的，请删去")


def _weaker(parts: Parts, facts: Facts) -> Iterator[tuple[int, int]]:
    """Pairs of parts of which the first implies the second; of two that are alike the later comes first."""
    for i, (one, _) in enumerate(parts):
        for j, (other, _) in enumerate(parts):
            alike = implies(other, one, facts) and implies(one, other, facts)
            if i != j and implies(one, other, facts) and not (alike and i < j):
                yield i, j


def contradictions(shelf: Shelf) -> Iterator[Finding]:
    """Conditions that must all hold can hold together."""
    facts = facts_of(shelf)
    for node, place, _ in nodes(shelf):
        if isinstance(node, AllOf) and contradiction([node], facts) is not None:
            inner = any(
                isinstance(part, AllOf) and contradiction([part], facts) for part, _ in inside(node, place)
            )
            if not inner:
                yield Finding(place, "列出的条件互相矛盾，没有企业能同时满足", "请核对比较方式和数值")


def beyond_bounds(shelf: Shelf) -> Iterator[Finding]:
    """Each threshold lies where the fact's values can lie on either side of it."""
    facts = facts_of(shelf)
    for node, place, _ in nodes(shelf):
        allowed = permitted(node, facts) if isinstance(node, Compare) else None
        if allowed is None or not isinstance(node, Compare):
            continue
        fact = facts[node.fact]
        everything: Span | frozenset[str] = Span(low=fact.minimum, high=fact.maximum)
        if isinstance(allowed, frozenset):
            everything = frozenset(choice.id for choice in fact.choices)
        reachable = together(everything, allowed)
        if nothing(reachable):
            told = f"事实 {fact.id} 取不到这样的值，条件永远不满足"
            yield Finding(place.at("value"), told, "请核对比较方式和数值，或改正事实的 minimum、maximum")
        elif reachable == everything:
            told = f"事实 {fact.id} 的任何取值都满足，条件起不了作用"
            yield Finding(place.at("value"), told, "请核对比较方式和数值，或改正事实的 minimum、maximum")
