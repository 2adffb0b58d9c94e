"""Official figures of an area: the list, entering and withdrawing one, the list as a file."""

from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from backend.services import figures
from backend.services.areas import find_area
from backend.services.errors import ConflictError, InvalidInputError
from backend.services.figure_export import figure_workbook
from backend.services.figure_rules import KINDS
from backend.services.figures import FigureFilter, NewFigure
from backend.web.dependencies import Criteria, Db, Form, Official
from backend.web.downloads import download
from backend.web.forms import FormModel, parse, parse_query, text
from backend.web.render import go_to, render
from backend.web.views.figures import Shown, figures_page

router = APIRouter()

FIGURE_LABELS = {
    "kind": "种类",
    "indicator": "指标",
    "area": "地区",
    "period": "时期",
    "value": "数值",
    "source": "数据来源",
    "document": "文号",
}

FigureId = Annotated[str, Path(pattern="^[0-9a-f]{20}$")]


class FilterQuery(FormModel):
    """What may narrow the list of figures."""

    labels: ClassVar[dict[str, str]] = {"kind": "种类", "indicator": "指标"}
    kind: Literal["", "denominator", "series", "allocation"] = ""
    indicator: text(80, 0) = ""  # type: ignore[valid-type]

    @property
    def wanted(self) -> FigureFilter:
        """The filter as the service takes it."""
        return FigureFilter(self.kind, self.indicator)


class FiguresQuery(FilterQuery):
    """What may stand in the address of the list; `done` says what the page before has done."""

    labels: ClassVar[dict[str, str]] = {**FilterQuery.labels, "after": "翻页位置", "done": "提示"}
    after: text(20, 0) = ""  # type: ignore[valid-type]
    done: Literal["", "entered", "withdrawn"] = ""


class FigureForm(FormModel):
    """Fields of a new figure."""

    labels: ClassVar[dict[str, str]] = FIGURE_LABELS
    kind: text(12)  # type: ignore[valid-type]
    indicator: text(80)  # type: ignore[valid-type]
    area: text(6)  # type: ignore[valid-type]
    period: text(10)  # type: ignore[valid-type]
    value: text(30)  # type: ignore[valid-type]
    source: text(200)  # type: ignore[valid-type]
    document: text(80, 0) = ""  # type: ignore[valid-type]


@router.get("/regions/{code}/figures")
def figure_list(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """The figures of an area and its parts, and the form for a new one."""
    query = parse_query(FiguresQuery, request.query_params)
    found = figures.list_figures(database, actor, catalogue, code, query.wanted, after=query.after)
    shown = Shown(query.kind, query.indicator, query.after, query.done)
    return render(request, "region_figures.html", figures_page(catalogue, found, shown))


@router.get("/regions/{code}/figures/file")
def figure_file(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """The filtered list as a workbook."""
    query = parse_query(FilterQuery, request.query_params)
    content = figure_workbook(database, actor, catalogue, code, query.wanted)
    name = find_area(catalogue, actor, code).name
    return download(request, content, f"figures-{code}.xlsx", f"{name}-官方数据.xlsx")


@router.post("/regions/{code}/figures")
def enter_figure(
    request: Request, code: str, form: Form, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """Enter a figure; a refused form comes back with what was typed."""
    typed = {name: str(form.get(name, ""))[:200] for name in FIGURE_LABELS}
    kind = typed["kind"] if typed["kind"] in KINDS else ""
    try:
        figures.enter(database, actor, catalogue, code, NewFigure(**parse(FigureForm, form).model_dump()))
    except (InvalidInputError, ConflictError) as error:
        errors = error.fields if isinstance(error, InvalidInputError) else {"value": error.message}
        found = figures.list_figures(database, actor, catalogue, code, FigureFilter(kind))
        page = figures_page(catalogue, found, Shown(kind, values=typed, errors=errors))
        return render(request, "region_figures.html", page, ("entry",), error.status)
    return go_to(request, f"/regions/{code}/figures?kind={kind}&done=entered")


@router.post("/regions/{code}/figures/{figure_id}/withdraw")
def withdraw_figure(
    request: Request, code: str, figure_id: FigureId, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """Withdraw a figure."""
    figures.withdraw(database, actor, catalogue, code, figure_id)
    return go_to(request, f"/regions/{code}/figures?done=withdrawn")
