"""What an instrument looks at: the facts, with the years meant, and the titles; only those are asked.

Years are counted back from the as-of date, as conditions write them: 1 is the calendar year before it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from assessments import metrics
from assessments.catalogue import Catalogue
from assessments.schema.common import Purpose, Status
from assessments.schema.condition import Compare, CompareMetric, Condition, Gate, Holds, parts_of
from assessments.schema.fact import Source
from assessments.schema.questionnaire import Questionnaire

LAST_YEAR = 1
"""The year meant where a condition names none: the one before the as-of date."""

Years = dict[str, set[int]]


def needs_of(
    catalogue: Catalogue, questionnaire: Questionnaire, purpose: Purpose | None = None
) -> Mapping[str, tuple[int, ...]]:
    """The facts that an instrument decides by, in the order of the register, with the years back it looks at.

    Years are ascending (0 is the as-of date's own year); facts that are not stated by year have none. Looked
    at are the gates for `purpose` (None: for any), derived items, and for `attainment` the calls of the
    ladder; metrics and derived facts are followed down to the facts that they are made of.
    """
    found: Years = defaultdict(set)
    for condition in _conditions(catalogue, questionnaire, purpose):
        _look(catalogue, condition, LAST_YEAR, found)
    return {
        fact.id: tuple(sorted(found[fact.id])) if fact.period == "year" else ()
        for fact in catalogue.facts.values()
        if fact.id in found
    }


def titles_needed(
    catalogue: Catalogue, questionnaire: Questionnaire, purpose: Purpose | None = None
) -> tuple[str, ...]:
    """The kinds of titles that an instrument asks about, each once, in the order of its conditions."""
    leaves = (
        leaf
        for condition in _conditions(catalogue, questionnaire, purpose)
        for leaf in _leaves(catalogue, condition)
    )
    named = (title for leaf in leaves if isinstance(leaf, Holds) for title in leaf.holds)
    return tuple(dict.fromkeys(named))


def gates_of(
    catalogue: Catalogue, questionnaire: Questionnaire, purpose: Purpose | None = None
) -> tuple[Gate, ...]:
    """The gates of an instrument for a purpose; for `attainment` those of the ladder's published calls."""
    gates: Iterable[Gate] = questionnaire.gates
    if questionnaire.method == "attainment":
        calls = (call for call in catalogue.calls.values() if call.ladder == questionnaire.ladder)
        gates = (gate for call in calls if call.status is Status.PUBLISHED for gate in call.gates)
    return tuple(gate for gate in gates if purpose is None or not gate.purposes or purpose in gate.purposes)


def accepted_sources(
    catalogue: Catalogue, questionnaire: Questionnaire, purpose: Purpose | None = None
) -> Mapping[str, frozenset[Source]]:
    """Who may state the facts that an instrument decides by, so that no condition about them stays open.

    That is whom the register takes, less whom any gate about the fact does not.
    """
    found = {
        name: frozenset(catalogue.facts[name].accepts) for name in needs_of(catalogue, questionnaire, purpose)
    }
    for gate in gates_of(catalogue, questionnaire, purpose):
        for name in facts_in(catalogue, gate.when):
            found[name] &= frozenset(gate.accepts)
    return found


def facts_in(catalogue: Catalogue, condition: Condition) -> frozenset[str]:
    """The facts of the register that a condition looks at."""
    found: Years = defaultdict(set)
    _look(catalogue, condition, LAST_YEAR, found)
    return frozenset(found).intersection(catalogue.facts)


def _conditions(
    catalogue: Catalogue, questionnaire: Questionnaire, purpose: Purpose | None
) -> Iterator[Condition]:
    yield from (gate.when for gate in gates_of(catalogue, questionnaire, purpose))
    for item in questionnaire.items:
        yield from (option.when for option in item.options if option.when is not None)


def _leaves(catalogue: Catalogue, condition: Condition) -> Iterator[Condition]:
    """The leaves of a condition, those of the derived facts it compares included."""
    parts = parts_of(condition)
    if not parts:
        yield condition
    for part in parts:
        yield from _leaves(catalogue, part)
    derived = catalogue.derived_facts.get(condition.fact) if isinstance(condition, Compare) else None
    for choice in derived.choices if derived else ():
        if choice.when is not None:
            yield from _leaves(catalogue, choice.when)


def _look(catalogue: Catalogue, condition: Condition, base: int, found: Years) -> None:
    """Note what a condition looks at; `base` is the year meant where it names none."""
    match condition:
        case Compare():
            for back in _years(condition.years_back, base):
                _look_at_fact(catalogue, condition.fact, back, found)
            if condition.window is not None:
                _look_at_fact(catalogue, condition.window.before, base, found)
        case CompareMetric():
            formula = catalogue.metrics[condition.metric].formula
            for back in _years(condition.years_back, base):
                for name, earlier in metrics.facts_in(formula):
                    found[name].add(back + earlier)
        case _:
            for part in parts_of(condition):
                _look(catalogue, part, base, found)


def _look_at_fact(catalogue: Catalogue, name: str, back: int, found: Years) -> None:
    derived = catalogue.derived_facts.get(name)
    if derived is None:
        found[name].add(back)
        return
    for choice in derived.choices:
        if choice.when is not None:
            _look(catalogue, choice.when, back, found)


def _years(named: tuple[int, ...], base: int) -> tuple[int, ...]:
    """The years that a condition names, moved where it belongs to a derived fact of an earlier year."""
    return tuple(base - LAST_YEAR + back for back in named) or (base,)
