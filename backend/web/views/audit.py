"""The audit in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from assessments.loader import Catalogue
from backend.services.areas import Area
from backend.services.audit import ACTIONS
from backend.services.audit_pages import EntryLine, EntryPage
from backend.services.publicity import area_name
from backend.web.language import _

SUBJECTS: Mapping[str, str] = {
    "submission": "提交",
    "evidence": "佐证",
    "publicity": "公示名单",
    "objection": "公示反映",
    "delegation": "委托",
    "import": "导入",
    "title": "称号",
    "round": "填报轮次",
    "firm": "企业",
    "unit": "单位",
    "figure": "数据",
    "candidates": "可申报清单",
    "trial": "测算",
    "titles": "称号名单",
    "snapshot": "快照",
    "region": "地区",
}


@dataclass(frozen=True)
class EntryRow:
    """One entry: `subject` in words with its id."""

    line: EntryLine
    who: str
    subject: str
    area: str


@dataclass(frozen=True)
class AuditPage:
    """Context of audit.html; `area` is None on the administrator's page."""

    area: Area | None
    rows: tuple[EntryRow, ...]
    actions: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    values: Mapping[str, str]
    here: str
    first_href: str
    next_href: str


def audit_page(
    catalogue: Catalogue, found: EntryPage, area: Area | None, *, action: str, before: int
) -> AuditPage:
    """Everything the page prints."""
    here = f"/regions/{area.code}/audit" if area else "/admin/audit"
    kept = {"action": action} if action else {}
    following = {**kept, "before": str(found.next)} if found.next else {}
    return AuditPage(
        area=area,
        rows=tuple(_row(catalogue, line) for line in found.lines),
        actions=(("", tuple((name, _(words)) for name, words in ACTIONS.items())),),
        values=kept,
        here=here,
        first_href=_address(here, kept) if before else "",
        next_href=_address(here, following) if following else "",
    )


def _row(catalogue: Catalogue, line: EntryLine) -> EntryRow:
    kind, _colon, name = line.subject.partition(":")
    subject = f"{_(SUBJECTS.get(kind, kind))} {name}".strip()
    return EntryRow(line, line.who or _("本机命令"), subject, _area(catalogue, line.area))


def _area(catalogue: Catalogue, code: str) -> str:
    try:
        return area_name(catalogue, code) if code else "—"
    except KeyError:  # a code that was given up since
        return code


def _address(path: str, values: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(values)}" if values else path
