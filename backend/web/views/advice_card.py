"""One recommended action as a card: why, why first, what it takes, who can help, what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessments.advising import Advised
from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend import clock
from backend.services.advice.decided import NAMES, OPEN, POSTPONED, STATES, Decided
from backend.services.advice.recommend import Recommendation, UnitAdvice
from backend.web.language import _
from backend.web.render import zh_date


@dataclass(frozen=True)
class Link:
    """Somewhere to go; `is_current` for where one is."""

    name: str
    href: str
    is_current: bool = False


@dataclass(frozen=True)
class Card:
    """One move in full. `why` are the changes, `first` why it stands here, `helpers` who can help.

    `state` is the decision in words, empty without one; `version` what the next decision is based on.
    `errors` and `values` belong to the form, by field.
    """

    id: str
    title: str
    href: str
    is_before: bool
    done: str
    why: tuple[str, ...]
    first: str
    effort: int | None
    months: str
    evidence: str
    wanted: tuple[str, ...]
    needs: tuple[str, ...]
    unseen: tuple[str, ...]
    helpers: tuple[Link, ...]
    scenes: tuple[str, ...]
    peers: tuple[str, ...]
    state: str
    state_id: str
    said: str
    version: int
    errors: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """What came of a form that was just sent: a notice, or errors with what was typed, for one action."""

    action: str = ""
    notice: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


NOTHING_SAID = Said()


def card_of(
    catalogue: Catalogue, found: UnitAdvice, move: Recommendation, names: Mapping[str, str], said: Said
) -> Card:
    """The card of one recommendation; `names` are the levels by id."""
    action, advised = catalogue.actions[move.id], move.advised
    providers = f"/units/{found.unit_id}/providers?capability="
    mine = said.action == move.id
    return Card(
        id=move.id,
        title=move.title,
        href=f"/units/{found.unit_id}/advice/{move.id}",
        is_before=bool(advised and advised.is_before),
        done=zh(action.done),
        why=_why(advised),
        wanted=tuple(text for one in (advised.lifts if advised else ()) for text in one.wanted),
        first=move.reason,
        effort=advised.effort if advised else None,
        months=_("{least} 至 {most} 个月", least=action.months.least, most=action.months.most),
        evidence=zh(action.evidence),
        needs=tuple(zh(catalogue.actions[name].title) for name in (advised.needs if advised else ())),
        unseen=tuple(zh(one.title) for one in (advised.unseen if advised else ())),
        helpers=tuple(
            Link(zh(catalogue.capabilities[one].name), providers + one) for one in action.capabilities
        ),
        scenes=tuple(f"{one} {zh(catalogue.scenes[one].name)}" for one in action.scenes),
        peers=_peers(found, move, names),
        state=_(NAMES[move.decided.state]) if move.decided and move.decided.state in STATES else "",
        state_id=move.decided.state if move.decided else OPEN,
        said=_said(move.decided),
        version=move.decided.version if move.decided else 0,
        errors=said.errors if mine else {},
        values=said.values if mine else {},
    )


def _why(advised: Advised | None) -> tuple[str, ...]:
    """The changes that an action makes."""
    if advised is None:
        return ()
    answers = (
        _(
            "第 {ref} 题“{name}”{told}" if one.item.ref.replace(".", "").isdigit() else "“{name}”{told}",
            ref=one.item.ref,
            name=zh(one.item.name),
            told=one.told,
        )
        for one in advised.lifts
    )
    return (*answers, *(f"{one.name}：{one.told}" for one in advised.facts))


def _peers(found: UnitAdvice, move: Recommendation, names: Mapping[str, str]) -> tuple[str, ...]:
    """What firms like this one do on the target rung, as published."""
    group = found.peer_group
    if group is None:
        return ()
    words = _(
        "{group}已到{level}的企业（约 {firms} 家）中，",
        group=group.name,
        level=names[found.level],
        firms=group.firms,
    )
    lines = []
    for one in move.peers:
        text = "{share}% 选了第 {ref} 题的 {letter}，您还没有。"
        if one.item.type == "single":
            text = "{share}% 第 {ref} 题做到 {letter} 及以上，您还没有。"
        share = (one.permille + 5) // 10
        lines.append(words + _(text, share=share, ref=one.item.ref, letter=one.letter))
    return tuple(lines)


def _said(decided: Decided | None) -> str:
    """The day and the words of a decision."""
    if decided is None:
        return ""
    today, parts = clock.today(), []
    if decided.due is not None:
        if decided.state == POSTPONED and decided.has_come(today):
            parts.append(_("暂缓到{day}，时间已到", day=zh_date(decided.due)))
        else:
            text = "到{day}再看" if decided.state == POSTPONED else "计划{day}前做完"
            parts.append(_(text, day=zh_date(decided.due)))
    if decided.reason:
        parts.append(decided.reason)
    return "；".join(parts)
