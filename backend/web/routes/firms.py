"""A firm's pages: my firms, registering one, its hub, its units and their profiles."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from assessments.loader import Catalogue
from backend.services import firms, hub, profiles, round_invitations, titles
from backend.services.errors import InvalidInputError
from backend.services.firms import LONGEST_PARK, WHOLE_FIRM, MyFirms, NewFirm, UnitProfile
from backend.services.hub import FirmHub, UnitLine
from backend.services.members import ROLES
from backend.services.profiles import (
    ADDED_KINDS,
    KINDS,
    FirmHead,
    NewUnit,
    ProfileChange,
    StaleProfileError,
    UnitPage,
)
from backend.services.round_invitations import Asked
from backend.web.choices import ProfileChoices, ProfileWords, industry_code, profile_choices, profile_words
from backend.web.dependencies import Criteria, Db, Enterprise, Form
from backend.web.forms import FormModel, OptionalBlank, parse, text
from backend.web.language import _
from backend.web.render import go_to, render
from backend.web.views.hub import FamilyCard, FormCard, family_card, form_card
from backend.web.views.titles import TitleRow, title_row

router = APIRouter()

LARGEST_VERSION = 2**31 - 1
PROFILE_LABELS = {
    "name": "名称",
    "county": "所在县（市、区）或功能区",
    "industry": "行业小类",
    "production_type": "生产类型",
    "park": "所在园区",
}


class ProfileForm(FormModel):
    """Fields of a profile; an empty one is reported by the service, together with all others."""

    labels: ClassVar[dict[str, str]] = PROFILE_LABELS
    name: text(100, 0) = ""  # type: ignore[valid-type]
    county: text(6, 0) = ""  # type: ignore[valid-type]
    industry: text(80, 0) = ""  # type: ignore[valid-type]
    production_type: text(20, 0) = ""  # type: ignore[valid-type]
    park: text(LONGEST_PARK, 0) = ""  # type: ignore[valid-type]

    def profile(self, catalogue: Catalogue) -> UnitProfile:
        """The profile that was meant."""
        return UnitProfile(
            name=self.name,
            county=self.county,
            industry=industry_code(catalogue, self.industry),
            production_type=self.production_type,
            park=self.park,
        )


class NewFirmForm(ProfileForm):
    """Fields of the registration of a firm."""

    labels: ClassVar[dict[str, str]] = {
        **PROFILE_LABELS,
        "name": "企业名称",
        "credit_code": "统一社会信用代码",
    }
    credit_code: text(40, 0) = ""  # type: ignore[valid-type]


class NewUnitForm(ProfileForm):
    """Fields of a unit to add."""

    labels: ClassVar[dict[str, str]] = {**PROFILE_LABELS, "kind": "类型"}
    kind: text(10, 0) = ""  # type: ignore[valid-type]


class ChangeForm(ProfileForm):
    """Fields of a profile to change, with the version it was based on."""

    labels: ClassVar[dict[str, str]] = {**PROFILE_LABELS, "version": "版本信息"}
    version: Annotated[int | None, OptionalBlank] = Field(default=None, ge=1, le=LARGEST_VERSION)


@dataclass(frozen=True)
class MyFirmsPage:
    """Context of firms.html; `asked` are the rounds that wait for each firm."""

    mine: MyFirms
    roles: Mapping[str, str]
    asked: Mapping[str, tuple[Asked, ...]]


@dataclass(frozen=True)
class AskedCard:
    """A round that a unit is asked to take part in, with its form there or the one that would be opened."""

    asked: Asked
    card: FormCard


@dataclass(frozen=True)
class UnitCard:
    """A unit on the firm's page with its profile in words; the whole firm needs no name of its own.

    `asked` are rounds whose term runs or lies ahead, `past` the others.
    """

    unit: UnitLine
    kind: str
    is_whole_firm: bool
    words: ProfileWords
    families: tuple[FamilyCard, ...]
    asked: tuple[AskedCard, ...]
    past: tuple[AskedCard, ...]


@dataclass(frozen=True)
class FirmPage:
    """Context of firm.html."""

    firm: FirmHub
    role: str
    units: tuple[UnitCard, ...]
    titles: tuple[TitleRow, ...]


@dataclass(frozen=True)
class NewFirmPage:
    """Context of firm_new.html."""

    choices: ProfileChoices
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NewUnitPage:
    """Context of unit_new.html."""

    firm: FirmHead
    kinds: tuple[tuple[str, str], ...]
    choices: ProfileChoices
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """A field that a colleague changed meanwhile: what was typed here and what is stored now."""

    label: str
    typed: str
    stored: str


@dataclass(frozen=True)
class ProfilePage:
    """Context of profile.html; `differences` after a conflict."""

    unit: UnitPage
    kind: str
    choices: ProfileChoices
    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    conflict: str = ""
    differences: tuple[Difference, ...] = ()


@router.get("/firms")
def my_firms(request: Request, database: Db, catalogue: Criteria, actor: Enterprise) -> Response:
    """The firms the actor works for with the rounds that wait for them, and the claims that wait."""
    mine = firms.my_firms(database, actor)
    waiting = [one for one in round_invitations.of_actor(database, actor, catalogue) if one.is_waiting]
    asked = {firm.id: tuple(one for one in waiting if one.firm_id == firm.id) for firm in mine.firms}
    return render(request, "firms.html", MyFirmsPage(mine, ROLES, asked))


@router.get("/firms/new")
def new_firm_page(request: Request, catalogue: Criteria, _actor: Enterprise) -> Response:
    """The form that registers a firm."""
    return render(request, "firm_new.html", NewFirmPage(profile_choices(catalogue)))


@router.post("/firms/new")
def register_firm(
    request: Request, form: Form, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """Register a firm, or claim the one that has the code."""
    try:
        fields = parse(NewFirmForm, form)
        new = NewFirm(fields.credit_code, fields.profile(catalogue))
        registered = firms.register(database, actor, catalogue, new)
    except InvalidInputError as error:
        page = NewFirmPage(profile_choices(catalogue), _typed(form), error.fields)
        return render(request, "firm_new.html", page, ("form",), 422)
    return go_to(request, "/firms" if registered.is_claim else f"/firms/{registered.firm_id}")


@router.get("/firms/{firm_id}")
def firm_page(
    request: Request, firm_id: str, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """The firm's hub: units with this year's form, profile, facts and members."""
    firm = hub.firm_hub(database, actor, catalogue, firm_id)
    cards = (
        UnitCard(
            unit=unit,
            kind=_(KINDS[unit.kind]),
            is_whole_firm=unit.kind == WHOLE_FIRM,
            words=profile_words(catalogue, unit.profile),
            families=tuple(family_card(family) for family in unit.families),
            asked=tuple(AskedCard(one.asked, form_card(one.form)) for one in unit.asked),
            past=tuple(AskedCard(one.asked, form_card(one.form)) for one in unit.past),
        )
        for unit in firm.units
    )
    held = tuple(title_row(line) for line in titles.of_firm(database, actor, catalogue, firm_id))
    return render(request, "firm.html", FirmPage(firm, _(ROLES[firm.role]), tuple(cards), held))


@router.post("/firms/{firm_id}/claim/withdraw")
def withdraw_claim(request: Request, firm_id: str, database: Db, actor: Enterprise) -> Response:
    """Take back a waiting claim of one's own."""
    firms.withdraw_claim(database, actor, firm_id)
    return go_to(request, "/firms")


