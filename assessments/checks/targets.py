"""Targets: figures say what is printed, what counts them exists, and only like replaces like."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import chain

from assessments.problem import Finding, Place
from assessments.schema.common import Definition
from assessments.schema.fact import FactRegister
from assessments.schema.policy import Policy
from assessments.schema.questionnaire import Questionnaire
from assessments.schema.region import Regions
from assessments.schema.series import SeriesFile
from assessments.schema.target import Aim, Target, Targets
from assessments.shelf import Shelf

_WAN = Decimal(10_000)
_CLASSIFIERS = frozenset(("家", "个", "项", "条", "支", ""))
"""Words of counting that stand for one another: 200 个 and 200 项 are the same number."""

_SPELT: Mapping[str, Decimal] = {
    "全覆盖": Decimal(100),
    "1/3": Decimal("33.33"),
    "三分之一": Decimal("33.33"),
    "2/3": Decimal("66.67"),
    "零的突破": Decimal(1),
    "三": Decimal(3),
    "十大": Decimal(10),
    "百个": Decimal(100),
    "千万级": Decimal(10_000_000),
}
"""Figures that the documents write as words."""


def _targets(shelf: Shelf) -> Iterator[tuple[Target, Place]]:
    for file in shelf.targets:
        for i, target in enumerate(file.model.targets):
            yield target, file.at("targets", i)


def _by_id(shelf: Shelf) -> dict[str, tuple[Target, Place]]:
    return {target.id: (target, place) for target, place in _targets(shelf)}


def figures(shelf: Shelf) -> Iterator[Finding]:
    """The normalised value is the printed one in the normalised unit; only a state to keep has none."""
    for target, place in _targets(shelf):
        if (target.value is None) is not (target.comparator is Aim.KEEP):
            yield Finding(place.at("comparator"), "没有数值的目标只能是 keep", "请补上 value，或改比较方式")
            continue
        if target.value is not None and target.value <= 0:
            yield Finding(place.at("value"), "目标值须大于 0", "请核对；要下降的指标写成下降幅度")
        elif target.value is not None and _printed_value(target) != target.value:
            told = f"归一的数值 {target.value} {target.unit} 与原文 {target.value_printed} 不一致"
            yield Finding(place.at("value"), told, "请核对小数点和单位：万家要乘一万，全覆盖记 100")


def _printed_value(target: Target) -> Decimal | None:
    """The printed figure in the target's unit; None where unit or figure cannot be followed."""
    if target.value_printed in _SPELT:
        return _SPELT[target.value_printed]
    try:
        value = Decimal(target.value_printed)
    except InvalidOperation:
        return None
    printed, unit = target.unit_printed, target.unit
    if printed is None or printed == unit or unit.startswith(f"{printed}/"):
        return value
    if printed == f"万{unit}":
        return value * _WAN
    alike = {_plain(printed), _plain(unit)}
    return value if len(alike) == 1 or alike <= _CLASSIFIERS else None


def _plain(unit: str) -> str:
    """The unit with the brackets of Chinese text."""
    return unit.replace("(", "（").replace(")", "）")


def quotations(shelf: Shelf) -> Iterator[Finding]:
    """The quoted phrase holds the figure and the words of comparison."""
    for target, place in _targets(shelf):
        said = [target.value_printed, *target.comparator_printed.split("…")]
        missing = [word for word in said if word not in target.as_printed]
        if missing:
            told = f"所引原文里没有“{missing[0]}”"
            yield Finding(place.at("as_printed"), told, "请照原文摘引，须含数值和比较词")


def horizons(shelf: Shelf) -> Iterator[Finding]:
    """A horizon is printed or ours, never both, and lies after the document's date."""
    dates = {entry.model.id: entry.model.date for entry in shelf.policies}
    for target, place in _targets(shelf):
        if bool(target.horizon_printed) is target.horizon_from_plan:
            told = "目标日期须写明原文写法，或注明取自规划期末，二者择一"
            yield Finding(place.at("horizon"), told, "请写 horizon_printed 或 horizon_from_plan: true")
        issued = dates.get(target.policy)
        if isinstance(issued, date) and target.horizon <= issued:
            yield Finding(place.at("horizon"), "目标日期不晚于文件日期", "请核对 horizon")


