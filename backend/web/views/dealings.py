"""What firms and providers do together, in words: shared by the pages of consents, enquiries and records."""

from dataclasses import dataclass

from backend.services.providers.states import STATES
from backend.web.language import _
from backend.web.provider_nav import ProviderNav

Groups = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True)
class FirmNav:
    """What templates/dealings/firm_nav.html needs of a page: `page.nav`."""

    firm_id: str
    firm_name: str


def provider_nav_of(provider_id: str, name: str, state: str) -> ProviderNav:
    """Where a page of an own provider's dealings stands."""
    return ProviderNav(provider_id, name, _(STATES[state]), state)
