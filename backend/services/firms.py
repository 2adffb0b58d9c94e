"""Registering a firm, and the list of the firms and claims of an account.

A credit code is public, so registering proves nothing: the first account that names a code founds the firm
and works for it until the claim is decided; whoever names the same code later has claimed it and sees
nothing.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength

from assessments.loader import Catalogue
from assessments.schema.common import ProductionType
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import firms as queries
from backend.db.queries import members as member_queries
from backend.db.queries.coverage import hold_firm
from backend.db.tables.base import new_id
from backend.db.tables.firms import Firm, Membership, Unit
from backend.services import coverage
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError

OWNER, MEMBER = "owner", "member"
WHOLE_FIRM = "firm"
"""Kind of the default unit."""
INDUSTRY_CLASS = 4
"""Level of a four-digit class in GB/T 4754."""
# More than any group or consultant waits for at once; without a bound one account could claim every code.
WAITING_LIMIT = 20
# A firm nobody has confirmed may belong to somebody else, so little can be entered in its name.
UNCONFIRMED_UNITS = 5
LONGEST_PARK = 60
_CODE_LENGTH = 18


@dataclass(frozen=True)
class UnitProfile:
    """What is asked about a unit: name, reporting area, GB/T 4754 class, production type, park.

    `county` is the code of a county or functional zone; `park` is only a label and may stay empty.
    """

    name: str
    county: str
    industry: str
    production_type: str
    park: str = ""


@dataclass(frozen=True)
class NewFirm:
    """A firm to register, with the profile of its default unit."""

    credit_code: str
    profile: UnitProfile


@dataclass(frozen=True)
class AddedFirm:
    """The ids of a new firm and of its default unit."""

    firm_id: str
    unit_id: str


@dataclass(frozen=True)
class Registered:
    """What came of a registration: a new firm, or a claim on one that somebody else had registered."""

    firm_id: str
    is_claim: bool


@dataclass(frozen=True)
class FirmLine:
    """A firm the actor works for; not `confirmed` while nobody has decided the first claim."""

    id: str
    name: str
    credit_code: str
    role: str
    confirmed: bool
    units: int


@dataclass(frozen=True)
class WaitingLine:
    """A claim of the actor that waits: nothing but the code it named is shown."""

    firm_id: str
    credit_code: str
    since: datetime


@dataclass(frozen=True)
class MyFirms:
    """The firms an account works for, and its claims that wait."""

    firms: tuple[FirmLine, ...]
    waiting: tuple[WaitingLine, ...]


def checked_code(typed: str) -> str:
    """A 统一社会信用代码 in its normal form. Raises InvalidInputError saying what is wrong with it."""
    code = uscc.compact(unicodedata.normalize("NFKC", typed))
    if not code:
        raise InvalidInputError({"credit_code": "请填写统一社会信用代码。"})
    try:
        normal: str = uscc.validate(code)
    except InvalidLength:
        message = f"统一社会信用代码应为 {_CODE_LENGTH} 位，现为 {len(code)} 位，请对照营业执照检查。"
    except InvalidFormat:
        message = "统一社会信用代码的前 8 位应为数字，其余为数字或大写字母（不含 I、O、S、V、Z），请检查。"
    except InvalidChecksum:
        message = "统一社会信用代码的校验位不符，可能有一位填错或颠倒，请对照营业执照逐位检查。"
    else:
        return normal
    raise InvalidInputError({"credit_code": message})


def profile_problems(catalogue: Catalogue, profile: UnitProfile) -> dict[str, str]:
    """What is wrong with a profile, by field."""
    problems = {}
    if not profile.name.strip():
        problems["name"] = "请填写名称。"
    try:
        catalogue.county(profile.county)
    except KeyError:
        problems["county"] = "请从列表中选择所在县（市、区）或功能区。"
    industry = catalogue.industries.get(profile.industry)
    if not profile.industry:
        problems["industry"] = "请填写行业小类。"
    elif industry is None or industry.level != INDUSTRY_CLASS:
        problems["industry"] = "没有找到这个行业小类，请输入 4 位代码，或输入名称后从列表中选择。"
    if profile.production_type not in set(ProductionType):
        problems["production_type"] = "请选择生产类型。"
    if len(profile.park) > LONGEST_PARK:
        problems["park"] = f"园区名称最多 {LONGEST_PARK} 个字，现为 {len(profile.park)} 个字，请缩短。"
    return problems


def register(database: Database, actor: Actor, catalogue: Catalogue, new: NewFirm) -> Registered:
    """Found a firm under its code, or claim the one that has it.

    Raises InvalidInputError for a bad code or profile, and for a firm the actor already belongs to or claims.
    """
    problems = profile_problems(catalogue, new.profile)
    try:
        code = checked_code(new.credit_code)
    except InvalidInputError as error:
        raise InvalidInputError({**error.fields, **problems}) from None
    if problems:
        raise InvalidInputError(problems)
    checked = NewFirm(code, new.profile)
    try:
        return _register(database, actor, checked)
    except IntegrityError:
        # On PostgreSQL somebody may have registered the same code in between: then this is a claim.
        return _register(database, actor, checked)


def add_firm(session: Session, new: NewFirm, firm_id: str, founder: str | None = None) -> AddedFirm:
    """Add the rows of a checked, unconfirmed firm inside a running transaction, under an id from `new_id`.

    The caller keeps the county summary: the block stands inside `coverage.kept(session, firm_id)`.
    """
    now, name = clock.now(), new.profile.name
    session.add(Firm(id=firm_id, credit_code=new.credit_code, name=name, created_by=founder, created_at=now))
    session.flush()
    if founder is not None:
        session.add(_membership(founder, firm_id, OWNER, now))
    unit = add_unit(session, firm_id, WHOLE_FIRM, new.profile)
    return AddedFirm(firm_id, unit.id)


def add_unit(session: Session, firm_id: str, kind: str, profile: UnitProfile) -> Unit:
    """Add a unit with a checked profile; inside `coverage.kept` as well.

    Raises ConflictError for one more than an unconfirmed firm may have.
    """
    _check_number_of_units(session, firm_id)
    unit = Unit(
        firm_id=firm_id,
        kind=kind,
        name=profile.name,
        county=profile.county,
        industry=profile.industry,
        production_type=profile.production_type,
        park=profile.park,
        created_at=clock.now(),
    )
    session.add(unit)
    session.flush()
    return unit


def _check_number_of_units(session: Session, firm_id: str) -> None:
    firm = session.get_one(Firm, firm_id)
    if firm.confirmed_at is None and len(queries.units_of(session, firm_id)) >= UNCONFIRMED_UNITS:
        raise ConflictError(
            f"企业登记经主管部门确认前，最多可有 {UNCONFIRMED_UNITS} 个评价单元（含企业整体）。"
            "请等待主管部门确认后再添加。"
        )


def my_firms(database: Database, actor: Actor) -> MyFirms:
    """The firms the actor works for, by name, and the claims that wait, oldest first."""
    with database.read(actor) as session:
        rows = queries.own_firms(session, actor)
        claims = member_queries.waiting_claims(session, actor)
    firms = tuple(
        FirmLine(firm.id, firm.name, firm.credit_code, role, firm.confirmed_at is not None, units)
        for firm, role, units in rows
    )
    waiting = tuple(WaitingLine(claim.firm_id, code, claim.created_at) for claim, code in claims)
    return MyFirms(firms, waiting)


def withdraw_claim(database: Database, actor: Actor, firm_id: str) -> None:
    """Take back a waiting claim of the actor's own. Raises NotFoundError where there is none."""
    with database.write(actor) as session:
        # Whoever decides about the claim holds the firm as well: the claim is read after that decision.
        hold_firm(session, firm_id)
        waiting = [claim for claim, _ in member_queries.waiting_claims(session, actor)]
        claim = next((claim for claim in waiting if claim.firm_id == firm_id), None)
        if claim is None:
            raise NotFoundError
        session.delete(claim)


