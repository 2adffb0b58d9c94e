"""Case files: firms with the verdicts that a policy expert expects of them.

    questionnaire: srdi-sme@2026      # or the id alone: the version that decides on the day
    as_of: 2026-06-30
    purpose: recognition              # may be left out
    base:                             # the firm that all cases start from
      profile: {county: 上城区, industry: "3411", production_type: discrete}
      all_items: best                 # or worst: every item that is asked; single answers go over it
      facts: {revenue: [{value: 100000000, year: 2025}]}
      answers: {"1": A}
      recognitions: []
    cases:
      - name: revenue just below the bound
        change:                       # replaces single facts and answers; null takes one away
          facts: {revenue: 99999999}
        expect: {certain: none, possible: none, total: 61, gates: {revenue: not_met}}

A case may have its own `as_of` and `purpose`. `recognitions` replaces the whole list; left out, nobody knows
which titles are held. What `expect` does not name may be anything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field

from assessments.catalogue import Catalogue
from assessments.schema.common import Day, Definition, Number, Purpose
from assessments.schema.questionnaire import Item
from assessments.yaml_text import parse
from tests.reference.door import version_for
from tests.reference.unit import own_options


class Firm(Definition):
    """A firm, or what of it a case changes."""

    profile: dict[str, str] = Field(default_factory=dict)
    all_items: str = Field(default="", pattern="^(best|worst|)$")
    facts: dict[str, Any] = Field(default_factory=dict)
    answers: dict[str, Any] = Field(default_factory=dict)
    recognitions: list[dict[str, str]] | None = None


class Expectation(Definition):
    """What a case is about; `dimensions` are certain points, a derived fact is null while undecided."""

    certain: str | None = None
    possible: str | None = None
    total: Number | None = None
    possible_total: Number | None = None
    dimensions: dict[str, Number] = Field(default_factory=dict)
    gates: dict[str, str] = Field(default_factory=dict)
    derived_facts: dict[str, str | None] = Field(default_factory=dict)


class CaseInFile(Definition):
    """One case as written."""

    name: str
    as_of: Day | None = None
    purpose: Purpose | None = None
    change: Firm = Firm()
    expect: Expectation


class CaseFile(Definition):
    """A file of cases."""

    questionnaire: str
    as_of: Day
    purpose: Purpose | None = None
    base: Firm
    cases: tuple[CaseInFile, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Case:
    """One case, ready to be rated."""

    name: str
    questionnaire: str
    as_of: date
    purpose: Purpose | None
    unit: Mapping[str, Any]
    expect: Expectation


def cases_in(path: Path, catalogue: Catalogue) -> Iterator[Case]:
    """The cases of a file, each with the whole of its unit."""
    file = CaseFile.model_validate(without_nulls(parse(path.read_bytes())))
    for case in file.cases:
        as_of, purpose = case.as_of or file.as_of, case.purpose or file.purpose
        version = version_for(catalogue, file.questionnaire, as_of, purpose and purpose.value)
        unit = entry(file.base, case.change, version.items)
        yield Case(case.name, file.questionnaire, as_of, purpose, {"id": case.name, **unit}, case.expect)


def without_nulls(raw: Any) -> Any:
    """YAML of plain text with its nulls as None and its years as numbers."""
    if isinstance(raw, dict):
        read = {key: without_nulls(value) for key, value in raw.items()}
        return {**read, "year": int(read["year"])} if isinstance(read.get("year"), str) else read
    if isinstance(raw, list):
        return [without_nulls(part) for part in raw]
    return None if raw in ("null", "~") else raw


def entry(base: Firm, change: Firm, items: tuple[Item, ...]) -> dict[str, Any]:
    """The entry of a list of units: the base with what a case changes."""
    profile = base.profile | change.profile
    answers = every_answer(items, profile["production_type"], change.all_items or base.all_items)
    names = {name: item.id for item in items for name in (item.id, item.ref)}
    for given in (base.answers, change.answers):
        answers |= {names.get(key, key): value for key, value in given.items()}
    unit = {
        "profile": profile,
        "facts": {k: v for k, v in (base.facts | change.facts).items() if v is not None},
        "answers": {k: v for k, v in answers.items() if v is not None},
    }
    titles = change.recognitions if "recognitions" in change.model_fields_set else base.recognitions
    return unit if titles is None else {**unit, "recognitions": titles}


def every_answer(items: tuple[Item, ...], production: str, extreme: str) -> dict[str, Any]:
    """The best or the worst answer to every item that a unit is asked."""
    asked = [item for item in items if item.type != "derived" and item.production in ("all", production)]
    return {item.id: EXTREMES[extreme](item, production) for item in asked} if extreme else {}


def best_answer(item: Item, production: str) -> list[str]:
    """The last option of a scale, or all that go together."""
    own = own_options(item, production)
    together = [option.id for option in own if not option.exclusive]
    return together if item.type == "multiple" else [own[-1].id]


def worst_answer(item: Item, production: str) -> list[str]:
    """The first option of a scale, or the one that stands alone."""
    own = own_options(item, production)
    alone = [option.id for option in own if option.exclusive]
    return alone[:1] or [own[0].id]


EXTREMES = {"best": best_answer, "worst": worst_answer}
