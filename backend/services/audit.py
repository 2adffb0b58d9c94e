"""The audit: acts of officials and administrators in a chain in which a changed or missing entry shows.

An entry's hash covers its content and the hash before it. A chain does not see its own cut tail, so the head
is printed by `zhiti audit verify` to be kept outside the database. Entries hold ids and no free text; nothing
here deletes one.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import event
from sqlalchemy.orm import Session

from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database, HasAccount
from backend.db.queries import audit as queries
from backend.db.tables.audit import AuditEntry

ACTIONS: Mapping[str, str] = {
    # Seeing what a single firm answered.
    "view_result": "查看自评结果",
    "view_evidence": "查看佐证文件",
    "view_review": "查看审核材料",
    "view_candidate": "查看申报差距",
    "view_candidates": "查看可申报清单",
    "view_trial": "查看测算名单",
    # The review of a submission.
    "review_pass": "审核通过",
    "review_return": "退回补正",
    "review_refuse": "审核不予通过",
    "review_recognise": "认定",
    "site_check": "登记现场核查",
    # Lists put before the public.
    "publicity_open": "发布公示",
    "publicity_withdraw": "撤下公示",
    "objection_answer": "答复公示反映",
    "publicity_close": "公示期满办结",
    # Rights lent to another area.
    "delegation_make": "委托权限",
    "delegation_withdraw": "撤回委托",
    # Lists brought in and taken back.
    "import_apply": "导入名单",
    "import_undo": "撤销导入",
    # Titles and figures.
    "title_enter": "录入称号",
    "title_revoke": "撤销称号",
    "title_match": "确认称号归属",
    "figure_enter": "录入数据",
    "figure_remove": "删除数据",
    "incentive_enter": "登记奖补",
    "incentive_remove": "撤下奖补",
    # The province's dated pictures of the summary.
    "snapshot_publish": "发布快照",
    "benchmark_publish": "发布同类对照",
    # Rounds.
    "round_open": "发起填报",
    "round_invite": "邀请填报单位",
    "round_remind": "登记提醒",
    "round_extend": "延长填报期限",
    "round_close": "结束填报",
    # Firms and people.
    "claim_decide": "核实企业认领",
    # Service providers.
    "provider_list": "服务商列入名录",
    "provider_return": "退回服务商登记",
    "provider_confirm": "确认服务商新增内容",
    "provider_decline": "不予确认服务商新增内容",
    "provider_suspend": "暂停展示服务商",
    "provider_restore": "恢复展示服务商",
    # Kinds of firms.
    "kinds_fit": "计算企业类型",
    "kinds_accept": "启用企业类型",
    "kinds_discard": "放弃企业类型",
    "view_kinds": "查看类型的代表企业",
    # Lists that name firms, taken out of the system.
    "export": "导出名单",
}
"""Every act that is recorded, in the words its readers see. Ids have at most 40 letters."""

_WAITING = "zhiti.audit"
NO_HASH = "0" * 64
FIRST = 1
SUBJECT_LENGTH = 80


@dataclass(frozen=True)
class _Act:
    account_id: str
    action: str
    subject: str
    area: str


@dataclass(frozen=True)
class Head:
    """The end of the chain: what an operator keeps outside the database."""

    number: int
    hash: str


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold, and why."""

    number: int
    reason: str


@dataclass(frozen=True)
class Verdict:
    """What checking the whole chain found; `break_` is None where it holds."""

    head: Head
    break_: Break | None


def record(session: Session, actor: Actor, action: str, subject: str, area: str) -> None:
    """Leave an entry with the running write transaction; it is stored if and only if that one is.

    `subject` is what was acted on, as "submission:<id>"; `area` the code of the subject's county (or of the
    area, where it is no single firm). The chain is held only while the transaction commits, after all its
    other locks were taken: two writers cannot block each other for good.
    """
    if action not in ACTIONS:
        raise ValueError(f"unknown audit action {action!r}: add it to backend.services.audit.ACTIONS")
    if len(subject) > SUBJECT_LENGTH:
        raise ValueError(f"audit subject too long: {subject!r}")
    if _WAITING not in session.info:
        session.info[_WAITING] = []
        event.listen(session, "before_commit", _store)
    session.info[_WAITING].append(_Act(actor.account_id, action, subject, area))


def viewed(database: Database, actor: Actor, action: str, subject: str, area: str) -> None:
    """Leave an entry that an official saw something of a single firm; nothing for anybody else."""
    if not actor.is_official:
        return
    with database.write(actor) as session:
        record(session, actor, action, subject, area)


def _store(session: Session) -> None:
    acts: list[_Act] = session.info[_WAITING]
    if not acts:
        return
    session.info[_WAITING] = []
    queries.hold(session)
    last = queries.last(session)
    number, previous = (last.number, last.hash) if last else (FIRST - 1, NO_HASH)
    now, entries = clock.now(), []
    for act in acts:
        number += 1
        entry = AuditEntry(
            number=number,
            at=now,
            account_id=act.account_id,
            action=act.action,
            subject=act.subject,
            area=act.area,
            previous_hash=previous,
            hash="",
        )
        entry.hash = previous = hash_of(entry)
        entries.append(entry)
    queries.append(session, entries)


def hash_of(entry: AuditEntry) -> str:
    """The hash an entry must carry: over its number, time, actor, act, subject, area and predecessor."""
    at: datetime = entry.at.astimezone(UTC)
    content = [entry.number, at.isoformat(timespec="microseconds"), entry.account_id, entry.action]
    content += [entry.subject, entry.area, entry.previous_hash]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def verify(database: Database, actor: HasAccount, anchor: str = "") -> Verdict:
    """Check every link; `anchor` is a head printed earlier, which must still be in the chain."""
    with database.read(actor) as session:
        return _follow(queries.in_order(session), anchor)


def _follow(entries: Iterable[AuditEntry], anchor: str) -> Verdict:
    head, found = Head(FIRST - 1, NO_HASH), anchor in ("", NO_HASH)
    for entry in entries:
        expected = head.number + 1
        if entry.number != expected:
            return Verdict(head, Break(expected, f"缺少第 {expected} 条，其后是第 {entry.number} 条"))
        if entry.previous_hash != head.hash:
            return Verdict(head, Break(expected, "与上一条的校验值不衔接"))
        if entry.hash != hash_of(entry):
            return Verdict(head, Break(expected, "内容与校验值不符，已被改动"))
        head = Head(entry.number, entry.hash)
        found = found or entry.hash == anchor
    if not found:
        reason = "留存的校验值不在记录中：末尾的记录被删去，或全部被重写"
        return Verdict(head, Break(head.number + 1, reason))
    return Verdict(head, None)
