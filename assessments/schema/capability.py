"""Capabilities: what a firm may need from others, and what a service provider says it can do."""

from typing import Literal

from pydantic import Field

from assessments.schema.common import Definition, Id, Provenance, Text

CapabilityKind = Literal["advice", "software", "integration", "equipment", "training"]
"""规划咨询、软件实施、系统集成、装备改造、培训."""


class Capability(Definition):
    """One capability: its name, and in one sentence what whoever has it does for a firm."""

    id: Id
    kind: CapabilityKind
    name: Text
    text: Text


class Capabilities(Definition):
    """The file capabilities.yaml; the list is ours."""

    provenance: Provenance
    text: Text
    capabilities: tuple[Capability, ...] = Field(min_length=1)
