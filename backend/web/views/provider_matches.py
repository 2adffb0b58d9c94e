"""Providers that fit a unit, with the reasons in words: figures first, judgement left to the firm."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend.services.area_view import divisions
from backend.services.providers.matching import CASE_YEARS, ON_PAGE, Matches, ProviderMatch, Wanted
from backend.web.choices import region_words
from backend.web.language import _
from backend.web.unit_nav import UnitNav
from backend.web.views.dealings import Groups
from backend.web.views.provider_words import GradeWords, grade_words
from scoring.matching import INDUSTRY_ANY, LEAST_FIRMS, Past

NAMED_ACTIONS = 4
"""Actions that a reason names; the rest are counted."""


@dataclass(frozen=True)
class MatchRow:
    """A provider with its reasons; `warnings` are conflicts that the reader has to know."""

    name: str
    href: str
    place: int
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    grades: tuple[GradeWords, ...]
    is_full: bool
    ask_href: str
    consent_href: str


@dataclass(frozen=True)
class MatchesPage:
    """Context of unit/providers.html; `nothing` says why there is nobody, empty where there is."""

    nav: UnitNav
    rows: tuple[MatchRow, ...]
    total: int
    actions: int
    nothing: str
    values: dict[str, str]
    capabilities: Groups
    action_choices: Groups
    is_filtered: bool
    here: str
    first: int
    back_href: str
    next_href: str
    case_years: int = CASE_YEARS
    least_firms: int = LEAST_FIRMS


def matches_page(catalogue: Catalogue, found: Matches, wanted: Wanted) -> MatchesPage:
    """Everything the page prints."""
    here = f"/units/{found.unit.id}/providers"
    values = {"capability": wanted.capability, "action": wanted.action}
    kept = {name: value for name, value in values.items() if value}
    actions = len({action for some in found.asked.values() for action in some})
    first = (found.page - 1) * ON_PAGE

    def to(page: int) -> str:
        return f"{here}?{urlencode({**kept, 'page': page})}"

    rows = (match_row(catalogue, one, actions, first + place) for place, one in enumerate(found.found, 1))
    return MatchesPage(
        nav=UnitNav(found.unit.id, found.unit.name, found.firm.id, found.firm.name),
        rows=tuple(_asking(row, found, one, wanted) for row, one in zip(rows, found.found, strict=True)),
        total=found.total,
        actions=actions,
        nothing=_nothing(found),
        values=values,
        capabilities=(("", tuple((one, _capability(catalogue, one)) for one in found.needed)),),
        action_choices=(("", _action_names(catalogue, found)),),
        is_filtered=bool(kept),
        here=here,
        first=first + 1,
        back_href=to(found.page - 1) if found.page > 1 else "",
        next_href=to(found.page + 1) if first + ON_PAGE < found.total else "",
    )


def match_row(
    catalogue: Catalogue, one: ProviderMatch, actions: int, place: int = 0, *, own: bool = True
) -> MatchRow:
    """A provider with its reasons; `own` where a firm reads it, else the provider itself does."""
    return MatchRow(
        name=one.provider.name,
        href=f"/providers/{one.provider.id}",
        place=place,
        reasons=tuple(_reasons(catalogue, one, actions)),
        warnings=tuple(_warnings(one, own=own)),
        grades=tuple(grade_words(row) for row in one.entry.grades),
        is_full=one.match.room == 0,
        ask_href="",
        consent_href="",
    )


def _asking(row: MatchRow, found: Matches, one: ProviderMatch, wanted: Wanted) -> MatchRow:
    firm = f"/firms/{found.firm.id}"
    about = {"provider": one.provider.id, "unit": found.unit.id}
    capability = wanted.capability or next(
        (name for name in found.asked if name in one.match.offer.capabilities), ""
    )
    asked = {**about, "capability": capability, "action": wanted.action}
    return MatchRow(
        **{
            **vars(row),
            "ask_href": f"{firm}/enquiries/new?{urlencode({k: v for k, v in asked.items() if v})}",
            "consent_href": f"{firm}/consents?{urlencode(about)}",
        }
    )


def _nothing(found: Matches) -> str:
    if found.total:
        return ""
    if not found.needed:
        return _("还没有可供匹配的改进举措：自评尚未开始，或下一等级的必答要求已全部做到。")
    return _("名录中暂时没有服务范围包括本单位所在地区和行业、又能承担这些举措的服务商。")


def _reasons(catalogue: Catalogue, one: ProviderMatch, actions: int) -> list[str]:
    found = [_closing(catalogue, one.match.closes, actions)]
    if one.match.proven:
        found.append(
            _(
                "其中 {count} 项所需的能力有近 {years} 年完成的案例",
                count=len(one.match.proven),
                years=CASE_YEARS,
            )
        )
    found += _industry(catalogue, one)
    found.append(_("服务范围包括{area}", area=region_words(catalogue, one.area)))
    if one.nearby:
        place = region_words(catalogue, one.nearby[0].county)
        found.append(_("在{place}完成过 {count} 个案例", place=place, count=len(one.nearby)))
    found.append(_past(one.match.offer.past))
    free = one.match.offer.free
    found.append(
        _("当前可再服务 {count} 家（服务商自报）", count=free)
        if free > 0
        else _("当前已满，暂不能新接（服务商自报）")
    )
    return found


def _closing(catalogue: Catalogue, closes: Sequence[str], actions: int) -> str:
    names = "、".join(zh(catalogue.actions[name].title) for name in closes[:NAMED_ACTIONS])
    rest = _("等") if len(closes) > NAMED_ACTIONS else ""
    return _(
        "能承担 {actions} 项举措中的 {count} 项：{names}{rest}",
        actions=actions,
        count=len(closes),
        names=names,
        rest=rest,
    )


def _industry(catalogue: Catalogue, one: ProviderMatch) -> list[str]:
    if one.in_industry:
        name = divisions(catalogue).get(one.in_industry[0].industry[:2], "")
        years = "、".join(str(year) for year in sorted({case.finished_on.year for case in one.in_industry}))
        return [
            _(
                "有 {count} 个同行业案例（{name}，{years} 年完成）",
                count=len(one.in_industry),
                name=name,
                years=years,
            )
        ]
    if one.match.offer.industry == INDUSTRY_ANY:
        return [_("服务制造业各行业，近 {years} 年没有同行业案例", years=CASE_YEARS)]
    return [_("服务本行业，近 {years} 年没有同行业案例", years=CASE_YEARS)]


def _past(past: Past) -> str:
    if not past.counts:
        return _("在本平台办结的企业不足 {least} 家，往绩不计高低", least=LEAST_FIRMS)
    done, partly, none = past.outcomes
    kept, some, not_kept = past.feedback
    return _(
        "在本平台为 {firms} 家企业办结：完成 {done}、部分完成 {partly}、未完成 {none}；"
        "企业评价做到 {kept}、部分做到 {some}、没有做到 {not_kept}",
        firms=past.firms,
        done=done,
        partly=partly,
        none=none,
        kept=kept,
        some=some,
        not_kept=not_kept,
    )


def _warnings(one: ProviderMatch, *, own: bool) -> list[str]:
    found = []
    if one.diagnosed:
        whom = _("本企业") if own else _("这家企业")
        found.append(_("曾为{whom}做过诊断，不得参与{whom}的核验", whom=whom))
    if one.tied:
        found.append(_("关联：有成员同时在这家企业任职，请自行判断是否合适"))
    return found


def _capability(catalogue: Catalogue, name: str) -> str:
    known = catalogue.capabilities.get(name)
    return zh(known.name) if known else name


def _action_names(catalogue: Catalogue, found: Matches) -> tuple[tuple[str, str], ...]:
    names = dict.fromkeys(action for some in found.needed.values() for action in some)
    return tuple((name, zh(catalogue.actions[name].title)) for name in names)
