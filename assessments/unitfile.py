"""The JSON list of units that `zhiti rate` reads and the JSON list it writes."""

from dataclasses import fields
from datetime import date
from typing import Any

from assessments.catalogue import Catalogue
from assessments.compile import CompiledCall, CompiledQuestionnaire, compile_call, compile_questionnaire
from assessments.faults import UnitFileError
from assessments.outcome import DimensionScore, Eligibility, GateVerdict, Operand, RungAttainment, UnitRating
from assessments.rating import rate_unit
from assessments.unit_json import plain, read_units
from assessments.unit_reader import UnitInput, UnitReader

__all__ = ["UnitFileError", "rate_file", "rate_list", "rating_data"]


def rate_file(
    text: str | bytes, catalogue: Catalogue, questionnaire: str, as_of: date
) -> list[dict[str, Any]]:
    """Rate the units of a file on a day; one plain-data result per unit, mistakes by place in its "errors".

    UnitFileError when the file as a whole cannot be read, UnknownName for a questionnaire that is not there.
    """
    return rate_list(read_units(text), catalogue, questionnaire, as_of)


def rate_list(
    units: list[Any], catalogue: Catalogue, questionnaire: str, as_of: date
) -> list[dict[str, Any]]:
    """The same for a list that is already in memory."""
    version = catalogue.questionnaire(questionnaire)
    ladder = catalogue.ladders[version.ladder]
    compiled = compile_questionnaire(version, ladder)
    found = catalogue.call_for(ladder.id, as_of)
    call = compile_call(found.call, ladder, catalogue.facts, catalogue.regions) if found else None
    reader = UnitReader(catalogue, compiled)
    results = []
    for number, raw in enumerate(units):
        unit = reader.read(raw, f"units[{number}]")
        errors = [{"place": error.place, "message": error.message} for error in unit.errors]
        results.append({"id": unit.id, **_rated(unit, compiled, call, as_of), "errors": errors})
    return results


def rating_data(rating: UnitRating) -> dict[str, Any]:
    """A rating as plain JSON data; numbers print their exact decimals."""
    eligibility = rating.eligibility
    return {
        "questionnaire": rating.questionnaire,
        "as_of": rating.as_of.isoformat(),
        "certain": rating.certain,
        "possible": rating.possible,
        "total": plain(rating.points),
        "max_total": plain(rating.max_points),
        "possible_total": plain(rating.possible_points),
        "dimensions": [_dimension(dimension) for dimension in rating.dimensions],
        "attainment": [_record(rung) for rung in rating.attainment],
        "eligibility": None if eligibility is None else _eligibility(eligibility),
        "gates": [] if eligibility is None else [_gate(gate) for gate in eligibility.gates],
    }


def _rated(
    unit: UnitInput, compiled: CompiledQuestionnaire, call: CompiledCall | None, as_of: date
) -> dict[str, Any]:
    if unit.profile is None:
        return _unrated(compiled, as_of)
    rating = rate_unit(
        compiled, unit.profile, unit.facts, unit.answers, as_of=as_of, call=call, titles=unit.titles
    )
    return rating_data(rating)


def _unrated(compiled: CompiledQuestionnaire, as_of: date) -> dict[str, Any]:
    """The shape of a result without one: nothing is certain, and nothing possible is claimed."""
    return {
        "questionnaire": compiled.questionnaire.key,
        "as_of": as_of.isoformat(),
        **dict.fromkeys(("certain", "possible", "total", "max_total", "possible_total")),
        "dimensions": [],
        "attainment": [],
        "eligibility": None,
        "gates": [],
    }


def _record(record: RungAttainment | Operand) -> dict[str, Any]:
    return {field.name: plain(getattr(record, field.name)) for field in fields(record)}


def _dimension(score: DimensionScore) -> dict[str, Any]:
    return {
        "id": score.id,
        "ref": score.ref,
        "name": score.name,
        "points": plain(score.points),
        "max": plain(score.maximum),
        "possible": plain(score.possible),
        **({"sub_domains": [_dimension(sub) for sub in score.sub_domains]} if score.sub_domains else {}),
    }


def _eligibility(eligibility: Eligibility) -> dict[str, Any]:
    return {
        "call": eligibility.call,
        "title": eligibility.title,
        "in_force": eligibility.in_force,
        "rungs": {rung.level: rung.verdict for rung in eligibility.rungs},
    }


def _gate(gate: GateVerdict) -> dict[str, Any]:
    return {
        "id": gate.id,
        "name": gate.name,
        "levels": list(gate.levels),
        "verdict": gate.verdict,
        "operands": [_record(operand) for operand in gate.operands],
        "clause": gate.citation,
        "provenance": gate.provenance.value,
        "why": gate.why,
    }
