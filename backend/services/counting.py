"""What the rows come to: every number of the summary, counted for some firms or for a county."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from backend.db.queries import counting as rows
from backend.db.queries import coverage_clusters as clusters
from backend.db.queries.coverage import Cell
from backend.services.measures import (
    FIRMS,
    REGISTER,
    SUBMITTED,
    UNCONFIRMED,
    UNITS,
    TitleDays,
    declared,
    in_round,
    possible,
    steps_of,
    verified,
)
from backend.services.slices import Profile, slices_of

_DEFAULT_UNIT = "firm"
_CLUSTERS = "clusters of classes that were looked up"


def counted(session: Session, firms: Collection[str] | None, county: str | None) -> Counter[Cell]:
    """Every number that the rows of some firms, or of a county, make up."""
    if firms is None:
        session.info[_CLUSTERS] = clusters.cluster_map(session)
    found: Counter[Cell] = Counter()
    for asked, measure, place, profile, number in _measured(session, firms, county):
        for of in slices_for(session, profile):
            found[of, place, asked, measure] += number
    return found


_Measured = tuple[str, str, str, Profile, int]
"""Questionnaire, measure, county, the profile that decides about the slices, and how many."""


def _measured(session: Session, firms: Collection[str] | None, county: str | None) -> Iterator[_Measured]:
    for place, *profile, kind, confirmed, number in rows.register_counts(session, firms, county):
        yield REGISTER, UNITS if confirmed else UNCONFIRMED, place, _profile(profile), number
        # Every firm has exactly one unit of this kind, so counting them counts firms, in any area.
        if confirmed and kind == _DEFAULT_UNIT:
            yield REGISTER, FIRMS, place, _profile(profile), number
    for place, *profile, asked, certain, most, checked, number in rows.standing_counts(
        session, firms, county
    ):
        levels = (SUBMITTED, declared(certain), possible(most), *((verified(checked),) if checked else ()))
        for measure in levels:
            yield asked, measure, place, _profile(profile), number
    for place, *profile, asked, round_id, certain, number in rows.round_counts(session, firms, county):
        for measure in (in_round(round_id), in_round(round_id, certain)):
            yield asked, measure, place, _profile(profile), number
    for place, *profile, kind, start, end, revoked_on, renewal, number in rows.title_counts(
        session, firms, county
    ):
        for measure, sign in steps_of(kind, TitleDays(start, end, revoked_on, renewal)).items():
            yield REGISTER, measure, place, _profile(profile), sign * number


def _profile(columns: list[Any]) -> Profile:
    industry, size, above_scale = columns
    return Profile(industry, size, above_scale)


def slices_for(session: Session, profile: Profile) -> tuple[str, ...]:
    """The slices of a profile; the clusters of a class are looked up once in a transaction."""
    known: Mapping[str, tuple[str, ...]] = session.info.setdefault(_CLUSTERS, _Looked(session))
    return slices_of(profile, known[profile.industry or ""])


class _Looked(dict[str, tuple[str, ...]]):
    """Classes and their clusters, looked up one by one as they are asked for."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def __missing__(self, industry: str) -> tuple[str, ...]:
        self[industry] = clusters.clusters_of(self.session, industry)
        return self[industry]
