"""The rules that a trial can start from or go to: versions and calls of one questionnaire, compiled."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assessments.catalogue import Catalogue, InstrumentInForce
from assessments.compile import CompiledQuestionnaire
from assessments.operands import CompiledGates
from assessments.schema.common import Purpose, Status
from assessments.schema.condition import Gate
from assessments.schema.ladder import Call, Ladder
from backend.services import offering, rating


@dataclass(frozen=True, eq=False)
class RuleChoice:
    """A version with the conditions of a call, with its own, or (attainment, `call` None) with none."""

    instrument: InstrumentInForce
    ladder: Ladder
    call: Call | None
    compiled: CompiledQuestionnaire
    conditions: CompiledGates | None

    @property
    def key(self) -> str:
        """`id@version` of the call, else of the questionnaire's version."""
        return self.call.key if self.call else self.instrument.questionnaire.key

    @property
    def is_attainment(self) -> bool:
        """Whether items decide the level, and conditions only who may apply."""
        return self.compiled.levels is None

    @property
    def gates(self) -> tuple[Gate, ...]:
        """The conditions as written."""
        return self.call.gates if self.call else self.instrument.questionnaire.gates


def questionnaires(catalogue: Catalogue) -> tuple[str, ...]:
    """The questionnaires that trials are about: all with a published version but those that only classify."""
    return tuple(
        name
        for name in offering.instrument_ids(catalogue)
        if not catalogue.classifies(catalogue.ladders[catalogue.questionnaire(name).ladder])
    )


_kept: list[tuple[Catalogue, date, dict[str, tuple[RuleChoice, ...]]]] = []


def choices_of(catalogue: Catalogue, questionnaire: str, day: date) -> tuple[RuleChoice, ...]:
    """What a questionnaire's submissions can be looked at under, the usual choice first."""
    if not _kept or _kept[-1][0] is not catalogue or _kept[-1][1] != day:
        _kept[:] = [(catalogue, day, {})]
    found = _kept[-1][2]
    if questionnaire not in found:
        found[questionnaire] = tuple(_choices(catalogue, questionnaire, day))
    return found[questionnaire]


def _choices(catalogue: Catalogue, questionnaire: str, day: date) -> Iterator[RuleChoice]:
    usual = catalogue.instrument(questionnaire, day, _purpose(catalogue, questionnaire))
    others = [
        one.key
        for one in catalogue.questionnaires.values()
        if one.id == questionnaire and one.status is Status.PUBLISHED and one.key != usual.questionnaire.key
    ]
    named = [catalogue.instrument(key, day, None) for key in sorted(others, reverse=True)]
    for instrument in (usual, *named):
        version = instrument.questionnaire
        ladder = catalogue.ladders[version.ladder]
        compiled = rating.questionnaire_for(catalogue, version.key, instrument.purpose)
        yield RuleChoice(instrument, ladder, None, compiled, compiled.levels)
        if compiled.levels is None:
            for call in _calls(catalogue, ladder):
                yield RuleChoice(instrument, ladder, call, compiled, rating.call_named(catalogue, call.key))


def _purpose(catalogue: Catalogue, questionnaire: str) -> Purpose | None:
    versions = [one for one in catalogue.questionnaires.values() if one.id == questionnaire]
    return Purpose.RECOGNITION if any(one.applies for one in versions) else None


def _calls(catalogue: Catalogue, ladder: Ladder) -> list[Call]:
    calls = [
        one for one in catalogue.calls.values() if one.ladder == ladder.id and one.status is Status.PUBLISHED
    ]
    return sorted(calls, key=lambda call: call.version, reverse=True)