def measures(shelf: Shelf) -> Iterator[Finding]:
    """What counts a target exists, and it is counted in one way; a series may stand beside titles."""
    known: tuple[tuple[str, type[Definition], str, set[str]], ...] = (
        ("facts", FactRegister, "facts:", {f.id for r in shelf.registers for f in r.model.facts}),
        ("results", Questionnaire, "", {entry.model.id for entry in shelf.questionnaires}),
        ("series", SeriesFile, "series:", {s.id for file in shelf.series for s in file.model.series}),
    )
    for target, place in _targets(shelf):
        if sum(map(bool, (target.recognitions, target.results, target.facts))) > 1:
            told = f"目标 {target.id} 写了几种计数方式"
            yield Finding(place, told, "请在 recognitions、results、facts 中只留一种")
        for key, kind, prefix, ids in known:
            named = getattr(target, key)
            for name in (named,) if isinstance(named, str) else named or ():
                if name not in ids and not shelf.is_unread(kind, f"{prefix}{name}"):
                    yield Finding(place.at(key), f"{name} 不存在", f"请改正 {key}，或补上这一定义")


def final_values(shelf: Shelf) -> Iterator[Finding]:
    """A final value is a value of the target's own series and area."""
    points = {
        (one.id, point.region, point.period)
        for file in shelf.series
        for one in file.model.series
        for point in one.points
    }
    for target, place in _targets(shelf):
        if target.final is None or (target.series and shelf.is_unread(SeriesFile, f"series:{target.series}")):
            continue
        if (target.series, target.region, target.final) not in points:
            told = f"公开数列里没有 {target.final} 的数，不能当作终值"
            yield Finding(place.at("final"), told, "请先在 targets/series.yaml 录入有出处的数")


def scopes(shelf: Shelf) -> Iterator[Finding]:
    """Areas and groups of counties exist."""
    if not shelf.regions or shelf.is_unread(Regions, "*"):
        return
    groups = {group.id for entry in shelf.regions for group in entry.model.groups}
    areas = {entry.model.code for entry in shelf.regions}
    areas |= {city.code for entry in shelf.regions for city in entry.model.cities}
    for target, place in _targets(shelf):
        if target.region not in areas:
            yield Finding(place.at("region"), f"地区 {target.region} 不是现有的省、市", "请核对代码")
        if target.group is not None and target.group not in groups:
            yield Finding(place.at("group"), f"组 {target.group} 不存在", "请改成区域文件里的组 id")


def lineage(shelf: Shelf) -> Iterator[Finding]:
    """A target replaces only an earlier one of the same indicator, base, scope and way of counting."""
    known = _by_id(shelf)
    dates = {entry.model.id: entry.model.date for entry in shelf.policies}
    for target, place in _targets(shelf):
        at, ring = place.at("supersedes"), _ring(known, target.id)
        for name in target.supersedes:
            if name not in known:
                if not shelf.is_unread(Targets, f"targets:{name}"):
                    yield Finding(at, f"目标 {name} 不存在", "请改正 id")
                continue
            earlier = known[name][0]
            if earlier.counting != target.counting:
                told = f"目标 {name} 的指标、范围或口径与本目标不同，不能替代"
                yield Finding(at, told, "口径不同的写在 related 里")
            elif name not in ring and not _is_later(shelf, dates, target.policy, earlier.policy):
                yield Finding(at, f"目标 {name} 的文件不早于本文件", "只有日期已知且在后的文件才能替代在前的")


def _is_later(shelf: Shelf, dates: Mapping[str, object], later: str, earlier: str) -> bool:
    """Whether one document is dated after the other; what could not be read is left alone."""
    if shelf.is_unread(Policy, later) or shelf.is_unread(Policy, earlier):
        return True
    day, other = dates.get(later), dates.get(earlier)
    return isinstance(day, date) and isinstance(other, date) and day > other


