"""What the summary is counted from: grouped rows of some firms (`firms`) or of a county (the other is None).

All begin with the county and the profile by which a unit is sliced: industry, size, 规上.
"""

from collections.abc import Collection, Iterator
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.db.tables.firms import Firm, Unit
from backend.db.tables.reviews import Review
from backend.db.tables.submissions import RoundStanding, Standing
from backend.db.tables.titles import Recognition

_PROFILE = (col(Unit.industry), col(Firm.size), col(Firm.above_scale))


def register_counts(
    session: Session, firms: Collection[str] | None, county: str | None
) -> Iterator[Row[str, str, str, bool | None, str, bool, int]]:
    """Units by county and profile, kind of unit and whether the firm is confirmed."""
    return _run(session, _register_statement(firms is None), firms, county)


def standing_counts(
    session: Session, firms: Collection[str] | None, county: str | None
) -> Iterator[Row[str, str, str, bool | None, str, str, str, str | None, int]]:
    """Submitted units of confirmed firms by questionnaire and level: certain, possible, verified or None."""
    return _run(session, _standing_statement(firms is None), firms, county)


def round_counts(
    session: Session, firms: Collection[str] | None, county: str | None
) -> Iterator[Row[str, str, str, bool | None, str, str, str, int]]:
    """Units of confirmed firms that submitted in a round, by questionnaire, round and certain level."""
    return _run(session, _round_statement(firms is None), firms, county)


def title_counts(
    session: Session, firms: Collection[str] | None, county: str | None
) -> Iterator[Row[str, str | None, str | None, bool | None, str, date, date | None, date | None, bool, int]]:
    """Titles by kind, first and last day, day of revocation and whether they renew an earlier one.

    No profile where no unit is matched.
    """
    return _run(session, _title_statement(firms is None), firms, county)


def _run(
    session: Session, statement: Any, firms: Collection[str] | None, county: str | None
) -> Iterator[Any]:
    given = {"county": county} if firms is None else {"firms": list(firms)}
    # Straight on the connection: these run with everything that is stored, and need no objects.
    session.flush()
    return iter(session.connection().execute(statement, given))


def _chosen(county: Any, of_county: bool) -> Any:  # noqa: FBT001
    if of_county:
        return county == bindparam("county")
    return col(Unit.firm_id).in_(bindparam("firms", expanding=True))


# Built once: they run with every submission and every bulk entry.
@cache
def _register_statement(of_county: bool) -> Any:  # noqa: FBT001
    counted = (col(Unit.county), *_PROFILE, col(Unit.kind), col(Firm.confirmed_at).is_not(None))
    return (
        select(*counted, func.count())
        .join(Firm, col(Unit.firm_id) == col(Firm.id))
        .where(_chosen(col(Unit.county), of_county))
        .group_by(*counted)
    )


@cache
def _standing_statement(of_county: bool) -> Any:  # noqa: FBT001
    counted = (
        col(Unit.county),
        *_PROFILE,
        col(Standing.questionnaire),
        col(Standing.certain),
        col(Standing.possible),
        col(Review.verified_level),
    )
    return (
        select(*counted, func.count())
        .select_from(Unit)
        .join(Standing, col(Standing.unit_id) == col(Unit.id))
        .join(Firm, col(Unit.firm_id) == col(Firm.id))
        .outerjoin(Review, col(Review.submission_id) == col(Standing.submission_id))
        .where(col(Firm.confirmed_at).is_not(None), _chosen(col(Unit.county), of_county))
        .group_by(*counted)
    )


@cache
def _round_statement(of_county: bool) -> Any:  # noqa: FBT001
    counted = (
        col(Unit.county),
        *_PROFILE,
        col(RoundStanding.questionnaire),
        col(RoundStanding.round_id),
        col(RoundStanding.certain),
    )
    return (
        select(*counted, func.count())
        .select_from(Unit)
        .join(RoundStanding, col(RoundStanding.unit_id) == col(Unit.id))
        .join(Firm, col(Unit.firm_id) == col(Firm.id))
        .where(col(Firm.confirmed_at).is_not(None), _chosen(col(Unit.county), of_county))
        .group_by(*counted)
    )


@cache
def _title_statement(of_county: bool) -> Any:  # noqa: FBT001
    title = Recognition
    counted = (
        col(title.county),
        *_PROFILE,
        col(title.kind),
        col(title.start),
        col(title.end),
        col(title.revoked_on),
        col(title.renewal),
    )
    return (
        select(*counted, func.count())
        .select_from(title)
        .outerjoin(Unit, col(title.unit_id) == col(Unit.id))
        .outerjoin(Firm, col(Unit.firm_id) == col(Firm.id))
        .where(_chosen(col(title.county), of_county))
        .group_by(*counted)
    )
