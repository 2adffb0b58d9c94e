"""What an area's page shows, as sheets of a workbook; the first one says what it is."""

from collections.abc import Iterator

from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend.services.area_counts import Counts
from backend.services.area_export import Sheet, Value
from backend.services.regions import AreaProgress
from backend.web.language import _
from backend.web.render import zh_date
from backend.web.views.area import source_words
from backend.web.views.area_address import filter_words
from backend.web.views.area_definitions import definitions
from backend.web.views.area_funnel import funnel_numbers
from backend.web.views.area_peers import peer_table
from backend.web.views.area_shares import share_lines
from backend.web.views.area_table import column_groups, figures, table_notes, total_words
from backend.web.views.area_targets import targets_view
from backend.web.views.area_trend import trend

DEMO = "演示数据：企业、答案、结果与认定记录均为合成，不代表任何真实企业或地区。"


def sheets(catalogue: Catalogue, progress: AreaProgress, *, is_demo: bool) -> list[Sheet]:
    """All sheets under the page's filters, in the order of the page."""
    label = (_(DEMO),) if is_demo else ()
    return [
        _about(catalogue, progress, label),
        _table(progress, label),
        _counties(catalogue, progress, label),
        Sheet(
            _("梯度分布"),
            label,
            ((_("环节"), _("确定"), _("可能")),),
            tuple(funnel_numbers(progress)),
        ),
        *_targets(catalogue, progress, label),
        *_trend(progress, label),
        *_peers(progress, label),
        *_shares(progress, label, is_demo=is_demo),
    ]


def _about(catalogue: Catalogue, progress: AreaProgress, label: tuple[str, ...]) -> Sheet:
    chosen = [words for _name, words in filter_words(catalogue, progress.view)]
    rows: list[tuple[Value, ...]] = [
        (_("地区"), progress.area.name),
        (_("评价"), zh(progress.questionnaire.title)),
        (_("统计日期"), zh_date(progress.as_of)),
        (_("筛选条件"), "；".join(chosen) or _("无")),
        *((_("数据日期"), words) for words in source_words(progress)),
        *((_("说明"), words) for words in table_notes(progress)),
    ]
    rows += [
        (_("口径：{heading}", heading=one.heading), sentence)
        for one in definitions()
        for sentence in one.sentences
    ]
    return Sheet(_("说明"), label, ((_("项目"), _("内容")),), tuple(rows))


def _head(progress: AreaProgress, first: str) -> tuple[tuple[str, ...], ...]:
    groups = column_groups(progress)
    above = [name for group in groups for name in (group.name, *[""] * (len(group.columns) - 1))]
    return (("", *above), (first, *(name for group in groups for name in group.columns)))


def _numbers(progress: AreaProgress, counts: Counts) -> tuple[Value, ...]:
    """The numbers of a line; a title that was never entered is an empty cell, not a zero."""
    return tuple(number for group in figures(progress, counts) for number, _query in group)


def _table(progress: AreaProgress, label: tuple[str, ...]) -> Sheet:
    head = _head(progress, _("分列"))
    rows = [(line.name, *_numbers(progress, line.counts)) for line in progress.lines]
    rows.append((total_words(progress), *_numbers(progress, progress.total)))
    return Sheet(_("分列表"), label, head, tuple(rows))


def _counties(catalogue: Catalogue, progress: AreaProgress, label: tuple[str, ...]) -> Sheet:
    """What the map is drawn from."""
    rows = tuple(
        (catalogue.city_of(code).name + catalogue.county(code).name, *_numbers(progress, counts))
        for code, counts in progress.counties.items()
    )
    return Sheet(_("各县（市、区）"), label, _head(progress, _("地区")), rows)


def _targets(catalogue: Catalogue, progress: AreaProgress, label: tuple[str, ...]) -> Iterator[Sheet]:
    view = targets_view(catalogue, progress)
    head = (
        _("指标"),
        _("本辖区"),
        _("范围"),
        _("目标"),
        _("期限"),
        _("计数口径"),
        _("预测"),
        _("分解"),
        _("出处"),
    )
    rows = tuple(
        (
            one.indicator,
            one.counted,
            one.scope,
            one.aim,
            one.horizon,
            one.basis,
            "".join(one.forecast),
            one.allotment,
            f"{one.source.title} {one.source.label}",
        )
        for one in (*view.cards, *view.lines)
    )
    if rows:
        yield Sheet(_("政策目标"), label, (head,), rows)


def _trend(progress: AreaProgress, label: tuple[str, ...]) -> Iterator[Sheet]:
    found = trend(progress)
    if not found.rows:
        return
    rungs = [level.id for level in progress.ladder.levels]
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            one.name,
            zh_date(one.opens_on),
            zh_date(one.closes_on),
            one.submitted,
            *(one.reached[name] for name in rungs),
        )
        for one in progress.rounds
    )
    head = (_("轮次"), _("开始"), _("截止"), *found.columns)
    yield Sheet(_("历轮变化"), label, (head,), rows)


def _peers(progress: AreaProgress, label: tuple[str, ...]) -> Iterator[Sheet]:
    found = peer_table(progress)
    if found is None or not found.rows:
        return
    rows = tuple((one.name, one.own, one.median, one.span) for one in found.rows)
    head = (_("指标"), progress.area.name, _("同类中位数"), _("同类中间一半"))
    yield Sheet(_("同类比较"), (*label, found.heading, found.rule), (head,), rows)


def _shares(progress: AreaProgress, label: tuple[str, ...], *, is_demo: bool) -> Iterator[Sheet]:
    rows = tuple(
        (one.area, one.registered, one.label, one.value, one.share or _("不计算"), one.source, one.note)
        for one in share_lines(progress, is_demo=is_demo)
    )
    head = (_("地区"), _("已登记企业"), _("总数口径"), _("总数"), _("占比"), _("来源"), _("说明"))
    if rows:
        yield Sheet(_("登记占比"), label, (head,), rows)
