"""Reading one unit of a file: what can be used, and by place what cannot.

A bad answer is reported and counts as unanswered, a bad fact as unknown, bad recognitions as unknown as a
whole; without a good profile a unit is not rated. Nothing else stops.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from assessments.answering import Answer, parse_answer
from assessments.catalogue import Catalogue
from assessments.compile import CompiledQuestionnaire
from assessments.fact_values import parse_day, parse_row, parse_value
from assessments.faults import AnswerError, UnknownItem, ValueFault
from assessments.industry_scope import COVERED, is_outside
from assessments.schema.common import ProductionType, zh
from assessments.schema.fact import Fact
from assessments.stated import FactValue, HeldTitle, Profile
from assessments.unit_json import JsonObject
from assessments.wording import PRODUCTION, is_text, quoted

LONGEST_ID = 200

_KEYS = frozenset({"id", "profile", "facts", "answers", "recognitions"})


@dataclass(frozen=True)
class UnitError:
    """A mistake in a file: where ("units[3].answers.4.1") and, in Chinese, what and how to cure it."""

    place: str
    message: str


@dataclass
class UnitInput:
    """What one entry of the list gives; `profile` None means that the unit cannot be rated."""

    id: str | int | None = None
    profile: Profile | None = None
    facts: dict[str, list[FactValue]] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    titles: Sequence[HeldTitle] | None = None
    errors: list[UnitError] = field(default_factory=list)

    def report(self, place: str, message: str) -> None:
        """Note a mistake."""
        self.errors.append(UnitError(place, message))


class UnitReader:
    """Reads the entries of one list against a catalogue and a questionnaire."""

    def __init__(self, catalogue: Catalogue, compiled: CompiledQuestionnaire) -> None:
        self.catalogue = catalogue
        self.compiled = compiled
        self.seen: set[str | int] = set()
        self._counties = _county_names(catalogue)
        self._kinds = {
            name: kind.id
            for kind in catalogue.recognition_kinds.values()
            for name in (kind.id, zh(kind.name), *kind.aliases)
        }

    def read(self, raw: Any, place: str) -> UnitInput:
        """One entry of the list."""
        unit = UnitInput()
        if not isinstance(raw, dict):
            unit.report(place, "单位须是一个对象，请用花括号 { } 写明 id、profile、facts 和 answers")
            return unit
        parts = dict(self._entries(raw, place, unit))
        for key in [key for key in parts if key not in _KEYS]:
            unit.report(
                f"{place}.{_key(key)}",
                f"不认识字段{quoted(key)}，可用：id、profile、facts、answers、recognitions",
            )
        unit.id = self._id(parts.get("id"), f"{place}.id", unit)
        production = self._profile(parts.get("profile"), f"{place}.profile", unit)
        self._facts(parts.get("facts"), f"{place}.facts", unit)
        self._titles(parts.get("recognitions"), f"{place}.recognitions", unit)
        if production is not None:
            self._answers(parts.get("answers"), f"{place}.answers", unit, production)
        return unit

    def _id(self, raw: Any, place: str, unit: UnitInput) -> str | int | None:
        number = isinstance(raw, int) and not isinstance(raw, bool)
        if not (number or (is_text(raw) and 0 < len(raw) <= LONGEST_ID)):
            unit.report(place, f"单位缺少可用的 id，请填不超过 {LONGEST_ID} 字的文字")
            return None
        if raw in self.seen:
            unit.report(place, f"id {quoted(raw)}重复，请为每个单位填不同的 id")
        self.seen.add(raw)
        return raw  # type: ignore[no-any-return]  # an int or a str, as just seen

    def _profile(self, raw: Any, place: str, unit: UnitInput) -> ProductionType | None:
        """Sets the unit's profile where all of it is good; tells the production type whenever that is."""
        parts = self._object(raw, place, unit, "profile 须是对象，写明 county、industry、production_type")
        if self.compiled.levels is not None:
            return self._loose_profile(parts, place, unit)
        county = _attempt(self._county, parts.get("county"), f"{place}.county", unit)
        industry = _attempt(self._industry, parts.get("industry"), f"{place}.industry", unit)
        production = _attempt(_production, parts.get("production_type"), f"{place}.production_type", unit)
        if county is not None and industry is not None and production is not None:
            unit.profile = Profile(county, industry, production)
        return production

    def _loose_profile(self, parts: dict[str, Any], place: str, unit: UnitInput) -> ProductionType | None:
        """A profile of which each part may be left out: what depends on it is then undecided.

        Only items that differ by production type need that type.
        """
        before = len(unit.errors)
        read: dict[str, Any] = {
            "county": self._county,
            "industry": self._industry,
            "production_type": _production,
        }
        found = {
            name: _attempt(reader, parts[name], f"{place}.{name}", unit)
            for name, reader in read.items()
            if parts.get(name) is not None
        }
        production = found.get("production_type")
        if production is None and any(item.production != "all" for item in self.compiled.questionnaire.items):
            _attempt(_production, parts.get("production_type"), f"{place}.production_type", unit)
        if len(unit.errors) > before:
            return None
        production = production or ProductionType.DISCRETE
        unit.profile = Profile(found.get("county"), found.get("industry"), production)
        return production

    def _county(self, raw: Any) -> str:
        if raw is None:
            raise ValueFault("未填写县（市、区），请填六位代码或全称，如 330102 或 上城区")
        if isinstance(raw, str) and raw in self._counties:
            return self._counties[raw]
        changes = self.catalogue.regions.code_changes
        change = next((change for change in changes if raw in (change.old_code, change.old_name)), None)
        if change is not None:
            raise ValueFault(
                f"{change.old_name} {change.old_code} 已于 {change.year} 年调整，"
                f"请改填 {change.new_name} {change.new_code}"
            )
        raise ValueFault(f"没有县（市、区）{quoted(raw)}，请填六位代码或全称，如 330102 或 上城区")

    def _industry(self, raw: Any) -> str:
        if raw is None:
            raise ValueFault("未填写行业，请填国民经济行业分类（GB/T 4754—2017）代码，如 3411")
        code = raw[1:] if isinstance(raw, str) and raw[:1].isalpha() and len(raw) > 1 else raw
        industry = self.catalogue.industries.get(code) if isinstance(code, str) else None
        if industry is None and is_outside(raw, self.catalogue.industries):
            raise ValueFault(f"行业{quoted(raw)}不在收录范围：{COVERED}。{self._no_industry()}")
        if industry is None or (code != raw and raw[0] != industry.section):
            raise ValueFault(f"没有行业{quoted(raw)}，请填国民经济行业分类（GB/T 4754—2017）代码，如 3411")
        return industry.code

    def _no_industry(self) -> str:
        """What a unit of an industry that is not covered can do."""
        if self.compiled.levels is None:
            return "请核对代码，确属其他行业的暂不能评价"
        return "请核对代码，确属其他行业的可不填，涉及行业的条件待定"

    def _facts(self, raw: Any, place: str, unit: UnitInput) -> None:
        for key, stated in self._object(raw, place, unit, "facts 须是对象，以事实 id 为键").items():
            fact = self.catalogue.facts.get(key)
            if fact is None:
                unit.report(f"{place}.{_key(key)}", f"没有事实{quoted(key)}，事实 id 见 zhiti facts list")
                continue
            values = _stated(fact, stated, f"{place}.{fact.id}", unit)
            if values is not None:
                unit.facts[fact.id] = values

    def _answers(self, raw: Any, place: str, unit: UnitInput, production: ProductionType) -> None:
        asked: dict[str, str] = {}
        for key, given in self._object(raw, place, unit, "answers 须是对象，以题目 id 或题号为键").items():
            try:
                item = self.compiled.item(key, production)
                answer = parse_answer(item, production, given)
            except (UnknownItem, AnswerError) as fault:
                unit.report(f"{place}.{_key(key)}", str(fault))
                continue
            if item.id in asked:
                unit.report(f"{place}.{_key(key)}", f"与{quoted(asked[item.id])}是同一题，请只写一次")
                unit.answers.pop(item.id, None)
                continue
            asked[item.id] = key
            unit.answers[item.id] = answer

    def _titles(self, raw: Any, place: str, unit: UnitInput) -> None:
        if raw is None:
            return
        if not isinstance(raw, list):
            unit.report(place, "recognitions 须是列表，每项写明 title、from、to")
            return
        titles = [_attempt(self._title, row, f"{place}[{number}]", unit) for number, row in enumerate(raw)]
        unit.titles = [title for title in titles if title is not None] if None not in titles else None

    def _title(self, raw: Any) -> HeldTitle:
        if not isinstance(raw, dict) or not raw.keys() <= {"title", "from", "to"}:
            raise ValueFault("认定须是对象，只含 title、from、to")
        start, end = parse_day(raw.get("from"), "from"), parse_day(raw.get("to"), "to")
        if start is not None and end is not None and end < start:
            raise ValueFault(f"from {start.isoformat()} 晚于 to {end.isoformat()}，请核对起止日期")
        title = raw.get("title")
        if isinstance(title, str) and title in self._kinds:
            return HeldTitle(self._kinds[title], start, end)
        if title is None:
            raise ValueFault("未填写称号（title），请填称号 id 或全称")
        raise ValueFault(f"没有称号{quoted(title)}，请填称号 id 或全称")

    def _object(self, raw: Any, place: str, unit: UnitInput, wanted: str) -> dict[str, Any]:
        """The entries of an object, none where it is left out or is something else."""
        if raw is None:
            return {}
        if not isinstance(raw, dict):
            unit.report(place, wanted)
            return {}
        return dict(self._entries(raw, place, unit))

    @staticmethod
    def _entries(raw: dict[str, Any], place: str, unit: UnitInput) -> Iterator[tuple[str, Any]]:
        """Entries whose key the text does not repeat: of a repeated one nobody knows which is meant."""
        repeated = raw.repeated if isinstance(raw, JsonObject) else ()
        for key in repeated:
            unit.report(f"{place}.{_key(key)}", f"{quoted(key)}写了不止一次，请只留一个")
        return ((key, value) for key, value in raw.items() if key not in repeated)


