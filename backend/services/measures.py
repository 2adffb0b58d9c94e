"""The measures of the summary: what is counted, and how each is named in a row.

Units and firms of the register, what was submitted and declared (自评), what was verified on site (核验),
what was reached in a round, and titles held (认定) – kept apart by their names.
"""

from dataclasses import dataclass
from datetime import date, timedelta

REGISTER = ""
"""Stands in place of a questionnaire for counts of the register itself."""

FIRMS = "firms"
UNITS = "units"
UNCONFIRMED = "unconfirmed"
SUBMITTED = "submitted"
_DECLARED = "declared"
_POSSIBLE = "possible"
_VERIFIED = "verified"
_RECOGNISED = "recognised"
_HELD = "held"
_GRANTED = "granted"
_ROUND = "round"


def declared(level: str) -> str:
    """The measure of submitted units whose certain level is `level`."""
    return f"{_DECLARED}:{level}"


def possible(level: str) -> str:
    """The measure of submitted units whose possible level, with what is still open, is `level`."""
    return f"{_POSSIBLE}:{level}"


def verified(level: str) -> str:
    """The measure of submitted units for which an on-site check of the current submission found `level`."""
    return f"{_VERIFIED}:{level}"


def in_round(round_id: str, level: str = SUBMITTED) -> str:
    """The measure of units that submitted in a round, or that declared a level in it."""
    return f"{_ROUND}:{round_id}:{level}"


def round_of(measure: str) -> tuple[str, str] | None:
    """The round and the level (or `submitted`) of a measure of a round; None for every other measure."""
    word, _, rest = measure.partition(":")
    if word != _ROUND:
        return None
    round_id, _, level = rest.rpartition(":")
    return round_id, level


def recognised(kind: str, day: date) -> str:
    """The measure of the step that titles of a kind take on a day."""
    return f"{_RECOGNISED}:{day.isoformat()}:{kind}"


def held(kind: str) -> str:
    """The measure of titles of a kind in force on the day that was asked for: steps summed while reading."""
    return f"{_HELD}:{kind}"


def granted(kind: str, day: date) -> str:
    """The measure of titles of a kind that began on a day and renew no earlier one of the same holder."""
    return f"{_GRANTED}:{day.isoformat()}:{kind}"


@dataclass(frozen=True)
class TitleDays:
    """The days that decide when a title counts: the last day included, the day of revocation not.

    A `renewal` is in force like any other title, but it is no new grant.
    """

    start: date
    end: date | None
    revoked_on: date | None
    renewal: bool = False

    @property
    def first_day_after(self) -> date | None:
        """The first day on which the title no longer counts, or None while no end is known."""
        over = [] if self.end is None else [self.end + timedelta(days=1)]
        return min([*over, *([] if self.revoked_on is None else [self.revoked_on])], default=None)

    def in_force(self, day: date) -> bool:
        """Whether the title counts on a day."""
        after = self.first_day_after
        return self.start <= day and (after is None or day < after)


def steps_of(kind: str, days: TitleDays | None) -> dict[str, int]:
    """The steps that a title takes: plus one on its first day, minus one on the first day after its last.

    Unless it renews an earlier one, it is also one granted on its first day.
    """
    if days is None:
        return {}
    after = days.first_day_after
    # Revoked from its first day: entered by mistake, it never counted.
    if after is not None and after <= days.start:
        return {}
    steps = {recognised(kind, days.start): 1}
    if not days.renewal:
        steps[granted(kind, days.start)] = 1
    return steps if after is None else {**steps, recognised(kind, after): -1}
