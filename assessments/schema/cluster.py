"""Clusters of 415X: groups, names by year, the industry classes we propose, the areas that sources name."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from assessments.schema.common import (
    Citation,
    Definition,
    Id,
    Period,
    Provenance,
    RegionCode,
    Text,
    VersionName,
    Whole,
    ZoneCode,
)

IndustryPrefix = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,4}$")]
"""A division, group or class of GB/T 4754 by its code."""


class ClusterGroup(Definition):
    """One of the four world-class groups."""

    id: Id
    name: Text
    citation: Citation
    provenance: Provenance


class LaterName(Definition):
    """Another name of a cluster, with the first year a source uses it."""

    name: str
    year: Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}$")]
    source: str
    provenance: Provenance


class ClassMap(Definition):
    """The classes of GB/T 4754 that stand for a cluster in a period; ours unless a document says so."""

    version: VersionName
    effective: Period
    classes: tuple[IndustryPrefix, ...] = Field(min_length=1)
    provenance: Provenance
    note: Text | None = None


class ClusterArea(Definition):
    """A core or cooperating area, or a rising cluster, as a batch named it."""

    role: Literal["core", "cooperating", "rising"]
    code: RegionCode | ZoneCode
    batch: str
    announced: str
    field: str = ""
    source: str
    provenance: Provenance


class Cluster(Definition):
    """One of the fifteen clusters; a class of industry may belong to several."""

    id: Id
    name: Text
    group: Id
    later_names: tuple[LaterName, ...] = ()
    maps: tuple[ClassMap, ...] = Field(min_length=1)
    areas: tuple[ClusterArea, ...] = ()
    citation: Citation
    provenance: Provenance
    note: Text | None = None


class AreaCount(Definition):
    """How many areas there were after a batch, as published: the lists of `areas` are partial here."""

    batch: str
    announced: str
    core: Whole
    cooperating: Whole
    rising: Whole | None = None
    source: str
    provenance: Provenance


class Clusters(Definition):
    """The file regions/clusters.yaml."""

    groups: tuple[ClusterGroup, ...]
    clusters: tuple[Cluster, ...]
    counts: tuple[AreaCount, ...] = ()
