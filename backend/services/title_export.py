"""The titles of an area as a workbook, in the columns that an import reads; taken out on record."""

from collections.abc import Mapping

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import Actor, region_prefix
from backend.db.engine import Database
from backend.db.queries import titles as queries
from backend.db.queries.titles import TitleFilter
from backend.services import audit
from backend.services.areas import find_area
from backend.services.sheet_out import Heading, Value, workbook
from backend.services.title_holders import OBJECTS
from backend.services.titles import TitleLine, TitleState, line_of

STATES: Mapping[TitleState, str] = {
    "in_force": "有效",
    "ending": "有效（半年内到期）",
    "ahead": "尚未起算",
    "over": "已到期",
    "revoked": "已撤销",
}
_HEADINGS = (
    Heading("称号", 26),
    Heading("持有单位", 34),
    Heading("统一社会信用代码", 22),
    Heading("项目名称", 26),
    Heading("所属县", 14),
    Heading("批次", 16),
    Heading("文号", 22),
    Heading("有效期起", 12),
    Heading("有效期止", 12),
    Heading("终止日期推算", 14),
    Heading("撤销日期", 12),
    Heading("状态", 18),
    Heading("授予对象", 12),
    Heading("与登记单位对应", 16),
    Heading("来源", 50),
    Heading("录入人", 12),
)


def title_workbook(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, wanted: TitleFilter
) -> bytes:
    """Every title of the area that passes the filter. Raises NotFoundError outside the actor's area."""
    area, day = find_area(catalogue, actor, code), clock.today()
    with database.write(actor) as session:
        rows = [
            _row(line_of(catalogue, row, day), name)
            for row, name in queries.every(session, actor, region_prefix(code), wanted=wanted, day=day)
        ]
        audit.record(session, actor, "export", f"titles:{code}", code)
    note = f"{area.name}认定称号，截至 {day.isoformat()}，共 {len(rows)} 项"
    return workbook("认定称号", _HEADINGS, rows, (note,))


def _row(line: TitleLine, name: str) -> tuple[Value, ...]:
    return (
        line.kind,
        line.holder_name,
        line.credit_code,
        line.project,
        line.county,
        line.batch,
        line.notice,
        line.start,
        line.end,
        "推算" if line.end_derived else "",
        line.revoked_on,
        STATES[line.state],
        OBJECTS[line.object],
        "已对应" if line.on_register else "不对应" if line.is_left else "待对应",
        line.source,
        name,
    )
