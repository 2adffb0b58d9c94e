"""Conditions: a small declarative tree over facts, regions and titles, three-valued when evaluated."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from assessments.schema.common import (
    Bool,
    Citation,
    Definition,
    Id,
    Number,
    Provenance,
    Text,
    Unknown,
    Whole,
)
from assessments.schema.fact import Source


class Comparator(StrEnum):
    """The comparators of statutes."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    BELOW = "below"
    IS = "is"
    ONE_OF = "one_of"


class Window(Definition):
    """A span of `years` that ends on the date of another fact: 项目建成前三年内."""

    years: Whole = Field(ge=1, le=20)
    before: Id


class Compare(Definition):
    """`fact comparator value`.

    `value` is unknown where the source has a figure that could not be read: the leaf is then undecided.
    `lenient_value` is the other, wider reading of an ambiguous text: the leaf is undecided where they differ.
    Values are decimals for numbers and money (yuan), ISO dates for dates, choice ids for choices; an
    ordered choice may use at_least.
    """

    fact: Id
    comparator: Comparator
    value: Number | str | tuple[str, ...] | Unknown
    lenient_value: Number | str | tuple[str, ...] | None = None
    ambiguity: Text | None = None
    window: Window | None = None


class InGroup(Definition):
    """The unit's county belongs to a dated group of regions."""

    county_in: Id


class Holds(Definition):
    """The firm holds one of these titles; `within_years` counts back from the as-of date."""

    holds: tuple[Id, ...]
    within_years: Annotated[Whole, Field(ge=1, le=20)] | None = None


class AllOf(Definition):
    """Met when every part is met: the minimum of the parts."""

    all_of: "tuple[Condition, ...]"


class AnyOf(Definition):
    """Met when one part is met: the maximum of the parts."""

    any_of: "tuple[Condition, ...]"


class Not(Definition):
    """Turns met and not met round; undecided stays."""

    negated: "Condition" = Field(alias="not")


class Count(Definition):
    """Met when at least `at_least` of the parts are met."""

    at_least: Whole = Field(ge=1)
    of: "tuple[Condition, ...]"


_KEYS = {
    "fact": "compare",
    "county_in": "in_group",
    "holds": "holds",
    "all_of": "all_of",
    "any_of": "any_of",
    "not": "not",
    "of": "count",
}


def _kind(value: Any) -> str | None:
    if isinstance(value, Definition):
        return {
            Compare: "compare",
            InGroup: "in_group",
            Holds: "holds",
            AllOf: "all_of",
            AnyOf: "any_of",
            Not: "not",
            Count: "count",
        }.get(type(value))
    if isinstance(value, dict):
        return next((kind for key, kind in _KEYS.items() if key in value), None)
    return None


Condition = Annotated[
    Annotated[Compare, Tag("compare")]
    | Annotated[InGroup, Tag("in_group")]
    | Annotated[Holds, Tag("holds")]
    | Annotated[AllOf, Tag("all_of")]
    | Annotated[AnyOf, Tag("any_of")]
    | Annotated[Not, Tag("not")]
    | Annotated[Count, Tag("count")],
    Discriminator(_kind),
]

for _model in (AllOf, AnyOf, Not, Count):
    _model.model_rebuild()


class Gate(Definition):
    """One named entry condition with its clause.

    `accepts` lists the sources that may decide it (who may vouch for it); a value from elsewhere leaves it
    undecided. `in_principle` marks 原则上: where it fails it is undecided, because exceptions exist.
    A gate of provenance `recalled` is shown and always undecided.
    """

    id: Id
    name: Text
    text: Text
    citation: Citation
    provenance: Provenance
    accepts: tuple[Source, ...] = tuple(Source)
    in_principle: Bool = False
    when: Condition
