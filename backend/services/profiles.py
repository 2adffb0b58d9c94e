"""Units of a firm: adding one, and changing a profile against the version it was read with."""

from dataclasses import dataclass

from assessments.loader import Catalogue
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import candidates
from backend.db.queries import firms as queries
from backend.db.tables.firms import Firm, Unit
from backend.services import coverage, sizes
from backend.services.errors import ConflictError, InvalidInputError, MissingVersionError, NotFoundError
from backend.services.firms import WHOLE_FIRM, UnitProfile, add_unit, profile_problems

KINDS = {WHOLE_FIRM: "企业整体", "site": "厂区（工厂）", "workshop": "车间或项目"}
ADDED_KINDS = ("site", "workshop")
"""Kinds a firm may add; the firm itself is its default unit."""


@dataclass(frozen=True)
class UnitPage:
    """A unit with its firm, as the pages about it show it."""

    id: str
    firm_id: str
    firm_name: str
    kind: str
    profile: UnitProfile
    version: int


@dataclass(frozen=True)
class NewUnit:
    """A unit to add to a firm."""

    firm_id: str
    kind: str
    profile: UnitProfile


@dataclass(frozen=True)
class ProfileChange:
    """A profile to store, and the version it was based on (None: the form did not say)."""

    unit_id: str
    version: int | None
    profile: UnitProfile


@dataclass(frozen=True)
class FirmHead:
    """A firm's id and name."""

    id: str
    name: str


class StaleProfileError(ConflictError):
    """A colleague changed the profile after it was read: `present` is stored now, `wanted` is not."""

    def __init__(self, present: UnitPage, wanted: UnitProfile) -> None:
        super().__init__("在您填写期间，同事已修改了这份资料，您的修改还没有保存。请对照下表，确认后再保存。")
        self.present = present
        self.wanted = wanted


def unit_page(database: Database, actor: Actor, unit_id: str) -> UnitPage:
    """A unit of the actor's firm. Raises NotFoundError outside the scope."""
    with database.read(actor) as session:
        found = queries.own_unit(session, actor, unit_id)
    if found is None:
        raise NotFoundError
    return _page(*found)


def firm_head(database: Database, actor: Actor, firm_id: str) -> FirmHead:
    """A firm the actor works for. Raises NotFoundError outside the scope."""
    with database.read(actor) as session:
        firm = queries.own_firm(session, actor, firm_id)
    if firm is None:
        raise NotFoundError
    return FirmHead(firm.id, firm.name)


def add(database: Database, actor: Actor, catalogue: Catalogue, new: NewUnit) -> str:
    """Add a site or workshop to a firm and give its id. Raises NotFoundError, InvalidInputError."""
    problems = profile_problems(catalogue, new.profile)
    if new.kind not in ADDED_KINDS:
        problems["kind"] = "请选择评价单元的类型。"
    if problems:
        raise InvalidInputError(problems)
    with database.write(actor) as session:
        if queries.own_firm(session, actor, new.firm_id, lock=True) is None:
            raise NotFoundError
        with coverage.kept(session, new.firm_id):
            return add_unit(session, new.firm_id, new.kind, new.profile).id


def change(database: Database, actor: Actor, catalogue: Catalogue, wanted: ProfileChange) -> str:
    """Store a profile and give the firm's id.

    The name of the default unit is the firm's name. Raises NotFoundError, InvalidInputError,
    MissingVersionError, and StaleProfileError where a colleague was faster.
    """
    profile = wanted.profile
    if wanted.version is None:
        raise MissingVersionError
    problems = profile_problems(catalogue, profile)
    if problems:
        raise InvalidInputError(problems)
    with database.write(actor) as session:
        found = queries.own_unit(session, actor, wanted.unit_id)
        if found is None:
            raise NotFoundError
        unit, firm = found
        with coverage.kept(session, firm.id):
            if not queries.change_unit(session, unit.id, wanted.version, vars(profile)):
                session.refresh(unit)
                raise StaleProfileError(_page(unit, firm), profile)
            queries.move_standings(session, unit.id, profile.county)
            candidates.move(session, unit.id, profile.county, profile.industry)
            if unit.kind == WHOLE_FIRM:
                firm.name = profile.name
                sizes.settle(session, catalogue, (firm.id,))
        return firm.id


def _page(unit: Unit, firm: Firm) -> UnitPage:
    profile = UnitProfile(unit.name, unit.county, unit.industry, unit.production_type, unit.park)
    return UnitPage(unit.id, firm.id, firm.name, unit.kind, profile, unit.version)
