"""The states of a provider's registration, the acts that lead from one to another, and their words.

submit: draft → submitted · list: submitted → listed · return: submitted → draft · suspend: listed →
suspended · restore: suspended → listed · withdraw, by the provider itself: submitted or listed → draft.
What a listed provider adds waits for confirm or decline, which leave the state as it is. So does rename: the
note is the name under which the provider was listed.
"""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from backend import clock
from backend.auth.actor import Actor
from backend.db.tables.providers import DRAFT, LISTED, SUBMITTED, SUSPENDED, Provider, ProviderAct
from backend.services.errors import ConflictError, MissingVersionError

__all__ = ["ACTS", "DRAFT", "LISTED", "MOVED", "STATES", "SUBMITTED", "SUSPENDED", "note_act", "seen"]

STATES: Mapping[str, str] = {
    DRAFT: "草稿",
    SUBMITTED: "待省级审核",
    LISTED: "已列入名录",
    SUSPENDED: "已暂停展示",
}
ACTS: Mapping[str, str] = {
    "submit": "提交审核",
    "withdraw": "自行撤回",
    "list": "列入名录",
    "return": "退回修改",
    "confirm": "确认新增内容",
    "decline": "不予确认新增内容",
    "suspend": "暂停展示",
    "restore": "恢复展示",
    "rename": "更改名称，原名称",
}
MOVED = "资料在您打开页面之后有过改动，本次操作没有保存。请刷新页面，核对最新内容后再操作。"


def seen(provider: Provider, version: int | None) -> None:
    """Make sure that somebody decides about the version that was read.

    Raises MissingVersionError, ConflictError.
    """
    if version is None:
        raise MissingVersionError
    if provider.version != version:
        raise ConflictError(MOVED)


def note_act(session: Session, actor: Actor, provider: Provider, act: str, note: str = "") -> None:
    """Keep an act on a provider's registration, and count it as a change."""
    provider.version += 1
    session.add(
        ProviderAct(
            provider_id=provider.id,
            version=provider.version,
            act=act,
            note=note,
            account_id=actor.account_id or None,
            at=clock.now(),
        )
    )
