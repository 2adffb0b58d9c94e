"""Keeping the candidates: how near each current submission is to every rung it may apply for.

The rows go with their cause: a submission, its return and its successor change them in the same transaction.
A change of the rules changes no row by itself: rows carry the digest of their rules, the list says that they
are stale, and `refresh` works them out anew.
"""

import json
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from assessments.answering import encode
from assessments.candidacy import (
    Nearness,
    Track,
    nearness_by_attainment,
    nearness_by_levels,
    rules_of,
    tracks_of,
)
from assessments.catalogue import Catalogue
from assessments.compile import CompiledQuestionnaire
from assessments.rating import as_block
from assessments.unit_reader import UnitInput
from backend import clock
from backend.auth.actor import SYSTEM, region_prefix
from backend.db.engine import Database
from backend.db.queries import candidates as queries
from backend.db.tables.firms import Unit
from backend.db.tables.submissions import Submission
from backend.services import offering, rating
from backend.services.replay import Reader

BLOCK = 500
"""Units worked out and written at a time."""

Progress = Callable[[int], None]
"""Told how many submissions have been done since it was told last."""


@dataclass
class Refreshed:
    """What a refresh did; `unread` are submissions of rules that the catalogue does not have."""

    units: int = 0
    unread: int = 0


@dataclass(frozen=True)
class Rules:
    """What the submissions of a questionnaire may apply under on a day, and its digest."""

    questionnaire: str
    tracks: tuple[Track, ...]
    digest: str
    day: date


_kept: list[tuple[Catalogue, date, dict[str, Rules]]] = []


def rules_for(catalogue: Catalogue, questionnaire: str, day: date) -> Rules:
    """The rules of a questionnaire on a day, worked out once a day; no tracks where nobody applies by it."""
    # One catalogue and one day at a time, as compiled criteria are kept.
    if not _kept or _kept[-1][0] is not catalogue or _kept[-1][1] != day:
        _kept[:] = [(catalogue, day, {})]
    found = _kept[-1][2]
    if questionnaire not in found:
        tracks = tracks_of(catalogue, questionnaire, day)
        found[questionnaire] = Rules(questionnaire, tracks, _digest(catalogue, tracks, day), day)
    return found[questionnaire]


_digests: list[tuple[Catalogue, dict[Hashable, str]]] = []


def _digest(catalogue: Catalogue, tracks: Sequence[Track], day: date) -> str:
    """The digest of the rules; to read them all takes a while, and from day to day they stay the same."""
    if not _digests or _digests[-1][0] is not catalogue:
        _digests[:] = [(catalogue, {})]
    found = _digests[-1][1]
    named = (day.year, *((track.key, track.instrument.questionnaire.key) for track in tracks))
    if named not in found:
        found[named] = rules_of(tracks, day)
    return found[named]


def all_rules(catalogue: Catalogue, day: date) -> tuple[Rules, ...]:
    """The rules of every questionnaire that something is applied for by, family by family."""
    found = (rules_for(catalogue, name, day) for name in offering.instrument_ids(catalogue))
    return tuple(rules for rules in found if rules.tracks)


def keep(session: Session, catalogue: Catalogue, unit_id: str, questionnaire: str) -> None:
    """Let a unit's rows say what its current submission says, or go with it.

    Call it in the transaction that changes which submission is current, after the standing has changed.
    """
    rules = rules_for(catalogue, questionnaire, clock.today())
    if not rules.tracks:
        return
    found, reader = queries.current(session, unit_id, questionnaire), Reader(catalogue)
    readable = [] if found is None or reader.version_of(found[0]) is None else [(found[0], found[1])]
    rows = _rows(reader, rules, readable)
    queries.replace_rows(session, questionnaire, [unit_id], rows)


def refresh(
    database: Database, catalogue: Catalogue, *, region: str = "", told: Progress | None = None
) -> Refreshed:
    """Work all rows of an area out anew (empty: everywhere), a block a transaction."""
    done = Refreshed()
    prefix = region_prefix(region) if region else ""
    for rules in all_rules(catalogue, clock.today()):
        reader, after = Reader(catalogue), ""
        while block := _read(database, rules.questionnaire, prefix, after):
            readable = [pair for pair in block if reader.version_of(pair[0]) is not None]
            _write(database, rules, block, _rows(reader, rules, readable))
            done.units += len(block)
            done.unread += len(block) - len(readable)
            after = block[-1][1].id
            if told is not None:
                told(len(block))
        with database.write(SYSTEM) as session:
            queries.drop_orphans(session, rules.questionnaire)
    return done


def _read(database: Database, questionnaire: str, prefix: str, after: str) -> list[tuple[Submission, Unit]]:
    with database.read(SYSTEM) as session:
        rows = queries.current_block(session, questionnaire, prefix, after=after, size=BLOCK)
        return [(row[0], row[1]) for row in rows]


def _write(
    database: Database, rules: Rules, block: Sequence[tuple[Submission, Unit]], rows: Sequence[dict[str, Any]]
) -> None:
    """Store a block; what was submitted since it was read has rows of its own already."""
    with database.write(SYSTEM) as session:
        current = queries.still_current(session, [submission.id for submission, _unit in block])
        units = [unit.id for submission, unit in block if submission.id in current]
        kept = [row for row in rows if row["submission_id"] in current]
        queries.replace_rows(session, rules.questionnaire, units, kept)


def _rows(reader: Reader, rules: Rules, block: Sequence[tuple[Submission, Unit]]) -> list[dict[str, Any]]:
    if not block:
        return []
    first = rules.tracks[0].instrument
    compiled = rating.questionnaire_for(reader.catalogue, first.questionnaire.key, first.purpose)
    units = [reader.units(submission, compiled)[0] for submission, _unit in block]
    near = _nearness(reader.catalogue, rules, compiled, units)
    return [
        _row(rules, key, one, submission, unit)
        for (submission, unit), by_call in zip(block, near, strict=True)
        for key, levels in by_call.items()
        for one in levels
    ]


def _nearness(
    catalogue: Catalogue, rules: Rules, compiled: CompiledQuestionnaire, units: Sequence[UnitInput]
) -> list[dict[str, tuple[Nearness, ...]]]:
    answers = as_block(compiled, list(packed(compiled, units)))
    if compiled.levels is not None:
        return nearness_by_levels(compiled, units, answers, rules.day)
    calls = {track.key: rating.call_named(catalogue, track.key) for track in rules.tracks}
    return nearness_by_attainment(compiled, calls, units, answers, rules.day)


def packed(compiled: CompiledQuestionnaire, units: Sequence[UnitInput]) -> Iterable[bytes]:
    """The answers of units that all have a profile, as a version packs them."""
    for unit in units:
        if unit.profile is None:
            raise ValueError("a submission has a profile")
        yield encode(compiled, unit.profile.production_type, unit.answers)


def _row(rules: Rules, key: str, near: Nearness, submission: Submission, unit: Unit) -> dict[str, Any]:
    detail = {"not_met": near.not_met, "undecided": near.undecided}
    return {
        "unit_id": unit.id,
        "call": key,
        "level": near.level,
        "questionnaire": rules.questionnaire,
        "county": unit.county,
        "industry": unit.industry,
        "submission_id": submission.id,
        "eligibility": near.eligibility,
        "state": near.state,
        "missing": near.missing,
        "opened": near.opened,
        "items": near.items,
        "items_open": near.items_open,
        "detail": json.dumps(detail, separators=(",", ":")),
        "rules": rules.digest,
        "as_of": rules.day,
    }
