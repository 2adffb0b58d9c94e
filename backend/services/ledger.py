"""The investment ledger of a unit: dated amounts with contract and invoice, corrected without overwriting.

Every change is a new state of its row, so who entered, corrected or removed what stays readable. 设备, 软件
and 服务 count as investment; 土建及其他 is kept, so that a ledger can be whole, and does not count.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy.orm import Session

from assessments import stated
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import facts as fact_queries
from backend.db.queries import ledger as queries
from backend.db.tables.base import new_id
from backend.db.tables.ledger import LedgerEntry
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError

FACT = "investment"
"""The fact of the register that the rows add up to."""
KINDS: Mapping[str, str] = {
    "equipment": "设备",
    "software": "软件",
    "service": "服务",
    "other": "土建及其他",
}
COUNTED = frozenset({"equipment", "software", "service"})
FIRST_YEAR = 1990
AMOUNT_LIMIT = 10**12
"""Largest amount of one row in yuan: far above any invoice."""
LENGTHS: Mapping[str, int] = {"contract": 60, "invoice": 60, "supplier": 100, "description": 200}
FIELD_NAMES: Mapping[str, str] = {
    "day": "日期",
    "kind": "类别",
    "amount": "金额",
    "contract": "合同号",
    "invoice": "发票号",
    "supplier": "供应商",
    "description": "说明",
}

_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_AMOUNT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,20})?")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")


@dataclass(frozen=True)
class Typed:
    """A row as typed or as a file has it."""

    day: str = ""
    kind: str = ""
    amount: str = ""
    contract: str = ""
    invoice: str = ""
    supplier: str = ""
    description: str = ""


@dataclass(frozen=True)
class Entry:
    """A checked row; `amount` is in whole yuan."""

    day: date
    kind: str
    amount: int
    contract: str = ""
    invoice: str = ""
    supplier: str = ""
    description: str = ""

    @property
    def counts(self) -> bool:
        """Whether it counts as investment."""
        return self.kind in COUNTED


@dataclass(frozen=True)
class Line:
    """A state of a row, with who wrote it and when."""

    row_id: str
    revision: int
    entry: Entry
    removed: bool
    author: str
    at: datetime


@dataclass(frozen=True)
class Shown:
    """The state of a row that a page showed, and that is corrected or removed."""

    row_id: str
    revision: int


class StaleRowError(ConflictError):
    """A colleague changed or removed the row in the meantime."""

    def __init__(self, now: Line) -> None:
        what = "删除了" if now.removed else "修改了"
        super().__init__(
            f"在您填写期间，{now.author or '同事'}已{what}这一笔，本次没有保存。"
            "下面已是最新内容，请核对后再改。"
        )


def read(typed: Typed) -> Entry:
    """A row from what was typed. Raises InvalidInputError with a message by field."""
    problems: dict[str, str] = {}
    day, kind, amount = date.min, "", 0
    try:
        day = _read_day(typed.day)
    except ValueError as error:
        problems["day"] = str(error)
    try:
        kind = _read_kind(typed.kind)
    except ValueError as error:
        problems["kind"] = str(error)
    try:
        amount = _read_amount(typed.amount)
    except ValueError as error:
        problems["amount"] = str(error)
    words = {name: " ".join(getattr(typed, name).split()) for name in LENGTHS}
    for name, text in words.items():
        if len(text) > LENGTHS[name]:
            problems[name] = f"{FIELD_NAMES[name]}最多 {LENGTHS[name]} 个字，请缩短。"
    if problems:
        raise InvalidInputError(problems)
    return Entry(day, kind, amount, **words)


def typed_from(entry: Entry) -> Typed:
    """What the fields of a form show for a row."""
    values = {field.name: str(getattr(entry, field.name)) for field in fields(Typed)}
    return Typed(**values)


def standing(session: Session, unit_id: str) -> list[Line]:
    """The rows of a permitted unit that were not removed, by day."""
    latest = {row.row_id: _line(row, author) for row, author in queries.states(session, unit_id)}
    kept = (line for line in latest.values() if not line.removed)
    return sorted(kept, key=lambda line: (line.entry.day, line.at, line.row_id))


def counted(session: Session, unit_id: str) -> tuple[Entry, ...]:
    """The standing rows of a permitted unit that count as investment, by day."""
    return tuple(line.entry for line in standing(session, unit_id) if line.entry.counts)


def for_rating(session: Session, unit_id: str) -> tuple[stated.FactValue, ...]:
    """The standing rows of a permitted unit that count, as the engine takes them: amounts of their days."""
    entries = counted(session, unit_id)
    return tuple(stated.FactValue(Decimal(each.amount), start=each.day, end=each.day) for each in entries)


def trail(database: Database, actor: Actor, unit_id: str, row_id: str) -> list[Line]:
    """Every state of one row, oldest first. Raises NotFoundError outside the scope."""
    with database.read(actor) as session:
        if fact_queries.unit(session, actor, unit_id) is None:
            raise NotFoundError
        return _trail(session, unit_id, row_id)


def add(database: Database, actor: Actor, unit_id: str, typed: Typed) -> str:
    """Add a row; gives its id. Raises NotFoundError, InvalidInputError (also for a row that is there)."""
    entry = read(typed)
    with database.write(actor) as session:
        _hold(session, actor, unit_id)
        _check_new(session, unit_id, entry)
        return _put(session, actor, unit_id, _State(new_id(), 1, entry))


def add_all(database: Database, actor: Actor, unit_id: str, entries: Sequence[Entry]) -> int:
    """Add the rows that are not there yet, all or none; gives how many they were. Raises NotFoundError."""
    with database.write(actor) as session:
        _hold(session, actor, unit_id)
        present = {line.entry for line in standing(session, unit_id)}
        new = [entry for entry in dict.fromkeys(entries) if entry not in present]
        for entry in new:
            _put(session, actor, unit_id, _State(new_id(), 1, entry))
        return len(new)


def correct(database: Database, actor: Actor, unit_id: str, shown: Shown, typed: Typed) -> bool:
    """Correct a row from the state that was shown; whether anything changed.

    Raises NotFoundError, InvalidInputError, StaleRowError.
    """
    entry = read(typed)
    with database.write(actor) as session:
        _hold(session, actor, unit_id)
        last = _current(session, unit_id, shown)
        if entry == last.entry:
            return False
        _check_new(session, unit_id, entry)
        _put(session, actor, unit_id, _State(shown.row_id, last.revision + 1, entry))
        return True


def remove(database: Database, actor: Actor, unit_id: str, shown: Shown) -> None:
    """Mark a row as removed. Raises NotFoundError, StaleRowError."""
    with database.write(actor) as session:
        _hold(session, actor, unit_id)
        last = _current(session, unit_id, shown)
        _put(session, actor, unit_id, _State(shown.row_id, last.revision + 1, last.entry, removed=True))


def _read_day(typed: str) -> date:
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", typed).strip())
    if not typed.strip():
        raise ValueError("请填写日期。")
    if found is None:
        raise ValueError("日期请写成 2025-03-01 的形式。")
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        raise ValueError("日历上没有这一天，请检查日期。") from None
    if day.year < FIRST_YEAR or day > clock.today():
        raise ValueError(f"日期应在 {FIRST_YEAR} 年至今天之间，尚未发生的投入请在发生后填写。")
    return day


def _read_kind(typed: str) -> str:
    plain = typed.strip()
    found = next((kind for kind, name in KINDS.items() if plain in (kind, name)), None)
    if found is None:
        raise ValueError("类别请从设备、软件、服务、土建及其他中选择。")
    return found


def _read_amount(typed: str) -> int:
    # People paste from spreadsheets: full-width digits, thousands separators and the unit itself.
    plain = unicodedata.normalize("NFKC", typed).replace(" ", "").removeprefix("¥").removesuffix("元")
    if not plain:
        raise ValueError("请填写金额。")
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _AMOUNT.fullmatch(plain):
        raise ValueError("金额请以元为单位填数字，如 1280000。")
    # The rules count whole yuan; 角 and 分 are rounded as in any statement of accounts.
    yuan = int(Decimal(plain).to_integral_value(ROUND_HALF_UP))
    if yuan <= 0:
        raise ValueError("金额应大于零。退货或红字发票，请更正或删除原有的一笔。")
    if yuan > AMOUNT_LIMIT:
        raise ValueError("金额过大，请检查单位：这里以元计，不是万元。")
    return yuan


def _hold(session: Session, actor: Actor, unit_id: str) -> None:
    """Keep others from changing the firm's statements until the end. Raises NotFoundError."""
    if fact_queries.unit_to_state(session, actor, unit_id) is None:
        raise NotFoundError


