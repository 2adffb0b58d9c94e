"""What a unit's rating is made of: each item with its option, points and rungs; domains; attainment.

The numbers come from `scoring.explain`; here they get the ids and words of the questionnaire.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from assessments.answering import Answer
from assessments.compile import CompiledLevels, CompiledQuestionnaire
from assessments.level_gates import DerivedItem
from assessments.outcome import (
    VERDICTS,
    DimensionScore,
    ItemLine,
    ItemRung,
    ItemState,
    RungAttainment,
    Verdict,
)
from assessments.readings import UnitFigures
from assessments.schema.common import ProductionType, zh
from assessments.schema.ladder import Level
from assessments.schema.questionnaire import Item, SubDomain
from assessments.telling import tell_leaves
from scoring.engine import Rating
from scoring.explain import ItemArithmetic, explain
from scoring.gates import Column, Figures
from scoring.layout import Mark
from scoring.levels import Band, possible_outcomes
from scoring.logic import MET, NOT_MET, UNDECIDED


def item_lines(
    compiled: CompiledQuestionnaire,
    production: ProductionType,
    answers: Mapping[str, Answer],
    column: NDArray[np.uint8],
) -> tuple[ItemLine, ...]:
    """One line per item asked of the production type, from a packed column (rows,)."""
    arithmetic = explain(compiled.rubric, column)
    return tuple(
        _line(compiled, production, item, arithmetic[compiled.position[item.id]], answers.get(item.id))
        for item in compiled.asked(production)
    )


def derived_lines(
    compiled: CompiledQuestionnaire, levels: CompiledLevels, figures: UnitFigures, columns: Figures
) -> tuple[ItemLine, ...]:
    """One line per item that follows from facts, with every option that the facts leave possible."""
    return tuple(
        _derived_line(compiled, band, derived, figures, columns)
        for band, derived in zip(levels.level_rules.bands, levels.items, strict=True)
        if band.asked is None or columns.flags[band.asked, 0] == MET
    )


def in_order(compiled: CompiledQuestionnaire, lines: Iterable[ItemLine]) -> tuple[ItemLine, ...]:
    """Lines in the order of the questionnaire."""
    place = {item.id: place for place, item in enumerate(compiled.questionnaire.items)}
    return tuple(sorted(lines, key=lambda line: place[line.item]))


def dimension_scores(
    compiled: CompiledQuestionnaire, lines: Sequence[ItemLine], low: Column, maximum: Column, high: Column
) -> tuple[DimensionScore, ...]:
    """The domains of one unit with their sub-domains, from its scaled points per domain."""
    inside: dict[str, list[ItemLine]] = {}
    for line in lines:
        inside.setdefault(line.sub_domain, []).append(line)
    return tuple(
        DimensionScore(
            domain.id,
            domain.ref,
            zh(domain.name),
            points=compiled.points(int(low[place])),
            maximum=compiled.points(int(maximum[place])),
            possible=compiled.points(int(high[place])),
            sub_domains=tuple(_sub_domain(sub, inside.get(sub.id, [])) for sub in domain.sub_domains),
        )
        for place, domain in enumerate(compiled.questionnaire.domains)
    )


def attainment(
    compiled: CompiledQuestionnaire, rating: Rating, lines: Sequence[ItemLine]
) -> tuple[RungAttainment, ...]:
    """How far one unit (column 0) is on every rung, lowest first."""
    return tuple(
        _rung(compiled, rating, lines, rung, level) for rung, level in enumerate(compiled.ladder.levels)
    )


def _line(
    compiled: CompiledQuestionnaire,
    production: ProductionType,
    item: Item,
    arithmetic: ItemArithmetic,
    answer: Answer | None,
) -> ItemLine:
    mark, cause = arithmetic.mark, arithmetic.implied_by
    state = _state(mark, cause)
    decided = bool(mark.options)
    return ItemLine(
        item=item.id,
        ref=item.ref,
        name=zh(item.name),
        domain=compiled.domain_of[item.sub_domain].id,
        sub_domain=item.sub_domain,
        state=state,
        options=tuple(item.options[option].id for option in mark.options),
        implied_reason=None if cause is None else zh(compiled.implications[cause].reason),
        not_applicable=answer.not_applicable if answer and state == "not_applicable" else None,
        points=compiled.points(arithmetic.points),
        maximum=compiled.points(arithmetic.maximum),
        possible=compiled.points(arithmetic.possible),
        level=compiled.ladder.level_ids[arithmetic.level],
        rungs=tuple(
            ItemRung(
                level=level.id,
                requirement=item.rungs[level.id].value,
                verdict=VERDICTS[(MET if arithmetic.level > rung else NOT_MET) if decided else UNDECIDED],
                enough=compiled.enough(item, production, rung + 1),
            )
            for rung, level in enumerate(compiled.ladder.levels)
            if level.id in item.rungs
        ),
    )


def _derived_line(
    compiled: CompiledQuestionnaire,
    band: Band,
    derived: DerivedItem,
    figures: UnitFigures,
    columns: Figures,
) -> ItemLine:
    item, values = derived.item, band.outcomes.values
    may_be = possible_outcomes(band.outcomes, columns)[:, 0]
    points = [value for value, possible in zip(values, may_be, strict=True) if possible]
    return ItemLine(
        item=item.id,
        ref=item.ref,
        name=zh(item.name),
        domain=compiled.domain_of[item.sub_domain].id,
        sub_domain=item.sub_domain,
        state="derived",
        options=tuple(option.id for option, possible in zip(item.options, may_be, strict=True) if possible),
        implied_reason=None,
        not_applicable=None,
        points=compiled.points(min(points)),
        maximum=compiled.points(max(values)),
        possible=compiled.points(max(points)),
        level="none",
        rungs=(),
        operands=tell_leaves(derived.leaves, figures, columns),
    )


def _state(mark: Mark, cause: int | None) -> ItemState:
    if cause is not None:
        return "implied"
    if mark.not_applicable:
        return "not_applicable"
    return "answered" if mark.options else "unanswered"


def _sub_domain(sub: SubDomain, lines: Sequence[ItemLine]) -> DimensionScore:
    return DimensionScore(
        sub.id,
        sub.ref,
        zh(sub.name),
        points=sum((line.points for line in lines), Decimal(0)),
        maximum=sum((line.maximum for line in lines), Decimal(0)),
        possible=sum((line.possible for line in lines), Decimal(0)),
    )


def _rung(
    compiled: CompiledQuestionnaire, rating: Rating, lines: Sequence[ItemLine], rung: int, level: Level
) -> RungAttainment:
    counts = rating.attainment
    mandatory, attained = int(counts.mandatory(rung)[0]), int(counts.attained(rung)[0])
    undecided = int(counts.undecided(rung)[0])
    asked = [line for line in lines if _mandatory(line, level.id)]
    not_applicable = sum(line.state == "not_applicable" for line in asked)
    needed = max(-(-mandatory * compiled.rubric.percent // 100), 1)
    certain, possible = attained >= needed, attained + undecided >= needed
    return RungAttainment(
        level=level.id,
        name=zh(level.name),
        mandatory=mandatory,
        attained=attained,
        open=undecided - not_applicable,
        not_applicable=not_applicable,
        short=mandatory - attained - undecided,
        needed=needed,
        remaining=max(needed - attained, 0),
        verdict=_verdict(certain=certain, possible=possible),
        reached=_verdict(
            certain=int(counts.certain[0]) > rung,
            possible=int(counts.possible[0]) > rung,
        ),
    )


def _mandatory(line: ItemLine, level: str) -> bool:
    rung = line.rung(level)
    return rung is not None and rung.requirement == "mandatory"


def _verdict(*, certain: bool, possible: bool) -> Verdict:
    return VERDICTS[certain + possible]
