"""The outcome of a trial as lines of tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.services.what_if import NamedUnit
from backend.services.what_if_counts import Tally
from backend.web.language import _


@dataclass(frozen=True)
class TallyRow:
    """One line of a table of the outcome."""

    name: str
    now: str
    then: str
    change: str
    gains: str
    losses: str


@dataclass(frozen=True)
class UnitRow:
    """A unit for which the verdict changes."""

    name: str
    firm_name: str
    county: str
    href: str


def tally_rows(lines: Sequence[tuple[str, Tally]]) -> tuple[TallyRow, ...]:
    """The lines of a table."""
    return tuple(
        TallyRow(
            name=name,
            now=_pair(tally.now, tally.now_possible),
            then=_pair(tally.then, tally.then_possible),
            change=f"{tally.change:+,}" if tally.change else "0",
            gains=f"{tally.gains:,}",
            losses=f"{tally.losses:,}",
        )
        for name, tally in lines
    )


def _pair(certain: int, possible: int) -> str:
    """Those that pass for certain, and those that may pass beside them."""
    if certain == possible:
        return f"{certain:,}"
    return _("{certain}（至多 {possible}）", certain=f"{certain:,}", possible=f"{possible:,}")


def unit_rows(units: Sequence[NamedUnit]) -> tuple[UnitRow, ...]:
    """The units that are named."""
    return tuple(
        UnitRow(
            one.name,
            "" if one.firm_name == one.name else one.firm_name,
            one.county,
            f"/submissions/{one.submission_id}",
        )
        for one in units
    )