def _trail(session: Session, unit_id: str, row_id: str) -> list[Line]:
    found = [_line(row, author) for row, author in queries.states(session, unit_id, row_id)]
    if not found:
        raise NotFoundError
    return found


def _check_new(session: Session, unit_id: str, entry: Entry) -> None:
    if entry in {line.entry for line in standing(session, unit_id)}:
        raise InvalidInputError(
            {"amount": "台账中已有完全相同的一笔。确属两笔的，请在“说明”中写明区别，如两台设备的编号。"}
        )


def _current(session: Session, unit_id: str, shown: Shown) -> Line:
    """The state that was shown. Raises StaleRowError where it is not the last one."""
    last = _trail(session, unit_id, shown.row_id)[-1]
    if last.revision != shown.revision or last.removed:
        raise StaleRowError(last)
    return last


@dataclass(frozen=True)
class _State:
    row_id: str
    revision: int
    entry: Entry
    removed: bool = False


def _put(session: Session, actor: Actor, unit_id: str, state: _State) -> str:
    session.add(
        LedgerEntry(
            row_id=state.row_id,
            revision=state.revision,
            unit_id=unit_id,
            **vars(state.entry),
            removed=state.removed,
            stated_by=actor.account_id or None,
            stated_at=clock.now(),
        )
    )
    session.flush()
    return state.row_id


def _line(row: LedgerEntry, author: str | None) -> Line:
    values = {field.name: getattr(row, field.name) for field in fields(Entry)}
    return Line(row.row_id, row.revision, Entry(**values), row.removed, author or "", row.stated_at)
