"""The register of firms as lists from officials see it: known firms by code, 规上 by year, counts.

These look-ups see firms outside the official's area as well: whoever brings a list in must be told that a
firm is on record elsewhere, and nothing more than that.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, delete, func, insert, or_, select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from backend.db.tables.firms import Firm, Membership, Unit
from backend.db.tables.register import ScaleFlag
from backend.db.within import within

_WHOLE_FIRM = "firm"
_OWN_TABLES = frozenset({"unit", "scale_flag", "candidate"})
"""Tables that point to a firm or a unit and do not show that anybody has worked with it."""


def by_code(session: Session, codes: Collection[str]) -> list[Row[Firm, Unit]]:
    """The firms with these codes, each with its default unit, held against other changes."""
    return _firms(session, col(Firm.credit_code).in_(sorted(set(codes))))


def by_id(session: Session, firm_ids: Collection[str]) -> list[Row[Firm, Unit]]:
    """The firms with these ids, each with its default unit, held against other changes."""
    return _firms(session, col(Firm.id).in_(sorted(set(firm_ids))))


def _firms(session: Session, condition: ColumnElement[bool]) -> list[Row[Firm, Unit]]:
    statement = (
        select(Firm, Unit)
        .join(Unit, and_(col(Unit.firm_id) == col(Firm.id), col(Unit.kind) == _WHOLE_FIRM))
        .where(condition)
        .order_by(col(Firm.id))
        .with_for_update()
    )
    return list(session.execute(statement))


def with_people(session: Session, firm_ids: Collection[str]) -> frozenset[str]:
    """Those of some firms that keep their own profile: with a confirmed member, or a waiting founder."""
    member = and_(col(Membership.firm_id) == col(Firm.id), col(Membership.confirmed).is_(True))
    founder = and_(col(Firm.confirmed_at).is_(None), col(Firm.created_by).is_not(None))
    has_member = select(col(Membership.firm_id)).where(member).exists()
    statement = select(col(Firm.id)).where(col(Firm.id).in_(sorted(firm_ids)), or_(has_member, founder))
    return frozenset(session.scalars(statement))


def flags(session: Session, firm_ids: Collection[str]) -> list[ScaleFlag]:
    """What lists say about some firms being 规上, for every year."""
    return list(session.scalars(select(ScaleFlag).where(col(ScaleFlag.firm_id).in_(sorted(firm_ids)))))


def in_use(session: Session, firm_ids: Collection[str]) -> frozenset[str]:
    """Those of some firms that something refers to: people, claims, forms, titles, facts, rounds …

    Every table that points to a firm or to one of its units counts, those of later issues included.
    """
    wanted = sorted(firm_ids)
    found: set[str] = set()
    for reference in _references():
        found.update(session.scalars(reference.where(col(Firm.id).in_(wanted))))
    several = select(col(Unit.firm_id)).where(col(Unit.firm_id).in_(wanted))
    found.update(session.scalars(several.group_by(col(Unit.firm_id)).having(func.count() > 1)))
    return frozenset(found)


def _references() -> list[Select[str]]:
    """For each column that points to a firm or a unit: the firms that are pointed to."""
    statements = []
    for table in SQLModel.metadata.sorted_tables:
        for key in table.foreign_keys:
            target = key.column.table.name
            if target not in {"firm", "unit"} or table.name in _OWN_TABLES:
                continue
            statement = select(col(Firm.id)).distinct()
            if target == "unit":
                statement = statement.join(Unit, col(Unit.firm_id) == col(Firm.id))
                statements.append(statement.join(table, key.parent == col(Unit.id)))
            else:
                statements.append(statement.join(table, key.parent == col(Firm.id)))
    return statements


def add(
    session: Session,
    firms: Sequence[Mapping[str, Any]],
    units: Sequence[Mapping[str, Any]],
    scale_flags: Sequence[Mapping[str, Any]],
) -> None:
    """Write new firms with their default units and what a list says about their being 规上."""
    for table, rows in ((Firm, firms), (Unit, units), (ScaleFlag, scale_flags)):
        if rows:
            # Past the mapper, which would part the rows into runs with and without a value.
            session.connection().execute(insert(table), list(rows))


def remove(session: Session, firm_ids: Collection[str]) -> None:
    """Remove firms that nothing refers to."""
    wanted = sorted(firm_ids)
    if wanted:
        session.execute(delete(ScaleFlag).where(col(ScaleFlag.firm_id).in_(wanted)))
        session.execute(delete(Unit).where(col(Unit.firm_id).in_(wanted)))
        session.execute(delete(Firm).where(col(Firm.id).in_(wanted)))
        # What the session still holds of them must not be written again.
        for held in [one for one in session.identity_map.values() if _of(one) in set(wanted)]:
            session.expunge(held)


def _of(held: object) -> str:
    if isinstance(held, Firm):
        return held.id
    return held.firm_id if isinstance(held, (Unit, ScaleFlag)) else ""


def flag_counts(session: Session, prefix: str) -> list[Row[str, int, int, int]]:
    """By area and year: firms on the register said to be 规上, and all of which a list says either.

    Confirmed firms only, in the area of their default unit.
    """
    above = func.sum(case((col(ScaleFlag.above_scale).is_(True), 1), else_=0))
    statement = (
        select(col(Unit.county), col(ScaleFlag.year), above, func.count())
        .join(Firm, col(Unit.firm_id) == col(Firm.id))
        .join(ScaleFlag, col(ScaleFlag.firm_id) == col(Firm.id))
        .where(_on_register(prefix))
        .group_by(col(Unit.county), col(ScaleFlag.year))
        .order_by(col(Unit.county), col(ScaleFlag.year))
    )
    return list(session.execute(statement))


def firm_counts(session: Session, prefix: str) -> list[Row[str, int]]:
    """Confirmed firms by the area of their default unit."""
    statement = (
        select(col(Unit.county), func.count())
        .join(Firm, col(Unit.firm_id) == col(Firm.id))
        .where(_on_register(prefix))
        .group_by(col(Unit.county))
        .order_by(col(Unit.county))
    )
    return list(session.execute(statement))


def flag_sources(session: Session, prefix: str) -> list[Row[str, int, str]]:
    """The lists that say who is 规上, by area and year."""
    columns: Any = (col(Unit.county), col(ScaleFlag.year), col(ScaleFlag.source))
    statement = (
        select(*columns)
        .join(Firm, col(Unit.firm_id) == col(Firm.id))
        .join(ScaleFlag, col(ScaleFlag.firm_id) == col(Firm.id))
        .where(_on_register(prefix))
        .distinct()
        .order_by(*columns)
    )
    return list(session.execute(statement))


def _on_register(prefix: str) -> ColumnElement[bool]:
    """Condition on Firm and Unit: a confirmed firm, as a whole, in an area."""
    inside = within(col(Unit.county), prefix)
    return and_(col(Unit.kind) == _WHOLE_FIRM, col(Firm.confirmed_at).is_not(None), inside)
