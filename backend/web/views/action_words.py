"""Actions in words: what one lifts and where that stands, whom it suits, how much it takes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assessments.loader import Catalogue
from assessments.schema.action import Action, FactLift, ItemLift, Lift, Scope, TitleLift
from assessments.schema.common import zh
from assessments.schema.questionnaire import Domain, Item, Option, Questionnaire, SubDomain
from backend.services.area_view import SIZES
from backend.web.language import _
from backend.web.views.method_common import PRODUCTION_MARKS, domain_entry

ROOT = "/actions"
FACTS, TITLES = "facts", "titles"
"""The domains, so to speak, of what lifts no item."""
DIVISION = 2
"""The level of 大类 among the industries."""
MANY = 8
"""From so many divisions on a scope is told by those that it leaves out."""


@dataclass(frozen=True)
class LiftLine:
    """One thing that an action lifts: an answer up to an option, a fact, or a title.

    `domain` and `rung` are the keys of the filters, `rung` empty where the option evidences none; `option`
    is its letter, empty for facts and titles, and `text` its words or what becomes of the fact or title.
    """

    domain: str
    domain_name: str
    sub_domain: str
    name: str
    href: str
    option: str
    text: str
    rung: str
    rung_name: str


@dataclass(frozen=True)
class ActionWords:
    """An action as lists show it."""

    id: str
    title: str
    href: str
    effort: int
    months: str
    scope: str
    lifts: tuple[LiftLine, ...]


@dataclass(frozen=True)
class _Place:
    """Where an item stands."""

    questionnaire: Questionnaire
    domain: Domain
    sub_domain: SubDomain
    item: Item


@dataclass(frozen=True)
class Places:
    """Where every item that an action may lift stands, in the newest version of its questionnaire."""

    catalogue: Catalogue
    items: Mapping[tuple[str, str], _Place]

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Places":
        """The items of every questionnaire that an action names."""
        named = {
            lift.questionnaire
            for action in catalogue.actions.values()
            for lift in action.lifts
            if isinstance(lift, ItemLift)
        }
        newest = [catalogue.questionnaire(name) for name in named]
        return cls(catalogue, {key: place for one in newest for key, place in _places(one)})

    def words(self, action: Action) -> ActionWords:
        """An action in words."""
        return ActionWords(
            id=action.id,
            title=zh(action.title),
            href=f"{ROOT}/{action.id}",
            effort=action.effort,
            months=months_words(action),
            scope=scope_words(self.catalogue, action.scope),
            lifts=tuple(line for lift in action.lifts for line in self._lines(lift)),
        )

    def _lines(self, lift: Lift) -> Iterator[LiftLine]:
        if isinstance(lift, FactLift):
            name = zh(self.catalogue.facts[lift.fact].label)
            yield _plain(FACTS, _("企业数据"), name, _("改善这项数据"), f"/method/facts#fact-{lift.fact}")
        elif isinstance(lift, TitleLift):
            name = zh(self.catalogue.recognition_kinds[lift.title].name)
            yield _plain(TITLES, _("称号"), name, _("为取得这个称号做准备，能否取得由主管部门决定"), "")
        else:
            place = self.items.get((lift.questionnaire, lift.item))
            if place is not None:  # an item of an older version has no page to lead to
                options = {one.id: one for one in place.item.options}
                yield from (self._line(place, options[one]) for one in lift.to if one in options)

    def _line(self, place: _Place, option: Option) -> LiftLine:
        questionnaire = place.questionnaire
        levels = {one.id: zh(one.name) for one in self.catalogue.ladders[questionnaire.ladder].levels}
        entry = domain_entry(questionnaire, place.domain)
        ref = place.item.ref if place.item.ref != zh(place.item.name) else ""
        return LiftLine(
            domain=f"{questionnaire.id}:{place.domain.id}",
            domain_name=zh(place.domain.name),
            sub_domain=zh(place.sub_domain.name),
            name=f"{ref} {zh(place.item.name)}".strip(),
            href=f"{entry.href}#item-{place.item.id}",
            option=option.ref,
            text=zh(option.text),
            rung=f"{questionnaire.id}:{option.level}" if option.level in levels else "",
            rung_name=levels.get(option.level, ""),
        )


def months_words(action: Action) -> str:
    """How long it usually takes."""
    least, most = action.months.least, action.months.most
    if least == most:
        return _("{count} 个月", count=least)
    return _("{least}～{most} 个月", least=least, most=most)


def scope_words(catalogue: Catalogue, scope: Scope) -> str:
    """Whom an action suits; empty for everybody."""
    parts = [
        _(PRODUCTION_MARKS[scope.production]) if scope.production != "all" else "",
        "、".join(_(name) for size, name in SIZES.items() if size in scope.sizes),
        _industries(catalogue, scope.industries) if scope.industries else "",
    ]
    return "，".join(part for part in parts if part)


def _industries(catalogue: Catalogue, codes: tuple[str, ...]) -> str:
    """The industries of a scope by name; where they are most of them, those that it leaves out."""
    if len(codes) < MANY:
        names = [catalogue.industries[code].name for code in codes if code in catalogue.industries]
        return _("行业：{names}", names="、".join(names))
    sections = {catalogue.industries[code].section for code in codes if code in catalogue.industries}
    others = [
        one.name
        for one in catalogue.industries.values()
        if one.level == DIVISION and one.section in sections and not one.code.startswith(codes)
    ]
    return _("行业：除{names}以外", names="、".join(others))


def _places(questionnaire: Questionnaire) -> Iterator[tuple[tuple[str, str], _Place]]:
    subs = {sub.id: (domain, sub) for domain in questionnaire.domains for sub in domain.sub_domains}
    for item in questionnaire.items:
        domain, sub = subs[item.sub_domain]
        yield (questionnaire.id, item.id), _Place(questionnaire, domain, sub, item)


def _plain(domain: str, name: str, what: str, text: str, href: str) -> LiftLine:
    return LiftLine(domain, name, name, what, href, "", text, "", "")
