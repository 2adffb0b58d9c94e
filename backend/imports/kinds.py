"""The kinds of lists that can be brought in, by id; what a kind is stands in `backend.imports.kind`."""

from collections.abc import Mapping

from backend.imports.figures_kind import FIGURES
from backend.imports.kind import Kind
from backend.imports.roster import Roster
from backend.imports.titles_kind import Titles

KINDS: Mapping[str, Kind] = {kind.id: kind for kind in (Roster(), Titles(), *FIGURES)}
