"""The entry conditions of a call, and a document with its clauses."""

from dataclasses import dataclass

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.schema.condition import Gate
from assessments.schema.ladder import Call, Ladder
from assessments.schema.policy import Policy
from backend.web.language import _
from backend.web.values import sources_words
from backend.web.views.citing import Cited, cite, clause_label, known
from backend.web.views.conditions import ConditionLine, condition_line
from backend.web.views.method_common import (
    STATUSES,
    ChangeLine,
    Entry,
    change_lines,
    day_words,
    period_words,
    policy_entry,
)


@dataclass(frozen=True)
class GateBlock:
    """An entry condition with its rule in words."""

    id: str
    name: str
    text: str
    rungs: tuple[str, ...]
    condition: ConditionLine
    accepts: str
    in_principle: bool
    cited: Cited
    clause: str
    provenance: str


@dataclass(frozen=True)
class CallPage:
    """Context of method/call.html."""

    title: str
    version: str
    status: str
    effective: str
    policy: Entry
    note: str
    gates: tuple[GateBlock, ...]
    changes: tuple[ChangeLine, ...]


@dataclass(frozen=True)
class ClauseLine:
    """A clause of a policy."""

    id: str
    number: str
    text: str
    provenance: str


@dataclass(frozen=True)
class PolicyPage:
    """Context of method/policy.html."""

    title: str
    number: str
    issuer: str
    day: str
    effective: str
    provenance: str
    source: str
    note: str
    clauses: tuple[ClauseLine, ...]


def call_page(catalogue: Catalogue, call: Call) -> CallPage:
    """The entry conditions of a call."""
    ladder = catalogue.ladders[call.ladder]
    return CallPage(
        title=zh(call.title),
        version=call.version,
        status=_(STATUSES[call.status]),
        effective=period_words(call.effective),
        policy=policy_entry(catalogue.policies[call.policy]),
        note=zh(call.note) if call.note else "",
        gates=tuple(_gate(catalogue, call, ladder, gate) for gate in call.gates),
        changes=change_lines(call.changes),
    )


def policy_page(policy: Policy) -> PolicyPage:
    """A document with its numbered clauses."""
    return PolicyPage(
        title=zh(policy.title),
        number=known(policy.number),
        issuer=known(policy.issuer),
        day=day_words(policy.date),
        effective=period_words(policy.effective),
        provenance=policy.provenance.value,
        source=policy.source,
        note=zh(policy.note) if policy.note else "",
        clauses=tuple(
            ClauseLine(clause.id, clause_label(clause), zh(clause.text), clause.provenance.value)
            for clause in policy.clauses
        ),
    )


def _gate(catalogue: Catalogue, call: Call, ladder: Ladder, gate: Gate) -> GateBlock:
    _policy, clause = catalogue.clause(gate.citation)
    return GateBlock(
        id=gate.id,
        name=zh(gate.name),
        text=zh(gate.text),
        rungs=tuple(zh(level.name) for level in ladder.levels if gate.id in call.rungs.get(level.id, ())),
        condition=condition_line(catalogue, gate.when),
        accepts=sources_words(gate.accepts),
        in_principle=gate.in_principle,
        cited=cite(catalogue, gate.citation),
        clause=zh(clause.text),
        provenance=gate.provenance.value,
    )
