"""The one clock: instants are UTC, and every 'today' is the day in Asia/Shanghai.

Beijing's 2026-04-01 00:30 is still 03-31 in UTC and would pick the wrong rule, so nobody else asks the time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def _system_time() -> datetime:
    return datetime.now(UTC)


# One source for the whole process: requests run in threads that would not inherit a context variable.
_source: Callable[[], datetime] = _system_time


def now() -> datetime:
    """The present instant, timezone-aware, in UTC."""
    return _source()


def today() -> date:
    """The present calendar day in Asia/Shanghai."""
    return now().astimezone(SHANGHAI).date()


def local(instant: datetime) -> datetime:
    """An instant as Asia/Shanghai wall-clock time, for display."""
    return instant.astimezone(SHANGHAI)


def use(source: Callable[[], datetime]) -> None:
    """Replace the source of time: for tests and for the demo data."""
    global _source  # noqa: PLW0603 - the one injectable clock
    _source = source


@contextmanager
def standing_at(instant: datetime) -> Iterator[None]:
    """Let the clock stand at an instant for a block, then go on as before: for dated demo data."""
    before = _source
    use(lambda: instant)
    try:
        yield
    finally:
        use(before)


def use_system_time() -> None:
    """Go back to the system's time."""
    use(_system_time)
