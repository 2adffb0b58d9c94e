"""Enquiries: a firm asks a listed provider about a capability, both talk, and the firm says what came of it.

What may be done in which state, by whom, is the table ACTS; whatever it does not allow is refused with the
state in words. An enquiry gives the provider nothing to see: consent is a separate act of an owner.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import enquiries as queries
from backend.db.queries import firms as firm_queries
from backend.db.tables.providers import (
    AGREED,
    CLOSED,
    DECLINED,
    FIRM_SIDE,
    LISTED,
    PROVIDER_SIDE,
    RECALLED,
    REPLIED,
    SENT,
    Enquiry,
    EnquiryMessage,
    Feedback,
)
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.providers import sides
from backend.services.providers.profile import has_mobile

STATES: Mapping[str, str] = {
    SENT: "待服务商答复",
    REPLIED: "服务商已答复，待企业确认",
    AGREED: "双方已同意，进行中",
    DECLINED: "服务商未承接",
    RECALLED: "企业已收回",
    CLOSED: "已办结",
}
OUTCOMES: Mapping[str, str] = {"done": "已完成", "partly": "部分完成", "not_done": "未完成"}
KEPT: Mapping[str, str] = {"yes": "做到了", "partly": "部分做到", "no": "没有做到"}
RUNNING = frozenset({SENT, REPLIED, AGREED})
MOST_RUNNING = 20
MOST_MESSAGES = 100
BOTH = frozenset({FIRM_SIDE, PROVIDER_SIDE})


@dataclass(frozen=True)
class Act:
    """Something that can be done: by which sides, from which states, into which (empty: it stays)."""

    name: str
    sides: frozenset[str]
    states: frozenset[str]
    becomes: str = ""
    needs_text: bool = False


ACTS: Mapping[str, Act] = {
    "message": Act("补充说明", BOTH, RUNNING, needs_text=True),
    "reply": Act("答复并愿意承接", frozenset({PROVIDER_SIDE}), frozenset({SENT}), REPLIED, needs_text=True),
    "decline": Act("不承接", frozenset({PROVIDER_SIDE}), frozenset({SENT, REPLIED}), DECLINED),
    "agree": Act("同意，开始合作", frozenset({FIRM_SIDE}), frozenset({REPLIED}), AGREED),
    "recall": Act("收回咨询", frozenset({FIRM_SIDE}), frozenset({SENT, REPLIED}), RECALLED),
    "close": Act("办结并登记结果", frozenset({FIRM_SIDE}), frozenset({AGREED}), CLOSED),
}


@dataclass(frozen=True)
class NewEnquiry:
    """A question about to be asked; `action` is one of the catalogue's, empty for none."""

    provider: str
    unit: str
    capability: str
    text: str
    action: str = ""


@dataclass(frozen=True)
class Said:
    """What is done to an enquiry: `outcome` with closing it, else empty."""

    act: str
    text: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class Opinion:
    """One side's feedback."""

    kept: str
    text: str = ""


def ask(database: Database, actor: Actor, catalogue: Catalogue, firm_id: str, new: NewEnquiry) -> str:
    """Ask a listed provider: the enquiry's id.

    Raises NotFoundError outside the scope, ConflictError for a firm that is not confirmed or has too much
    running, InvalidInputError for what cannot be asked.
    """
    problems = {}
    if new.capability not in catalogue.capabilities:
        problems["capability"] = "请选择要咨询的服务能力。"
    if new.action and new.action not in catalogue.actions:
        problems["action"] = "没有这项举措，请从改进建议页重新进入。"
    problems |= _personal(new.text)
    with database.write(actor) as session:
        sides.confirmed_firm(session, actor, firm_id)
        if problems:
            raise InvalidInputError(problems)
        unit, provider = sides.unit_of(session, firm_id, new.unit), sides.listed(session, new.provider)
        _keep_few(session, firm_id, new)
        row = Enquiry(
            firm_id=firm_id,
            unit_id=unit.id,
            provider_id=provider.id,
            capability=new.capability,
            action=new.action,
            state=SENT,
            asked_by=actor.account_id or None,
            asked_at=clock.now(),
        )
        session.add(row)
        session.flush()
        _say(session, actor, row, FIRM_SIDE, Said("ask", new.text))
        return row.id


