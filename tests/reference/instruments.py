"""Random instruments, and instruments put together by hand from the same pieces."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from assessments.catalogue import Catalogue
from assessments.loader import load_catalogue
from assessments.schema.metric import DerivedFact, Metric
from assessments.schema.questionnaire import Questionnaire
from assessments.shelf import Industry
from tests.reference.pieces import (
    CITED,
    DOMAINS,
    FACTS,
    INDUSTRIES,
    LADDER,
    LEVELS,
    REGIONS,
    SIZES,
    SOURCES,
    TITLES,
    words,
)
from tests.reference.random_rules import conditions_of_facts, conditions_of_gates, metrics, rarely


@cache
def derived_facts() -> st.SearchStrategy[dict[str, DerivedFact]]:
    """A derived fact of three choices, of which the last may have a condition too."""
    when = conditions_of_facts()
    return st.tuples(when, when, st.none()).map(lambda whens: {"size": derived_fact(whens)})


def derived_fact(whens: Sequence[Any]) -> DerivedFact:
    """The size, by the conditions of its choices."""
    choices = [
        {"id": name, "label": words(name), **({} if when is None else {"when": when})}
        for name, when in zip(SIZES, whens, strict=True)
    ]
    fixed = {"id": "size", "label": words("规模"), "definition": words("定义")}
    return DerivedFact.model_validate({**fixed, **CITED, "choices": choices})


@cache
@st.composite
def items(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """An item: a single or multiple choice, or one that follows from facts."""
    kind = draw(st.sampled_from(("single", "multiple", "derived") if number > 1 else ("single", "multiple")))
    fixed = {
        "id": f"item-{number}",
        "ref": str(number),
        "type": kind,
        "sub_domain": draw(st.sampled_from(("sub-one", "sub-two", "sub-three"))),
        "production": "all" if kind == "derived" else draw(rarely("all", "discrete", "process")),
        **{key: words("文字") for key in ("name", "question", "help", "evidence")},
        **CITED,
        "tags": ["scene"] if number == 1 else draw(rarely([], ["scene"])),
        "options": draw(OPTIONS[kind]()),
    }
    return {**fixed, "may_not_apply": words("可以不适用")} if kind == "single" else fixed


POINTS = ("0", "1.67", "2.5", "5", "7.5", "10")
RISING = ("none", *LEVELS)


def option(number: int, points: str, level: str, **more: Any) -> dict[str, Any]:
    """An option."""
    letter = "ABCDEF"[number]
    return {
        "id": f"option-{letter.lower()}",
        "ref": letter,
        "text": words("选项"),
        "points": points,
        "level": level,
        **more,
    }


@cache
@st.composite
def scales(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Options of a single-choice item, from worst to best."""
    size = draw(st.integers(2, 4))
    points = sorted(draw(st.lists(st.sampled_from(POINTS), min_size=size, max_size=size)), key=float)
    levels = sorted(draw(st.lists(st.sampled_from(RISING), min_size=size, max_size=size)), key=RISING.index)
    return [option(i, *pair) for i, pair in enumerate(zip(points, levels, strict=True))]


@cache
@st.composite
def boxes(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Options of a multiple-choice item: nothing of all this, and some that add up."""
    size = draw(st.integers(1, 3))
    points = draw(st.lists(st.sampled_from(POINTS), min_size=size, max_size=size))
    levels = draw(st.lists(st.sampled_from(RISING), min_size=size, max_size=size))
    rest = [option(i, *pair) for i, pair in enumerate(zip(points, levels, strict=True), start=1)]
    return [option(0, "0", "none", exclusive="true", derived="true"), *rest]


@cache
@st.composite
def bands(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Options of a derived item, from best to worst; some are only recalled, the last has no condition.

    They evidence no level: levels are counted over what was answered.
    """
    size = draw(st.integers(1, 3))
    points = draw(st.lists(st.sampled_from(POINTS), min_size=size + 1, max_size=size + 1))
    best_first = sorted(points, key=float, reverse=True)
    found = []
    for i in range(size):
        recalled = draw(rarely({}, {"provenance": "recalled"}))
        found.append(option(i, best_first[i], "none", when=draw(conditions_of_facts()), **recalled))
    return [*found, option(size, best_first[size], "none")]


OPTIONS = {"single": scales, "multiple": boxes, "derived": bands}


@cache
@st.composite
def gates(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """A gate; the first is asked for every purpose."""
    accepts = draw(rarely(SOURCES, ("verified", "imported"), ("self_stated",)))
    purposes = draw(rarely([], ["recognition"], ["review"]))
    return gate(
        f"gate-{number}",
        draw(conditions_of_gates() if accepts == SOURCES else conditions_of_facts()),
        provenance=draw(rarely("official", "recalled")),
        accepts=list(accepts),
        in_principle=draw(rarely("false", "true")),
        purposes=purposes if number else [],
    )


def gate(name: str, when: Any, **more: Any) -> dict[str, Any]:
    """A gate of this condition."""
    return {"id": name, "name": words("条件"), "text": words("条件"), **CITED, "when": when, **more}


@cache
@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    """An instrument whose levels are decided by gates."""
    asked = [draw(items(number)) for number in range(1, 1 + draw(st.integers(1, 4)))]
    conditions_of_entry = [draw(gates(number)) for number in range(draw(st.integers(1, 4)))]
    names = [gate["id"] for gate in conditions_of_entry]
    chosen = {level: draw(st.lists(st.sampled_from(names), unique=True)) for level in LEVELS}
    rungs = {level: sorted({names[0], *chosen[level]}) for level in LEVELS}
    return instrument(asked, conditions_of_entry, rungs)


def instrument(
    asked: list[Any], conditions_of_entry: list[Any], rungs: dict[str, list[str]]
) -> Questionnaire:
    """An instrument of these items and gates."""
    subs = [{"id": f"sub-{name}", "ref": name, "name": words(name)} for name in ("one", "two", "three")]
    domains = [
        {"id": name, "ref": str(number), "name": words(name), "sub_domains": inside}
        for number, (name, inside) in enumerate(zip(DOMAINS, (subs[:2], subs[2:]), strict=True))
    ]
    return Questionnaire.model_validate(
        {
            "id": "little",
            "version": "1",
            "status": "published",
            **{key: words("文字") for key in ("title", "description")},
            "policy": "policy",
            "provenance": "derived",
            "ladder": "metal",
            "method": "points",
            "elements": [{"id": "element", "ref": "1", "name": words("要素"), "domains": domains}],
            "items": asked,
            "gates": conditions_of_entry,
            "rungs": rungs,
        }
    )


@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    """A catalogue with one random instrument, random metrics and a random derived fact."""
    return catalogue_of(draw(questionnaires()), draw(metrics()), draw(derived_facts()))


def catalogue_of(
    questionnaire: Questionnaire, of_metrics: Mapping[str, Metric], of_derived: Mapping[str, DerivedFact]
) -> Catalogue:
    """A catalogue with one instrument."""
    return replace(
        tiny_base(),
        facts=FACTS,
        metrics=of_metrics,
        derived_facts=of_derived,
        questionnaires={questionnaire.key: questionnaire},
        ladders={"metal": LADDER},
        regions=REGIONS,
        recognition_kinds=TITLES,
        industries=industries(),
    )


def industries() -> dict[str, Industry]:
    """A few classes of GB/T 4754."""
    return {code: Industry(code, 4, code[:3], section, code) for code, section in INDUSTRIES.items()}


@cache
def tiny_base() -> Catalogue:
    """The catalogue over which everything random is laid."""
    return load_catalogue(Path(__file__).parent.parent / "tiny" / "base")
