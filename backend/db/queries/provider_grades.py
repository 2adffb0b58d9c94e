"""The province's grading lists of service providers, and whom each line is about."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth import scope
from backend.db.tables.providers import LISTED, Provider, ProviderGrade


def graded_as() -> ColumnElement[bool]:
    """Condition on ProviderGrade: it is about the provider, by code, or by name where none is given."""
    by_code = col(ProviderGrade.credit_code) == col(Provider.credit_code)
    same_name = col(ProviderGrade.name_key) == col(Provider.name_key)
    return or_(by_code, and_(col(ProviderGrade.credit_code) == "", same_name))


def grades(session: Session, provider_ids: Collection[str]) -> dict[str, list[ProviderGrade]]:
    """The grades of providers on the lists, by provider, the latest year first."""
    columns: Any = (col(Provider.id), ProviderGrade)
    statement = (
        select(*columns)
        .join(ProviderGrade, graded_as())
        .where(col(Provider.id).in_(sorted(provider_ids)))
        .order_by(col(ProviderGrade.year).desc(), col(ProviderGrade.field), col(ProviderGrade.id))
    )
    found: dict[str, list[ProviderGrade]] = {one: [] for one in provider_ids}
    for provider_id, grade in session.execute(statement):
        found[provider_id].append(grade)
    return found


def years_and_grades(session: Session) -> list[Row[int, str]]:
    """Every grade that a list has given, with its year, the latest year first."""
    columns: Any = (col(ProviderGrade.year), col(ProviderGrade.grade))
    statement = select(*columns).distinct().order_by(col(ProviderGrade.year).desc(), col(ProviderGrade.grade))
    return list(session.execute(statement))


def years(session: Session) -> list[int]:
    """The years of the lists, the latest first."""
    return list(
        session.scalars(select(col(ProviderGrade.year)).distinct().order_by(col(ProviderGrade.year).desc()))
    )


def of_year(
    session: Session, year: int, *, after: str = "", limit: int
) -> list[Row[ProviderGrade, str | None]]:
    """The lines of a year's list in the order of their names, each with the id of its listed provider.

    Begins behind the line `after`. A line that two providers of one name fit stands for the first of them.
    """
    order = (col(ProviderGrade.name_key), col(ProviderGrade.id))
    about = select(func.min(col(Provider.id))).where(graded_as(), col(Provider.state) == LISTED)
    columns: Any = (ProviderGrade, about.correlate(ProviderGrade).scalar_subquery())
    statement = select(*columns).where(col(ProviderGrade.year) == year)
    last = session.get(ProviderGrade, after) if after else None
    if last is not None:
        behind = and_(col(ProviderGrade.name_key) == last.name_key, col(ProviderGrade.id) > last.id)
        statement = statement.where(or_(col(ProviderGrade.name_key) > last.name_key, behind))
    return list(session.execute(statement.order_by(*order).limit(limit)))


def of_years(session: Session, years: Collection[int]) -> list[ProviderGrade]:
    """All lines of the lists of some years."""
    return list(session.scalars(select(ProviderGrade).where(col(ProviderGrade.year).in_(sorted(years)))))


def listed_with(session: Session, codes: Collection[str], names: Collection[str]) -> list[Row[str, str, str]]:
    """Code, name and name as compared of the providers in the directory that have one of these."""
    columns: Any = (col(Provider.credit_code), col(Provider.name), col(Provider.name_key))
    known = or_(col(Provider.credit_code).in_(sorted(codes)), col(Provider.name_key).in_(sorted(names)))
    return list(session.execute(scope.listed_providers().where(known).with_only_columns(*columns)))
