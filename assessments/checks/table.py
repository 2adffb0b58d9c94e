"""The table of checks: all that runs, in the order of the report."""

from collections.abc import Callable, Iterator, Sequence

from assessments.checks import (
    answers,
    calls,
    conditions,
    identity,
    levels,
    published,
    references,
    regions,
    rules,
)
from assessments.problem import Finding
from assessments.shelf import Shelf

Check = Callable[[Shelf], Iterator[Finding]]

CHECKS: Sequence[Check] = (
    identity.required_files,
    identity.file_names,
    identity.repeated_ids,
    identity.repeated_refs,
    identity.domain_files,
    references.citations,
    references.policies,
    references.ladders,
    references.sub_domains,
    references.gate_lists,
    references.recognition_kinds,
    references.industries,
    levels.known_levels,
    levels.reachable_rungs,
    levels.mandatory_upward,
    levels.points_and_levels,
    levels.asked_somewhere,
    answers.choosable_options,
    answers.multiple_choice,
    answers.number_of_options,
    rules.implications,
    rules.implication_cycles,
    conditions.facts_of_register,
    conditions.operands,
    conditions.groups_and_titles,
    conditions.empty_conditions,
    calls.periods,
    calls.overlaps,
    calls.unused_gates,
    regions.codes,
    regions.groups,
    regions.denominators,
    published.lock,
)
