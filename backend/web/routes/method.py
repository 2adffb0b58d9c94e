"""Method pages: public, generated from the loaded catalogue, the same definitions that score."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from assessments.loader import Catalogue, UnknownName
from assessments.schema.questionnaire import Questionnaire
from backend.services.errors import NotFoundError
from backend.web.dependencies import Criteria
from backend.web.render import render
from backend.web.views.method_call import call_page, policy_page
from backend.web.views.method_domain import domain_page
from backend.web.views.method_list import method_list
from backend.web.views.method_questionnaire import questionnaire_page

router = APIRouter(prefix="/method")


@router.get("")
def all_methods(request: Request, catalogue: Criteria) -> Response:
    """Every questionnaire, ladder, call and document."""
    return render(request, "method/list.html", method_list(catalogue))


@router.get("/calls/{key}")
def call(request: Request, key: str, catalogue: Criteria) -> Response:
    """The entry conditions of a call."""
    if key not in catalogue.calls:
        raise NotFoundError
    return render(request, "method/call.html", call_page(catalogue, catalogue.calls[key]))


@router.get("/policies/{policy_id}")
def policy(request: Request, policy_id: str, catalogue: Criteria) -> Response:
    """A document with its clauses."""
    if policy_id not in catalogue.policies:
        raise NotFoundError
    return render(request, "method/policy.html", policy_page(catalogue.policies[policy_id]))


@router.get("/{questionnaire_id}")
def questionnaire(
    request: Request, questionnaire_id: str, catalogue: Criteria, version: str = ""
) -> Response:
    """The overview of a questionnaire: the version asked for, else the newest."""
    found = _version(catalogue, questionnaire_id, version)
    return render(request, "method/questionnaire.html", questionnaire_page(catalogue, found))


@router.get("/{questionnaire_id}/domains/{domain_id}")
def domain(
    request: Request, questionnaire_id: str, domain_id: str, catalogue: Criteria, version: str = ""
) -> Response:
    """One domain of a questionnaire with its items."""
    found = _version(catalogue, questionnaire_id, version)
    inside = next((each for each in found.domains if each.id == domain_id), None)
    if inside is None:
        raise NotFoundError
    return render(request, "method/domain.html", domain_page(catalogue, found, inside))


def _version(catalogue: Catalogue, questionnaire_id: str, version: str) -> Questionnaire:
    try:
        return catalogue.questionnaire(f"{questionnaire_id}@{version}" if version else questionnaire_id)
    except UnknownName:
        raise NotFoundError from None