def act(database: Database, actor: Actor, enquiry_id: str, said: Said) -> None:
    """Do one of ACTS. Raises NotFoundError for anybody else, ConflictError in the wrong state."""
    with database.write(actor) as session:
        row, side = _held(session, actor, enquiry_id)
        wanted = ACTS[said.act]
        if side not in wanted.sides:
            raise ConflictError(f"“{wanted.name}”不由本方办理，本次操作没有保存。")
        if row.state not in wanted.states:
            raise ConflictError(
                f"这次咨询现在是“{STATES[row.state]}”，不能再“{wanted.name}”。"
                "可能同事或对方刚刚办理过，请刷新页面查看。"
            )
        _check(session, row, wanted, said)
        if wanted.becomes:
            row.state = wanted.becomes
        if wanted.becomes and wanted.becomes not in RUNNING:
            row.closed_at, row.outcome = clock.now(), said.outcome if wanted.becomes == CLOSED else ""
        _say(session, actor, row, side, said)


def give_feedback(database: Database, actor: Actor, enquiry_id: str, opinion: Opinion) -> None:
    """Say once, after closing, whether the other side kept what was agreed."""
    if opinion.kept not in KEPT:
        raise InvalidInputError({"kept": "请选择对方是否做到了约定的事。"})
    if problems := _personal(opinion.text):
        raise InvalidInputError(problems)
    with database.write(actor) as session:
        row, side = _held(session, actor, enquiry_id)
        if row.state != CLOSED:
            raise ConflictError("办结后才能评价，本次操作没有保存。")
        if session.get(Feedback, (row.id, side)) is not None:
            raise ConflictError("本方已经评价过，评价只能提交一次。")
        session.add(
            Feedback(
                enquiry_id=row.id,
                side=side,
                kept=opinion.kept,
                text=opinion.text,
                account_id=actor.account_id or None,
                at=clock.now(),
            )
        )


def side_of(session: Session, actor: Actor, row: Enquiry) -> str:
    """For which side somebody who may see an enquiry acts: the firm's, where he works for both."""
    is_firms = firm_queries.own_firm(session, actor, row.firm_id) is not None
    return FIRM_SIDE if is_firms else PROVIDER_SIDE


def acts_for(side: str, state: str) -> tuple[str, ...]:
    """What a side may do in a state."""
    return tuple(name for name, one in ACTS.items() if side in one.sides and state in one.states)


def _held(session: Session, actor: Actor, enquiry_id: str) -> tuple[Enquiry, str]:
    found = queries.one(session, actor, enquiry_id, lock=True)
    if found is None:
        raise NotFoundError
    row, side = found[0], side_of(session, actor, found[0])
    if side == PROVIDER_SIDE and found[3].state != LISTED:
        raise ConflictError("贵机构不在名录中，暂不能办理咨询，本次操作没有保存。")
    return row, side


def _check(session: Session, row: Enquiry, wanted: Act, said: Said) -> None:
    problems = _personal(said.text)
    if wanted.needs_text and not said.text:
        problems["text"] = "请填写内容。"
    if wanted.becomes == CLOSED and said.outcome not in OUTCOMES:
        problems["outcome"] = "请选择这次合作的结果。"
    if problems:
        raise InvalidInputError(problems)
    if not wanted.becomes and queries.count_messages(session, row.id) >= MOST_MESSAGES:
        raise ConflictError(f"一次咨询最多 {MOST_MESSAGES} 条内容，请改用其他方式联系，或办结后另行咨询。")


def _personal(text: str) -> dict[str, str]:
    """What is wrong with a text that gives a mobile number: messages are kept, people's data is not."""
    if not has_mobile(text):
        return {}
    return {"text": "内容会长期保存，请不要填写个人手机号；留单位总机或业务邮箱即可。"}


def _keep_few(session: Session, firm_id: str, new: NewEnquiry) -> None:
    running = queries.running(session, firm_id, RUNNING)
    if len(running) >= MOST_RUNNING:
        raise ConflictError(f"进行中的咨询已有 {MOST_RUNNING} 次，请先收回或办结一些。")
    if any((one.provider_id, one.capability) == (new.provider, new.capability) for one in running):
        raise ConflictError("已向这家服务商咨询过同一项能力，且还在进行中。请在原咨询中补充说明。")


def _say(session: Session, actor: Actor, row: Enquiry, side: str, said: Said) -> None:
    session.add(
        EnquiryMessage(
            enquiry_id=row.id,
            number=queries.count_messages(session, row.id) + 1,
            side=side,
            act=said.act,
            text=said.text,
            account_id=actor.account_id or None,
            at=clock.now(),
        )
    )
