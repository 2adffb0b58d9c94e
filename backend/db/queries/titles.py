"""Titles held: reading, matching and locking them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select, text, true, tuple_, union
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from backend.auth import scope
from backend.auth.actor import Actor, region_prefix
from backend.db.tables.accounts import Account, Person
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.titles import Recognition
from backend.db.within import within

Show = Literal["", "in_force", "ending", "lapsed", "over", "revoked", "unmatched", "derived"]
SOON = timedelta(days=183)
"""How long before its last day a title is on the list of those about to end: six months."""
BLOCK = 1000
CITY_DIGITS = 4
COUNTED_UP_TO = 1_000
"""Counting stops here: it costs the same however many there are."""
CODE, NAME, LEFT, NOT_YET = "code", "name", "left", ""
"""What `matched_by` holds: by credit code, by name (confirmed), left unmatched by a person, not decided."""


@dataclass(frozen=True)
class TitleFilter:
    """Which titles to list; an empty field does not narrow the list. `name` is part of the holder's name."""

    kind: str = ""
    show: Show = ""
    name: str = ""


def in_area(actor: Actor, prefix: str) -> ColumnElement[bool]:
    """Condition on Recognition: it counts in the area, which lies in the actor's own."""
    own = region_prefix(actor.region) if actor.is_official else prefix
    return and_(_inside(own), _inside(prefix))


def _inside(prefix: str) -> ColumnElement[bool]:
    county = col(Recognition.county)
    # Of a large area many rows are wanted: an index would only lead there the long way round.
    if len(prefix) <= CITY_DIGITS:
        return county.startswith(prefix, autoescape=True)
    return within(county, prefix)


def in_force(day: date) -> ColumnElement[bool]:
    """Condition on Recognition: it counts on a day."""
    row = Recognition
    return and_(
        col(row.start) <= day,
        or_(col(row.end).is_(None), col(row.end) >= day),
        or_(col(row.revoked_on).is_(None), col(row.revoked_on) > day),
    )


@cache
def _followed() -> ColumnElement[bool]:
    """Condition on Recognition: the same holder, by its unit or its name, has a later title of the kind."""
    # Two conditions and not one with "or": each has an index of its own. Built once: aliases cost most.
    named, matched = aliased(Recognition), aliased(Recognition)
    by_name = and_(
        col(named.holder_key) == col(Recognition.holder_key),
        col(named.county) == col(Recognition.county),
    )
    by_unit = col(matched.unit_id) == col(Recognition.unit_id)
    return or_(_later(named, by_name), _later(matched, by_unit))


def _later(later: Any, of_holder: ColumnElement[bool]) -> ColumnElement[bool]:
    condition = and_(
        of_holder,
        col(later.kind) == col(Recognition.kind),
        col(later.project) == col(Recognition.project),
        col(later.start) > col(Recognition.start),
        or_(col(later.revoked_on).is_(None), col(later.revoked_on) > col(later.start)),
    )
    return exists().where(condition).correlate(Recognition)


def shown(show: Show, day: date) -> ColumnElement[bool]:
    """Condition on Recognition: it belongs to what was asked for."""
    row = Recognition
    not_revoked = or_(col(row.revoked_on).is_(None), col(row.revoked_on) > day)
    over = and_(col(row.end) < day, not_revoked)
    conditions: dict[Show, ColumnElement[bool]] = {
        "": true(),
        "in_force": in_force(day),
        "ending": and_(in_force(day), col(row.end) <= day + SOON, ~_followed()),
        "lapsed": and_(over, ~_followed()),
        "over": over,
        "revoked": col(row.revoked_on) <= day,
        "unmatched": col(row.unit_id).is_(None),
        "derived": col(row.end_derived).is_(True),
    }
    return conditions[show]


def _narrowed(wanted: TitleFilter, day: date) -> ColumnElement[bool]:
    found = shown(wanted.show, day)
    if wanted.kind:
        found = and_(found, col(Recognition.kind) == wanted.kind)
    if wanted.name:
        found = and_(found, col(Recognition.holder_name).contains(wanted.name, autoescape=True))
    return found


