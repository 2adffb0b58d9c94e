"""One domain of a questionnaire with its items: wording, options, points, rungs, sources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.schema.questionnaire import Domain, Implication, Item, Option, Questionnaire, Requirement
from backend.web.language import _
from backend.web.views.citing import Cited, cite
from backend.web.views.method_common import (
    PRODUCTION_MARKS,
    Entry,
    ImplicationLine,
    domain_entry,
    implication_lines,
    overview,
)

REQUIREMENTS: Mapping[Requirement, str] = {Requirement.MANDATORY: "必答", Requirement.OPTIONAL: "可选"}


@dataclass(frozen=True)
class OptionRow:
    """An option: letter, text, points, the rung it evidences, restrictions."""

    ref: str
    text: str
    points: Decimal
    level: str
    marks: tuple[str, ...]


@dataclass(frozen=True)
class ItemBlock:
    """An item with everything that decides about it."""

    id: str
    ref: str
    name: str
    type: str
    question: str
    help: str
    evidence: str
    may_not_apply: str
    note: str
    production: str
    rungs: tuple[str, ...]
    options: tuple[OptionRow, ...]
    implied: tuple[str, ...]
    cited: Cited
    provenance: str


@dataclass(frozen=True)
class SubDomainItems:
    """A sub-domain with its items."""

    ref: str
    name: str
    items: tuple[ItemBlock, ...]


@dataclass(frozen=True)
class DomainPage:
    """Context of method/domain.html."""

    title: str
    version: str
    overview: str
    ref: str
    name: str
    sub_domains: tuple[SubDomainItems, ...]
    previous: Entry | None
    following: Entry | None


def domain_page(catalogue: Catalogue, questionnaire: Questionnaire, domain: Domain) -> DomainPage:
    """One domain with its items."""
    frame = _frame(catalogue, questionnaire)
    domains = questionnaire.domains
    place = domains.index(domain)
    return DomainPage(
        title=zh(questionnaire.title),
        version=questionnaire.version,
        overview=overview(questionnaire),
        ref=domain.ref,
        name=zh(domain.name),
        sub_domains=tuple(
            SubDomainItems(
                sub.ref,
                zh(sub.name),
                tuple(_item(frame, item) for item in questionnaire.items if item.sub_domain == sub.id),
            )
            for sub in domain.sub_domains
        ),
        previous=domain_entry(questionnaire, domains[place - 1]) if place else None,
        following=domain_entry(questionnaire, domains[place + 1]) if place + 1 < len(domains) else None,
    )


@dataclass(frozen=True)
class _Frame:
    """What the items of a page are described with."""

    catalogue: Catalogue
    names: Mapping[str, str]
    implications: Sequence[tuple[Implication, ImplicationLine]]


def _frame(catalogue: Catalogue, questionnaire: Questionnaire) -> _Frame:
    levels = catalogue.ladders[questionnaire.ladder].levels
    lines = implication_lines(catalogue, questionnaire)
    return _Frame(
        catalogue=catalogue,
        names={level.id: zh(level.name) for level in levels},
        implications=list(zip(questionnaire.implications, lines, strict=True)),
    )


def _item(frame: _Frame, item: Item) -> ItemBlock:
    return ItemBlock(
        id=item.id,
        ref=item.ref,
        name=zh(item.name),
        type=_("多选") if item.type == "multiple" else _("单选"),
        question=zh(item.question),
        help=zh(item.help),
        evidence=zh(item.evidence),
        may_not_apply=zh(item.may_not_apply) if item.may_not_apply else "",
        note=zh(item.note) if item.note else "",
        production=_(PRODUCTION_MARKS.get(item.production, "")),
        rungs=tuple(
            _("{level}{requirement}", level=name, requirement=_requirement(item, level))
            for level, name in frame.names.items()
        ),
        options=tuple(_option_row(option, frame.names) for option in item.options),
        implied=tuple(
            line.text for rule, line in frame.implications if item.id in (rule.when.item, rule.then.item)
        ),
        cited=cite(frame.catalogue, item.citation),
        provenance=item.provenance.value,
    )


def _requirement(item: Item, level: str) -> str:
    return _(REQUIREMENTS[item.rungs[level]]) if level in item.rungs else _("不问")


def _option_row(option: Option, names: Mapping[str, str]) -> OptionRow:
    marks = [
        _(PRODUCTION_MARKS.get(option.production, "")),
        _("来源未列，本站补充") if option.derived else "",
        _("不与其他选项同选") if option.exclusive else "",
    ]
    return OptionRow(
        ref=option.ref,
        text=zh(option.text),
        points=option.points,
        level=names.get(option.level, ""),
        marks=tuple(mark for mark in marks if mark),
    )
