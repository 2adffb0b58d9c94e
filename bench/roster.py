"""How long a messy roster takes: read, checked, applied, brought in once more, taken back.

    python bench/roster.py [--lines 50000] [--database URL]

A workbook with a title, merged counties, full-width and apostrophised codes, former names of counties, and
one line in fifty that is wrong, empty or contradicted. The database is a new SQLite file in a temporary
folder unless an address is given; it is written to and must be empty, stamped demo. The floor is the same
workbook read by calamine alone. A step of applying is one transaction: nobody else waits longer for one.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from assessments.loader import load_catalogue
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.migrate import stamp_kind, upgrade
from backend.demo.population import credit_code
from backend.services import coverage, imports, imports_steps
from backend.services.imports_receipt import NewImport, receive

PROVINCE = "330000"
HEADINGS = ("序号", "企业详细名称", "统一社会信用代码", "县（市、区）", "行业代码", "规模以上", "园区")
COUNTIES = (
    "余姚市",
    "330281",
    "杭州市萧山区",
    "江干区",
    "330183",
    "柯桥",
    "绍兴县",
    "慈溪市",
    "龙湾区",
    "义乌",
)
WIDE = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789DX"}
WRONG_EVERY = 50
MERGED = 5


def write_roster(path: Path, lines: int) -> None:
    """The messy workbook."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, len(HEADINGS) - 1, "企业名录")
        sheet.write_row(2, 0, HEADINGS)
        for number in range(1, lines + 1):
            row, code = number + 2, credit_code(number)
            spelt = (code, code.translate(WIDE), f"'{code}", f" {code}\u200b")[number % 4]
            if number % WRONG_EVERY == 0:
                spelt = (code[:-1] + ("0" if code[-1] != "0" else "1"), "", credit_code(number - 1))[
                    number // WRONG_EVERY % 3
                ]
            industry = ("3484", 3484, "机械零部件加工", "Ｃ３４８４")[number % 4]
            sheet.write_row(row, 0, [number, f"演示{number}号有限公司", spelt])
            sheet.write_row(row, 4, [industry, ("是", "否", "√", "")[number % 4], ""])
            if number % MERGED:
                continue
            county = COUNTIES[number // MERGED % len(COUNTIES)]
            sheet.merge_range(row - MERGED + 1, 3, row, 3, county)
        sheet.write_row(lines + 3, 0, ["合计", f"{lines} 家"])


def read_alone(path: Path) -> object:
    """The workbook's cells, in this process and with no look at them."""
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def timed(words: str, lines: int, work: Callable[[], Any]) -> Any:
    """Run and print seconds and lines a second."""
    begun = time.perf_counter()
    result = work()
    spent = time.perf_counter() - begun
    print(f"{words:<34}{spent:8.2f} s {lines / spent:12,.0f} lines/s")
    return result


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--lines", type=int, default=50_000)
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.database or f"sqlite:///{folder}/roster.db"
        upgrade(url)
        stamp_kind(url, "demo")
        path = Path(folder) / "roster.xlsx"
        write_roster(path, options.lines)
        print(f"{options.lines} lines, {path.stat().st_size / 1e6:.1f} MB")
        run(Database(url), path, options.lines)


def run(database: Database, path: Path, lines: int) -> None:
    """All the steps in order."""
    catalogue = load_catalogue()
    new = NewImport(PROVINCE, "roster", path.name, {"year": "2025", "source": "bench"})

    def go_on(import_id: str) -> imports.Head:
        return imports_steps.advance(database, SYSTEM, catalogue, PROVINCE, import_id, seconds=3600)

    def page_of(import_id: str) -> imports.ImportPage:
        return imports.import_page(database, SYSTEM, catalogue, PROVINCE, import_id)

    def bring_in() -> str:
        return receive(database, SYSTEM, catalogue, new, path)

    def steps(import_id: str) -> list[float]:
        spent, state = [], ""
        while state not in {"done", "undone"}:
            begun = time.perf_counter()
            state = imports_steps.advance(database, SYSTEM, catalogue, PROVINCE, import_id, seconds=0).state
            spent.append(time.perf_counter() - begun)
        return spent

    timed("floor: calamine alone", lines, lambda: read_alone(path))
    first = timed("read and stored", lines, bring_in)
    print(timed("checked", lines, lambda: go_on(first)).counts.planned)
    imports_steps.begin(database, SYSTEM, catalogue, PROVINCE, first)
    spent = timed("applied", lines, lambda: steps(first))
    print(f"  longest step {max(spent) * 1000:.0f} ms")
    again = bring_in()
    print(timed("the same file checked again", lines, lambda: go_on(again)).counts.planned)
    page = timed("page of the import", lines, lambda: page_of(first))
    print(f"  summary differs in {len(coverage.check(database))} places, {page.head.counts.became}")
    imports_steps.take_back(database, SYSTEM, catalogue, PROVINCE, first)
    spent = timed("taken back", lines, lambda: steps(first))
    print(f"  longest step {max(spent) * 1000:.0f} ms")
    print(f"  summary differs in {len(coverage.check(database))} places")
    database.dispose()


if __name__ == "__main__":
    main()