@router.get("/firms/{firm_id}/units/new")
def new_unit_page(
    request: Request, firm_id: str, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """The form that adds a site or workshop."""
    head = profiles.firm_head(database, actor, firm_id)
    return render(request, "unit_new.html", NewUnitPage(head, _kinds(), profile_choices(catalogue)))


@router.post("/firms/{firm_id}/units/new")
def add_unit(
    request: Request, firm_id: str, form: Form, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """Add a site or workshop."""
    head = profiles.firm_head(database, actor, firm_id)
    try:
        fields = parse(NewUnitForm, form)
        new = NewUnit(firm_id, fields.kind, fields.profile(catalogue))
        profiles.add(database, actor, catalogue, new)
    except InvalidInputError as error:
        page = NewUnitPage(head, _kinds(), profile_choices(catalogue), _typed(form), error.fields)
        return render(request, "unit_new.html", page, ("form",), 422)
    return go_to(request, f"/firms/{firm_id}")


@router.get("/units/{unit_id}/profile")
def profile_page(
    request: Request, unit_id: str, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """The profile of a unit, to change it."""
    unit = profiles.unit_page(database, actor, unit_id)
    return render(request, "profile.html", _profile_page(catalogue, unit, _values(catalogue, unit)))


@router.post("/units/{unit_id}/profile")
def change_profile(
    request: Request, unit_id: str, form: Form, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """Store a profile, unless a colleague was faster: then show both."""
    unit = profiles.unit_page(database, actor, unit_id)
    try:
        fields = parse(ChangeForm, form)
        wanted = fields.profile(catalogue)
        firm_id = profiles.change(database, actor, catalogue, ProfileChange(unit_id, fields.version, wanted))
    except InvalidInputError as error:
        page = _profile_page(catalogue, unit, _typed(form), errors=error.fields)
        return render(request, "profile.html", page, ("form",), 422)
    except StaleProfileError as error:
        present = error.present
        typed = {**_typed(form), "version": str(present.version)}
        differences = _differences(catalogue, error.wanted, present.profile)
        page = _profile_page(catalogue, present, typed, conflict=error.message, differences=differences)
        return render(request, "profile.html", page, ("form",), 409)
    return go_to(request, f"/firms/{firm_id}")


def _kinds() -> tuple[tuple[str, str], ...]:
    return tuple((kind, _(KINDS[kind])) for kind in ADDED_KINDS)


def _typed(form: Form) -> dict[str, str]:
    """What to show again of a form that was refused."""
    return {name: value[:100] for name, value in form.items() if isinstance(value, str)}


def _values(catalogue: Catalogue, unit: UnitPage) -> dict[str, str]:
    industry = profile_words(catalogue, unit.profile).industry
    return {**vars(unit.profile), "industry": industry, "version": str(unit.version)}


def _profile_page(
    catalogue: Catalogue,
    unit: UnitPage,
    values: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
    conflict: str = "",
    differences: tuple[Difference, ...] = (),
) -> ProfilePage:
    return ProfilePage(
        unit=unit,
        kind=_(KINDS[unit.kind]),
        choices=profile_choices(catalogue),
        values={"version": str(unit.version), **values},
        errors=errors or {},
        conflict=conflict,
        differences=differences,
    )


def _differences(catalogue: Catalogue, typed: UnitProfile, stored: UnitProfile) -> tuple[Difference, ...]:
    mine, theirs = profile_words(catalogue, typed), profile_words(catalogue, stored)
    pairs = (
        (PROFILE_LABELS["name"], mine.name, theirs.name),
        (PROFILE_LABELS["county"], mine.area, theirs.area),
        (PROFILE_LABELS["industry"], mine.industry, theirs.industry),
        (PROFILE_LABELS["production_type"], mine.production, theirs.production),
        (PROFILE_LABELS["park"], mine.park, theirs.park),
    )
    return tuple(Difference(_(label), one, other) for label, one, other in pairs if one != other)
