"""The province's review of service providers: who waits, everything about one of them, and the decision."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import provider_reviews
from backend.db.queries import providers as queries
from backend.db.queries.providers import Wanted
from backend.db.tables.providers import (
    DRAFT,
    LISTED,
    SUBMITTED,
    SUSPENDED,
    Provider,
    ProviderAct,
)
from backend.services import audit
from backend.services.areas import Area, find_area
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.providers import states
from backend.services.providers.directory import Entry, entries_of
from backend.services.providers.own import open_of
from backend.services.providers.powers import seats_of

PAGE_SIZE = 50


@dataclass(frozen=True)
class Decision:
    """An official's act on a provider, about the version that was read; `note` is the reason."""

    provider_id: str
    act: str
    version: int | None
    note: str = ""


@dataclass(frozen=True)
class AreaProviders:
    """The providers of an area as its officials see them.

    `may_review`: `waiting`, `additions` and `suspended` are theirs to decide about, `counts` says how many
    are in each state. `listed` are those that offer something in the area, or whom the official may review;
    `next` is where the next page of them begins.
    """

    area: Area
    may_review: bool
    waiting: tuple[Entry, ...]
    additions: tuple[Entry, ...]
    suspended: tuple[Entry, ...]
    listed: tuple[Entry, ...]
    next: str
    counts: Mapping[str, int]


@dataclass(frozen=True)
class UnderReview:
    """One provider with everything about it, and what may be done with it."""

    area: Area
    entry: Entry
    acts: tuple[ProviderAct, ...]
    people: tuple[str, ...]
    may: tuple[str, ...]


def area_providers(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, *, after: str = ""
) -> AreaProviders:
    """The providers of an area. Raises NotFoundError outside the actor's area."""
    area = find_area(catalogue, actor, code)
    with database.read(actor) as session:
        seats = _seats(session, actor, catalogue, area)
        if seats is None:
            rows = queries.listed(session, Wanted(area=code), after=after, limit=PAGE_SIZE + 1)
        else:
            rows = provider_reviews.in_state(session, seats, LISTED, after=after, limit=PAGE_SIZE + 1)
        waiting = provider_reviews.waiting(session, seats, PAGE_SIZE)
        additions = provider_reviews.with_additions(session, seats, PAGE_SIZE)
        suspended = provider_reviews.in_state(session, seats, SUSPENDED, limit=PAGE_SIZE)
        return AreaProviders(
            area=area,
            may_review=seats is not None,
            waiting=entries_of(session, waiting, confirmed=False),
            additions=entries_of(session, additions, confirmed=False),
            suspended=entries_of(session, suspended, confirmed=False),
            listed=entries_of(session, rows[:PAGE_SIZE]),
            next=rows[PAGE_SIZE - 1].id if len(rows) > PAGE_SIZE else "",
            counts=provider_reviews.counted(session, seats),
        )


def under_review(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, provider_id: str
) -> UnderReview:
    """One provider, for those who review it. Raises NotFoundError for everybody else."""
    area = find_area(catalogue, actor, code)
    with database.read(actor) as session:
        seats = _seats(session, actor, catalogue, area)
        provider = provider_reviews.reviewed(session, seats, provider_id)
        if provider is None:
            raise NotFoundError
        entry = entries_of(session, [provider], confirmed=False)[0]
        people = tuple(name for _row, name, _login in queries.people(session, provider_id))
        acts = tuple(provider_reviews.acts(session, provider_id))
    return UnderReview(area, entry, acts, people, possible(entry))


def possible(entry: Entry) -> tuple[str, ...]:
    """The acts that the state of a provider allows."""
    added = ("confirm", "decline") if open_of(entry) else ()
    return {
        SUBMITTED: ("list", "return"),
        LISTED: (*added, "suspend"),
        SUSPENDED: ("restore",),
    }.get(entry.provider.state, ())


def decide(database: Database, actor: Actor, catalogue: Catalogue, code: str, decision: Decision) -> None:
    """Act on a provider, on record.

    Raises NotFoundError, InvalidInputError without a reason where one is needed, MissingVersionError,
    ConflictError where the state does not allow it or something has changed since it was read.
    """
    area = find_area(catalogue, actor, code)
    if decision.act not in _ACTS:
        raise NotFoundError
    with database.write(actor) as session:
        seats = _seats(session, actor, catalogue, area)
        provider = provider_reviews.reviewed(session, seats, decision.provider_id, lock=True)
        if provider is None:
            raise NotFoundError
        states.seen(provider, decision.version)
        entry = entries_of(session, [provider], confirmed=False)[0]
        if decision.act not in possible(entry):
            raise ConflictError(states.MOVED)
        if decision.act in REASONED and not decision.note:
            raise InvalidInputError({"note": f"请填写{states.ACTS[decision.act]}的理由，服务商会看到。"})
        _ACTS[decision.act](session, provider, clock.now())
        states.note_act(session, actor, provider, decision.act, decision.note)
        audit.record(session, actor, f"provider_{decision.act}", f"provider:{provider.id}", code)


REASONED = ("return", "decline", "suspend")
"""Acts that need a reason."""


def _list(session: Session, provider: Provider, now: datetime) -> None:
    provider.state = LISTED
    provider_reviews.confirm_all(session, provider.id, now)


def _return(session: Session, provider: Provider, now: datetime) -> None:
    del session, now
    provider.state, provider.submitted_at = DRAFT, None


def _confirm(session: Session, provider: Provider, now: datetime) -> None:
    provider_reviews.confirm_all(session, provider.id, now)


def _decline(session: Session, provider: Provider, now: datetime) -> None:
    provider_reviews.drop_additions(session, provider.id, now)


def _suspend(session: Session, provider: Provider, now: datetime) -> None:
    del session, now
    provider.state = SUSPENDED


def _restore(session: Session, provider: Provider, now: datetime) -> None:
    del session, now
    provider.state = LISTED


_ACTS: Mapping[str, Callable[[Session, Provider, datetime], None]] = {
    "list": _list,
    "return": _return,
    "confirm": _confirm,
    "decline": _decline,
    "suspend": _suspend,
    "restore": _restore,
}


def _seats(session: Session, actor: Actor, catalogue: Catalogue, area: Area) -> str | None:
    """Which providers an official may review on the pages of an area: on those of the own area only."""
    return seats_of(session, actor, catalogue) if area.code == actor.region else None