def _register(database: Database, actor: Actor, new: NewFirm) -> Registered:
    with database.write(actor) as session:
        if member_queries.undecided(session, actor.account_id) >= WAITING_LIMIT:
            raise ConflictError(
                f"您已有 {WAITING_LIMIT} 家企业等待确认，请等主管部门处理后再登记，或先撤回不需要的申请。"
            )
        firm = queries.with_code(session, new.credit_code)
        if firm is not None:
            return _claim(session, actor, firm)
        firm_id = new_id()
        with coverage.kept(session, firm_id):
            added = add_firm(session, new, firm_id, actor.account_id)
        return Registered(added.firm_id, is_claim=False)


def _claim(session: Session, actor: Actor, firm: Firm) -> Registered:
    if queries.own_firm(session, actor, firm.id) is not None:
        raise InvalidInputError({"credit_code": "您已在这家企业中，不必重复登记，请从“我的企业”进入。"})
    if session.get(Membership, (actor.account_id, firm.id)) is not None:
        raise InvalidInputError({"credit_code": "您对这家企业的申请正在等待确认，不必重复提交。"})
    session.add(_membership(actor.account_id, firm.id, MEMBER, clock.now()))
    return Registered(firm.id, is_claim=True)


def _membership(account_id: str, firm_id: str, role: str, at: datetime) -> Membership:
    return Membership(account_id=account_id, firm_id=firm_id, role=role, confirmed=False, created_at=at)
