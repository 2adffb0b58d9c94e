"""Efforts: what a change costs in a pathway, on a scale of our own, and what cannot be changed at all."""

from typing import Literal

from pydantic import Field

from assessments.schema.common import Definition, Id, Number, Provenance, Text, Whole
from assessments.schema.fact import FactKind

Direction = Literal["up", "down", "either"]


class Effort(Definition):
    """What moving a fact costs: `base` once, and `each` for every `per` (in the fact's unit) begun.

    For a choice a step is one rank of its scale (one choice to another where it has none), for a set one
    member more. `fixed` is why the fact cannot be changed at all.
    """

    base: Whole = Field(default=0, ge=0)
    each: Whole = Field(default=0, ge=0)
    per: Number = Field(default="1", gt=0, validate_default=True)
    direction: Direction = "up"
    fixed: Text | None = None


class KindEffort(Effort):
    """The default of a kind of fact."""

    kind: FactKind


class FactEffort(Effort):
    """What holds for one fact instead; `at_most` names a fact of the same period that it cannot exceed."""

    fact: Id
    at_most: Id | None = None


class Lever(Definition):
    """The facts by which a metric is moved, in the metric's own year."""

    metric: Id
    facts: tuple[Id, ...] = Field(min_length=1)


class ItemEffort(Definition):
    """What one option step of one item costs instead, or why its answer cannot be changed."""

    questionnaire: Id
    item: Id
    step: Whole | None = Field(default=None, ge=1)
    fixed: Text | None = None


class Efforts(Definition):
    """The file efforts.yaml. `text` says what the scale is and that it is ours.

    `option_step` is the effort of one option step, `first_answer` what answering an open item adds.
    """

    text: Text
    provenance: Provenance
    option_step: Whole = Field(ge=1)
    first_answer: Whole = Field(ge=0)
    kinds: tuple[KindEffort, ...]
    facts: tuple[FactEffort, ...] = ()
    levers: tuple[Lever, ...] = ()
    items: tuple[ItemEffort, ...] = ()


NO_EFFORTS = Efforts(
    text={"zh-CN": "目录没有给出努力程度，每改变一项、每提高一个选项都计 1。"},
    provenance=Provenance.DERIVED,
    option_step=1,
    first_answer=0,
    kinds=(),
)
"""What holds in a catalogue without the file: every step counts the same."""
