"""The clusters of 415X in words: names by year, the industry classes proposed for them, their areas."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assessments.areas import class_map
from assessments.loader import Catalogue
from assessments.schema.cluster import Cluster, ClusterArea, ClusterGroup
from assessments.schema.common import Provenance, zh
from backend.web.language import _
from backend.web.views.citing import Cited, cite

ROLES: Mapping[str, str] = {"core": "核心区", "cooperating": "协同区", "rising": "新星产业群"}


@dataclass(frozen=True)
class ClassLine:
    """A beginning of industry codes with its name."""

    code: str
    name: str


@dataclass(frozen=True)
class ClusterAreaLine:
    """An area of a cluster as a batch named it."""

    text: str
    source: str
    provenance: Provenance


@dataclass(frozen=True)
class ClusterRow:
    """One cluster; `map` names the version of its classes and `sure` how sure they are."""

    id: str
    name: str
    later: tuple[str, ...]
    map: str
    sure: Provenance | None
    classes: tuple[ClassLine, ...]
    note: str
    areas: tuple[ClusterAreaLine, ...]


@dataclass(frozen=True)
class ClusterGroupBlock:
    """One of the four groups with its clusters."""

    id: str
    name: str
    cited: tuple[Cited, ...]
    clusters: tuple[ClusterRow, ...]


@dataclass(frozen=True)
class CountLine:
    """How many areas there were after a batch, as published, with how many of them are known by name."""

    text: str
    source: str
    provenance: Provenance


def cluster_blocks(catalogue: Catalogue, day: date) -> tuple[ClusterGroupBlock, ...]:
    """The clusters by group, with the classes of the day."""
    return tuple(
        ClusterGroupBlock(
            id=group.id,
            name=zh(group.name),
            cited=_cited(catalogue, group),
            clusters=tuple(
                _cluster(catalogue, cluster, day)
                for cluster in catalogue.clusters.values()
                if cluster.group == group.id
            ),
        )
        for group in catalogue.cluster_groups.values()
    )


def _cited(catalogue: Catalogue, group: ClusterGroup) -> tuple[Cited, ...]:
    """The clauses that name the group and its clusters, each once."""
    of_clusters = (one.citation for one in catalogue.clusters.values() if one.group == group.id)
    return tuple(cite(catalogue, name) for name in dict.fromkeys((group.citation, *of_clusters)))


def count_lines(catalogue: Catalogue) -> tuple[CountLine, ...]:
    """The published numbers of areas, batch by batch."""
    return tuple(
        CountLine(
            text=_(
                "第 {batch} 批（{announced}）后：核心区 {core} 个、协同区 {cooperating} 个{rising}",
                batch=one.batch,
                announced=one.announced,
                core=one.core,
                cooperating=one.cooperating,
                rising="" if one.rising is None else _("、新星产业群 {count} 个", count=one.rising),
            ),
            source=one.source,
            provenance=one.provenance,
        )
        for one in catalogue.cluster_counts
    )


def _cluster(catalogue: Catalogue, cluster: Cluster, day: date) -> ClusterRow:
    found = class_map(cluster, day)
    codes = () if found is None else found.classes
    return ClusterRow(
        id=cluster.id,
        name=zh(cluster.name),
        later=tuple(
            _("{year} 年起也称“{name}”", year=one.year, name=one.name) for one in cluster.later_names
        ),
        map="" if found is None else found.version,
        sure=None if found is None else found.provenance,
        classes=tuple(ClassLine(code, catalogue.industries[code].name) for code in codes),
        note="" if found is None or found.note is None else zh(found.note),
        areas=tuple(_area(catalogue, area) for area in cluster.areas),
    )


def _area(catalogue: Catalogue, area: ClusterArea) -> ClusterAreaLine:
    text = _(
        "{role}：{city}{area}（第 {batch} 批，{announced}{field}）",
        role=_(ROLES[area.role]),
        city=catalogue.city_of(area.code).name,
        area=catalogue.county(area.code).name,
        batch=area.batch,
        announced=area.announced,
        field=f"，{area.field}" if area.field else "",
    )
    return ClusterAreaLine(text, area.source, area.provenance)
