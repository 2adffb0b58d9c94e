"""Rosters as counties send them: titles above, merged cells, full-width digits, totals, notes, mistakes."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import xlsxwriter

from assessments.loader import Catalogue
from backend.auth.actor import SYSTEM, Actor
from backend.db.engine import Database
from backend.services import imports, imports_steps
from backend.services.imports import Head, ImportPage
from backend.services.imports_receipt import NewImport, receive
from tests.backend.town import code_number

HEADINGS = (
    "序号",
    "单位详细\n名称",
    " 统一社会\n信用代码",
    "县（市、区）",
    "行业代码",
    "是否\n规模以上",
    "园区",
)
HANGZHOU = "330100"
WIDE = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789ABCDEFGHJKLMNPQRTUWXY"}
OPTIONS = {"year": "2025", "source": "2025 年规上工业企业名录"}


def wide(text: str) -> str:
    """Text in full-width letters and digits."""
    return text.translate(WIDE)


def wrong(code: str) -> str:
    """A code whose check character is wrong."""
    return code[:-1] + ("1" if code[-1] != "1" else "2")


@dataclass
class Row:
    """One line of a roster; the number makes its code unless another is given."""

    number: int
    name: str = ""
    code: str | float = ""
    county: str = "滨江区"
    industry: str | float = "3484"
    above_scale: str = "是"
    park: str = ""

    @property
    def cells(self) -> list[str | float]:
        """The cells under HEADINGS."""
        name = self.name or f"第{self.number}机械有限公司"
        code = self.code or code_number(self.number)
        return [self.number, name, code, self.county, self.industry, self.above_scale, self.park]


def messy_rows(good: int = 300) -> list[Row]:
    """`good` firms in ever changing spellings, then every mistake a roster can have, from good + 4 on."""
    rows = [Row(number) for number in range(1, good + 1)]
    for row in rows[::4]:
        row.code = wide(code_number(row.number))
    for row in rows[1::4]:
        row.code = f"'{code_number(row.number)}\u200b "
    for row, county in zip(
        rows[2::5], ["杭州市余杭区", "330110", "萧山", "江干区", "330183"] * good, strict=False
    ):
        row.county = county
    for row in rows[::7]:
        row.industry, row.above_scale = "机械零部件加工", "否"
    return rows + mistakes(good)


def mistakes(good: int) -> list[Row]:
    """A wrong check character, a number without its end, a repeat, a contradiction, elsewhere, nonsense."""
    return [
        Row(good + 1, code=wrong(code_number(good + 1))),
        Row(good + 2, code=9.133e17),
        Row(4, industry="3484"),
        Row(good + 3, name="一厂"),
        Row(good + 3, name="二厂"),
        Row(good + 4, county="余姚市"),
        Row(good + 5, industry="9999", above_scale="也许"),
    ]


def workbook(path: Path, rows: Sequence[Row]) -> Path:
    """A workbook with all that stands around a roster: title, blank lines, merged counties, totals, notes."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("规上名录")
        sheet.merge_range(0, 0, 0, len(HEADINGS) - 1, "杭州市工业企业名录（2025 年）")
        for place, heading in enumerate(HEADINGS):
            sheet.write(2, place, heading)
        for line, row in enumerate(rows, start=3):
            for place, cell in enumerate(row.cells):
                if cell != "" and not (place == 3 and 4 <= line <= 6):
                    sheet.write(line, place, cell)
        sheet.merge_range(3, 3, 6, 3, rows[0].county)
        last = 3 + len(rows)
        sheet.write_row(last, 0, ["合计", f"{len(rows)} 家"])
        sheet.write(last + 2, 0, "注：数据截至 2025 年底")
        sheet.write_row(last + 3, 0, ["填表人：张三", "", "审核人：李四"])
    return path


def table(
    path: Path, rows: Sequence[Row], headings: Sequence[str] = HEADINGS, encoding: str = "gb18030"
) -> Path:
    """The same as CSV, as Excel in China writes it."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(["杭州市工业企业名录"])
    writer.writerow(headings)
    writer.writerows(row.cells for row in rows)
    writer.writerow(["合计", f"{len(rows)} 家"])
    path.write_bytes(out.getvalue().encode(encoding, errors="ignore"))
    return path


@dataclass
class Desk:
    """Somebody who brings rosters in for an area."""

    database: Database
    catalogue: Catalogue
    folder: Path
    area: str = HANGZHOU
    actor: Actor = field(default_factory=lambda: SYSTEM)

    def send(self, path: Path, **options: str) -> str:
        """Send a file: the id of the import."""
        new = NewImport(self.area, "roster", path.name, {**OPTIONS, **options})
        return receive(self.database, self.actor, self.catalogue, new, path)

    def rows(self, *rows: Row, **options: str) -> str:
        """Send some lines and have them checked."""
        import_id = self.send(table(self.folder / "roster.csv", rows), **options)
        self.go_on(import_id)
        return import_id

    def go_on(self, import_id: str) -> Head:
        """All the work that waits."""
        return imports_steps.advance(
            self.database, self.actor, self.catalogue, self.area, import_id, seconds=600
        )

    def apply(self, import_id: str) -> Head:
        """Have a checked list applied."""
        imports_steps.begin(self.database, self.actor, self.catalogue, self.area, import_id)
        return self.go_on(import_id)

    def undo(self, import_id: str) -> Head:
        """Take a list back."""
        imports_steps.take_back(self.database, self.actor, self.catalogue, self.area, import_id)
        return self.go_on(import_id)

    def page(self, import_id: str) -> ImportPage:
        """What there is to see of an import."""
        return imports.import_page(self.database, self.actor, self.catalogue, self.area, import_id)

    def planned(self, import_id: str) -> dict[str, int]:
        """What the lines of the list would come to."""
        found = dict(self.page(import_id).head.counts.planned)
        return {outcome: number for outcome, number in found.items() if outcome != "skipped"}

    def became(self, import_id: str) -> dict[str, int]:
        """What the lines of the list came to."""
        found = dict(self.page(import_id).head.counts.became)
        return {outcome: number for outcome, number in found.items() if outcome != "skipped"}

    def told(self, import_id: str) -> dict[int, str]:
        """What is told about the lines, by their number in the file."""
        return {
            line.number: "".join(problem.text for problem in line.problems)
            for line in self.page(import_id).lines
        }
