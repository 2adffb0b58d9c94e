"""The map of classes of industry and clusters that the summary is counted by."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.db.tables.coverage import CoverageCluster


def clusters_of(session: Session, industry: str) -> tuple[str, ...]:
    """The clusters that a class is counted in."""
    row = CoverageCluster
    statement = select(col(row.cluster)).where(col(row.industry) == industry).order_by(col(row.cluster))
    return tuple(session.scalars(statement))


def cluster_map(session: Session) -> Mapping[str, tuple[str, ...]]:
    """The whole map at once; a class in no cluster has none."""
    row = CoverageCluster
    statement = select(col(row.industry), col(row.cluster)).order_by(col(row.industry), col(row.cluster))
    found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for industry, cluster in session.execute(statement):
        found[industry] += (cluster,)
    return found


def clusters(session: Session) -> list[str]:
    """Every cluster that is counted."""
    return list(session.scalars(select(col(CoverageCluster.cluster)).distinct()))


def replace_clusters(session: Session, pairs: Iterable[tuple[str, str]]) -> None:
    """Put another map of classes and clusters in place."""
    session.execute(delete(CoverageCluster))
    session.add_all(CoverageCluster(industry=industry, cluster=cluster) for industry, cluster in pairs)
    session.flush()
