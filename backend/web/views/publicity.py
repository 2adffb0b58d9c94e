"""Publicity lists in words: an area's own, one of them with its reports, and what the public sees."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from backend import clock
from backend.services.areas import Area
from backend.services.public_lists import PublicList
from backend.services.publicity import Line, ListLine, Lists, OneList
from backend.web.language import _

STATES: Mapping[str, str] = {
    "ahead": "未开始",
    "running": "公示中",
    "over": "期满待办结",
    "withdrawn": "已撤下",
    "concluded": "已办结",
}
DONE: Mapping[str, str] = {
    "opened": "公示名单已发布，公示期内在公开的公示页上可见。",
    "withdrawn": "公示名单已撤下，名单上的单位可列入新的名单。",
    "answered": "反映已答复。",
    "concluded": "已办结：没有属实反映的单位转入下一环节。",
    "sent": "反映已送达发布公示的主管部门。感谢您的监督。",
}


@dataclass(frozen=True)
class ListRow:
    """One list of the overview."""

    line: ListLine
    state: str
    href: str


@dataclass(frozen=True)
class ListsPage:
    """Context of publicity/area.html."""

    area: Area
    rows: tuple[ListRow, ...]
    candidates: tuple[Line, ...]
    here: str
    today: date
    done: str
    chosen: frozenset[str]
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class OneListPage:
    """Context of publicity/one.html; `answered` holds what was typed about one report and refused."""

    area: Area
    found: OneList
    state: str
    here: str
    reviews: str
    is_open: bool
    done: str
    problem: str = ""


@dataclass(frozen=True)
class PublicPage:
    """Context of publicity/public.html."""

    lists: tuple[PublicList, ...]


@dataclass(frozen=True)
class PublicListPage:
    """Context of publicity/public_list.html: firm, county and level applied for, and nothing else."""

    found: PublicList
    lines: tuple[Line, ...]
    firms: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    done: str
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def lists_page(
    found: Lists,
    *,
    done: str = "",
    values: Mapping[str, str] | None = None,
    chosen: frozenset[str] = frozenset(),
    errors: Mapping[str, str] | None = None,
) -> ListsPage:
    """Everything the page prints."""
    here = f"/regions/{found.area.code}/publicity"
    return ListsPage(
        area=found.area,
        rows=tuple(ListRow(line, _(STATES[line.state]), f"{here}/{line.row.id}") for line in found.lists),
        candidates=found.candidates,
        here=here,
        today=clock.today(),
        done=_(DONE[done]) if done else "",
        chosen=chosen,
        values=values or {},
        errors=errors or {},
    )


def one_list_page(found: OneList, *, done: str = "", problem: str = "") -> OneListPage:
    """Everything the page prints."""
    return OneListPage(
        area=found.area,
        found=found,
        state=_(STATES[found.state]),
        here=f"/regions/{found.area.code}/publicity/{found.row.id}",
        reviews=f"/regions/{found.area.code}/reviews",
        is_open=found.is_own and found.state in ("ahead", "running", "over"),
        done=_(DONE[done]) if done else "",
        problem=problem,
    )


def public_list_page(
    found: PublicList,
    lines: tuple[Line, ...],
    *,
    done: str = "",
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> PublicListPage:
    """Everything the page prints."""
    return PublicListPage(
        found=found,
        lines=lines,
        firms=(("", tuple((line.submission_id, line.firm_name) for line in lines)),),
        done=_(DONE[done]) if done else "",
        values=values or {},
        errors=errors or {},
    )
