"""Items of a rating as the result page lists them: what is still missing per rung, and the arithmetic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from assessments.loader import Catalogue
from assessments.outcome import DimensionScore, ItemLine, RungAttainment, UnitRating
from assessments.schema.common import zh
from assessments.schema.questionnaire import Item, Option, Questionnaire
from backend.web.language import _
from backend.web.views.citing import Cited, cite
from backend.web.views.conditions import ConditionLine, condition_line
from backend.web.views.operands import Frame, OperandLine, operand_line


@dataclass(frozen=True)
class OptionWords:
    """An option as the page prints it: its letter in the source and its text."""

    ref: str
    text: str


@dataclass(frozen=True)
class GapLine:
    """A mandatory item not there yet: what was answered, and the lowest option that would be enough."""

    item: str
    ref: str
    name: str
    href: str
    state: str
    chosen: tuple[OptionWords, ...]
    enough: OptionWords | None
    reason: str


@dataclass(frozen=True)
class GapDomain:
    """The missing items of one domain."""

    name: str
    lines: tuple[GapLine, ...]


@dataclass(frozen=True)
class GapList:
    """What one rung still misses; `is_next` marks the lowest rung that misses something."""

    level: str
    name: str
    summary: str
    count: int
    domains: tuple[GapDomain, ...]
    is_next: bool = False


@dataclass(frozen=True)
class BandLine:
    """One option of an item that follows from facts: when it counts, and whether it still can."""

    ref: str
    text: str
    points: Decimal
    condition: ConditionLine | None
    is_possible: bool
    provenance: str


@dataclass(frozen=True)
class ScoreLine:
    """One item of the arithmetic: the options that count and their points, from `points` to `possible`.

    Of an item that follows from facts `chosen` are all options that the facts leave possible, `operands` the
    figures that were looked at, `bands` all its options.
    """

    item: str
    ref: str
    name: str
    state: str
    chosen: tuple[OptionWords, ...]
    reason: str
    points: Decimal
    maximum: Decimal
    possible: Decimal
    level: str
    cited: Cited
    provenance: str
    operands: tuple[OperandLine, ...] = ()
    bands: tuple[BandLine, ...] = ()


@dataclass(frozen=True)
class ScoreGroup:
    """A sub-domain with its items and sum."""

    name: str
    points: Decimal
    maximum: Decimal
    lines: tuple[ScoreLine, ...]


@dataclass(frozen=True)
class ScoreDomain:
    """A domain with its sub-domains and sum."""

    id: str
    ref: str
    name: str
    points: Decimal
    maximum: Decimal
    possible: Decimal
    groups: tuple[ScoreGroup, ...]


class Wording:
    """Looks up the texts of one questionnaire version: items, options and level names."""

    def __init__(
        self, catalogue: Catalogue, questionnaire: Questionnaire, level_names: Mapping[str, str]
    ) -> None:
        self.catalogue = catalogue
        self.questionnaire = questionnaire
        self.items: dict[str, Item] = {item.id: item for item in questionnaire.items}
        self.level_names = level_names
        self._domain_names = {domain.id: zh(domain.name) for domain in questionnaire.domains}

    def option(self, item: str, option: str) -> OptionWords:
        """An option's letter and text."""
        found: Option = next(o for o in self.items[item].options if o.id == option)
        return OptionWords(found.ref, zh(found.text))

    def chosen(self, line: ItemLine) -> tuple[OptionWords, ...]:
        """The options that count for a line."""
        return tuple(self.option(line.item, option) for option in line.options)

    def domain(self, domain: str) -> str:
        """A domain's name."""
        return self._domain_names[domain]

    def level(self, level: str) -> str:
        """The name of the rung an answer evidences; empty for none."""
        return self.level_names.get(level, "")


