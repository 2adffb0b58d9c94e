"""Names that point to another definition: each must lead somewhere."""

from collections.abc import Iterator, Sequence
from typing import Any

from assessments.problem import Finding, Place
from assessments.schema.chain import Chain
from assessments.schema.cluster import Cluster, ClusterGroup
from assessments.schema.common import Definition
from assessments.schema.condition import Gate
from assessments.schema.fact import Fact
from assessments.schema.ladder import Ladder, Level
from assessments.schema.metric import DerivedFact, Metric
from assessments.schema.policy import Policy
from assessments.schema.questionnaire import Applies, Implication, Item, Questionnaire, Remark
from assessments.schema.region import RegionGroup
from assessments.schema.review import Step
from assessments.schema.target import RecognitionKinds, Target
from assessments.schema.zone import NamedPlace
from assessments.shelf import Entry, Shelf

Cited = tuple[str, Place]
_Citing = (
    Fact
    | Item
    | Implication
    | Gate
    | Level
    | Target
    | Metric
    | DerivedFact
    | Applies
    | Remark
    | Step
    | RegionGroup
    | NamedPlace
    | Chain
    | ClusterGroup
    | Cluster
)


def citations(shelf: Shelf) -> Iterator[Finding]:
    """Every `policy#clause` leads to a clause."""
    clauses = {entry.model.id: {clause.id for clause in entry.model.clauses} for entry in shelf.policies}
    for citation, place in _citations(shelf):
        policy, _, clause = citation.partition("#")
        if shelf.is_unread(Policy, policy) or shelf.is_unread(Policy, f"clauses:{clause}"):
            continue
        if policy not in clauses:
            yield Finding(place, f"引用的文件 {policy} 不存在", f"请改正，或补上 policies/{policy}.yaml")
        elif clause not in clauses[policy]:
            yield Finding(
                place, f"引用的条款 {citation} 不存在", f"请改正，或在 policies/{policy}.yaml 补上条款"
            )


def _citations(shelf: Shelf) -> Iterator[Cited]:
    """Every citation of the catalogue with its place."""
    for entry, name, parts in _citing_lists(shelf):
        for i, part in enumerate(parts):
            if part.citation is not None:
                yield part.citation, entry.at(name, i, "citation")
    for kinds in shelf.recognition_kinds:
        for i, kind in enumerate(kinds.model.kinds):
            if kind.validity_citation is not None:
                yield kind.validity_citation, kinds.at("kinds", i, "validity_citation")


def _citing_lists(shelf: Shelf) -> Iterator[tuple[Entry[Any], str, Sequence[_Citing]]]:
    yield from ((entry, "facts", entry.model.facts) for entry in shelf.registers)
    yield from ((entry, "metrics", entry.model.metrics) for entry in shelf.metrics)
    yield from ((entry, "derived_facts", entry.model.derived_facts) for entry in shelf.metrics)
    yield from ((entry, "items", entry.model.items) for entry in shelf.questionnaires)
    yield from ((entry, "implications", entry.model.implications) for entry in shelf.questionnaires)
    yield from ((entry, "applies", entry.model.applies) for entry in shelf.questionnaires)
    yield from ((entry, "remarks", entry.model.remarks) for entry in shelf.questionnaires)
    yield from ((entry, "gates", entry.model.gates) for entry in shelf.versions)
    yield from ((entry, "steps", entry.model.steps) for entry in shelf.reviews)
    yield from ((entry, "levels", entry.model.levels) for entry in shelf.ladders)
    yield from ((entry, "targets", entry.model.targets) for entry in shelf.targets)
    yield from ((entry, "groups", entry.model.groups) for entry in shelf.regions)
    yield from ((entry, "named", entry.model.named) for entry in shelf.zones)
    yield from ((entry, "chains", entry.model.chains) for entry in shelf.chains)
    yield from ((entry, "groups", entry.model.groups) for entry in shelf.clusters)
    yield from ((entry, "clusters", entry.model.clusters) for entry in shelf.clusters)


