"""Areas, dated groups, chains, clusters and changes of codes in words, each with its source."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date

from assessments.areas import in_force, members_of
from assessments.loader import Catalogue
from assessments.schema.chain import Chain
from assessments.schema.common import Period, Provenance, zh
from assessments.schema.region import City, CodeChange, GroupLine, RegionGroup
from assessments.schema.zone import NamedPlace, Zone
from backend.services.area_register import STATES
from backend.web.language import _
from backend.web.render import zh_date
from backend.web.views.citing import Cited, cite, clause_label
from backend.web.views.clusters import ClusterGroupBlock, CountLine, cluster_blocks, count_lines

CHANGES: Mapping[str, str] = {
    "rename+recode": "更名改码：换成新代码",
    "recode": "改码：换成新代码",
    "merge": "并入：换成新代码",
    "split": "分出：须由人判断归原县还是新县",
}
STATE_MARKS = {True: "good", False: "", None: "open"}


CORE = "核心"
"""What most chains of the document call their first group."""


@dataclass(frozen=True)
class CityRow:
    """A city with its counties and zones."""

    name: str
    code: str
    counties: str
    number: int
    zones: str


@dataclass(frozen=True)
class ZoneRow:
    """A functional zone."""

    code: str
    name: str
    city: str
    county: str
    source: str
    provenance: Provenance
    note: str


@dataclass(frozen=True)
class NamedRow:
    """A place a document names that is no reporting area here."""

    name: str
    reason: str
    cited: Cited


@dataclass(frozen=True)
class GroupRow:
    """A list of counties, or a line of lists; `members` city by city, empty where nobody lists them."""

    name: str
    state: str
    mark: str
    period: str
    number: str
    members: str
    undecided: str
    source: str
    cited: Cited | None
    provenance: Provenance | None
    note: str


@dataclass(frozen=True)
class ChainRow:
    """A chain with its cities; `core_word` where the document has another word for the first group."""

    name: str
    core_word: str
    core: str
    cooperating: str
    clause: str
    cited: Cited
    provenance: Provenance


@dataclass(frozen=True)
class ChangeRow:
    """A change of a code and how reports translate it."""

    year: int
    old: str
    new: str
    kind: str
    note: str


@dataclass(frozen=True)
class AreasPage:
    """Context of areas.html."""

    day: date
    province: str
    county_count: int
    cities: tuple[CityRow, ...]
    zones: tuple[ZoneRow, ...]
    named: tuple[NamedRow, ...]
    groups: tuple[GroupRow, ...]
    chains: tuple[ChainRow, ...]
    cluster_groups: tuple[ClusterGroupBlock, ...]
    counts: tuple[CountLine, ...]
    changes: tuple[ChangeRow, ...]
    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)


def areas_page(catalogue: Catalogue, day: date, errors: Mapping[str, str] | None = None) -> AreasPage:
    """Everything about areas as of a day."""
    regions = catalogue.regions
    groups = (
        *(_group(catalogue, group, day) for group in regions.groups),
        *(_line(catalogue, line, day) for line in regions.group_lines),
    )
    return AreasPage(
        day=day,
        province=regions.name,
        county_count=sum(len(city.counties) for city in regions.cities),
        cities=tuple(_city(catalogue, city) for city in regions.cities),
        zones=tuple(_zone(catalogue, zone) for zone in catalogue.zones.values()),
        named=tuple(_named(catalogue, place) for place in catalogue.named_places),
        groups=groups,
        chains=tuple(_chain(catalogue, chain) for chain in catalogue.chains.values()),
        cluster_groups=cluster_blocks(catalogue, day),
        counts=count_lines(catalogue),
        changes=tuple(_change(change) for change in regions.code_changes),
        values={} if errors else {"as_of": day.isoformat()},
        errors=errors or {},
    )


def _city(catalogue: Catalogue, city: City) -> CityRow:
    return CityRow(
        name=city.name,
        code=city.code,
        counties="、".join(county.name for county in city.counties),
        number=len(city.counties),
        zones="、".join(zone.name for zone in catalogue.zones_of(city.code)),
    )


def _zone(catalogue: Catalogue, zone: Zone) -> ZoneRow:
    return ZoneRow(
        code=zone.code,
        name=zone.name,
        city=catalogue.city_of(zone.code).name,
        county=_("未读到") if zone.county == "unknown" else catalogue.county(zone.county).name,
        source=zone.source,
        provenance=zone.provenance,
        note="" if zone.note is None else zh(zone.note),
    )


def _named(catalogue: Catalogue, place: NamedPlace) -> NamedRow:
    return NamedRow(zh(place.name), zh(place.reason), cite(catalogue, place.citation))


def _group(catalogue: Catalogue, group: RegionGroup, day: date) -> GroupRow:
    members, state = members_of(catalogue, group.id, day), in_force(group, day)
    return GroupRow(
        name=zh(group.name),
        state=_(STATES[state]),
        mark=STATE_MARKS[state],
        period=_period(group),
        number=_numbers(catalogue, members.certain) if group.is_known else _("名单不详"),
        members=places(catalogue, members.certain),
        undecided=places(catalogue, members.undecided),
        source=group.source,
        cited=None if group.citation is None else cite(catalogue, group.citation),
        provenance=group.provenance,
        note="" if group.note is None else zh(group.note),
    )


def _line(catalogue: Catalogue, line: GroupLine, day: date) -> GroupRow:
    members = members_of(catalogue, line.id, day)
    lists = "、".join(zh(catalogue.regions.group(name).name) for name in line.lists)
    return GroupRow(
        name=zh(line.name),
        state=_("待定") if members.undecided else _("有效"),
        mark=STATE_MARKS[None if members.undecided else True],
        period=_("随日期换用名单"),
        number=_numbers(catalogue, members.certain),
        members=places(catalogue, members.certain),
        undecided=places(catalogue, members.undecided),
        source=_("先后为：{lists}", lists=lists),
        cited=None,
        provenance=None,
        note="" if line.note is None else zh(line.note),
    )


def _period(group: RegionGroup) -> str:
    """From when to when; of an unknown day the month that is known."""
    period, possible = group.effective, group.possible or Period()
    start = "" if period.start is None else _("{day}起", day=_day(period.start, possible.start))
    end = "" if period.end is None else _("至{day}", day=_day(period.end, possible.end))
    return "，".join(part for part in (start, end) if part) or _("没有写起止")


def _day(day: date | str, possible: date | str | None) -> str:
    if isinstance(day, date):
        return zh_date(day)
    if isinstance(possible, date):
        return _("{year}年{month}月（哪一天未读到）", year=possible.year, month=possible.month)
    return _("日期未读到")


def _numbers(catalogue: Catalogue, codes: AbstractSet[str]) -> str:
    """How many counties and, apart from them, zones."""
    zones = len(codes & catalogue.zones.keys())
    counties = _("{count} 个县（市、区）", count=len(codes) - zones)
    return counties + _("、{count} 个功能区", count=zones) if zones else counties


def places(catalogue: Catalogue, codes: AbstractSet[str]) -> str:
    """Counties and zones city by city; a city of which all counties belong stands by its own name."""
    return "；".join(_of_cities(catalogue, codes))


def _of_cities(catalogue: Catalogue, codes: AbstractSet[str]) -> Iterator[str]:
    for city in catalogue.regions.cities:
        counties = [county.name for county in city.counties if county.code in codes]
        zones = [zone.name for zone in catalogue.zones_of(city.code) if zone.code in codes]
        if len(counties) == len(city.counties):
            yield _("{city}全域（{count} 个）", city=city.name, count=len(counties) + len(zones))
        elif counties or zones:
            yield f"{city.name}：{'、'.join((*counties, *zones))}"


def _chain(catalogue: Catalogue, chain: Chain) -> ChainRow:
    ending = _("等地") if chain.open_ended else ""
    return ChainRow(
        name=zh(chain.name),
        core_word="" if chain.core_word == CORE else chain.core_word,
        core=_cities(catalogue, chain.core),
        cooperating=_cities(catalogue, chain.cooperating) + ending,
        clause=clause_label(catalogue.clause(chain.citation)[1]),
        cited=cite(catalogue, chain.citation),
        provenance=chain.provenance,
    )


def _cities(catalogue: Catalogue, codes: Iterable[str]) -> str:
    names = {city.code: city.name for city in catalogue.regions.cities}
    return "、".join(names[code] for code in codes)


def _change(change: CodeChange) -> ChangeRow:
    return ChangeRow(
        year=change.year,
        old=f"{change.old_name} {change.old_code}",
        new=f"{change.new_name} {change.new_code}",
        kind=_(CHANGES[change.kind]),
        note=change.note,
    )
