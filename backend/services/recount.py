"""Counting an area on a day straight from the records, one by one: what the summary is held against.

Written apart from the summary on purpose – it shares neither its statements nor its slices – and slow.

What is not recorded by day is taken as it is now: the county, industry, size and 规上 of a unit.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from assessments.areas import Selection, classes_of, counties_of
from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.queries import recount as queries
from backend.db.queries.recount import Submitted, UnitLine

TAKEN_BACK = ("returned", "withdrawn")
Counts = Counter[tuple[str, str]]
"""By questionnaire (empty for the register) and measure."""


def recount(
    database: Database, catalogue: Catalogue, wanted: Selection, *, size: str = "", above_scale: str = ""
) -> Mapping[tuple[str, str], int]:
    """The counts of a selection on its day, sorted; titles as `held:<kind>`.

    `size` and `above_scale` (yes, no) narrow further; `unknown` keeps those of which it is not known. The
    selection's own fields of these names are read as well. Raises UnknownName.
    """
    size = size or wanted.size
    if wanted.above_scale is not None:
        above_scale = "yes" if wanted.above_scale else "no"
    classes = classes_of(catalogue, wanted.cluster, wanted.day) if wanted.cluster else ("",)
    narrowed = any((wanted.cluster, wanted.division, size, above_scale))
    found: Counts = Counter()
    with database.read(SYSTEM) as session:
        chosen = {
            line.unit_id: line
            for line in queries.units(session)
            if line.industry.startswith(wanted.division)
            and line.industry.startswith(classes)
            and _is(line.size, size)
            and _is("" if line.above_scale is None else "yes" if line.above_scale else "no", above_scale)
        }
    for county in counties_of(catalogue, wanted):
        with database.read(SYSTEM) as session:
            titles, submitted = queries.titles(session, county), queries.submissions(session, county)
        here = {line.unit_id: line for line in chosen.values() if line.county == county}
        _count_units(found, here.values(), wanted.day)
        _count_submissions(found, here, submitted, wanted.day)
        for title in titles:
            if narrowed and title.unit_id not in chosen:
                continue
            if _in_force(title.start, title.end, title.revoked_on, wanted.day):
                found["", f"held:{title.kind}"] += 1
    return dict(sorted(found.items()))


def _is(value: str, wanted: str) -> bool:
    return not wanted or (value or "unknown") == wanted


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), clock.SHANGHAI)


def _confirmed(line: UnitLine, day: date) -> bool:
    return line.confirmed_at is not None and line.confirmed_at < _end_of(day)


def _count_units(found: Counts, units: Iterable[UnitLine], day: date) -> None:
    for line in units:
        if line.created_at >= _end_of(day):
            continue
        if not _confirmed(line, day):
            found["", "unconfirmed"] += 1
            continue
        found["", "units"] += 1
        if line.kind == "firm":
            found["", "firms"] += 1


def _count_submissions(
    found: Counts, units: Mapping[str, UnitLine], submitted: Iterable[Submitted], day: date
) -> None:
    current: dict[tuple[str, str], Submitted] = {}
    in_round: dict[tuple[str, str, str], Submitted] = {}
    for each in sorted(submitted, key=lambda each: (each.submitted_at, each.number, each.id)):
        line = units.get(each.unit_id)
        if line is None or not _confirmed(line, day) or each.submitted_at >= _end_of(day):
            continue
        if each.state in TAKEN_BACK and each.since is not None and each.since < _end_of(day):
            continue
        current[each.unit_id, each.questionnaire] = each
        in_round[each.unit_id, each.questionnaire, each.round_id] = each
    for each in current.values():
        found[each.questionnaire, "submitted"] += 1
        found[each.questionnaire, f"declared:{each.certain}"] += 1
        found[each.questionnaire, f"possible:{each.possible}"] += 1
        if each.verified_level:
            found[each.questionnaire, f"verified:{each.verified_level}"] += 1
    for each in in_round.values():
        found[each.questionnaire, f"round:{each.round_id}:submitted"] += 1
        found[each.questionnaire, f"round:{each.round_id}:{each.certain}"] += 1


def _in_force(start: date, end: date | None, revoked_on: date | None, day: date) -> bool:
    if revoked_on is not None and revoked_on <= day:
        return False
    return start <= day and (end is None or day <= end)
