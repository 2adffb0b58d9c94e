"""Facts, metrics and derived facts as the method pages print them: meaning, who states them, where used."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessments.loader import Catalogue
from assessments.needs import gates_of, needs_of
from assessments.outcome import Part
from assessments.schema.common import zh
from assessments.schema.condition import Compare, CompareMetric, Condition, parts_of
from assessments.schema.fact import Fact
from assessments.schema.metric import DerivedFact, Metric
from assessments.schema.questionnaire import Questionnaire
from backend.batch.words import unit_name
from backend.web.language import _
from backend.web.values import sources_words
from backend.web.views.arithmetic import arithmetic_of, figures_of
from backend.web.views.citing import Cited, cite
from backend.web.views.conditions import ConditionLine, condition_line
from backend.web.views.method_common import Entry

KINDS: Mapping[str, str] = {
    "money": "金额",
    "count": "整数",
    "number": "数值",
    "level": "等级",
    "choice": "选一项",
    "set": "可选多项",
    "date": "日期",
    "ledger": "台账合计",
}
PERIODS: Mapping[str, str] = {"instant": "截止日", "year": "按年度", "interval": "按起止日期"}
YEARS: Mapping[int, str] = {0: "评价当年", 1: "上年", 2: "前年"}
METRIC_YEARS: Mapping[int, str] = {0: "本年", 1: "上一年"}
SUBJECTS: Mapping[str, str] = {"firm": "企业", "unit": "评价单元（工厂、车间或项目）"}
METRIC_UNITS: Mapping[str, str] = {"percent": "%", "yuan": "万元"}


@dataclass(frozen=True)
class FactRow:
    """A fact: `period` is the years an instrument looks at, or in the register how it is stated."""

    id: str
    label: str
    kind: str
    period: str
    subject: str
    sources: str
    definition: str
    choices: tuple[str, ...]
    cited: Cited | None
    used: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class MetricRow:
    """A metric with its formula in words."""

    id: str
    label: str
    unit: str
    formula: str
    definition: str
    cited: Cited | None
    provenance: str
    used: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class DerivedChoiceRow:
    """One value of a derived fact and the condition that gives it; the last has none."""

    label: str
    condition: ConditionLine | None


@dataclass(frozen=True)
class DerivedRow:
    """A fact that follows from others, its values from the first that is looked at to the last."""

    id: str
    label: str
    definition: str
    choices: tuple[DerivedChoiceRow, ...]
    cited: Cited
    provenance: str
    used: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class MetricsPage:
    """Context of method/metrics.html."""

    metrics: tuple[MetricRow, ...]
    derived: tuple[DerivedRow, ...]


@dataclass(frozen=True)
class FactGroup:
    """The facts about a firm, or about one of its units."""

    name: str
    rows: tuple[FactRow, ...]


@dataclass(frozen=True)
class FactsPage:
    """Context of method/facts.html."""

    groups: tuple[FactGroup, ...]
    count: int


def metrics_page(catalogue: Catalogue) -> MetricsPage:
    """Every metric and derived fact, with the instruments that look at it."""
    used = _users(catalogue)
    return MetricsPage(
        metrics=tuple(
            metric_row(catalogue, metric, used.get(metric.id, ())) for metric in catalogue.metrics.values()
        ),
        derived=tuple(
            derived_row(catalogue, fact, used.get(fact.id, ())) for fact in catalogue.derived_facts.values()
        ),
    )


def facts_page(catalogue: Catalogue) -> FactsPage:
    """The register of facts."""
    used = _users(catalogue)
    groups = tuple(
        FactGroup(
            _(name),
            tuple(
                fact_row(catalogue, fact, _(PERIODS[fact.period]), used.get(fact.id, ()))
                for fact in catalogue.facts.values()
                if fact.subject == subject
            ),
        )
        for subject, name in SUBJECTS.items()
    )
    return FactsPage(tuple(group for group in groups if group.rows), len(catalogue.facts))


def asked_facts(catalogue: Catalogue, version: Questionnaire) -> tuple[FactRow, ...]:
    """The facts that an instrument decides by, with the years it looks at."""
    return tuple(
        fact_row(catalogue, catalogue.facts[name], _years(catalogue.facts[name], years))
        for name, years in needs_of(catalogue, version).items()
    )


def used_metrics(catalogue: Catalogue, version: Questionnaire) -> tuple[MetricRow, ...]:
    """The metrics that an instrument compares, in the order of the register."""
    named = set(_subjects(catalogue, version))
    return tuple(metric_row(catalogue, metric) for metric in catalogue.metrics.values() if metric.id in named)


def used_derived(catalogue: Catalogue, version: Questionnaire) -> tuple[DerivedRow, ...]:
    """The derived facts that an instrument compares."""
    named = set(_subjects(catalogue, version))
    return tuple(
        derived_row(catalogue, fact) for fact in catalogue.derived_facts.values() if fact.id in named
    )


def fact_row(catalogue: Catalogue, fact: Fact, period: str, used: Sequence[Entry] = ()) -> FactRow:
    """A fact of the register."""
    unit = unit_name(fact)
    kind = _(KINDS[fact.kind])
    return FactRow(
        id=fact.id,
        label=zh(fact.label),
        kind=_("{kind}（{unit}）", kind=kind, unit=unit) if unit else kind,
        period=period,
        subject=_(SUBJECTS[fact.subject]),
        sources=sources_words(fact.accepts),
        definition=zh(fact.definition),
        choices=tuple(zh(choice.label) for choice in fact.choices),
        cited=cite(catalogue, fact.citation) if fact.citation else None,
        used=tuple(used),
    )


def metric_row(catalogue: Catalogue, metric: Metric, used: Sequence[Entry] = ()) -> MetricRow:
    """A metric with its formula in words."""
    return MetricRow(
        id=metric.id,
        label=zh(metric.label),
        unit=_(METRIC_UNITS.get(metric.unit, "")),
        formula=_formula(catalogue, metric),
        definition=zh(metric.definition),
        cited=cite(catalogue, metric.citation) if metric.citation else None,
        provenance=metric.provenance.value,
        used=tuple(used),
    )


def derived_row(catalogue: Catalogue, fact: DerivedFact, used: Sequence[Entry] = ()) -> DerivedRow:
    """A derived fact with the condition of each of its values."""
    return DerivedRow(
        id=fact.id,
        label=zh(fact.label),
        definition=zh(fact.definition),
        choices=tuple(
            DerivedChoiceRow(zh(one.label), condition_line(catalogue, one.when) if one.when else None)
            for one in fact.choices
        ),
        cited=cite(catalogue, fact.citation),
        provenance=fact.provenance.value,
        used=tuple(used),
    )


def _formula(catalogue: Catalogue, metric: Metric) -> str:
    """The formula over facts that nobody has stated: years are those before the metric's own."""
    places = tuple(figures_of(metric.formula))
    several = len({back for _fact, back in places}) > 1
    parts = [_part(catalogue.facts[name], back, several=several) for name, back in places]
    return arithmetic_of(metric, parts, None).formula


