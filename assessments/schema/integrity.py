"""Honesty checks as data: contradictions between answers and facts, and the limits of the other checks.

A hint suggests another look (建议核实) and never changes a rating; what is open or unknown gives none.
"""

from pydantic import Field, model_validator

from assessments.schema.common import Definition, Id, Provenance, Text, Whole
from assessments.schema.condition import Condition


class AnswerTest(Definition):
    """What an answer is: from an option upwards, up to an option, or among some (all in the item's order).

    Of a multiple choice, `any_of` holds where one of these is chosen, `none_of` where it is answered without
    any of them.
    """

    item: Id
    at_least: Id | None = None
    at_most: Id | None = None
    any_of: tuple[Id, ...] = ()
    none_of: tuple[Id, ...] = ()

    @property
    def options(self) -> tuple[str, ...]:
        """Every option that is named."""
        ends = tuple(one for one in (self.at_least, self.at_most) if one is not None)
        return (*ends, *self.any_of, *self.none_of)

    @model_validator(mode="after")
    def _one_way(self) -> "AnswerTest":
        ways = (self.at_least, self.at_most, self.any_of, self.none_of)
        if sum(bool(way) for way in ways) != 1:
            raise ValueError("at_least、at_most、any_of、none_of 四者写且只写一个")
        return self


class Several(Definition):
    """At least so many of these answers are so."""

    at_least: Whole = Field(ge=1)
    of: tuple[AnswerTest, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _enough(self) -> "Several":
        if self.at_least > len(self.of):
            raise ValueError("at_least 大于所列的题数，永远不会成立")
        return self


class EvidenceShare(Definition):
    """The share of the answered items that evidence a level, in percent: at least, or at most, so many."""

    level: Id
    at_least: Whole | None = Field(default=None, ge=1, le=100)
    at_most: Whole | None = Field(default=None, ge=0, le=99)

    @model_validator(mode="after")
    def _one_bound(self) -> "EvidenceShare":
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("at_least 与 at_most 二者写且只写一个")
        return self


class Contradiction(Definition):
    """Answers, or answers and facts, that hardly go together: all that is written has to hold for certain.

    `text` says neutrally why the two are worth another look, `look` what to look at.
    """

    id: Id
    name: Text
    text: Text
    look: Text
    answers: tuple[AnswerTest, ...] = ()
    several: Several | None = None
    evidence: EvidenceShare | None = None
    facts: Condition | None = None

    @property
    def tests(self) -> tuple[AnswerTest, ...]:
        """Every test of an answer."""
        return (*self.answers, *(self.several.of if self.several else ()))

    @model_validator(mode="after")
    def _of_two(self) -> "Contradiction":
        sides = (*self.answers, self.several, self.evidence, self.facts)
        if sum(side is not None for side in sides) < 2:
            raise ValueError("至少要有两方（两道题，或一道题与一项数据）才谈得上不一致")
        return self


class Contradictions(Definition):
    """A file integrity/<questionnaire>.yaml; `text` says whose judgement it is."""

    questionnaire: Id
    provenance: Provenance
    text: Text
    contradictions: tuple[Contradiction, ...] = Field(min_length=1)


class IntegrityCheck(Definition):
    """What every check says of itself; figures of the check may stand in `rule` as {name}.

    `rule` is when it speaks, `text` why that deserves another look, `look` what to look at.
    """

    name: Text
    rule: Text
    text: Text
    look: Text


class StraightCheck(IntegrityCheck):
    """The same letter throughout; see `scoring.integrity.StraightLimits`."""

    least_items: Whole = Field(ge=1)
    least_run: Whole = Field(ge=2)
    beyond: Whole = Field(ge=0)
    share: Whole = Field(ge=1, le=100)


class CopiedCheck(IntegrityCheck):
    """Nearly the same as another submission.

    Left out are items of which, in the published comparison, `common` percent answer alike; at most
    `candidates` submissions are compared for each trace.
    """

    least_items: Whole = Field(ge=1)
    share: Whole = Field(ge=1, le=100)
    common: Whole = Field(ge=50, le=100)
    candidates: Whole = Field(ge=1, le=200)


class JumpCheck(IntegrityCheck):
    """Far more than the last time; see `scoring.integrity.JumpLimits`."""

    least_items: Whole = Field(ge=1)
    steps: Whole = Field(ge=1)
    least_raised: Whole = Field(ge=1)
    share: Whole = Field(ge=1, le=100)


class SpeedCheck(IntegrityCheck):
    """Answered faster than it can be read; see `scoring.integrity.SpeedLimits`."""

    least_items: Whole = Field(ge=1)
    seconds: Whole = Field(ge=1)
    pause: Whole = Field(ge=1)


class OutlierCheck(IntegrityCheck):
    """Lone high answers, against the published table of firms on the same rung of at least `least_firms`.

    See `scoring.integrity.OutlierLimits`.
    """

    least_items: Whole = Field(ge=1)
    reached: Whole = Field(ge=0, le=50)
    middle: Whole = Field(ge=1, le=100)
    least_firms: Whole = Field(ge=10)


class PartCheck(IntegrityCheck):
    """A fact that is greater than the fact of which it is a part, as the register says (no_more_than)."""


class IntegrityChecks(Definition):
    """The file integrity/checks.yaml: the limits are ours."""

    provenance: Provenance
    text: Text
    contradiction: IntegrityCheck
    part: PartCheck
    straight: StraightCheck
    copied: CopiedCheck
    jump: JumpCheck
    speed: SpeedCheck
    outlier: OutlierCheck
