"""The current submissions of confirmed firms as a population: its state, its list, its contents."""

from collections.abc import Collection, Iterator
from typing import TypeVarTuple

from sqlalchemy import Row, Select, func, literal, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth import scope
from backend.auth.actor import Actor
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.reviews import Review
from backend.db.tables.submissions import Standing, Submission

Columns = TypeVarTuple("Columns")

Member = Row[str, str, str, str]
"""Unit, its current submission, county, industry."""

Content = Row[str, str, str, str, bytes, str]
"""Submission, questionnaire, version, rules digest, packed answers, snapshot."""


def token(session: Session, questionnaire: str) -> str:
    """Changes with every submission, return, confirmation and change of a profile.

    It is asked before every trial, so each table is read by itself: to join them takes ten times as long. It
    may change for what is not of the population, too; whoever reads anew then finds the same.
    """
    standings = select(func.count(), func.max(col(Standing.submitted_at)))
    states = (
        standings.where(col(Standing.questionnaire) == questionnaire),
        select(func.count(), func.sum(col(Unit.version))),
        select(func.count(col(Firm.confirmed_at)), func.max(col(Firm.confirmed_at))),
        select(func.count(), func.max(col(Review.since))),
    )
    return "/".join(str(value) for state in states for value in session.execute(state).one())


def members(session: Session, questionnaire: str) -> list[Member]:
    """Every unit of the population."""
    statement = select(col(Unit.id), col(Standing.submission_id), col(Unit.county), col(Unit.industry))
    return list(session.connection().execute(_of(statement, questionnaire)))


def sizes(session: Session, questionnaire: str) -> dict[str, str]:
    """The size class of the firm behind each unit of the population, empty while it is unknown."""
    statement = select(col(Unit.id), col(Firm.size))
    rows: list[Row[str, str]] = list(session.connection().execute(_of(statement, questionnaire)))
    return {row[0]: row[1] for row in rows}


def rules(session: Session, questionnaire: str) -> list[Row[str, str, str]]:
    """Under which questionnaire, version and rules digest the population was packed, each once."""
    columns = select(col(Submission.questionnaire), col(Submission.version), col(Submission.rules_digest))
    current = col(Submission.id) == col(Standing.submission_id)
    return list(session.execute(_of(columns, questionnaire).join(Submission, current).distinct()))


def contents(
    session: Session, questionnaire: str, wanted: Collection[str] | None, size: int, *, snapshots: bool
) -> Iterator[list[Content]]:
    """Submissions block by block: the whole population (None), or some of it by id.

    Without `snapshots` theirs are empty: they are most of the bytes.
    """
    columns = select(
        col(Submission.id),
        col(Submission.questionnaire),
        col(Submission.version),
        col(Submission.rules_digest),
        col(Submission.packed),
        (col(Submission.snapshot) if snapshots else literal("")).label("snapshot"),
    )
    current = col(Submission.id) == col(Standing.submission_id)
    statement = _of(columns, questionnaire).join(Submission, current)
    if wanted is None:
        yield from _blocks(session, statement, size)
        return
    ids = sorted(wanted)
    for first in range(0, len(ids), size):
        yield from _blocks(session, statement.where(col(Submission.id).in_(ids[first : first + size])), size)


def named(session: Session, actor: Actor, unit_ids: Collection[str]) -> list[Row[Unit, Firm]]:
    """Those of some units that the actor may see, with their firms."""
    statement = scope.units(actor).where(col(Unit.id).in_(unit_ids), col(Firm.confirmed_at).is_not(None))
    return list(session.execute(statement.order_by(col(Unit.county), col(Unit.name), col(Unit.id))))


def _blocks(session: Session, statement: Select[*Columns], size: int) -> Iterator[list[Row[*Columns]]]:
    # The connection's rows are plain: those of a session cost as much again for each.
    for rows in session.connection().execute(statement.execution_options(yield_per=size)).partitions():
        yield list(rows)


def _of(statement: Select[*Columns], questionnaire: str) -> Select[*Columns]:
    return (
        statement.select_from(Standing)
        .join(Unit, col(Unit.id) == col(Standing.unit_id))
        .join(Firm, col(Firm.id) == col(Unit.firm_id))
        .where(col(Standing.questionnaire) == questionnaire, col(Firm.confirmed_at).is_not(None))
    )