def _part(fact: Fact, back: int, *, several: bool) -> Part:
    """A fact that nobody has stated; its year is told where the formula looks at more than one."""
    year = METRIC_YEARS.get(back, f"{back} 年前的") if several and fact.period == "year" else ""
    return Part(fact.id, zh(fact.label), None, fact.unit, _(year), None)


def _years(fact: Fact, years: Sequence[int]) -> str:
    """The years an instrument looks at: 上年、前年."""
    if not years:
        return _(PERIODS[fact.period])
    return "、".join(_(YEARS.get(back, f"{back} 年前")) for back in years)


def _users(catalogue: Catalogue) -> Mapping[str, tuple[Entry, ...]]:
    """The instruments behind every fact, metric and derived fact, each once."""
    found: dict[str, dict[str, Entry]] = {}
    for version in catalogue.questionnaires.values():
        entry = Entry(zh(catalogue.ladders[version.ladder].name), f"/method/{version.id}", "")
        for name in (*needs_of(catalogue, version), *_subjects(catalogue, version)):
            found.setdefault(name, {})[version.id] = entry
    return {name: tuple(entries.values()) for name, entries in found.items()}


def _subjects(catalogue: Catalogue, version: Questionnaire) -> Iterator[str]:
    """The names of everything that an instrument's conditions compare."""
    for gate in gates_of(catalogue, version):
        yield from _named(catalogue, gate.when)
    for item in version.items:
        for option in item.options:
            if option.when is not None:
                yield from _named(catalogue, option.when)


def _named(catalogue: Catalogue, condition: Condition) -> Iterator[str]:
    for part in parts_of(condition):
        yield from _named(catalogue, part)
    match condition:
        case CompareMetric(metric=name):
            yield name
        case Compare(fact=name):
            yield name
            derived = catalogue.derived_facts.get(name)
            for choice in derived.choices if derived else ():
                if choice.when is not None:
                    yield from _named(catalogue, choice.when)
        case _:
            return
