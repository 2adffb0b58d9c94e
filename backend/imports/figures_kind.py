"""A list of official figures: how many firms, a published indicator, shares of a target."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from backend import clock
from backend.batch.cells import folded
from backend.db.queries import figures as queries
from backend.db.tables.register import AreaFigure
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
from backend.imports.places import Places
from backend.services import figure_rules, figures
from backend.services.areas import Area, find_area
from backend.services.errors import InvalidInputError
from backend.services.figure_rules import NewFigure

_LONG, _SHORT = 200, 80


@dataclass
class Found:
    """What the lines of a block are checked against."""

    area: Area
    places: Places
    named: Mapping[str, str]
    indicators: Mapping[str, str]
    standing: Mapping[tuple[str, str, str], AreaFigure] = field(default_factory=dict)


class Figures:
    """A list of figures of one kind; one that says something else than what counts takes its place."""

    subject_is_firm = False
    options = (
        Option("source", "数据来源", note="公布文件、公报或网页的名称与地址。"),
        Option("document", "文号", required=False, note="目标分解必填。"),
    )

    def __init__(self, kind: str, name: str, intro: str, indicator: Column) -> None:
        self.kind, self.id, self.name, self.intro = kind, f"figures-{kind}", name, intro
        self.columns = (
            indicator,
            Column(
                "area",
                "地区",
                ("行政区划", "地区名称", "县（市、区）", "市县"),
                required=True,
                example="余姚市",
            ),
            Column("period", "时期", ("年份", "年度", "时间"), required=True, example="2025"),
            Column("value", "数值", ("值", "数量", "目标值", "指标值"), required=True, example="1234"),
            Column("source", "来源", ("数据来源",)),
            Column("document", "文号", ("文件号", "下达文号")),
        )

    def look_up(self, session: Session, context: Context, lines: Sequence[Line]) -> Found:
        """The figures of the kind that count now."""
        del lines
        area = find_area(context.catalogue, context.actor, context.area)
        codes = [place.code for place in figure_rules.places(area)]
        rows = queries.standing(session, self.kind, areas=codes)
        return Found(
            area=area,
            places=Places(context.catalogue, context.area),
            named=_named(context.catalogue),
            indicators=_indicators(context.catalogue, self.kind),
            standing={(row.indicator, row.area, row.period): row for row in rows},
        )

    def check(self, context: Context, line: Line) -> Checked:
        """Read a line and compare it with the figure that counts."""
        found: Found = context.found
        problems: list[Problem] = []
        area, ask = _area(found, line, problems)
        indicator = _indicator(found, line, problems)
        unit = figure_rules.unit_of(context.catalogue, self.kind, indicator) if indicator else ""
        value = cells.number(line, "value", problems, unit, required=True)
        new = NewFigure(
            kind=self.kind,
            indicator=indicator,
            area=area,
            period=cells.words(line, "period").removesuffix("年度").removesuffix("年"),
            value="" if value is None else f"{value:f}",
            source=cells.text(line, "source", problems, longest=_LONG) or context.options.get("source", ""),
            document=cells.text(line, "document", problems, longest=_SHORT)
            or context.options.get("document", ""),
        )
        if ask is not None and not problems:
            return Checked(ask=ask)
        new = _checked(context, found, new, problems)
        if problems:
            return Checked(problems=tuple(problems))
        key = f"{self.kind}|{new.indicator}|{new.area}|{new.period}"
        row = found.standing.get((new.indicator, new.area, new.period))
        if row is None:
            return Checked(key, CREATED, "", vars(new))
        return Checked(key, SAME if figures.is_same(row, new) else CHANGED, row.id, vars(new))

    def apply(self, session: Session, context: Context, checked: Checked) -> Done:
        """Enter a figure; the one that counted so far stays on record."""
        new = NewFigure(**checked.values)
        row = figures.add(session, context.catalogue, context.actor, new, context.import_id)
        return Done(checked.outcome, row.id, before={"id": checked.subject}, after={"value": row.value})

    def finish(self, session: Session, context: Context) -> None:
        """Everything is written line by line."""

    def look_up_done(self, session: Session, context: Context, done: Sequence[Done]) -> None:
        """Figures are looked at one by one."""

    def undo(self, session: Session, context: Context, done: Done) -> Outcome:
        """Withdraw a figure, so that what stood before counts again; not where somebody has withdrawn it."""
        del context
        row = session.get(AreaFigure, done.subject)
        if row is None or row.withdrawn_at is not None:
            return STAYS
        row.withdrawn_at = clock.now()
        return UNDONE


FIGURES = (
    Figures(
        "denominator",
        "企业总数",
        "每行一个地区、一个年份、一种企业的数量，须有公布来源；没有公布的不填。",
        Column(
            "indicator", "统计口径", ("指标", "口径", "企业类型"), required=True, example="规模以上工业企业"
        ),
    ),
    Figures(
        "series",
        "官方数列",
        "每行一个已公布的指标值：指标、地区、时期、数值。本站自己数出来的数不在此列。",
        Column("indicator", "指标", ("指标名称", "数列"), required=True),
    ),
    Figures(
        "allocation",
        "目标分解",
        "每行一个地区承担的一项目标值；须有下达分解表的文号，否则不列分地区目标。",
        Column(
            "indicator",
            "目标",
            ("目标编号", "指标", "目标名称"),
            required=True,
            note="目标登记册中的编号或名称",
        ),
    ),
)


def _named(catalogue: Catalogue) -> dict[str, str]:
    """The province and its cities by name and code."""
    regions = catalogue.regions
    found = {regions.code: regions.code, regions.name: regions.code, "全省": regions.code}
    for city in regions.cities:
        short = city.name.removesuffix("市")
        for name in (city.code, city.name, short, f"{regions.name}{city.name}", f"{city.name}本级"):
            found[name] = city.code
    return found


def _indicators(catalogue: Catalogue, kind: str) -> dict[str, str]:
    """Indicators by id and by name; a name that several have is none."""
    known = figure_rules.indicators(catalogue, kind)
    names: dict[str, list[str]] = {}
    for name, words in known.items():
        names.setdefault(_plain(words), []).append(name)
    single = {words: ids[0] for words, ids in names.items() if len(ids) == 1}
    return {**single, **{name: name for name in known}}


def _plain(words: str) -> str:
    return folded(words).replace(" ", "")


def _indicator(found: Found, line: Line, problems: list[Problem]) -> str:
    said = cells.words(line, "indicator")
    name = found.indicators.get(said, "")
    if not name:
        text = f"没有登记“{said[:40]}”，请按页面上列出的名称或编号填写。" if said else "没有填写，请补上。"
        problems.append(Problem("indicator", text))
    return name


def _area(found: Found, line: Line, problems: list[Problem]) -> tuple[str, Any]:
    said = cells.words(line, "area")
    if not said:
        problems.append(Problem("area", "没有填写地区，请补上。"))
        return "", None
    if said in found.named:
        return found.named[said], None
    there = found.places.read(said, "area", clock.today().year, line.answer, problems)
    return there.code, there.ask


def _checked(context: Context, found: Found, new: NewFigure, problems: list[Problem]) -> NewFigure:
    """The figure in its normal form; what is wrong with it is added, once for each column."""
    try:
        return figure_rules.checked(context.catalogue, found.area, new)
    except InvalidInputError as error:
        told = {problem.column for problem in problems}
        problems += [Problem(name, text) for name, text in error.fields.items() if name not in told]
        return new
