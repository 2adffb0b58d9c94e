"""Conditions as the method pages print them: the rule in words, who may vouch for it, its clause."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.loader import Catalogue
from assessments.needs import facts_in
from assessments.schema.common import Provenance, zh
from assessments.schema.condition import Condition, Gate
from assessments.schema.fact import Source
from assessments.schema.ladder import Call
from assessments.schema.questionnaire import Questionnaire
from backend.web.language import _
from backend.web.values import sources_words
from backend.web.views.citing import Cited, cite
from backend.web.views.conditions import ConditionLine, condition_line
from backend.web.views.method_versions import purpose_words


@dataclass(frozen=True)
class GateBlock:
    """An entry condition with its rule in words.

    `vouchers` say of which facts only some sources are taken; `purposes` are empty where it is asked for all.
    """

    id: str
    name: str
    text: str
    rungs: tuple[str, ...]
    purposes: tuple[str, ...]
    condition: ConditionLine
    vouchers: tuple[str, ...]
    in_principle: bool
    is_recalled: bool
    cited: Cited
    clause: str
    provenance: str


def gate_blocks(catalogue: Catalogue, version: Questionnaire | Call) -> tuple[GateBlock, ...]:
    """The conditions of a version or of a call, in the order of the file."""
    return tuple(_gate(catalogue, version, gate) for gate in version.gates)


def sources_of(catalogue: Catalogue, gate: Gate, condition: Condition) -> tuple[Source, ...]:
    """The sources from which the facts of a condition are taken; none where every source will do."""
    looked_at = facts_in(catalogue, condition)
    facts = [fact for fact in catalogue.facts.values() if fact.id in looked_at]
    accepted = tuple(one for one in gate.accepts if all(one in fact.accepts for fact in facts))
    return accepted if facts and len(accepted) < len(Source) else ()


def vouchers(catalogue: Catalogue, gate: Gate) -> tuple[str, ...]:
    """Which sources decide, per group of facts that not every source may state."""
    looked_at = facts_in(catalogue, gate.when)
    groups: dict[tuple[Source, ...], list[str]] = {}
    for fact in catalogue.facts.values():
        accepted = tuple(source for source in gate.accepts if source in fact.accepts)
        if fact.id in looked_at and len(accepted) < len(Source):
            groups.setdefault(accepted, []).append(zh(fact.label))
    return tuple(_voucher(accepted, labels) for accepted, labels in groups.items())


def _voucher(accepted: Sequence[Source], labels: Sequence[str]) -> str:
    return _("{facts}：只认{sources}", facts="、".join(labels), sources=sources_words(accepted))


def _gate(catalogue: Catalogue, version: Questionnaire | Call, gate: Gate) -> GateBlock:
    _policy, clause = catalogue.clause(gate.citation)
    levels = catalogue.ladders[version.ladder].levels
    is_own = isinstance(version, Questionnaire)
    return GateBlock(
        id=gate.id,
        name=zh(gate.name),
        text=zh(gate.text),
        rungs=tuple(zh(level.name) for level in levels if gate.id in version.rungs.get(level.id, ())),
        purposes=tuple(purpose_words(purpose) for purpose in gate.purposes),
        condition=condition_line(catalogue, gate.when, version if is_own else None),
        vouchers=vouchers(catalogue, gate),
        in_principle=gate.in_principle,
        is_recalled=gate.provenance is Provenance.RECALLED,
        cited=cite(catalogue, gate.citation),
        clause=zh(clause.text),
        provenance=gate.provenance.value,
    )
