"""The province's yearly grading list of service providers: imported as published, not reviewed anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from backend import clock
from backend.db.queries import provider_grades as queries
from backend.db.tables.base import new_id
from backend.db.tables.providers import ProviderGrade
from backend.imports import cells
from backend.imports.kind import (
    CHANGED,
    CREATED,
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
from backend.imports.options import EARLIEST_YEAR
from backend.imports.stored import short_key
from backend.services.providers.names import name_key

_NAME, _GRADE, _FIELD, _NOTICE = 100, 40, 100, 100
# Who was graded in which field and year is what a line is; these a corrected list may change.
_CHANGEABLE = ("grade", "notice")


@dataclass(frozen=True)
class Found:
    """The lines of the same years that stand, and the providers in the directory that may be meant."""

    standing: Sequence[ProviderGrade]
    codes: frozenset[str]
    names: frozenset[str]


class ProviderGrades:
    """A grading list; a line is about the provider with its code, or of its name where it has no code."""

    id = "provider-grades"
    name = "服务商分级名单"
    intro = (
        "按省级公布的年度服务商分级评价名单导入，一行一家一个方向。有统一社会信用代码的按代码对应，"
        "没有的按名称完全一致对应；尚未注册的先保留，注册并列入名录后自动对应。"
    )
    subject_is_firm = False
    columns = (
        Column("year", "年度", ("年份", "评价年度", "公布年度"), example="2025"),
        Column(
            "name",
            "服务商名称",
            ("单位名称", "企业名称", "机构名称", "服务机构名称", "名称"),
            required=True,
            example="某某智能科技有限公司",
        ),
        Column(
            "credit_code",
            "统一社会信用代码",
            ("信用代码", "社会信用代码", "统一信用代码", "统一代码"),
            note="18 位；名单没有的可不填",
        ),
        Column(
            "grade",
            "评价等级",
            ("等级", "分级", "级别", "评价结果", "星级"),
            required=True,
            example="A级",
        ),
        Column("field", "服务方向", ("方向", "服务领域", "领域", "类别", "专业方向"), example="智能制造"),
        Column("notice", "文号", ("公布文号", "公示文号", "发文字号"), example="浙经信〔2025〕1号"),
    )
    options = (
        Option("year", "整份名单的年度", "year", required=False, note="名单没有“年度”一列时填写。"),
        Option("notice", "整份名单的文号", required=False, note="名单没有“文号”一列时填写。"),
    )

    def look_up(self, session: Session, context: Context, lines: Sequence[Line]) -> Found:
        """What stands for the years of the lines, and whom their codes and names belong to."""
        years = {year for line in lines if (year := _year(context, line, [])) is not None}
        codes = {code for line in lines if (code := cells.code(line, "credit_code"))}
        names = {name_key(cells.words(line, "name")) for line in lines} - {""}
        listed = queries.listed_with(session, codes, names)
        return Found(
            standing=queries.of_years(session, years),
            codes=frozenset(code for code, _name, _key in listed),
            names=frozenset(key for _code, _name, key in listed),
        )

    def check(self, context: Context, line: Line) -> Checked:
        """Read a line and compare it with what stands."""
        problems: list[Problem] = []
        values: dict[str, Any] = {
            "year": _year(context, line, problems),
            "name": cells.text(line, "name", problems, longest=_NAME, required=True),
            "credit_code": cells.credit_code(line, "credit_code", problems, required=False),
            "grade": cells.text(line, "grade", problems, longest=_GRADE, required=True),
            "field": cells.text(line, "field", problems, longest=_FIELD),
            "notice": _notice(context, line, problems),
        }
        if problems:
            return Checked(problems=tuple(problems))
        found: Found = context.found
        row = next((one for one in found.standing if _is_same(one, values)), None)
        holder = values["credit_code"] or name_key(values["name"])
        key = short_key(f"{values['year']}|{holder}|{name_key(values['field'])}")
        notes = _notes(found, values)
        if row is None:
            return Checked(key, CREATED, new_id(), values, notes)
        changed = any(getattr(row, name) != values[name] for name in _CHANGEABLE)
        return Checked(key, CHANGED if changed else SAME, row.id, values, notes)

    def apply(self, session: Session, context: Context, checked: Checked) -> Done:
        """Enter a line, or correct the grade and the notice of one that stands."""
        values = dict(checked.values)
        row = session.get(ProviderGrade, checked.subject)
        if row is None:
            values["name_key"] = name_key(values["name"])[:_NAME]
            row = ProviderGrade(
                id=checked.subject, import_id=context.import_id, entered_at=context.now, **values
            )
            session.add(row)
            return Done(CREATED, row.id, after=_kept(row))
        before = _kept(row)
        for name in _CHANGEABLE:
            setattr(row, name, values[name])
        return Done(CHANGED, row.id, before=before, after=_kept(row))

    def finish(self, session: Session, context: Context) -> None:
        """Everything is written line by line."""

    def look_up_done(self, session: Session, context: Context, done: Sequence[Done]) -> None:
        """Lines are looked at one by one."""

    def undo(self, session: Session, context: Context, done: Done) -> Outcome:
        """Take a line out, or put back what a correction changed; not where a later list has corrected it."""
        del context
        row = session.get(ProviderGrade, done.subject)
        if row is None or _kept(row) != done.after:
            return STAYS
        if done.outcome == CREATED:
            session.delete(row)
        for name, value in done.before.items():
            setattr(row, name, value)
        return UNDONE


def _year(context: Context, line: Line, problems: list[Problem]) -> int | None:
    said = cells.year(line, "year", problems)
    if said is None and not cells.has(line, "year"):
        given = context.options.get("year", "")
        said = int(given) if given else None
        if said is None:
            problems.append(Problem("year", "没有填写年度，请补上，或在导入时填写整份名单的年度。"))
    if said is not None and not EARLIEST_YEAR <= said <= clock.today().year:
        problems.append(Problem("year", f"年度应在 {EARLIEST_YEAR} 至 {clock.today().year} 之间，请检查。"))
    return said


def _notice(context: Context, line: Line, problems: list[Problem]) -> str:
    said = cells.text(line, "notice", problems, longest=_NOTICE)
    notice = said or context.options.get("notice", "")
    if not notice and not any(problem.column == "notice" for problem in problems):
        problems.append(Problem("notice", "没有公布文号，请补上，或在导入时填写整份名单的文号。"))
    if len(notice) > _NOTICE:
        problems.append(Problem("notice", f"文号最多 {_NOTICE} 个字，请缩短。"))
    return notice


def _is_same(row: ProviderGrade, values: dict[str, Any]) -> bool:
    """Whether a line that stands is about the same provider, field and year."""
    if row.year != values["year"] or name_key(row.field) != name_key(values["field"]):
        return False
    if row.credit_code and values["credit_code"]:
        return bool(row.credit_code == values["credit_code"])
    return row.name_key == name_key(values["name"])[:_NAME]


def _notes(found: Found, values: dict[str, Any]) -> tuple[Problem, ...]:
    """What a person should know of a line: whether it finds its provider, and by what."""
    if values["credit_code"]:
        if values["credit_code"] in found.codes:
            return ()
        text = "名录中还没有这个代码的服务商，先按名单保留，列入名录后自动对应。"
    elif name_key(values["name"]) in found.names:
        text = "没有代码，按名称与名录中的服务商对应；同名的请核对。"
    else:
        text = "没有代码，名录中也没有同名的服务商，先按名单保留。"
    return (Problem("credit_code", text, is_note=True),)


def _kept(row: ProviderGrade) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _CHANGEABLE}
