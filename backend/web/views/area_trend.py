"""The rounds of an area as a line chart with its table."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.schema.common import zh
from backend.services.area_rounds import RoundLine
from backend.services.regions import AreaProgress
from backend.web.charts import LineChart, line_chart
from backend.web.language import _
from backend.web.render import zh_date
from backend.web.views.area_address import rows_address


@dataclass(frozen=True)
class TrendRow:
    """One round: its name, its days, and its numbers by column."""

    name: str
    days: str
    numbers: tuple[str, ...]
    href: str


@dataclass(frozen=True)
class Trend:
    """The rounds in order; `chart` is None while there are too few of them to draw a line."""

    columns: tuple[str, ...]
    rows: tuple[TrendRow, ...]
    chart: LineChart | None


def trend(progress: AreaProgress) -> Trend:
    """The trend under the page's filters."""
    rungs = progress.ladder.levels
    columns = (_("已提交"), *(_("{level}及以上", level=zh(level.name)) for level in rungs))
    rows = [_numbers(progress, one) for one in progress.rounds]
    chart = None
    if len(rows) > 1:
        labels = [f"{one.closes_on.year}-{one.closes_on.month:02}" for one in progress.rounds]
        chart = line_chart(columns, rows, labels, _("各轮次已提交与达到各等级的单位数"))
    return Trend(
        columns=columns,
        rows=tuple(_row(progress, one, row) for one, row in zip(progress.rounds, rows, strict=True)),
        chart=chart,
    )


def _numbers(progress: AreaProgress, one: RoundLine) -> list[int]:
    return [one.submitted, *(one.reached[level.id] for level in progress.ladder.levels)]


def _row(progress: AreaProgress, one: RoundLine, numbers: Sequence[int]) -> TrendRow:
    opens = one.submitted and progress.snapshot is None
    words = _("{start}至{end}") if one.closes_on < progress.as_of else _("{start}至{end}（进行中）")
    return TrendRow(
        name=one.name,
        days=words.format(start=zh_date(one.opens_on), end=zh_date(one.closes_on)),
        numbers=tuple(f"{number:,}" for number in numbers),
        href=rows_address(progress.area.code, progress.view.wanted, round=one.id) if opens else "",
    )
