"""Consents of a firm, and what a provider sees by them, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from assessments.loader import Catalogue
from assessments.schema.common import ProductionType
from backend import clock
from backend.services.area_view import SIZES
from backend.services.providers.consented import ConsentedFirm, ConsentedFirms
from backend.services.providers.consents import (
    LONGEST_DAYS,
    PARTS,
    USUAL_DAYS,
    ConsentLine,
    FirmConsents,
    Look,
)
from backend.web.choices import PRODUCTION, industry_words, region_words
from backend.web.language import _
from backend.web.provider_nav import ProviderNav
from backend.web.views.dealings import FirmNav, Groups, provider_nav_of
from backend.web.views.provider_matches import MatchRow, match_row

STATES: Mapping[str, str] = {
    "in_force": "有效",
    "expired": "已到期",
    "withdrawn": "已撤回",
    "suspended": "服务商已不在名录，暂停查看",
    "unconfirmed": "企业登记未经确认，暂停查看",
}
EXPLAINED: Mapping[str, str] = {
    "profile": "单位名称、所在地区、行业、生产类型、规模",
    "result": "当前有效提交的自评等级和各能力域得分",
    "gaps": "距下一等级还差的题目和要求达到的做法",
    "advice": "平台给出的改进举措",
}
DONE: Mapping[str, str] = {
    "given": "授权已生效。随时可以撤回，撤回立即生效。",
    "withdrawn": "授权已撤回，服务商从现在起看不到任何内容。",
}


@dataclass(frozen=True)
class ConsentRow:
    """A consent in words."""

    line: ConsentLine
    parts: str
    state: str
    may_withdraw: bool


@dataclass(frozen=True)
class ConsentsPage:
    """Context of dealings/consents.html; `may_give` shows the form, for `chosen_name`.

    `looks` are those of one page, each with its part in words.
    """

    nav: FirmNav
    here: str
    confirmed: bool
    is_owner: bool
    rows: tuple[ConsentRow, ...]
    looks: tuple[tuple[Look, str], ...]
    chosen: str
    chosen_name: str
    may_give: bool
    units: Groups
    parts: tuple[tuple[str, str, str], ...]
    ticked: frozenset[str]
    longest: str
    earlier_href: str
    later_href: str
    done: str
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def consents_page(
    found: FirmConsents,
    *,
    done: str = "",
    values: Mapping[str, str] | None = None,
    ticked: Sequence[str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> ConsentsPage:
    """Everything the page prints."""
    here, today = f"/firms/{found.firm.id}/consents", clock.today()
    usual = {"until": (today + timedelta(days=USUAL_DAYS)).isoformat()}
    if len(found.units) == 1:
        usual["unit"] = found.units[0].id
    return ConsentsPage(
        nav=FirmNav(found.firm.id, found.firm.name),
        here=here,
        confirmed=found.firm.confirmed_at is not None,
        is_owner=found.is_owner,
        rows=tuple(_row(line, is_owner=found.is_owner) for line in found.lines),
        looks=tuple((look, _(PARTS[look.part])) for look in found.looks),
        chosen=found.chosen.id if found.chosen else "",
        chosen_name=found.chosen.name if found.chosen else "",
        may_give=bool(found.chosen and found.is_owner and found.firm.confirmed_at),
        units=(("", tuple((unit.id, unit.name) for unit in found.units)),),
        parts=tuple((part, _(name), _(EXPLAINED[part])) for part, name in PARTS.items()),
        ticked=frozenset(ticked or ()),
        longest=(today + timedelta(days=LONGEST_DAYS)).isoformat(),
        earlier_href=f"{here}?page={found.page + 1}#looks" if found.has_more else "",
        later_href=f"{here}?page={found.page - 1}#looks" if found.page > 1 else "",
        done=_(DONE[done]) if done else "",
        values={**usual, **(values or {})},
        errors=errors or {},
    )


def _row(line: ConsentLine, *, is_owner: bool) -> ConsentRow:
    live = line.state in ("in_force", "suspended", "unconfirmed")
    return ConsentRow(line, parts_words(line.parts), _(STATES[line.state]), live and is_owner)


def parts_words(parts: Sequence[str]) -> str:
    """Parts as a list in words."""
    return "、".join(_(PARTS[part]) for part in parts)


@dataclass(frozen=True)
class FirmRow:
    """A firm that lets a provider see something."""

    firm: str
    unit: str
    parts: str
    until: date
    href: str


@dataclass(frozen=True)
class FirmsPage:
    """Context of dealings/firms.html."""

    nav: ProviderNav
    rows: tuple[FirmRow, ...]
    is_listed: bool


def firms_page(found: ConsentedFirms) -> FirmsPage:
    """Everything the page prints."""
    base = f"/provider/{found.provider.id}/firms"
    return FirmsPage(
        nav=provider_nav_of(found.provider.id, found.provider.name, found.provider.state),
        rows=tuple(
            FirmRow(line.firm, line.unit, parts_words(line.parts), line.until, f"{base}/{line.consent_id}")
            for line in found.lines
        ),
        is_listed=found.provider.state == "listed",
    )


@dataclass(frozen=True)
class LookPage:
    """Context of dealings/look.html: a part that was not consented is absent."""

    nav: ProviderNav
    seen: ConsentedFirm
    parts: str
    profile: tuple[tuple[str, str], ...]
    match: MatchRow | None
    fitting: int


def look_page(catalogue: Catalogue, seen: ConsentedFirm) -> LookPage:
    """Everything the page prints."""
    return LookPage(
        nav=provider_nav_of(seen.provider.id, seen.provider.name, seen.provider.state),
        seen=seen,
        parts=parts_words(seen.parts),
        profile=_profile(catalogue, seen),
        match=match_row(catalogue, seen.match, len(seen.advice or ()), own=False) if seen.match else None,
        fitting=sum(line.fits for line in seen.gaps.lines) if seen.gaps else 0,
    )


def _profile(catalogue: Catalogue, seen: ConsentedFirm) -> tuple[tuple[str, str], ...]:
    if seen.profile is None:
        return ()
    unit = seen.profile.unit
    return (
        (_("单位"), unit.name),
        (_("所在地区"), region_words(catalogue, unit.county)),
        (_("行业"), industry_words(catalogue, unit.industry)),
        (_("生产类型"), _(PRODUCTION[ProductionType(unit.production_type)])),
        (_("规模"), _(SIZES[seen.profile.size]) if seen.profile.size else _("未知")),
    )
