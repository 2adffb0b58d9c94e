"""Review chains: the steps a submission goes through until a title is granted, and who acts at each."""

from enum import StrEnum

from pydantic import Field

from assessments.schema.common import (
    Citation,
    Definition,
    Id,
    Period,
    Provenance,
    Purpose,
    RegionCode,
    Text,
    Unknown,
    VersionName,
    Whole,
)


class StepKind(StrEnum):
    """What is done at a step."""

    FORMAL = "formal"
    """形式审查: whether the material is complete and in order; it vouches for no answer."""
    RECOMMENDATION = "recommendation"
    """推荐: an area stands behind the application."""
    SITE_CHECK = "site_check"
    """专家现场核查: the only step after which a level is verified."""
    PUBLICITY = "publicity"
    """公示."""
    RECOGNITION = "recognition"
    """认定: the title is granted."""
    OUTSIDE = "outside"
    """What happens elsewhere, as the firm's own rating or a decision of the State: nobody acts here."""


class ActsAt(StrEnum):
    """Whose officials act at a step, seen from the firm's county."""

    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"
    NOBODY = "nobody"


class Need(StrEnum):
    """What a step needs before it can pass."""

    SITE_CHECK = "site_check"
    """An on-site check of this submission is on record."""
    PERIOD_OVER = "period_over"
    """The publicity period is over and every report about it was answered."""
    NOTICE = "notice"
    """The number of the notice that grants the title."""


class Step(Definition):
    """One step. `working_days`: the shortest publicity period a source prints, `unknown` where none does."""

    id: Id
    name: Text
    kind: StepKind
    by: ActsAt
    text: Text = Field(description="what is done at this step")
    needs: tuple[Need, ...] = ()
    working_days: Whole | Unknown | None = None
    citation: Citation | None = None
    provenance: Provenance


class ReviewChain(Definition):
    """The chain of an instrument, for some levels, in some cities, under some calls (empty: all of them).

    The chain that names more of these comes before the one that names fewer.
    """

    id: Id
    version: VersionName
    questionnaire: Id
    levels: tuple[Id, ...] = ()
    cities: tuple[RegionCode, ...] = ()
    calls: tuple[str, ...] = Field(default=(), description="keys of calls, id@version")
    purposes: tuple[Purpose, ...] = (Purpose.RECOGNITION, Purpose.REVIEW)
    effective: Period = Period()
    steps: tuple[Step, ...] = Field(min_length=1)
    note: Text | None = None

    @property
    def key(self) -> str:
        """`id@version`."""
        return f"{self.id}@{self.version}"

    @property
    def narrowness(self) -> int:
        """How much the chain is made for a special case: the narrowest that fits is the one that applies."""
        return sum(map(bool, (self.levels, self.cities, self.calls)))

    @property
    def acting_steps(self) -> tuple[Step, ...]:
        """The steps at which somebody acts here; none where the firm rates itself."""
        return tuple(step for step in self.steps if step.by is not ActsAt.NOBODY)

    def step(self, step_id: str) -> Step:
        """The step with this id. KeyError."""
        return {step.id: step for step in self.steps}[step_id]

    def after(self, step_id: str) -> Step | None:
        """The next step at which somebody acts here, None after the last."""
        ids = [step.id for step in self.acting_steps]
        following = ids.index(step_id) + 1
        return self.acting_steps[following] if following < len(ids) else None
