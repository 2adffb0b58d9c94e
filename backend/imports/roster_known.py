"""What stands on the register about the firms of a block of a roster, and how a line differs from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from backend.auth.actor import region_prefix
from backend.batch.cells import folded
from backend.db.queries import register as queries
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.register import ScaleFlag
from backend.imports.industries import Industries
from backend.imports.kind import Context, Values
from backend.imports.places import Places

PROFILE = {
    "name": "企业名称",
    "county": "所属县（市、区）",
    "industry": "行业",
    "production": "生产类型",
    "park": "园区",
}
"""What of a firm's profile a roster can say, and what it is called; blank cells say nothing."""


@dataclass
class Known:
    """A firm on record: its default unit, whether it keeps its own profile, and what lists said of 规上."""

    firm: Firm
    unit: Unit
    own_profile: bool
    flags: dict[int, ScaleFlag] = field(default_factory=dict)

    @property
    def profile(self) -> dict[str, str]:
        """The profile in the words of a roster."""
        unit = self.unit
        return {
            "name": self.firm.name,
            "county": unit.county,
            "industry": unit.industry,
            "production": unit.production_type,
            "park": unit.park,
        }

    def lies_in(self, area: str) -> bool:
        """Whether the firm as a whole belongs to an area."""
        return self.unit.county.startswith(region_prefix(area))

    def differing(self, values: Values) -> dict[str, str]:
        """What a line says otherwise of the profile."""
        standing = self.profile
        # Brackets and letters of full or half width make no other name.
        return {
            name: values[name]
            for name in PROFILE
            if values[name] and folded(values[name]) != folded(standing[name])
        }

    def differs_in_scale(self, year: int, said: bool | None) -> bool:  # noqa: FBT001 - 规上, or nothing said
        """Whether a line says otherwise of 规上 in a year."""
        flag = self.flags.get(year)
        return said is not None and (flag is None or flag.above_scale != said)

    @property
    def above_scale(self) -> bool | None:
        """What the newest list says of 规上; None without any."""
        return self.flags[max(self.flags)].above_scale if self.flags else None


@dataclass
class Found:
    """What a block of lines is checked against, and what it gathers to be written all at once.

    `regrouped` are firms whose area or industry has changed, `removed` those that are taken back.
    """

    places: Places
    industries: Industries
    by_code: dict[str, Known] = field(default_factory=dict)
    by_id: dict[str, Known] = field(default_factory=dict)
    in_use: frozenset[str] = frozenset()
    firms: list[Mapping[str, Any]] = field(default_factory=list)
    units: list[Mapping[str, Any]] = field(default_factory=list)
    flags: list[Mapping[str, Any]] = field(default_factory=list)
    regrouped: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def year_of(context: Context) -> int:
    """The year that the list speaks of."""
    return int(context.options["year"])


def find_by_code(session: Session, context: Context, codes: Sequence[str]) -> Found:
    """The firms on record with these codes."""
    return _found(session, context, queries.by_code(session, codes) if codes else [])


def find_by_id(session: Session, context: Context, firm_ids: Sequence[str]) -> Found:
    """The firms on record with these ids, and which of them something refers to."""
    found = _found(session, context, queries.by_id(session, firm_ids))
    found.in_use = queries.in_use(session, firm_ids)
    return found


def _found(session: Session, context: Context, rows: Sequence[tuple[Firm, Unit]]) -> Found:
    found = Found(Places(context.catalogue, context.area), Industries(context.catalogue.industries))
    ids = [firm.id for firm, _ in rows]
    if not ids:
        return found
    own = queries.with_people(session, ids)
    for firm, unit in rows:
        found.by_code[firm.credit_code] = found.by_id[firm.id] = Known(firm, unit, firm.id in own)
    for flag in queries.flags(session, ids):
        found.by_id[flag.firm_id].flags[flag.year] = flag
    return found
