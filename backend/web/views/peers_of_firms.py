"""A unit beside firms like it, and one published group, in words and pictures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from urllib.parse import urlencode

from assessments.catalogue import Catalogue
from assessments.schema.common import zh
from backend import clock
from backend.services.peers_of_firms.comparison import Comparison
from backend.services.peers_of_firms.groups import LEVELS, WORDS
from backend.services.peers_of_firms.published import (
    THRESHOLDS,
    Distribution,
    PublishedGroup,
    band_of,
)
from backend.web.language import _
from backend.web.render import zh_date
from backend.web.unit_nav import UnitNav

STRIP_WIDTH, STRIP_HEIGHT = 200, 40
"""The picture of a distribution, in units of its view box."""
FLOOR = 6
"""Room below the bars for the mark of the own band."""
HALF = 500
WHOLE = 1000


@dataclass(frozen=True)
class Bar:
    """One band: its place and height, whether the own share lies in it."""

    x: int
    y: int
    width: int
    height: int
    is_own: bool


@dataclass(frozen=True)
class Strip:
    """The distribution of one dimension: `own_x` is where the own share stands, None without one."""

    bars: tuple[Bar, ...]
    own_x: int | None
    text: str
    width: int = STRIP_WIDTH
    height: int = STRIP_HEIGHT


@dataclass(frozen=True)
class DimensionRow:
    """One dimension of a table: own share, place among the firms, the middle half, and the bands."""

    id: str
    name: str
    own: str
    place: str
    middle: str
    strip: Strip | None
    bands: tuple[str, ...]
    firms: int | None


@dataclass(frozen=True)
class WideningStep:
    """One level of the rule: passed over, chosen or not needed."""

    rule: str
    group: str
    state: str
    mark: str


@dataclass(frozen=True)
class Amount:
    """A published mean."""

    label: str
    group: str
    mean: int
    firms: int
    dated: date


@dataclass(frozen=True)
class GroupTable:
    """A published group in full."""

    name: str
    firms: int
    as_of: date
    dated: str
    rows: tuple[DimensionRow, ...]
    band_names: tuple[str, ...]
    amounts: tuple[Amount, ...]
    has_own: bool


@dataclass(frozen=True)
class Link:
    """A choice of the page."""

    name: str
    href: str
    is_current: bool


@dataclass(frozen=True)
class PeersPage:
    """Context of peers/unit.html. `basis` says what the own shares are from, empty where there is nothing."""

    nav: UnitNav
    title: str
    questionnaires: tuple[Link, ...]
    start: str
    basis: str
    is_draft: bool
    summary: str
    steps: tuple[WideningStep, ...]
    table: GroupTable | None


def peers_page(catalogue: Catalogue, found: Comparison) -> PeersPage:
    """Everything the page of a unit prints."""
    here = f"/units/{found.unit_id}/peers"
    names = dict.fromkeys((*found.questionnaires, found.questionnaire))
    table = group_table(catalogue, found.group, found.own) if found.group else None
    return PeersPage(
        nav=UnitNav(found.unit_id, found.unit_name, found.firm_id, found.firm_name),
        title=zh(catalogue.questionnaire(found.questionnaire).title),
        questionnaires=tuple(
            Link(
                zh(catalogue.questionnaire(name).title),
                f"{here}?{urlencode({'questionnaire': name})}",
                name == found.questionnaire,
            )
            for name in names
        ),
        start=f"/firms/{found.firm_id}",
        basis=_basis(found),
        is_draft=found.basis is not None and found.basis.is_draft,
        summary=_summary(found),
        steps=tuple(_steps(found)),
        table=table,
    )


def _basis(found: Comparison) -> str:
    basis = found.basis
    if basis is None:
        return ""
    if basis.submitted_at is None:
        return _("正在填写的自评（预览，只有本企业看得到）")
    day = zh_date(clock.local(basis.submitted_at).date())
    return _("{day}的提交（编号 {number}）", day=day, number=basis.reference)


def _summary(found: Comparison) -> str:
    """In how many dimensions the unit is surely in the upper or the lower half."""
    if found.group is None or not found.own:
        return ""
    spans = [one.below(found.own[name]) for name, one in found.group.dimensions.items() if name in found.own]
    upper = sum(low >= HALF for low, _high in spans)
    lower = sum(high <= HALF for _low, high in spans)
    return _(
        "可比的 {number} 个能力域中，{upper} 个高于一半以上的同类企业，{lower} 个低于一半以上的同类企业，"
        "其余 {rest} 个在中间，取整后的数据分不出高低。",
        number=len(spans),
        upper=upper,
        lower=lower,
        rest=len(spans) - upper - lower,
    )


def _steps(found: Comparison) -> Iterator[WideningStep]:
    group, passed = found.group, True
    for level in LEVELS:
        if level not in found.groups:
            yield WideningStep(_(WORDS[level]), "", "skipped", _("企业规模未知，跳过"))
            continue
        name = found.groups[level]
        if group is not None and level == group.level:
            passed = False
            yield WideningStep(_(WORDS[level]), name, "chosen", _("采用"))
        elif passed:
            yield WideningStep(_(WORDS[level]), name, "skipped", _("没有单独公布"))
        else:
            yield WideningStep(_(WORDS[level]), name, "spare", _("不需要"))


def group_table(
    catalogue: Catalogue, group: PublishedGroup, own: Mapping[str, int] | None = None
) -> GroupTable:
    """A published group with the own shares (permille by dimension) where there are any."""
    own = own or {}
    version = catalogue.questionnaires.get(group.version) or catalogue.questionnaire(group.questionnaire)
    same = group.oldest == group.dated
    return GroupTable(
        name=group.name,
        firms=group.firms,
        as_of=group.as_of,
        dated=zh_date(group.dated)
        if same
        else _("{oldest}至{newest}", oldest=zh_date(group.oldest), newest=zh_date(group.dated)),
        rows=tuple(
            _row(domain.id, zh(domain.name), group.dimensions.get(domain.id), own.get(domain.id))
            for domain in version.domains
        ),
        band_names=_band_names(),
        amounts=tuple(
            Amount(zh(catalogue.facts[one.fact].label), one.name, one.mean, one.firms, one.dated)
            for one in group.money.values()
        ),
        has_own=bool(own),
    )


def _row(name: str, label: str, shown: Distribution | None, own: int | None) -> DimensionRow:
    if shown is None:
        return DimensionRow(name, label, _percent(own), _("未公布：填报的企业不足 10 家"), "", None, (), None)
    return DimensionRow(
        id=name,
        name=label,
        own=_percent(own),
        place="" if own is None else _place(shown, own),
        middle=_middle(shown),
        strip=_strip(label, shown, own),
        bands=tuple(f"{round(band / 10)}%" for band in shown.bands),
        firms=shown.firms,
    )


def _percent(share: int | None) -> str:
    return "" if share is None else f"{share // 10}%"


def _place(shown: Distribution, own: int) -> str:
    """Above how many of the firms, in steps of five per cent, rounded outwards."""
    low, high = shown.below(own)
    least, most = low // 50 * 5, -(-high // 50) * 5
    if least <= 0 and most >= WHOLE // 10:
        return _("组内企业太少，取整后看不出位置")
    if least <= 0:
        return _("最多高于 {most}% 的同类企业", most=most)
    if most >= WHOLE // 10:
        return _("至少高于 {least}% 的同类企业", least=least)
    return _("约高于 {least}%–{most}% 的同类企业", least=least, most=most)


def _middle(shown: Distribution) -> str:
    """Between which shares the middle half of the firms lies, by bands."""
    first, last = shown.place(WHOLE // 4), shown.place(WHOLE * 3 // 4 - 1)
    edges = (0, *THRESHOLDS, WHOLE)
    return f"{edges[first] // 10}%–{edges[last + 1] // 10}%"


def _strip(label: str, shown: Distribution, own: int | None) -> Strip:
    bands = shown.bands
    width, top, room = STRIP_WIDTH // len(bands), max(bands), STRIP_HEIGHT - FLOOR
    mine = -1 if own is None else band_of(own)
    bars = []
    for place, band in enumerate(bands):
        height = max(round(room * band / top), 1) if band else 0
        bars.append(Bar(place * width + 1, room - height, width - 2, height, place == mine))
    most = bands.index(top)
    edges = (0, *THRESHOLDS, WHOLE)
    text = _(
        "{label}：得分率在 {low}%–{high}% 的企业最多，约占 {share}%",
        label=label,
        low=edges[most] // 10,
        high=edges[most + 1] // 10,
        share=round(top / 10),
    )
    return Strip(tuple(bars), None if own is None else mine * width + width // 2, text)


def _band_names() -> tuple[str, ...]:
    edges = [0, *(threshold // 10 for threshold in THRESHOLDS), 100]
    return tuple(f"{low}–{high}%" for low, high in pairwise(edges))
