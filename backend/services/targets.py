"""The register of targets as flat rows, for the command and for whoever takes the list along."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from assessments.loader import Catalogue, UnknownName
from assessments.schema.common import zh
from assessments.target_states import Standing, standings
from assessments.target_words import STATES, scope_words


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


def target_rows(catalogue: Catalogue, day: date, document: str = "") -> list[dict[str, Any]]:
    """One flat record per target issued by a day; UnknownName for a document that sets none."""
    known = documents(catalogue)
    if document and document not in known:
        raise UnknownName(f"没有设定目标的文件“{document}”，可用：{'、'.join(known)}")
    return [_row(catalogue, one) for one in standings(catalogue, day, document)]


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
