"""A firm's own submission in review: where it stands, what came back, who looked."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend.services import reviews
from backend.web.dependencies import Criteria, Db, Enterprise
from backend.web.render import go_to, render
from backend.web.views.own_review import own_review_page

router = APIRouter()


@router.get("/submissions/{submission_id}/review")
def own_review(
    request: Request, submission_id: str, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """Where the submission stands."""
    own = reviews.own_review(database, actor, catalogue, submission_id)
    return render(request, "reviews/own.html", own_review_page(catalogue, own))


@router.post("/submissions/{submission_id}/apply")
def apply(
    request: Request, submission_id: str, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """Put a check of oneself forward for recognition."""
    reviews.apply(database, actor, catalogue, submission_id)
    return go_to(request, f"/submissions/{submission_id}/review")


@router.post("/submissions/{submission_id}/withdraw")
def withdraw(
    request: Request, submission_id: str, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """Take a submission back before anybody acted on it."""
    form = reviews.withdraw(database, actor, catalogue, submission_id)
    return go_to(request, f"/assessments/{form}")
