"""The targets with an area's progress as flat rows and as a workbook."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.target_words import STATES
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.services.sheet_out import Heading, workbook
from backend.services.target_progress import Progress, TargetsOfArea, target_progress
from backend.services.target_words import (
    aim_and_horizon,
    allotment_words,
    basis_words,
    count_words,
    indicator,
)
from backend.services.targets import check_document, rows_of

_PROGRESS = (
    "area",
    "is_contribution",
    "counted_by",
    "counted",
    "counted_since",
    "in_force",
    "ever",
    "firms_met",
    "firms_not_met",
    "firms_unknown",
    "submitted",
    "series_value",
    "series_period",
    "series_source",
    "allotted",
    "allotment_document",
    "progress",
)


def progress_rows(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, day: date, *, document: str = ""
) -> list[dict[str, Any]]:
    """One flat record per target issued by a day, with what the area has; None where nothing is known.

    Raises NotFoundError for no area of the actor's, UnknownName for a document that sets no targets.
    """
    check_document(catalogue, document)
    found = target_progress(database, actor, catalogue, code, day)
    lines = [one for one in found.lines if document in ("", one.target.policy)]
    flat = rows_of(catalogue, (one.standing for one in lines))
    return [{**row, **_record(found, one)} for row, one in zip(flat, lines, strict=True)]


def progress_columns() -> tuple[str, ...]:
    """The fields that progress adds to a record."""
    return _PROGRESS


def progress_workbook(found: TargetsOfArea, lines: tuple[Progress, ...]) -> bytes:
    """Some lines of an area as a workbook in words."""
    names: Mapping[str, int] = {
        "目标": 34,
        "目标值": 24,
        "本地区": 20,
        "怎样计数": 60,
        "下达本地区的目标": 30,
        "状态": 12,
        "文件": 50,
    }
    rows = (
        (
            indicator(one.target),
            aim_and_horizon(one.target),
            count_words(one),
            basis_words(one),
            allotment_words(one),
            STATES[one.standing.state],
            zh(one.standing.policy.title),
        )
        for one in lines
    )
    headings = [Heading(name, width) for name, width in names.items()]
    return workbook("目标进展", headings, rows, (f"{found.area.name}，截至 {found.day.isoformat()}",))


def _record(found: TargetsOfArea, one: Progress) -> dict[str, Any]:
    titles, verdicts, point, allotment = one.titles, one.verdicts, one.point, one.allotment
    values = (
        found.area.code,
        one.is_contribution,
        titles.way if titles else "",
        titles.counted if titles else None,
        titles.since if titles else None,
        titles.in_force if titles else None,
        titles.ever if titles else None,
        verdicts.met if verdicts else None,
        verdicts.not_met if verdicts else None,
        verdicts.unknown if verdicts else None,
        one.submitted,
        f"{point.value:f}" if point else None,
        point.period if point else "",
        point.source if point else "",
        f"{allotment.value:f}" if allotment else None,
        allotment.document if allotment else "",
        count_words(one),
    )
    return dict(zip(_PROGRESS, values, strict=True))
