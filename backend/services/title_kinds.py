"""The last day that follows from the validity of a kind of title, where a source gives one."""

from datetime import date, timedelta

from assessments.schema.target import RecognitionKind


def derived_end(kind: RecognitionKind, start: date) -> date | None:
    """The last day by the validity of the kind; None where no source read says how long it is valid."""
    if kind.validity_years is None:
        return None
    year = start.year + kind.validity_years
    try:
        return start.replace(year=year) - timedelta(days=1)
    except ValueError:  # 29 February
        return date(year, 2, 28)
