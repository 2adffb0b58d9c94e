"""What an area shows its officials: the register, what was submitted, the titles held – three groups apart.

Everything comes from the maintained summary by a fixed number of statements, so it costs the same with ten
firms and with a million. Nothing here names a firm.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from assessments.schema.ladder import Ladder
from assessments.schema.questionnaire import Questionnaire
from assessments.schema.target import RecognitionKind
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import regions as queries
from backend.db.queries import snapshots as snapshot_queries
from backend.services import coverage
from backend.services.area_counts import Counts, Tally, questionnaires_in, unmatched
from backend.services.area_lines import Line, axis_lines, place_lines
from backend.services.area_rounds import RoundLine, round_lines
from backend.services.area_shares import Share, shares_of
from backend.services.area_targets import AreaTarget, area_targets
from backend.services.area_view import View, Wanted, view_of
from backend.services.areas import Area, Place, find_area
from backend.services.measures import FIRMS, SUBMITTED, UNCONFIRMED, UNITS, declared
from backend.services.peers import Peers, peers_of
from backend.services.snapshots import Published, latest

ALL_FIRMS = Wanted()
_BY_COUNTY = frozenset({"area", "group", "chain"})


@dataclass(frozen=True)
class AreaProgress:
    """Everything an area page prints.

    `kinds` are the titles of the ladder's rungs, `other_kinds` others on record; `questionnaires` those of
    which anything was submitted. Titles are exact on the view's day; the register and what firms declare are
    those of `snapshot`, or of today where that is None. `lines` break the numbers down by the view's axis;
    `unmatched` are titles, by kind, that no line by industry, size or 规上 can hold.
    """

    area: Area
    view: View
    questionnaire: Questionnaire
    ladder: Ladder
    questionnaires: frozenset[str]
    kinds: tuple[RecognitionKind, ...]
    other_kinds: tuple[RecognitionKind, ...]
    total: Counts
    lines: tuple[Line, ...]
    unmatched: Mapping[str, int]
    counties: Mapping[str, Counts]
    snapshot: Published | None
    rounds: tuple[RoundLine, ...]
    targets: tuple[AreaTarget, ...]
    shares: tuple[Share, ...]
    peers: Peers | None

    @property
    def as_of(self) -> date:
        """The day whose titles are counted."""
        return self.view.day

    @property
    def parts(self) -> tuple[tuple[Place, Counts], ...]:
        """The areas one step smaller with their numbers, or the area itself."""
        return tuple((Place(line.id, line.name), line.counts) for line in self.lines)


@dataclass(frozen=True)
class _Read:
    """What one transaction has read."""

    tally: Tally
    by_axis: Tally | None
    targets: tuple[AreaTarget, ...]
    questionnaires: frozenset[str]
    snapshot: Published | None
    rounds: tuple[RoundLine, ...]
    shares: tuple[Share, ...]
    peers: Peers | None


def area_progress(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, wanted: Wanted = ALL_FIRMS
) -> AreaProgress:
    """The progress of an area under the filters of its address.

    Raises NotFoundError outside the actor's area, InvalidInputError for a filter that means nothing.
    """
    area = find_area(catalogue, actor, code)
    view = view_of(catalogue, area, wanted)
    questionnaire = catalogue.questionnaire(view.questionnaire)
    ladder = catalogue.ladders[questionnaire.ladder]
    with database.read(actor) as session:
        found = _read(session, catalogue, view, ladder)
    total = found.tally.counts(view.counties)
    lines = (
        place_lines(catalogue, view, found.tally)
        if found.by_axis is None
        else axis_lines(catalogue, view, found.by_axis)
    )
    return AreaProgress(
        area=area,
        view=view,
        questionnaire=questionnaire,
        ladder=ladder,
        questionnaires=found.questionnaires,
        kinds=_kinds(catalogue, _of_rungs(ladder)),
        other_kinds=_kinds(catalogue, _others(catalogue, ladder, total)),
        total=total,
        lines=lines,
        unmatched=unmatched(total, (line.counts for line in lines)) if wanted.by in {"size", "scale"} else {},
        counties={county: found.tally.counts([county]) for county in view.counties},
        snapshot=found.snapshot,
        rounds=found.rounds,
        targets=found.targets,
        shares=found.shares,
        peers=found.peers,
    )


def _read(session: Session, catalogue: Catalogue, view: View, ladder: Ladder) -> _Read:
    numbers = coverage.read_on(session, view.where, view.day, view.slice)
    tally = Tally(ladder, view.questionnaire)
    snapshot = _snapshot(session, view)
    if snapshot is None:
        tally.add(numbers)
    else:
        tally.add(numbers, others=False)
        tally.add(snapshot_queries.numbers(session, snapshot.id, view.unfiltered), titles=False)
    campaigns = tally.rounds(view.counties)
    return _Read(
        tally=tally,
        by_axis=None if view.wanted.by in _BY_COUNTY else _by_axis(session, view, ladder),
        targets=area_targets(session, catalogue, view, ladder),
        questionnaires=questionnaires_in(numbers),
        snapshot=snapshot,
        rounds=round_lines(queries.rounds_named(session, campaigns), campaigns, ladder, view.day),
        shares=shares_of(session, catalogue, view),
        peers=peers_of(session, catalogue, view, ladder),
    )


def _snapshot(session: Session, view: View) -> Published | None:
    """The snapshot that stands for a past day; it holds all firms of a county and no slice of them."""
    if view.is_today or view.is_sliced or view.wanted.by not in _BY_COUNTY:
        return None
    return latest(session, view.day)


def _by_axis(session: Session, view: View, ladder: Ladder) -> Tally:
    axis = {"cluster": "c:", "division": "d:"}.get(view.wanted.by, view.wanted.by)
    numbers = coverage.by_axis(
        session,
        view.where,
        axis,
        view.day,
        industry=view.industry,
        size=view.size,
        above_scale=view.scale,
    )
    return Tally(ladder, view.questionnaire).add(numbers)


def summary_rows(database: Database, actor: Actor, catalogue: Catalogue, code: str) -> list[dict[str, Any]]:
    """The area's table for the command line: its parts and then the area itself, one flat record each.

    `recognised:<kind>` is None where no title of the kind is on record.
    """
    progress = area_progress(database, actor, catalogue, code)
    lines = [(place, counts) for place, counts in progress.parts if place != progress.area.place]
    return [
        _record(progress, place, counts) for place, counts in [*lines, (progress.area.place, progress.total)]
    ]


def _record(progress: AreaProgress, place: Place, counts: Counts) -> dict[str, Any]:
    kinds = (kind.id for kind in (*progress.kinds, *progress.other_kinds))
    return {
        "code": place.code,
        "name": place.name,
        "as_of": progress.as_of.isoformat(),
        "questionnaire": progress.questionnaire.id,
        FIRMS: counts.firms,
        UNITS: counts.units,
        UNCONFIRMED: counts.unconfirmed,
        SUBMITTED: counts.submitted,
        **{declared(level): number for level, number in counts.declared.items()},
        **{f"recognised:{kind}": counts.known(kind) for kind in kinds},
    }


def _of_rungs(ladder: Ladder) -> list[str]:
    """The kinds of titles of the ladder's rungs, lowest first."""
    return [level.recognition for level in ladder.levels if level.recognition is not None]


def _others(catalogue: Catalogue, ladder: Ladder, total: Counts) -> list[str]:
    """Other kinds on record in the area, in the order of the catalogue."""
    others = total.on_record.difference(_of_rungs(ladder))
    return [kind for kind in catalogue.recognition_kinds if kind in others]


def _kinds(catalogue: Catalogue, ids: Iterable[str]) -> tuple[RecognitionKind, ...]:
    return tuple(catalogue.recognition_kinds[kind] for kind in ids)
