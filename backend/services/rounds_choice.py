"""Choosing the firms of a round: by what they are, or by a list of their codes, each line answered for."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy.orm import Session

from assessments.areas import Selection, classes_of, counties_of
from assessments.loader import Catalogue, UnknownName
from backend import clock
from backend.auth.actor import Actor, region_prefix
from backend.db.queries import round_choice as queries
from backend.db.queries.round_choice import Chosen
from backend.services.areas import Area
from backend.services.errors import InvalidInputError
from backend.services.firms import checked_code

SIZES: Mapping[str, str] = {"large": "大型", "medium": "中型", "small": "小型", "micro": "微型"}
SCALES: Mapping[str, bool] = {"yes": True, "no": False}
LINES_LIMIT = 5_000
"""Lines of one list; a longer one is a filter, or several lists."""
_INDUSTRY = re.compile(r"[A-Z]?([0-9]{2,4})(?![0-9])")
_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")
_CODE_LIKE = re.compile(r"[0-9A-Z]{6,}")


@dataclass(frozen=True)
class Choice:
    """Whom to ask, as it was entered.

    `by` filter: `area` (empty: the whole), `industry` (a division or class of GB/T 4754, code first), `size`,
    `scale` (yes, no), `cluster`; empty narrows nothing. `by` codes: `codes`, one 统一社会信用代码 a line.
    """

    by: Literal["filter", "codes"] = "filter"
    area: str = ""
    industry: str = ""
    size: str = ""
    scale: str = ""
    cluster: str = ""
    codes: str = ""


@dataclass(frozen=True)
class BadLine:
    """A line of a list that asks nobody, and why."""

    number: int
    text: str
    reason: str


@dataclass(frozen=True)
class Preview:
    """What a choice means today: `units` would be asked, `known` are asked already.

    `problems` are lines of a list that ask nobody.
    """

    units: int
    known: int
    problems: tuple[BadLine, ...] = ()


@dataclass(frozen=True)
class Listed:
    """The units that a list of codes means, and the lines that mean none."""

    unit_ids: tuple[str, ...]
    problems: tuple[BadLine, ...]


def chosen(catalogue: Catalogue, area: Area, choice: Choice, day: date) -> Chosen:
    """A filter as the database takes it. Raises InvalidInputError for what the lists do not offer."""
    problems = {}
    if choice.area and choice.area not in {area.code, *(part.code for part in area.parts)}:
        problems["area"] = "请从列表中选择本辖区或它的下级地区。"
    if choice.size and choice.size not in SIZES:
        problems["size"] = "请从列表中选择规模。"
    if choice.scale and choice.scale not in SCALES:
        problems["scale"] = "请从列表中选择规上或规下。"
    industry = _industry(catalogue, choice.industry)
    if industry is None:
        problems["industry"] = "没有找到这个行业，请填 2 位大类或 4 位小类代码，如 34、3484。"
    try:
        cluster = classes_of(catalogue, choice.cluster, day) if choice.cluster else ()
    except UnknownName:
        problems["cluster"] = "请从列表中选择产业集群。"
        cluster = ()
    if choice.cluster and not cluster and "cluster" not in problems:
        problems["cluster"] = "这个产业集群还没有对应的行业，不能按它选企业。"
    if problems:
        raise InvalidInputError(problems)
    classes = _both(industry or "", cluster)
    if classes is None:
        raise InvalidInputError({"industry": "所选产业集群不含这个行业，没有企业同时符合，请只选其一。"})
    counties = counties_of(catalogue, Selection(choice.area or area.code, day=day))
    return Chosen(counties, classes, choice.size, SCALES.get(choice.scale))


def preview(
    session: Session, actor: Actor, catalogue: Catalogue, area: Area, choice: Choice, *, round_id: str = ""
) -> Preview:
    """How many units a choice would ask. Raises InvalidInputError."""
    if choice.by == "codes":
        found = listed(session, actor, area, choice.codes)
        known = len(queries.asked_among(session, round_id, found.unit_ids))
        return Preview(len(found.unit_ids) - known, known, found.problems)
    wanted = chosen(catalogue, area, choice, clock.today())
    total, known = queries.count_new(session, actor, wanted, round_id)
    return Preview(total - known, known)


def listed(session: Session, actor: Actor, area: Area, text: str) -> Listed:
    """The units that a list of codes means. Raises InvalidInputError for an empty or too long list."""
    lines = [
        (number, line)
        for number, line in enumerate(unicodedata.normalize("NFKC", text).splitlines(), start=1)
        if line.strip()
    ]
    if not lines:
        raise InvalidInputError({"codes": "请粘贴名单，每行一个统一社会信用代码，或选择名单文件。"})
    if len(lines) > LINES_LIMIT:
        raise InvalidInputError({"codes": f"一次最多 {LINES_LIMIT} 行，请分成几次，或改为按条件选择。"})
    first: dict[str, int] = {}
    problems = []
    for number, line in lines:
        code, problem = _code_in(line)
        if not problem and code in first:
            problem = f"与第 {first[code]} 行重复"
        if problem:
            problems.append(BadLine(number, line.strip()[:60], problem))
        else:
            first[code] = number
    units = queries.with_codes(session, actor, first, region_prefix(area.code))
    words = {number: line.strip()[:60] for number, line in lines}
    for code, number in first.items():
        if problem := _stranger(units.get(code)):
            problems.append(BadLine(number, words[number], problem))
    unit_ids = tuple(units[code][0] for code in first if code in units and units[code][1])
    return Listed(unit_ids, tuple(sorted(problems, key=lambda one: one.number)))


def _stranger(found: tuple[str, bool] | None) -> str:
    """Why a well-formed code asks nobody; firms elsewhere are not told apart from firms nowhere."""
    if found is None:
        return "本辖区的名单中没有这个代码：企业没有登记，或登记在其他地区"
    return "" if found[1] else "企业登记还没有确认，请先在“待确认企业”中处理"


def _code_in(line: str) -> tuple[str, str]:
    """The code of a line, which may hold a name as well; else what is wrong with it."""
    plain = line.upper()
    whole = _CODE.search(plain)
    candidate = whole.group() if whole else next(iter(_CODE_LIKE.findall(plain)), "")
    if not candidate:
        return "", "这一行没有统一社会信用代码"
    try:
        return checked_code(candidate), ""
    except InvalidInputError as error:
        return "", error.message.rstrip("。")


def _industry(catalogue: Catalogue, typed: str) -> str | None:
    """The code that was typed, "" for none, None for one that does not exist."""
    plain = unicodedata.normalize("NFKC", typed).strip().upper()
    if not plain:
        return ""
    found = _INDUSTRY.match(plain)
    if found is None:
        named = [one.code for one in catalogue.industries.values() if one.name == typed.strip()]
        return next((code for code in named if code.isdigit()), None)
    return found.group(1) if found.group(1) in catalogue.industries else None


def _both(industry: str, cluster: tuple[str, ...]) -> tuple[str, ...] | None:
    """The beginnings of codes that fit an industry and a cluster; None where nothing fits both."""
    if not industry or not cluster:
        return (industry,) if industry else cluster
    narrower = tuple(one for one in cluster if one.startswith(industry))
    if narrower:
        return narrower
    return (industry,) if any(industry.startswith(one) for one in cluster) else None
