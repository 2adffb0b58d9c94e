"""测算: who would pass if rules were others, beside who passes now; by county, by cluster, within an area.

Nothing is written: changed rules are compiled copies, and the population is columns in memory. What comes
out is never official, and units are named only to those who answer for them, which is recorded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from assessments.areas import Selection, classes_of, counties_of
from assessments.catalogue import Catalogue, UnknownName
from assessments.compile import compile_call, compile_questionnaire
from assessments.scenario import Bound, bounds_of, moved_call, moved_version
from assessments.schema.common import zh
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import population as queries
from backend.services import audit
from backend.services.areas import Area, find_area
from backend.services.errors import InvalidInputError
from backend.services.moves import Moves, Typed, read_moves
from backend.services.population import Population, Wanted
from backend.services.population_store import store_of
from backend.services.trial_rules import RuleChoice, choices_of, questionnaires
from backend.services.what_if_counts import Change, Tally, by_cluster, by_county, in_classes, tally
from scoring.gates import Figures, decide
from scoring.levels import rate_levels
from scoring.logic import Verdicts, all_of
from scoring.shares import Counts, Need, count, reached_under

WAIT = 3.0
"""Seconds that a page waits for the population; then it says how far the reading is."""
THREADS = 2
NAMED = 100
"""Most units listed by name on either side."""


@dataclass(frozen=True)
class Trial:
    """What is tried, as it was typed: `base` and `changed` are keys of rules, `off` conditions left out."""

    questionnaire: str = ""
    base: str = ""
    changed: str = ""
    level: str = ""
    group: str = ""
    cluster: str = ""
    division: str = ""
    typed: Typed = field(default_factory=Typed)
    off: frozenset[str] = frozenset()


@dataclass(frozen=True)
class NamedUnit:
    """A unit of the actor's area for which the verdict changes."""

    unit_id: str
    name: str
    firm_name: str
    county: str
    submission_id: str


@dataclass(frozen=True)
class Outcome:
    """What a trial says: per rung in all, and for the chosen rung by county and by cluster.

    A unit may belong to several clusters: their numbers do not add up to the whole.
    """

    units: int
    by_level: tuple[tuple[str, Tally], ...]
    by_county: tuple[tuple[str, Tally], ...]
    by_cluster: tuple[tuple[str, Tally], ...]
    gains: tuple[NamedUnit, ...]
    losses: tuple[NamedUnit, ...]
    unread: int


@dataclass(frozen=True)
class Reading:
    """The population is still being read."""

    done: int
    total: int


@dataclass(frozen=True)
class Desk:
    """Everything that can be chosen and moved, and the outcome: None before anything was asked."""

    area: Area
    trial: Trial
    questionnaires: tuple[tuple[str, str], ...]
    choices: tuple[RuleChoice, ...]
    base: RuleChoice
    changed: RuleChoice
    level: str
    bounds: tuple[Bound, ...]
    day: date
    outcome: Outcome | Reading | None
    errors: Mapping[str, str]


def desk(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, trial: Trial, *, run: bool
) -> Desk:
    """The desk of a trial with its outcome, if it is to be run.

    Raises NotFoundError outside the actor's area, InvalidInputError for rules or groups that do not exist;
    figures that cannot be read are told by field in `errors`, and nothing is worked out.
    """
    area, day = find_area(catalogue, actor, code), clock.today()
    known = questionnaires(catalogue)
    name = trial.questionnaire or known[0]
    if name not in known:
        raise InvalidInputError({"questionnaire": "没有这一评价工具，请从列表中选择。"})
    choices = choices_of(catalogue, name, day)
    base, changed = (
        _choice(choices, trial.base, "base"),
        _choice(choices, trial.changed or trial.base, "changed"),
    )
    levels = base.ladder.level_ids[1:]
    if trial.level and trial.level not in levels:
        raise InvalidInputError({"level": "没有这一等级，请从列表中选择。"})
    bounds = bounds_of(catalogue, changed.gates) if changed.conditions is not None else ()
    usual = changed.compiled.rubric.percent
    moves, errors = read_moves(trial.typed, bounds, levels, usual)
    shown = Desk(
        area=area,
        trial=replace(trial, questionnaire=name),
        questionnaires=tuple((one, zh(catalogue.questionnaire(one).title)) for one in known),
        choices=choices,
        base=base,
        changed=changed,
        level=trial.level or levels[0],
        bounds=bounds,
        day=day,
        outcome=None,
        errors=errors,
    )
    if errors or not run:
        return shown
    moves = replace(moves, off=trial.off & {gate.id for gate in changed.gates})
    return replace(shown, outcome=_run(database, actor, catalogue, shown, moves))


def _choice(choices: Sequence[RuleChoice], key: str, field_name: str) -> RuleChoice:
    found = next((one for one in choices if one.key == key), choices[0] if not key else None)
    if found is None:
        raise InvalidInputError({field_name: "没有这份申报通知或版本，请从列表中选择。"})
    return found


