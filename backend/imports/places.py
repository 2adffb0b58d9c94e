"""Reading where a firm belongs: a county or functional zone by code or name, today's or a former one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessments.areas import translate
from assessments.catalogue import Catalogue
from assessments.schema.region import City
from backend.auth.actor import region_prefix
from backend.imports.kind import Ask, Problem

_CODE = re.compile(r"([0-9]{6})(?:[0-9]{3}|[0-9]{6})?")
_ENDINGS = ("自治县", "区", "市", "县")
_BRACKETS = re.compile(r"[（(].*[）)]")
_SHORTEST = 2


@dataclass(frozen=True)
class Found:
    """The area that a cell names, or the question which of several it is; neither where it has a problem."""

    code: str = ""
    ask: Ask | None = None


class Places:
    """The counties and zones of the catalogue by everything people call them."""

    def __init__(self, catalogue: Catalogue, area: str) -> None:
        self._catalogue = catalogue
        self._prefix = region_prefix(area)
        self._area = area
        self._names: dict[str, str] = {}
        for name, code in self._former():
            self._names[name] = code
        for name, code in self._current():
            self._names[name] = code
        self._cities = {
            name
            for city in catalogue.regions.cities
            for name in (city.name, city.name.removesuffix("市"), city.code, f"浙江省{city.name}")
        }

    @property
    def only(self) -> str:
        """The county or zone that the list is for; empty where it is for a city or the province."""
        return self._area if self._area in self._reporting else ""

    def read(self, said: str, column: str, year: int, answer: str, problems: list[Problem]) -> Found:
        """The area that a cell (full-width signs and spaces gone) names in a list of a year."""
        code = self._code_of(said)
        if not code:
            problems.append(Problem(column, self._unknown(said)))
            return Found()
        there = translate(self._catalogue.regions, code, year)
        choices = [one for one in (*there.codes, *there.partly) if one.startswith(self._prefix)]
        if answer in choices:
            return Found(answer)
        told = "；".join(there.notes)
        if not there.needs_person and there.codes[:1] and there.codes[0].startswith(self._prefix):
            if told:
                moved = f"“{said}”已按现行区划记为{self.name(there.codes[0])}：{told}。"
                problems.append(Problem(column, moved, is_note=True))
            return Found(there.codes[0])
        if not choices:
            problems.append(Problem(column, self._outside(said, (*there.codes, *there.partly))))
            return Found()
        # The same words for a name and a code of one county: whoever answers answers once.
        text = f"区划有过调整，请确定这些企业现在属于哪里：{told}。"
        return Found(ask=Ask(text, tuple((one, self.name(one)) for one in choices)))

    def zone(self, said: str, problems: list[Problem]) -> str:
        """The functional zone that a cell names; empty with a problem."""
        zones = self._catalogue.zones
        named = {zone.name: code for code, zone in zones.items()}
        code = said.upper() if said.upper() in zones else named.get(said, "")
        if not code:
            known = "、".join(named) or "无"
            problems.append(
                Problem(
                    "zone",
                    f"“{said[:30]}”不是单独统计的功能区（现有：{known}）；开发区、园区请填在“园区”一列。",
                )
            )
        elif not code.startswith(self._prefix):
            problems.append(Problem("zone", self._outside(said, (code,))))
            return ""
        return code

    def same_city(self, one: str, other: str) -> bool:
        """Whether two areas lie in the same city."""
        return self._catalogue.city_of(one).code == self._catalogue.city_of(other).code

    def name(self, code: str) -> str:
        """The name of an area with its city."""
        return f"{self._catalogue.city_of(code).name}{self._catalogue.county(code).name}"

    @property
    def _reporting(self) -> frozenset[str]:
        counties = (one.code for city in self._catalogue.regions.cities for one in city.counties)
        return frozenset((*counties, *self._catalogue.zones))

    def _code_of(self, said: str) -> str:
        digits = _CODE.fullmatch(said)
        if digits:
            return digits[1] if translate(self._catalogue.regions, digits[1]).codes else ""
        if said.upper() in self._catalogue.zones:
            return said.upper()
        if said in self._names:
            return self._names[said]
        # An address: the longest name that it begins with, as long as the name is whole (余姚市泗门镇).
        whole = [name for name in self._names if name.endswith(_ENDINGS) and said.startswith(name)]
        return self._names[max(whole, key=len)] if whole else ""

    def _current(self) -> Iterator[tuple[str, str]]:
        for city in self._catalogue.regions.cities:
            for one in city.counties:
                for name in _called(one.name):
                    yield from self._with_city(city, name, one.code)
            for zone in self._catalogue.zones_of(city.code):
                yield from self._with_city(city, zone.name, zone.code)

    def _former(self) -> Iterator[tuple[str, str]]:
        for change in self._catalogue.regions.code_changes:
            city = self._catalogue.city_of(change.new_code)
            for name in _called(_BRACKETS.sub("", change.old_name)):
                yield from self._with_city(city, name, change.old_code)

    @staticmethod
    def _with_city(city: City, name: str, code: str) -> Iterator[tuple[str, str]]:
        short = city.name.removesuffix("市")
        for before in ("", city.name, short, f"浙江省{city.name}", f"浙江{city.name}", f"浙江{short}"):
            yield before + name, code
        yield f"浙江省{name}", code

    def _unknown(self, said: str) -> str:
        shown = said[:30]
        if said in self._cities:
            return f"“{shown}”是设区市，请写到县（市、区）。"
        return f"没有叫“{shown}”的县（市、区），请填名称（如余姚市）或 6 位行政区划代码。"

    def _outside(self, said: str, codes: Sequence[str]) -> str:
        # Someone who wrote a code or a name of former years learns what it is called today.
        names = [self.name(code) for code in codes]
        today = "" if any(said in name for name in names) else f"（即{'或'.join(names)}）"
        here = self.name(self._area) if self.only else "本辖区"
        return f"“{said[:30]}”{today}不在{here}，不能由您导入；请删去这一行，或由所在地的主管部门导入。"


def _called(name: str) -> Iterator[str]:
    """A county's name, and the name without its kind (余姚 for 余姚市)."""
    yield name
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= _SHORTEST:
            yield name.removesuffix(ending)
            return
