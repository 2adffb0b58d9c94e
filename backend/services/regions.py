"""What an area shows its officials: the register, what was submitted, the titles held – three groups apart.

Everything comes from the maintained summary by one statement, so it costs the same with ten firms and with a
million. Nothing here names a firm.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.loader import Catalogue
from assessments.schema.ladder import Ladder
from assessments.schema.questionnaire import Questionnaire
from assessments.schema.region import Denominator
from assessments.schema.target import RecognitionKind, Target
from assessments.target_states import State, standings
from backend import clock
from backend.auth.actor import Actor, region_prefix
from backend.db.engine import Database
from backend.db.queries import coverage as queries
from backend.db.queries.coverage import Key
from backend.services.areas import Area, Place, find_area
from backend.services.coverage import (
    FIRMS,
    REGISTER,
    SUBMITTED,
    UNCONFIRMED,
    UNITS,
    declared,
    step_of,
)

QUESTIONNAIRE = "zj-ladder"
"""The ladder that the county pages follow."""


@dataclass(frozen=True)
class Counts:
    """The numbers of an area on a day.

    `declared` are submitted units by certain level, `none` first; `recognised` titles in force by kind;
    `on_record` the kinds of which any title was entered: an empty register is not a zero.
    """

    firms: int
    units: int
    unconfirmed: int
    submitted: int
    declared: Mapping[str, int]
    recognised: Mapping[str, int]
    on_record: frozenset[str]


@dataclass(frozen=True)
class TargetProgress:
    """A policy's target and the titles in force that count toward it.

    `counted` is None where no title of its kinds is on record. `is_contribution` marks an area smaller than
    the one the target is set for: its number is a contribution, the target itself is not divided.
    """

    target: Target
    counted: int | None
    is_contribution: bool


@dataclass(frozen=True)
class AreaProgress:
    """Everything an area page prints: `kinds` are the titles of the rungs, `other_kinds` others on record."""

    area: Area
    as_of: date
    questionnaire: Questionnaire
    ladder: Ladder
    kinds: tuple[RecognitionKind, ...]
    other_kinds: tuple[RecognitionKind, ...]
    total: Counts
    parts: tuple[tuple[Place, Counts], ...]
    counties: Mapping[str, Counts]
    targets: tuple[TargetProgress, ...]
    denominators: tuple[Denominator, ...]


def area_progress(database: Database, actor: Actor, catalogue: Catalogue, code: str) -> AreaProgress:
    """The progress of an area today. Raises NotFoundError outside the actor's area."""
    area = find_area(catalogue, actor, code)
    day = clock.today()
    with database.read(actor) as session:
        numbers = queries.of_area(session, region_prefix(code))
    questionnaire = catalogue.questionnaire(QUESTIONNAIRE)
    ladder = catalogue.ladders[questionnaire.ladder]
    total = _counts(numbers, ladder, day, region_prefix(code))
    parts = area.parts or (area.place,)
    return AreaProgress(
        area=area,
        as_of=day,
        questionnaire=questionnaire,
        ladder=ladder,
        kinds=_kinds(catalogue, _of_rungs(ladder)),
        other_kinds=_kinds(catalogue, _others(catalogue, ladder, total)),
        total=total,
        parts=tuple((part, _counts(numbers, ladder, day, region_prefix(part.code))) for part in parts),
        counties={c.code: _counts(numbers, ladder, day, c.code) for c in area.counties},
        targets=tuple(_progress(target, area, total) for target in _targets(catalogue, ladder, day)),
        denominators=tuple(_denominators(catalogue, area)),
    )


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
        **{f"recognised:{kind}": _known(counts, kind) for kind in kinds},
    }


def _known(counts: Counts, kind: str) -> int | None:
    return counts.recognised.get(kind, 0) if kind in counts.on_record else None


def _counts(numbers: Mapping[Key, int], ladder: Ladder, day: date, prefix: str) -> Counts:
    found: Counter[tuple[str, str]] = Counter()
    recognised: Counter[str] = Counter()
    on_record = set()
    for (county, questionnaire, measure), number in numbers.items():
        if not number or not county.startswith(prefix):
            continue
        step = step_of(measure)
        if step is None:
            found[questionnaire, measure] += number
            continue
        kind, begins = step
        on_record.add(kind)
        if begins <= day:
            recognised[kind] += number
    return Counts(
        firms=found[REGISTER, FIRMS],
        units=found[REGISTER, UNITS],
        unconfirmed=found[REGISTER, UNCONFIRMED],
        submitted=found[QUESTIONNAIRE, SUBMITTED],
        declared={level: found[QUESTIONNAIRE, declared(level)] for level in ladder.level_ids},
        recognised=dict(recognised),
        on_record=frozenset(on_record),
    )


def _of_rungs(ladder: Ladder) -> list[str]:
    """The kinds of titles of the ladder's rungs, lowest first."""
    return [level.recognition for level in ladder.levels if level.recognition is not None]


def _others(catalogue: Catalogue, ladder: Ladder, total: Counts) -> list[str]:
    """Other kinds on record in the area, in the order of the catalogue."""
    others = total.on_record.difference(_of_rungs(ladder))
    return [kind for kind in catalogue.recognition_kinds if kind in others]


def _kinds(catalogue: Catalogue, ids: Iterable[str]) -> tuple[RecognitionKind, ...]:
    return tuple(catalogue.recognition_kinds[kind] for kind in ids)


def _targets(catalogue: Catalogue, ladder: Ladder, day: date) -> Iterable[Target]:
    """The targets that titles of this ladder's rungs count toward, without those replaced by later ones."""
    of_rungs = set(_of_rungs(ladder))
    return (
        one.target
        for one in standings(catalogue, day)
        if one.state is not State.SUPERSEDED and of_rungs.intersection(one.target.recognitions)
    )


def _progress(target: Target, area: Area, total: Counts) -> TargetProgress:
    known = total.on_record.intersection(target.recognitions)
    counted = sum(total.recognised.get(kind, 0) for kind in target.recognitions) if known else None
    return TargetProgress(target, counted, is_contribution=target.region != area.code)


def _denominators(catalogue: Catalogue, area: Area) -> Iterable[Denominator]:
    """Of the area itself and its parts; per area and metric the newest count."""
    inside = {area.code, *(part.code for part in area.parts)}
    newest: dict[tuple[str, str], Denominator] = {}
    for row in sorted(catalogue.denominators, key=lambda row: row.as_of):
        if row.region in inside:
            newest[row.region, row.metric] = row
    return newest.values()
