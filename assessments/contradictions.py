"""Answers, or answers and facts, that hardly go together: a questionnaire's rules, and what they find."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assessments.answering import Answer
from assessments.comparators import Scope
from assessments.compile import CompiledQuestionnaire, Register, choices
from assessments.condition_nodes import Builder
from assessments.figures import OperandSpec, Reading, read_operand
from assessments.operands import CompiledGates
from assessments.rating import Facts, Profile
from assessments.readings import read_figures
from assessments.schema.common import ProductionType
from assessments.schema.fact import Fact, Source
from assessments.schema.integrity import AnswerTest, Contradiction, Contradictions, EvidenceShare
from assessments.schema.questionnaire import Item
from scoring.gates import Figures, GateSet, Node, evaluate
from scoring.logic import MET

Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class Found:
    """A rule that holds, with the items whose answers it looked at and found so."""

    rule: Contradiction
    items: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class CompiledContradictions:
    """The rules of a questionnaire version, with the nodes of those that look at facts, by rule id."""

    compiled: CompiledQuestionnaire
    rules: tuple[Contradiction, ...]
    gates: CompiledGates
    nodes: Mapping[str, Node]

    @cached_property
    def tests(self) -> Mapping[ProductionType, Mapping[AnswerTest, frozenset[str]]]:
        """Per production type, every test of an answer with the options that it means."""
        items = {item.id: item for item in self.compiled.answered}
        named = {test for rule in self.rules for test in rule.tests}
        return {
            production: {test: _meant(items.get(test.item), production, test) for test in named}
            for production in ProductionType
        }

    @cached_property
    def ranks(self) -> Mapping[tuple[str, str], int]:
        """The rank that an option of an item evidences."""
        return {
            (item.id, option.id): self.compiled.rank[option.level]
            for item in self.compiled.answered
            for option in item.options
        }


def compile_contradictions(
    compiled: CompiledQuestionnaire, register: Register, file: Contradictions | None
) -> CompiledContradictions:
    """The rules of a file ready to look; none without a file. CompileError names a fact that is not there."""
    builder = Builder(register)
    rules = () if file is None else file.contradictions
    nodes = {
        rule.id: builder.node(Scope(f"对照 {rule.id}"), rule.facts, [])
        for rule in rules
        if rule.facts is not None
    }
    gates = CompiledGates(
        (), GateSet((), ()), tuple(builder.operands), tuple(builder.flags), tuple(builder.derived)
    )
    return CompiledContradictions(compiled, rules, gates, nodes)


def contradictions(
    known: CompiledContradictions, profile: Profile, facts: Facts, answers: Answers, as_of: date
) -> list[Found]:
    """The rules that hold for certain, in the order of the file.

    `answers` are those that count, with the implied ones in place of what they lock. What is open or not
    applicable, and a fact that nobody stated, is never part of a contradiction.
    """
    look = _Look(known, known.tests[profile.production_type], answers)
    figures: Figures | None = None
    found = []
    for rule in known.rules:
        items = look.items(rule)
        if items is None:
            continue
        if rule.facts is not None:
            if figures is None:
                figures = read_figures(known.gates, profile, facts, None, as_of).columns
            if int(evaluate(known.nodes[rule.id], figures)[0]) != MET:
                continue
        found.append(Found(rule, items))
    return found


@dataclass(frozen=True, eq=False)
class _Look:
    """One unit's answers, and the tests of its production type."""

    known: CompiledContradictions
    tests: Mapping[AnswerTest, frozenset[str]]
    answers: Answers

    def items(self, rule: Contradiction) -> tuple[str, ...] | None:
        """The items whose answers are as the rule says; None where they are not."""
        if not all(self._holds(test) for test in rule.answers):
            return None
        items = [test.item for test in rule.answers]
        if rule.several is not None:
            so = [test.item for test in rule.several.of if self._holds(test)]
            if len(so) < rule.several.at_least:
                return None
            items += so
        if rule.evidence is not None and not self._is_share(rule.evidence):
            return None
        return tuple(dict.fromkeys(items))

    def _holds(self, test: AnswerTest) -> bool:
        answer = self.answers.get(test.item)
        if answer is None or not answer.options:
            return False
        meant = self.tests[test]
        return meant.issuperset(answer.options) if test.none_of else not meant.isdisjoint(answer.options)

    def _is_share(self, wanted: EvidenceShare) -> bool:
        """Whether so many percent of the answered items evidence a level."""
        bound = self.known.compiled.rank.get(wanted.level)
        if bound is None or len(self._ranks) < LEAST_ANSWERED:
            return False
        at_level = 100 * sum(rank >= bound for rank in self._ranks)
        if wanted.at_least is not None:
            return at_level >= wanted.at_least * len(self._ranks)
        return at_level <= (wanted.at_most or 0) * len(self._ranks)

    @cached_property
    def _ranks(self) -> list[int]:
        """The rank that each answered item evidences."""
        ranks = self.known.ranks
        return [
            max(ranks.get((item, option), 0) for option in answer.options)
            for item, answer in self.answers.items()
            if answer.options
        ]


def _meant(item: Item | None, production: ProductionType, test: AnswerTest) -> frozenset[str]:
    """The options with which a test holds: one of them, or, where it says none of some, nothing but these."""
    if item is None:
        return frozenset()
    own = [option.id for option in choices(item, production)]
    if test.none_of:
        return frozenset(own) - set(test.none_of)
    if test.any_of:
        return frozenset(own) & set(test.any_of)
    bound = str(test.at_least or test.at_most)
    if bound not in own:
        return frozenset()
    place = own.index(bound)
    return frozenset(own[place:] if test.at_least else own[: place + 1])


LEAST_ANSWERED = 30
"""Fewer answers than this have no share worth speaking of."""


YEARS_COMPARED = 3
"""Of a fact by year, so many years before the as-of date are compared with their whole."""


@dataclass(frozen=True)
class Beyond:
    """A fact that is greater than the fact of which it is a part, in one period."""

    part: Fact
    whole: Fact
    part_reading: Reading
    whole_reading: Reading


def parts_beyond(register: Register, facts: Facts, as_of: date) -> list[Beyond]:
    """Stated facts that are certainly greater than their whole, the latest year of each."""
    found = []
    for part in register.facts.values():
        if part.no_more_than is None or part.id not in facts or part.no_more_than not in facts:
            continue
        whole = register.facts[part.no_more_than]
        for back in range(1, YEARS_COMPARED + 1 if part.period == "year" else 2):
            inner, outer = (_read(fact, facts, as_of, back) for fact in (part, whole))
            if inner.low == inner.high and outer.low == outer.high and inner.low > outer.high:
                found.append(Beyond(part, whole, inner, outer))
                break
    return found


def _read(fact: Fact, facts: Facts, as_of: date, back: int) -> Reading:
    return read_operand(OperandSpec(fact, tuple(Source), None, None, back), facts, as_of)
