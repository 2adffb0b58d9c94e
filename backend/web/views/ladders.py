"""A unit on every ladder: where it stands on each, what fails or is open first, the way to the details."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from assessments.loader import Catalogue
from assessments.outcome import GateVerdict, UnitRating, Verdict
from assessments.schema.common import Purpose, zh
from assessments.schema.ladder import Ladder
from assessments.wording import PURPOSES
from backend.services.ladders import AnswersUsed, Asked, LadderLine, UnitLadder, UnitLadders
from backend.services.offering import family_of, period_of
from backend.web.language import _
from backend.web.render import plain
from backend.web.views.levels import possible_classes
from backend.web.views.method_common import period_words
from backend.web.views.result import ResultPage, count_words, gap_words, result_page

SHOWN = 3
"""How many conditions a line of the comparison names."""
FIRST: Mapping[Verdict, int] = {"not_met": 0, "undecided": 1, "met": 2}


@dataclass(frozen=True)
class Typed:
    """What stands in the address, as it was typed."""

    as_of: str = ""
    purpose: str = ""
    version: str = ""

    def query(self) -> str:
        """The same behind an address, empty fields left out."""
        given = {name: value for name, value in vars(self).items() if value}
        return f"?{urlencode(given)}" if given else ""


@dataclass(frozen=True)
class Hurdle:
    """A condition that fails or is open."""

    name: str
    verdict: Verdict


@dataclass(frozen=True)
class LadderRow:
    """One ladder: what is certain and what is possible, and the first conditions in the way.

    `more` counts those that are not named; `score` tells points or counted items where there are any.
    """

    title: str
    version: str
    purpose: str
    period: str
    is_sure: bool
    certain: str
    possible: str
    state: Verdict
    score: str
    hurdles: tuple[Hurdle, ...]
    more: int
    answers: str
    href: str


@dataclass(frozen=True)
class FamilyRows:
    """Ladders that are listed together."""

    name: str
    rows: tuple[LadderRow, ...]


@dataclass(frozen=True)
class LaddersPage:
    """Context of ladders.html."""

    unit: UnitLadders
    as_of: date
    families: tuple[FamilyRows, ...]
    purposes: tuple[tuple[str, str], ...]
    values: Mapping[str, str]
    errors: Mapping[str, str]


@dataclass(frozen=True)
class LadderPage(ResultPage):
    """Context of ladder.html: the whole explanation, and what else can be asked for.

    `answers` says which answers were used; `query` keeps the day and purpose on the way back.
    """

    answers: str = ""
    query: str = ""
    versions: tuple[tuple[str, str], ...] = ()
    purposes: tuple[tuple[str, str], ...] = ()
    values: Mapping[str, str] | None = None
    errors: Mapping[str, str] | None = None


def ladders_page(
    catalogue: Catalogue, unit: UnitLadders, asked: Asked, typed: Typed, errors: Mapping[str, str]
) -> LaddersPage:
    """The comparison; a day or purpose with an error stays in its field."""
    rows = [(_family(catalogue, line), _row(catalogue, unit, line, typed, errors)) for line in unit.lines]
    return LaddersPage(
        unit=unit,
        as_of=asked.as_of,
        families=tuple(
            FamilyRows(name, tuple(row for _name, row in group))
            for name, group in groupby(rows, key=lambda pair: pair[0])
        ),
        purposes=tuple((purpose.value, _(name)) for purpose, name in PURPOSES.items()),
        values={"as_of": typed.as_of or asked.as_of.isoformat(), "purpose": typed.purpose},
        errors=errors,
    )


def detail_page(
    catalogue: Catalogue, found: UnitLadder, typed: Typed, errors: Mapping[str, str], *, expanded: bool
) -> LadderPage:
    """One ladder in full."""
    page = result_page(catalogue, found.outcome, expanded=expanded)
    named = found.outcome.instrument.named
    here = f"/units/{page.outcome.unit_id}/ladders/{page.outcome.questionnaire.id}"
    return LadderPage(
        **{**vars(page), "outlook": page.outlook and f"{here}/pathway{typed.query()}"},
        answers=_answers(found.answers, found.items),
        query=replace(typed, version="").query(),
        versions=tuple((version, _("{version} 版", version=version)) for version in found.versions),
        purposes=tuple((purpose.value, _(PURPOSES[purpose])) for purpose in found.purposes),
        values={
            "as_of": typed.as_of or page.as_of.isoformat(),
            "purpose": typed.purpose,
            "version": found.outcome.questionnaire.version if named else typed.version,
        },
        errors=errors,
    )


def _family(catalogue: Catalogue, line: LadderLine) -> str:
    return family_of(catalogue.ladders[line.instrument.questionnaire.ladder])


def _row(
    catalogue: Catalogue, unit: UnitLadders, line: LadderLine, typed: Typed, errors: Mapping[str, str]
) -> LadderRow:
    version, purpose, rating = line.instrument.questionnaire, line.instrument.purpose, line.rating
    ladder = catalogue.ladders[version.ladder]
    names = {"none": zh(ladder.below), **{level.id: zh(level.name) for level in ladder.levels}}
    hurdles = _hurdles(rating)
    kept = Typed("" if "as_of" in errors else typed.as_of, "" if "purpose" in errors else typed.purpose)
    return LadderRow(
        title=zh(version.title),
        version=_("{version} 版", version=version.version),
        purpose="" if purpose is Purpose.SELF_CHECK else _(PURPOSES[purpose]),
        period=period_words(period_of(version, purpose, rating.as_of)),
        is_sure=line.instrument.in_force is True,
        certain=names[rating.certain],
        possible=_possible(catalogue, ladder, rating, names),
        state=_state(rating),
        score=_score(rating),
        hurdles=hurdles[:SHOWN],
        more=len(hurdles[SHOWN:]),
        answers=_answers(line.answers, line.items),
        href=f"/units/{unit.unit_id}/ladders/{version.id}{kept.query()}",
    )


def _possible(catalogue: Catalogue, ladder: Ladder, rating: UnitRating, names: Mapping[str, str]) -> str:
    """The level still possible; every class still possible where levels only classify; empty if settled."""
    if rating.possible == rating.certain:
        return ""
    if catalogue.classifies(ladder):
        return "、".join(names[level] for level in possible_classes(rating)) or names[rating.possible]
    return names[rating.possible]


def _state(rating: UnitRating) -> Verdict:
    """Some level is certain, some level is possible, or none is; items say at least where a unit begins."""
    if rating.certain != "none" or rating.attainment:
        return "met"
    return "undecided" if rating.possible != "none" else "not_met"


def _hurdles(rating: UnitRating) -> tuple[Hurdle, ...]:
    """What is in the way of the level above the certain one, failing conditions first."""
    ids = [level.level for level in rating.levels]
    above = rating.levels[ids.index(rating.certain) + 1 :] if rating.certain in ids else rating.levels
    wanted = above[0].gates if above else ()
    gates = [gate for gate in rating.gates if gate.id in wanted and gate.verdict != "met"]
    return tuple(Hurdle(gate.name, gate.verdict) for gate in sorted(gates, key=_first))


def _first(gate: GateVerdict) -> int:
    return FIRST[gate.verdict]


def _score(rating: UnitRating) -> str:
    rung = next((rung for rung in rating.attainment if rung.remaining), None)
    if rung is not None:
        return _("{level}：{count}，{gap}", level=rung.name, count=count_words(rung), gap=gap_words(rung))
    if not rating.levels or not rating.max_points:
        return ""
    points = plain(rating.points)
    if rating.possible_points != rating.points:
        points = _("{least} 至 {most}", least=points, most=plain(rating.possible_points))
    return _("{points} 分，满分 {maximum} 分", points=points, maximum=plain(rating.max_points))


def _answers(used: AnswersUsed | None, items: int) -> str:
    """Which answers were used; empty where nothing is asked."""
    if not items:
        return ""
    if used is None:
        return _("还没有填过答案，{count} 题都按未答计。", count=items)
    if not used.is_used:
        return _("已填的答案属于 {version} 版，没有用于这一版本。", version=used.version)
    words = "按{round}正在填写的答案计。" if used.is_open else "按{round}提交的答案计。"
    return _(words, round=used.round_name)
