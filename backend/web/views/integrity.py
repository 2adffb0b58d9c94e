"""Hints (建议核实) in words: for the firm before it submits, and for the reviewers of a submission."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from backend import clock
from backend.services.checking import Check
from backend.services.integrity.hints import Hint
from backend.services.integrity.keeping import Noted
from backend.services.integrity.reading import Told
from backend.web.language import _
from backend.web.render import zh_date

SHOWN = 8
"""So many of a hint's items are listed; of the others only the number."""
LETTERS = "ABCDEFGHIJ"
MINUTE = 60


@dataclass(frozen=True)
class ItemLink:
    """An item that a hint is about; `detail` is what was counted of it."""

    label: str
    href: str
    detail: str = ""


@dataclass(frozen=True)
class HintRow:
    """A hint as a page prints it; `more` counts the items not listed.

    `typed` is the explanation that was refused, empty where none was. `other_href` is empty where the other
    submission lies outside the reader's area.
    """

    key: str
    anchor: str
    name: str
    said: str
    text: str
    look: str
    items: tuple[ItemLink, ...]
    more: int
    note: str
    typed: str = ""
    other: str = ""
    other_href: str = ""


@dataclass(frozen=True)
class FormHints:
    """What the check-answers page says before a form is submitted."""

    rows: tuple[HintRow, ...]


@dataclass(frozen=True)
class ReviewHints:
    """What a review file says; `items` are those that a hint is about."""

    rows: tuple[HintRow, ...]
    items: frozenset[str]


Links = Mapping[str, ItemLink]


def form_hints(found: Check, hints: Sequence[Noted], typed: Mapping[str, str]) -> FormHints:
    """The hints of an open form, each item linked to where it is answered.

    How many answers are those of another firm is left out: who changes one and counts again would learn it.
    """
    base = f"/assessments/{found.head.assessment_id}"
    links = {
        line.item: ItemLink(f"{line.ref} {line.name}", f"{base}/domains/{line.domain}#item-{line.item}")
        for domain in found.domains
        for line in domain.lines
    }
    return FormHints(
        tuple(
            replace(row, said="") if one.hint.kind == "copied" else row
            for one in hints
            for row in (_row(one.hint, one.note, links, typed=typed.get(one.hint.key, "")),)
        )
    )


def review_hints(names: Mapping[str, str], told: Sequence[Told]) -> ReviewHints:
    """The hints of a submission, each item linked to its answer on the same page; `names` by item id."""
    links = {item: ItemLink(name, f"#item-{item}") for item, name in names.items()}
    rows = tuple(
        _row(
            one.hint,
            one.note,
            links,
            other=_other(one),
            other_href=f"/submissions/{one.other_id}" if one.other_id else "",
        )
        for one in told
    )
    return ReviewHints(rows, frozenset(item for one in told for item in one.hint.items))


def _row(hint: Hint, note: str, links: Links, **rest: str) -> HintRow:
    details = _details(hint)
    listed = [
        ItemLink(links[item].label, links[item].href, details.get(item, ""))
        for item in hint.items
        if item in links
    ]
    return HintRow(
        key=hint.key,
        anchor="hint-" + hint.key.replace(":", "-"),
        name=hint.name,
        said=_SAID[hint.kind](hint.figures) if hint.kind in _SAID else "",
        text=hint.text,
        look=hint.look,
        items=tuple(listed[:SHOWN]),
        more=max(0, len(listed) - SHOWN),
        note=note,
        **rest,
    )


def _details(hint: Hint) -> Mapping[str, str]:
    reached = hint.figures.get("reached", [])
    if not isinstance(reached, list):
        return {}
    return {
        item: _("同级企业中达到的约 {percent}%", percent=percent)
        for item, percent in zip(hint.items, reached, strict=False)
    }


def _other(told: Told) -> str:
    """What a reviewer is told about the submission that is alike; nothing for other kinds of hints."""
    if told.hint.kind != "copied":
        return ""
    if told.other_id:
        return _("辖区内的另一份答卷：{reference}", reference=told.other)
    return _("另一份答卷不在本辖区内，不显示是哪一家。")


Figures = Mapping[str, Any]


def _part(figures: Figures) -> str:
    return _(
        "{period}“{part}”填 {part_value}，大于“{whole}” {whole_value}。",
        **{name: figures[name] for name in ("period", "part", "part_value", "whole", "whole_value")},
    )


def _straight(figures: Figures) -> str:
    return _(
        "单选题答了 {answered} 题，选“{letter}”的 {same} 题（选项不够的题选最后一项），"
        "最长连续 {run} 题，从下面这一题开始。",
        letter=LETTERS[figures["letter"]],
        **{name: figures[name] for name in ("answered", "same", "run")},
    )


def _copied(figures: Figures) -> str:
    return _(
        "比较了 {compared} 题，其中 {same} 题完全相同。", compared=figures["compared"], same=figures["same"]
    )


def _jump(figures: Figures) -> str:
    day = zh_date(clock.local(datetime.fromisoformat(figures["before"])).date())
    return _(
        "与 {day}提交的上一轮相比：两次都答了的 {compared} 题中，{raised} 题提高 {steps} 个及以上选项，"
        "{fallen} 题降低同样幅度。",
        day=day,
        **{name: figures[name] for name in ("compared", "raised", "steps", "fallen")},
    )


def _speed(figures: Figures) -> str:
    return _(
        "在页面上新答 {items} 题，合计约 {time}；最快的连续 {least} 题用了约 {stretch} 秒。",
        time=_duration(figures["seconds"]),
        **{name: figures[name] for name in ("items", "least", "stretch")},
    )


def _duration(seconds: int) -> str:
    if seconds < MINUTE:
        return _("{seconds} 秒", seconds=seconds)
    return _("{minutes} 分钟", minutes=round(seconds / MINUTE))


def _outlier(figures: Figures) -> str:
    return _(
        "与“{group}”中自评等级相同的约 {firms} 家企业相比（{day}的公布数据）。",
        group=figures["group"],
        firms=figures["firms"],
        day=zh_date(date.fromisoformat(figures["as_of"])),
    )


_SAID: Mapping[str, Callable[[Figures], str]] = {
    "part": _part,
    "straight": _straight,
    "copied": _copied,
    "jump": _jump,
    "speed": _speed,
    "outlier": _outlier,
}
"""What was counted, by kind; of a contradiction the words of its rule say all."""
