"""Conditions: a small declarative tree over facts, regions and titles, three-valued when evaluated."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from assessments.schema.common import (
    Bool,
    Citation,
    Definition,
    Grown,
    Id,
    Number,
    Provenance,
    Purpose,
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


class Comparison(Grown):
    """What every comparison has: `subject comparator value`.

    `value` is unknown where the source has a figure that could not be read: the leaf is then undecided.
    `lenient_value` is the other, wider reading of an ambiguous text: the leaf is undecided where they differ.
    """

    comparator: Comparator
    value: Number | str | tuple[str, ...] | Unknown
    lenient_value: Number | str | tuple[str, ...] | None = None
    ambiguity: Text | None = None


class Compare(Comparison):
    """`fact comparator value`.

    Values are decimals for numbers and money (yuan), ISO dates for dates, choice ids for choices; an
    ordered choice may use at_least. `years_back` are the calendar years meant, counted back from the as-of
    date (0 is its own year); left out it is the year before. Several years are met in `each` or in `any`.
    `within_years` counts back from the as-of date: a value stated for an earlier day (an award, a contest)
    does not count, one without a day does.
    """

    added: ClassVar[frozenset[str]] = frozenset({"years_back", "across", "within_years"})

    fact: Id
    window: Window | None = None
    years_back: tuple[Annotated[Whole, Field(ge=0, le=9)], ...] = ()
    across: Literal["each", "any"] = "each"
    within_years: Annotated[Whole, Field(ge=1, le=20)] | None = None


class CompareMetric(Comparison):
    """`metric comparator value`: a formula over facts; `years_back` moves the year it is about."""

    metric: Id
    years_back: tuple[Annotated[Whole, Field(ge=0, le=9)], ...] = ()
    across: Literal["each", "any"] = "each"


class CompareScore(Comparison):
    """Points of the questionnaire itself: `total`, or the id of a domain."""

    score: Id


class ItemsAt(Definition):
    """At least so many of the items with a tag (all items without one) are answered at a level or higher."""

    items_at: Id
    at_least: Whole = Field(ge=1)
    tag: Id | None = None


class InIndustry(Definition):
    """The unit's GB/T 4754 class is one of these: sections ("C") or the beginnings of codes ("35")."""

    industry_in: tuple[Annotated[str, Field(pattern=r"^([A-T]|[0-9]{2,4})$")], ...] = Field(min_length=1)


class Unsettled(Definition):
    """A condition that nothing here can decide: always undecided, with the reason."""

    undecided: Text


class Recalled(Definition):
    """A condition that is only recalled: shown with what it would look at, and always undecided."""

    recalled: "Condition"


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


_KINDS: Mapping[str, type[Definition]] = {
    "fact": Compare,
    "metric": CompareMetric,
    "score": CompareScore,
    "items_at": ItemsAt,
    "industry_in": InIndustry,
    "undecided": Unsettled,
    "recalled": Recalled,
    "county_in": InGroup,
    "holds": Holds,
    "all_of": AllOf,
    "any_of": AnyOf,
    "not": Not,
    "of": Count,
}
"""The key by which each kind of condition is known."""

CONDITION_KEYS = tuple(_KINDS)


def _kind(value: Any) -> str | None:
    if isinstance(value, Definition):
        return next((_tag(key) for key, kind in _KINDS.items() if type(value) is kind), None)
    if isinstance(value, dict):
        return next((_tag(key) for key in _KINDS if key in value), None)
    return None


def _tag(key: str) -> str:
    """The name of a branch, which must not be a key of the file: places of mistakes leave it out."""
    return f"condition:{key}"


Condition = Annotated[
    Annotated[Compare, Tag("condition:fact")]
    | Annotated[CompareMetric, Tag("condition:metric")]
    | Annotated[CompareScore, Tag("condition:score")]
    | Annotated[ItemsAt, Tag("condition:items_at")]
    | Annotated[InIndustry, Tag("condition:industry_in")]
    | Annotated[Unsettled, Tag("condition:undecided")]
    | Annotated[Recalled, Tag("condition:recalled")]
    | Annotated[InGroup, Tag("condition:county_in")]
    | Annotated[Holds, Tag("condition:holds")]
    | Annotated[AllOf, Tag("condition:all_of")]
    | Annotated[AnyOf, Tag("condition:any_of")]
    | Annotated[Not, Tag("condition:not")]
    | Annotated[Count, Tag("condition:of")],
    Discriminator(_kind),
]

for _model in (AllOf, AnyOf, Not, Count, Recalled):
    _model.model_rebuild()


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The conditions directly inside one, in the order of the text; none for a leaf."""
    match condition:
        case AllOf(all_of=parts) | AnyOf(any_of=parts) | Count(of=parts):
            return parts
        case Not(negated=part) | Recalled(recalled=part):
            return (part,)
        case _:
            return ()


class Gate(Grown):
    """One named entry condition with its clause.

    `accepts` lists the sources that may decide it (who may vouch for it); a value from elsewhere leaves it
    undecided. `in_principle` marks 原则上: where it fails it is undecided, because exceptions exist.
    A gate of provenance `recalled` is shown and always undecided. `purposes` limits it to some of the
    purposes that its version serves (none named: all).
    """

    added: ClassVar[frozenset[str]] = frozenset({"purposes"})

    id: Id
    name: Text
    text: Text
    citation: Citation
    provenance: Provenance
    accepts: tuple[Source, ...] = tuple(Source)
    in_principle: Bool = False
    purposes: tuple[Purpose, ...] = ()
    when: Condition
