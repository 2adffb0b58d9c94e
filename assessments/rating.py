"""Rating one unit or many: the facade that services and the command line call."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assessments.answering import Answer, encode
from assessments.compile import CompiledCall, CompiledQuestionnaire
from assessments.eligibility import read_figures, tell_eligibility
from assessments.explain import attainment, dimension_scores, item_lines
from assessments.outcome import UnitRating
from assessments.stated import FactValue, HeldTitle, Profile
from scoring.engine import Rating, rate

__all__ = ["FactValue", "HeldTitle", "Profile", "UnitRating", "rate_packed", "rate_unit"]


def rate_unit(
    compiled: CompiledQuestionnaire,
    profile: Profile,
    facts: Mapping[str, Sequence[FactValue]],
    answers: Mapping[str, Answer],
    *,
    as_of: date,
    call: CompiledCall | None,
    titles: Sequence[HeldTitle] | None,
) -> UnitRating:
    """Rate one unit on a day, explained down to each option and each condition's clause.

    `facts` are by fact id and typed (see `assessments.fact_values.parse_value`), `answers` by item id;
    `call` decides eligibility, None leaves it out; `titles` None means that nobody knows which are held.
    KeyError for ids that the version does not have, ValueError for values that are not the fact's.
    """
    packed = encode(compiled, profile.production_type, answers)
    column = np.frombuffer(packed, np.uint8)
    figures = None if call is None else read_figures(call, profile, facts, titles, as_of)
    rating = rate(
        compiled.rubric,
        column[:, None],
        None if call is None else call.rules,
        None if figures is None else figures.columns,
    )
    lines = item_lines(compiled, profile.production_type, answers, column)
    scores = rating.scores
    return UnitRating(
        questionnaire=compiled.questionnaire.key,
        as_of=as_of,
        certain=compiled.ladder.level_ids[rating.attainment.certain[0]],
        possible=compiled.ladder.level_ids[rating.attainment.possible[0]],
        points=compiled.points(int(scores.total_points[0])),
        max_points=compiled.points(int(scores.total_maximum[0])),
        possible_points=compiled.points(int(scores.total_possible[0])),
        attainment=attainment(compiled, rating, lines),
        dimensions=dimension_scores(compiled, rating, lines),
        items=lines,
        eligibility=tell_eligibility(figures, rating.gates, as_of) if figures and rating.gates else None,
    )


def rate_packed(compiled: CompiledQuestionnaire, submissions: Sequence[bytes]) -> Rating:
    """Rate many packed submissions of one version at once, without explanation.

    ValueError when one has the wrong length or holds codes that the version does not have.
    """
    return rate(compiled.rubric, as_block(compiled, submissions))


def as_block(compiled: CompiledQuestionnaire, submissions: Sequence[bytes]) -> NDArray[np.uint8]:
    """Packed submissions as the item-major block (rows, units) that the engine takes."""
    rows = compiled.rubric.rows
    if any(len(packed) != rows for packed in submissions):
        raise ValueError(f"a packed submission of {compiled.questionnaire.key} has {rows} bytes")
    units = np.frombuffer(b"".join(submissions), np.uint8).reshape(len(submissions), rows)
    return np.ascontiguousarray(units.T)