def page(
    session: Session,
    actor: Actor,
    prefix: str,
    *,
    wanted: TitleFilter,
    day: date,
    after: Recognition | None,
    limit: int,
) -> list[Recognition]:
    """Titles of an area, the latest first, beginning after one of them."""
    order = (col(Recognition.start), col(Recognition.id))
    statement = (
        select(Recognition)
        .where(in_area(actor, prefix), _narrowed(wanted, day))
        .order_by(*(column.desc() for column in order))
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(tuple_(*order) < tuple_(after.start, after.id))
    return list(session.scalars(statement))


def every(
    session: Session, actor: Actor, prefix: str, *, wanted: TitleFilter, day: date
) -> Iterator[tuple[Recognition, str]]:
    """Every title that passes, the latest first, read in blocks, with the name of whoever entered it."""
    after: Recognition | None = None
    while True:
        rows = page(session, actor, prefix, wanted=wanted, day=day, after=after, limit=BLOCK)
        authors = _authors(session, {row.entered_by for row in rows if row.entered_by})
        yield from ((row, authors.get(row.entered_by or "", "")) for row in rows)
        if len(rows) < BLOCK:
            return
        after = rows[-1]


def _authors(session: Session, accounts: Collection[str]) -> dict[str, str]:
    columns: Any = (Account.id, Person.name)
    statement = select(*columns).join(Person, col(Account.person_id) == col(Person.id))
    rows = session.execute(statement.where(col(Account.id).in_(accounts)))
    return {account: name for account, name in rows}  # noqa: C416 - a Row is no pair to mypy


def counts(session: Session, actor: Actor, prefix: str, day: date) -> dict[Show, int]:
    """How many titles (up to COUNTED_UP_TO) end soon, are over and not renewed, or belong to no unit yet."""
    asked: tuple[Show, ...] = ("ending", "lapsed", "unmatched")
    found: dict[Show, int] = {}
    for show in asked:
        condition = shown(show, day)
        if show == "unmatched":
            condition = and_(condition, col(Recognition.matched_by) == NOT_YET)
        rows = select(col(Recognition.id)).where(in_area(actor, prefix), condition)
        first = rows.limit(COUNTED_UP_TO).subquery()
        found[show] = session.scalar(select(func.count()).select_from(first)) or 0
    return found


def one(session: Session, actor: Actor, prefix: str, title_id: str) -> Recognition | None:
    """One title of the area, held against other changes until the transaction ends."""
    statement = select(Recognition).where(in_area(actor, prefix), col(Recognition.id) == title_id)
    return session.scalar(statement.with_for_update())


def entered_in(session: Session, row: Recognition) -> str:
    """The area of the official who entered a title; empty for one that came in by a command."""
    return session.scalar(select(col(Account.region)).where(col(Account.id) == row.entered_by)) or ""


def same_holder(session: Session, like: Recognition) -> list[Recognition]:
    """Titles of the kind of a title on the same holder, itself among them once stored, the earliest first.

    By its unit or its code wherever it is, by its name within the county.
    """
    row = Recognition
    same: list[ColumnElement[bool]] = [
        and_(col(row.county) == like.county, col(row.holder_key) == like.holder_key),
        # What was entered before names had a key is compared as it stands.
        and_(
            col(row.county) == like.county,
            col(row.holder_key) == "",
            col(row.holder_name) == like.holder_name,
        ),
    ]
    if like.unit_id is not None:
        same.append(col(row.unit_id) == like.unit_id)
    if like.credit_code:
        same.append(col(row.credit_code) == like.credit_code)
    # One statement for each way, so that each finds its index.
    ways = [select(col(row.id)).where(col(row.kind) == like.kind, condition) for condition in same]
    statement = select(row).where(col(row.id).in_(union(*ways))).order_by(col(row.start), col(row.id))
    return list(session.scalars(statement))


def of_holders(
    session: Session, keys: Collection[str], codes: Collection[str], unit_ids: Collection[str]
) -> list[Recognition]:
    """Titles of any kind on any of these holders."""
    row = Recognition
    condition = or_(
        col(row.holder_key).in_(keys), col(row.credit_code).in_(codes), col(row.unit_id).in_(unit_ids)
    )
    return list(session.scalars(select(Recognition).where(condition)))


def hold(session: Session) -> None:
    """Let nobody else enter a title until this transaction ends: two entries of one title would both pass."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE recognition IN SHARE ROW EXCLUSIVE MODE"))


def units_with_codes(session: Session, actor: Actor, codes: Collection[str]) -> list[Row[Unit, Firm]]:
    """The units, within the actor's scope, of the firms with these codes."""
    statement = scope.units(actor).where(col(Firm.credit_code).in_(codes))
    return list(session.execute(statement.order_by(*_firm_first())))


def units_named(session: Session, actor: Actor, names: Collection[str]) -> list[Row[Unit, Firm]]:
    """The units, within the actor's scope, of the firms whose name is one of `names`.

    Names are compared without spaces and with ordinary brackets.
    """
    plain: Any = col(Firm.name)
    for old, new in (("（", "("), ("）", ")"), (" ", ""), ("\u3000", "")):
        plain = func.replace(plain, old, new)
    statement = scope.units(actor).where(plain.in_(names))
    return list(session.execute(statement.order_by(*_firm_first())))


def _firm_first() -> tuple[Any, ...]:
    return col(Firm.name), col(Unit.kind) != "firm", col(Unit.name), col(Unit.id)


def unit_in_scope(session: Session, actor: Actor, unit_id: str) -> Row[Unit, Firm] | None:
    """A unit that the actor may see, with its firm."""
    return session.execute(scope.units(actor).where(col(Unit.id) == unit_id)).one_or_none()


def undecided(session: Session, actor: Actor, prefix: str, *, after: str, limit: int) -> list[Recognition]:
    """Titles of the area without a unit about which nobody has decided, by id."""
    statement = (
        select(Recognition)
        .where(
            in_area(actor, prefix),
            col(Recognition.unit_id).is_(None),
            col(Recognition.matched_by) == NOT_YET,
            col(Recognition.id) > after,
        )
        .order_by(col(Recognition.id))
        .limit(limit)
    )
    return list(session.scalars(statement))


def undecided_with_code(session: Session, actor: Actor, prefix: str) -> list[Recognition]:
    """The same with a code of which a registered firm has one, held until the transaction ends."""
    registered = exists().where(col(Firm.credit_code) == col(Recognition.credit_code)).correlate(Recognition)
    statement = (
        select(Recognition)
        .where(
            in_area(actor, prefix),
            col(Recognition.unit_id).is_(None),
            col(Recognition.matched_by) == NOT_YET,
            col(Recognition.credit_code) != "",
            registered,
        )
        .order_by(col(Recognition.id))
    )
    return list(session.scalars(statement.with_for_update()))


def of_firm(session: Session, firm_id: str) -> list[Row[Recognition, Unit]]:
    """The titles on record for the units of a permitted firm, the latest first."""
    statement = (
        select(Recognition, Unit)
        .join(Unit, col(Recognition.unit_id) == col(Unit.id))
        .where(col(Unit.firm_id) == firm_id)
        .order_by(col(Recognition.start).desc(), col(Recognition.id))
    )
    return list(session.execute(statement))
