"""The list of everything that has a method page."""

from dataclasses import dataclass

from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend.web.views.method_common import (
    Entry,
    LevelLine,
    call_entries,
    level_lines,
    policy_entry,
    questionnaire_entry,
)


@dataclass(frozen=True)
class LadderLines:
    """A ladder with its rungs, lowest first."""

    name: str
    levels: tuple[LevelLine, ...]


@dataclass(frozen=True)
class MethodList:
    """Context of method/list.html."""

    questionnaires: tuple[Entry, ...]
    ladders: tuple[LadderLines, ...]
    calls: tuple[Entry, ...]
    policies: tuple[Entry, ...]


def method_list(catalogue: Catalogue) -> MethodList:
    """Everything that has a method page."""
    return MethodList(
        questionnaires=tuple(questionnaire_entry(q) for q in catalogue.questionnaires.values()),
        ladders=tuple(
            LadderLines(zh(ladder.name), level_lines(catalogue, ladder))
            for ladder in catalogue.ladders.values()
        ),
        calls=call_entries(list(catalogue.calls.values())),
        policies=tuple(policy_entry(policy) for policy in catalogue.policies.values()),
    )
