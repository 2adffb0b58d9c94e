"""Choosing what a service provider of one's own offers: capabilities, industries, areas."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend.services.area_view import divisions
from backend.services.providers.offers import AREA, CAPABILITY, EVERY_INDUSTRY, INDUSTRY
from backend.services.providers.own import OwnProvider
from backend.services.providers.states import LISTED
from backend.web.language import _
from backend.web.provider_nav import ProviderNav
from backend.web.views.provider_words import capability_groups, provider_nav, waiting_of


@dataclass(frozen=True)
class CityBoxes:
    """A city with its counties and zones to tick; `count` is how many of them are ticked."""

    city: tuple[str, str]
    parts: tuple[tuple[str, str], ...]
    count: int


@dataclass(frozen=True)
class CapabilityBox:
    """A capability to tick, with what it means."""

    id: str
    name: str
    text: str


@dataclass(frozen=True)
class OffersFormPage:
    """Context of provider/offers.html; `chosen` and `waiting` are values by axis."""

    nav: ProviderNav
    version: int
    capabilities: tuple[tuple[str, tuple[CapabilityBox, ...]], ...]
    industries: tuple[tuple[str, str], ...]
    province: tuple[str, str]
    cities: tuple[CityBoxes, ...]
    chosen: Mapping[str, Collection[str]]
    waiting: Mapping[str, Collection[str]]
    is_listed: bool
    done: bool
    errors: Mapping[str, str]


def offers_page(
    catalogue: Catalogue,
    found: OwnProvider,
    *,
    chosen: Mapping[str, Collection[str]] | None = None,
    done: bool = False,
    errors: Mapping[str, str] | None = None,
) -> OffersFormPage:
    """What can be ticked, and what is."""
    ticked = found.entry.offers.chosen if chosen is None else chosen
    regions = catalogue.regions
    return OffersFormPage(
        nav=provider_nav(found.entry),
        version=found.provider.version,
        capabilities=tuple(
            (label, tuple(_capability(catalogue, value) for value, _name in options))
            for label, options in capability_groups(catalogue)
        ),
        industries=(
            (EVERY_INDUSTRY, _("制造业各行业")),
            *((code, f"{code} {name}") for code, name in divisions(catalogue).items()),
        ),
        province=(regions.code, regions.name),
        cities=tuple(_city(catalogue, city.code, ticked[AREA]) for city in regions.cities),
        chosen={axis: ticked[axis] for axis in (CAPABILITY, INDUSTRY, AREA)},
        waiting=waiting_of(found.entry),
        is_listed=found.provider.state == LISTED,
        done=done,
        errors=errors or {},
    )


def _capability(catalogue: Catalogue, value: str) -> CapabilityBox:
    one = catalogue.capabilities[value]
    return CapabilityBox(one.id, zh(one.name), zh(one.text))


def _city(catalogue: Catalogue, code: str, ticked: Collection[str]) -> CityBoxes:
    city = next(one for one in catalogue.regions.cities if one.code == code)
    parts = tuple((one.code, one.name) for one in catalogue.reporting_in(city))
    return CityBoxes(
        (city.code, _("{city}（全市）", city=city.name)), parts, sum(part in ticked for part, _name in parts)
    )
