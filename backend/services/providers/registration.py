"""A provider registers, changes what it says about itself, asks for review and takes itself back."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import provider_reviews
from backend.db.queries import providers as queries
from backend.db.tables.providers import DRAFT, LISTED, SUBMITTED, Provider, ProviderMember
from backend.services.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    MissingVersionError,
    NotFoundError,
)
from backend.services.providers import states
from backend.services.providers.names import name_key, sort_key
from backend.services.providers.profile import FREE_TO_CHANGE, Profile, checked, is_fixed, profile_of

OWNER, MEMBER = "owner", "member"
DRAFT_LIMIT = 5
"""A code is public: without a bound one account could take every one of them."""
TAKEN = (
    "这个代码已有服务商登记。如由本单位同事登记，请他在“成员”页把您的账号加入；"
    "如认为代码被他人冒用，请联系省级主管部门处理。"
)
CODE_STAYS = (
    "曾列入名录的服务商不能更改统一社会信用代码：授权、案例和服务记录都属于原单位。请用新代码另行登记。"
)
MISSING = {
    "summary": "填写单位简介",
    "contact": "填写公开的业务联系方式",
    "capacity": "填写可同时服务的企业数（至少 1 家）",
    "capability": "选择至少一项服务能力",
    "industry": "选择至少一个服务行业",
    "area": "选择至少一个服务地区",
}
"""What has to be there before the province looks at it, as what to do."""


@dataclass(frozen=True)
class ProfileChange:
    """A profile to store, and the version it was based on (None: the form did not say)."""

    provider_id: str
    version: int | None
    profile: Profile


class StaleProviderError(ConflictError):
    """A colleague changed the profile after it was read: `present` is stored now, `wanted` is not."""

    def __init__(self, present: Profile, version: int, wanted: Profile) -> None:
        super().__init__("在您填写期间，同事已修改了这份资料，您的修改还没有保存。请对照下表，确认后再保存。")
        self.present = present
        self.version = version
        self.wanted = wanted


def register(database: Database, actor: Actor, catalogue: Catalogue, profile: Profile) -> str:
    """Enter a provider as a draft with the actor as its owner; gives its id.

    Raises NotFoundError for officials and administrators, InvalidInputError, ConflictError for somebody with
    too many drafts.
    """
    if not actor.is_enterprise:
        raise NotFoundError
    new = checked(catalogue, profile)
    try:
        return _register(database, actor, new)
    except IntegrityError:
        # On PostgreSQL somebody may have registered the same code in between.
        raise InvalidInputError({"credit_code": TAKEN}) from None


def change(database: Database, actor: Actor, catalogue: Catalogue, asked: ProfileChange) -> None:
    """Store a profile; of a listed provider, what is FREE_TO_CHANGE.

    Raises NotFoundError, InvalidInputError, MissingVersionError, and StaleProviderError where a colleague
    was faster.
    """
    if asked.version is None:
        raise MissingVersionError
    try:
        with database.write(actor) as session:
            provider = own_provider(session, actor, asked.provider_id, lock=True)
            present, wanted = profile_of(provider), asked.profile
            if is_fixed(provider):
                free = {name: getattr(wanted, name) for name in FREE_TO_CHANGE}
                wanted = Profile(**{**vars(present), **free})
            new = checked(catalogue, wanted)
            if provider.version != asked.version:
                raise StaleProviderError(present, provider.version, wanted)
            _keep_identity(session, actor, provider, new)
            _write(provider, new)
            provider.version += 1
    except IntegrityError:
        # On PostgreSQL somebody may have registered the same code in between.
        raise InvalidInputError({"credit_code": TAKEN}) from None


def missing(session: Session, provider: Provider) -> tuple[str, ...]:
    """What has to be done before a provider can be submitted, by the keys of MISSING."""
    axes = {offer.axis for offer in queries.offers(session, [provider.id], confirmed=False)[provider.id]}
    said = {"summary": provider.summary, "contact": provider.contact, "capacity": provider.capacity}
    return tuple(name for name in MISSING if not said.get(name) and name not in axes)


def submit(database: Database, actor: Actor, provider_id: str, version: int | None) -> None:
    """Ask the province for review; for owners.

    Raises NotFoundError, ForbiddenError, InvalidInputError where something is missing, ConflictError.
    """
    with database.write(actor) as session:
        provider = as_owner(session, actor, provider_id)
        states.seen(provider, version)
        if provider.state != DRAFT:
            raise ConflictError("这家服务商已经提交过，不必重复提交。")
        open_ = missing(session, provider)
        if open_:
            raise InvalidInputError({name: f"提交前请先{MISSING[name]}。" for name in open_})
        provider.state, provider.submitted_at = SUBMITTED, clock.now()
        states.note_act(session, actor, provider, "submit")


def withdraw(database: Database, actor: Actor, provider_id: str, version: int | None) -> None:
    """Take a provider back from review or out of the directory, to change it; for owners.

    Raises NotFoundError, ForbiddenError, ConflictError: what the province has suspended stays with it.
    """
    with database.write(actor) as session:
        provider = as_owner(session, actor, provider_id)
        states.seen(provider, version)
        if provider.state not in (SUBMITTED, LISTED):
            raise ConflictError("现在没有可撤回的提交或展示，请刷新页面查看当前状态。")
        provider.state, provider.submitted_at = DRAFT, None
        states.note_act(session, actor, provider, "withdraw")


def own_provider(session: Session, actor: Actor, provider_id: str, *, lock: bool = False) -> Provider:
    """A provider the actor works for. Raises NotFoundError outside the scope."""
    provider = queries.provider_of(session, actor, provider_id, lock=lock)
    if provider is None:
        raise NotFoundError
    return provider


def as_owner(session: Session, actor: Actor, provider_id: str) -> Provider:
    """The provider, locked, if the actor is an owner of it. Raises NotFoundError, ForbiddenError."""
    provider = own_provider(session, actor, provider_id, lock=True)
    member = session.get(ProviderMember, (actor.account_id, provider_id))
    if member is None or member.role != OWNER:
        raise ForbiddenError("只有服务商的负责人可以做这一步，请联系本单位的负责人。")
    return provider


def _register(database: Database, actor: Actor, new: Profile) -> str:
    with database.write(actor) as session:
        if queries.has_code(session, new.credit_code):
            raise InvalidInputError({"credit_code": TAKEN})
        if queries.founded_drafts(session, actor.account_id) >= DRAFT_LIMIT:
            raise ConflictError(
                f"您已有 {DRAFT_LIMIT} 家服务商没有提交审核，请先完成其中一家的提交，再登记新的。"
            )
        provider = Provider(
            credit_code=new.credit_code,
            name=new.name,
            county=new.county,
            created_by=actor.account_id,
            created_at=clock.now(),
        )
        _write(provider, new)
        session.add(provider)
        session.flush()
        session.add(
            ProviderMember(
                account_id=actor.account_id, provider_id=provider.id, role=OWNER, created_at=clock.now()
            )
        )
        return provider.id


def _keep_identity(session: Session, actor: Actor, provider: Provider, new: Profile) -> None:
    """Let nobody take another's code, nor one that was listed become somebody else; note a former name.

    Consents, cases, verdicts and the bar of a diagnosis are about the one that was listed. A name that the
    province never saw is not noted: it could be anybody's.
    """
    if queries.has_code(session, new.credit_code, but=provider.id):
        raise InvalidInputError({"credit_code": TAKEN})
    if not provider_reviews.was_listed(session, provider.id):
        return
    if new.credit_code != provider.credit_code:
        raise InvalidInputError({"credit_code": CODE_STAYS})
    acts = [one.act for one in provider_reviews.acts(session, provider.id)]
    if name_key(new.name) != name_key(provider.name) and "rename" not in acts[: acts.index("list")]:
        states.note_act(session, actor, provider, "rename", provider.name)


def _write(provider: Provider, new: Profile) -> None:
    for name, value in vars(new).items():
        setattr(provider, name, value)
    provider.name_key, provider.sort_key = name_key(new.name)[:100], sort_key(new.name)
