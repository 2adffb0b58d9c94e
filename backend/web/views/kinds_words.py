"""What pages of kinds say alike: percentages, and why there are so many kinds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backend.services.kinds_of_firms.contents import StoredKinds, TrialContent
from backend.web.kinds_charts import Cloud, cloud
from backend.web.language import _
from scoring.kinds import Floats, View
from scoring.slopes import places_on

WHOLE = 100
TENS = 10


@dataclass(frozen=True)
class TrialRow:
    """One number of cells that was tried and the kinds left of them, in words."""

    cells: int
    number: int
    stability: str
    silhouette: str
    smallest: str
    verdict: str


@dataclass(frozen=True)
class Evidence:
    """Why there are so many kinds, or none; `views` are the two ways of looking, each with its rows."""

    summary: str
    views: tuple[tuple[str, tuple[TrialRow, ...]], ...]


def percent(share: float) -> int:
    """A share between 0 and 1 in whole percent."""
    return round(float(share) * WHOLE)


def percents(shares: Floats | Sequence[float]) -> list[int | None]:
    """Shares in whole percent, None where nothing is asked."""
    return [None if np.isnan(share) else percent(share) for share in shares]


def about(units: int) -> str:
    """A number of units of the whole province as others may read it: in tens."""
    return _("约 {number}", number=f"{units // TENS * TENS:,}")


def evidence(model: StoredKinds) -> Evidence:
    """The trials, by view; the ways of cutting that were taken are marked."""
    chosen = None
    if model.has_kinds:
        chosen = (model.content.view, len(model.content.cells), len(model.content.names))
        how = _("得分率本身") if model.content.view is View.SHARES else _("强弱搭配")
        summary = _("按{how}分为 {number} 类，各项检验都通过。", how=how, number=chosen[2])
    else:
        summary = _("两种看法、从 2 块试到 8 块，没有一种分法通过全部检验：多数并成了一整片。")
    views = (
        (_("按得分率本身分"), View.SHARES),
        (_("按强弱搭配分（各域得分率减去自身平均，整体高低不计）"), View.SHAPE),
    )
    return Evidence(
        summary,
        tuple(
            (name, tuple(_row(one, chosen) for one in model.evidence.trials if one.view is view))
            for name, view in views
        ),
    )


def cloud_of(model: StoredKinds) -> Cloud | None:
    """The cloud of sampled units, with the centres of the kinds where there are any."""
    content = model.content
    if not model.has_kinds:
        return cloud(content.points, [])
    places = places_on(content.slope.slope, content.kinds.profiles)
    return cloud(content.points, [(float(x), float(y)) for x, y in places])


def _row(trial: TrialContent, chosen: tuple[View, int, int] | None) -> TrialRow:
    is_cut = trial.number > 1
    if chosen == (trial.view, trial.cells, trial.number):
        verdict = _("采用")
    elif not is_cut:
        verdict = _("连成一片")
    else:
        verdict = _("可行，未采用") if trial.admitted else _("未通过")
    return TrialRow(
        cells=trial.cells,
        number=trial.number,
        stability=f"{trial.stability:.2f}" if is_cut else "—",
        silhouette=f"{trial.silhouette:.2f}" if is_cut else "—",
        smallest=f"{percent(trial.smallest)}%" if is_cut else "—",
        verdict=verdict,
    )
