"""Who holds a title: names as they are compared, and the unit of a firm that a title can belong to."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from backend.db.tables.firms import Unit
from backend.db.tables.titles import Recognition

Object = Literal["firm", "site", "project"]
"""What a title is granted to: a firm, a plant of it, or a workshop or project."""
OBJECTS: Mapping[str, str] = {"firm": "企业", "site": "工厂", "project": "车间或项目"}
_UNIT_KINDS: Mapping[str, str] = {"firm": "firm", "site": "site", "project": "workshop"}
_SPACES = re.compile(r"\s")
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F) if chr(code).isalnum()}


def name_key(name: str) -> str:
    """A name as names are compared: full-width signs made ordinary, brackets of one kind, no spaces."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", name))


def spellings(key: str) -> tuple[str, ...]:
    """The forms in which the register may have a name with this key, brackets and spaces apart."""
    wide = key.translate(_WIDE)
    return (key,) if wide == key else (key, wide)


def unit_for(wanted: str, project: str, county: str, units: Iterable[Unit]) -> Unit | None:
    """The unit of one firm that a title in a county belongs to; None where it has none there.

    A firm's title belongs to the firm as a whole. A plant's or a project's belongs to the unit of that name,
    or to the only one of its kind; where none can be told, to the firm as a whole.
    """
    here = [unit for unit in units if unit.county == county]
    whole = next((unit for unit in here if unit.kind == "firm"), None)
    if wanted == "firm":
        return whole
    fitting = [unit for unit in here if unit.kind == _UNIT_KINDS[wanted]]
    named = [unit for unit in fitting if project and name_key(unit.name) == name_key(project)]
    if named:
        return named[0]
    # With a name that fits nothing, the only plant may be another one.
    return fitting[0] if len(fitting) == 1 and not project else whole


def may_hold(title: Recognition, unit: Unit) -> bool:
    """Whether a title can belong to a unit: its county, and the firm as a whole or a unit of its object."""
    return unit.county == title.county and unit.kind in ("firm", _UNIT_KINDS[title.object])


def same_thing(one: Recognition, other: Recognition) -> bool:
    """Whether two titles of one kind and holder are about the same thing, as far as one can tell.

    Two projects are apart when both are named and their names differ.
    """
    if "firm" in (one.object, other.object) or not (one.project and other.project):
        return True
    return name_key(one.project) == name_key(other.project)


def renewals(titles: Sequence[Recognition]) -> dict[str, bool]:
    """For each title, by id, whether an earlier one of these that ever counted is about the same thing."""
    return {
        title.id: any(
            (earlier.start, earlier.id) < (title.start, title.id)
            and ever_counted(earlier)
            and same_thing(earlier, title)
            for earlier in titles
        )
        for title in titles
    }


def ever_counted(title: Recognition) -> bool:
    """Whether a title counted on any day: one revoked from its first day was a mistake."""
    return title.revoked_on is None or title.revoked_on > title.start
