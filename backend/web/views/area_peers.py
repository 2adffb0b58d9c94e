"""A county beside counties like it, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.services.peers import FEWEST, NEAREST, PeerLine, Peers
from backend.services.regions import AreaProgress
from backend.web.language import _
from backend.web.render import zh_date

NAMES: Mapping[str, str] = {
    "firms": "登记企业（家）",
    "submitted": "已提交自评占已确认单位",
    "reached": "自评达到首档及以上占已提交",
    "recognised": "本梯度有效认定称号（项）",
}

NO_VALUE = "—"


@dataclass(frozen=True)
class PeerRow:
    """One measure: the county's own value, the median and the middle half of the others."""

    name: str
    own: str
    median: str
    span: str


@dataclass(frozen=True)
class PeerTable:
    """The comparison; `problem` says why there is none."""

    heading: str
    rule: str
    rows: tuple[PeerRow, ...]
    problem: str


def peer_table(progress: AreaProgress) -> PeerTable | None:
    """None for a province or city: only counties are compared."""
    if not progress.area.is_county or progress.area.is_zone:
        return None
    peers = progress.peers
    if peers is None:
        return PeerTable("", "", (), _("省级尚未发布统计快照，暂不能与同类县（市、区）比较。"))
    heading = _("统计快照“{name}”，{day}", name=peers.snapshot.name, day=zh_date(peers.snapshot.as_of))
    if not peers.lines:
        problem = _("登记企业数可比的县（市、区）不足 {least} 个，不作比较。", least=FEWEST)
        return PeerTable(heading, "", (), problem)
    return PeerTable(heading, _rule(peers), tuple(_row(line) for line in peers.lines), "")


def _rule(peers: Peers) -> str:
    chosen = _("登记企业数与本地最接近的 {number} 个县（市、区）", number=peers.number)
    if peers.is_widened:
        among = _("山区海岛县等分组相同的不足 {least} 个，已放宽到全省", least=FEWEST)
    else:
        among = _("是否属于山区海岛县等按日期认定的分组与本地相同")
    return _(
        "同类地区为快照当日{chosen}（最多 {most} 个），{among}；只列中位数和四分位数，不列名称，不排名。",
        chosen=chosen,
        most=NEAREST,
        among=among,
    )


def _row(line: PeerLine) -> PeerRow:
    own, low, median, high = (
        _value(value, is_share=line.measure.is_share)
        for value in (line.own, line.low, line.median, line.high)
    )
    return PeerRow(
        name=_(NAMES[line.measure.id]),
        own=own,
        median=median,
        span=_("{low} 至 {high}", low=low, high=high) if line.median is not None else NO_VALUE,
    )


def _value(value: float | None, *, is_share: bool) -> str:
    if value is None:
        return NO_VALUE
    if is_share:
        return f"{value:.1f}%"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
