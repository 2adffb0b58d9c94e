"""The figures at the head of an area's page: how many firms, where they stand, what was verified and held."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.schema.common import zh
from backend.services.peers import reached
from backend.services.regions import AreaProgress
from backend.web.language import _
from backend.web.views.area_address import rows_address
from backend.web.views.area_table import figure_href


@dataclass(frozen=True)
class Stat:
    """One figure: which group of data it belongs to, its words, its rows and its definition."""

    group: str
    name: str
    number: str
    unit: str
    note: str
    href: str
    definition: str


def stats(progress: AreaProgress) -> tuple[Stat, ...]:
    """The figures under the page's filters, in the order in which they are read."""
    return tuple(_stats(progress))


def _stats(progress: AreaProgress) -> Iterator[Stat]:
    counts, ladder = progress.total, progress.ladder
    first = ladder.levels[0]
    verified = sum(counts.verified[level.id] for level in ladder.levels)
    yield Stat(
        group=_("登记"),
        name=_("登记企业"),
        number=f"{counts.firms:,}",
        unit=_("家"),
        note=_("另有 {number} 个单位待确认", number=f"{counts.unconfirmed:,}") if counts.unconfirmed else "",
        href=_href(progress, counts.firms, state="confirmed", firms="1"),
        definition="register",
    )
    yield Stat(
        group=_("自评"),
        name=_("已提交自评"),
        number=f"{counts.submitted:,}",
        unit=_("个单位"),
        note=_("占已确认单位 {share}", share=f"{100 * counts.submitted / counts.units:.1f}%")
        if counts.units
        else "",
        href=_href(progress, counts.submitted, state="submitted"),
        definition="declared",
    )
    yield Stat(
        group=_("自评"),
        name=_("自评达到{level}及以上", level=zh(first.name)),
        number=f"{reached(counts, ladder):,}",
        unit=_("个单位"),
        note=_("企业自报，按确定等级"),
        href=_href(progress, reached(counts, ladder), reach=first.id),
        definition="declared",
    )
    yield Stat(
        group=_("核验"),
        name=_("现场核查达到{level}及以上", level=zh(first.name)),
        number=f"{verified:,}",
        unit=_("个单位"),
        note=_("以登记的现场核查记录为准"),
        href="",
        definition="verified",
    )
    if progress.kinds:
        yield _recognised(progress)


def _recognised(progress: AreaProgress) -> Stat:
    kinds = [kind.id for kind in progress.kinds]
    known = [progress.total.known(kind) for kind in kinds]
    number = sum(each for each in known if each is not None)
    has_record = any(each is not None for each in known)
    return Stat(
        group=_("认定"),
        name=_("本梯度有效认定称号"),
        number=f"{number:,}" if has_record else "—",
        unit=_("项") if has_record else "",
        note="" if has_record else _("尚无认定数据"),
        href=figure_href(progress, (progress.area.code, {}), {"kind": kinds[0]}) if len(kinds) == 1 else "",
        definition="recognised",
    )


def _href(progress: AreaProgress, number: int, **query: str) -> str:
    if not number or progress.snapshot is not None:
        return ""
    return rows_address(progress.area.code, progress.view.wanted, **query)
