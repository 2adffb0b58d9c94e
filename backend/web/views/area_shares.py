"""Firms on the register beside published counts of firms, in words."""

from dataclasses import dataclass

from backend.services.area_shares import Share
from backend.services.regions import AreaProgress
from backend.web.language import _


@dataclass(frozen=True)
class ShareLine:
    """A published count and, where it may be shown, the share of it that is registered."""

    area: str
    label: str
    value: str
    source: str
    registered: str
    share: str
    provenance: str
    note: str


def share_lines(progress: AreaProgress, *, is_demo: bool) -> tuple[ShareLine, ...]:
    """No share of made-up firms in a real count."""
    return tuple(_line(one, is_demo=is_demo) for one in progress.shares)


def _line(one: Share, *, is_demo: bool) -> ShareLine:
    figure = one.figure
    number = f"{one.registered:,}"
    return ShareLine(
        area=one.place.name,
        label=_("{label}（{period}年）", label=figure.label, period=figure.period),
        value=_("原文印 {printed}", printed=figure.printed) if figure.value is None else f"{figure.value:,}",
        source=figure.source,
        registered=_("{number}（规上）", number=number) if one.is_above_scale else number,
        share=_share(one, is_demo=is_demo),
        provenance=figure.provenance.value if figure.provenance else "",
        note=figure.note,
    )


def _share(one: Share, *, is_demo: bool) -> str:
    """No share of made-up firms, of a figure its own source contradicts, or of a count of other firms."""
    figure = one.figure
    if is_demo or figure.value is None or not figure.is_share_base:
        return ""
    return f"{one.registered * 100 / figure.value:.2f}%"
