"""Bringing lists in: the imports of an area, taking a file, its columns, its questions, applying, undoing."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path as FilePath
from typing import Annotated, ClassVar

from fastapi import APIRouter, Path, Request
from pydantic import Field
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from backend.imports.options import PREFIX
from backend.services import imports, imports_report, imports_steps
from backend.services.areas import find_area
from backend.services.errors import InvalidInputError
from backend.services.imports import AT_WORK, COLUMNS
from backend.services.imports_receipt import NewImport, receive
from backend.services.uploads import FIELD
from backend.web.dependencies import Config, Criteria, Db, Form, Official
from backend.web.downloads import download
from backend.web.forms import FormModel, parse_query, text
from backend.web.render import go_to, render
from backend.web.views.imports import choose_page, imports_page, job_page, new_page

router = APIRouter()

ImportId = Annotated[str, Path(pattern="^[0-9a-f]{20}$")]
KindId = Annotated[str, Path(pattern="^[a-z_-]{1,20}$")]

_ANSWER = re.compile(r"answer_([0-9]{1,6})")
_NUMBER = re.compile("[0-9]{1,6}")
_COLUMN = "column_"
_LONGEST = 200
_LAST_LINE = 1_000_000


class ListQuery(FormModel):
    """Where in the list of imports the page begins."""

    labels: ClassVar[dict[str, str]] = {"after": "翻页位置"}
    after: text(20, 0) = ""  # type: ignore[valid-type]


class KindQuery(FormModel):
    """Which kind of list is to be brought in."""

    labels: ClassVar[dict[str, str]] = {"kind": "名单种类"}
    kind: text(20, 0) = "roster"  # type: ignore[valid-type]


class JobQuery(FormModel):
    """After which line of the file the lines with something to tell begin."""

    labels: ClassVar[dict[str, str]] = {"after": "翻页位置"}
    after: int = Field(0, ge=0, le=_LAST_LINE)


class LineQuery(FormModel):
    """Which line of the file holds the headings."""

    labels: ClassVar[dict[str, str]] = {"line": "表头所在行"}
    line: int = Field(0, ge=0, le=_LAST_LINE)


@router.get("/regions/{code}/imports")
def import_list(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """The lists that were brought in."""
    after = parse_query(ListQuery, request.query_params).after
    found = imports.import_list(database, actor, catalogue, code, after=after)
    return render(request, "imports/list.html", imports_page(found, after))


@router.get("/regions/{code}/imports/new")
def new_import(
    request: Request, code: str, catalogue: Criteria, actor: Official, settings: Config
) -> Response:
    """The form that takes a file."""
    area = find_area(catalogue, actor, code)
    kind = imports.kind_of(parse_query(KindQuery, request.query_params).kind, area)
    return render(request, "imports/new.html", new_page(area, kind, {}, {}, settings.upload_limit_mb))


@router.get("/regions/{code}/imports/template/{kind_id}")
def template(request: Request, code: str, kind_id: KindId, catalogue: Criteria, actor: Official) -> Response:
    """The empty workbook of a kind."""
    kind = imports.kind_of(kind_id, find_area(catalogue, actor, code))
    content = imports_report.template(kind)
    return download(request, content, f"{kind_id}-template.xlsx", f"{kind.name}-导入模板.xlsx")


@router.post("/regions/{code}/imports/new")
def take_file(
    request: Request,
    code: str,
    *,
    form: Form,
    database: Db,
    catalogue: Criteria,
    actor: Official,
    settings: Config,
) -> Response:
    """Take a file in; a refused one comes back with what was chosen."""
    area = find_area(catalogue, actor, code)
    typed = {name: str(value)[: _LONGEST + 1] for name, value in form.items() if isinstance(value, str)}
    kind = imports.kind_of(typed.get("kind", ""), area)
    options = {name.removeprefix(PREFIX): value for name, value in typed.items() if name.startswith(PREFIX)}
    try:
        with _received(form) as (file_name, path):
            new = NewImport(code, kind.id, file_name, options)
            import_id = receive(database, actor, catalogue, new, path)
    except InvalidInputError as error:
        page = new_page(area, kind, typed, error.fields, settings.upload_limit_mb)
        return render(request, "imports/new.html", page, status=error.status)
    return go_to(request, f"/regions/{code}/imports/{import_id}")


@router.get("/regions/{code}/imports/{import_id}")
def one_import(
    request: Request, code: str, import_id: ImportId, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """One import: what it would do, or what it did."""
    after = parse_query(JobQuery, request.query_params).after
    found = imports.import_page(database, actor, catalogue, code, import_id, after=after)
    if found.head.state == COLUMNS:
        return go_to(request, f"/regions/{code}/imports/{import_id}/columns")
    return render(request, "imports/job.html", job_page(found, after))


@router.post("/regions/{code}/imports/{import_id}/next")
def go_on(
    request: Request, code: str, import_id: ImportId, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """Go on with the work that waits; for htmx the progress, and the whole page once it is done."""
    head = imports_steps.advance(
        database, actor, catalogue, code, import_id, seconds=imports_steps.WORK_SECONDS
    )
    if head.state not in AT_WORK:
        return go_to(request, f"/regions/{code}/imports/{import_id}")
    found = imports.import_page(database, actor, catalogue, code, import_id)
    return render(request, "imports/job.html", job_page(found, 0), ("work",))


@router.get("/regions/{code}/imports/{import_id}/columns")
def columns(
    request: Request, code: str, import_id: ImportId, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """Choosing which column of the file is which."""
    line = parse_query(LineQuery, request.query_params).line
    found = imports.columns_page(database, actor, catalogue, code, import_id, line=line)
    return render(request, "imports/columns.html", choose_page(found))


@router.post("/regions/{code}/imports/{import_id}/columns")
def choose_columns(
    request: Request,
    code: str,
    import_id: ImportId,
    *,
    form: Form,
    database: Db,
    catalogue: Criteria,
    actor: Official,
) -> Response:
    """Store the choice of columns and check everything anew."""
    typed = {name: str(value)[:20] for name, value in form.items()}
    line = int(typed["line"]) if _NUMBER.fullmatch(typed.get("line", "")) else 0
    chosen = {name.removeprefix(_COLUMN): value for name, value in typed.items() if name.startswith(_COLUMN)}
    places = {name: int(value) for name, value in chosen.items() if _NUMBER.fullmatch(value)}
    try:
        imports_steps.choose_columns(database, actor, catalogue, code, import_id, line=line, places=places)
    except InvalidInputError as error:
        found = imports.columns_page(database, actor, catalogue, code, import_id, line=line)
        errors = {name if name == "line" else _COLUMN + name: told for name, told in error.fields.items()}
        page = choose_page(found, chosen, errors)
        return render(request, "imports/columns.html", page, status=error.status)
    return go_to(request, f"/regions/{code}/imports/{import_id}")


@router.post("/regions/{code}/imports/{import_id}/answers")
def give_answers(
    request: Request,
    code: str,
    import_id: ImportId,
    *,
    form: Form,
    database: Db,
    catalogue: Criteria,
    actor: Official,
) -> Response:
    """Answer what waits for a person; what is left open waits on."""
    chosen = {
        int(found[1]): str(value)
        for name, value in form.items()
        if value and (found := _ANSWER.fullmatch(name)) is not None
    }
    imports_steps.answer(database, actor, catalogue, code, import_id, chosen=chosen)
    return go_to(request, f"/regions/{code}/imports/{import_id}")


@router.post("/regions/{code}/imports/{import_id}/begin")
def begin(
    request: Request, code: str, import_id: ImportId, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """Let the list be applied."""
    imports_steps.begin(database, actor, catalogue, code, import_id)
    return go_to(request, f"/regions/{code}/imports/{import_id}")


@router.post("/regions/{code}/imports/{import_id}/cancel")
def cancel(
    request: Request, code: str, import_id: ImportId, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """Stop."""
    imports_steps.cancel(database, actor, catalogue, code, import_id)
    return go_to(request, f"/regions/{code}/imports/{import_id}")


@router.post("/regions/{code}/imports/{import_id}/undo")
def undo(
    request: Request, code: str, import_id: ImportId, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """Take back what the list has written."""
    imports_steps.take_back(database, actor, catalogue, code, import_id)
    return go_to(request, f"/regions/{code}/imports/{import_id}")


@router.get("/regions/{code}/imports/{import_id}/problems.xlsx")
def problems(
    request: Request, code: str, import_id: ImportId, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """Every problem of the list as a workbook."""
    content = imports_report.problems_workbook(database, actor, catalogue, code, import_id)
    return download(request, content, "problems.xlsx", "名单问题清单.xlsx")


@contextmanager
def _received(form: FormData) -> Iterator[tuple[str, FilePath | None]]:
    """Name of the file that was sent, and the file on disk while it is read; None where none was sent."""
    sent = form.get(FIELD)
    if not isinstance(sent, UploadFile) or not sent.filename:
        yield "", None
        return
    with tempfile.NamedTemporaryFile(prefix="zhiti-import-") as file:
        shutil.copyfileobj(sent.file, file)
        file.flush()
        yield sent.filename, FilePath(file.name)
