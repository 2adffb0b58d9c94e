"""The investment ledger of a unit: rows entered, corrected, removed, taken over from a file."""

from dataclasses import asdict, replace
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from backend import clock
from backend.services import ledger, ledger_import, ledger_sums
from backend.services.errors import InvalidInputError
from backend.services.ledger import FIELD_NAMES, Shown, StaleRowError, Typed
from backend.services.uploads import FIELD
from backend.web.dependencies import Criteria, Db, Enterprise, Form
from backend.web.downloads import download
from backend.web.forms import FormModel, parse, text
from backend.web.language import _
from backend.web.render import go_to, render
from backend.web.views.ledger import DONE, LedgerRowPage, file_page, ledger_page, row_page

router = APIRouter()

LONGEST = 300
"""Longest text of a field that is read at all; the service says what is too long for which field."""


class RowForm(FormModel):
    """The fields of a row as typed; the service reads them."""

    labels: ClassVar[dict[str, str]] = dict(FIELD_NAMES)
    day: text(LONGEST, 0) = ""  # type: ignore[valid-type]
    kind: text(LONGEST, 0) = ""  # type: ignore[valid-type]
    amount: text(LONGEST, 0) = ""  # type: ignore[valid-type]
    contract: text(LONGEST, 0) = ""  # type: ignore[valid-type]
    invoice: text(LONGEST, 0) = ""  # type: ignore[valid-type]
    supplier: text(LONGEST, 0) = ""  # type: ignore[valid-type]
    description: text(LONGEST, 0) = ""  # type: ignore[valid-type]

    @property
    def typed(self) -> Typed:
        """The fields as the service takes them."""
        return Typed(**{name: getattr(self, name) for name in FIELD_NAMES})


class CorrectionForm(RowForm):
    """A row as corrected, from the revision that was shown."""

    revision: int


class RemovalForm(FormModel):
    """Which revision of a row was shown when it was removed."""

    revision: int


class SaveForm(FormModel):
    """The rows that a preview carried."""

    labels: ClassVar[dict[str, str]] = {"carried": "要导入的内容"}
    carried: text(ledger_import.TEXT_LIMIT) = Field()  # type: ignore[valid-type]


@router.get("/units/{unit_id}/ledger")
def ledger_of_unit(
    request: Request,
    unit_id: str,
    *,
    database: Db,
    catalogue: Criteria,
    actor: Enterprise,
    done: Annotated[str, Query(max_length=20)] = "",
    rows: Annotated[int, Query(ge=0, le=ledger_import.WANTED.rows)] = 0,
) -> Response:
    """The ledger of a unit with its sums; `done` says what was just done, `rows` with how many."""
    found = ledger_sums.unit_ledger(database, actor, catalogue, unit_id)
    said = _(DONE.get(done, ""), rows=rows)
    return render(request, "ledger.html", replace(ledger_page(found), done=said))


@router.post("/units/{unit_id}/ledger")
def add_row(
    request: Request, unit_id: str, *, form: Form, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """Add a row."""
    values: dict[str, str] = {}
    try:
        fields = parse(RowForm, form)
        values = asdict(fields.typed)
        ledger.add(database, actor, unit_id, fields.typed)
    except InvalidInputError as error:
        found = ledger_sums.unit_ledger(database, actor, catalogue, unit_id)
        page = replace(ledger_page(found), values=values, errors=error.fields)
        return render(request, "ledger.html", page, status=error.status)
    return go_to(request, f"/units/{unit_id}/ledger?done=added")


@router.get("/units/{unit_id}/ledger/file")
def ledger_file(request: Request, unit_id: str, database: Db, actor: Enterprise) -> Response:
    """The ledger as a workbook: to fill in further and to send back."""
    content = ledger_import.workbook(database, actor, unit_id)
    return download(request, content, "ledger.xlsx", "投入台账.xlsx")


@router.post("/units/{unit_id}/ledger/file")
def preview_file(
    request: Request, unit_id: str, *, form: Form, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """Show what a file would add."""
    found = ledger_sums.unit_ledger(database, actor, catalogue, unit_id)
    try:
        filename, content = _sent(form)
        preview = ledger_import.preview(database, actor, unit_id, filename, content)
    except InvalidInputError as error:
        page = replace(ledger_page(found), errors=error.fields)
        return render(request, "ledger.html", page, status=error.status)
    return render(request, "ledger_file.html", file_page(found, filename, preview))


@router.post("/units/{unit_id}/ledger/file/save")
def save_file(request: Request, unit_id: str, *, form: Form, database: Db, actor: Enterprise) -> Response:
    """Add the rows that were shown."""
    carried = parse(SaveForm, form).carried
    added = ledger_import.save(database, actor, unit_id, carried)
    done = f"imported&rows={added}" if added else "nothing"
    return go_to(request, f"/units/{unit_id}/ledger?done={done}")


@router.get("/units/{unit_id}/ledger/{row_id}")
def ledger_row(
    request: Request, unit_id: str, row_id: str, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """One row with everything that happened to it."""
    return render(request, "ledger_row.html", _row(database, actor, catalogue, unit_id, row_id))


@router.post("/units/{unit_id}/ledger/{row_id}")
def correct_row(
    request: Request,
    unit_id: str,
    row_id: str,
    *,
    form: Form,
    database: Db,
    catalogue: Criteria,
    actor: Enterprise,
) -> Response:
    """Correct a row."""
    values: dict[str, str] = {}
    try:
        fields = parse(CorrectionForm, form)
        values = asdict(fields.typed)
        changed = ledger.correct(database, actor, unit_id, Shown(row_id, fields.revision), fields.typed)
    except InvalidInputError as error:
        page = _row(database, actor, catalogue, unit_id, row_id)
        page = replace(page, values=values or page.values, errors=error.fields)
        return render(request, "ledger_row.html", page, status=error.status)
    except StaleRowError as error:
        page = replace(_row(database, actor, catalogue, unit_id, row_id), message=error.message)
        return render(request, "ledger_row.html", page, status=error.status)
    return go_to(request, f"/units/{unit_id}/ledger?done={'corrected' if changed else 'same'}")


@router.post("/units/{unit_id}/ledger/{row_id}/remove")
def remove_row(
    request: Request,
    unit_id: str,
    row_id: str,
    *,
    form: Form,
    database: Db,
    catalogue: Criteria,
    actor: Enterprise,
) -> Response:
    """Mark a row as removed."""
    shown = Shown(row_id, parse(RemovalForm, form).revision)
    try:
        ledger.remove(database, actor, unit_id, shown)
    except StaleRowError as error:
        page = replace(_row(database, actor, catalogue, unit_id, row_id), message=error.message)
        return render(request, "ledger_row.html", page, status=error.status)
    return go_to(request, f"/units/{unit_id}/ledger?done=removed")


def _row(database: Db, actor: Enterprise, catalogue: Criteria, unit_id: str, row_id: str) -> LedgerRowPage:
    trail = ledger.trail(database, actor, unit_id, row_id)
    found = ledger_sums.unit_ledger(database, actor, catalogue, unit_id)
    return row_page(found, trail, today=clock.today().isoformat())


def _sent(form: FormData) -> tuple[str, bytes]:
    sent = form.get(FIELD)
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise InvalidInputError({FIELD: _("请先选择一个 .xlsx 或 .csv 文件。")})
    try:
        return sent.filename, sent.file.read()
    finally:
        sent.file.close()
