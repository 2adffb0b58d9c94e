"""Zones, chains and clusters: every code leads somewhere, and nothing stands twice."""

from collections.abc import Iterator
from itertools import combinations

from assessments.checks.calls import overlap
from assessments.problem import Finding, Place
from assessments.schema.cluster import Cluster
from assessments.schema.region import Regions
from assessments.schema.zone import Zones
from assessments.shelf import Shelf


def zones(shelf: Shelf) -> Iterator[Finding]:
    """A zone belongs to a city, by its code as well; its county, where it is known, is one of that city."""
    if not shelf.regions:
        return
    cities = {city.code: city for entry in shelf.regions for city in entry.model.cities}
    for file in shelf.zones:
        for i, zone in enumerate(file.model.zones):
            at, city = file.at("zones", i), cities.get(zone.city)
            if city is None:
                yield Finding(at.at("city"), f"{zone.city} 不是现有的设区市", "请核对代码")
                continue
            if zone.code[:4] != city.code[:4]:
                yield Finding(
                    at.at("code"), f"代码 {zone.code} 不在{city.name}之下", "前四位须与所属的市相同"
                )
            if zone.county not in ("unknown", *(county.code for county in city.counties)):
                told = f"{zone.county} 不是{city.name}现有的县（市、区）"
                yield Finding(at.at("county"), told, "请核对代码，不详的写 unknown")


def chains(shelf: Shelf) -> Iterator[Finding]:
    """A chain names cities, each once; a core has the word the document uses for it."""
    cities = {city.code for entry in shelf.regions for city in entry.model.cities}
    for file in shelf.chains:
        for i, chain in enumerate(file.model.chains):
            at = file.at("chains", i)
            if bool(chain.core) is not bool(chain.core_word):
                yield Finding(at, f"产业链 {chain.id} 的 core 和 core_word 只写了一项", "请照原文一并写明")
            for place, code in enumerate(chain.cities):
                if cities and code not in cities:
                    yield Finding(at, f"产业链 {chain.id} 的 {code} 不是现有的设区市", "请核对代码")
                elif code in chain.cities[:place]:
                    yield Finding(at, f"产业链 {chain.id} 的 {code} 写了两次", "一个市只写在一处")


def clusters(shelf: Shelf) -> Iterator[Finding]:
    """A cluster belongs to a group, and its areas exist."""
    areas = {c.code for entry in shelf.regions for city in entry.model.cities for c in city.counties}
    areas |= {zone.code for entry in shelf.zones for zone in entry.model.zones}
    whole = not (shelf.is_unread(Regions, "*") or any(kind is Zones for kind, _ in shelf.unread))
    for file in shelf.clusters:
        groups = {group.id for group in file.model.groups}
        for i, cluster in enumerate(file.model.clusters):
            at = file.at("clusters", i)
            if cluster.group not in groups and not shelf.is_unread(type(file.model), "groups:"):
                yield Finding(
                    at.at("group"), f"产业群 {cluster.group} 不存在", "请改成同一文件 groups 里的 id"
                )
            for j, area in enumerate(cluster.areas if whole else ()):
                if area.code not in areas:
                    told = f"{area.code} 不是现有的县（市、区）或功能区"
                    yield Finding(at.at("areas", j, "code"), told, "请核对代码")


def cluster_classes(shelf: Shelf) -> Iterator[Finding]:
    """The maps of a cluster follow one another; their classes exist, and none holds another."""
    known = {industry.code for industry in shelf.industries}
    for file in shelf.clusters:
        for i, cluster in enumerate(file.model.clusters):
            at = file.at("clusters", i, "maps")
            yield from _classes(cluster, known, at)
            for one, other in combinations(cluster.maps, 2):
                if overlap(one.effective, other.effective):
                    told = f"产业集群 {cluster.id} 的两份行业对应 {one.version}、{other.version} 有效期重叠"
                    yield Finding(at, told, "同一天只能有一份，请核对起止日期")


def _classes(cluster: Cluster, known: set[str], at: Place) -> Iterator[Finding]:
    for j, one in enumerate(cluster.maps):
        for k, code in enumerate(one.classes):
            place = at.at(j, "classes", k)
            if known and code not in known:
                yield Finding(place, f"行业代码 {code} 不在行业分类表中", "请核对代码")
            wider = [other for n, other in enumerate(one.classes) if n != k and code.startswith(other)]
            if wider:
                yield Finding(place, f"行业代码 {code} 已含在 {wider[0]} 之内", "请只留较宽的一个")
