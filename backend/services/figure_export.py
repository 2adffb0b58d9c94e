"""The official figures of an area as a workbook."""

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries.figures import FigureFilter
from backend.services.areas import find_area
from backend.services.figure_rules import KINDS
from backend.services.figures import STATUSES, FigureLine, all_figures
from backend.services.sheet_out import Heading, Value, workbook

_HEADINGS = (
    Heading("种类", 18),
    Heading("指标", 44),
    Heading("地区", 14),
    Heading("时期", 10),
    Heading("数值", 14),
    Heading("单位", 12),
    Heading("来源", 50),
    Heading("文号", 24),
    Heading("状态", 14),
    Heading("录入日期", 12),
    Heading("录入人", 12),
)


def figure_workbook(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, wanted: FigureFilter
) -> bytes:
    """Every figure that passes the filter. Raises NotFoundError outside the actor's area."""
    area = find_area(catalogue, actor, code)
    rows = [_row(line) for line in all_figures(database, actor, catalogue, code, wanted)]
    note = f"{area.name}官方数据，{clock.today().isoformat()} 导出，共 {len(rows)} 行"
    return workbook("官方数据", _HEADINGS, rows, (note,))


def _row(line: FigureLine) -> tuple[Value, ...]:
    return (
        KINDS[line.kind],
        line.indicator,
        line.area,
        line.period,
        # As text: a decimal keeps the digits it was published with.
        line.value,
        line.unit,
        line.source,
        line.document,
        STATUSES[line.status],
        clock.local(line.entered_at).date(),
        line.entered_by,
    )
