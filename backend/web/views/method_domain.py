"""One domain of a questionnaire with its items: wording, options, points, rungs, sources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments.loader import Catalogue
from assessments.schema.action import ItemLift
from assessments.schema.common import ProductionType, zh
from assessments.schema.questionnaire import Domain, Implication, Item, Option, Questionnaire, Requirement
from backend.web.language import _
from backend.web.render import plain
from backend.web.views.action_words import ROOT, scope_words
from backend.web.views.citing import Cited, cite
from backend.web.views.conditions import ConditionLine, condition_line
from backend.web.views.method_common import (
    PRODUCTION_MARKS,
    Entry,
    ImplicationLine,
    domain_entry,
    implication_lines,
    overview,
)
from backend.web.views.method_scoring import maximum_of

TYPES: Mapping[str, str] = {"single": "单选", "multiple": "多选", "derived": "由事实推得"}
TAGS: Mapping[str, str] = {
    "scene": "场景",
    "constraint-scene": "约束性场景",
    "core": "不得裁剪",
    "may-be-cut": "可裁剪",
}
"""What items that are counted together are called."""
HEADINGS: Mapping[str, tuple[str, str]] = {
    "attainment": ("能力域 {ref}：{name}", "能力子域 {ref}：{name}"),
    "stages": ("能力域 {ref}：{name}", "能力子域 {ref}：{name}"),
}
PLAIN_HEADINGS = ("{ref} {name}", "{ref} {name}")
REQUIREMENTS: Mapping[Requirement, str] = {Requirement.MANDATORY: "必答", Requirement.OPTIONAL: "可选"}


@dataclass(frozen=True)
class OptionRow:
    """An option: letter, text, points, the rung it evidences, restrictions.

    Of an item that follows from facts `condition` says when it counts (None: where nothing above does);
    `provenance` is set where it is not the item's own.
    """

    ref: str
    text: str
    points: Decimal
    level: str
    marks: tuple[str, ...]
    condition: ConditionLine | None
    provenance: str


@dataclass(frozen=True)
class LiftLink:
    """An action that lifts the item, up to which options by their letters; `scope` is empty for all."""

    options: str
    title: str
    href: str
    scope: str


@dataclass(frozen=True)
class ItemBlock:
    """An item with everything that decides about it, and the actions that lift it, lowest option first.

    `ref` is empty where the source numbers by name, `maximum` where the item gives no points.
    """

    id: str
    ref: str
    name: str
    type: str
    is_derived: bool
    weight: str
    maximum: str
    has_levels: bool
    tags: tuple[str, ...]
    question: str
    help: str
    evidence: str
    may_not_apply: str
    note: str
    production: str
    rungs: tuple[str, ...]
    options: tuple[OptionRow, ...]
    implied: tuple[str, ...]
    lifts: tuple[LiftLink, ...]
    cited: Cited
    provenance: str


@dataclass(frozen=True)
class SubDomainItems:
    """A sub-domain with its items."""

    heading: str
    name: str
    items: tuple[ItemBlock, ...]


@dataclass(frozen=True)
class DomainPage:
    """Context of method/domain.html."""

    title: str
    version: str
    overview: str
    heading: str
    name: str
    sub_domains: tuple[SubDomainItems, ...]
    previous: Entry | None
    following: Entry | None


def domain_page(catalogue: Catalogue, questionnaire: Questionnaire, domain: Domain) -> DomainPage:
    """One domain with its items."""
    frame = _frame(catalogue, questionnaire)
    domains = questionnaire.domains
    place = domains.index(domain)
    words = HEADINGS.get(questionnaire.method, PLAIN_HEADINGS)
    return DomainPage(
        title=zh(questionnaire.title),
        version=questionnaire.version,
        overview=overview(questionnaire),
        heading=_(words[0], ref=domain.ref, name=zh(domain.name)),
        name=zh(domain.name),
        sub_domains=tuple(
            SubDomainItems(
                _(words[1], ref=sub.ref, name=zh(sub.name)),
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
    questionnaire: Questionnaire
    names: Mapping[str, str]
    is_attainment: bool
    implications: Sequence[tuple[Implication, ImplicationLine]]


def _frame(catalogue: Catalogue, questionnaire: Questionnaire) -> _Frame:
    levels = catalogue.ladders[questionnaire.ladder].levels
    lines = implication_lines(catalogue, questionnaire)
    return _Frame(
        catalogue=catalogue,
        questionnaire=questionnaire,
        is_attainment=questionnaire.method == "attainment",
        names={level.id: zh(level.name) for level in levels},
        implications=list(zip(questionnaire.implications, lines, strict=True)),
    )


def _item(frame: _Frame, item: Item) -> ItemBlock:
    production = ProductionType.PROCESS if item.production == "process" else ProductionType.DISCRETE
    maximum = maximum_of(item, production)
    return ItemBlock(
        id=item.id,
        ref=item.ref if item.ref != zh(item.name) else "",
        name=zh(item.name),
        type=_(TYPES[item.type]),
        is_derived=item.type == "derived",
        weight=f"{plain(item.weight)}%" if item.weight is not None else "",
        maximum=plain(maximum) if maximum else "",
        has_levels=any(option.level in frame.names for option in item.options),
        tags=tuple(_(TAGS[tag]) for tag in item.tags if tag in TAGS),
        question=zh(item.question),
        help=zh(item.help),
        evidence=zh(item.evidence),
        may_not_apply=zh(item.may_not_apply) if item.may_not_apply else "",
        note=zh(item.note) if item.note else "",
        production=_(PRODUCTION_MARKS.get(item.production, "")),
        rungs=tuple(
            _("{level}{requirement}", level=name, requirement=_requirement(item, level))
            for level, name in (frame.names.items() if frame.is_attainment else ())
        ),
        options=tuple(_option_row(frame, item, option) for option in item.options),
        implied=tuple(
            line.text for rule, line in frame.implications if item.id in (rule.when.item, rule.then.item)
        ),
        lifts=_lifts(frame, item),
        cited=cite(frame.catalogue, item.citation),
        provenance=item.provenance.value,
    )


def _lifts(frame: _Frame, item: Item) -> tuple[LiftLink, ...]:
    letters = {option.id: option.ref for option in item.options}
    order = list(letters)
    found = [
        ([one for one in order if one in lift.to], action)
        for action in frame.catalogue.actions.values()
        for lift in action.lifts
        if isinstance(lift, ItemLift)
        and (lift.questionnaire, lift.item) == (frame.questionnaire.id, item.id)
        and not letters.keys().isdisjoint(lift.to)
    ]
    found.sort(key=lambda one: order.index(one[0][0]))
    return tuple(
        LiftLink(
            options="、".join(letters[one] for one in to),
            title=zh(action.title),
            href=f"{ROOT}/{action.id}",
            scope=scope_words(frame.catalogue, action.scope) if item.production == "all" else "",
        )
        for to, action in found
    )


def _requirement(item: Item, level: str) -> str:
    return _(REQUIREMENTS[item.rungs[level]]) if level in item.rungs else _("不问")


def _option_row(frame: _Frame, item: Item, option: Option) -> OptionRow:
    marks = [
        _(PRODUCTION_MARKS.get(option.production, "")),
        _("来源未列，本站补充") if option.derived else "",
        _("不与其他选项同选") if option.exclusive else "",
    ]
    return OptionRow(
        ref=option.ref,
        text=zh(option.text),
        points=option.points,
        level=frame.names.get(option.level, ""),
        marks=tuple(mark for mark in marks if mark),
        condition=condition_line(frame.catalogue, option.when, frame.questionnaire) if option.when else None,
        provenance=option.provenance.value if option.provenance not in (None, item.provenance) else "",
    )
