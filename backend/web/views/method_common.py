"""What several method pages share: links, rungs, change lists, periods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assessments.loader import Catalogue
from assessments.schema.common import Change, Period, Status, zh
from assessments.schema.ladder import Call, Ladder
from assessments.schema.policy import Policy
from assessments.schema.questionnaire import Domain, Item, Option, Questionnaire
from backend.web.language import _
from backend.web.render import zh_date
from backend.web.views.citing import Cited, cite, policy_label

PRODUCTION_MARKS: Mapping[str, str] = {"discrete": "离散型", "process": "流程型"}
STATUSES: Mapping[Status, str] = {Status.DRAFT: "草案（只供查看）", Status.PUBLISHED: "已发布"}
CHANGE_KINDS: Mapping[str, str] = {"rules": "规则", "wording": "文字"}


@dataclass(frozen=True)
class Entry:
    """A link in a list, with a line of description and a mark."""

    title: str
    href: str
    text: str
    mark: str = ""


@dataclass(frozen=True)
class LevelLine:
    """A rung of a ladder: its term, what is assessed, what it means, where that stands."""

    name: str
    subject: str
    definition: str
    cited: Cited
    provenance: str


@dataclass(frozen=True)
class ChangeLine:
    """One line of a change list."""

    day: str
    kind: str
    text: str


@dataclass(frozen=True)
class ImplicationLine:
    """An answer that follows from another one."""

    text: str
    cited: Cited
    provenance: str


def period_words(period: Period) -> str:
    """A period in words: what is unknown is said, an open end is left out."""
    if period.start is None and period.end is None:
        return _("未规定")
    start = _("起始日期未读到") if period.start == "unknown" else ""
    end = _("截止日期未读到") if period.end == "unknown" else ""
    if isinstance(period.start, date):
        start = _("{day}起", day=zh_date(period.start))
    if isinstance(period.end, date):
        end = _("至{day}", day=zh_date(period.end))
    return "，".join(part for part in (start, end) if part)


def day_words(day: object) -> str:
    """A date in words; says so where it is unknown."""
    return zh_date(day) if isinstance(day, date) else _("日期未读到")


def overview(questionnaire: Questionnaire) -> str:
    """The address of a version's overview."""
    return f"/method/{questionnaire.id}?version={questionnaire.version}"


def domain_entry(questionnaire: Questionnaire, domain: Domain) -> Entry:
    """The link to one domain; its mark is the number."""
    href = f"/method/{questionnaire.id}/domains/{domain.id}?version={questionnaire.version}"
    return Entry(zh(domain.name), href, "", domain.ref)


def policy_entry(policy: Policy) -> Entry:
    """The link to a document; its mark is the provenance."""
    issuer = policy.issuer if policy.issuer != "unknown" else _("发文机关未读到")
    label = policy_label(policy)
    number = label if label != zh(policy.title) else _("文号未读到")
    return Entry(
        zh(policy.title), f"/method/policies/{policy.id}", f"{issuer} · {number}", policy.provenance.value
    )


def call_entries(calls: Sequence[Call]) -> tuple[Entry, ...]:
    """Links to calls, newest first."""
    newest = sorted(calls, key=lambda call: call.version, reverse=True)
    return tuple(
        Entry(
            zh(call.title),
            f"/method/calls/{call.key}",
            period_words(call.effective),
            _(STATUSES[call.status]),
        )
        for call in newest
    )


def level_lines(catalogue: Catalogue, ladder: Ladder) -> tuple[LevelLine, ...]:
    """The rungs of a ladder, lowest first."""
    return tuple(
        LevelLine(
            zh(level.name),
            zh(level.subject),
            zh(level.definition),
            cite(catalogue, level.citation),
            level.provenance.value,
        )
        for level in ladder.levels
    )


def change_lines(changes: Sequence[Change]) -> tuple[ChangeLine, ...]:
    """A change list in words."""
    return tuple(ChangeLine(zh_date(c.date), _(CHANGE_KINDS[c.kind]), zh(c.text)) for c in changes)


def implication_lines(catalogue: Catalogue, questionnaire: Questionnaire) -> list[ImplicationLine]:
    """The implications of a version, in its order."""
    items = {item.id: item for item in questionnaire.items}
    lines = []
    for implication in questionnaire.implications:
        text = _(
            "第 {when} 题选 {option}，则第 {then} 题按 {result} 计。{reason}",
            when=items[implication.when.item].ref,
            option=option_of(items[implication.when.item], implication.when.option).ref,
            then=items[implication.then.item].ref,
            result=option_of(items[implication.then.item], implication.then.option).ref,
            reason=zh(implication.reason),
        )
        cited = cite(catalogue, implication.citation)
        lines.append(ImplicationLine(text, cited, implication.provenance.value))
    return lines


def option_of(item: Item, option_id: str) -> Option:
    """The option of an item with this id."""
    return next(option for option in item.options if option.id == option_id)
