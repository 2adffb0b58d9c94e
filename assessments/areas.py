"""Which areas and industries are meant: by area, dated group, chain and cluster, and by codes of the past."""

from dataclasses import dataclass, field
from datetime import date

from assessments.catalogue import Catalogue, UnknownName
from assessments.schema.cluster import ClassMap, Cluster
from assessments.schema.region import CITY_SUFFIX, CodeChange, RegionGroup, Regions

PROVINCE_SUFFIX = "0000"
ZONE_MARK = "Z"
"""The letter that tells a zone's code from a county's."""


@dataclass(frozen=True)
class Selection:
    """What a page, a round or an export is about: an area and what narrows it, on a day.

    `group` is a list of counties or a line of lists; `chain`, `cluster` ids; `division` a beginning of a
    GB/T 4754 code; `size` a size class; `above_scale` 规上 or not. Empty and None narrow nothing.
    """

    area: str
    group: str = ""
    chain: str = ""
    cluster: str = ""
    division: str = ""
    size: str = ""
    above_scale: bool | None = None
    day: date = field(kw_only=True)


@dataclass(frozen=True)
class Members:
    """The counties and zones of a group on a day.

    `undecided` may belong to it: the day on which a list was replaced is not known exactly, or it is not
    known where a zone lies. `is_known` is False where no document lists the members at all.
    """

    certain: frozenset[str]
    undecided: frozenset[str] = frozenset()
    is_known: bool = True


@dataclass(frozen=True)
class Translated:
    """Today's codes for a code of the past.

    Several `codes` and `needs_person`: the county was split and somebody has to say where the row belongs.
    No codes at all: the code never was one here. `partly` are counties that got a part of a merged one: the
    row goes where the rest went, and whoever reads it is told. `notes` tell what happened, in Chinese.
    """

    codes: tuple[str, ...]
    needs_person: bool
    partly: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def counties_of(catalogue: Catalogue, selection: Selection) -> tuple[str, ...]:
    """The counties and zones of a selection, in the order of the catalogue; those surely in the group only.

    UnknownName for a group or chain that does not exist.
    """
    prefix = _prefix(selection.area)
    codes = [code for code in reporting_areas(catalogue) if code.startswith(prefix)]
    if selection.group:
        members = members_of(catalogue, selection.group, selection.day).certain
        codes = [code for code in codes if code in members]
    if selection.chain:
        cities = {city.removesuffix(CITY_SUFFIX) for city in _chain_cities(catalogue, selection.chain)}
        codes = [code for code in codes if code[:4] in cities]
    return tuple(codes)


def reporting_areas(catalogue: Catalogue) -> tuple[str, ...]:
    """All counties and functional zones, city by city, the zones of a city after its counties."""
    return tuple(area.code for city in catalogue.regions.cities for area in catalogue.reporting_in(city))


def classes_of(catalogue: Catalogue, cluster_id: str, day: date) -> tuple[str, ...]:
    """The beginnings of GB/T 4754 codes that stand for a cluster on a day; none before its first map.

    UnknownName for a cluster that does not exist.
    """
    if cluster_id not in catalogue.clusters:
        raise UnknownName(f"没有产业集群“{cluster_id}”，现有：{'、'.join(catalogue.clusters) or '无'}")
    found = class_map(catalogue.clusters[cluster_id], day)
    return () if found is None else found.classes


def class_map(cluster: Cluster, day: date) -> ClassMap | None:
    """The map of a cluster to industry classes on a day."""
    return next((one for one in cluster.maps if one.effective.covers(day)), None)


def clusters_of(catalogue: Catalogue, industry_code: str, day: date) -> tuple[str, ...]:
    """The clusters that an industry class belongs to on a day: several, one or none."""
    return tuple(
        name
        for name in catalogue.clusters
        if any(industry_code.startswith(one) for one in classes_of(catalogue, name, day))
    )


def in_force(group: RegionGroup, day: date) -> bool | None:
    """Whether a list was in force on a day; None where the day of its change is not known exactly."""
    if group.certain is not None and group.certain.covers(day):
        return True
    if group.possible is not None and not group.possible.covers(day):
        return False
    if group.certain is not None or group.possible is not None:
        return None
    return group.effective.surely_covers(day)


def members_of(catalogue: Catalogue, group_id: str, day: date) -> Members:
    """The members of a group: a list is pinned whatever the day, a line is the list of the day.

    UnknownName for a group that does not exist.
    """
    regions = catalogue.regions
    line = next((one for one in regions.group_lines if one.id == group_id), None)
    if line is None:
        return _of_list(catalogue, _group(regions, group_id))
    lists = [_group(regions, name) for name in line.lists]
    current = [one for one in lists if in_force(one, day)]
    maybe = current or [one for one in lists if in_force(one, day) is None]
    found = [_of_list(catalogue, one) for one in maybe]
    if not found:
        return Members(frozenset(), is_known=False)
    certain = frozenset.intersection(*(one.certain for one in found))
    any_of = frozenset().union(*(one.certain | one.undecided for one in found))
    return Members(certain, any_of - certain)


def _of_list(catalogue: Catalogue, group: RegionGroup) -> Members:
    counties = catalogue.regions.group_members(group.id)
    zones = {code: zone.lies_in(catalogue.regions, counties) for code, zone in catalogue.zones.items()}
    return Members(
        counties | {code for code, inside in zones.items() if inside},
        frozenset(code for code, inside in zones.items() if inside is None),
        group.is_known,
    )


def translate(regions: Regions, code: str, when: date | int | None = None) -> Translated:
    """Today's codes for the code of an event: recoded and merged ones translate, split ones need a person.

    `when` is the day or year of the event, None for a row of today. A code that no longer exists always
    translates; a county that kept its code when a part left it is in question only for events up to the
    year of the split, because the day of the change is not known. A zone's code stays what it is.
    """
    year = when.year if isinstance(when, date) else when
    current = {county.code for city in regions.cities for county in city.counties}
    followed: list[CodeChange] = []
    codes = [code]
    for one in codes:
        for change in regions.code_changes:
            stays = one in current and (year is None or year > change.year)
            if change.old_code == one and not stays and change.new_code not in codes:
                codes.append(change.new_code)
                followed.append(change)
    found = tuple(one for one in codes if one in current or ZONE_MARK in one)
    partly = tuple(part for change in followed for part in change.also)
    return Translated(found, len(found) != 1, partly, tuple(_told(change) for change in followed))


def _told(change: CodeChange) -> str:
    """What happened to a code, in one sentence."""
    words = {"merge": "并入", "split": "分出"}.get(change.kind, "改为")
    old, new = f"{change.old_name} {change.old_code}", f"{change.new_name} {change.new_code}"
    return f"{change.year} 年 {old} {words} {new}{f'（{change.note}）' if change.note else ''}"


def _prefix(code: str) -> str:
    """What the codes inside an area begin with."""
    if code.endswith(PROVINCE_SUFFIX):
        return code.removesuffix(PROVINCE_SUFFIX)
    return code.removesuffix(CITY_SUFFIX)


def _group(regions: Regions, group_id: str) -> RegionGroup:
    try:
        return regions.group(group_id)
    except KeyError:
        raise UnknownName(f"没有分组“{group_id}”") from None


def _chain_cities(catalogue: Catalogue, chain_id: str) -> tuple[str, ...]:
    chain = catalogue.chains.get(chain_id)
    if chain is None:
        raise UnknownName(f"没有产业链“{chain_id}”，现有：{'、'.join(catalogue.chains) or '无'}")
    return chain.cities