def _county_names(catalogue: Catalogue) -> dict[str, str]:
    """Code, name, and name with its city or with city and province, to the code of a county or zone."""
    regions = catalogue.regions
    names: dict[str, str] = {}
    for city in regions.cities:
        for area in catalogue.reporting_in(city):
            full = f"{city.name}{area.name}"
            for name in (area.code, area.name, full, f"{regions.name}{full}"):
                names.setdefault(name, area.code)
    return names


T = TypeVar("T")


def _attempt(read: Callable[[Any], T], raw: Any, place: str, unit: UnitInput) -> T | None:
    """What `read` makes of a value, or None with a report."""
    try:
        return read(raw)
    except ValueFault as fault:
        unit.report(place, str(fault))
        return None


def _production(raw: Any) -> ProductionType:
    if raw is None:
        raise ValueFault("未填写生产类型，请填 discrete（离散型）或 process（流程型）")
    for production, name in PRODUCTION.items():
        if isinstance(raw, str) and raw in (production.value, name):
            return production
    raise ValueFault(f"生产类型{quoted(raw)}不存在，请填 discrete（离散型）或 process（流程型）")


def _stated(fact: Fact, stated: Any, place: str, unit: UnitInput) -> list[FactValue] | None:
    """The values of one fact: a bare value, or rows with a period; None when any is bad."""
    if isinstance(stated, dict):
        stated = [stated]
    if not isinstance(stated, list) or (
        fact.kind == "set" and not any(isinstance(row, dict) for row in stated)
    ):
        value = _attempt(lambda raw: parse_value(fact, raw), stated, place, unit)
        return None if value is None else [FactValue(value)]
    values = [
        _attempt(lambda row: _row(fact, row), row, f"{place}[{number}]", unit)
        for number, row in enumerate(stated)
    ]
    good = [value for value in values if value is not None]
    return good if len(good) == len(values) else None


def _row(fact: Fact, row: Any) -> FactValue:
    if not isinstance(row, dict):
        raise ValueFault(f'{quoted(row)}须是对象，写明 value 和时期，如 {{"value": 100, "year": 2025}}')
    return parse_row(fact, row)


def _key(key: str) -> str:
    """A key as part of a place, safe to print."""
    return quoted(key).strip("“”")
