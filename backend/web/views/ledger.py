"""The pages of a unit's investment ledger in words: rows, sums, a row's trail, a file before it is saved."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from assessments.wording import SOURCES
from backend.services import ledger
from backend.services.ledger import FIELD_NAMES, KINDS, Entry, Line
from backend.services.ledger_import import WANTED, Checked, Preview
from backend.services.ledger_sums import UnitLedger, WindowSum, YearSums
from backend.web.language import _
from backend.web.render import wan, zh_date

DONE: Mapping[str, str] = {
    "added": "已添加一笔。",
    "corrected": "已更正，原来的内容留在修改记录中。",
    "same": "内容没有变化。",
    "removed": "已删除，原来的内容留在修改记录中。",
    "imported": "已导入 {rows} 笔。",
    "nothing": "文件中的各笔台账中都已有，没有重复添加。",
}


@dataclass(frozen=True)
class Amounts:
    """A line of the table of sums: a year or all, yuan by kind in the order of KINDS, what counts."""

    label: str
    by_kind: tuple[int, ...]
    counted: int


@dataclass(frozen=True)
class RowView:
    """A row as the table prints it."""

    id: str
    revision: int
    day: str
    kind: str
    counts: bool
    amount: str
    papers: tuple[tuple[str, str], ...]
    supplier: str
    description: str
    author: str
    at: datetime


@dataclass(frozen=True)
class WindowView:
    """The sum inside the window of a call; `open` is what may come on top."""

    title: str
    in_force: bool
    span: str
    period: str
    certain: str
    possible: str
    why: str
    conditions: tuple[str, ...]


@dataclass(frozen=True)
class TotalView:
    """A total that was stated for a span of days instead of rows."""

    period: str
    amount: str
    source: str
    author: str
    counts: bool
    differs: bool


@dataclass(frozen=True)
class LedgerPage:
    """Context of ledger.html."""

    unit_id: str
    unit_name: str
    firm_id: str
    firm_name: str
    rows: tuple[RowView, ...]
    kinds: tuple[str, ...]
    years: tuple[Amounts, ...]
    total: Amounts
    totals: tuple[TotalView, ...]
    windows: tuple[WindowView, ...]
    today: str
    choices: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    limit: int
    done: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StateView:
    """One state of a row in its trail: who wrote it, and what changed from the one before."""

    what: str
    author: str
    at: datetime
    changes: tuple[str, ...]


@dataclass(frozen=True)
class LedgerRowPage:
    """Context of ledger_row.html; `removed` rows are shown and can no longer be changed."""

    unit_id: str
    unit_name: str
    firm_id: str
    firm_name: str
    row_id: str
    revision: int
    removed: bool
    title: str
    today: str
    choices: tuple[tuple[str, str], ...]
    trail: tuple[StateView, ...]
    values: Mapping[str, str]
    errors: Mapping[str, str]
    message: str = ""


@dataclass(frozen=True)
class FileRow:
    """A row of a file: its number, its cells as the file has them, what will become of it."""

    number: int
    cells: tuple[str, ...]
    state: str
    problems: tuple[str, ...]


@dataclass(frozen=True)
class LedgerFilePage:
    """Context of ledger_file.html; `carried` is sent back when the rows are saved."""

    unit_id: str
    unit_name: str
    firm_id: str
    firm_name: str
    filename: str
    headings: tuple[str, ...]
    rows: tuple[FileRow, ...]
    new: int
    known: int
    bad: int
    amount: str
    uncounted: str
    carried: str


CHOICES = tuple(KINDS.items())


def ledger_page(found: UnitLedger) -> LedgerPage:
    """The ledger as it stands, newest row first."""
    return LedgerPage(
        unit_id=found.unit_id,
        unit_name=found.unit_name,
        firm_id=found.firm_id,
        firm_name=found.firm_name,
        rows=tuple(_row(line) for line in reversed(found.lines)),
        kinds=tuple(_(name) for name in KINDS.values()),
        years=tuple(_amounts(_("{year} 年", year=sums.year), sums) for sums in found.years),
        total=_amounts(_("合计"), found.total),
        totals=tuple(
            TotalView(
                period=_span(each.statement.period.start, each.statement.period.end),
                amount=wan(int(each.statement.value)),
                source=_(SOURCES[each.statement.source]),
                author=each.statement.author,
                counts=each.counts,
                differs=each.differs,
            )
            for each in found.totals
        ),
        windows=tuple(_window(window) for window in found.windows),
        today=found.today.isoformat(),
        choices=CHOICES,
        columns=tuple(_(names[0]) for names in WANTED.columns.values()),
        limit=WANTED.rows,
    )


def row_page(found: UnitLedger, trail: Sequence[Line], *, today: str) -> LedgerRowPage:
    """One row with its trail, newest state first."""
    last = trail[-1]
    states = [_state(line, before) for before, line in zip((None, *trail), trail, strict=False)]
    return LedgerRowPage(
        unit_id=found.unit_id,
        unit_name=found.unit_name,
        firm_id=found.firm_id,
        firm_name=found.firm_name,
        row_id=last.row_id,
        revision=last.revision,
        removed=last.removed,
        title=_(
            "{day} {kind} {amount}",
            day=zh_date(last.entry.day),
            kind=_(KINDS[last.entry.kind]),
            amount=yuan(last.entry.amount),
        ),
        today=today,
        choices=CHOICES,
        trail=tuple(reversed(states)),
        values=asdict(ledger.typed_from(last.entry)),
        errors={},
    )


def file_page(found: UnitLedger, filename: str, preview: Preview) -> LedgerFilePage:
    """What a file would add, before it is saved."""
    new = [row.entry for row in preview.new if row.entry is not None]
    return LedgerFilePage(
        unit_id=found.unit_id,
        unit_name=found.unit_name,
        firm_id=found.firm_id,
        firm_name=found.firm_name,
        filename=filename,
        headings=tuple(_(name) for name in FIELD_NAMES.values()),
        rows=tuple(_file_row(row) for row in preview.rows),
        new=len(new),
        known=len(preview.known),
        bad=len(preview.bad),
        amount=wan(sum(entry.amount for entry in new if entry.counts)),
        uncounted=_uncounted(new),
        carried=preview.carried,
    )


def yuan(amount: int) -> str:
    """An amount of one row: 1,280,000 元."""
    return _("{amount} 元", amount=f"{amount:,}")


def _uncounted(entries: Sequence[Entry]) -> str:
    left_out = sum(entry.amount for entry in entries if not entry.counts)
    return wan(left_out) if left_out else ""


def _row(line: Line) -> RowView:
    entry = line.entry
    papers = ((_("合同"), entry.contract), (_("发票"), entry.invoice))
    return RowView(
        id=line.row_id,
        revision=line.revision,
        day=zh_date(entry.day),
        kind=_(KINDS[entry.kind]),
        counts=entry.counts,
        amount=yuan(entry.amount),
        papers=tuple((name, number) for name, number in papers if number),
        supplier=entry.supplier,
        description=entry.description,
        author=line.author,
        at=line.at,
    )


def _amounts(label: str, sums: YearSums) -> Amounts:
    return Amounts(label, tuple(sums.by_kind[kind] for kind in KINDS), sums.counted)


def _window(window: WindowSum) -> WindowView:
    start, _sep, end = window.period.partition(" 至 ")
    return WindowView(
        title=window.title,
        in_force=window.in_force,
        span=_("“{before}”前 {years} 年内", before=window.before, years=window.years),
        period=_span(date.fromisoformat(start), date.fromisoformat(end)) if window.period else "",
        certain=wan(window.certain),
        possible=wan(window.possible) if window.possible > window.certain else "",
        why=window.why,
        conditions=window.conditions,
    )


def _state(line: Line, before: Line | None) -> StateView:
    if before is None:
        what, changes = _("录入"), [_told(name, value) for name, value in _words(line.entry).items() if value]
    elif line.removed:
        what, changes = _("删除"), []
    else:
        old, new = _words(before.entry), _words(line.entry)
        what = _("更正")
        changes = [
            _(
                "{field}：{old} → {new}",
                field=_(FIELD_NAMES[name]),
                old=old[name] or _("空"),
                new=new[name] or _("空"),
            )
            for name in new
            if old[name] != new[name]
        ]
    return StateView(what, line.author, line.at, tuple(changes))


def _told(name: str, value: str) -> str:
    return _("{field}：{value}", field=_(FIELD_NAMES[name]), value=value)


def _words(entry: Entry) -> Mapping[str, str]:
    values = asdict(ledger.typed_from(entry))
    return {**values, "kind": _(KINDS[entry.kind]), "day": zh_date(entry.day), "amount": yuan(entry.amount)}


def _file_row(row: Checked) -> FileRow:
    state = _("有问题") if row.problems else _("已有，跳过") if row.known else _("将添加")
    cells = _words(row.entry) if row.entry else asdict(row.typed)
    return FileRow(row.number, tuple(cells[name] for name in FIELD_NAMES), state, row.problems)


def _span(start: date | None, end: date | None) -> str:
    return _("{start}至{end}", start=zh_date(start), end=zh_date(end))
