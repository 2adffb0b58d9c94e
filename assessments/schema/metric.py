"""Metrics: formulas over facts (rd_intensity = rd_expense / revenue), and facts that follow from facts."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, Tag

from assessments.schema.common import Citation, Definition, Id, Provenance, Text, Whole
from assessments.schema.condition import Condition

Years = Annotated[Whole, Field(ge=1, le=9)]


class Term(Definition):
    """A fact by year; `back` counts years back from the year that the metric is about."""

    fact: Id
    back: Annotated[Whole, Field(ge=0, le=9)] = 0


class Total(Definition):
    """The sum of a fact over the last `years` years, the metric's own year included."""

    total: Id
    years: Years


class Average(Definition):
    """The mean of a fact over the last `years` years, the metric's own year included."""

    average: Id
    years: Years


class Sum(Definition):
    """All parts added."""

    sum: "tuple[Formula, ...]" = Field(min_length=2)


class Mean(Definition):
    """The arithmetic mean of the parts."""

    mean: "tuple[Formula, ...]" = Field(min_length=2)


class Difference(Definition):
    """The first minus the second."""

    difference: "tuple[Formula, Formula]"


class Ratio(Definition):
    """The first over the second; undecided where the second is not positive."""

    ratio: "tuple[Formula, Formula]"


class Percent(Definition):
    """The same × 100."""

    percent: "tuple[Formula, Formula]"


class Growth(Definition):
    """(new / old - 1) × 100 of a fact: the metric's year, or `back` years before, over the year before it."""

    growth: Id
    back: Annotated[Whole, Field(ge=0, le=9)] = 0


class Cagr(Definition):
    """((last / first)^(1 / years) - 1) × 100 of a fact over `years` years; only as the whole of a metric."""

    cagr: Id
    years: Years


_KINDS: Mapping[str, type[Definition]] = {
    "fact": Term,
    "total": Total,
    "average": Average,
    "sum": Sum,
    "mean": Mean,
    "difference": Difference,
    "ratio": Ratio,
    "percent": Percent,
    "growth": Growth,
    "cagr": Cagr,
}


def _kind(value: Any) -> str | None:
    if isinstance(value, Definition):
        return next((_tag(key) for key, kind in _KINDS.items() if type(value) is kind), None)
    if isinstance(value, dict):
        return next((_tag(key) for key in _KINDS if key in value), None)
    return None


def _tag(key: str) -> str:
    """The name of a branch, which must not be a key of the file: places of mistakes leave it out."""
    return f"formula:{key}"


def _term(value: Any) -> Any:
    """A bare fact id is the fact in the metric's own year."""
    return {"fact": value} if isinstance(value, str) else value


Formula = Annotated[
    Annotated[
        Annotated[Term, Tag("formula:fact")]
        | Annotated[Total, Tag("formula:total")]
        | Annotated[Average, Tag("formula:average")]
        | Annotated[Sum, Tag("formula:sum")]
        | Annotated[Mean, Tag("formula:mean")]
        | Annotated[Difference, Tag("formula:difference")]
        | Annotated[Ratio, Tag("formula:ratio")]
        | Annotated[Percent, Tag("formula:percent")]
        | Annotated[Growth, Tag("formula:growth")]
        | Annotated[Cagr, Tag("formula:cagr")],
        Discriminator(_kind),
    ],
    BeforeValidator(_term),
]

for _model in (Sum, Mean, Difference, Ratio, Percent):
    _model.model_rebuild()


class Metric(Definition):
    """A figure computed from facts, exactly; `unit` as in the register of facts."""

    id: Id
    label: Text
    unit: str
    formula: Formula
    definition: Text
    citation: Citation | None = None
    provenance: Provenance


class DerivedChoice(Definition):
    """One value of a derived fact with the condition that gives it."""

    id: Id
    label: Text
    when: Condition | None = None


class DerivedFact(Definition):
    """A fact that follows from others (企业规模, 规上): the first choice whose condition holds.

    The last choice needs no condition. Choices stand from the highest to the lowest.
    """

    id: Id
    label: Text
    choices: tuple[DerivedChoice, ...] = Field(min_length=2)
    definition: Text
    citation: Citation
    provenance: Provenance


class MetricRegister(Definition):
    """The file facts/metrics.yaml."""

    metrics: tuple[Metric, ...]
    derived_facts: tuple[DerivedFact, ...] = ()
