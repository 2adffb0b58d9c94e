"""The outcome of rating one unit: a tree of frozen records, ready for a page and for JSON.

Three outputs stand side by side and are never combined: attainment of the items per rung, eligibility under
a call, and – elsewhere – the titles held. Points are exact decimals in the questionnaire's own scale.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from assessments.schema.common import Provenance, Purpose
from assessments.schema.fact import Source
from assessments.stated import Value

Verdict = Literal["met", "not_met", "undecided"]
"""A three-valued answer; undecided means that what is known does not settle it."""

BranchKind = Literal["all_of", "any_of", "at_least", "not", "recalled", "leaf"]

ItemState = Literal["answered", "unanswered", "not_applicable", "implied", "derived"]

VERDICTS: tuple[Verdict, ...] = ("not_met", "undecided", "met")
"""Index is the engine's code: 0, 1, 2."""


@dataclass(frozen=True)
class RungAttainment:
    """How far the mandatory items of one rung are there: 66/69 条, 还差 3 条.

    `mandatory` items are asked of this production type; each is exactly one of `attained` (evidences the
    rung or a higher one), `open` (unanswered), `not_applicable` (undecided until a reviewer accepts the
    reason) and `short` (answered below the rung). `needed` is ceil(share × mandatory), `remaining` what is
    missing to it. `verdict` looks at this rung alone; `reached` also asks for every lower rung.
    """

    level: str
    name: str
    mandatory: int
    attained: int
    open: int
    not_applicable: int
    short: int
    needed: int
    remaining: int
    verdict: Verdict
    reached: Verdict


@dataclass(frozen=True)
class DimensionScore:
    """Points of a domain (with its sub-domains) or of a sub-domain; `maximum` leaves 不适用 items out."""

    id: str
    ref: str
    name: str
    points: Decimal
    maximum: Decimal
    possible: Decimal
    sub_domains: "tuple[DimensionScore, ...]" = ()


@dataclass(frozen=True)
class ItemRung:
    """One rung that asks for an item.

    `enough` is the lowest-ranked option that evidences it or a higher rung, None where no option does.
    """

    level: str
    requirement: Literal["mandatory", "optional"]
    verdict: Verdict
    enough: str | None


@dataclass(frozen=True)
class ItemLine:
    """The arithmetic of one asked item.

    `options` are the option ids that count; for an implied answer they differ from what may be stored, and
    `implied_reason` says why. `not_applicable` is the reason given for 不适用. Of a derived item `options`
    are all that the facts leave possible, best first, and `operands` what their conditions looked at.
    """

    item: str
    ref: str
    name: str
    domain: str
    sub_domain: str
    state: ItemState
    options: tuple[str, ...]
    implied_reason: str | None
    not_applicable: str | None
    points: Decimal
    maximum: Decimal
    possible: Decimal
    level: str
    rungs: tuple[ItemRung, ...]
    operands: "tuple[Operand, ...]" = ()

    def rung(self, level: str) -> ItemRung | None:
        """The line's rung of that level, or None where the rung does not ask for the item."""
        return next((rung for rung in self.rungs if rung.level == level), None)


@dataclass(frozen=True)
class Part:
    """One fact that a metric was computed from, as it was read."""

    fact: str
    label: str
    value: Value | None
    unit: str
    period: str | None
    source: Source | None
    why: str | None = None


@dataclass(frozen=True)
class Operand:
    """One leaf of a condition as it was decided.

    `fact` is the id of a fact or metric, a domain or `total` for points, `items` for a count of items, or
    `county` / `industry` / `titles` / `review` for region groups, industries, held titles and what a person
    decides. `parts` are the facts of a metric. `threshold` is None where
    the source's figure is unknown. `value` is None where nothing usable is stated; `possible_value` differs
    from it where rows may or may not count. `why` says in Chinese why a leaf is undecided or what was used.
    """

    fact: str
    label: str
    comparator: str
    threshold: Value | None
    value: Value | None
    verdict: Verdict
    why: str | None = None
    possible_value: Decimal | None = None
    unit: str = ""
    period: str | None = None
    source: Source | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Branch:
    """How operands of a gate belong together: a leaf, or parts that combine in one of the ways of conditions.

    `operand` is the position of a leaf among the gate's operands, `needed` how many parts an `at_least` asks
    for. `verdict` is that of this branch alone: a `recalled` one is undecided whatever its part says, and the
    root is not softened as the gate is (凭记忆, 原则上). Years of one comparison are the parts of an `all_of`
    or `any_of`.
    """

    kind: BranchKind
    verdict: Verdict
    needed: int | None = None
    operand: int | None = None
    parts: "tuple[Branch, ...]" = ()


@dataclass(frozen=True)
class GateVerdict:
    """One entry condition: its verdict, its operands in the order of the text, and where it comes from.

    `why` says what softened the verdict of the whole (not verified, 原则上); each operand has its own.
    `branch` says how the operands combine.
    """

    id: str
    name: str
    text: str
    levels: tuple[str, ...]
    verdict: Verdict
    operands: tuple[Operand, ...]
    citation: str
    provenance: Provenance
    in_principle: bool
    why: str | None
    branch: Branch | None = None


@dataclass(frozen=True)
class RungEligibility:
    """Whether all conditions of one rung are met; undecided while the call is not in force."""

    level: str
    name: str
    verdict: Verdict
    gates: tuple[str, ...]


@dataclass(frozen=True)
class Eligibility:
    """Eligibility under one call; `in_force` False means that the call is shown as 参考."""

    call: str
    title: str
    in_force: bool
    rungs: tuple[RungEligibility, ...]
    gates: tuple[GateVerdict, ...]


@dataclass(frozen=True)
class LevelVerdict:
    """Whether all gates of one level hold, for an instrument whose levels are decided by gates."""

    level: str
    name: str
    verdict: Verdict
    gates: tuple[str, ...]


@dataclass(frozen=True)
class DerivedFactValue:
    """A fact that follows from others: its choice, or – where the facts do not settle it – what it may be."""

    fact: str
    label: str
    value: str | None
    name: str | None
    possible: tuple[str, ...]


@dataclass(frozen=True)
class UnitRating:
    """Everything a result page prints about one unit under one questionnaire version and one call.

    `attainment` is there for the method of that name, `levels` and `gates` for every other. `in_force` is
    None where the version's dates leave it open, and False where it is only 参考.
    """

    questionnaire: str
    as_of: date
    certain: str
    possible: str
    points: Decimal
    max_points: Decimal
    possible_points: Decimal
    attainment: tuple[RungAttainment, ...]
    dimensions: tuple[DimensionScore, ...]
    items: tuple[ItemLine, ...]
    eligibility: Eligibility | None
    purpose: Purpose = Purpose.SELF_CHECK
    in_force: bool | None = None
    levels: tuple[LevelVerdict, ...] = ()
    gates: tuple[GateVerdict, ...] = ()
    derived_facts: tuple[DerivedFactValue, ...] = ()
