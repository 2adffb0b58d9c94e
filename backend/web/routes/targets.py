"""The register of targets: public, generated from the catalogue, filtered by the address, and as a file."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from assessments.loader import Catalogue
from assessments.target_states import Standing
from backend import clock
from backend.auth.actor import ANONYMOUS
from backend.db.engine import Database
from backend.services.targets import csv_of, known_standings, rows_of, workbook_of
from backend.web.dependencies import Criteria, Db
from backend.web.downloads import download
from backend.web.render import render, zh_date
from backend.web.views.targets import Chosen, passes, targets_page, understood

router = APIRouter(prefix="/targets")

Asked = Annotated[Chosen, Depends()]
"""What stands in the address; an unknown choice shows everything."""


@router.get("")
def all_targets(request: Request, catalogue: Criteria, database: Db, chosen: Asked) -> Response:
    """Every quantified target of the documents, as of today."""
    day = clock.today()
    found = known_standings(database, ANONYMOUS, catalogue, day)
    return render(request, "targets.html", targets_page(catalogue, chosen, day, found))


@router.get("/file.csv")
def targets_csv(request: Request, catalogue: Criteria, database: Db, chosen: Asked) -> Response:
    """The filtered register as comma-separated text; spreadsheets need the mark at its beginning."""
    found = _chosen(catalogue, database, chosen)
    content = "\ufeff" + csv_of(catalogue, rows_of(catalogue, found))
    return download(request, content.encode(), "targets.csv", "政策目标登记册.csv", "text/csv; charset=utf-8")


@router.get("/file.xlsx")
def targets_xlsx(request: Request, catalogue: Criteria, database: Db, chosen: Asked) -> Response:
    """The filtered register as a workbook."""
    found = _chosen(catalogue, database, chosen)
    note = f"政策目标登记册，截至 {zh_date(clock.today())}，共 {len(found)} 条"
    content = workbook_of(catalogue, rows_of(catalogue, found), (note,))
    return download(request, content, "targets.xlsx", "政策目标登记册.xlsx")


def _chosen(catalogue: Catalogue, database: Database, chosen: Chosen) -> list[Standing]:
    wanted = understood(catalogue, chosen)
    found = known_standings(database, ANONYMOUS, catalogue, clock.today())
    return [one for one in found if passes(one, wanted)]
