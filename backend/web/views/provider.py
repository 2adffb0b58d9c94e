"""The pages of a service provider of one's own: what there is, what waits, what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from assessments.loader import Catalogue
from backend import clock
from backend.services.providers.own import OwnLine, OwnProvider
from backend.services.providers.people import ROLES, People
from backend.services.providers.profile import Profile, is_fixed
from backend.services.providers.registration import MISSING
from backend.services.providers.states import DRAFT, LISTED, STATES, SUBMITTED
from backend.web.choices import Groups, reporting_groups
from backend.web.language import _
from backend.web.provider_nav import ProviderNav
from backend.web.views.provider_words import (
    ActLine,
    CaseWords,
    ProviderWords,
    act_lines,
    capability_groups,
    division_groups,
    provider_nav,
    provider_words,
    seat_groups,
    seat_words,
)

LABELS = {
    "credit_code": "统一社会信用代码",
    "name": "服务商名称",
    "county": "注册地",
    "summary": "单位简介",
    "website": "网址",
    "contact": "业务联系方式",
    "capacity": "可同时服务的企业数",
    "busy": "正在服务的企业数",
}
PLACES = {"summary": "/profile", "contact": "/profile", "capacity": "/profile"}
"""Where what is missing is filled in; everything else below /offers."""


@dataclass(frozen=True)
class MineRow:
    """A provider of one's own in the list."""

    line: OwnLine
    state: str
    role: str


@dataclass(frozen=True)
class MinePage:
    """Context of provider/mine.html."""

    rows: tuple[MineRow, ...]


@dataclass(frozen=True)
class Difference:
    """A field in which two versions of a profile differ."""

    label: str
    typed: str
    stored: str


@dataclass(frozen=True)
class ProfileFormPage:
    """Context of provider/new.html and provider/profile.html; `nav` is None for a provider to be.

    `is_fixed`: only what may change while it is listed is asked.
    """

    nav: ProviderNav | None
    seats: Groups
    values: Mapping[str, str]
    is_fixed: bool
    errors: Mapping[str, str] = field(default_factory=dict)
    conflict: str = ""
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class MissingLine:
    """What has to be done before a provider can be submitted, and where."""

    words: str
    href: str


@dataclass(frozen=True)
class OverviewPage:
    """Context of provider/overview.html."""

    nav: ProviderNav
    provider: ProviderWords
    acts: tuple[ActLine, ...]
    missing: tuple[MissingLine, ...]
    returned: str
    is_owner: bool
    is_draft: bool
    is_listed: bool
    may_withdraw: bool
    errors: Mapping[str, str]


@dataclass(frozen=True)
class CasesPage:
    """Context of provider/cases.html."""

    nav: ProviderNav
    cases: tuple[CaseWords, ...]
    capabilities: Groups
    divisions: Groups
    counties: Groups
    today: date
    is_listed: bool
    values: Mapping[str, str]
    errors: Mapping[str, str]


@dataclass(frozen=True)
class PeoplePage:
    """Context of provider/members.html."""

    nav: ProviderNav
    people: People
    account_id: str
    roles: Mapping[str, str]
    role_choices: tuple[tuple[str, str], ...]
    values: Mapping[str, str]
    errors: Mapping[str, str]


def mine_page(lines: tuple[OwnLine, ...]) -> MinePage:
    """The list of one's own providers."""
    return MinePage(tuple(MineRow(one, _(STATES[one.provider.state]), _(ROLES[one.role])) for one in lines))


def new_page(
    catalogue: Catalogue, values: Mapping[str, str], errors: Mapping[str, str] | None = None
) -> ProfileFormPage:
    """The form that registers a provider."""
    return ProfileFormPage(None, seat_groups(catalogue), values, is_fixed=False, errors=errors or {})


def profile_page(
    catalogue: Catalogue,
    found: OwnProvider,
    values: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
    conflict: str = "",
    differences: tuple[Difference, ...] = (),
) -> ProfileFormPage:
    """The form that changes a profile."""
    return ProfileFormPage(
        nav=provider_nav(found.entry),
        seats=seat_groups(catalogue),
        values=values,
        is_fixed=is_fixed(found.provider),
        errors=errors or {},
        conflict=conflict,
        differences=differences,
    )


def profile_values(profile: Profile, version: int) -> dict[str, str]:
    """The fields of the form as they are stored."""
    given = {name: "" if value is None else str(value) for name, value in vars(profile).items()}
    return {**given, "version": str(version)}


def differences(catalogue: Catalogue, typed: Profile, stored: Profile) -> tuple[Difference, ...]:
    """Where what was typed differs from what a colleague has stored."""
    mine, theirs = (_profile_words(catalogue, one) for one in (typed, stored))
    return tuple(
        Difference(_(label), mine[name] or "—", theirs[name] or "—")
        for name, label in LABELS.items()
        if mine[name] != theirs[name]
    )


def overview_page(
    catalogue: Catalogue, found: OwnProvider, errors: Mapping[str, str] | None = None
) -> OverviewPage:
    """What a provider is now, and what to do next."""
    provider = found.provider
    base = f"/provider/{provider.id}"
    return OverviewPage(
        nav=provider_nav(found.entry),
        provider=provider_words(catalogue, found.entry),
        acts=act_lines(found.acts),
        missing=tuple(
            MissingLine(_(MISSING[name]), base + PLACES.get(name, f"/offers#{name}"))
            for name in found.missing
        ),
        returned=found.returned,
        is_owner=found.people.is_owner,
        is_draft=provider.state == DRAFT,
        is_listed=provider.state == LISTED,
        may_withdraw=provider.state in (SUBMITTED, LISTED),
        errors=errors or {},
    )


def cases_page(
    catalogue: Catalogue,
    found: OwnProvider,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> CasesPage:
    """The cases, and the form for another one."""
    return CasesPage(
        nav=provider_nav(found.entry),
        cases=provider_words(catalogue, found.entry).cases,
        capabilities=capability_groups(catalogue),
        divisions=division_groups(catalogue),
        counties=reporting_groups(catalogue),
        today=clock.today(),
        is_listed=found.provider.state == LISTED,
        values=values or {},
        errors=errors or {},
    )


def people_page(
    found: OwnProvider,
    account_id: str,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> PeoplePage:
    """Who works for the provider."""
    return PeoplePage(
        nav=provider_nav(found.entry),
        people=found.people,
        account_id=account_id,
        roles=ROLES,
        role_choices=tuple((role, _(name)) for role, name in ROLES.items()),
        values=values or {},
        errors=errors or {},
    )


def _profile_words(catalogue: Catalogue, profile: Profile) -> dict[str, str]:
    given = {name: "" if value is None else str(value) for name, value in vars(profile).items()}
    return {**given, "county": seat_words(catalogue, profile.county)}
