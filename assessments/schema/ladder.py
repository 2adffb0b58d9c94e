"""Ladders (ordered levels) and calls (a year's entry conditions, apart from the instrument)."""

from pydantic import Field

from assessments.schema.common import (
    Change,
    Citation,
    Definition,
    Id,
    Period,
    Provenance,
    Status,
    Text,
    VersionName,
    Whole,
)
from assessments.schema.condition import Gate


class Level(Definition):
    """One rung: its term of art, what is assessed at it and what it means."""

    id: Id
    name: Text
    subject: Text
    definition: Text
    citation: Citation
    provenance: Provenance
    recognition: Id | None = Field(
        default=None, description="kind of title that an authority grants at this rung"
    )


class Family(Definition):
    """The group in which pages list a ladder, and its place among all ladders.

    Groups of the same name are one; it stands where its first ladder stands.
    """

    name: Text
    order: Whole = Field(ge=1)


class Ladder(Definition):
    """Ordered levels, lowest first; below the first stands the built-in level `none`."""

    id: Id
    name: Text
    family: Family | None = None
    below: Text = Field(description="how the page calls a unit that has not reached the first rung")
    levels: tuple[Level, ...] = Field(min_length=1)

    @property
    def level_ids(self) -> tuple[str, ...]:
        """`none` and the rungs, lowest first: the index of a level is its rank."""
        return ("none", *(level.id for level in self.levels))


class Call(Definition):
    """A year's entry conditions on a ladder: versioned, dated, cited.

    `rungs` lists, per level, the ids of the gates that apply; all of them must be met.
    """

    id: Id
    version: VersionName
    status: Status
    title: Text
    ladder: Id
    policy: Id
    effective: Period
    gates: tuple[Gate, ...]
    rungs: dict[Id, tuple[Id, ...]]
    note: Text | None = None
    changes: tuple[Change, ...] = ()

    @property
    def key(self) -> str:
        """`id@version`."""
        return f"{self.id}@{self.version}"
