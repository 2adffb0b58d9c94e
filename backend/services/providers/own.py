"""What a provider sees of itself: the list of one's own, and everything about one of them."""

from dataclasses import dataclass

from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import provider_reviews
from backend.db.queries import providers as queries
from backend.db.tables.providers import DRAFT, SUBMITTED, Provider, ProviderAct
from backend.services.providers.directory import Entry, entries_of
from backend.services.providers.people import People, people_of
from backend.services.providers.registration import missing, own_provider

__all__ = ["OwnLine", "OwnProvider", "ProviderAct", "my_providers", "open_of", "own", "returned_for"]


@dataclass(frozen=True)
class OwnLine:
    """A provider of one's own: how much of it nobody has confirmed, and why it was sent back."""

    provider: Provider
    role: str
    open: int
    returned: str


@dataclass(frozen=True)
class OwnProvider:
    """One provider of one's own with everything about it.

    `missing` are keys of `registration.MISSING`, empty for one that is no draft; `returned` is why the
    province has sent it back last, empty where it has not.
    """

    entry: Entry
    people: People
    acts: tuple[ProviderAct, ...]
    missing: tuple[str, ...]
    returned: str

    @property
    def provider(self) -> Provider:
        """The provider itself."""
        return self.entry.provider


def my_providers(database: Database, actor: Actor) -> tuple[OwnLine, ...]:
    """The providers the actor works for, in the order of the directory."""
    with database.read(actor) as session:
        rows = queries.own(session, actor)
        entries = entries_of(session, [provider for provider, _role in rows], confirmed=False)
        returned = [returned_for(provider_reviews.acts(session, provider.id)) for provider, _role in rows]
    return tuple(
        OwnLine(entry.provider, role, open_of(entry), why if entry.provider.state == DRAFT else "")
        for (_provider, role), entry, why in zip(rows, entries, returned, strict=True)
    )


def own(database: Database, actor: Actor, provider_id: str) -> OwnProvider:
    """One provider of one's own. Raises NotFoundError outside the scope."""
    with database.read(actor) as session:
        provider = own_provider(session, actor, provider_id)
        is_draft = provider.state == DRAFT
        acts = tuple(provider_reviews.acts(session, provider_id))
        return OwnProvider(
            entry=entries_of(session, [provider], confirmed=False)[0],
            people=people_of(session, actor, provider_id),
            acts=acts,
            missing=missing(session, provider) if is_draft else (),
            returned=returned_for(acts) if is_draft else "",
        )


def open_of(entry: Entry) -> int:
    """How many offers and cases were added that nobody has confirmed; none before the first review."""
    if entry.provider.state in (DRAFT, SUBMITTED):
        return 0
    cases = sum(case.confirmed_at is None for case in entry.cases)
    return cases + sum(len(values) for values in entry.offers.waiting.values())


def returned_for(acts: list[ProviderAct] | tuple[ProviderAct, ...]) -> str:
    """Why a draft was sent back, if that is the last that was decided; `acts` are the latest first."""
    last = next((one for one in acts if one.act != "rename"), None)
    return last.note if last and last.act == "return" else ""
