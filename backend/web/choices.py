"""What the fields of a profile offer, and a profile in words."""

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass

from assessments.loader import Catalogue
from assessments.schema.common import ProductionType
from backend.services.firms import INDUSTRY_CLASS, UnitProfile
from backend.web.language import _

PRODUCTION = {ProductionType.DISCRETE: "离散型", ProductionType.PROCESS: "流程型"}
PRODUCTION_HELP = {
    ProductionType.DISCRETE: "离散型：零部件加工、装配等，产品可逐件区分，如机械、电子、汽车、家具。",
    ProductionType.PROCESS: "流程型：原料经连续或批次工艺变成产品，如化工、制药、钢铁、水泥、造纸。",
}
_LEADING_CODE = re.compile(r"[A-Z]?([0-9]{4})(?![0-9])")

Groups = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Options of a select: (group label, ((value, label), …))."""


@dataclass(frozen=True)
class ProfileChoices:
    """The options of the profile's fields; industries as `code name`, typed or picked."""

    counties: Groups
    industries: tuple[str, ...]
    production: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ProfileWords:
    """A profile as people read it."""

    name: str
    area: str
    industry: str
    production: str
    park: str = ""


def profile_choices(catalogue: Catalogue) -> ProfileChoices:
    """The options under a catalogue."""
    return ProfileChoices(
        counties=reporting_groups(catalogue),
        industries=tuple(
            f"{each.code} {each.name}"
            for each in catalogue.industries.values()
            if each.level == INDUSTRY_CLASS
        ),
        production=tuple((kind.value, _(PRODUCTION_HELP[kind])) for kind in ProductionType),
    )


def profile_words(catalogue: Catalogue, profile: UnitProfile) -> ProfileWords:
    """A stored profile in words; a code that the catalogue no longer knows is shown as it is."""
    return ProfileWords(
        name=profile.name,
        area=area_words(catalogue, profile.county),
        industry=industry_words(catalogue, profile.industry),
        production=_(PRODUCTION[ProductionType(profile.production_type)])
        if profile.production_type in set(ProductionType)
        else profile.production_type,
        park=profile.park,
    )


def reporting_groups(catalogue: Catalogue, within: Container[str] | None = None) -> Groups:
    """Where a unit or a title may be: the counties city by city, the zones of a city after them.

    Only those `within`, where it is given.
    """
    groups = (
        (label, tuple((one.code, one.name) for one in areas if within is None or one.code in within))
        for city in catalogue.regions.cities
        for label, areas in (
            (city.name, city.counties),
            (_("{city}的功能区", city=city.name), catalogue.zones_of(city.code)),
        )
    )
    return tuple((label, areas) for label, areas in groups if areas)


def area_words(catalogue: Catalogue, county: str) -> str:
    """City and county or zone: 杭州市滨江区."""
    try:
        return f"{catalogue.city_of(county).name}{catalogue.county(county).name}"
    except KeyError:
        return county


def region_groups(catalogue: Catalogue) -> Groups:
    """All areas an official may answer for: the province, then each city with its counties and zones."""
    regions = catalogue.regions
    province = (_("全省"), ((regions.code, regions.name),))
    cities = (
        (
            city.name,
            (
                (city.code, _("{city}（全市）", city=city.name)),
                *((one.code, one.name) for one in catalogue.reporting_in(city)),
            ),
        )
        for city in regions.cities
    )
    return (province, *cities)


def region_words(catalogue: Catalogue, code: str) -> str:
    """The name of an area, a county or zone with its city; an unknown code as it is."""
    regions = catalogue.regions
    names = {regions.code: regions.name, **{city.code: city.name for city in regions.cities}}
    return names.get(code) or area_words(catalogue, code)


def industry_words(catalogue: Catalogue, code: str) -> str:
    """A class with its code, as the field shows it."""
    industry = catalogue.industries.get(code)
    return f"{code} {industry.name}" if industry else code


def industry_code(catalogue: Catalogue, typed: str) -> str:
    """The class that was typed: by its code, with or without section letter and name, or by its whole name.

    What cannot be found is given back as typed, for the message about it.
    """
    plain = unicodedata.normalize("NFKC", typed).strip()
    leading = _LEADING_CODE.match(plain.upper())
    if leading:
        return leading.group(1)
    named = [
        each.code
        for each in catalogue.industries.values()
        if each.name == plain and each.level == INDUSTRY_CLASS
    ]
    return named[0] if len(named) == 1 else plain
