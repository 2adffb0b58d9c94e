"""The public directory of service providers and the province's grading lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from assessments.loader import Catalogue
from backend.services.providers.directory import Directory, Entry, GradingList, Wanted
from backend.web.choices import Groups, region_groups
from backend.web.language import _
from backend.web.views.provider_words import (
    GradeWords,
    ProviderWords,
    capability_groups,
    division_groups,
    grade_words,
    provider_words,
)

ROOT = "/providers"


@dataclass(frozen=True)
class DirectoryPage:
    """Context of providers/list.html; `values` are the filters as they stand in the address."""

    rows: tuple[ProviderWords, ...]
    capabilities: Groups
    divisions: Groups
    areas: Groups
    years: Groups
    grades: Groups
    values: Mapping[str, str]
    errors: Mapping[str, str]
    first_href: str
    next_href: str


@dataclass(frozen=True)
class ProviderPage:
    """Context of providers/one.html."""

    provider: ProviderWords


@dataclass(frozen=True)
class GradeRow:
    """A line of a grading list; `href` is empty for a provider that is not in the directory."""

    name: str
    href: str
    grade: GradeWords


@dataclass(frozen=True)
class GradesPage:
    """Context of providers/grades.html."""

    year: int | None
    years: tuple[tuple[int, str], ...]
    rows: tuple[GradeRow, ...]
    first_href: str
    next_href: str


def directory_page(
    catalogue: Catalogue,
    found: Directory,
    values: Mapping[str, str],
    after: str,
    errors: Mapping[str, str] | None = None,
) -> DirectoryPage:
    """A page of the directory; with `errors` no rows, for filters that name nothing known."""
    kept = {name: value for name, value in values.items() if value}
    years = sorted({year for year, _grade in found.grades}, reverse=True)
    grades = sorted({grade for _year, grade in found.grades})
    return DirectoryPage(
        rows=tuple(provider_words(catalogue, entry) for entry in found.entries),
        capabilities=capability_groups(catalogue),
        divisions=division_groups(catalogue),
        areas=region_groups(catalogue),
        years=(("", tuple((str(year), _("{year} 年", year=year)) for year in years)),),
        grades=(("", tuple((grade, grade) for grade in grades)),),
        values=kept,
        errors=errors or {},
        first_href=_address(kept) if after else "",
        next_href=_address({**kept, "after": found.next}) if found.next else "",
    )


def provider_page(catalogue: Catalogue, entry: Entry) -> ProviderPage:
    """One provider."""
    return ProviderPage(provider_words(catalogue, entry))


def grades_page(found: GradingList, after: str) -> GradesPage:
    """A page of a grading list."""
    here = f"{ROOT}/grades?year={found.year}"
    rows = (
        GradeRow(
            line.row.name, f"{ROOT}/{line.provider_id}" if line.provider_id else "", grade_words(line.row)
        )
        for line in found.lines
    )
    return GradesPage(
        year=found.year,
        years=tuple((year, f"{ROOT}/grades?year={year}") for year in found.years),
        rows=tuple(rows),
        first_href=here if after else "",
        next_href=f"{here}&after={found.next}" if found.next else "",
    )


def wanted_of(values: Mapping[str, Any]) -> Wanted:
    """The filters of an address."""
    return Wanted(
        capability=values["capability"],
        division=values["division"],
        area=values["area"],
        text=values["name"],
        free=values["free"] == "1",
        year=values["year"],
        grade=values["grade"],
    )


def _address(values: Mapping[str, str]) -> str:
    return f"{ROOT}?{urlencode(values)}" if values else ROOT
