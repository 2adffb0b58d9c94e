"""Periods of stated values: calendar years, intervals, instants – all in days of Asia/Shanghai."""

from datetime import date

from assessments.stated import FactValue


def span_of(value: FactValue) -> tuple[date, date] | None:
    """First and last day of a value's period, open ends at the ends of time; None when it has no period."""
    if value.year is not None:
        return date(value.year, 1, 1), date(value.year, 12, 31)
    if value.start is not None or value.end is not None:
        return value.start or date.min, value.end or date.max
    return (value.as_of, value.as_of) if value.as_of is not None else None


def year_of(value: FactValue) -> int | None:
    """The calendar year that a value is about: an interval is one only from 1 January to 31 December.

    None without any period, 0 for any other interval.
    """
    span = span_of(value)
    if span is None:
        return None
    first, last = span
    whole = (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31))
    return first.year if whole or not _is_interval(value) else 0


def covers_day(value: FactValue, day: date) -> bool:
    """Whether a value holds on a day: stated by then, and not limited to a period that is over.

    A value of a calendar year holds on from then, like one stated as of a day.
    """
    span = span_of(value)
    if span is None:
        return True
    first, last = span
    return first <= day <= last if _is_interval(value) else first <= day


def _is_interval(value: FactValue) -> bool:
    return value.start is not None or value.end is not None


def moment(value: FactValue) -> date | None:
    """The day by which one value is newer than another; None when it names no period."""
    span = span_of(value)
    if span is None:
        return None
    first, last = span
    return first if last == date.max else last


def period_words(value: FactValue) -> str | None:
    """The period in Chinese; None when the value names none."""
    if value.year is not None:
        return f"{value.year}年"
    if value.start is not None and value.end is not None:
        return f"{value.start.isoformat()} 至 {value.end.isoformat()}"
    if value.start is not None:
        return f"{value.start.isoformat()} 起"
    if value.end is not None:
        return f"至 {value.end.isoformat()}"
    return f"截至 {value.as_of.isoformat()}" if value.as_of is not None else None


def years_before(day: date, years: int) -> date:
    """The same day `years` earlier; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
