"""Regions: province, cities, counties, dated groups of counties and changes of codes."""

from typing import Literal

from pydantic import Field

from assessments.schema.common import Day, Definition, Id, Number, Period, Provenance, RegionCode, Text, Whole


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
    """A dated group of counties; either `members` or `union_of` other groups."""

    id: Id
    name: Text
    effective: Period
    provenance: Provenance
    source: str
    members: tuple[RegionCode, ...] = ()
    union_of: tuple[Id, ...] = ()
    note: Text | None = None


class CodeChange(Definition):
    """A change of a county's code: rows keep the code of the event, reports translate."""

    year: Whole
    old_code: RegionCode
    old_name: str
    new_code: RegionCode
    new_name: str
    kind: Literal["rename+recode", "recode", "merge", "split"]
    note: str = ""


class Regions(Definition):
    """The file regions/<province>.yaml."""

    code: RegionCode
    name: str
    source: str
    cities: tuple[City, ...]
    groups: tuple[RegionGroup, ...] = ()
    code_changes: tuple[CodeChange, ...] = ()

    def group_members(self, group_id: str) -> frozenset[str]:
        """Codes of the counties in a group, unions resolved; KeyError for an unknown group."""
        group = next((g for g in self.groups if g.id == group_id), None)
        if group is None:
            raise KeyError(group_id)
        return frozenset(group.members).union(*(self.group_members(part) for part in group.union_of))


class Denominator(Definition):
    """How many firms an area has, by a dated and sourced count; never invented."""

    region: RegionCode
    metric: Id
    label: Text
    as_of: Day
    value: Whole = Field(ge=1)
    source: str
    provenance: Provenance


class Denominators(Definition):
    """The file regions/denominators.yaml."""

    denominators: tuple[Denominator, ...]
