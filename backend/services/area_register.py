"""The areas of the catalogue as one record: zones, dated groups, chains, clusters, changes of codes."""

from datetime import date
from typing import Any

from assessments.areas import ZONE_MARK, Members, class_map, in_force, members_of
from assessments.loader import Catalogue
from assessments.schema.chain import Chain
from assessments.schema.cluster import Cluster
from assessments.schema.common import zh
from assessments.schema.region import GroupLine, RegionGroup


def area_record(catalogue: Catalogue, day: date) -> dict[str, Any]:
    """Everything about areas as of a day; `in_force` is None where nobody knows exactly."""
    regions = catalogue.regions
    return {
        "as_of": day,
        "province": {"code": regions.code, "name": regions.name},
        "cities": [
            {
                "code": city.code,
                "name": city.name,
                "counties": [{"code": one.code, "name": one.name} for one in city.counties],
                "zones": [zone.code for zone in catalogue.zones_of(city.code)],
            }
            for city in regions.cities
        ],
        "zones": [_plain(zone) for zone in catalogue.zones.values()],
        "named_places": [_plain(place) for place in catalogue.named_places],
        "groups": [_group(catalogue, group, day) for group in regions.groups],
        "group_lines": [_line(catalogue, line, day) for line in regions.group_lines],
        "chains": [_chain(chain) for chain in catalogue.chains.values()],
        "cluster_groups": [_plain(group) for group in catalogue.cluster_groups.values()],
        "clusters": [_cluster(cluster, day) for cluster in catalogue.clusters.values()],
        "cluster_area_counts": [_plain(count) for count in catalogue.cluster_counts],
        "code_changes": [_plain(change) for change in regions.code_changes],
    }


def area_rows(catalogue: Catalogue, day: date) -> list[dict[str, Any]]:
    """The same as one short list for a terminal: what it is, id, name, state on the day, members."""
    record = area_record(catalogue, day)
    rows = [_row("市", one, "", f"{len(one['counties'])} 个县（市、区）") for one in record["cities"]]
    rows += [_row("功能区", one | {"id": one["code"]}, "", one["city"]) for one in record["zones"]]
    rows += [
        _row("分组", one, STATES[one["in_force"]], _number(one))
        for one in (*record["groups"], *record["group_lines"])
    ]
    rows += [_row("产业链", one, "", "、".join(one["core"]) or "未列核心") for one in record["chains"]]
    rows += [_row("集群", one, "", " ".join(one["classes"])) for one in record["clusters"]]
    return rows


STATES = {True: "有效", False: "不在有效期", None: "待定"}
"""Whether a list is in force on the day."""


def _row(kind: str, one: dict[str, Any], state: str, content: str) -> dict[str, Any]:
    name = one["name"]
    return {
        "类别": kind,
        "id": one.get("id") or one["code"],
        "名称": zh(name) if isinstance(name, dict) else name,
        "状态": state,
        "内容": content,
    }


def _number(one: dict[str, Any]) -> str:
    if not one["is_known"]:
        return "名单不详"
    undecided = f"，{len(one['undecided'])} 个待定" if one["undecided"] else ""
    zones = sum(ZONE_MARK in code for code in one["members"])
    apart = f"、{zones} 个功能区" if zones else ""
    return f"{len(one['members']) - zones} 个县（市、区）{apart}{undecided}"


def _plain(model: Any) -> dict[str, Any]:
    dumped: dict[str, Any] = model.model_dump(mode="json", exclude_none=True)
    return dumped


def _members(members: Members) -> dict[str, Any]:
    return {
        "is_known": members.is_known,
        "members": sorted(members.certain),
        "undecided": sorted(members.undecided),
    }


def _group(catalogue: Catalogue, group: RegionGroup, day: date) -> dict[str, Any]:
    told = _plain(group)
    told.pop("members", None)
    return {**told, "in_force": in_force(group, day), **_members(members_of(catalogue, group.id, day))}


def _line(catalogue: Catalogue, line: GroupLine, day: date) -> dict[str, Any]:
    return {**_plain(line), "in_force": True, **_members(members_of(catalogue, line.id, day))}


def _chain(chain: Chain) -> dict[str, Any]:
    return {**_plain(chain), "core": list(chain.core), "cooperating": list(chain.cooperating)}


def _cluster(cluster: Cluster, day: date) -> dict[str, Any]:
    found = class_map(cluster, day)
    return {**_plain(cluster), "classes": [] if found is None else list(found.classes)}
