"""The kinds of lists that can be brought in, by id; what a kind is stands in `backend.imports.kind`."""

from collections.abc import Mapping

from backend.imports.figures_kind import FIGURES
from backend.imports.kind import Kind
from backend.imports.provider_grades_kind import ProviderGrades
from backend.imports.roster import Roster
from backend.imports.titles_kind import Titles
from backend.services.areas import Area

KINDS: Mapping[str, Kind] = {kind.id: kind for kind in (Roster(), Titles(), *FIGURES, ProviderGrades())}
PROVINCE_ONLY = frozenset({ProviderGrades.id})
"""Lists that only the province publishes."""


def kinds_for(area: Area) -> tuple[Kind, ...]:
    """The kinds that can be brought in for an area."""
    return tuple(kind for kind in KINDS.values() if area.is_province or kind.id not in PROVINCE_ONLY)
