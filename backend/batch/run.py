"""A whole table: read, rated and written block by block, so that its length costs time and no memory."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from assessments.unit_reader import UnitInput, UnitReader
from backend.batch.draft import Fault
from backend.batch.fields import ID, Fields
from backend.batch.headings import plain
from backend.batch.plan import plan_columns
from backend.batch.rater import Rater
from backend.batch.rows import ReadRow, RowReader
from backend.batch.sinks import Sink
from backend.batch.tables import Numbered, open_table

ROWS_A_BLOCK = 2_000
"""Rows that are read before the engine rates them together; more is no faster."""

SHOWN_FAULTS = 20

Watch = Callable[[Iterable[Numbered], int | None], Iterable[Numbered]]
"""Goes through the rows as they are read, and may draw a progress bar."""


@dataclass
class Tally:
    """What became of a table; `first` are the first of its mistakes."""

    units: int = 0
    faulty_units: int = 0
    unrated: int = 0
    faults: int = 0
    first: list[Fault] = field(default_factory=list)

    def note(self, fault: Fault) -> None:
        """Count a mistake."""
        self.faults += 1
        if len(self.first) < SHOWN_FAULTS:
            self.first.append(fault)


IDS = frozenset(plain(heading) for heading in ID.headings)


def rate_rows(source: Path | list[Any], rater: Rater, sink: Sink, watch: Watch) -> Tally:
    """Rate the firms of a table, or of a list of raw units, into a sink.

    UnitFileError for a file that cannot be read as a whole.
    """
    tally = Tally()
    rows, faults = _of_list(source, rater) if isinstance(source, list) else _of_table(source, rater, watch)
    for fault in faults:
        tally.note(fault)
        sink.fault(fault)
    while block := list(islice(rows, ROWS_A_BLOCK)):
        for outcome in rater.rate(block):
            tally.units += 1
            tally.unrated += outcome.certain is None
            tally.faulty_units += bool(outcome.row.faults)
            for fault in outcome.row.faults:
                tally.note(fault)
                sink.fault(fault)
            sink.outcome(outcome)
    return tally


def _of_table(source: Path, rater: Rater, watch: Watch) -> tuple[Iterator[ReadRow], list[Fault]]:
    """The rows of a file, and what is wrong with it as a whole."""
    table = open_table(source, IDS)
    fields = Fields.of(rater.catalogue, rater.instrument.questionnaire)
    plan = plan_columns(table.headings, fields, excel=table.excel)
    reader = RowReader(rater.catalogue, rater.compiled, plan, rater.instrument.purpose)
    read = (reader.read(number, row) for number, row in watch(table.rows, table.total))
    faults = [Fault(None, heading, message) for heading, message in table.notices]
    return (row for row in read if row is not None), [*faults, *plan.faults]


def _of_list(units: list[Any], rater: Rater) -> tuple[Iterator[ReadRow], list[Fault]]:
    """The units of a JSON list as rows; the place in a unit stands for the column."""
    reader = UnitReader(rater.catalogue, rater.compiled)
    read = ((number, reader.read(raw, "")) for number, raw in enumerate(units, 1))
    return (ReadRow(number, unit, _places(number, unit)) for number, unit in read), []


def _places(number: int, unit: UnitInput) -> tuple[Fault, ...]:
    return tuple(
        Fault(number, error.place.removeprefix(".") or None, error.message, unit.id) for error in unit.errors
    )
