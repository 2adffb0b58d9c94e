"""Targets: quantified aims of a policy, counted from titles held, never from self-assessments."""

from typing import Literal

from pydantic import Field

from assessments.schema.common import (
    Bool,
    Citation,
    Day,
    Definition,
    Id,
    Provenance,
    RegionCode,
    Text,
    Unknown,
    Whole,
)


class Target(Definition):
    """One aim: `recognitions` are the kinds of titles that count toward it."""

    id: Id
    indicator: Text
    comparator: Literal["at_least", "about", "strive_for"]
    value: Whole = Field(ge=1)
    unit: str
    as_printed: str
    horizon: Day
    horizon_from_plan: Bool = Field(
        default=False, description="the sentence prints no year: the end of the plan's own period is taken"
    )
    region: RegionCode
    recognitions: tuple[Id, ...]
    citation: Citation
    provenance: Provenance


class Targets(Definition):
    """A file of targets/."""

    targets: tuple[Target, ...]


class RecognitionKind(Definition):
    """A kind of title that an authority grants: kinds are data."""

    id: Id
    name: Text
    subject: Text
    authority: str | Unknown


class RecognitionKinds(Definition):
    """The file targets/recognitions.yaml."""

    kinds: tuple[RecognitionKind, ...]
