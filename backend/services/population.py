"""The population of a questionnaire in memory: packed answers item-major, and the figures conditions read.

Read once per process and day, then only what was submitted since; a token of the database says when
something has changed. Everything is columns, so that a trial of half a million units is a few passes over
bytes. Nothing here names a firm: units are ids, and whoever shows one asks for it in the own scope.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from assessments.catalogue import Catalogue
from assessments.operands import CompiledGates
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.queries import population as queries
from backend.db.queries.population import Content, Member
from backend.services.population_columns import Columns
from backend.services.replay import Reader
from backend.services.trial_rules import choices_of
from scoring.engine import Answers
from scoring.gates import Figures
from scoring.logic import Verdicts
from scoring.shares import Counts

BLOCK = 20_000
"""Submissions read and turned into columns at a time: with their snapshots some ten megabytes."""


@dataclass(frozen=True, eq=False)
class Population:
    """Units as columns: `counties` and `industries` are positions in `county_codes` and `industry_codes`.

    `submissions` are the units' current ones, in their order; `answers` are (rows, units) by questionnaire
    version, `figures` by the key of the rules whose conditions read them. `unread` submissions are of rules
    that the catalogue does not have.
    """

    day: date
    token: str
    units: NDArray[np.bytes_]
    submissions: NDArray[np.bytes_]
    counties: NDArray[np.uint16]
    county_codes: tuple[str, ...]
    industries: NDArray[np.uint16]
    industry_codes: tuple[str, ...]
    answers: Mapping[str, Answers]
    figures: Mapping[str, Figures]
    unread: int
    counts: dict[str, Counts] = field(default_factory=dict)
    """Counts of mandatory items by questionnaire version, kept as they are asked for."""
    results: dict[str, Verdicts] = field(default_factory=dict)
    """Verdicts of unchanged rules by their key, kept as they are asked for."""

    @property
    def size(self) -> int:
        """Number of units."""
        return len(self.units)


@dataclass(frozen=True)
class Wanted:
    """A questionnaire's population on a day; `keys` are the rules whose conditions are looked at."""

    catalogue: Catalogue
    questionnaire: str
    day: date
    keys: frozenset[str] = frozenset()


@dataclass
class Progress:
    """How far a reading has come; `total` is known once it has begun."""

    done: int = 0
    total: int = 0


def read(database: Database, wanted: Wanted, earlier: Population | None, progress: Progress) -> Population:
    """Read a population; of an earlier one of the same day what is still current is taken over."""
    name, choices = wanted.questionnaire, choices_of(wanted.catalogue, wanted.questionnaire, wanted.day)
    known = frozenset(_ids(earlier))
    had = frozenset[str]() if earlier is None else frozenset(earlier.figures)
    versions = {one.instrument.questionnaire.key: one.compiled for one in choices}
    conditions = {
        one.key: one.conditions for one in choices if one.conditions and one.key in wanted.keys | had
    }
    with database.read(SYSTEM) as session:
        token, members = queries.token(session, name), queries.members(session, name)
        current = {submission for _unit, submission, _county, _industry in members}
        new = current - known
        old = current & known if wanted.keys - had else set[str]()
        progress.total = len(new) + len(old)
        reader = Reader(wanted.catalogue)
        same = all(
            reader.reads_as(f"{one}@{version}", digest, target)
            for one, version, digest in queries.rules(session, name)
            for target in versions.values()
        )
        fresh = Columns(reader, versions, conditions, wanted.day)
        for block in _contents(session, name, new, members, snapshots=bool(conditions) or not same):
            fresh.add(block)
            progress.done += len(block)
        lacking = {key: gates for key, gates in conditions.items() if key not in had}
        later = Columns(reader, {}, lacking, wanted.day)
        for block in _contents(session, name, old, members, snapshots=True):
            later.add(block)
            progress.done += len(block)
    return _assembled(_Parts(earlier, fresh, later, wanted.day, token), members)


