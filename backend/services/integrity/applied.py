"""The checks that apply to a questionnaire version, compiled once per catalogue, and their digest."""

import hashlib
import json
from dataclasses import dataclass, field

from assessments.answer_sheet import AnswerSheet
from assessments.catalogue import Catalogue
from assessments.contradictions import CompiledContradictions, compile_contradictions
from assessments.schema.common import ProductionType
from assessments.schema.integrity import IntegrityChecks
from backend.services import rating


@dataclass(frozen=True)
class Applied:
    """What is checked of a unit's answers under a questionnaire version.

    `digest` changes with any rule, limit or word of the checks.
    """

    catalogue: Catalogue
    checks: IntegrityChecks
    contradictions: CompiledContradictions
    sheet: AnswerSheet
    digest: str


@dataclass
class _Kept:
    """What was made ready for one catalogue, filled as it is asked for."""

    catalogue: Catalogue
    applied: dict[tuple[str, ProductionType], Applied] = field(default_factory=dict)


_kept: list[_Kept] = []


def applied_to(catalogue: Catalogue, key: str, production: ProductionType) -> Applied | None:
    """The checks for a version `id@version`; None where the catalogue has none, or nothing is answered."""
    # One catalogue at a time, as in `rating`.
    if not _kept or _kept[-1].catalogue is not catalogue:
        _kept[:] = [_Kept(catalogue)]
    ready = _kept[-1].applied
    if (key, production) not in ready:
        made = _make(catalogue, key, production)
        if made is None:
            return None
        ready[key, production] = made
    return ready[key, production]


def digest_of(catalogue: Catalogue, questionnaire: str) -> str:
    """SHA-256 (hex) of all the checks of a questionnaire, with their words."""
    rules = catalogue.contradictions.get(questionnaire)
    content = [
        catalogue.integrity_checks.model_dump(mode="json") if catalogue.integrity_checks else None,
        rules.model_dump(mode="json", by_alias=True) if rules else None,
    ]
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def _make(catalogue: Catalogue, key: str, production: ProductionType) -> Applied | None:
    compiled = rating.questionnaire_for(catalogue, key)
    if catalogue.integrity_checks is None or not compiled.asked(production):
        return None
    name = compiled.questionnaire.id
    rules = catalogue.contradictions.get(name)
    return Applied(
        catalogue,
        catalogue.integrity_checks,
        compile_contradictions(compiled, catalogue.register, rules),
        AnswerSheet(compiled, production),
        digest_of(catalogue, name),
    )
