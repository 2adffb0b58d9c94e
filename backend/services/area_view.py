"""What an official asks an area's page to show: whose numbers, told apart by what, of which day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assessments.areas import Selection, classes_of, counties_of, in_force, members_of
from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend import clock
from backend.auth.actor import region_prefix
from backend.db.within import Where
from backend.services.areas import Area
from backend.services.errors import InvalidInputError
from backend.services.slices import CLUSTER as CLUSTER_AXIS
from backend.services.slices import DIVISION as DIVISION_AXIS
from backend.services.slices import UNKNOWN, slice_id

QUESTIONNAIRE = "zj-ladder"
"""The ladder that an area's pages follow unless another is asked for."""

Axis = Literal["area", "group", "chain", "cluster", "division", "size", "scale"]
AXES: tuple[Axis, ...] = ("area", "group", "chain", "cluster", "division", "size", "scale")
SIZES: Mapping[str, str] = {
    "large": "大型",
    "medium": "中型",
    "small": "小型",
    "micro": "微型",
    UNKNOWN: "规模未知",
}
SCALES: Mapping[str, str] = {"yes": "规上", "no": "规下", UNKNOWN: "规上情况未知"}
_FLAGS: Mapping[str, bool] = {"yes": True, "no": False}
DIVISION = 2
"""The level of GB/T 4754 at which industries are told apart."""
MANUFACTURING = "C"
EARLIEST = date(2000, 1, 1)

_LISTED = "请从列出的选项中选择{label}。"


@dataclass(frozen=True)
class Wanted:
    """The filters as they stand in the address; an empty one does not narrow anything."""

    questionnaire: str = ""
    group: str = ""
    chain: str = ""
    cluster: str = ""
    division: str = ""
    size: str = ""
    scale: str = ""
    day: date | None = None
    by: Axis = "area"


@dataclass(frozen=True)
class View:
    """The filters understood.

    `counties` are the reporting areas whose numbers are shown, in the catalogue's order. `industry` is the
    axis value of the summary ("" for all firms); the units of a slice are found by `classes`, prefixes of
    industry codes. `undecided` may belong to the group that was asked for; they are not counted.
    """

    wanted: Wanted
    area: Area
    questionnaire: str
    day: date
    counties: tuple[str, ...]
    industry: str
    classes: tuple[str, ...]
    size: str
    scale: str
    undecided: tuple[str, ...] = ()

    @property
    def is_sliced(self) -> bool:
        """Whether only some firms of a county are counted: by industry, size or 规上."""
        return bool(self.industry or self.size or self.scale)

    @property
    def where(self) -> Where:
        """The counties as the summary is asked for them."""
        narrowed = self.wanted.group or self.wanted.chain
        return self.counties if narrowed else self.unfiltered

    @property
    def unfiltered(self) -> str:
        """The beginning of the codes of all counties of the area, whatever the filters."""
        return region_prefix(self.area.code)

    @property
    def slice(self) -> str:
        """The slice of the summary that holds the firms counted."""
        return slice_id(self.industry, self.size, self.scale)

    @property
    def is_today(self) -> bool:
        """Whether the numbers are those of today."""
        return self.day == clock.today()


def view_of(catalogue: Catalogue, area: Area, wanted: Wanted) -> View:
    """Understand the filters of an area's page. Raises InvalidInputError naming each that means nothing."""
    problems = _problems(catalogue, wanted)
    if problems:
        raise InvalidInputError(problems)
    day = wanted.day or clock.today()
    return View(
        wanted=wanted,
        area=area,
        questionnaire=wanted.questionnaire or QUESTIONNAIRE,
        day=day,
        counties=counties_of(catalogue, selection_of(area, wanted, day)),
        industry=_industry(wanted),
        classes=_classes(catalogue, wanted),
        size=wanted.size,
        scale=wanted.scale,
        undecided=_undecided(catalogue, area, wanted, day),
    )


def selection_of(area: Area, wanted: Wanted, day: date) -> Selection:
    """The filters as the catalogue knows them."""
    return Selection(
        area=area.code,
        group=wanted.group,
        chain=wanted.chain,
        cluster=wanted.cluster,
        division=wanted.division,
        size=wanted.size,
        above_scale=_FLAGS.get(wanted.scale),
        day=day,
    )


def divisions(catalogue: Catalogue) -> Mapping[str, str]:
    """Divisions of manufacturing by code, in the order of the classification."""
    return {
        each.code: each.name
        for each in catalogue.industries.values()
        if each.level == DIVISION and each.section == MANUFACTURING
    }


def groups(catalogue: Catalogue, day: date) -> Mapping[str, str]:
    """What counties are grouped by on a day: lines of lists that replaced one another, then single lists.

    A list that belongs to a line, was not in force on the day or has no known members is left out.
    """
    regions = catalogue.regions
    of_lines = {name for line in regions.group_lines for name in line.lists}
    single = {
        group.id: zh(group.name)
        for group in regions.groups
        if group.is_known and group.id not in of_lines and in_force(group, day) is not False
    }
    return {line.id: zh(line.name) for line in regions.group_lines} | single


def lists(catalogue: Catalogue, day: date) -> Mapping[str, str]:
    """The lists of counties that are not among `groups` of the day but can still be asked for by name."""
    offered = groups(catalogue, day)
    return {
        group.id: zh(group.name)
        for group in catalogue.regions.groups
        if group.is_known and group.id not in offered
    }


def _undecided(catalogue: Catalogue, area: Area, wanted: Wanted, day: date) -> tuple[str, ...]:
    if not wanted.group:
        return ()
    found = members_of(catalogue, wanted.group, day).undecided
    return tuple(sorted(code for code in found if code.startswith(region_prefix(area.code))))


def _industry(wanted: Wanted) -> str:
    if wanted.division:
        return DIVISION_AXIS + wanted.division
    return CLUSTER_AXIS + wanted.cluster if wanted.cluster else ""


def _classes(catalogue: Catalogue, wanted: Wanted) -> tuple[str, ...]:
    if wanted.division:
        return (wanted.division,)
    # The summary counts by the map of today, and the list of units has to show the same firms.
    return classes_of(catalogue, wanted.cluster, clock.today()) if wanted.cluster else ()


def _problems(catalogue: Catalogue, wanted: Wanted) -> Mapping[str, str]:
    known = {
        "questionnaire": ("评价", {each.id for each in catalogue.questionnaires.values()}),
        "group": ("区域分组", {*groups(catalogue, clock.today()), *lists(catalogue, clock.today())}),
        "chain": ("产业链", set(catalogue.chains)),
        "cluster": ("产业集群", set(catalogue.clusters)),
        "division": ("行业大类", set(divisions(catalogue))),
        "size": ("企业规模", set(SIZES)),
        "scale": ("规上规下", set(SCALES)),
    }
    found = {
        name: _LISTED.format(label=label)
        for name, (label, values) in known.items()
        if getattr(wanted, name) and getattr(wanted, name) not in values
    }
    if wanted.cluster and wanted.division:
        found["division"] = "产业集群和行业大类只能选一个：集群由若干行业组成，请清除其中一个。"
    if wanted.day is not None and not EARLIEST <= wanted.day <= clock.today():
        found["day"] = "统计日期不能晚于今天，也不能早于 2000 年。"
    return found
