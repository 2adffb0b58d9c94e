"""Lent rights in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.services.areas import Area
from backend.services.delegations import DelegationLine, Delegations
from backend.web.language import _

STATES: Mapping[str, str] = {
    "ahead": "未到开始日期",
    "in_force": "有效",
    "over": "已到期",
    "withdrawn": "已撤回",
}
DONE: Mapping[str, str] = {"lent": "委托已登记。", "withdrawn": "委托已撤回，立即生效。"}
Groups = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True)
class DelegationRow:
    """One right; `withdraw_href` is empty where it cannot be taken back."""

    line: DelegationLine
    state: str
    withdraw_href: str


@dataclass(frozen=True)
class DelegationsPage:
    """Context of delegations.html."""

    area: Area
    rows: tuple[DelegationRow, ...]
    rights: Groups
    takers: Groups
    may_lend: bool
    here: str
    done: str
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def delegations_page(
    found: Delegations,
    *,
    done: str = "",
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> DelegationsPage:
    """Everything the page prints."""
    here = f"/regions/{found.area.code}/delegations"
    return DelegationsPage(
        area=found.area,
        rows=tuple(_row(here, line) for line in found.lines),
        rights=(("", found.rights),),
        takers=(("", tuple((place.code, place.name) for place in found.takers)),),
        may_lend=bool(found.rights and found.takers),
        here=here,
        done=_(DONE[done]) if done else "",
        values=values or {},
        errors=errors or {},
    )


def _row(here: str, line: DelegationLine) -> DelegationRow:
    live = line.is_own and line.state in ("ahead", "in_force")
    return DelegationRow(line, _(STATES[line.state]), f"{here}/{line.row.id}/withdraw" if live else "")
