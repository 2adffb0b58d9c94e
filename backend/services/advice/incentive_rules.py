"""What an incentive may be: for whom, what is given, by which document, and whether it is in force."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from assessments.loader import Catalogue
from assessments.schema.common import Unknown, zh
from backend.services.areas import Area
from backend.services.errors import InvalidInputError
from backend.services.figure_rules import places

State = Literal["in_force", "ahead", "ended", "unknown"]
STATES: Mapping[State, str] = {
    "in_force": "有效期内",
    "ahead": "尚未施行",
    "ended": "已过期",
    "unknown": "是否有效待核实",
}
WAN = 10_000
LARGEST_WAN = 1_000_000
_AMOUNT = re.compile(r"[0-9]{1,7}(\.[0-9]{1,4})?")


@dataclass(frozen=True)
class NewIncentive:
    """An incentive to enter; `amount` as typed, in 万元; `kind` empty for a title not in the catalogue."""

    area: str
    document: str
    source: str
    kind: str = ""
    title: str = ""
    amount: str = ""
    measure: str = ""
    start: date | None = None
    end: date | None = None

    @property
    def yuan(self) -> int | None:
        """The amount in whole yuan, of a checked incentive."""
        return int(Decimal(self.amount) * WAN) if self.amount else None


def state_of(start: date | Unknown | None, end: date | Unknown | None, day: date) -> State:
    """Whether something in force from `start` to `end` is so on a day; None is an open end."""
    if isinstance(end, date) and end < day:
        return "ended"
    if isinstance(start, date) and start > day:
        return "ahead"
    return "unknown" if "unknown" in (start, end) else "in_force"


def checked(catalogue: Catalogue, area: Area, new: NewIncentive) -> NewIncentive:
    """The incentive in its normal form. Raises InvalidInputError telling everything that is wrong with it."""
    amount, problems = _amount(new)
    problems |= _title_problems(catalogue, new)
    if new.area not in {place.code for place in places(area)}:
        problems["area"] = "请选择本辖区或其中的市、县（市、区）；上级的奖补由上级登记。"
    if not new.amount and not new.measure:
        problems["amount"] = "请填写金额；不是定额的，在“其他措施”里写明。"
    if new.start and new.end and new.end < new.start:
        problems["end"] = "截止日期早于施行日期，请核对文件。"
    if problems:
        raise InvalidInputError(problems)
    return replace(new, amount=amount)


def _amount(new: NewIncentive) -> tuple[str, dict[str, str]]:
    """The amount without separators, and what is wrong with it."""
    plain = new.amount.replace(",", "").replace("，", "")
    if not plain:
        return "", {}
    if not _AMOUNT.fullmatch(plain):
        return "", {"amount": "请填写以万元计的数字，如 30 或 12.5，不写单位。"}
    if not 0 < Decimal(plain) <= LARGEST_WAN:
        return "", {"amount": "金额应大于 0，且不超过一百亿元，请检查单位。"}
    return plain, {}


def _title_problems(catalogue: Catalogue, new: NewIncentive) -> dict[str, str]:
    known = catalogue.recognition_kinds
    if new.kind and new.kind not in known:
        return {"kind": "请从列出的称号中选择；没有列出的，选“未列出的称号”并写明名称。"}
    if bool(new.kind) is bool(new.title):
        return {"title": "列出的称号请直接选择；未列出的，在这里写明称号全称。两处只填一处。"}
    same = next((zh(kind.name) for kind in known.values() if new.title in (zh(kind.name), *kind.aliases)), "")
    return {"title": f"“{new.title}”已在列表中（{same}），请直接选择。"} if new.title and same else {}
