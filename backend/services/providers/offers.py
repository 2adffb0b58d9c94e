"""What a provider offers: capabilities, industries, areas; what is added waits to be confirmed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from assessments.loader import Catalogue
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import providers as queries
from backend.db.queries.providers import AREA, CAPABILITY, EVERY_INDUSTRY, INDUSTRY
from backend.db.tables.providers import ProviderOffer
from backend.services.area_view import divisions
from backend.services.areas import area_codes
from backend.services.errors import InvalidInputError
from backend.services.providers import states
from backend.services.providers.registration import own_provider

__all__ = [
    "AREA",
    "AXES",
    "CAPABILITY",
    "EVERY_INDUSTRY",
    "INDUSTRY",
    "OffersPage",
    "choose",
    "known",
    "split",
]

AXES: Mapping[str, str] = {CAPABILITY: "服务能力", INDUSTRY: "服务行业", AREA: "服务地区"}

Chosen = Mapping[str, Collection[str]]
"""Values by axis."""


@dataclass(frozen=True)
class OffersPage:
    """What is chosen, and which of it nobody has confirmed, both by axis."""

    chosen: Mapping[str, frozenset[str]]
    waiting: Mapping[str, frozenset[str]]


def known(catalogue: Catalogue, axis: str) -> Collection[str]:
    """Every value of an axis."""
    if axis == CAPABILITY:
        return catalogue.capabilities.keys()
    return area_codes(catalogue) if axis == AREA else {EVERY_INDUSTRY, *divisions(catalogue)}


def split(offers: Collection[ProviderOffer]) -> OffersPage:
    """The offers of one provider by axis."""
    chosen = {axis: frozenset(one.value for one in offers if one.axis == axis) for axis in AXES}
    open_ = [one for one in offers if one.confirmed_at is None]
    return OffersPage(
        chosen, {axis: frozenset(one.value for one in open_ if one.axis == axis) for axis in AXES}
    )


def choose(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    provider_id: str,
    *,
    chosen: Chosen,
    version: int | None,
) -> None:
    """Let a provider offer exactly what is chosen: what stays keeps its confirmation, what is new has none.

    Raises NotFoundError, InvalidInputError, MissingVersionError, ConflictError where somebody was faster.
    """
    problems = {
        axis: f"{AXES[axis]}中有不认识的选项，请刷新页面后重新选择。"
        for axis in AXES
        if not set(chosen[axis]) <= set(known(catalogue, axis))
    }
    if problems:
        raise InvalidInputError(problems)
    with database.write(actor) as session:
        provider = own_provider(session, actor, provider_id, lock=True)
        states.seen(provider, version)
        present = split(queries.offers(session, [provider_id], confirmed=False)[provider_id]).chosen
        changed = [axis for axis in AXES if set(chosen[axis]) != present[axis]]
        for axis in changed:
            queries.remove_offers(session, provider_id, axis, present[axis] - set(chosen[axis]))
            queries.add_offers(session, provider_id, axis, sorted(set(chosen[axis]) - present[axis]))
        provider.version += bool(changed)
