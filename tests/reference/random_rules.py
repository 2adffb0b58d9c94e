"""Random formulas and conditions."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from hypothesis import strategies as st

from assessments.schema.metric import Metric
from tests.reference.pieces import (
    AMOUNTS,
    DAYS,
    DOMAINS,
    LEVELS,
    MONEY,
    ORDER,
    PERCENTS,
    SIZES,
    TITLES,
    words,
)


@cache
def often() -> st.SearchStrategy[bool]:
    """True three times in four."""
    return st.sampled_from((True, True, True, False))


@st.composite
def rarely(draw: st.DrawFn, usual: Any, *others: Any) -> Any:
    """The usual, and one time in four one of the others."""
    return usual if draw(often()) else draw(st.sampled_from(others))


def weighted(*strategies: tuple[int, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    """One of some strategies, each as often as its weight says (`one_of` drops repeated ones)."""
    tickets = [number for number, (weight, _) in enumerate(strategies) for _ in range(weight)]
    return st.sampled_from(tickets).flatmap(lambda number: strategies[number][1])


# --- formulas and conditions ------------------------------------------------------------------------------

money_facts = st.sampled_from(MONEY)
backs = st.integers(0, 2).map(str)


@cache
def formulas() -> st.SearchStrategy[Any]:
    """A formula: a fact, or up to two steps over facts."""
    leaves = st.one_of(
        money_facts,
        st.fixed_dictionaries({"fact": money_facts, "back": backs}),
        st.fixed_dictionaries({"total": money_facts, "years": st.sampled_from(("1", "2", "3"))}),
        st.fixed_dictionaries({"average": money_facts, "years": st.sampled_from(("1", "2", "3"))}),
        st.fixed_dictionaries({"growth": money_facts, "back": backs}),
    )
    return st.recursive(leaves, steps_over, max_leaves=4)


def steps_over(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """One step over other formulas."""
    several = st.lists(parts, min_size=2, max_size=3)
    two = st.lists(parts, min_size=2, max_size=2)
    return st.one_of(
        *(st.fixed_dictionaries({kind: several}) for kind in ("sum", "mean")),
        *(st.fixed_dictionaries({kind: two}) for kind in ("difference", "ratio", "percent")),
    )


@cache
def roots() -> st.SearchStrategy[Any]:
    """A mean yearly growth, which is only ever the whole of a metric."""
    return st.fixed_dictionaries({"cagr": money_facts, "years": st.sampled_from(("1", "2", "3"))})


@cache
def metrics() -> st.SearchStrategy[dict[str, Metric]]:
    """Three metrics."""
    return st.tuples(formulas(), formulas(), st.one_of(formulas(), roots())).map(
        lambda found: {f"metric-{i}": metric(f"metric-{i}", formula) for i, formula in enumerate(found)}
    )


def metric(name: str, formula: Any) -> Metric:
    """A metric of this formula."""
    return Metric.model_validate(
        {
            "id": name,
            "label": words(name),
            "unit": "percent",
            "formula": formula,
            "definition": words("定义"),
            "provenance": "derived",
        }
    )


METRICS = ("metric-0", "metric-1", "metric-2")

numbers = st.sampled_from([str(amount) for amount in AMOUNTS])
years_back = st.lists(st.integers(0, 3).map(str), max_size=3, unique=True)
by_year = {"years_back": years_back, "across": st.sampled_from(("each", "any"))}


def comparison(
    subject: Mapping[str, Any], values: st.SearchStrategy[Any], **more: Any
) -> st.SearchStrategy[Any]:
    """A comparison by order, now and then of a figure that nobody could read or with two readings."""
    wanted = weighted((15, values), (1, st.just("unknown")))
    fixed = {**subject, "comparator": st.sampled_from((*ORDER, "is") if "fact" in subject else ORDER), **more}
    two_readings = {"lenient_value": values, "ambiguity": st.just(words("两种读法"))}
    return weighted(
        (7, st.fixed_dictionaries({**fixed, "value": wanted})),
        (1, st.fixed_dictionaries({**fixed, "value": values, **two_readings})),
    )


def one_fact(name: str) -> dict[str, Any]:
    """The subject of a comparison."""
    return {"fact": st.just(name)}


def choice(name: str, choices: tuple[str, ...], **more: Any) -> st.SearchStrategy[Any]:
    """A choice or a set: one of these, or one of several."""
    one = {**one_fact(name), "comparator": st.just("is"), "value": st.sampled_from(choices), **more}
    several = {
        **one_fact(name),
        "comparator": st.just("one_of"),
        "value": st.lists(st.sampled_from(choices), min_size=1, unique=True),
        **more,
    }
    return st.one_of(st.fixed_dictionaries(one), st.fixed_dictionaries(several))


@cache
def plain_leaves() -> st.SearchStrategy[Any]:
    """Leaves that look at facts, metrics and the profile only."""
    grades = st.sampled_from(("poor", "fair", "good"))
    window = st.fixed_dictionaries({"years": st.sampled_from(("1", "2", "3")), "before": st.just("done")})
    return st.one_of(
        *(comparison(one_fact(name), numbers, **by_year) for name in MONEY),
        *(
            comparison({"metric": st.just(name)}, st.one_of(st.sampled_from(PERCENTS), numbers), **by_year)
            for name in METRICS
        ),
        comparison(one_fact("share"), st.sampled_from(PERCENTS), **by_year),
        comparison(one_fact("stage"), st.sampled_from(("1.9", "2.0", "2.1"))),
        comparison(one_fact("platform"), st.sampled_from(("59", "60", "61"))),
        comparison(one_fact("done"), st.sampled_from(DAYS)),
        comparison(one_fact("grade"), grades),
        comparison(one_fact("spent"), numbers),
        comparison(one_fact("spent"), numbers, window=window),
        choice("entity", ("firm", "branch", "other"), **by_year),
        choice("links", ("design", "make", "sell")),
        st.fixed_dictionaries(
            {"industry_in": st.lists(st.sampled_from(("C", "I", "35", "651", "3411")), min_size=1)}
        ),
        st.fixed_dictionaries({"county_in": st.sampled_from(("mountain", "wide"))}),
        st.fixed_dictionaries({"holds": st.lists(st.sampled_from(sorted(TITLES)), min_size=1, unique=True)}),
        st.fixed_dictionaries({"holds": st.just(["pilot"]), "within_years": st.sampled_from(("1", "3"))}),
        st.just({"undecided": words("由专家评定")}),
    )


@cache
def leaves_of_gates() -> st.SearchStrategy[Any]:
    """Leaves that also look at derived facts, points and items."""
    points = st.sampled_from(("0", "2.5", "5", "5.01", "7.5", "10", "15"))
    scores = [{"score": st.just(name)} for name in ("total", *DOMAINS)]
    sizes = st.sampled_from(SIZES)
    at = {"items_at": st.sampled_from(LEVELS), "at_least": st.sampled_from(("1", "2"))}
    return st.one_of(
        plain_leaves(),
        plain_leaves(),
        *(comparison(score, points) for score in scores),
        st.fixed_dictionaries(at),
        st.fixed_dictionaries({**at, "tag": st.just("scene")}),
        st.fixed_dictionaries(
            {**one_fact("size"), "comparator": st.sampled_from((*ORDER, "is")), "value": sizes}
        ),
    )


@cache
def conditions_of_facts() -> st.SearchStrategy[Any]:
    """Conditions that look at facts, metrics and the profile only."""
    return st.recursive(plain_leaves(), combined, max_leaves=4)


@cache
def conditions_of_gates() -> st.SearchStrategy[Any]:
    """Conditions that also look at derived facts, points and items."""
    return st.recursive(leaves_of_gates(), combined, max_leaves=4)


def combined(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """One step over other conditions."""
    several = st.lists(parts, min_size=1, max_size=3)
    return weighted(
        (4, st.fixed_dictionaries({"all_of": several})),
        (4, st.fixed_dictionaries({"any_of": several})),
        (2, st.fixed_dictionaries({"not": parts})),
        (2, several.flatmap(enough_of)),
        (1, st.fixed_dictionaries({"recalled": parts})),
    )


def enough_of(parts: list[Any]) -> st.SearchStrategy[Any]:
    """At least so many of these."""
    return st.integers(1, len(parts)).map(lambda needed: {"at_least": str(needed), "of": parts})
