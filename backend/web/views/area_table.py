"""The table of an area: registered, declared, verified and recognised in groups of columns of their own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assessments.schema.common import zh
from assessments.schema.ladder import Ladder
from backend.services.area_counts import Counts
from backend.services.area_lines import OVERLAPPING, Line
from backend.services.area_view import AXES, Axis
from backend.services.regions import AreaProgress
from backend.web.language import _
from backend.web.views.area_address import address, rows_address

NO_RECORD = "—"
BY: Mapping[Axis, str] = {
    "area": "地区",
    "group": "区域分组",
    "chain": "产业链",
    "cluster": "产业集群",
    "division": "行业大类",
    "size": "企业规模",
    "scale": "规上规下",
}


@dataclass(frozen=True)
class Cell:
    """One number; `href` leads to its rows, empty where there are none to open; `label` says it in full."""

    text: str
    href: str = ""
    label: str = ""


@dataclass(frozen=True)
class ColumnGroup:
    """Columns of one kind under a common head, with where its words are defined."""

    name: str
    anchor: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class TableRow:
    """One line: its name, a note on it, where it leads, and its cells by group of columns."""

    name: str
    note: str
    href: str
    groups: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Tab:
    """A choice of what the table is broken down by."""

    name: str
    href: str
    is_current: bool


@dataclass(frozen=True)
class AreaTable:
    """Everything the table prints; `problem` stands in its place where it cannot be told apart so."""

    caption: str
    head: str
    tabs: tuple[Tab, ...]
    groups: tuple[ColumnGroup, ...]
    rows: tuple[TableRow, ...]
    total: TableRow | None
    notes: tuple[str, ...]
    problem: str


def area_table(progress: AreaProgress) -> AreaTable:
    """The table under the page's filters."""
    view, by = progress.view, progress.view.wanted.by
    head = _(BY[by])
    return AreaTable(
        caption=_("按{axis}：登记、自评、核验与认定（单位：个、项）", axis=head),
        head=head,
        tabs=tuple(_tabs(progress)),
        groups=column_groups(progress),
        rows=tuple(_row(progress, line) for line in progress.lines),
        total=_total(progress) if len(progress.lines) != 1 or by != "area" else None,
        notes=table_notes(progress),
        problem=_problem(progress) if not progress.lines or (view.industry and by in CROSSED) else "",
    )


CROSSED: frozenset[Axis] = frozenset({"cluster", "division"})
"""Axes by industry: firms chosen by one of them are not told apart by the other."""


def _problem(progress: AreaProgress) -> str:
    by = progress.view.wanted.by
    if progress.view.industry and by in CROSSED:
        return _("已按行业或集群筛选，不能再按{axis}分列：请先清除该条件。", axis=_(BY[by]))
    return _("在所选条件下没有可以分列的数据。请清除部分条件，或换一种分列方式。")


def _tabs(progress: AreaProgress) -> Iterator[Tab]:
    path, view = f"/regions/{progress.area.code}", progress.view
    for axis in AXES:
        if progress.area.is_county and axis in {"group", "chain"}:
            continue
        href = address(path, view.wanted, by="" if axis == "area" else axis) + "#table"
        yield Tab(_(BY[axis]), href, axis == view.wanted.by)


def column_groups(progress: AreaProgress) -> tuple[ColumnGroup, ...]:
    """The columns of the table; none for titles where the ladder's rungs have none."""
    return tuple(_groups(progress))


def _groups(progress: AreaProgress) -> Iterator[ColumnGroup]:
    rungs = tuple(zh(level.name) for level in progress.ladder.levels)
    yield ColumnGroup(_("登记"), "register", (_("企业"), _("已确认单位"), _("待确认")))
    declared = (_("已提交"), zh(progress.ladder.below), *rungs)
    yield ColumnGroup(_("自评（企业自报，按确定等级）"), "declared", declared)
    yield ColumnGroup(_("核验（现场核查）"), "verified", rungs)
    if progress.kinds:
        yield ColumnGroup(
            _("认定（有效称号）"), "recognised", tuple(zh(kind.name) for kind in progress.kinds)
        )


def _row(progress: AreaProgress, line: Line) -> TableRow:
    by, own = progress.view.wanted.by, progress.area.code
    opens = by == "area" and line.id != own
    return TableRow(
        name=line.name,
        note=_("{number} 个县（市、区）等", number=line.counties) if by in {"group", "chain"} else "",
        href=address(f"/regions/{line.id}", progress.view.wanted, group="", chain="") if opens else "",
        groups=_cells(progress, line.name, line.counts, _place(progress, line)),
    )


