"""What a workbook for an instrument asks: its columns, each with heading, note, example and limits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.catalogue import Catalogue
from assessments.needs import accepted_sources, needs_of, titles_needed
from assessments.schema.common import ProductionType, Purpose, zh
from assessments.schema.fact import Fact, Source
from assessments.schema.questionnaire import Item, Option, Questionnaire
from assessments.wording import PRODUCTION, SOURCES, listed
from backend.batch.columns import MONEY_KINDS
from backend.batch.fields import CODES, item_heading
from backend.batch.rows import EXAMPLE
from backend.batch.words import unit_name

_EXAMPLES: Mapping[str, Any] = {
    "money": 1200.5,
    "ledger": 1200.5,
    "count": 10,
    "number": 3,
    "level": 2,
    "date": date(2025, 3, 31),
}
_KINDS: Mapping[str, str] = {
    "money": "money",
    "ledger": "money",
    "count": "count",
    "number": "number",
    "level": "number",
    "date": "date",
}


@dataclass(frozen=True)
class TemplateColumn:
    """A column to be filled in.

    `kind` is "text", "money", "count", "number" or "date"; `choices` are what may be picked, `strict` tells
    whether anything else is refused; `least` and `most` bound a number.
    """

    group: str
    heading: str
    note: str
    example: Any
    kind: str = "text"
    choices: tuple[str, ...] = ()
    strict: bool = True
    least: float | None = None
    most: float | None = None


def template_columns(
    catalogue: Catalogue, questionnaire: Questionnaire, purpose: Purpose, as_of: date
) -> list[TemplateColumn]:
    """All that an instrument needs of a firm on a day for a purpose, and nothing else."""
    columns = list(_codes(catalogue))
    needs = needs_of(catalogue, questionnaire, purpose)
    vouched = _vouched(catalogue, questionnaire, purpose)
    for name, years_back in needs.items():
        fact = catalogue.facts[name]
        years: list[int | None] = [as_of.year - back for back in reversed(years_back)]
        for year in years or [None]:
            columns.append(_fact(fact, year))
            if name in vouched:
                columns.append(_source(fact, year, vouched[name]))
    kinds = catalogue.recognition_kinds
    columns += [
        _title(zh(kinds[name].name))
        for name in titles_needed(catalogue, questionnaire, purpose)
        if name in kinds
    ]
    return [*columns, *(_answer(item) for item in questionnaire.items if item.type != "derived")]


def _codes(catalogue: Catalogue) -> Iterator[TemplateColumn]:
    counties = tuple(
        f"{city.name}{one.name}" for city in catalogue.regions.cities for one in catalogue.reporting_in(city)
    )
    industries = tuple(
        f"{one.code} {one.name}" for one in catalogue.industries.values() if one.code.isdecimal()
    )
    types = tuple(PRODUCTION.values())
    class_example = next((one for one in industries if len(one.partition(" ")[0]) == 4), "")
    notes = (
        "统一社会信用代码或自定的编号，每行不同，必填。",
        "从列表选，或填六位代码。",
        "国民经济行业分类（GB/T 4754—2017）代码，从列表选或直接填代码，尽量填到小类（四位）。",
        "离散型或流程型。",
    )
    examples = (EXAMPLE, counties[0], class_example, types[0])
    lists: tuple[tuple[str, ...], ...] = ((), counties, industries, types)
    for field, note, example, choices in zip(CODES, notes, examples, lists, strict=True):
        yield TemplateColumn(
            "基本", field.headings[0], note, example, choices=choices, strict=choices is types
        )


def _vouched(
    catalogue: Catalogue, questionnaire: Questionnaire, purpose: Purpose
) -> Mapping[str, tuple[Source, ...]]:
    """Facts that count only from certain sources, with those."""
    return {
        name: tuple(source for source in Source if source in accepted)
        for name, accepted in accepted_sources(catalogue, questionnaire, purpose).items()
        if len(accepted) < len(Source)
    }


def _fact(fact: Fact, year: int | None) -> TemplateColumn:
    unit = unit_name(fact)
    heading = (
        zh(fact.label) + (f"（{unit}）" if unit else "") + (f"{'' if unit else ' '}{year}" if year else "")
    )
    note = (
        f"{zh(fact.definition)}"
        + (f"填 {year} 年的数值。" if year else "")
        + (f"单位：{unit}。" if unit else "")
    )
    if fact.choices:
        labels = tuple(zh(choice.label) for choice in fact.choices)
        several = fact.kind == "set"
        how = "可填多项，用顿号分开" if several else "从列表选"
        example = "、".join(labels[:2]) if several else labels[-1]
        note += f"{how}：{listed(labels)}。"
        return TemplateColumn("事实", heading, note, example, choices=() if several else labels)
    scale = 10_000 if fact.kind in MONEY_KINDS else 1
    least, most = (None if bound is None else float(bound / scale) for bound in (fact.minimum, fact.maximum))
    return TemplateColumn(
        "事实", heading, note, _EXAMPLES[fact.kind], _KINDS[fact.kind], least=least, most=most
    )


def _source(fact: Fact, year: int | None, accepted: tuple[Source, ...]) -> TemplateColumn:
    names = tuple(SOURCES[source] for source in Source)
    counts = listed(SOURCES[source] for source in accepted)
    heading = f"{zh(fact.label)}{f' {year}' if year else ''} 来源"
    note = f"左边数值的来源；本评价只认{counts}，其他来源的数值不作判断。不填按企业填报。"
    return TemplateColumn(
        "事实", heading, note, SOURCES[accepted[0]] if accepted else names[0], choices=names
    )


def _title(name: str) -> TemplateColumn:
    note = "持有的填有效期，如“2024-01-01 至 2026-12-31”，长期有效的只填起始日；没有的填“无”；不清楚的留空。"
    return TemplateColumn("认定", name, note, "2024-01-01 至 2026-12-31")


def _answer(item: Item) -> TemplateColumn:
    refs = tuple(dict.fromkeys(_letter(option) for option in item.options))
    multiple = item.type == "multiple"
    how = "" if item.production == "all" else f"只问{PRODUCTION[ProductionType(item.production)]}单位。"
    how += "可选多项，用顿号分开。" if multiple else ""
    away = "不适用的填“不适用：原因”。" if item.may_not_apply is not None and not multiple else ""
    options = "\n".join(f"{_letter(option)}. {_text(option)}" for option in item.options)
    together = [option.ref for option in item.options if not option.exclusive]
    return TemplateColumn(
        "题目",
        item_heading(item),
        f"{zh(item.question)}\n{how}{away}\n{options}",
        "、".join(together[:2]) if multiple else refs[-1],
        choices=() if multiple else refs,
        strict=not away,
    )


def _letter(option: Option) -> str:
    """What is filled in: of twins that differ by production type the letter they share."""
    return option.ref if option.production == "all" else option.ref.rstrip("0123456789") or option.ref


def _text(option: Option) -> str:
    only = "" if option.production == "all" else f"（{PRODUCTION[ProductionType(option.production)]}）"
    return zh(option.text) + only
