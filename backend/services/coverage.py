"""Keeping the county summary: every change adds its difference in the transaction that causes it.

A county page reads a few numbers per county and measure, so its cost does not depend on the number of firms.
Whatever may move a county's counts – a unit created or moved, a firm confirmed, a form submitted – happens
inside `kept`. Titles begin and end on days on which nobody writes anything, so they are kept as steps: plus
one on the first day, minus one on the day after the last; what is in force is the sum up to today.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from backend.auth.actor import SYSTEM, Actor
from backend.db.engine import Database
from backend.db.queries import coverage as queries
from backend.db.queries.coverage import Key

REGISTER = ""
"""Stands in place of a questionnaire for counts of the register itself."""

FIRMS = "firms"
UNITS = "units"
UNCONFIRMED = "unconfirmed"
SUBMITTED = "submitted"
_DECLARED = "declared"
_RECOGNISED = "recognised"
_DEFAULT_UNIT = "firm"
_HELD = "firms whose counts are being kept"


def declared(level: str) -> str:
    """The measure of submitted units whose certain level is `level`."""
    return f"{_DECLARED}:{level}"


def recognised(kind: str, day: date) -> str:
    """The measure of the step that titles of a kind take on a day."""
    return f"{_RECOGNISED}:{day.isoformat()}:{kind}"


def step_of(measure: str) -> tuple[str, date] | None:
    """The kind and the day of a step of titles; None for every other measure."""
    word, _, rest = measure.partition(":")
    if word != _RECOGNISED:
        return None
    day, _, kind = rest.partition(":")
    return kind, date.fromisoformat(day)


@dataclass(frozen=True)
class TitleDays:
    """The days that decide when a title counts: the last day included, the day of revocation not."""

    start: date
    end: date | None
    revoked_on: date | None

    @property
    def first_day_after(self) -> date | None:
        """The first day on which the title no longer counts, or None while no end is known."""
        over = [] if self.end is None else [self.end + timedelta(days=1)]
        return min([*over, *([] if self.revoked_on is None else [self.revoked_on])], default=None)

    def in_force(self, day: date) -> bool:
        """Whether the title counts on a day."""
        after = self.first_day_after
        return self.start <= day and (after is None or day < after)


@dataclass(frozen=True)
class Difference:
    """A number of the summary that is not what counting from the rows gives."""

    county: str
    questionnaire: str
    measure: str
    stored: int
    counted: int

    def __str__(self) -> str:
        """For the operator's terminal."""
        place = f"{self.county} {self.questionnaire or '登记'} {self.measure}"
        return f"{place}：汇总为 {self.stored}，按明细应为 {self.counted}"


@contextmanager
def kept(session: Session, firm_id: str) -> Iterator[None]:
    """Bring the summary along with whatever the block changes about a firm, new or known, and its units.

    Four small counts of this one firm and one upsert, whatever the number of firms. The block may add the
    firm itself (its id is known before it is stored). Inside another block for the same firm this one does
    nothing: the outer one sees its changes too.
    """
    held: set[str] = session.info.setdefault(_HELD, set())
    if firm_id in held:
        yield
        return
    held.add(firm_id)
    queries.hold_firm(session, firm_id)
    before = _of_units(session, firm_id)
    try:
        yield
    finally:
        held.discard(firm_id)
    session.flush()
    change = _of_units(session, firm_id)
    change.subtract(before)
    queries.add(session, change)


def move_title(
    session: Session, county: str, kind: str, before: TitleDays | None, after: TitleDays | None
) -> None:
    """Bring the summary along with a title that is entered (`before` is None) or whose days change."""
    change = Counter(_steps(county, kind, after, 1))
    change.subtract(_steps(county, kind, before, 1))
    queries.add(session, change)


def rebuild(database: Database, actor: Actor = SYSTEM) -> list[Difference]:
    """Count the whole summary anew and give what was wrong in it."""
    with database.write(actor) as session:
        found = _differences(session)
        counted = _counted(session)
        queries.clear(session)
        queries.add(session, counted)
    return found


def check(database: Database, actor: Actor = SYSTEM) -> list[Difference]:
    """Compare the summary with what counting from the rows gives; nothing is changed."""
    # A writing transaction, because no other change may fall between the two readings.
    with database.write(actor) as session:
        return _differences(session)


def _differences(session: Session) -> list[Difference]:
    queries.hold_summary(session)
    stored, counted = queries.stored(session), _counted(session)
    return [
        Difference(*key, stored.get(key, 0), counted.get(key, 0))
        for key in sorted({*stored, *counted})
        if stored.get(key, 0) != counted.get(key, 0)
    ]


def _counted(session: Session) -> Counter[Key]:
    found = _of_units(session, None)
    for county, kind, start, end, revoked_on, number in queries.title_counts(session):
        found.update(_steps(county, kind, TitleDays(start, end, revoked_on), number))
    return found


def _of_units(session: Session, firm_id: str | None) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for county, kind, confirmed, number in queries.register_counts(session, firm_id):
        found[county, REGISTER, UNITS if confirmed else UNCONFIRMED] += number
        # Every firm has exactly one unit of this kind, so counting them counts firms, in any area.
        if confirmed and kind == _DEFAULT_UNIT:
            found[county, REGISTER, FIRMS] += number
    for county, questionnaire, certain, number in queries.standing_counts(session, firm_id):
        found[county, questionnaire, SUBMITTED] += number
        found[county, questionnaire, declared(certain)] += number
    return found


def _steps(county: str, kind: str, days: TitleDays | None, number: int) -> dict[Key, int]:
    if days is None:
        return {}
    after = days.first_day_after
    # Revoked from its first day: entered by mistake, it never counted.
    if after is not None and after <= days.start:
        return {}
    steps = {(county, REGISTER, recognised(kind, days.start)): number}
    if after is not None:
        steps[county, REGISTER, recognised(kind, after)] = -number
    return steps