def gap_lists(rating: UnitRating, wording: Wording, form: str) -> tuple[GapList, ...]:
    """Per rung the mandatory items not there yet; `form` is the address of the open form, or empty."""
    short = [rung for rung in rating.attainment if rung.remaining]
    lists = [_gap_list(rating, rung, wording, form) for rung in short]
    return tuple(replace(gaps, is_next=gaps is lists[0]) for gaps in lists)


def _gap_list(rating: UnitRating, rung: RungAttainment, wording: Wording, form: str) -> GapList:
    missing = [line for line in rating.items if _is_missing(line, rung.level)]
    domains = tuple(
        GapDomain(wording.domain(domain), tuple(_gap_line(line, rung.level, wording, form) for line in lines))
        for domain, lines in groupby(missing, key=lambda line: line.domain)
    )
    parts = (
        (rung.short, "{count} 条低于本级"),
        (rung.open, "{count} 条未作答"),
        (rung.not_applicable, "{count} 条不适用待审核"),
    )
    summary = "，".join(_(words, count=count) for count, words in parts if count)
    return GapList(rung.level, rung.name, summary, len(missing), domains)


def _is_missing(line: ItemLine, level: str) -> bool:
    rung = line.rung(level)
    return rung is not None and rung.requirement == "mandatory" and rung.verdict != "met"


def _gap_line(line: ItemLine, level: str, wording: Wording, form: str) -> GapLine:
    rung = line.rung(level)
    assert rung is not None  # noqa: S101 - _is_missing has chosen the lines that have it
    return GapLine(
        item=line.item,
        ref=line.ref,
        name=line.name,
        href=f"{form}/domains/{line.domain}#item-{line.item}" if form else "",
        state=line.state,
        chosen=wording.chosen(line),
        enough=wording.option(line.item, rung.enough) if rung.enough else None,
        reason=line.implied_reason or line.not_applicable or "",
    )


def score_domains(rating: UnitRating, wording: Wording) -> tuple[ScoreDomain, ...]:
    """The arithmetic: domain, sub-domain, item, option, points, each level with its sum."""
    return tuple(
        ScoreDomain(
            id=domain.id,
            ref=domain.ref,
            name=domain.name,
            points=domain.points,
            maximum=domain.maximum,
            possible=domain.possible,
            groups=tuple(_group(rating, sub, wording) for sub in domain.sub_domains),
        )
        for domain in rating.dimensions
    )


def _group(rating: UnitRating, sub: DimensionScore, wording: Wording) -> ScoreGroup:
    lines = tuple(_score_line(line, wording) for line in rating.items if line.sub_domain == sub.id)
    return ScoreGroup(sub.name, sub.points, sub.maximum, lines)


def _score_line(line: ItemLine, wording: Wording) -> ScoreLine:
    item, frame = wording.items[line.item], Frame(wording.catalogue)
    is_derived = line.state == "derived"
    return ScoreLine(
        item=line.item,
        ref=line.ref,
        name=line.name,
        state=line.state,
        chosen=wording.chosen(line),
        reason=line.implied_reason or line.not_applicable or "",
        points=line.points,
        maximum=line.maximum,
        possible=line.possible,
        level=wording.level(line.level),
        cited=cite(wording.catalogue, item.citation),
        provenance=item.provenance.value,
        operands=_figures([operand_line(frame, operand) for operand in line.operands]) if is_derived else (),
        bands=tuple(_band(option, item, line, wording) for option in item.options) if is_derived else (),
    )


def _figures(operands: Sequence[OperandLine]) -> tuple[OperandLine, ...]:
    """Each figure once: the bands of an item compare the same one with one bound after another."""
    return tuple({(operand.fact, operand.label, operand.origin): operand for operand in operands}.values())


def _band(option: Option, item: Item, line: ItemLine, wording: Wording) -> BandLine:
    condition = None
    if option.when is not None:
        condition = condition_line(wording.catalogue, option.when, wording.questionnaire)
    return BandLine(
        ref=option.ref,
        text=zh(option.text),
        points=option.points,
        condition=condition,
        is_possible=option.id in line.options,
        provenance=(option.provenance or item.provenance).value,
    )
