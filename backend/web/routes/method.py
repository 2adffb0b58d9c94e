"""Method pages: public, generated from the loaded catalogue, the same definitions that score."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from assessments.loader import Catalogue, UnknownName
from assessments.schema.common import Purpose
from assessments.schema.questionnaire import Questionnaire
from backend import clock
from backend.services.errors import NotFoundError
from backend.web.dependencies import Criteria
from backend.web.language import _
from backend.web.render import render
from backend.web.views.method_call import call_page, policy_page
from backend.web.views.method_changes import changes_page
from backend.web.views.method_domain import domain_page
from backend.web.views.method_figures import facts_page, metrics_page
from backend.web.views.method_instrument import instrument_page
from backend.web.views.method_integrity import integrity_page
from backend.web.views.method_ladders import Asked, ladder_ids, ladders_page
from backend.web.views.method_list import method_list
from backend.web.views.method_questionnaire import questionnaire_page

router = APIRouter(prefix="/method")

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""No rule of the catalogue is older, and none of after that is known: other years are slips of the hand."""
SHOWN = 40
"""So much of what somebody typed is repeated in a message."""
BACK = "请从“评价方法”的目录重新进入。"


@router.get("")
def all_methods(request: Request, catalogue: Criteria) -> Response:
    """Every instrument by family, with calls and documents."""
    return render(request, "method/list.html", method_list(catalogue, clock.today()))


@router.get("/ladders")
def ladders(
    request: Request,
    catalogue: Criteria,
    as_of: str = "",
    purpose: str = "",
    ladder: Annotated[tuple[str, ...], Query()] = (),
) -> Response:
    """The ladders beside each other on a day; what cannot be read is answered 422 with the form."""
    asked = _asked(catalogue, as_of.strip(), purpose, ladder)
    status = 422 if asked.errors else 200
    return render(request, "method/ladders.html", ladders_page(catalogue, asked), status=status)


@router.get("/metrics")
def metrics(request: Request, catalogue: Criteria) -> Response:
    """Every metric and derived fact with its formula."""
    return render(request, "method/metrics.html", metrics_page(catalogue))


@router.get("/facts")
def facts(request: Request, catalogue: Criteria) -> Response:
    """The register of facts."""
    return render(request, "method/facts.html", facts_page(catalogue))


@router.get("/integrity")
def integrity(request: Request, catalogue: Criteria) -> Response:
    """How the hints of self-ratings come about: every check with its limits, from the file they use."""
    return render(request, "method/integrity.html", integrity_page(catalogue))


@router.get("/calls/{key}")
def call(request: Request, key: str, catalogue: Criteria) -> Response:
    """The entry conditions of a call."""
    if key not in catalogue.calls:
        raise NotFoundError(_("没有找到“{name}”的申报条件。{back}", name=key[:SHOWN], back=_(BACK)))
    return render(request, "method/call.html", call_page(catalogue, catalogue.calls[key]))


@router.get("/policies/{policy_id}")
def policy(request: Request, policy_id: str, catalogue: Criteria) -> Response:
    """A document with its clauses."""
    if policy_id not in catalogue.policies:
        raise NotFoundError(_("没有收录文件“{name}”。{back}", name=policy_id[:SHOWN], back=_(BACK)))
    return render(request, "method/policy.html", policy_page(catalogue.policies[policy_id]))


@router.get("/{questionnaire_id}/changes")
def version_changes(
    request: Request,
    questionnaire_id: str,
    catalogue: Criteria,
    old: Annotated[str, Query(alias="from")] = "",
    new: Annotated[str, Query(alias="to")] = "",
) -> Response:
    """What changed between two versions of an instrument or of a call; left out, between the last two."""
    page = changes_page(catalogue, questionnaire_id, old, new)
    return render(request, "method/version_changes.html", page)


@router.get("/{questionnaire_id}")
def questionnaire(
    request: Request, questionnaire_id: str, catalogue: Criteria, version: str = ""
) -> Response:
    """The overview of an instrument: the version asked for, else the one in force today."""
    found = _version(catalogue, questionnaire_id, version)
    if found.method == "attainment":
        page = questionnaire_page(catalogue, found, clock.today())
        return render(request, "method/questionnaire.html", page)
    return render(request, "method/instrument.html", instrument_page(catalogue, found, clock.today()))


@router.get("/{questionnaire_id}/domains/{domain_id}")
def domain(
    request: Request, questionnaire_id: str, domain_id: str, catalogue: Criteria, version: str = ""
) -> Response:
    """One domain of a questionnaire with its items."""
    found = _version(catalogue, questionnaire_id, version)
    inside = next((each for each in found.domains if each.id == domain_id), None)
    if inside is None:
        raise NotFoundError(_("这一版没有“{name}”这个部分。{back}", name=domain_id[:SHOWN], back=_(BACK)))
    return render(request, "method/domain.html", domain_page(catalogue, found, inside))


def _version(catalogue: Catalogue, questionnaire_id: str, version: str) -> Questionnaire:
    """The version asked for, else the one in force today, else the newest published one."""
    known = [one.version for one in catalogue.questionnaires.values() if one.id == questionnaire_id]
    if not known:
        raise NotFoundError(_("没有评价工具“{name}”。{back}", name=questionnaire_id[:SHOWN], back=_(BACK)))
    try:
        name = f"{questionnaire_id}@{version}" if version else questionnaire_id
        return catalogue.instrument(name, clock.today()).questionnaire
    except UnknownName:
        listed = "、".join(sorted(known))
        message = _("这个评价工具没有“{version}”版，现有：{known}。", version=version[:SHOWN], known=listed)
        raise NotFoundError(message) from None


def _asked(catalogue: Catalogue, as_of: str, purpose: str, ladder: tuple[str, ...]) -> Asked:
    """What was asked for, today and everything in place of what cannot be read."""
    errors: dict[str, str] = {}
    day = _day(as_of)
    if day is None:
        errors["as_of"] = _(
            "日期“{typed}”无法识别。请写成 2026-04-01 的形式，年份在 {first} 至 {last} 之间。",
            typed=as_of[:20],
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    known_purpose = next((one for one in Purpose if one.value == purpose), None)
    if purpose and known_purpose is None:
        errors["purpose"] = _("没有“{typed}”这种用途，请从列表中选择。", typed=purpose[:20])
    unknown = [name for name in ladder if name not in ladder_ids(catalogue)]
    if unknown:
        errors["ladder"] = _("没有“{typed}”这个梯度，请从列表中勾选。", typed=unknown[0][:40])
    return Asked(
        day=day or clock.today(),
        typed=as_of or clock.today().isoformat(),
        purpose=known_purpose,
        ladders=tuple(name for name in ladder if name not in unknown),
        errors=errors,
    )


def _day(typed: str) -> date | None:
    """The day typed, today for none; None for what is no day, or too far away to be meant."""
    if not typed:
        return clock.today()
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR and typed == day.isoformat() else None