def policies(shelf: Shelf) -> Iterator[Finding]:
    """Questionnaires and calls name a policy that exists."""
    known = {entry.model.id for entry in shelf.policies}
    for entry in shelf.versions:
        yield from _dangling(shelf, Policy, known, (entry.model.policy, entry.at("policy")), "依据文件")


def ladders(shelf: Shelf) -> Iterator[Finding]:
    """Questionnaires and calls name a ladder that exists."""
    known = {entry.model.id for entry in shelf.ladders}
    for entry in shelf.versions:
        yield from _dangling(shelf, Ladder, known, (entry.model.ladder, entry.at("ladder")), "梯级")


def _dangling(
    shelf: Shelf, kind: type[Definition], known: set[str], named: Cited, what: str
) -> Iterator[Finding]:
    name, place = named
    if name not in known and not shelf.is_unread(kind, name):
        yield Finding(place, f"{what} {name} 不存在", "请改正 id，或补上这一定义")


def sub_domains(shelf: Shelf) -> Iterator[Finding]:
    """Each item stands in a sub-domain of its questionnaire, and each sub-domain holds an item."""
    for entry in shelf.questionnaires:
        known = {sub.id for domain in entry.model.domains for sub in domain.sub_domains}
        used = {item.sub_domain for item in entry.model.items}
        for i, item in enumerate(entry.model.items):
            if item.sub_domain not in known:
                place = entry.at("items", i, "sub_domain")
                yield Finding(
                    place, f"能力子域 {item.sub_domain} 不存在", "请改成 questionnaire.yaml 里的能力子域"
                )
        whole = all(kind is not Questionnaire for kind, _ in shelf.unread)
        for name in sorted(known - used) if whole else ():
            yield Finding(entry.at("elements"), f"能力子域 {name} 没有题目", "请补上题目，或删去这个能力子域")


def gate_lists(shelf: Shelf) -> Iterator[Finding]:
    """Each gate that a rung lists is defined in the same version."""
    for entry in shelf.versions:
        known = {gate.id for gate in entry.model.gates}
        for level, gates in entry.model.rungs.items():
            for i, gate in enumerate(gates):
                if gate not in known and not shelf.is_unread(type(entry.model), f"gates:{gate}"):
                    place = entry.at("rungs", level, i)
                    yield Finding(place, f"条件 {gate} 不存在", "请改成 gates 里的条件 id")


def recognition_kinds(shelf: Shelf) -> Iterator[Finding]:
    """Levels and targets name kinds of titles that exist."""
    known = {kind.id for entry in shelf.recognition_kinds for kind in entry.model.kinds}
    named: list[Cited] = []
    for ladder in shelf.ladders:
        for i, level in enumerate(ladder.model.levels):
            if level.recognition is not None:
                named.append((level.recognition, ladder.at("levels", i, "recognition")))
    for file in shelf.targets:
        for i, target in enumerate(file.model.targets):
            named += [
                (kind, file.at("targets", i, "recognitions", j)) for j, kind in enumerate(target.recognitions)
            ]
    for kind, place in named:
        if not shelf.is_unread(RecognitionKinds, f"kinds:{kind}"):
            yield from _dangling(shelf, RecognitionKinds, known, (kind, place), "称号")


def industries(shelf: Shelf) -> Iterator[Finding]:
    """Each industry class stands once and under a parent one level up."""
    levels = {industry.code: industry.level for industry in shelf.industries}
    place = Place("industries")
    seen: set[str] = set()
    for industry in shelf.industries:
        if industry.code in seen:
            yield Finding(place, f"行业代码 {industry.code} 重复", "请删去多余的一行")
        seen.add(industry.code)
        if levels.get(industry.parent, 0) != industry.level - 1:
            yield Finding(
                place, f"行业代码 {industry.code} 的上级 {industry.parent} 不对", "上级须在表中，且恰高一级"
            )