def lineage_lines(shelf: Shelf) -> Iterator[Finding]:
    """Lineages are lines: none comes back to its beginning, and nothing is replaced by two."""
    known = _by_id(shelf)
    replaced: dict[str, str] = {}
    for target, place in _targets(shelf):
        at, ring = place.at("supersedes"), _ring(known, target.id)
        if ring and target.id == min(ring):
            yield Finding(at, f"目标 {target.id} 绕了一圈替代自身", "请断开这个循环")
        for name in target.supersedes:
            if name in replaced:
                told = f"目标 {name} 已被 {replaced[name]} 替代"
                yield Finding(at, told, "请只留最近的一个，逐级相接")
            replaced.setdefault(name, target.id)


def _ring(known: Mapping[str, tuple[Target, Place]], name: str) -> frozenset[str]:
    """The targets that replace one another in a circle with this one; empty where there is none."""
    behind = _behind(known, name)
    return frozenset(one for one in behind if name in _behind(known, one)) if name in behind else frozenset()


def _behind(known: Mapping[str, tuple[Target, Place]], name: str) -> set[str]:
    """Everything that a target replaces, directly or through others."""
    found: set[str] = set()
    ahead = [name]
    while ahead:
        one = ahead.pop()
        new = set(known[one][0].supersedes).difference(found) if one in known else set()
        found |= new
        ahead += new
    return found


def companions(shelf: Shelf) -> Iterator[Finding]:
    """Related targets exist and are others; a restated one is the same indicator of the same document."""
    known = _by_id(shelf)
    for target, place in _targets(shelf):
        named = chain(
            ((name, "related") for name in target.related),
            ((name, "restates") for name in (target.restates,) if name is not None),
        )
        for name, key in named:
            if name == target.id or (name not in known and not shelf.is_unread(Targets, f"targets:{name}")):
                yield Finding(place.at(key), f"{name} 不是另一个目标", "请改正 id")
            elif key == "restates" and name in known and not _same(target, known[name][0]):
                told = f"{name} 不是同一文件的同一指标"
                yield Finding(place.at(key), told, "重申只用于同一文件、同一指标、同一数值")


def _same(target: Target, other: Target) -> bool:
    named = (target.policy, target.indicator_id, target.value, target.unit)
    return named == (other.policy, other.indicator_id, other.value, other.unit)


def stated_twice(shelf: Shelf) -> Iterator[Finding]:
    """One clause sets an indicator once for a scope, a horizon and a way of counting."""
    seen: dict[object, str] = {}
    for target, place in _targets(shelf):
        key = (target.citation, target.horizon, *target.counting)
        first = seen.setdefault(key, target.id)
        if first != target.id:
            told = f"同一条款的同一指标已有目标 {first}"
            yield Finding(place.at("indicator_id"), told, "请合并，或写明不同的范围与口径")


def series_points(shelf: Shelf) -> Iterator[Finding]:
    """A series comes once, its areas exist, and it has one value for an area and a period."""
    areas = {entry.model.code for entry in shelf.regions}
    areas |= {city.code for entry in shelf.regions for city in entry.model.cities}
    areas |= {
        county.code for entry in shelf.regions for city in entry.model.cities for county in city.counties
    }
    names: set[str] = set()
    for file in shelf.series:
        for i, one in enumerate(file.model.series):
            if one.id in names:
                yield Finding(file.at("series", i, "id"), f"公开数列 {one.id} 重复", "请合并")
            names.add(one.id)
            seen: set[tuple[str, str]] = set()
            for k, point in enumerate(one.points):
                place = file.at("series", i, "points", k)
                if areas and point.region not in areas:
                    yield Finding(place.at("region"), f"地区 {point.region} 不存在", "请核对代码")
                if (point.region, point.period) in seen:
                    yield Finding(place, f"{one.id} 在 {point.period} 有两个数", "请按来源可信度只留一个")
                seen.add((point.region, point.period))
