"""A service provider of one's own: registering, its profile, its offers, asking the province for review."""

from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from backend.services.errors import InvalidInputError
from backend.services.providers import offers, own, registration
from backend.services.providers.offers import AREA, CAPABILITY, INDUSTRY
from backend.services.providers.profile import LONGEST, MOST_FIRMS, Profile, profile_of
from backend.services.providers.registration import ProfileChange, StaleProviderError
from backend.web.dependencies import Criteria, Db, Enterprise, Form
from backend.web.forms import FormModel, OptionalBlank, parse, parse_query, text
from backend.web.render import go_to, render
from backend.web.views.provider import (
    LABELS,
    differences,
    mine_page,
    new_page,
    overview_page,
    profile_page,
    profile_values,
)
from backend.web.views.provider_offers import offers_page

router = APIRouter()

LARGEST_VERSION = 2**31 - 1
Version = Annotated[int | None, OptionalBlank]
Count = Annotated[int | None, OptionalBlank]


class VersionForm(FormModel):
    """The version of a provider that somebody has read."""

    labels: ClassVar[dict[str, str]] = {"version": "版本信息"}
    version: Version = Field(default=None, ge=1, le=LARGEST_VERSION)


class ProfileForm(VersionForm):
    """Fields of a profile; an empty one is reported by the service, together with all others."""

    labels: ClassVar[dict[str, str]] = {**LABELS, "version": "版本信息"}
    credit_code: text(40, 0) = ""  # type: ignore[valid-type]
    name: text(LONGEST["name"], 0) = ""  # type: ignore[valid-type]
    county: text(6, 0) = ""  # type: ignore[valid-type]
    summary: text(LONGEST["summary"], 0) = ""  # type: ignore[valid-type]
    website: text(LONGEST["website"], 0) = ""  # type: ignore[valid-type]
    contact: text(LONGEST["contact"], 0) = ""  # type: ignore[valid-type]
    capacity: Count = Field(default=None, ge=0, le=MOST_FIRMS)
    busy: Count = Field(default=None, ge=0, le=MOST_FIRMS)

    def profile(self) -> Profile:
        """The profile that was meant."""
        return Profile(**self.model_dump(exclude={"version"}))


class OffersForm(VersionForm):
    """What is ticked, by axis."""

    labels: ClassVar[dict[str, str]] = {**offers.AXES, "version": "版本信息"}
    capability: list[text(40)]  # type: ignore[valid-type]
    industry: list[text(4)]  # type: ignore[valid-type]
    area: list[text(6)]  # type: ignore[valid-type]


class OffersQuery(FormModel):
    """Whether the page opens after saving."""

    labels: ClassVar[dict[str, str]] = {"done": "提示"}
    done: Literal["", "1"] = ""


@router.get("/provider")
def my_providers(request: Request, database: Db, actor: Enterprise) -> Response:
    """The providers one works for."""
    return render(request, "provider/mine.html", mine_page(own.my_providers(database, actor)))


@router.get("/provider/new")
def new_provider(request: Request, catalogue: Criteria, actor: Enterprise) -> Response:
    """The form that registers a provider."""
    del actor
    return render(request, "provider/new.html", new_page(catalogue, {}))


@router.post("/provider/new")
def register(request: Request, form: Form, database: Db, catalogue: Criteria, actor: Enterprise) -> Response:
    """Enter a provider as a draft."""
    try:
        provider_id = registration.register(database, actor, catalogue, parse(ProfileForm, form).profile())
    except InvalidInputError as error:
        page = new_page(catalogue, _typed(form), error.fields)
        return render(request, "provider/new.html", page, ("form",), 422)
    return go_to(request, f"/provider/{provider_id}/offers")


@router.get("/provider/{provider_id}")
def overview(
    request: Request, provider_id: str, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """Where the registration stands, and what to do next."""
    found = own.own(database, actor, provider_id)
    return render(request, "provider/overview.html", overview_page(catalogue, found))


@router.get("/provider/{provider_id}/profile")
def profile(
    request: Request, provider_id: str, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """The profile, to change it."""
    found = own.own(database, actor, provider_id)
    values = profile_values(profile_of(found.provider), found.provider.version)
    return render(request, "provider/profile.html", profile_page(catalogue, found, values))


@router.post("/provider/{provider_id}/profile")
def change_profile(
    request: Request, provider_id: str, form: Form, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """Store a profile, unless a colleague was faster: then show both."""
    found = own.own(database, actor, provider_id)
    stored = profile_values(profile_of(found.provider), found.provider.version)
    typed = {**stored, **_typed(form)}
    try:
        fields = parse(ProfileForm, form)
        change = ProfileChange(provider_id, fields.version, fields.profile())
        registration.change(database, actor, catalogue, change)
    except InvalidInputError as error:
        page = profile_page(catalogue, found, typed, errors=error.fields)
        return render(request, "provider/profile.html", page, ("form",), 422)
    except StaleProviderError as error:
        page = profile_page(
            catalogue,
            found,
            {**typed, "version": str(error.version)},
            conflict=error.message,
            differences=differences(catalogue, error.wanted, error.present),
        )
        return render(request, "provider/profile.html", page, ("form",), 409)
    return go_to(request, f"/provider/{provider_id}")


@router.get("/provider/{provider_id}/offers")
def offers_form(
    request: Request, provider_id: str, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """What is offered, to change it."""
    done = bool(parse_query(OffersQuery, request.query_params).done)
    found = own.own(database, actor, provider_id)
    return render(request, "provider/offers.html", offers_page(catalogue, found, done=done))


@router.post("/provider/{provider_id}/offers")
def choose_offers(
    request: Request, provider_id: str, form: Form, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """Offer exactly what is ticked."""
    found = own.own(database, actor, provider_id)
    try:
        fields = parse(OffersForm, form, offers.AXES)
        chosen = {CAPABILITY: fields.capability, INDUSTRY: fields.industry, AREA: fields.area}
        offers.choose(database, actor, catalogue, provider_id, chosen=chosen, version=fields.version)
    except InvalidInputError as error:
        ticked = {axis: {str(value) for value in form.getlist(axis)} for axis in offers.AXES}
        page = offers_page(catalogue, found, chosen=ticked, errors=error.fields)
        return render(request, "provider/offers.html", page, ("form",), 422)
    return go_to(request, f"/provider/{provider_id}/offers?done=1")


@router.post("/provider/{provider_id}/submit")
def submit(
    request: Request, provider_id: str, form: Form, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """Ask the province for review."""
    try:
        registration.submit(database, actor, provider_id, parse(VersionForm, form).version)
    except InvalidInputError as error:
        page = overview_page(catalogue, own.own(database, actor, provider_id), error.fields)
        return render(request, "provider/overview.html", page, status=422)
    return go_to(request, f"/provider/{provider_id}")


@router.post("/provider/{provider_id}/withdraw")
def withdraw(request: Request, provider_id: str, form: Form, database: Db, actor: Enterprise) -> Response:
    """Take a provider back from review or out of the directory."""
    registration.withdraw(database, actor, provider_id, parse(VersionForm, form).version)
    return go_to(request, f"/provider/{provider_id}")


def _typed(form: Form) -> dict[str, str]:
    """What to show again of a form that was refused."""
    return {name: value[: LONGEST["summary"]] for name, value in form.items() if isinstance(value, str)}
