"""改进建议: the next three moves of a unit with why, what they take and who can help, and the whole order."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend import clock
from backend.services.advice.decided import NAMES
from backend.services.advice.outcomes import CameOf
from backend.services.advice.recommend import FIRST, UnitAdvice
from backend.web.language import _
from backend.web.render import zh_date
from backend.web.unit_nav import UnitNav
from backend.web.views.advice_card import NOTHING_SAID, Card, Link, Said, card_of
from backend.web.views.incentives import IncentivesView, incentives_view
from backend.web.views.outlook import UnmetLine

CHANGES = {"up": "已提升", "same": "未变", "down": "降低"}
OPEN_LIST = 12
"""Up to how many moves the whole list stands open."""


@dataclass(frozen=True)
class CameLine:
    """An earlier decision and what came of it: the answers then and now."""

    title: str
    state: str
    change: str
    change_id: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class FixedLine:
    """What nobody can change, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class AdvicePage:
    """Context of advice/page.html.

    `state` is none (nothing to go by), reached, unproven, blocked (conditions in `unmet` stand in the way,
    the moves are for the others) or open. `moves` are all cards in order, the first three on top.
    """

    nav: UnitNav
    title: str
    here: str
    query: str
    based_on: str
    is_draft: bool
    questionnaires: tuple[Link, ...]
    levels: tuple[Link, ...]
    level: str
    certain: str
    state: str
    moves: tuple[Card, ...]
    aside: tuple[Card, ...]
    came: tuple[CameLine, ...]
    bare: tuple[str, ...]
    fixed: tuple[FixedLine, ...]
    unmet: tuple[UnmetLine, ...]
    sums: tuple[str, ...]
    efforts: str
    pathway: str
    following: Link | None
    start: str
    hidden: Mapping[str, str]
    errors: Mapping[str, str]
    notice: str
    incentives: IncentivesView | None
    titles: tuple[Link, ...]

    @property
    def top(self) -> tuple[Card, ...]:
        """The next three moves."""
        return self.moves[:FIRST]

    @property
    def is_short(self) -> bool:
        """Whether the whole list can stand open."""
        return len(self.moves) <= OPEN_LIST


@dataclass(frozen=True)
class OneMovePage:
    """Context of advice/one.html: one of the page's moves."""

    advice: AdvicePage
    card: Card

    @property
    def nav(self) -> UnitNav:
        """Where the page stands."""
        return self.advice.nav


def advice_page(catalogue: Catalogue, found: UnitAdvice, said: Said = NOTHING_SAID) -> AdvicePage:
    """The page of a unit's advice."""
    version = (
        found.basis.instrument.questionnaire if found.basis else catalogue.questionnaire(found.questionnaire)
    )
    ladder = catalogue.ladders[version.ladder]
    names = {"none": zh(ladder.below), **{one.id: zh(one.name) for one in ladder.levels}}
    here, plan = f"/units/{found.unit_id}/advice", found.plan
    certain = found.basis.case.rating.certain if found.basis else "none"
    hidden = {"questionnaire": found.questionnaire, "level": found.level}
    pathway = plan.pathway
    return AdvicePage(
        nav=UnitNav(found.unit_id, found.unit_name, found.firm_id, found.firm_name),
        title=zh(version.title),
        here=here,
        query=f"?{urlencode(hidden)}",
        based_on=_based_on(found),
        is_draft=bool(found.basis and found.basis.is_draft),
        questionnaires=_questionnaires(catalogue, found, here),
        levels=_levels(found, here, names),
        level=names.get(found.level, ""),
        certain=_("还没有") if certain == "none" else names[certain],
        state=_state(found),
        moves=tuple(card_of(catalogue, found, one, names, said) for one in plan.moves),
        aside=tuple(card_of(catalogue, found, one, names, said) for one in plan.aside),
        came=tuple(_came(one) for one in found.came),
        bare=tuple(f"{one.name}：{one.told}" for one in plan.bare),
        fixed=tuple(FixedLine(one.name, one.reason) for one in pathway.fixed) if pathway else (),
        unmet=tuple(UnmetLine(one.name, one.reasons) for one in pathway.unmet) if pathway else (),
        sums=_sums(found),
        efforts=pathway.efforts if pathway else "",
        pathway=f"/units/{found.unit_id}/ladders/{found.questionnaire}/pathway?to={found.level}",
        following=_following(found, here, names),
        start=f"/firms/{found.firm_id}#unit-{found.unit_id}",
        hidden=hidden,
        errors={f"{name}-{said.action}": words for name, words in said.errors.items()},
        notice=said.notice,
        titles=tuple(Link(zh(one.title), f"/actions/{one.id}") for one in plan.titles),
        incentives=incentives_view(catalogue, ladder, found.county, found.incentives),
    )


def _based_on(found: UnitAdvice) -> str:
    basis = found.basis
    if basis is None or basis.submitted_at is None:
        return ""
    day = zh_date(clock.local(basis.submitted_at).date())
    return _("{day}的提交（编号 {number}）", day=day, number=basis.reference)


def _questionnaires(catalogue: Catalogue, found: UnitAdvice, here: str) -> tuple[Link, ...]:
    names = dict.fromkeys((*found.questionnaires, found.questionnaire))
    return tuple(
        Link(
            zh(catalogue.questionnaire(name).title),
            f"{here}?{urlencode({'questionnaire': name})}",
            name == found.questionnaire,
        )
        for name in names
    )


def _levels(found: UnitAdvice, here: str, names: Mapping[str, str]) -> tuple[Link, ...]:
    def address(level: str) -> str:
        return f"{here}?{urlencode({'questionnaire': found.questionnaire, 'level': level})}"

    return tuple(Link(names[one], address(one), one == found.level) for one in found.levels)


def _following(found: UnitAdvice, here: str, names: Mapping[str, str]) -> Link | None:
    """The level above the target; None where the target is the highest."""
    if found.level not in found.levels or found.level == found.levels[-1]:
        return None
    above = found.levels[found.levels.index(found.level) + 1]
    query = urlencode({"questionnaire": found.questionnaire, "level": above})
    return Link(names[above], f"{here}?{query}")


def _state(found: UnitAdvice) -> str:
    pathway = found.plan.pathway
    if found.basis is None:
        return "none"
    if pathway is None:
        return "unproven"
    if pathway.best is None:
        return "blocked"
    return "open" if pathway.best.steps else "reached"


def _sums(found: UnitAdvice) -> tuple[str, ...]:
    """What everything takes together."""
    plan, pathway = found.plan, found.plan.pathway
    route = pathway and (pathway.best or pathway.rest)
    if not route or not route.steps:
        return ()
    lines = [
        _(
            "路径上的 {steps} 步合计努力 {cost}：举措 {effort}，其余（补答、暂无举措的步骤）{rest}。",
            steps=len(route.steps),
            cost=route.cost,
            effort=plan.effort,
            rest=plan.rest,
        )
    ]
    if plan.before:
        lines.append(_("前置举措另需努力 {before}，不在路径的合计之内。", before=plan.before))
    return tuple(lines)


def _came(one: CameOf) -> CameLine:
    items = (
        _(
            "第 {ref} 题“{name}”：{before} → {after}，{change}",
            ref=each.item.ref,
            name=zh(each.item.name),
            before=each.before or _("未作答"),
            after=each.after or _("未作答"),
            change=_(CHANGES[each.change]),
        )
        for each in one.items
    )
    return CameLine(one.title, _(NAMES[one.decided.state]), _(CHANGES[one.change]), one.change, tuple(items))