def _total(progress: AreaProgress) -> TableRow:
    words = total_words(progress)
    where = (progress.area.code, dict[str, str]())
    return TableRow(words, "", "", _cells(progress, words, progress.total, where))


def total_words(progress: AreaProgress) -> str:
    """What the last line is called: a sum, or where lines overlap a count of distinct firms."""
    return _("合计（不重复计）") if progress.view.wanted.by in OVERLAPPING else _("合计")


def _place(progress: AreaProgress, line: Line) -> tuple[str, dict[str, str]]:
    """The area whose list holds a line's rows, and the filter that leaves just them."""
    by = progress.view.wanted.by
    return (line.id, {}) if by == "area" else (progress.area.code, {by: line.id})


def _cells(
    progress: AreaProgress, name: str, counts: Counts, where: tuple[str, dict[str, str]]
) -> tuple[tuple[Cell, ...], ...]:
    found: list[tuple[Cell, ...]] = []
    for group, numbers in zip(column_groups(progress), figures(progress, counts), strict=True):
        cells = (
            _cell(progress, f"{name} {group.name} {column}", number, where, query)
            for column, (number, query) in zip(group.columns, numbers, strict=True)
        )
        found.append(tuple(cells))
    return tuple(found)


Figure = tuple[int | None, Mapping[str, str]]
"""A number (None: nothing on record) and the filter that lists its rows."""


def figures(progress: AreaProgress, counts: Counts) -> Iterator[tuple[Figure, ...]]:
    """The numbers of a line by group of columns."""
    ladder: Ladder = progress.ladder
    yield (
        (counts.firms, {"state": "confirmed", "firms": "1"}),
        (counts.units, {"state": "confirmed"}),
        (counts.unconfirmed, {"state": "unconfirmed"}),
    )
    levels = tuple((counts.declared[level], {"level": level}) for level in ladder.level_ids)
    yield ((counts.submitted, {"state": "submitted"}), *levels)
    yield tuple((counts.verified[level.id], {"verified": level.id}) for level in ladder.levels)
    if progress.kinds:
        yield tuple((counts.known(kind.id), {"kind": kind.id}) for kind in progress.kinds)


def _cell(
    progress: AreaProgress,
    label: str,
    number: int | None,
    where: tuple[str, dict[str, str]],
    query: Mapping[str, str],
) -> Cell:
    if number is None:
        return Cell(NO_RECORD)
    text = f"{number:,}"
    # Rows are those of today: a figure of a past snapshot has none to open.
    is_past = progress.snapshot is not None and "kind" not in query
    if number <= 0 or is_past:
        return Cell(text)
    return Cell(text, figure_href(progress, where, query), f"{label} {text}")


def figure_href(progress: AreaProgress, where: tuple[str, dict[str, str]], query: Mapping[str, str]) -> str:
    """The rows behind a figure: units, or for titles of whole areas the register of titles."""
    code, line = where
    wanted = progress.view.wanted
    if "kind" in query and not line and not progress.view.is_sliced and progress.view.is_today:
        narrowed = code == progress.area.code and not isinstance(progress.view.where, str)
        if not narrowed:
            return f"/regions/{code}/titles?kind={query['kind']}&show=in_force"
    return rows_address(code, wanted, **{**line, **query})


def table_notes(progress: AreaProgress) -> tuple[str, ...]:
    """What has to be known to read the table."""
    return tuple(_notes(progress))


def _notes(progress: AreaProgress) -> Iterator[str]:
    by = progress.view.wanted.by
    if by in OVERLAPPING:
        words = _("同一单位可能同时属于多个{axis}，各行相加会重复；合计按不重复的企业和单位计。")
        yield words.format(axis=_(BY[by]))
    if by == "chain":
        yield _("产业链按文件所列核心区和协同区的城市归集，不区分行业。")
    if by == "cluster":
        yield _("集群与行业的对应关系由本站拟定，一个行业可属于多个集群。")
    if progress.unmatched:
        number = sum(progress.unmatched.values())
        yield _("另有 {number} 项有效称号没有与登记单位对应，只计入合计。", number=number)
    if progress.view.undecided:
        number = len(progress.view.undecided)
        yield _("有 {number} 个地区是否属于所选分组没有确切依据，未计入。", number=number)
    yield _("“—”表示尚无认定数据，不等于零。自评等级取确定等级：未作答和“不适用”的题不计在内。")
