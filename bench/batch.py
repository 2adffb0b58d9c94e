"""How fast a table of firms is rated: rows a second and memory, per kind of file.

    python bench/batch.py [--questionnaire srdi-sme] [--rows 20000] [--as-of 2026-05-01]

The table has the columns of `zhiti questionnaire template`, filled at random. Each run is a process of its
own, as the command is; the time is all of it: reading, rating and writing, without loading the catalogue.
"""

import argparse
import csv
import multiprocessing
import random
import resource
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.csv
import pyarrow.parquet
import xlsxwriter

from assessments.loader import load_catalogue
from backend.batch.rater import Rater
from backend.batch.run import rate_rows
from backend.batch.sinks import open_sink
from backend.batch.template_columns import TemplateColumn, template_columns

SEED = 20_260_401


def cell(column: TemplateColumn, row: int, chance: random.Random) -> Any:
    """Something that may stand in a column; one cell in twenty is left open."""
    if column.example == "示例":
        return f"firm-{row}"
    if column.group != "基本" and chance.random() < 0.05:
        return ""
    if column.choices:
        return chance.choice(column.choices)
    if column.kind == "text":
        return column.example
    if column.kind == "date":
        return f"20{chance.randrange(15, 26)}-0{chance.randrange(1, 10)}-15"
    most = column.most if column.most is not None else 20_000 if column.kind == "money" else 60
    return round(chance.uniform(column.least or 0, most), 4 if column.kind == "money" else 0)


def write_tables(folder: Path, columns: list[TemplateColumn], rows: int) -> list[Path]:
    """The same table as CSV, Parquet and workbook."""
    chance = random.Random(SEED)
    names = [column.heading for column in columns]
    table = [[cell(column, row, chance) for column in columns] for row in range(rows)]
    paths = [folder / f"firms{ending}" for ending in (".csv", ".parquet", ".xlsx")]
    with paths[0].open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([names, *table])
    pyarrow.parquet.write_table(pyarrow.csv.read_csv(paths[0]), paths[1])
    with xlsxwriter.Workbook(str(paths[2]), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, values in enumerate([names, *table]):
            sheet.write_row(number, 0, values)
    return paths


def measure(arguments: argparse.Namespace, source: Path, target: Path) -> None:
    """One run in this process: rows a second and the most memory that was held."""
    day = date.fromisoformat(arguments.as_of)
    rater = Rater(load_catalogue(), arguments.questionnaire, day, None, explain=False)
    start, used = time.perf_counter(), time.process_time()
    with open_sink(target, rater) as sink:
        tally = rate_rows(source, rater, sink, lambda rows, _: rows)
    taken, used = time.perf_counter() - start, time.process_time() - used
    own, child = (
        resource.getrusage(who).ru_maxrss / 1e3 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(
        f"{source.suffix:9s}→ {target.suffix:9s}{tally.units / taken:9,.0f} rows/s   "
        f"{tally.units / used:9,.0f} rows per CPU second of the rating process   {own:5,.0f} MB"
        + (f" + {child:,.0f} MB in the reader" if source.suffix == ".xlsx" else "")
        + (f"   {tally.faults:,} faults" if tally.faults else "")
    )


def main() -> None:
    """Make the tables, then measure each in a fresh process."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--questionnaire", default="srdi-sme")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--as-of", default="2026-05-01")
    arguments = parser.parse_args()
    catalogue = load_catalogue()
    day = date.fromisoformat(arguments.as_of)
    found = catalogue.instrument(arguments.questionnaire, day)
    columns = template_columns(catalogue, found.questionnaire, found.purpose, day)
    print(f"{found.questionnaire.key}: {arguments.rows:,} rows of {len(columns)} columns")
    with tempfile.TemporaryDirectory() as name:
        csv_file, parquet_file, workbook = write_tables(Path(name), columns, arguments.rows)
        runs = [
            (csv_file, ".csv"),
            (parquet_file, ".parquet"),
            (workbook, ".csv"),
            (workbook, ".xlsx"),
            (csv_file, ".json"),
        ]
        for source, ending in runs:
            child = multiprocessing.get_context("spawn").Process(
                target=measure, args=(arguments, source, Path(name, f"out{ending}"))
            )
            child.start()
            child.join()
            if child.exitcode:
                raise SystemExit(child.exitcode)


if __name__ == "__main__":
    main()
