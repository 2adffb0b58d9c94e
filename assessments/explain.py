"""What a unit's rating is made of: each item with its option, points and rungs; domains; attainment.

The numbers come from `scoring.explain`; here they get the ids and words of the questionnaire.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from assessments.answering import Answer
from assessments.compile import CompiledQuestionnaire
from assessments.outcome import (
    VERDICTS,
    DimensionScore,
    ItemLine,
    ItemRung,
    ItemState,
    RungAttainment,
    Verdict,
)
from assessments.schema.common import ProductionType, zh
from assessments.schema.ladder import Level
from assessments.schema.questionnaire import Item, SubDomain
from scoring.engine import Rating
from scoring.explain import ItemArithmetic, explain
from scoring.layout import Mark
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


def dimension_scores(
    compiled: CompiledQuestionnaire, rating: Rating, lines: Sequence[ItemLine]
) -> tuple[DimensionScore, ...]:
    """The domains of one unit (column 0) with their sub-domains."""
    scores = rating.scores
    inside: dict[str, list[ItemLine]] = {}
    for line in lines:
        inside.setdefault(line.sub_domain, []).append(line)
    return tuple(
        DimensionScore(
            domain.id,
            domain.ref,
            zh(domain.name),
            points=compiled.points(int(scores.points[place, 0])),
            maximum=compiled.points(int(scores.maximum[place, 0])),
            possible=compiled.points(int(scores.possible[place, 0])),
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
