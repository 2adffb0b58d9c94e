"""The JSON list of units that `zhiti rate` reads and the JSON list it writes."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

from assessments.catalogue import Catalogue
from assessments.faults import UnitFileError
from assessments.in_force import InstrumentInForce, RuleSet
from assessments.outcome import (
    Branch,
    DerivedFactValue,
    DimensionScore,
    Eligibility,
    GateVerdict,
    ItemLine,
    LevelVerdict,
    Operand,
    Part,
    RungAttainment,
    UnitRating,
)
from assessments.schema.common import Provenance, Purpose, zh
from assessments.schema.questionnaire import Item
from assessments.unit_json import plain, read_units
from assessments.unit_reader import UnitInput, UnitReader

__all__ = ["FileRater", "UnitFileError", "rate_file", "rate_list", "rating_data"]


def rate_file(
    text: str | bytes,
    catalogue: Catalogue,
    questionnaire: str,
    as_of: date,
    purpose: Purpose | None = None,
) -> list[dict[str, Any]]:
    """Rate the units of a file on a day; one plain-data result per unit, mistakes by place in its "errors".

    UnitFileError when the file as a whole cannot be read, UnknownName for a questionnaire that is not there.
    """
    return rate_list(read_units(text), catalogue, questionnaire, as_of, purpose)


def rate_list(
    units: list[Any],
    catalogue: Catalogue,
    questionnaire: str,
    as_of: date,
    purpose: Purpose | None = None,
    *,
    explain: bool = False,
) -> list[dict[str, Any]]:
    """The same for a list that is already in memory; `explain` adds the arithmetic of every item."""
    rater = FileRater(catalogue, questionnaire, as_of, purpose, explain=explain)
    return [rater.rate(raw, f"units[{number}]") for number, raw in enumerate(units)]


class FileRater:
    """Rates the units of one file, one after the other: everything is compiled once."""

    def __init__(
        self,
        catalogue: Catalogue,
        questionnaire: str,
        as_of: date,
        purpose: Purpose | None = None,
        *,
        explain: bool = False,
    ) -> None:
        self.rules = RuleSet.of(catalogue, questionnaire, as_of, purpose)
        self.catalogue, self.explain = catalogue, explain
        self.reader = UnitReader(catalogue, self.rules.compiled)

    def rate(self, raw: Any, place: str) -> dict[str, Any]:
        """The result of one entry of the list."""
        unit = self.reader.read(raw, place)
        errors = [{"place": error.place, "message": error.message} for error in unit.errors]
        return {"id": unit.id, **self._rated(unit), "errors": errors}

    def _rated(self, unit: UnitInput) -> dict[str, Any]:
        if unit.profile is None:
            return _unrated(self.rules.instrument, self.rules.as_of)
        rating = self.rules.rate_unit(unit.profile, unit.facts, unit.answers, unit.titles)
        return rating_data(rating, self.catalogue, explain=self.explain)


def rating_data(rating: UnitRating, catalogue: Catalogue, *, explain: bool = False) -> dict[str, Any]:
    """A rating as plain JSON data; numbers print their exact decimals.

    `catalogue` is the one that it was rated by: it names the clauses, and the items where they are explained.
    """
    eligibility = rating.eligibility
    gates = rating.gates if eligibility is None else (*rating.gates, *eligibility.gates)
    return {
        "questionnaire": rating.questionnaire,
        "as_of": rating.as_of.isoformat(),
        "purpose": rating.purpose.value,
        "in_force": rating.in_force,
        "certain": rating.certain,
        "possible": rating.possible,
        "total": plain(rating.points),
        "max_total": plain(rating.max_points),
        "possible_total": plain(rating.possible_points),
        "dimensions": [_dimension(dimension) for dimension in rating.dimensions],
        "attainment": [_record(rung) for rung in rating.attainment],
        "levels": [_record(level) for level in rating.levels],
        "eligibility": None if eligibility is None else _eligibility(eligibility),
        "gates": [_gate(gate, catalogue) for gate in gates],
        "derived_facts": [_record(fact) for fact in rating.derived_facts],
        **({"items": _items(rating, catalogue)} if explain else {}),
    }


def _unrated(instrument: InstrumentInForce, as_of: date) -> dict[str, Any]:
    """The shape of a result without one: nothing is certain, and nothing possible is claimed."""
    return {
        "questionnaire": instrument.questionnaire.key,
        "as_of": as_of.isoformat(),
        "purpose": instrument.purpose.value,
        "in_force": instrument.in_force,
        **dict.fromkeys(("certain", "possible", "total", "max_total", "possible_total")),
        "dimensions": [],
        "attainment": [],
        "levels": [],
        "eligibility": None,
        "gates": [],
        "derived_facts": [],
    }


def _record(record: RungAttainment | Operand | LevelVerdict | DerivedFactValue | Part) -> dict[str, Any]:
    return {field.name: plain(getattr(record, field.name)) for field in fields(record)}


def _operand(operand: Operand) -> dict[str, Any]:
    return {**_record(replace(operand, parts=())), "parts": [_record(part) for part in operand.parts]}


def _items(rating: UnitRating, catalogue: Catalogue) -> list[dict[str, Any]]:
    items = {item.id: item for item in catalogue.questionnaires[rating.questionnaire].items}
    return [_item(line, items[line.item], catalogue) for line in rating.items]


def _item(line: ItemLine, item: Item, catalogue: Catalogue) -> dict[str, Any]:
    chosen = [option for option in item.options if option.id in line.options]
    return {
        "id": line.item,
        "ref": line.ref,
        "name": line.name,
        "domain": line.domain,
        "state": line.state,
        "options": list(line.options),
        "chosen": [{"id": one.id, "ref": one.ref, "text": zh(one.text)} for one in chosen],
        "points": plain(line.points),
        "max": plain(line.maximum),
        "possible": plain(line.possible),
        "level": line.level,
        "operands": [_operand(operand) for operand in line.operands],
        **_source(item.citation, item.provenance, catalogue),
    }


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


def _gate(gate: GateVerdict, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "id": gate.id,
        "name": gate.name,
        "levels": list(gate.levels),
        "verdict": gate.verdict,
        "text": gate.text,
        "operands": [_operand(operand) for operand in gate.operands],
        "branch": None if gate.branch is None else _branch(gate.branch),
        **_source(gate.citation, gate.provenance, catalogue),
        "why": gate.why,
    }


def _branch(branch: Branch) -> dict[str, Any]:
    """How operands combine; a leaf names its operand by position, the others have parts."""
    own: dict[str, Any] = {"kind": branch.kind, "verdict": branch.verdict}
    if branch.operand is not None:
        return {**own, "operand": branch.operand}
    needed = {} if branch.needed is None else {"needed": branch.needed}
    return {**own, **needed, "parts": [_branch(part) for part in branch.parts]}


def _source(citation: str, provenance: Provenance, catalogue: Catalogue) -> dict[str, Any]:
    """Where a rule comes from: its clause by id and as people cite it, and how sure the text is."""
    words = catalogue.clause_words(citation)
    return {"clause": citation, "clause_words": words, "provenance": provenance.value}
