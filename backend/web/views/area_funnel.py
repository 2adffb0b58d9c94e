"""From the register up the ladder: units that are certain of each rung, and that may have reached it."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.schema.common import zh
from backend.services.area_counts import Counts
from backend.services.area_view import Wanted
from backend.services.regions import AreaProgress
from backend.web.language import _
from backend.web.views.area_address import rows_address

TRACK = 240
"""Length of the longest bar, in SVG units."""


@dataclass(frozen=True)
class FunnelStep:
    """One step: certain and possible numbers, the lengths of their bars, the share of those submitted."""

    name: str
    certain: str
    possible: str
    share: str
    bar: int
    band: int
    href: str
    possible_href: str


@dataclass(frozen=True)
class Funnel:
    """The steps, each a row of a table with its bar; `track` is the width of the drawing."""

    steps: tuple[FunnelStep, ...]
    track: int
    has_possible: bool


def funnel(progress: AreaProgress) -> Funnel:
    """The funnel under the page's filters."""
    counts = progress.total
    has_possible = counts.submitted > 0 and sum(counts.possible.values()) == counts.submitted
    longest = max(counts.units, counts.submitted, 1)
    return Funnel(tuple(_steps(progress, longest, has_possible=has_possible)), TRACK, has_possible)


def funnel_numbers(progress: AreaProgress) -> Iterator[tuple[str, int, int | None]]:
    """The same as numbers: the step, certain, possible."""
    for step in funnel(progress).steps:
        possible = int(step.possible.replace(",", "")) if step.possible else None
        yield step.name, int(step.certain.replace(",", "")), possible


def _steps(progress: AreaProgress, longest: int, *, has_possible: bool) -> Iterator[FunnelStep]:
    counts, wanted = progress.total, progress.view.wanted
    for name, number, state in (
        (_("已确认单位"), counts.units, "confirmed"),
        (_("已提交自评"), counts.submitted, "submitted"),
    ):
        share = _share(counts.submitted, counts.units) if state == "submitted" else ""
        words = _("占已确认单位 {share}", share=share) if share else ""
        href = _href(progress, wanted, number, state=state)
        yield FunnelStep(name, f"{number:,}", "", words, _length(number, longest), 0, href, "")
    levels = progress.ladder.level_ids
    for rank, level in enumerate(progress.ladder.levels, start=1):
        certain = _reached(counts, levels[rank:])
        possible = sum(counts.possible[one] for one in levels[rank:]) if has_possible else certain
        share = _share(certain, counts.submitted)
        yield FunnelStep(
            name=_("自评达到{level}及以上", level=zh(level.name)),
            certain=f"{certain:,}",
            possible=f"{possible:,}" if has_possible else "",
            share=_("占已提交 {share}", share=share) if share else "",
            bar=_length(certain, longest),
            band=_length(possible, longest),
            href=_href(progress, wanted, certain, reach=level.id),
            possible_href=_href(progress, wanted, possible, may=level.id),
        )


def _reached(counts: Counts, levels: tuple[str, ...]) -> int:
    return sum(counts.declared[level] for level in levels)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else ""


def _length(number: int, longest: int) -> int:
    """At least one unit for what is not nothing, so that it can be seen."""
    return max(1, round(TRACK * number / longest)) if number else 0


def _href(progress: AreaProgress, wanted: Wanted, number: int, **query: str) -> str:
    if not number or progress.snapshot is not None:
        return ""
    return rows_address(progress.area.code, wanted, **query)
