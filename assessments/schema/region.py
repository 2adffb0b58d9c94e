"""Regions: province, cities, counties, dated groups of counties and changes of codes."""

from typing import Annotated, Literal

from pydantic import Field

from assessments.schema.common import (
    Bool,
    Citation,
    Day,
    Definition,
    Id,
    Number,
    Period,
    Provenance,
    RegionCode,
    Text,
    Unknown,
    Whole,
)

CITY_SUFFIX = "00"


class County(Definition):
    """A county-level area; `seat` is the longitude and latitude of its seat, in degrees."""

    code: RegionCode
    name: str
    pinyin: str
    type: Literal["市辖区", "县级市", "县", "自治县"]
    seat: tuple[Number, Number]


class City(Definition):
    """A prefecture-level city and its counties."""

    code: RegionCode
    name: str
    counties: tuple[County, ...] = Field(min_length=1)


class RegionGroup(Definition):
    """A dated group of counties: a list of `members`, or `union_of` other groups.

    A city among the members stands for all its counties. `members: unknown` is a group that a document names
    without saying who belongs to it. A list stays what it is whatever the day: `effective` only says when it
    was in force. Where a day of it is unknown but its month is not, `certain` are the days on which it was
    surely in force and `possible` those on which it may have been.
    """

    id: Id
    name: Text
    effective: Period
    certain: Period | None = None
    possible: Period | None = None
    provenance: Provenance
    source: str
    citation: Citation | None = None
    members: tuple[RegionCode, ...] | Unknown = ()
    union_of: tuple[Id, ...] = ()
    note: Text | None = None

    @property
    def is_known(self) -> bool:
        """Whether its members are known."""
        return self.members != "unknown"

    @property
    def listed(self) -> tuple[str, ...]:
        """The codes written for it: counties, and cities that stand for their counties."""
        return () if self.members == "unknown" else self.members


class GroupLine(Definition):
    """Lists of counties that followed one another; a day decides which of them is meant."""

    id: Id
    name: Text
    lists: tuple[Id, ...] = Field(min_length=2)
    note: Text | None = None


class CodeChange(Definition):
    """A change of a county's code: rows keep the code of the event, reports translate.

    Only the year is known. `also` names a third county that got a part of the old one.
    """

    year: Whole
    old_code: RegionCode
    old_name: str
    new_code: RegionCode
    new_name: str
    kind: Literal["rename+recode", "recode", "merge", "split"]
    also: tuple[RegionCode, ...] = ()
    note: str = ""


class Regions(Definition):
    """The file regions/<province>.yaml."""

    code: RegionCode
    name: str
    source: str
    cities: tuple[City, ...]
    groups: tuple[RegionGroup, ...] = ()
    group_lines: tuple[GroupLine, ...] = ()
    code_changes: tuple[CodeChange, ...] = ()

    def group(self, group_id: str) -> RegionGroup:
        """The group with this id; KeyError for an unknown one."""
        for group in self.groups:
            if group.id == group_id:
                return group
        raise KeyError(group_id)

    def group_members(self, group_id: str) -> frozenset[str]:
        """Codes of the counties in a group, unions and cities resolved; KeyError for an unknown group.

        Empty for a group whose members no document lists.
        """
        group = self.group(group_id)
        counties = (county for code in group.listed for county in self.counties_under(code))
        return frozenset(counties).union(*(self.group_members(part) for part in group.union_of))

    def counties_under(self, code: str) -> tuple[str, ...]:
        """The counties of a city; any other code by itself."""
        if not code.endswith(CITY_SUFFIX):
            return (code,)
        return tuple(one.code for city in self.cities if city.code == code for one in city.counties)


class Denominator(Definition):
    """How many firms an area has, by a dated and sourced count; never invented.

    `value` is unknown where the source contradicts itself: `printed` quotes it and `note` says why it is not
    used. Not a base of shares is a count of other firms than those on the register.
    """

    region: RegionCode
    metric: Id
    label: Text
    as_of: Day
    value: Annotated[Whole, Field(ge=1)] | Unknown
    printed: str = Field(default="", description="the figure as the source has it, where it is not `value`")
    is_share_base: Bool = True
    source: str
    provenance: Provenance
    note: Text | None = None


class Denominators(Definition):
    """The file regions/denominators.yaml."""

    denominators: tuple[Denominator, ...]
