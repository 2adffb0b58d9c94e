"""The list of titles an authority has published: who, what, batch, notice, from, to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from backend.auth.actor import region_prefix
from backend.db.queries import titles as queries
from backend.db.tables.firms import Unit
from backend.db.tables.titles import Recognition
from backend.imports import cells
from backend.imports.kind import (
    CHANGED,
    CREATED,
    REFUSED,
    SAME,
    STAYS,
    UNDONE,
    Checked,
    Column,
    Context,
    Done,
    Line,
    Option,
    Outcome,
    Problem,
)
from backend.imports.places import Places
from backend.imports.stored import short_key
from backend.imports.titles_reading import (
    Found,
    is_refused,
    kinds_of,
    read_place,
    read_title,
    told_about,
)
from backend.services import title_entry
from backend.services.errors import ConflictError
from backend.services.title_holders import name_key, same_thing, unit_for
from backend.services.titles import NewTitle

# What a corrected list may change of a title that stands: who holds what since when is what it is.
_CHANGEABLE = ("end_derived", "batch", "notice", "source")
_ELSEWHERE = (
    "同一持有单位的这项称号已由其他地区录入，没有改动。"
    "请核对所属县；确属本辖区的，请由上级主管部门导入或更正。"
)


class Titles:
    """A list of titles; a code is matched at once, a name only proposed to a person afterwards."""

    id = "titles"
    name = "认定名单"
    intro = (
        "按主管部门公布的名单导入。有统一社会信用代码的，与登记单位直接对应；没有代码的先按名单计数，"
        "再到“待对应”页逐条确认。重复导入同一名单不会重复计数。"
    )
    subject_is_firm = False
    columns = (
        Column(
            "kind", "称号", ("认定称号", "称号名称", "类别", "荣誉名称", "资质"), example="浙江省智能工厂"
        ),
        Column(
            "holder_name",
            "持有单位",
            ("企业名称", "单位名称", "申报单位", "认定企业", "企业全称", "名称"),
            example="某某机械有限公司",
        ),
        Column(
            "credit_code",
            "统一社会信用代码",
            ("信用代码", "社会信用代码", "统一信用代码", "统一代码"),
            example="91330200MA00000000",
            note="18 位；名单没有的可不填",
        ),
        Column(
            "project",
            "项目名称",
            ("车间名称", "工厂名称", "智能工厂名称", "数字化车间名称", "车间（工厂）名称"),
            example="某某数字化车间",
        ),
        Column(
            "county",
            "所属县",
            ("所在县", "所属县（市、区）", "县（市、区）", "县市区", "所属地区", "所在地", "地区"),
        ),
        Column("batch", "批次", ("认定批次",), example="2025年第一批"),
        Column("notice", "文号", ("公布文号", "认定文号", "发文字号")),
        Column(
            "start",
            "有效期起",
            ("起始日期", "认定日期", "公布日期", "发证日期", "有效期开始"),
            example="2025-03-01",
        ),
        Column("end", "有效期止", ("终止日期", "有效期至", "到期日期", "有效期截止", "截止日期")),
        Column("source", "来源", ("数据来源", "名单来源")),
    )
    options = (
        Option("source", "名单来源", note="公布文件或网页的名称与地址。"),
        Option(
            "kind", "整份名单的称号", required=False, note="名单没有“称号”一列时填写，如“浙江省智能工厂”。"
        ),
        Option("start", "整份名单的起始日期", "day", required=False, note="名单没有“有效期起”一列时填写。"),
        Option("notice", "整份名单的文号", required=False),
        Option(
            "end",
            "名单没有写有效期止时",
            "choice",
            note="按规定推算的终止日期会标明“推算”，不当作名单所写。",
            choices=(("open", "留空，不推算"), ("derive", "按该称号有出处的有效期推算，并标明")),
        ),
    )

    def look_up(self, session: Session, context: Context, lines: Sequence[Line]) -> Found:
        """The units with the lines' codes, and the titles of the lines' holders."""
        queries.hold(session)
        found = Found(Places(context.catalogue, context.area), kinds_of(context.catalogue))
        codes = {code for line in lines if (code := cells.code(line, "credit_code"))}
        for unit, firm in queries.units_with_codes(session, context.actor, codes):
            found.units.setdefault(firm.credit_code, []).append((unit, firm))
        names = {name_key(cells.words(line, "holder_name")) for line in lines} - {""}
        names |= {name_key(firm.name) for pairs in found.units.values() for _unit, firm in pairs}
        units = {unit.id for pairs in found.units.values() for unit, _firm in pairs}
        found.standing = queries.of_holders(session, names, codes, units)
        return found

    def check(self, context: Context, line: Line) -> Checked:
        """Read a line and compare it with the titles that stand."""
        found: Found = context.found
        problems: list[Problem] = []
        new, county_said = read_title(context, found, line, problems)
        units = found.units.get(new.credit_code, [])
        firm = units[0][1] if units else None
        if not new.holder_name and firm is not None:
            new = replace(new, holder_name=firm.name)
        if not new.holder_name and not told_about(problems, "holder_name"):
            problems.append(Problem("holder_name", "没有填写，且代码不是本辖区登记的单位，请补上单位名称。"))
        place = read_place(found, line, new, county_said, problems)
        if place.ask is not None and not is_refused(problems):
            return Checked(ask=place.ask, problems=tuple(problems))
        new = replace(new, county=place.code)
        if is_refused(problems):
            return Checked(problems=tuple(problems))
        return _compared(context, found, new, problems)

    def apply(self, session: Session, context: Context, checked: Checked) -> Done:
        """Enter a title, or correct what a list may correct."""
        new = _restored(checked.values)
        if checked.outcome == CREATED:
            found: Found = context.found
            row = title_entry.row_of(context.actor, new, _unit(found, new))
            row.id, row.import_id = checked.subject, context.import_id
            try:
                title_entry.add_row(session, row)
            except ConflictError:
                # An earlier line of the same block is about the same holder and days.
                return Done(REFUSED, "")
            return Done(CREATED, row.id, after=_kept(row))
        row = session.get_one(Recognition, checked.subject)
        before, days = _kept(row), title_entry.days_of(row)
        for name, value in _corrections(row, new).items():
            setattr(row, name, value)
        title_entry.move(session, row, days, row.unit_id)
        return Done(CHANGED, row.id, before=before, after=_kept(row))

    def finish(self, session: Session, context: Context) -> None:
        """Everything is written line by line."""

    def look_up_done(self, session: Session, context: Context, done: Sequence[Done]) -> None:  # noqa: ARG002
        """Titles are looked at one by one."""
        queries.hold(session)

    def undo(self, session: Session, context: Context, done: Done) -> Outcome:  # noqa: ARG002
        """Take a title out, or put back what a correction changed."""
        row = session.get(Recognition, done.subject)
        if row is None or _kept(row) != done.after:
            return STAYS
        if done.outcome == CREATED:
            title_entry.remove_title(session, row)
            return UNDONE
        days = title_entry.days_of(row)
        for name in _CHANGEABLE:
            setattr(row, name, done.before[name])
        row.end = date.fromisoformat(done.before["end"]) if done.before["end"] else None
        title_entry.move(session, row, days, row.unit_id)
        return UNDONE


# --- comparing ----------------------------------------------------------------------------------------------


def _unit(found: Found, new: NewTitle) -> Unit | None:
    units = [unit for unit, _firm in found.units.get(new.credit_code, [])]
    return unit_for(new.object, new.project, new.county, units)


def _compared(context: Context, found: Found, new: NewTitle, problems: list[Problem]) -> Checked:
    unit = _unit(found, new)
    row = title_entry.row_of(context.actor, new, unit)
    holder = new.credit_code or f"{new.county} {row.holder_key}"
    key = short_key(f"{new.kind}|{holder}|{name_key(new.project)}|{new.start.isoformat()}")
    others = [other for other in found.standing if _is_same_holder(row, other)]
    standing = next((one for one in others if one.start == row.start and same_thing(one, row)), None)
    if standing is not None and not standing.county.startswith(region_prefix(context.area)):
        return Checked(key, problems=(*problems, Problem("county", _ELSEWHERE)))
    if standing is not None:
        outcome: Outcome = CHANGED if _corrections(standing, new) else SAME
        return Checked(key, outcome, standing.id, _values(new), tuple(problems))
    overlap = title_entry.overlapping(row, others)
    if overlap is not None:
        text = (
            f"{row.holder_name}在{title_entry.span(overlap)}已有同一称号的记录，再导入会重复计数；"
            "请核对起止日期。"
        )
        return Checked(key, problems=(*problems, Problem("start", text)))
    problems += _told(found, new, unit)
    return Checked(key, CREATED, row.id, _values(new), tuple(problems))


def _is_same_holder(row: Recognition, other: Recognition) -> bool:
    """As `queries.same_holder`, among titles that were looked up for the whole block."""
    if row.kind != other.kind:
        return False
    named = other.holder_key or name_key(other.holder_name)
    return (
        (row.county == other.county and row.holder_key == named)
        or (row.unit_id is not None and row.unit_id == other.unit_id)
        or (bool(row.credit_code) and row.credit_code == other.credit_code)
    )


def _told(found: Found, new: NewTitle, unit: Unit | None) -> list[Problem]:
    """What a person should know of a title that is entered."""
    pairs = found.units.get(new.credit_code, [])
    if unit is None:
        text = (
            "代码在所列县没有登记单位，先按名单计数。"
            if new.credit_code
            else "没有代码，先按名单计数，再按名称逐条确认。"
        )
        return [Problem("credit_code", text, is_note=True)]
    firm = pairs[0][1]
    if name_key(firm.name) != name_key(new.holder_name):
        text = f"这个代码登记的单位是“{firm.name}”，与名单的名称不同；已按代码对应。"
        return [Problem("holder_name", text, is_note=True)]
    return []


def _corrections(row: Recognition, new: NewTitle) -> dict[str, Any]:
    """The fields that a list states otherwise than the title that stands; what it leaves open stays."""
    found: dict[str, Any] = {}
    for name in ("batch", "notice"):
        value = getattr(new, name)
        if value and value != getattr(row, name):
            found[name] = value
    # A derived end is no correction of anything; a printed one is of a derived one.
    if new.end is not None and not new.end_derived and (new.end != row.end or row.end_derived):
        found |= {"end": new.end, "end_derived": False}
    elif new.end is not None and row.end is None:
        found |= {"end": new.end, "end_derived": new.end_derived}
    if found and new.source != row.source:
        found["source"] = new.source
    return found


def _kept(row: Recognition) -> dict[str, Any]:
    """The fields by which an undo sees whether somebody has changed the title since."""
    return {
        "end": row.end.isoformat() if row.end else "",
        "end_derived": row.end_derived,
        "batch": row.batch,
        "notice": row.notice,
        "source": row.source,
        "revoked_on": row.revoked_on.isoformat() if row.revoked_on else "",
        "matched_by": row.matched_by,
        "unit_id": row.unit_id or "",
    }


def _values(new: NewTitle) -> dict[str, Any]:
    return {
        **vars(new),
        "start": new.start.isoformat(),
        "end": new.end.isoformat() if new.end else "",
    }


def _restored(values: Mapping[str, Any]) -> NewTitle:
    end = values["end"]
    days = {"start": date.fromisoformat(values["start"]), "end": date.fromisoformat(end) if end else None}
    return NewTitle(**{**values, **days})
