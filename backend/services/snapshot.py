"""What a submission freezes beside its packed answers, as JSON text: profile, facts, titles, remarks, files.

A rating can be replayed from the packed answers and this text alone, whatever has happened to the rows since.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from assessments.rating import FactValue, HeldTitle, Profile
from assessments.schema.common import ProductionType, Purpose
from assessments.schema.fact import Source

FORMAT = 1
"""Number of this layout, stored with the text so that a later one can be told apart."""


@dataclass(frozen=True)
class EvidenceLine:
    """A file that was attached to an item when the form was submitted."""

    id: str
    filename: str
    size: int
    digest: str


@dataclass(frozen=True)
class Snapshot:
    """The state of a unit and its form at the moment of submission.

    `reasons` are the reasons of 不适用 by item id, `notes` the remarks, `implied` the reason by item id where
    the answer followed from another one. `titles` None: no title is on record for the unit. `purpose` is what
    the form was filled for; texts written before there was a choice have none.
    """

    firm_name: str
    credit_code: str
    unit_name: str
    profile: Profile
    facts: Mapping[str, tuple[FactValue, ...]]
    titles: tuple[HeldTitle, ...] | None
    reasons: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, tuple[EvidenceLine, ...]] = field(default_factory=dict)
    implied: Mapping[str, str] = field(default_factory=dict)
    purpose: Purpose = Purpose.SELF_CHECK


def to_text(snapshot: Snapshot) -> str:
    """The snapshot as JSON, keys sorted, so that the same state gives the same text."""
    profile = snapshot.profile
    data = {
        "format": FORMAT,
        "firm_name": snapshot.firm_name,
        "credit_code": snapshot.credit_code,
        "unit_name": snapshot.unit_name,
        "profile": {
            "county": profile.county,
            "industry": profile.industry,
            "production_type": profile.production_type.value,
        },
        "facts": {fact: [_fact_out(value) for value in values] for fact, values in snapshot.facts.items()},
        "titles": None if snapshot.titles is None else [_title_out(title) for title in snapshot.titles],
        "reasons": dict(snapshot.reasons),
        "notes": dict(snapshot.notes),
        "evidence": {item: [vars(line) for line in lines] for item, lines in snapshot.evidence.items()},
        "implied": dict(snapshot.implied),
        "purpose": snapshot.purpose.value,
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def from_text(text: str) -> Snapshot:
    """The snapshot back from its JSON. Raises ValueError for a layout this version does not know."""
    data = json.loads(text)
    if data["format"] != FORMAT:
        raise ValueError(f"unknown snapshot format {data['format']}")
    profile = data["profile"]
    titles = data["titles"]
    return Snapshot(
        firm_name=data["firm_name"],
        credit_code=data["credit_code"],
        unit_name=data["unit_name"],
        profile=Profile(profile["county"], profile["industry"], ProductionType(profile["production_type"])),
        facts={fact: tuple(_fact_in(value) for value in values) for fact, values in data["facts"].items()},
        titles=None if titles is None else tuple(_title_in(title) for title in titles),
        reasons=data["reasons"],
        notes=data["notes"],
        evidence={
            item: tuple(EvidenceLine(**line) for line in lines) for item, lines in data["evidence"].items()
        },
        implied=data["implied"],
        purpose=Purpose(data.get("purpose", Purpose.SELF_CHECK)),
    )


# A value is written with the name of its type: a date and a choice id would both be plain strings.
def _value_out(value: Decimal | str | date | Sequence[str]) -> dict[str, Any]:
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return {"choice": value} if isinstance(value, str) else {"choices": list(value)}


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "number": Decimal,
    "day": date.fromisoformat,
    "choice": str,
    "choices": tuple,
}


def _value_in(data: Mapping[str, Any]) -> Any:
    ((kind, value),) = data.items()
    return _READERS[kind](value)


def _fact_out(stated: FactValue) -> dict[str, Any]:
    return {
        "value": _value_out(stated.value),
        "source": stated.source.value,
        "year": stated.year,
        "start": _day_out(stated.start),
        "end": _day_out(stated.end),
        "as_of": _day_out(stated.as_of),
    }


def _fact_in(data: Mapping[str, Any]) -> FactValue:
    return FactValue(
        value=_value_in(data["value"]),
        source=Source(data["source"]),
        year=data["year"],
        start=_day_in(data["start"]),
        end=_day_in(data["end"]),
        as_of=_day_in(data["as_of"]),
    )


def _title_out(title: HeldTitle) -> dict[str, Any]:
    return {"title": title.title, "start": _day_out(title.start), "end": _day_out(title.end)}


def _title_in(data: Mapping[str, Any]) -> HeldTitle:
    return HeldTitle(data["title"], _day_in(data["start"]), _day_in(data["end"]))


def _day_out(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day_in(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
