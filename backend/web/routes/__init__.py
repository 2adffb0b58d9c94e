"""Routes, one module per thing users do; independent of one another."""

from fastapi import FastAPI

from backend.web.routes import (
    admin,
    area_targets,
    areas,
    assessments,
    audit,
    candidates,
    claims,
    delegations,
    entry,
    evidence,
    facts,
    figures,
    firms,
    imports,
    ladders,
    ledger,
    members,
    method,
    own_review,
    publicity,
    regions,
    results,
    reviews,
    round_invitations,
    rounds,
    snapshots,
    submitting,
    targets,
    titles,
    what_if,
)

_MODULES = (
    entry,
    assessments,
    results,
    method,
    targets,
    areas,
    regions,
    snapshots,
    candidates,
    what_if,
    titles,
    figures,
    area_targets,
    imports,
    reviews,
    own_review,
    publicity,
    delegations,
    audit,
    evidence,
    rounds,
    round_invitations,
    submitting,
    firms,
    facts,
    ladders,
    ledger,
    members,
    claims,
    admin,
)


def add_to(app: FastAPI) -> None:
    """Add every module's router to the application."""
    for module in _MODULES:
        app.include_router(module.router)
