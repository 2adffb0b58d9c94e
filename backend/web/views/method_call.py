"""The entry conditions of a call, and a document with its clauses."""

from dataclasses import dataclass

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.schema.ladder import Call
from assessments.schema.policy import Policy
from backend.web.language import _
from backend.web.views.citing import clause_label, known
from backend.web.views.method_common import (
    STATUSES,
    ChangeLine,
    Entry,
    change_lines,
    day_words,
    period_words,
    policy_entry,
)
from backend.web.views.method_gates import GateBlock, gate_blocks
from backend.web.views.method_instrument import changes_href


@dataclass(frozen=True)
class CallPage:
    """Context of method/call.html; the text of `others` is where the differences are told."""

    title: str
    version: str
    status: str
    effective: str
    policy: Entry
    note: str
    gates: tuple[GateBlock, ...]
    changes: tuple[ChangeLine, ...]
    others: tuple[Entry, ...]


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
    return CallPage(
        title=zh(call.title),
        version=call.version,
        status=_(STATUSES[call.status]),
        effective=period_words(call.effective),
        policy=policy_entry(catalogue.policies[call.policy]),
        note=zh(call.note) if call.note else "",
        gates=gate_blocks(catalogue, call),
        changes=change_lines(call.changes),
        others=_others(catalogue, call),
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


def _others(catalogue: Catalogue, call: Call) -> tuple[Entry, ...]:
    """The other years' calls, newest first, each with where the differences to it are told."""
    years = sorted((one.version for one in catalogue.calls.values() if one.id == call.id), reverse=True)
    return tuple(
        Entry(
            zh(catalogue.calls[f"{call.id}@{year}"].title),
            f"/method/calls/{call.id}@{year}",
            changes_href(call.id, *sorted((year, call.version))),
        )
        for year in years
        if year != call.version
    )
