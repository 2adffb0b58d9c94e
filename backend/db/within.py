"""Which rows belong to an area, by its code, written so that an index on the county serves it.

The summary keeps, besides each county, the numbers of its city and of the province under their own codes:
whoever reads a prefix of it has to say which of the two is meant (`of_counties` or `of_whole`).
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, func

Where = str | Collection[str]
"""Counties: all whose code begins with a prefix (empty: every one), or those listed."""

# Above every digit and capital that may follow in a code, in the order of any locale.
_LAST = "zz"


def within(county: Any, where: Where) -> ColumnElement[bool]:
    """Condition on a column of county codes.

    A range and not LIKE: neither SQLite nor PostgreSQL with an ordinary collation would use the index then.
    """
    if isinstance(where, str):
        found: ColumnElement[bool] = county.between(where, where + _LAST)
        return found
    listed: ColumnElement[bool] = county.in_(sorted(where))
    return listed


# No county and no zone has a code that ends like this; cities and the province do.
_WHOLE = "00"
_CODE_DIGITS = 6
_CITY_DIGITS = 4
_PROVINCE_DIGITS = 2


def above(code: str) -> tuple[str, ...]:
    """The codes of the city and the province of a county; the province of a city; nothing of a province."""
    city, province = (code[:digits].ljust(_CODE_DIGITS, "0") for digits in (_CITY_DIGITS, _PROVINCE_DIGITS))
    return tuple(dict.fromkeys(one for one in (city, province) if one != code))


def is_whole(code: str) -> bool:
    """Whether a code is a city's or the province's."""
    return code.endswith(_WHOLE)


def of_counties(county: Any, where: Where) -> ColumnElement[bool]:
    """Condition on a column of the summary: each county by itself, and no sum of several."""
    found = within(county, where)
    return and_(found, _ending(county) != _WHOLE) if isinstance(where, str) else found


def of_whole(county: Any, where: Where) -> ColumnElement[bool]:
    """Condition on a column of the summary: rows that add up to the area, as few as there are.

    A city or the province has rows of its own; counties that are listed add up.
    """
    if isinstance(where, str) and where:
        found: ColumnElement[bool] = county == where.ljust(_CODE_DIGITS, "0")
        return found
    return of_counties(county, where)


def of_parts(county: Any, code: str) -> ColumnElement[bool]:
    """Condition on a column of the summary: the areas one step smaller than a city or the province."""
    if above(code):
        return of_counties(county, code[:_CITY_DIGITS])
    return and_(within(county, code[:_PROVINCE_DIGITS]), _ending(county) == _WHOLE, county != code)


def _ending(county: Any) -> Any:
    return func.substr(county, _CITY_DIGITS + 1, len(_WHOLE))
