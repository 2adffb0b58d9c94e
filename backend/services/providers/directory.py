"""The public directory of service providers: in one neutral order, which nothing can buy a place in."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import provider_grades
from backend.db.queries import providers as queries
from backend.db.queries.providers import AREA, CAPABILITY, INDUSTRY, Wanted
from backend.db.tables.providers import Provider, ProviderCase, ProviderGrade
from backend.services.errors import InvalidInputError, NotFoundError
from backend.services.providers.names import name_key
from backend.services.providers.offers import OffersPage, known, split

__all__ = [
    "Directory",
    "Entry",
    "GradeLine",
    "GradingList",
    "Provider",
    "ProviderCase",
    "ProviderGrade",
    "Wanted",
    "directory",
    "entries_of",
    "grading_list",
    "listed_entry",
]

PAGE_SIZE = 20
GRADES_PAGE = 50


@dataclass(frozen=True)
class Entry:
    """One provider with what the province has confirmed of it, and its grades, the latest year first."""

    provider: Provider
    offers: OffersPage
    cases: tuple[ProviderCase, ...]
    grades: tuple[ProviderGrade, ...]


@dataclass(frozen=True)
class Directory:
    """A page of the directory; `next` is where the next begins, empty on the last.

    `grades` are all grades ever given, with their years.
    """

    entries: tuple[Entry, ...]
    next: str
    grades: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class GradeLine:
    """A line of a grading list; `provider_id` is empty where nobody in the directory fits it."""

    row: ProviderGrade
    provider_id: str


@dataclass(frozen=True)
class GradingList:
    """A page of a year's list; `year` is None where no list was ever imported."""

    year: int | None
    years: tuple[int, ...]
    lines: tuple[GradeLine, ...]
    next: str


def directory(
    database: Database, actor: Actor, catalogue: Catalogue, wanted: Wanted, *, after: str = ""
) -> Directory:
    """The providers that are wanted. Raises InvalidInputError for a filter that names nothing known."""
    _check(catalogue, wanted)
    searched = Wanted(**{**vars(wanted), "text": name_key(wanted.text)})
    with database.read(actor) as session:
        rows = queries.listed(session, searched, after=after, limit=PAGE_SIZE + 1)
        entries = entries_of(session, rows[:PAGE_SIZE])
        grades = [(year, grade) for year, grade in provider_grades.years_and_grades(session)]
    more = rows[PAGE_SIZE - 1].id if len(rows) > PAGE_SIZE else ""
    return Directory(entries, more, tuple(grades))


def listed_entry(database: Database, actor: Actor, provider_id: str) -> Entry:
    """One provider in the directory. Raises NotFoundError for any other."""
    with database.read(actor) as session:
        provider = queries.listed_provider(session, provider_id)
        if provider is None:
            raise NotFoundError("名录中没有这家服务商，可能尚未列入或已暂停展示。请从服务商名录重新查找。")
        return entries_of(session, [provider])[0]


def grading_list(database: Database, actor: Actor, year: int | None, *, after: str = "") -> GradingList:
    """The province's list of a year, None for the latest. Raises NotFoundError for a year without one."""
    with database.read(actor) as session:
        years = provider_grades.years(session)
        if year is not None and year not in years:
            raise NotFoundError("没有导入这一年度的分级名单，请从页面上列出的年度中选择。")
        shown = year or (years[0] if years else None)
        if shown is None:
            return GradingList(None, (), (), "")
        rows = provider_grades.of_year(session, shown, after=after, limit=GRADES_PAGE + 1)
    lines = tuple(GradeLine(row, provider_id or "") for row, provider_id in rows[:GRADES_PAGE])
    return GradingList(shown, tuple(years), lines, lines[-1].row.id if len(rows) > GRADES_PAGE else "")


def entries_of(
    session: Session, providers: Sequence[Provider], *, confirmed: bool = True
) -> tuple[Entry, ...]:
    """Permitted providers with their offers, cases and grades; `confirmed` leaves out what waits."""
    ids = [provider.id for provider in providers]
    offers = queries.offers(session, ids, confirmed=confirmed)
    cases = queries.cases(session, ids, confirmed=confirmed)
    grades = provider_grades.grades(session, ids)
    return tuple(
        Entry(one, split(offers[one.id]), tuple(cases[one.id]), tuple(grades[one.id])) for one in providers
    )


def _check(catalogue: Catalogue, wanted: Wanted) -> None:
    asked = {
        "capability": (wanted.capability, CAPABILITY),
        "division": (wanted.division, INDUSTRY),
        "area": (wanted.area, AREA),
    }
    problems = {
        name: "筛选条件中有不认识的选项，请从列表中重新选择。"
        for name, (value, axis) in asked.items()
        if value and value not in known(catalogue, axis)
    }
    if problems:
        raise InvalidInputError(problems)
