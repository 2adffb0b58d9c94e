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
    return _json(data)


def from_text(text: str) -> Snapshot:
    """The snapshot back from its JSON. Raises ValueError for a layout this version does not know."""
    data = json.loads(text)
    if data["format"] != FORMAT:
        raise ValueError(f"unknown snapshot format {data['format']}")
    return Snapshot(
        firm_name=data["firm_name"],
        credit_code=data["credit_code"],
        unit_name=data["unit_name"],
        profile=_profile_in(data["profile"]),
        facts={fact: tuple(_fact_in(value) for value in values) for fact, values in data["facts"].items()},
        titles=_titles_in(data["titles"]),
        reasons=data["reasons"],
        notes=data["notes"],
        evidence={
            item: tuple(EvidenceLine(**line) for line in lines) for item, lines in data["evidence"].items()
        },
        implied=data["implied"],
        purpose=Purpose(data.get("purpose", Purpose.SELF_CHECK)),
    )


@dataclass(frozen=True)
class Parts:
    """What conditions look at in a snapshot, each part still as its JSON text.

    The same text says the same; `facts` have the inside of their list of objects, those without a value none.
    """

    profile: str
    facts: Mapping[str, str]
    titles: str


def parts_of(text: str) -> Parts:
    """The parts that conditions look at, cut out of a text of `to_text` without reading all of it.

    Keys are sorted and quotes inside strings are escaped, so a key with what stands around it marks the
    place; facts have no free text. Raises ValueError for a layout this version does not know.
    """
    start = text.find(_FACTS)
    end, profile, titles = text.find(_FIRM, start), text.find(_PROFILE), text.rfind(_TITLES)
    stated = text[start + len(_FACTS) - 1 : end]
    if min(start, end, profile, titles) < 0 or _FORMAT not in text or "[]" in stated:
        return _parts_read(text)
    return Parts(
        text[profile + len(_PROFILE) - 1 : text.index("}", profile) + 1],
        dict(_named(one) for one in stated[2:-3].split(_NEXT)) if len(stated) > 2 else {},
        text[titles + len(_TITLES) : text.rindex(_UNIT)],
    )


def profile_in(part: str) -> Profile:
    """The profile of the parts."""
    return _profile_in(json.loads(part))


def values_in(part: str) -> tuple[FactValue, ...]:
    """The values of one fact of the parts."""
    return tuple(_fact_in(value) for value in json.loads(f"[{{{part}}}]"))


def titles_in(part: str) -> tuple[HeldTitle, ...] | None:
    """The titles of the parts."""
    return _titles_in(json.loads(part))


_FACTS, _FIRM, _PROFILE = ', "facts": {', ', "firm_name": "', ', "profile": {'
_TITLES, _UNIT = ', "titles": ', ', "unit_name": "'
_FORMAT = f', "format": {FORMAT}, '
_OPEN, _NEXT = '": [{', '}], "'


def _named(piece: str) -> tuple[str, str]:
    name, _sign, values = piece.partition(_OPEN)
    return name, values


def _parts_read(text: str) -> Parts:
    data = json.loads(text)
    if data["format"] != FORMAT:
        raise ValueError(f"unknown snapshot format {data['format']}")
    facts = {fact: _json(values)[2:-2] for fact, values in data["facts"].items() if values}
    return Parts(_json(data["profile"]), facts, _json(data["titles"]))


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def _profile_in(data: Mapping[str, Any]) -> Profile:
    return Profile(data["county"], data["industry"], ProductionType(data["production_type"]))


def _titles_in(data: Sequence[Mapping[str, Any]] | None) -> tuple[HeldTitle, ...] | None:
    return None if data is None else tuple(_title_in(title) for title in data)


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
