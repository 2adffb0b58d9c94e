"""Files attached to items: upload, download, removal."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import FileResponse, Response

from backend.services import evidence, form_pages
from backend.services.errors import InvalidInputError, ServiceError
from backend.services.evidence import Upload
from backend.services.item_view import ItemView
from backend.services.uploads import FIELD
from backend.web.dependencies import Config, Criteria, Db, Enterprise, Form, SignedIn
from backend.web.language import _
from backend.web.render import go_to, render, wants_fragment

router = APIRouter()

NOTHING_ELSE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
INLINE = {
    "image/png": f"{NOTHING_ELSE}; img-src 'self'; sandbox",
    "image/jpeg": f"{NOTHING_ELSE}; img-src 'self'; sandbox",
    # Browsers refuse to start their PDF viewer in a sandbox; it runs apart from the site anyway.
    "application/pdf": f"{NOTHING_ELSE}; object-src 'self'; style-src 'unsafe-inline'",
}
"""Kinds of files that officials see at once, each with the page's rights."""


@dataclass(frozen=True)
class EvidencePart:
    """Context of form/evidence_saved.html: the item's block of files and what has just happened."""

    assessment_id: str
    item: ItemView
    upload_limit_mb: int
    said: str


@dataclass(frozen=True)
class RefusedPart:
    """Context of form/evidence_refused.html."""

    message: str


@router.post("/assessments/{assessment_id}/items/{item_id}/evidence")
def upload(
    request: Request,
    assessment_id: str,
    item_id: str,
    *,
    form: Form,
    database: Db,
    settings: Config,
    catalogue: Criteria,
    actor: Enterprise,
) -> Response:
    """Attach a file to an item."""
    try:
        filename = evidence.attach(
            database,
            actor,
            catalogue=catalogue,
            settings=settings,
            assessment_id=assessment_id,
            item_id=item_id,
            upload=_sent(form),
        )
    except ServiceError as error:
        if not wants_fragment(request):
            raise
        return render(request, "form/evidence_refused.html", RefusedPart(error.message), status=error.status)
    found = form_pages.items_page(database, actor, catalogue, assessment_id, (item_id,))
    if not wants_fragment(request):
        return go_to(request, f"/assessments/{assessment_id}/domains/{found.domain}#evidence-{item_id}")
    said = _("已上传：{name}", name=filename)
    part = EvidencePart(assessment_id, found.items[0], settings.upload_limit_mb, said)
    return render(request, "form/evidence_saved.html", part)


@router.get("/evidence/{evidence_id}")
def download(evidence_id: str, database: Db, settings: Config, actor: SignedIn) -> Response:
    """A file as it was uploaded: saved by the browser, never opened inside the site.

    Officials, who look at many, see pictures and PDF at once: alone on their page, without any right there.
    """
    stored = evidence.fetch(database, actor, settings, evidence_id)
    policy = INLINE.get(stored.media_type) if actor.is_official else None
    headers = {"Content-Security-Policy": policy} if policy else {}
    return FileResponse(
        stored.path,
        media_type=stored.media_type,
        filename=stored.filename,
        content_disposition_type="inline" if policy else "attachment",
        headers={"Cache-Control": "private, no-store", **headers},
    )


@router.post("/evidence/{evidence_id}/remove")
def remove(
    request: Request,
    evidence_id: str,
    *,
    database: Db,
    settings: Config,
    catalogue: Criteria,
    actor: Enterprise,
) -> Response:
    """Remove a file from its item."""
    try:
        gone = evidence.remove(database, actor, settings, evidence_id)
    except ServiceError as error:
        if not wants_fragment(request):
            raise
        return render(request, "form/evidence_refused.html", RefusedPart(error.message), status=error.status)
    found = form_pages.items_page(database, actor, catalogue, gone.assessment_id, (gone.item,))
    if not wants_fragment(request):
        path = f"/assessments/{gone.assessment_id}/domains/{found.domain}#evidence-{gone.item}"
        return go_to(request, path)
    said = _("已移除：{name}", name=gone.filename)
    part = EvidencePart(gone.assessment_id, found.items[0], settings.upload_limit_mb, said)
    return render(request, "form/evidence_saved.html", part)


def _sent(form: FormData) -> Upload:
    sent = form.get(FIELD)
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise InvalidInputError({FIELD: _("请先选择一个文件，再点“上传”。")})
    try:
        return Upload(sent.filename, sent.file.read())
    finally:
        sent.file.close()
