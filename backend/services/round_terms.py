"""The term of a round: from its first day to the end of its last one, as the calendar in Shanghai has it."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from backend import clock
from backend.db.tables.assessments import Round

TermState = Literal["ahead", "open", "over", "closed"]

TERM_STATES: Mapping[TermState, str] = {
    "ahead": "尚未开始",
    "open": "正在进行",
    "over": "已截止",
    "closed": "已结束",
}
"""Over: its last day has passed, which an extension undoes; closed: its owner has ended it for good."""


def is_official(campaign: Round) -> bool:
    """Whether an area's officials ask for it; the standing yearly round is nobody's and has no deadline."""
    return bool(campaign.region)


def state_on(campaign: Round, day: date) -> TermState:
    """Where a round stands on a day."""
    if campaign.closed_at is not None:
        return "closed"
    if day < campaign.opens_on:
        return "ahead"
    return "open" if day <= campaign.closes_on else "over"


def day_words(day: date) -> str:
    """2026年6月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def refusal(campaign: Round, owner: str, day: date, *, came_back: bool = False) -> str:
    """Why nothing can be submitted to a round on a day; empty where it can. `owner` is the area's name.

    What was submitted in time and came back from review may be submitted again until the round is closed.
    """
    state = state_on(campaign, day) if is_official(campaign) else "open"
    if state == "open" or (state == "over" and came_back):
        return ""
    ask = f"如有疑问，请联系{owner}主管部门。"
    if state == "ahead":
        return f"“{campaign.name}”{day_words(campaign.opens_on)}起受理，现在还不能填报。{ask}"
    if state == "over":
        return (
            f"“{campaign.name}”已于{day_words(campaign.closes_on)} 24 时截止，不能再提交。"
            f"已填内容仍保留，可以查看；需要补报的，请联系{owner}主管部门申请延期。"
        )
    ended = day_words(clock.local(campaign.closed_at).date()) if campaign.closed_at else ""
    return f"“{campaign.name}”已于{ended}由{owner}主管部门结束，不能再提交。已填内容仍保留，可以查看。{ask}"
