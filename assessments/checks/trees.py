"""Every condition of the catalogue with its place, and the facts – stated or derived – it may look at."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assessments.problem import Place
from assessments.schema.condition import AllOf, AnyOf, Condition, Count, Not, Recalled
from assessments.schema.fact import Fact, FactChoice
from assessments.schema.ladder import Call
from assessments.schema.metric import DerivedFact
from assessments.schema.questionnaire import Item, Questionnaire
from assessments.shelf import Entry, Shelf

VersionEntry = Entry[Questionnaire] | Entry[Call]


@dataclass(frozen=True)
class Root:
    """A whole condition: of a gate, an option that follows, a derived fact's choice, or a contradiction."""

    condition: Condition
    place: Place
    kind: Literal["gate", "option", "choice", "contradiction"]
    entry: VersionEntry | None = None

    @property
    def questionnaire(self) -> Questionnaire | None:
        """The questionnaire whose points and items a gate may look at."""
        model = self.entry.model if self.entry and self.kind == "gate" else None
        return model if isinstance(model, Questionnaire) else None


def roots(shelf: Shelf) -> Iterator[Root]:
    """Every whole condition, in the order of the files."""
    for entry in shelf.versions:
        for i, gate in enumerate(entry.model.gates):
            yield Root(gate.when, entry.at("gates", i, "when"), "gate", entry)
    for questionnaire in shelf.questionnaires:
        for i, item in enumerate(questionnaire.model.items):
            yield from _options(questionnaire, i, item)
    yield from _choices(shelf)


def _choices(shelf: Shelf) -> Iterator[Root]:
    """The conditions of derived facts and of contradictions."""
    for register in shelf.metrics:
        for i, fact in enumerate(register.model.derived_facts):
            for j, choice in enumerate(fact.choices):
                if choice.when is not None:
                    yield Root(choice.when, register.at("derived_facts", i, "choices", j, "when"), "choice")
    for file in shelf.contradictions:
        for i, rule in enumerate(file.model.contradictions):
            if rule.facts is not None:
                yield Root(rule.facts, file.at("contradictions", i, "facts"), "contradiction")


def _options(entry: Entry[Questionnaire], number: int, item: Item) -> Iterator[Root]:
    for j, option in enumerate(item.options):
        if option.when is not None:
            yield Root(option.when, entry.at("items", number, "options", j, "when"), "option", entry)


def nodes(shelf: Shelf) -> Iterator[tuple[Condition, Place, Root]]:
    """Every node of every condition, parents first."""
    for root in roots(shelf):
        for node, place in within(root.condition, root.place):
            yield node, place, root


def within(condition: Condition, place: Place) -> Iterator[tuple[Condition, Place]]:
    """Every node of a condition with its place, parents first."""
    yield condition, place
    for part, inner in inside(condition, place):
        yield from within(part, inner)


def inside(condition: Condition, place: Place) -> list[tuple[Condition, Place]]:
    """The conditions directly inside one, with their places."""
    match condition:
        case AllOf(all_of=parts):
            return [(part, place.at("all_of", i)) for i, part in enumerate(parts)]
        case AnyOf(any_of=parts):
            return [(part, place.at("any_of", i)) for i, part in enumerate(parts)]
        case Count(of=parts):
            return [(part, place.at("of", i)) for i, part in enumerate(parts)]
        case Not():
            return [(condition.negated, place.at("not"))]
        case Recalled():
            return [(condition.recalled, place.at("recalled"))]
        case _:
            return []


def facts_of(shelf: Shelf) -> dict[str, Fact]:
    """The facts that a condition may name; a derived fact is a choice among its values, ordered."""
    derived = [fact for register in shelf.metrics for fact in register.model.derived_facts]
    stated = {fact.id: fact for entry in shelf.registers for fact in entry.model.facts}
    return {fact.id: _as_fact(fact) for fact in derived} | stated


def _as_fact(fact: DerivedFact) -> Fact:
    """Its choices stand from the highest to the lowest, those of the register the other way round."""
    choices = tuple(FactChoice(id=choice.id, label=choice.label) for choice in reversed(fact.choices))
    return Fact(
        id=fact.id,
        label=fact.label,
        kind="choice",
        unit="",
        period="instant",
        choices=choices,
        ordered=True,
        definition=fact.definition,
    )
