"""What an instrument needs to know about a unit, and what of it is known: the task of its facts."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from assessments.schema.common import Purpose, zh
from backend.services.asking import InstrumentFacts, Need
from backend.services.fact_values import to_words
from backend.services.facts import Period
from backend.services.ledger import FACT as LEDGER
from backend.web.language import _
from backend.web.render import wan
from backend.web.values import source_words


@dataclass(frozen=True)
class ValueLine:
    """One period of a fact: its value and where that is from, or that it is open."""

    period: str
    value: str
    source: str
    is_open: bool


@dataclass(frozen=True)
class NeedLine:
    """One fact; `missing` are the periods still open, in one phrase. `by_others`: others have to state it."""

    fact: str
    label: str
    values: tuple[ValueLine, ...]
    missing: str
    by_others: bool

    @property
    def is_open(self) -> bool:
        """Whether something is missing."""
        return any(value.is_open for value in self.values)


@dataclass(frozen=True)
class NeedsView:
    """All facts of an instrument; `mine` counts the open ones that the firm can state itself."""

    href: str
    lines: tuple[NeedLine, ...]
    known: int
    mine: int
    titles: tuple[str, ...]

    @property
    def open(self) -> tuple[NeedLine, ...]:
        """The facts with something missing."""
        return tuple(line for line in self.lines if line.is_open)


def needs_view(found: InstrumentFacts) -> NeedsView:
    """The facts that an instrument looks at, in the order of the register."""
    lines = tuple(_line(need, found) for need in found.needs)
    version = f"{found.name.partition('@')[0]}@{found.version}"
    return NeedsView(
        href=facts_href(found.unit_id, version, found.purpose),
        lines=lines,
        known=sum(not line.is_open for line in lines),
        mine=sum(line.is_open and not line.by_others for line in lines),
        titles=found.titles,
    )


def facts_href(unit_id: str, version: str, purpose: Purpose) -> str:
    """The page of what one version (`id@version`) asks a unit for a purpose."""
    asked = urlencode({"for": version, "purpose": purpose.value}, safe="@")
    return f"/units/{unit_id}/facts?{asked}"


def _line(need: Need, found: InstrumentFacts) -> NeedLine:
    values = tuple(_values(need, found))
    missing = "、".join(value.period or "" for value in values if value.is_open)
    return NeedLine(need.stated.fact.id, zh(need.stated.fact.label), values, missing, need.by_others)


def _values(need: Need, found: InstrumentFacts) -> Iterator[ValueLine]:
    fact = need.stated.fact
    if fact.id == LEDGER and found.entries:
        total = sum(entry.amount for entry in found.entries)
        text = _("台账 {count} 笔，合计 {total}", count=len(found.entries), total=wan(total))
        yield ValueLine("", text, "", is_open=False)
        return
    for period in need.periods:
        standing = need.stated.current.get(period, ())
        if fact.kind == "ledger":
            standing = tuple(one for every in need.stated.current.values() for one in every)
        value = to_words(fact, standing[0].value) if standing else ""
        source = source_words(standing[0].source) if standing else ""
        yield ValueLine(_period(period), value, source, is_open=period in need.open)


def _period(period: Period) -> str:
    return _("{year}年", year=period.year) if period.year is not None else ""
