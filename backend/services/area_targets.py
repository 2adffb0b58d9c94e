"""The targets in force as an area stands toward them, and where its titles lead by their horizons."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from assessments.schema.ladder import Ladder
from assessments.schema.target import Target
from assessments.target_states import State
from backend.db.queries import coverage as queries
from backend.services.area_view import View
from backend.services.slices import ALL
from backend.services.target_progress import Progress, progress_of
from backend.services.title_counts import Way
from backend.services.title_trend import TitleTrend, title_trend

COUNTED = frozenset({"recognitions", "results", "series"})
"""Ways of measuring that cost the same for every area; facts of firms do not."""

_STEPS_OF: Mapping[Way, str] = {"in_force": "in_force", "ever": "granted", "in_period": "granted"}


@dataclass(frozen=True)
class AreaTarget:
    """A target with the area's progress; `trend` where titles count toward it from year to year.

    `is_of_ladder`: titles of the page's ladder count toward it.
    """

    progress: Progress
    trend: TitleTrend | None
    is_of_ladder: bool

    @property
    def target(self) -> Target:
        """The target."""
        return self.progress.target


def area_targets(
    session: Session, catalogue: Catalogue, view: View, ladder: Ladder
) -> tuple[AreaTarget, ...]:
    """Those in force on the view's day that are counted from maintained numbers, whatever else is filtered.

    What firms state as facts is counted on a page of its own: it costs more in a larger area.
    """
    wanted = [target.id for target in catalogue.targets.values() if target.measured in COUNTED]
    found = progress_of(session, catalogue, view.area, view.day, only=wanted)
    steps = _steps(session, view)
    of_rungs = {level.recognition for level in ladder.levels if level.recognition}
    return tuple(
        AreaTarget(one, _trend(one, steps, view.day), bool(of_rungs.intersection(one.target.recognitions)))
        for one in found.lines
        if one.standing.state is State.IN_FORCE and not one.target.restates
    )


Steps = Mapping[str, Mapping[str, Mapping[date, int]]]
"""What the steps count (in_force, granted), kind of title, day, number."""


def _steps(session: Session, view: View) -> Steps:
    found: dict[str, defaultdict[str, Counter[date]]] = {
        "in_force": defaultdict(Counter),
        "granted": defaultdict(Counter),
    }
    read = {"in_force": queries.steps, "granted": queries.grants}
    for name, lines in read.items():
        for words, number in lines(session, view.unfiltered, ALL):
            day, _, kind = words.partition(":")
            found[name][kind][date.fromisoformat(day)] += number
    return found


def _trend(progress: Progress, steps: Steps, day: date) -> TitleTrend | None:
    """None for what is counted by the year alone, for a group of counties, and for what is not on record."""
    titles, target = progress.titles, progress.target
    if titles is None or target.group is not None or titles.way not in _STEPS_OF:
        return None
    by_day: Counter[date] = Counter()
    for kind in target.recognitions:
        by_day.update(steps[_STEPS_OF[titles.way]].get(kind, {}))
    return title_trend(by_day, titles.counted, day, target.horizon, titles.since)
