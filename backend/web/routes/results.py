"""Results: the private preview of a form being filled, and what was submitted."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend.services import results
from backend.web.dependencies import Criteria, Db, Enterprise, SignedIn
from backend.web.render import go_to, render
from backend.web.views.result import result_page

router = APIRouter()


@router.get("/assessments/{assessment_id}/result")
def preview(
    request: Request,
    assessment_id: str,
    database: Db,
    catalogue: Criteria,
    actor: Enterprise,
    *,
    expand: bool = False,
) -> Response:
    """The result of a form as it stands; once submitted, the submission's page takes its place."""
    submission = results.newest_submission_id(database, actor, assessment_id)
    if submission is not None:
        return go_to(request, f"/submissions/{submission}")
    outcome = results.preview(database, actor, catalogue, assessment_id)
    return render(request, "result.html", result_page(catalogue, outcome, expanded=expand))


@router.get("/submissions/{submission_id}")
def submitted(
    request: Request,
    submission_id: str,
    database: Db,
    catalogue: Criteria,
    actor: SignedIn,
    *,
    expand: bool = False,
) -> Response:
    """The result of a submission."""
    outcome = results.submitted(database, actor, catalogue, submission_id)
    return render(request, "result.html", result_page(catalogue, outcome, expanded=expand))