def _contents(
    session: Session, name: str, some: set[str], members: Sequence[Member], *, snapshots: bool
) -> Iterator[list[Content]]:
    if some:
        every = len(some) == len(members)
        yield from queries.contents(session, name, None if every else some, BLOCK, snapshots=snapshots)


@dataclass(frozen=True, eq=False)
class _Parts:
    """An earlier population, what is new, and figures of what was there that are read only now."""

    earlier: Population | None
    fresh: Columns
    later: Columns
    day: date
    token: str

    def answers(self, key: str) -> list[Answers]:
        """The answers of the earlier units, then of the new ones."""
        return [*([self.earlier.answers[key]] if self.earlier else []), *self.fresh.answers[key]]

    def figures(self, key: str) -> tuple[list[Figures], list[str]]:
        """Figures in parts, and the submissions that they are of, in their order."""
        if self.earlier is not None and key in self.earlier.figures:
            first, ids = [self.earlier.figures[key]], _ids(self.earlier)
        else:
            first, ids = self.later.figures.get(key, []), self.later.submissions
        return [*first, *self.fresh.figures[key]], [*ids, *self.fresh.submissions]


def _assembled(parts: _Parts, members: Sequence[Member]) -> Population:
    """Everything in the order of the members; who could not be read is left out."""
    at = _places([*_ids(parts.earlier), *parts.fresh.submissions])
    shown = [one for one in members if one[1] in at]
    units, submissions, counties, industries = zip(*shown, strict=True) if shown else ((), (), (), ())
    county_places, county_codes = _coded(counties)
    industry_places, industry_codes = _coded(industries)
    figures = {}
    for key, gates in parts.fresh.conditions.items():
        pieces, ids = parts.figures(key)
        figures[key] = _joined(pieces, _order(_places(ids), submissions), gates)
    order = _order(at, submissions)
    return Population(
        day=parts.day,
        token=parts.token,
        units=np.array(units, "S20"),
        submissions=np.array(submissions, "S20"),
        counties=county_places,
        county_codes=county_codes,
        industries=industry_places,
        industry_codes=industry_codes,
        answers={
            key: _picked(parts.answers(key), order, compiled.rubric.rows)
            for key, compiled in parts.fresh.versions.items()
        },
        figures=figures,
        unread=len(members) - len(shown),
    )


def _ids(people: Population | None) -> list[str]:
    """The submissions of a population, in its order."""
    return [] if people is None else people.submissions.astype("U20").tolist()


def _order(at: Mapping[str, int], submissions: Sequence[str]) -> NDArray[np.intp]:
    return np.array([at[one] for one in submissions], np.intp)


def _places(names: Sequence[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}


def _coded(names: Sequence[str]) -> tuple[NDArray[np.uint16], tuple[str, ...]]:
    codes = tuple(sorted(set(names)))
    place = {name: number for number, name in enumerate(codes)}
    return np.array([place[name] for name in names], np.uint16), codes


def _picked(parts: Sequence[Answers], order: NDArray[np.intp], rows: int) -> Answers:
    """The columns of all parts in an order: row by row, for a row stays in the cache."""
    picked = np.empty((rows, len(order)), np.uint8)
    for row in range(rows if parts else 0):
        np.take(np.concatenate([part[row] for part in parts]), order, out=picked[row])
    return picked


def _joined(parts: Sequence[Figures], order: NDArray[np.intp], gates: CompiledGates) -> Figures:
    if not parts:
        empty = np.empty((len(gates.operands), 0), np.int64)
        return Figures(empty, empty, np.empty((len(gates.flags), 0), np.uint8))
    return Figures(
        np.concatenate([part.low for part in parts], axis=1)[:, order],
        np.concatenate([part.high for part in parts], axis=1)[:, order],
        _picked([part.flags for part in parts], order, len(gates.flags)),
    )
