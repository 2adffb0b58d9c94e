"""The two sides of what providers and firms do together: who may act for which."""

from sqlalchemy.orm import Session

from backend.auth.actor import Actor
from backend.db.queries import firms as firm_queries
from backend.db.queries import providers as provider_queries
from backend.db.tables.firms import Firm, Membership, Unit
from backend.db.tables.providers import Provider
from backend.services.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from backend.services.firms import OWNER
from backend.services.providers.registration import own_provider

__all__ = ["as_owner", "confirmed_firm", "is_owner", "listed", "own_firm", "own_provider", "unit_of"]

NOT_CONFIRMED = (
    "企业登记尚未经主管部门确认，填写的内容还不能算作本企业的，不能对外授权或咨询。请等主管部门确认后再办。"
)
OWNERS_ONLY = "只有企业负责人可以给出或撤回授权，请联系本企业的负责人。"
NOT_LISTED = "这家服务商不在名录中，可能已被移出。请从服务商名录重新选择。"


def own_firm(session: Session, actor: Actor, firm_id: str, *, lock: bool = False) -> Firm:
    """A firm the actor works for. Raises NotFoundError outside the scope."""
    firm = firm_queries.own_firm(session, actor, firm_id, lock=lock)
    if firm is None:
        raise NotFoundError
    return firm


def is_owner(session: Session, actor: Actor, firm_id: str) -> bool:
    """Whether the actor is an owner of a permitted firm."""
    member = session.get(Membership, (actor.account_id, firm_id))
    return member is not None and member.role == OWNER


def confirmed_firm(session: Session, actor: Actor, firm_id: str) -> Firm:
    """An own firm that may deal with others, held: its registration is confirmed. Raises ConflictError."""
    firm = own_firm(session, actor, firm_id, lock=True)
    if firm.confirmed_at is None:
        raise ConflictError(NOT_CONFIRMED)
    return firm


def as_owner(session: Session, actor: Actor, firm_id: str) -> Firm:
    """An own firm, held, if the actor is an owner of it. Raises ForbiddenError for other members."""
    firm = own_firm(session, actor, firm_id, lock=True)
    if not is_owner(session, actor, firm_id):
        raise ForbiddenError(OWNERS_ONLY)
    return firm


def listed(session: Session, provider_id: str) -> Provider:
    """A provider in the directory. Raises InvalidInputError for any other."""
    provider = provider_queries.listed_provider(session, provider_id)
    if provider is None:
        raise InvalidInputError({"provider": NOT_LISTED})
    return provider


def unit_of(session: Session, firm_id: str, unit_id: str) -> Unit:
    """A unit of a permitted firm. Raises InvalidInputError where it has none of this id."""
    for unit in firm_queries.units_of(session, firm_id):
        if unit.id == unit_id:
            return unit
    raise InvalidInputError({"unit": "请选择本企业的一个单位。"})
