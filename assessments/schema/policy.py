"""Policies: the published documents that criteria cite, with their numbered clauses."""

from pydantic import Field

from assessments.schema.common import DayOrUnknown, Definition, Id, Period, Provenance, Text, Unknown


class Clause(Definition):
    """One citable place of a policy, in our own words; `number` is as printed, or unknown."""

    id: str = Field(pattern=r"^[a-z0-9.-]+$")
    number: str | Unknown = "unknown"
    text: Text
    provenance: Provenance


class Policy(Definition):
    """A document: title, issuer, number and date are never filled from memory, so each may be unknown."""

    id: Id
    title: Text
    issuer: str | Unknown
    number: str | Unknown
    date: DayOrUnknown
    effective: Period = Period()
    purpose: str = Field(pattern="^(recognition|review|self_check|plan|standard)$")
    provenance: Provenance
    source: str
    note: Text | None = None
    clauses: tuple[Clause, ...]
