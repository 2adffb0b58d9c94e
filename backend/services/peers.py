"""A county beside counties like it: medians and quartiles of the province's snapshot, nobody named or ranked.

Like a county are those that were in the same dated groups on the snapshot's day, and of them the nearest ten
by the number of firms on the register. Where fewer than five are in the same groups, the groups are left
aside; with fewer than five counties in all there is no comparison.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import quantiles

from sqlalchemy.orm import Session

from assessments.areas import members_of
from assessments.loader import Catalogue
from assessments.schema.ladder import Ladder
from backend.db.queries import snapshots as queries
from backend.services.area_counts import Counts, Tally
from backend.services.area_view import View
from backend.services.measures import REGISTER
from backend.services.snapshots import Published, latest

NEAREST = 10
FEWEST = 5

Value = Callable[[Counts, Ladder], float | None]


@dataclass(frozen=True)
class Measure:
    """What is compared; `is_share` for a percentage, which is left out where its base is zero."""

    id: str
    is_share: bool
    value: Value


@dataclass(frozen=True)
class PeerLine:
    """One measure: the county's own value and the quartiles of the others.

    `own` is None where it has no base; the quartiles are None where fewer than FEWEST others have one.
    """

    measure: Measure
    own: float | None
    low: float | None
    median: float | None
    high: float | None


@dataclass(frozen=True)
class Peers:
    """The comparison with `number` others, of the same groups unless `is_widened`; no lines with none."""

    snapshot: Published
    number: int
    is_widened: bool
    lines: tuple[PeerLine, ...]


def reached(counts: Counts, ladder: Ladder) -> int:
    """Units that are certain of the first rung or a higher one."""
    return sum(counts.declared[level.id] for level in ladder.levels)


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


MEASURES: tuple[Measure, ...] = (
    Measure("firms", is_share=False, value=lambda counts, _ladder: float(counts.firms)),
    Measure("submitted", is_share=True, value=lambda counts, _ladder: _share(counts.submitted, counts.units)),
    Measure(
        "reached",
        is_share=True,
        value=lambda counts, ladder: _share(reached(counts, ladder), counts.submitted),
    ),
    Measure(
        "recognised",
        is_share=False,
        value=lambda counts, ladder: float(
            sum(counts.recognised.get(level.recognition or "", 0) for level in ladder.levels)
        ),
    ),
)


def peers_of(session: Session, catalogue: Catalogue, view: View, ladder: Ladder) -> Peers | None:
    """A county's comparison in the last snapshot up to the view's day; None where there is none to use.

    At most two statements.
    """
    own = view.area.code
    snapshot = latest(session, view.day)
    if snapshot is None or not view.area.is_county or own in catalogue.zones:
        return None
    numbers = queries.numbers(session, snapshot.id, owners=(REGISTER, view.questionnaire))
    tally = Tally(ladder, view.questionnaire).add(numbers)
    codes = [county.code for city in catalogue.regions.cities for county in city.counties]
    counts = {code: tally.counts([code]) for code in codes}
    like, is_widened = _like(own, counts, _memberships(catalogue, codes, snapshot.as_of))
    lines = _lines(counts[own], [counts[code] for code in like], ladder) if like else ()
    return Peers(snapshot, len(like), is_widened, lines)


def _memberships(catalogue: Catalogue, codes: Sequence[str], day: date) -> Mapping[str, frozenset[str]]:
    """The dated groups (lists that replaced one another) that each county surely was in on a day."""
    lines = catalogue.regions.group_lines
    members = {line.id: members_of(catalogue, line.id, day).certain for line in lines}
    return {code: frozenset(group for group, inside in members.items() if code in inside) for code in codes}


def _like(
    own: str, counts: Mapping[str, Counts], memberships: Mapping[str, frozenset[str]]
) -> tuple[tuple[str, ...], bool]:
    """The counties to compare with, and whether the groups had to be left aside for it."""
    size = counts[own].firms
    others = sorted(
        (code for code, of_other in counts.items() if code != own and of_other.firms and size),
        key=lambda code: (abs(counts[code].firms - size), code),
    )
    same = [code for code in others if memberships[code] == memberships[own]]
    if len(same) >= FEWEST:
        return tuple(same[:NEAREST]), False
    return (tuple(others[:NEAREST]), True) if len(others) >= FEWEST else ((), True)


def _lines(own: Counts, others: Sequence[Counts], ladder: Ladder) -> tuple[PeerLine, ...]:
    return tuple(_line(measure, own, others, ladder) for measure in MEASURES)


def _line(measure: Measure, own: Counts, others: Sequence[Counts], ladder: Ladder) -> PeerLine:
    values = [value for each in others if (value := measure.value(each, ladder)) is not None]
    mine = measure.value(own, ladder)
    if len(values) < FEWEST:
        return PeerLine(measure, mine, None, None, None)
    low, median, high = quantiles(values, n=4, method="inclusive")
    return PeerLine(measure, mine, low, median, high)
