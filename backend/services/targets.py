"""The register of targets as flat rows, for the command and for whoever takes the list along."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

from assessments.loader import Catalogue, UnknownName
from assessments.schema.common import zh
from assessments.target_states import Standing, standings
from assessments.target_words import STATES, scope_words
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.services import figure_values
from backend.services.sheet_out import Heading, workbook

_WIDTHS: Mapping[str, int] = {"document_title": 40, "indicator": 30, "as_printed": 50, "note": 50}


def documents(catalogue: Catalogue) -> Mapping[str, int]:
    """The documents that set targets, with how many each sets, newest date first."""
    found: dict[str, int] = {}
    for target in catalogue.targets.values():
        found[target.policy] = found.get(target.policy, 0) + 1
    ordered = sorted(found, key=lambda name: _day(catalogue, name), reverse=True)
    return {name: found[name] for name in ordered}


def _day(catalogue: Catalogue, document: str) -> str:
    """The date for sorting; a document whose date is not known comes last."""
    issued = catalogue.policies[document].date
    return issued.isoformat() if isinstance(issued, date) else ""


def known_standings(
    database: Database, actor: Actor, catalogue: Catalogue, day: date
) -> tuple[Standing, ...]:
    """Every target issued by a day; its state takes note of the official series that were brought in."""
    with database.read(actor) as session:
        published = figure_values.published(session, catalogue)
    return standings(catalogue, day, published=published)


def target_rows(catalogue: Catalogue, day: date, document: str = "") -> list[dict[str, Any]]:
    """One flat record per target issued by a day; UnknownName for a document that sets none."""
    check_document(catalogue, document)
    return rows_of(catalogue, standings(catalogue, day, document))


def check_document(catalogue: Catalogue, document: str) -> None:
    """UnknownName for a document that sets no targets; an empty text means all."""
    known = documents(catalogue)
    if document and document not in known:
        raise UnknownName(f"没有设定目标的文件“{document}”，可用：{'、'.join(known)}")


def rows_of(catalogue: Catalogue, found: Iterable[Standing]) -> list[dict[str, Any]]:
    """One flat record per target."""
    return [_row(catalogue, one) for one in found]


def columns(catalogue: Catalogue) -> list[str]:
    """The fields of a record, in their order, also where there is no record."""
    every = standings(catalogue, date.max)
    return list(_row(catalogue, every[0])) if every else []


def cell(value: Any) -> str:
    """A field as a cell: several names joined by ；, nothing for what is left out."""
    return "；".join(value) if isinstance(value, list) else "" if value is None else str(value)


def workbook_of(catalogue: Catalogue, rows: Iterable[Mapping[str, Any]], notes: Sequence[str]) -> bytes:
    """Records as a workbook."""
    names = columns(catalogue)
    cells = ([cell(row[name]) for name in names] for row in rows)
    return workbook("政策目标", [Heading(name, _WIDTHS.get(name, 14)) for name in names], cells, notes)


def csv_of(catalogue: Catalogue, rows: Iterable[Mapping[str, Any]]) -> str:
    """Records as comma-separated text with a line of names."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = columns(catalogue)
    writer.writerow(names)
    writer.writerows([cell(row[name]) for name in names] for row in rows)
    return out.getvalue()


def _row(catalogue: Catalogue, standing: Standing) -> dict[str, Any]:
    target = standing.target
    return {
        "id": target.id,
        "document": target.policy,
        "document_title": zh(standing.policy.title),
        "document_date": standing.policy.date,
        "clause": standing.clause.number,
        "indicator": zh(target.indicator),
        "indicator_id": target.indicator_id,
        "topic": target.topic.value,
        "comparator_printed": target.comparator_printed,
        "comparator": target.comparator.value,
        "value_printed": target.value_printed,
        "unit_printed": target.unit if target.unit_printed is None else target.unit_printed,
        "value": _number(target.value),
        "unit": target.unit,
        "as_printed": target.as_printed,
        "horizon": target.horizon,
        "horizon_printed": target.horizon_printed,
        "horizon_source": "ours" if target.horizon_from_plan else "printed",
        "basis": target.basis.value,
        "period_kind": target.period_kind,
        "base": target.base.value,
        "price_basis": target.price_basis.value,
        "scope": scope_words(catalogue, target),
        "region_group": target.group or "",
        "responsible": list(target.responsible),
        **_baseline(standing),
        "measured": target.measured,
        "measured_by": list(target.measured_by),
        "state": STATES[standing.state],
        "superseded_by": standing.superseded_by or "",
        "supersedes": list(standing.supersedes),
        "restates": target.restates or "",
        "related": list(standing.related),
        **_published(standing),
        "provenance": target.provenance.value,
        "note": zh(target.note) if target.note else "",
    }


def _baseline(standing: Standing) -> dict[str, Any]:
    base = standing.target.baseline
    return {"base_value": _number(base.value) if base else None, "base_year": base.year if base else None}


def _published(standing: Standing) -> dict[str, Any]:
    """The newest published value and the final one, each with where it comes from."""
    latest, final = standing.latest, standing.final
    return {
        "latest_value": _number(latest.value) if latest else None,
        "latest_period": latest.period if latest else "",
        "latest_source": latest.source if latest else "",
        "final_value": _number(final.value) if final else None,
        "final_period": final.period if final else "",
        "final_source": final.source if final else "",
    }


def _number(value: Decimal | None) -> str | None:
    """A decimal as text, so that 2.5 stays 2.5 in every reader."""
    return None if value is None else f"{value:f}"
