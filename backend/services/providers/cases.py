"""The cases of a provider: finished jobs with dated evidence; what is taken out is only marked."""

from dataclasses import dataclass
from datetime import date

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import providers as queries
from backend.db.tables.providers import ProviderCase
from backend.services.area_view import divisions
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.providers.profile import is_county
from backend.services.providers.registration import own_provider

MOST_CASES = 50
EARLIEST = date(2000, 1, 1)
"""An earlier day is a slip of the pen."""


@dataclass(frozen=True)
class NewCase:
    """A case to add; `customer` only where the customer has agreed to be named in public.

    `industry` is a division and `county` a county, both empty where they shall not be told.
    """

    title: str
    capability: str
    started_on: date
    finished_on: date
    outcome: str
    evidence: str
    evidence_date: date
    customer: str = ""
    customer_agreed: bool = False
    industry: str = ""
    county: str = ""


def add(database: Database, actor: Actor, catalogue: Catalogue, provider_id: str, new: NewCase) -> str:
    """Add a case, which waits until the province confirms it; gives its id.

    Raises NotFoundError, InvalidInputError, ConflictError for one too many.
    """
    problems = _problems(catalogue, new)
    if problems:
        raise InvalidInputError(problems)
    with database.write(actor) as session:
        provider = own_provider(session, actor, provider_id, lock=True)
        if len(queries.cases(session, [provider_id], confirmed=False)[provider_id]) >= MOST_CASES:
            raise ConflictError(f"最多可列 {MOST_CASES} 个案例，请先撤下较早的案例再添加。")
        case = ProviderCase(
            provider_id=provider_id, added_by=actor.account_id, added_at=clock.now(), **vars(new)
        )
        session.add(case)
        session.flush()
        provider.version += 1
        return case.id


def remove(database: Database, actor: Actor, provider_id: str, case_id: str) -> None:
    """Take a case out, at once. Raises NotFoundError."""
    with database.write(actor) as session:
        provider = own_provider(session, actor, provider_id, lock=True)
        case = session.get(ProviderCase, case_id)
        if case is None or case.provider_id != provider_id or case.removed_at is not None:
            raise NotFoundError
        case.removed_at = clock.now()
        provider.version += 1


def _problems(catalogue: Catalogue, new: NewCase) -> dict[str, str]:
    problems = {}
    if new.capability not in catalogue.capabilities:
        problems["capability"] = "请从列表中选择这个案例用到的主要服务能力。"
    if new.industry and new.industry not in divisions(catalogue):
        problems["industry"] = "请从列表中选择客户所属的行业大类。"
    if new.county and not is_county(catalogue, new.county):
        problems["county"] = "请从列表中选择客户所在的县（市、区）或功能区。"
    if new.customer and not new.customer_agreed:
        problems["customer"] = "客户没有同意公开名称的，请不要填写；已同意的，请勾选“客户同意公开名称”。"
    if new.customer_agreed and not new.customer:
        problems["customer"] = "已勾选客户同意公开名称，请填写客户名称；不公开的请取消勾选。"
    return problems | _day_problems(new)


def _day_problems(new: NewCase) -> dict[str, str]:
    today, problems = clock.today(), {}
    if new.started_on < EARLIEST:
        problems["started_on"] = "开始日期过早，请检查年份。"
    if new.finished_on < new.started_on:
        problems["finished_on"] = "完成日期不能早于开始日期。"
    if new.finished_on > today:
        problems["finished_on"] = "完成日期不能晚于今天；还没有完成的项目，完成后再列为案例。"
    if new.evidence_date > today:
        problems["evidence_date"] = "证明材料的日期不能晚于今天。"
    elif new.evidence_date < EARLIEST:
        problems["evidence_date"] = "证明材料的日期过早，请检查年份。"
    return problems
