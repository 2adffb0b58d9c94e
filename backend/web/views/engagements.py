"""Who worked for whom, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.services.providers.engagements import (
    KINDS,
    EngagementLine,
    FirmEngagements,
    ProviderEngagements,
)
from backend.web.language import _
from backend.web.provider_nav import ProviderNav
from backend.web.views.dealings import FirmNav, Groups, provider_nav_of

SOURCES: Mapping[str, str] = {"firm": "企业登记", "provider": "服务商登记"}
DONE: Mapping[str, str] = {"recorded": "已登记。", "contradicted": "异议已记在这条记录旁边，双方都能看到。"}


@dataclass(frozen=True)
class EngagementRow:
    """A record in words; `contradict_href` is empty where one's own side recorded it."""

    line: EngagementLine
    kind: str
    source: str
    contradict_href: str


@dataclass(frozen=True)
class EngagementsPage:
    """Context of dealings/engagements.html; `side` is firm or provider and decides which nav it has."""

    nav: FirmNav | ProviderNav
    side: str
    rows: tuple[EngagementRow, ...]
    kinds: tuple[tuple[str, str], ...]
    others: Groups
    units: Groups
    may_record: bool
    here: str
    done: str
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def firm_page(
    found: FirmEngagements,
    *,
    done: str = "",
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> EngagementsPage:
    """The page of a firm."""
    here = f"/firms/{found.firm.id}/engagements"
    units = tuple((unit.id, unit.name) for unit in found.units)
    return EngagementsPage(
        nav=FirmNav(found.firm.id, found.firm.name),
        side="firm",
        rows=_rows(found.lines, here),
        kinds=_kinds(),
        others=(),
        units=(("", units),),
        may_record=found.firm.confirmed_at is not None,
        here=here,
        done=_(DONE[done]) if done else "",
        values=values or {},
        errors=errors or {},
    )


def provider_page(
    found: ProviderEngagements,
    *,
    done: str = "",
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> EngagementsPage:
    """The page of a provider."""
    here = f"/provider/{found.provider.id}/engagements"
    return EngagementsPage(
        nav=provider_nav_of(found.provider.id, found.provider.name, found.provider.state),
        side="provider",
        rows=_rows(found.lines, here),
        kinds=_kinds(),
        others=(("", found.firms),),
        units=(),
        may_record=bool(found.firms) and found.provider.state == "listed",
        here=here,
        done=_(DONE[done]) if done else "",
        values=values or {},
        errors=errors or {},
    )


def _kinds() -> tuple[tuple[str, str], ...]:
    return tuple((kind, _(name)) for kind, name in KINDS.items())


def _rows(lines: tuple[EngagementLine, ...], here: str) -> tuple[EngagementRow, ...]:
    return tuple(
        EngagementRow(
            line,
            _(KINDS[line.row.kind]),
            _(SOURCES[line.row.source]),
            f"{here}/{line.row.id}/contradict" if line.may_contradict else "",
        )
        for line in lines
    )
