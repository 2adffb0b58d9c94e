"""Routes, one module per thing users do; independent of one another."""

from fastapi import FastAPI

from backend.web.routes import (
    admin,
    assessments,
    claims,
    entry,
    evidence,
    facts,
    firms,
    ladders,
    ledger,
    members,
    method,
    regions,
    results,
    submitting,
    targets,
    titles,
)

_MODULES = (
    entry,
    assessments,
    results,
    method,
    targets,
    regions,
    titles,
    evidence,
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
