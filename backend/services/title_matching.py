"""Titles whose holder was not found by code: what is proposed, and what a person decides.

A name never matches by itself: it is proposed, and a person of the area confirms it or leaves it. A title
without a unit counts for its county all the same.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import Actor, region_prefix
from backend.db.engine import Database
from backend.db.queries import titles as queries
from backend.db.queries.titles import CODE, LEFT, NAME
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.titles import Recognition
from backend.services import audit, title_entry
from backend.services.areas import Area, find_area
from backend.services.errors import ConflictError, NotFoundError
from backend.services.title_holders import may_hold, name_key, spellings, unit_for
from backend.services.titles import TitleLine, line_of

PAGE_SIZE = 20
BLOCK = 500


@dataclass(frozen=True)
class Proposal:
    """A unit that may hold a title, and by what it was found."""

    unit_id: str
    unit_name: str
    unit_kind: str
    firm_name: str
    credit_code: str
    county: str
    by: Literal["code", "name"]


@dataclass(frozen=True)
class OpenTitle:
    """A title without a unit, with the units that may hold it; the fitting one first."""

    title: TitleLine
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True)
class OpenPage:
    """Some titles about which a person has to decide; `total` counts all of the area."""

    area: Area
    lines: tuple[OpenTitle, ...]
    total: int
    next: str


def open_titles(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, after: str = ""
) -> OpenPage:
    """A page of the area's undecided titles. Raises NotFoundError outside the actor's area."""
    area, prefix, day = find_area(catalogue, actor, code), region_prefix(code), clock.today()
    with database.read(actor) as session:
        rows = queries.undecided(session, actor, prefix, after=after, limit=PAGE_SIZE + 1)
        shown = rows[:PAGE_SIZE]
        candidates = _candidates(session, actor, shown)
        total = queries.counts(session, actor, prefix, day)["unmatched"]
    lines = tuple(
        OpenTitle(line_of(catalogue, row, day), tuple(_proposals(catalogue, row, candidates)))
        for row in shown
    )
    return OpenPage(area, lines, total, shown[-1].id if len(rows) > PAGE_SIZE else "")


def confirm(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, title_id: str, *, unit_id: str
) -> None:
    """A person says that a title belongs to a unit of its county.

    Raises NotFoundError outside the area and for a unit that cannot hold it, ConflictError where it has a
    holder already, or where the unit has the same title for some of the same days.
    """
    find_area(catalogue, actor, code)
    with database.write(actor) as session:
        queries.hold(session)
        row = _undecided(session, actor, code, title_id)
        found = queries.unit_in_scope(session, actor, unit_id)
        if found is None or not may_hold(row, found[0]):
            raise NotFoundError
        unit, firm = found
        give(session, row, unit, CODE if row.credit_code == firm.credit_code else NAME)
        audit.record(session, actor, "title_match", f"title:{row.id}", row.county)


def leave(database: Database, actor: Actor, catalogue: Catalogue, code: str, title_id: str) -> None:
    """A person says that a title belongs to none of the registered units. Raises as `confirm`."""
    find_area(catalogue, actor, code)
    with database.write(actor) as session:
        row = _undecided(session, actor, code, title_id)
        row.matched_by = LEFT
        audit.record(session, actor, "title_match", f"title:{row.id}", row.county)


def match_by_code(database: Database, actor: Actor, catalogue: Catalogue, code: str) -> int:
    """Give the area's titles whose list prints a code to the units that have come since; how many.

    A title that would then count twice waits for a person. Raises NotFoundError outside the actor's area.
    """
    find_area(catalogue, actor, code)
    with database.write(actor) as session:
        queries.hold(session)
        rows = queries.undecided_with_code(session, actor, region_prefix(code))
        units: defaultdict[str, list[Unit]] = defaultdict(list)
        for codes in _blocks(sorted({row.credit_code for row in rows})):
            for unit, firm in queries.units_with_codes(session, actor, codes):
                units[firm.credit_code].append(unit)
        done = sum(_given(session, row, units[row.credit_code]) for row in rows)
        if done:
            audit.record(session, actor, "title_match", f"titles:{code}", code)
        return done


def _blocks(codes: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(codes), BLOCK):
        yield codes[first : first + BLOCK]


def _given(session: Session, row: Recognition, units: Sequence[Unit]) -> bool:
    holder = unit_for(row.object, row.project, row.county, units)
    if holder is None:
        return False
    try:
        give(session, row, holder, CODE)
    except ConflictError:
        return False
    return True


def give(session: Session, row: Recognition, unit: Unit, matched_by: str) -> None:
    """Let a title belong to a unit, with what follows from it. ConflictError where it would count twice."""
    before, standing = title_entry.days_of(row), (row.unit_id, row.matched_by)
    row.unit_id, row.matched_by = unit.id, matched_by
    others = queries.same_holder(session, row)
    try:
        title_entry.refuse_overlap(row, others)
    except ConflictError:
        row.unit_id, row.matched_by = standing
        session.flush()
        raise
    title_entry.move(session, row, before, standing[0])


def _undecided(session: Session, actor: Actor, code: str, title_id: str) -> Recognition:
    row = queries.one(session, actor, region_prefix(code), title_id)
    if row is None:
        raise NotFoundError
    if row.unit_id is not None:
        raise ConflictError("这项称号已经对应到登记单位，页面上的内容可能是旧的，请刷新后查看。")
    return row


def _candidates(
    session: Session, actor: Actor, rows: Sequence[Recognition]
) -> dict[str, list[tuple[Unit, Firm]]]:
    """Units by what they may be found by: the firm's code, and the key of its name."""
    found: defaultdict[str, list[tuple[Unit, Firm]]] = defaultdict(list)
    codes = {row.credit_code for row in rows if row.credit_code}
    for unit, firm in queries.units_with_codes(session, actor, codes):
        found[firm.credit_code].append((unit, firm))
    names = {spelling for row in rows for spelling in spellings(name_key(row.holder_name))}
    for unit, firm in queries.units_named(session, actor, names):
        found[name_key(firm.name)].append((unit, firm))
    return found


def _proposals(
    catalogue: Catalogue, row: Recognition, candidates: dict[str, list[tuple[Unit, Firm]]]
) -> list[Proposal]:
    by_code = candidates.get(row.credit_code, []) if row.credit_code else []
    by_name = candidates.get(name_key(row.holder_name), [])
    ways: tuple[tuple[Literal["code", "name"], list[tuple[Unit, Firm]]], ...] = (
        ("code", by_code),
        # The list's code and the name's firm contradict each other: still shown, a person decides.
        ("name", [] if by_code else by_name),
    )
    found = []
    for by, pairs in ways:
        best = unit_for(row.object, row.project, row.county, [unit for unit, _firm in pairs])
        fitting = [pair for pair in pairs if may_hold(row, pair[0])]
        fitting.sort(key=lambda pair: pair[0] is not best)
        found += [
            Proposal(
                unit.id,
                unit.name,
                unit.kind,
                firm.name,
                firm.credit_code,
                catalogue.county(unit.county).name,
                by,
            )
            for unit, firm in fitting
        ]
    return found
