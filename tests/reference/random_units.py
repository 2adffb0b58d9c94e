"""Random units: what a file may state about a firm."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from hypothesis import strategies as st

from assessments.schema.questionnaire import Questionnaire
from tests.reference.pieces import AMOUNTS, COUNTIES, DAYS, FACTS, INDUSTRIES, SOURCES, TITLES, YEARS
from tests.reference.random_rules import rarely

VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "revenue": st.sampled_from(AMOUNTS),
    "spending": st.sampled_from(AMOUNTS),
    "profit": st.sampled_from(AMOUNTS),
    "staff": st.sampled_from(AMOUNTS),
    "share": st.sampled_from(("0", "0.01", "1", "10", "99.99", "-1")),
    "stage": st.sampled_from(("1.9", "2.0", "2.1", "2")),
    "platform": st.sampled_from((59, 60, 61)),
    "grade": st.sampled_from(("poor", "fair", "good")),
    "entity": st.sampled_from(("firm", "branch", "other")),
    "links": st.lists(st.sampled_from(("design", "make", "sell")), unique=True),
    "done": st.sampled_from(DAYS),
    "spent": st.sampled_from(AMOUNTS),
}


@cache
@st.composite
def rows(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """A stated value with its source and, mostly, its period."""
    row = {
        "value": draw(VALUES[name]),
        "source": draw(st.sampled_from((*SOURCES, "self_stated", "verified"))),
    }
    period = draw(st.sampled_from(("year", "year", "year", "as_of", "interval", "")))
    if period == "year":
        return {**row, "year": draw(st.sampled_from(YEARS))}
    if period == "as_of":
        return {**row, "as_of": draw(st.sampled_from(DAYS))}
    if period == "interval":
        ends = sorted(draw(st.lists(st.sampled_from((*DAYS, "2025-01-01")), min_size=2, max_size=2)))
        open_ends = draw(st.sampled_from(((True, True), (True, True), (True, False), (False, True))))
        return row | {
            key: day for key, day, given in zip(("from", "to"), ends, open_ends, strict=True) if given
        }
    return row


@cache
@st.composite
def stated(draw: st.DrawFn, name: str) -> Any:
    """What is stated about a fact: one value for ever, every year in turn, or a few rows."""
    shape = draw(rarely("years", "bare", "rows"))
    if shape == "bare":
        return draw(VALUES[name])
    if shape == "years":
        source = draw(rarely("verified", *SOURCES))
        left_out = draw(rarely(None, *YEARS))
        return [
            {"value": draw(VALUES[name]), "year": year, "source": source}
            for year in YEARS
            if year != left_out
        ]
    return draw(st.lists(rows(name), min_size=1, max_size=4))


@st.composite
def units(draw: st.DrawFn, questionnaire: Questionnaire) -> dict[str, Any]:
    """One entry of a file."""
    production = draw(st.sampled_from(("discrete", "process")))
    unknown = draw(rarely([], *([name] for name in FACTS), list(FACTS)))
    asked = [
        one for one in questionnaire.items if one.type != "derived" and one.production in ("all", production)
    ]
    answers = {one.id: draw(answer(one.type, [option.ref for option in one.options])) for one in asked}
    unit = {
        "profile": {
            "county": draw(st.sampled_from(COUNTIES)),
            "industry": draw(st.sampled_from(sorted(INDUSTRIES))),
            "production_type": production,
        },
        "facts": {name: draw(stated(name)) for name in FACTS if name not in unknown},
        "answers": {name: given for name, given in answers.items() if given is not None},
    }
    titles = draw(st.one_of(st.none(), st.lists(held(), max_size=2)))
    return unit if titles is None else {**unit, "recognitions": titles}


def answer(kind: str, letters: list[str]) -> st.SearchStrategy[Any]:
    """An answer, none, or that the item does not apply."""
    if kind == "multiple":
        together = st.lists(st.sampled_from(letters[1:]), min_size=1, unique=True)
        return st.one_of(st.none(), st.just(letters[:1]), together)
    return st.one_of(
        st.none(), *(st.sampled_from(letters) for _ in range(4)), st.just({"not_applicable": "没有"})
    )


@cache
@st.composite
def held(draw: st.DrawFn) -> dict[str, Any]:
    """A title held."""
    start = draw(st.sampled_from((None, *DAYS)))
    end = draw(st.sampled_from((None, *DAYS)))
    days = {"from": start, "to": end if start is None or end is None or start <= end else None}
    return {"title": draw(st.sampled_from(sorted(TITLES))), **{key: day for key, day in days.items() if day}}
