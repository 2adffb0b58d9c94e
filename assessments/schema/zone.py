"""Functional zones: areas that report like counties without being administrative divisions."""

from collections.abc import Set as AbstractSet

from assessments.schema.common import (
    Citation,
    Definition,
    Period,
    Provenance,
    RegionCode,
    Text,
    Unknown,
    ZoneCode,
)
from assessments.schema.region import Regions


class Zone(Definition):
    """A zone that reports beside the counties of its city; a site belongs to a county or to a zone.

    `county` is where it physically lies, as far as a source says so: the groups of counties follow it.
    """

    code: ZoneCode
    name: str
    city: RegionCode
    county: RegionCode | Unknown
    effective: Period = Period()
    source: str
    provenance: Provenance
    note: Text | None = None

    def lies_in(self, regions: Regions, counties: AbstractSet[str]) -> bool | None:
        """Whether it lies in these counties; None where its county is unknown and its city is divided."""
        if self.county != "unknown":
            return self.county in counties
        of_city = set(regions.counties_under(self.city))
        if of_city <= counties:
            return True
        return None if of_city & counties else False


class NamedPlace(Definition):
    """A place that a document names and that is no reporting zone here, with the reason."""

    name: Text
    citation: Citation
    provenance: Provenance
    reason: Text


class Zones(Definition):
    """The file regions/zones.yaml."""

    zones: tuple[Zone, ...] = ()
    named: tuple[NamedPlace, ...] = ()
