"""The predefined groups: division of industry × size × city, and what each is widened to.

The rule of widening is stated and the same for everybody: the first of LEVELS whose table is published. A
firm whose size is not known is compared from its division on.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

from assessments.catalogue import Catalogue
from backend.services.area_view import SIZES, divisions
from backend.services.trial_rules import questionnaires
from scoring.disclosure import Path

Level = Literal["city", "division_size", "division", "size", "province"]
LEVELS: tuple[Level, ...] = ("city", "division_size", "division", "size", "province")
"""From the narrowest to the widest."""
WORDS: Mapping[Level, str] = {
    "city": "同市、同行业大类、同规模",
    "division_size": "全省同行业大类、同规模",
    "division": "全省同行业大类",
    "size": "全省同规模",
    "province": "全省全部参评企业",
}
UNKNOWN = "unknown"
"""Instead of a size class or a division: not known."""
EVERYBODY = "*"
_BETWEEN = "|"


def comparable(catalogue: Catalogue) -> tuple[str, ...]:
    """The questionnaires that are compared: with levels, and with items that dimensions are made of."""
    return tuple(name for name in questionnaires(catalogue) if catalogue.questionnaire(name).items)


def path_of(division: str, size: str, city: str) -> Path:
    """The keys of a firm's groups, one per level."""
    division, size = division or UNKNOWN, size or UNKNOWN
    pair = f"{division}{_BETWEEN}{size}"
    return (f"{pair}{_BETWEEN}{city}", pair, f"{division}{_BETWEEN}", f"{_BETWEEN}{size}", EVERYBODY)


def level_of(key: str) -> Level:
    """The level that a key is of."""
    parts = key.split(_BETWEEN)
    if key == EVERYBODY:
        return "province"
    if len(parts) == 3:
        return "city"
    return "division_size" if all(parts) else "division" if parts[0] else "size"


def widening(path: Path) -> Iterator[tuple[Level, str]]:
    """The groups that a firm may be compared with, in the order of the rule."""
    for level, key in zip(LEVELS, path, strict=True):
        if UNKNOWN not in key.split(_BETWEEN):
            yield level, key


def name_of(catalogue: Catalogue, key: str) -> str:
    """A group in words: 杭州市 · 通用设备制造业 · 小型企业."""
    if key == EVERYBODY:
        return "全省参评企业"
    division, size, *city = key.split(_BETWEEN)
    words = []
    words += [name.name for name in catalogue.regions.cities if city and name.code == city[0]] or ["全省"]
    if division:
        words.append(division_name(catalogue, division))
    if size:
        words.append(f"{SIZES[size]}企业")
    return " · ".join(words)


def division_name(catalogue: Catalogue, division: str) -> str:
    """A division in words."""
    return divisions(catalogue).get(division, "行业未知" if division == UNKNOWN else f"行业大类 {division}")
