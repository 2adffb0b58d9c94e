"""Regions: codes stand once and under their city, groups lead to counties, counts belong to an area."""

from collections.abc import Iterator, Mapping

from assessments.problem import Finding, Place
from assessments.schema.region import RegionGroup, Regions
from assessments.shelf import Entry, Shelf


def codes(shelf: Shelf) -> Iterator[Finding]:
    """Each code comes once, a county's begins like its city's, and changes of codes lead to a county."""
    for entry in shelf.regions:
        seen: set[str] = set()
        for code, prefix, place in _codes(entry):
            if code in seen:
                yield Finding(place, f"代码 {code} 重复", "每个区域只写一次，请删去多余的")
            seen.add(code)
            if not code.startswith(prefix):
                yield Finding(place, f"代码 {code} 不在 {prefix} 之下", "请核对代码，或移到所属的市")
        counties = _counties(entry.model)
        for i, change in enumerate(entry.model.code_changes):
            if change.new_code not in counties:
                place = entry.at("code_changes", i, "new_code")
                yield Finding(place, f"代码 {change.new_code} 不是现有的县（市、区）", "请核对 new_code")
            for part in counties.intersection(change.also) ^ set(change.also):
                place = entry.at("code_changes", i, "also")
                yield Finding(place, f"代码 {part} 不是现有的县（市、区）", "请核对 also")


def _codes(entry: Entry[Regions]) -> Iterator[tuple[str, str, Place]]:
    for i, city in enumerate(entry.model.cities):
        yield city.code, entry.model.code[:2], entry.at("cities", i, "code")
        for j, county in enumerate(city.counties):
            yield county.code, city.code[:4], entry.at("cities", i, "counties", j, "code")


def _counties(regions: Regions) -> set[str]:
    return {county.code for city in regions.cities for county in city.counties}


def groups(shelf: Shelf) -> Iterator[Finding]:
    """A group lists counties or joins other groups, and never itself."""
    for entry in shelf.regions:
        counties = _counties(entry.model)
        cities = {city.code for city in entry.model.cities}
        known = {group.id: group for group in entry.model.groups}
        for i, group in enumerate(entry.model.groups):
            at = entry.at("groups", i)
            if bool(group.members) is bool(group.union_of):
                yield Finding(at, f"组 {group.id} 须写 members 或 union_of 之一", "请只写其中一项")
            if (group.certain is None) is not (group.possible is None):
                told = f"组 {group.id} 的 certain 和 possible 只写了一项"
                yield Finding(at, told, "请一并写明一定有效和可能有效的日期")
            for code in group.listed:
                if code not in counties and code not in cities:
                    yield Finding(
                        at.at("members"), f"组 {group.id} 的 {code} 不是现有的市、县（市、区）", "请核对代码"
                    )
            for part in group.union_of:
                if part not in known:
                    yield Finding(at.at("union_of"), f"组 {part} 不存在", "请改成同一文件里的组 id")
            if _contains(known, group.id, group.union_of):
                yield Finding(at.at("union_of"), f"组 {group.id} 包含自身", "请断开这个循环")


def group_lines(shelf: Shelf) -> Iterator[Finding]:
    """A line joins lists that exist, one after the other."""
    for entry in shelf.regions:
        known = {group.id for group in entry.model.groups}
        for i, line in enumerate(entry.model.group_lines):
            for name in line.lists:
                if name not in known:
                    place = entry.at("group_lines", i, "lists")
                    yield Finding(place, f"组 {name} 不存在", "请改成同一文件里的组 id")


def _contains(known: Mapping[str, RegionGroup], wanted: str, parts: tuple[str, ...]) -> bool:
    ahead, seen = list(parts), set[str]()
    while ahead:
        name = ahead.pop()
        if name == wanted:
            return True
        if name in known and name not in seen:
            seen.add(name)
            ahead += known[name].union_of
    return False


def denominators(shelf: Shelf) -> Iterator[Finding]:
    """Each count belongs to a known area and stands once for its day."""
    areas = {entry.model.code for entry in shelf.regions}
    areas |= {code for entry in shelf.regions for code, _, _ in _codes(entry)}
    for file in shelf.denominators:
        seen: set[tuple[str, str, object]] = set()
        for i, row in enumerate(file.model.denominators):
            key = (row.region, row.metric, row.as_of)
            if areas and row.region not in areas:
                yield Finding(file.at("denominators", i, "region"), f"区域 {row.region} 不存在", "请核对代码")
            if key in seen:
                yield Finding(file.at("denominators", i), "同一区域、指标、日期的数出现两次", "请只留一个")
            seen.add(key)