def _run(
    database: Database, actor: Actor, catalogue: Catalogue, shown: Desk, moves: Moves
) -> Outcome | Reading:
    name, store = shown.trial.questionnaire, store_of(database)
    keys = frozenset(one.key for one in (shown.base, shown.changed) if one.conditions is not None)
    people = store.get(Wanted(catalogue, name, shown.day, keys), WAIT)
    if people is None:
        progress = store.progress(name)
        return Reading(progress.done, progress.total)
    inside = _inside(catalogue, shown, people)
    now = _some(verdicts_now(people, shown.base), inside)
    then = verdicts_under(catalogue, people, shown.changed, moves, inside)
    rank = shown.base.ladder.level_ids[1:].index(shown.level)
    change = Change(people, inside, now[rank], then[rank])
    with database.read(actor) as session:
        gains, losses = (
            _named(session, actor, catalogue, people, inside[which]) for which in change.turned(NAMED)
        )
    if gains or losses:
        # Which firms would pass or fail says something of what each has answered.
        audit.viewed(database, actor, "view_trial", f"trial:{name}", shown.area.code)
    return Outcome(
        units=len(inside),
        by_level=tuple(
            (zh(level.name), tally(now[place], then[place]))
            for place, level in enumerate(shown.base.ladder.levels)
        ),
        by_county=by_county(catalogue, change),
        by_cluster=by_cluster(catalogue, shown.day, change),
        gains=gains,
        losses=losses,
        unread=people.unread,
    )


def verdicts_now(people: Population, rules: RuleChoice) -> Verdicts:
    """Per rung whether each unit passes under unchanged rules: (rungs, units), kept once worked out."""
    if rules.key not in people.results:
        whole = np.arange(people.size)
        people.results[rules.key] = _verdicts(rules, people, whole, Moves(), None)
    return people.results[rules.key]


def verdicts_under(
    catalogue: Catalogue, people: Population, rules: RuleChoice, moves: Moves, inside: NDArray[np.intp]
) -> Verdicts:
    """Per rung whether units pass under moved rules: (rungs, units inside)."""
    if not moves:
        return _some(verdicts_now(people, rules), inside)
    return _verdicts(_moved(catalogue, rules, moves), people, inside, moves, rules.key)


def _moved(catalogue: Catalogue, rules: RuleChoice, moves: Moves) -> RuleChoice:
    """A compiled copy of the rules with bounds moved and conditions left out."""
    if not moves.bounds and not moves.off:
        return rules
    if rules.call is not None:
        call = moved_call(rules.call, moves.bounds, moves.off)
        return replace(rules, call=call, conditions=compile_call(call, rules.ladder, catalogue.register))
    version = moved_version(rules.instrument.questionnaire, moves.bounds, moves.off)
    compiled = compile_questionnaire(version, rules.ladder, catalogue.register, rules.instrument.purpose)
    return replace(rules, compiled=compiled, conditions=compiled.levels)


def _verdicts(
    rules: RuleChoice, people: Population, inside: NDArray[np.intp], moves: Moves, key: str | None
) -> Verdicts:
    figures = people.figures.get(key or rules.key)
    levels = rules.compiled.levels
    if levels is not None and figures is not None:
        answers = _some(people.answers[rules.instrument.questionnaire.key], inside)
        part = _figures(figures, inside)
        return rate_levels(
            rules.compiled.rubric, answers, levels.level_rules, part, threads=THREADS
        ).gates.rungs
    usual = rules.compiled.rubric.percent
    ids = rules.ladder.level_ids[1:]
    needs = [Need(moves.percents.get(level, usual), moves.spares.get(level, 0)) for level in ids]
    reached = reached_under(_counts(people, rules).of(inside), needs)
    if rules.conditions is None or figures is None:
        return reached
    return all_of([reached, decide(rules.conditions.rules, _figures(figures, inside)).rungs])


def _counts(people: Population, rules: RuleChoice) -> Counts:
    """What a version counts of the answers: no move changes it, so everybody is rated once."""
    key = rules.instrument.questionnaire.key
    if key not in people.counts:
        people.counts[key] = count(rules.compiled.rubric, people.answers[key], threads=THREADS)
    return people.counts[key]


def _some(columns: NDArray[np.uint8], inside: NDArray[np.intp]) -> NDArray[np.uint8]:
    """Some of the columns; all of them without copying."""
    return columns if len(inside) == columns.shape[1] else np.ascontiguousarray(columns[:, inside])


def _figures(figures: Figures, inside: NDArray[np.intp]) -> Figures:
    if len(inside) == figures.units:
        return figures
    return Figures(figures.low[:, inside], figures.high[:, inside], figures.flags[:, inside])


def _inside(catalogue: Catalogue, shown: Desk, people: Population) -> NDArray[np.intp]:
    """The units of the area and of what narrows it, by position."""
    trial = shown.trial
    try:
        counties = set(counties_of(catalogue, Selection(shown.area.code, trial.group, day=shown.day)))
        classes = classes_of(catalogue, trial.cluster, shown.day) if trial.cluster else None
    except UnknownName as error:
        raise InvalidInputError({"group": str(error)}) from None
    mask = np.array([code in counties for code in people.county_codes], np.bool_)[people.counties]
    for prefixes in (classes, (trial.division,) if trial.division else None):
        if prefixes is not None:
            mask &= in_classes(people, prefixes)
    return np.flatnonzero(mask)


def _named(
    session: Session, actor: Actor, catalogue: Catalogue, people: Population, which: NDArray[np.intp]
) -> tuple[NamedUnit, ...]:
    sent = {people.units[place].decode(): people.submissions[place].decode() for place in which.tolist()}
    return tuple(
        NamedUnit(unit.id, unit.name, firm.name, catalogue.county(unit.county).name, sent[unit.id])
        for unit, firm in queries.named(session, actor, list(sent))
    )
