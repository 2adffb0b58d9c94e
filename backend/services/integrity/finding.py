"""Finding hints: the checks applied to what is known of a unit and to what surrounds it. No storage here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from assessments.answering import Answer
from assessments.contradictions import contradictions, parts_beyond
from assessments.schema.common import zh
from assessments.stated import FactValue, Profile
from backend.services.integrity.applied import Applied
from backend.services.integrity.hints import Figure, Hint, hint_of
from scoring import integrity
from scoring.answer_codes import OPEN, Codes

PERMILLE = 10


@dataclass(frozen=True)
class Given:
    """What a unit says: its answers that count (implied ones included), their codes, and its facts."""

    profile: Profile
    facts: Mapping[str, tuple[FactValue, ...]]
    answers: Mapping[str, Answer]
    codes: Codes
    as_of: date


@dataclass(frozen=True)
class Before:
    """The unit's submission of the round before, packed under the same rules."""

    packed: bytes
    submitted_at: datetime


@dataclass(frozen=True)
class Saves:
    """When items were first answered by hand: seconds, and a number for each person."""

    times: tuple[float, ...]
    people: tuple[int, ...]


@dataclass(frozen=True)
class Alike:
    """An earlier submission of another firm that shares a trace."""

    submission_id: str
    packed: bytes


@dataclass(frozen=True)
class Reached:
    """The published table of firms on the unit's own rung: permille at each option or above, by item."""

    name: str
    firms: int
    as_of: date
    items: Mapping[str, Mapping[str, int | None]]


@dataclass(frozen=True)
class Around:
    """What surrounds a unit's answers; whatever is not known is left out."""

    before: Before | None = None
    saves: Saves | None = None
    alike: tuple[Alike, ...] = ()
    reached: Reached | None = None


def find(applied: Applied, given: Given, around: Around) -> list[Hint]:
    """Every hint, in the order of the checks. The same input always gives the same hints."""
    codes = given.codes
    straight = _straight(applied, codes)
    found: list[Hint] = [*_contradictions(applied, given), *_parts(applied, given), *straight]
    if not straight:
        # Answers of one letter are alike anyway: that they are is told once.
        found += _copied(applied, codes, around)
    for check in (_jump, _speed, _outlier):
        found += check(applied, codes, around)
    return found


def traces_of(applied: Applied, codes: Codes) -> list[int]:
    """The traces of one submission, those that say enough."""
    found, told = integrity.traces(codes[None, :], applied.sheet.weights)
    traces: list[int] = found[0][told[0]].tolist()
    return traces


def _contradictions(applied: Applied, given: Given) -> list[Hint]:
    found = contradictions(applied.contradictions, given.profile, given.facts, given.answers, given.as_of)
    return [
        Hint(
            f"contradiction:{one.rule.id}", zh(one.rule.name), zh(one.rule.text), zh(one.rule.look), one.items
        )
        for one in found
    ]


def _parts(applied: Applied, given: Given) -> list[Hint]:
    beyond = parts_beyond(applied.catalogue.register, given.facts, given.as_of)
    return [
        hint_of(
            "part",
            applied.checks.part,
            (),
            {
                "part": zh(one.part.label),
                "whole": zh(one.whole.label),
                "part_value": str(one.part_reading.value),
                "whole_value": str(one.whole_reading.value),
                "period": one.part_reading.period or "",
            },
            about=one.part.id,
        )
        for one in beyond
    ]


def _straight(applied: Applied, codes: Codes) -> list[Hint]:
    check, sheet = applied.checks.straight, applied.sheet
    limits = integrity.StraightLimits(check.least_items, check.least_run, check.beyond, check.share)
    single = sheet.single
    found = integrity.straight(codes[single], sheet.sheet.options[single], sheet.natural, limits)
    if found is None:
        return []
    figures = {
        "letter": found.letter,
        "answered": found.answered,
        "same": found.same,
        "run": found.run,
        "natural": found.natural,
    }
    return [hint_of("straight", check, (sheet.items[single[found.start]].id,), figures)]


def _copied(applied: Applied, codes: Codes, around: Around) -> list[Hint]:
    check, sheet = applied.checks.copied, applied.sheet
    if not around.alike:
        return []
    others = sheet.codes([one.packed for one in around.alike])
    limits = integrity.CopiedLimits(check.least_items, check.share)
    found = integrity.copied(codes, others, _common(applied, around.reached), limits)
    if found is None:
        return []
    figures = {"compared": found.compared, "same": found.same}
    other = around.alike[found.other].submission_id
    return [hint_of("copied", check, (), figures, other=other)]


def _common(applied: Applied, reached: Reached | None) -> NDArray[np.bool_]:
    """The items that nearly everybody on the rung answers alike, as far as it is published."""
    sheet = applied.sheet
    alike = np.zeros(len(sheet.items), np.bool_)
    for place in sheet.single if reached else ():
        item = sheet.items[place]
        known = (reached.items if reached else {}).get(item.id, {})
        at_least = [known.get(option.id) for option in sheet.choices_of(item)]
        steps = zip(at_least, [*at_least[1:], 0], strict=True)
        shares = [a - b for a, b in steps if a is not None and b is not None]
        alike[place] = max(shares, default=0) >= PERMILLE * applied.checks.copied.common
    return alike


def _jump(applied: Applied, codes: Codes, around: Around) -> list[Hint]:
    check, sheet = applied.checks.jump, applied.sheet
    if around.before is None:
        return []
    limits = integrity.JumpLimits(check.least_items, check.steps, check.least_raised, check.share)
    single = sheet.single
    before = sheet.codes([around.before.packed])[0]
    found = integrity.jump(before[single], codes[single], limits)
    if found is None:
        return []
    items = tuple(sheet.items[single[place]].id for place in found.raised)
    figures: dict[str, Figure] = {
        "compared": found.compared,
        "raised": len(items),
        "fallen": found.fallen,
        "steps": check.steps,
        "before": around.before.submitted_at.isoformat(),
    }
    return [hint_of("jump", check, items, figures)]


def _speed(applied: Applied, _: Codes, around: Around) -> list[Hint]:
    check = applied.checks.speed
    if around.saves is None:
        return []
    limits = integrity.SpeedLimits(check.least_items, check.seconds, check.pause)
    times, people = np.array(around.saves.times, np.float64), np.array(around.saves.people, np.int64)
    found = integrity.speed(times, people, limits)
    if found is None:
        return []
    figures = {
        "items": found.items,
        "seconds": found.seconds,
        "stretch": found.stretch,
        "least": check.least_items,
    }
    return [hint_of("speed", check, (), figures)]


def _outlier(applied: Applied, codes: Codes, around: Around) -> list[Hint]:
    check, sheet, table = applied.checks.outlier, applied.sheet, around.reached
    if table is None or table.firms < check.least_firms:
        return []
    reached = np.full(len(sheet.items), np.nan)
    for place in sheet.single:
        item = sheet.items[place]
        known = table.items.get(item.id, {})
        permille = known.get(sheet.choices_of(item)[codes[place]].id) if codes[place] != OPEN else None
        if permille is not None:
            reached[place] = permille / PERMILLE
    limits = integrity.OutlierLimits(check.least_items, check.reached, check.middle)
    places = integrity.outliers(codes, reached, limits)
    if not places:
        return []
    figures: dict[str, Figure] = {
        "firms": table.firms,
        "group": table.name,
        "as_of": table.as_of.isoformat(),
        "reached": [f"{reached[place]:g}" for place in places],
    }
    return [hint_of("outlier", check, tuple(sheet.items[place].id for place in places), figures)]
