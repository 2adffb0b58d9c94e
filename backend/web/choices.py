"""What the fields of a profile offer, and a profile in words."""

import re
import unicodedata
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


def profile_choices(catalogue: Catalogue) -> ProfileChoices:
    """The options under a catalogue."""
    return ProfileChoices(
        counties=tuple(
            (city.name, tuple((county.code, county.name) for county in city.counties))
            for city in catalogue.regions.cities
        ),
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
    )


def area_words(catalogue: Catalogue, county: str) -> str:
    """City and county: 杭州市滨江区."""
    try:
        return f"{catalogue.city_of(county).name}{catalogue.county(county).name}"
    except KeyError:
        return county


def region_groups(catalogue: Catalogue) -> Groups:
    """All areas an official may answer for: the province, then each city with its counties."""
    regions = catalogue.regions
    province = (_("全省"), ((regions.code, regions.name),))
    cities = (
        (
            city.name,
            ((city.code, _("{city}（全市）", city=city.name)), *((c.code, c.name) for c in city.counties)),
        )
        for city in regions.cities
    )
    return (province, *cities)


def region_words(catalogue: Catalogue, code: str) -> str:
    """The name of a province, city or county, a county with its city; an unknown code as it is."""
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
