"""Metrics: each formula is made of figures of the register, and a compound growth rate stands alone."""

from collections.abc import Iterator
from typing import Any

from assessments.problem import Finding, Place
from assessments.schema.fact import FactRegister
from assessments.schema.metric import (
    Average,
    Cagr,
    Difference,
    Formula,
    Growth,
    Mean,
    Percent,
    Ratio,
    Sum,
    Term,
    Total,
)
from assessments.shelf import Shelf

_KEYS: dict[type, str] = {
    Term: "fact",
    Total: "total",
    Average: "average",
    Growth: "growth",
    Cagr: "cagr",
    Sum: "sum",
    Mean: "mean",
    Difference: "difference",
    Ratio: "ratio",
    Percent: "percent",
}
_LEAVES = (Term, Total, Average, Growth, Cagr)
_FIGURES = ("money", "count", "number", "level")


def formulas(shelf: Shelf) -> Iterator[Finding]:
    """Formulas name facts that are figures, earlier years only where there are years; CAGR stands alone."""
    facts = {fact.id: fact for entry in shelf.registers for fact in entry.model.facts}
    for entry in shelf.metrics:
        for i, metric in enumerate(entry.model.metrics):
            for node, place in _parts(metric.formula, entry.at("metrics", i, "formula")):
                if isinstance(node, Cagr) and node is not metric.formula:
                    told = "复合年均增长率只能是整个指标，不能再参与计算"
                    yield Finding(place, told, "请单列为一个指标")
                name = getattr(node, _KEYS[type(node)]) if isinstance(node, _LEAVES) else None
                if name is None or shelf.is_unread(FactRegister, f"facts:{name}"):
                    continue
                fact = facts.get(name)
                if fact is None:
                    yield Finding(place, f"事实 {name} 不存在", "请改正，或在 facts/register.yaml 补上")
                elif fact.kind not in _FIGURES:
                    yield Finding(place, f"事实 {name} 不是数，不能参与计算", "请改用金额、个数或数值型事实")
                elif fact.period != "year" and (not isinstance(node, Term) or node.back):
                    told = f"事实 {name} 不按年填报，不能取以前年度的数"
                    yield Finding(place, told, "请改用按年填报的事实")


def _parts(formula: Formula, place: Place) -> Iterator[tuple[Any, Place]]:
    """Every node of a formula with its place."""
    yield formula, place
    if not isinstance(formula, _LEAVES):
        key = _KEYS[type(formula)]
        for i, part in enumerate(getattr(formula, key)):
            yield from _parts(part, place.at(key, i))
