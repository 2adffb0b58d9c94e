"""The days of a version that is published: from when it decides, and when its predecessor ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from assessments.digest import Version
from assessments.problem import PathStep
from assessments.reading import read_shelf
from assessments.schema.common import Period, Purpose, Status
from assessments.schema.questionnaire import Questionnaire
from assessments.yaml_edit import append, put

Steps = tuple[PathStep, ...]


@dataclass(frozen=True)
class Start:
    """From when a version decides: for one purpose, or (None) for all that it names."""

    day: date
    purpose: Purpose | None = None
    closes_previous: bool = False


def set_start(text: str, version: Version, start: Start) -> str:
    """The text of a version with its first day written; other periods, comments and order stay."""
    # A purpose may have several periods, in order: the last of them is the one that begins.
    last = {purpose: steps for steps, _, purpose in _periods(version) if start.purpose in (None, purpose)}
    places = list(last.values())
    if start.purpose is not None and isinstance(version, Questionnaire) and not (places and version.applies):
        entry = {"purpose": start.purpose.value, "start": start.day, "provenance": version.provenance.value}
        return append(text, ("applies",), entry)
    for steps in places:
        text = _dated(text, steps, "start", start.day)
    return text


def close_previous(root: Path, version: Version, start: Start, today: date) -> tuple[str, ...]:
    """End the published versions that would still decide on the first day of this one; gives their keys.

    The day before becomes their last day, and their change list says so: an end is no change of rules.
    """
    if not start.closes_previous:
        return ()
    closed = []
    for entry in read_shelf(root).versions:
        other = entry.model
        if other.id != version.id or other.key == version.key or other.status is not Status.PUBLISHED:
            continue
        ending = [
            steps
            for steps, period, purpose in _periods(other)
            if start.purpose in (None, purpose) and _goes_on(period, start.day)
        ]
        if ending:
            path = root / entry.place.file
            path.write_text(_ended(path.read_text("utf-8"), ending, version.key, start, today), "utf-8")
            closed.append(other.key)
    return tuple(closed)


def _ended(text: str, periods: list[Steps], successor: str, start: Start, today: date) -> str:
    last = start.day - timedelta(days=1)
    for steps in periods:
        text = _dated(text, steps, "end", last)
    words = f"补记截止日期 {last.isoformat()}：自次日起由 {successor} 接替。规则没有变化。"
    return append(text, ("changes",), {"date": today, "kind": "wording", "text": {"zh-CN": words}})


def _dated(text: str, steps: Steps, key: str, day: date) -> str:
    """A period of the text with one of its days written; the period is begun where the file leaves it out."""
    try:
        return put(text, (*steps, key), day)
    except KeyError:
        return put(text, steps, {key: day})


def _goes_on(period: Period, day: date) -> bool:
    """Whether a period began before a day and is not known to be over by then."""
    begun = not isinstance(period.start, date) or period.start < day
    return begun and not (isinstance(period.end, date) and period.end < day)


def _periods(version: Version) -> Iterator[tuple[Steps, Period, Purpose | None]]:
    """Where a version's periods are written; the one period of a version without purposes serves them all."""
    applies = version.applies if isinstance(version, Questionnaire) else ()
    if not applies:
        yield ("effective",), version.effective, None
    for place, one in enumerate(applies):
        yield ("applies", place), one.period, one.purpose
