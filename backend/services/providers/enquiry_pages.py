"""Reading enquiries: the list of a firm or a provider, and one of them as one of its sides sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import enquiries as queries
from backend.db.queries import firms as firm_queries
from backend.db.queries import providers as provider_queries
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.providers import CLOSED, FIRM_SIDE, LISTED, Enquiry, Provider
from backend.services.errors import NotFoundError
from backend.services.providers import sides
from backend.services.providers.conflicts import Ties, ties_of
from backend.services.providers.enquiries import acts_for, side_of

ON_PAGE = 30


@dataclass(frozen=True)
class EnquiryLine:
    """An enquiry in a list; `other` is the name of the other side."""

    id: str
    other: str
    unit: str
    capability: str
    state: str
    outcome: str
    asked_at: datetime


@dataclass(frozen=True)
class EnquiryList:
    """The enquiries of a firm or a provider, the newest first; `next` is where the list goes on.

    `may_act`: the firm is confirmed, the provider listed. Exactly one of them is there.
    """

    firm: Firm | None
    provider: Provider | None
    may_act: bool
    lines: tuple[EnquiryLine, ...]
    next: str


@dataclass(frozen=True)
class MessageLine:
    """Something said or done; `name` is the person's."""

    side: str
    act: str
    text: str
    name: str
    at: datetime


@dataclass(frozen=True)
class FeedbackLine:
    """What a side said of the other."""

    side: str
    kept: str
    text: str


@dataclass(frozen=True)
class EnquiryView:
    """One enquiry as a side sees it; `acts` is what it may do now.

    `feedback` is what was said: a side's text is shown to the other side, and to itself.
    """

    row: Enquiry
    firm: Firm
    unit: Unit
    provider: Provider
    side: str
    capability: str
    action: str
    messages: tuple[MessageLine, ...]
    acts: tuple[str, ...]
    feedback: tuple[FeedbackLine, ...]
    may_judge: bool

    @property
    def is_firm(self) -> bool:
        """Whether the firm's side sees it."""
        return self.side == FIRM_SIDE


@dataclass(frozen=True)
class AskForm:
    """What a new enquiry can be about; `actions` of the provider's capabilities are chosen on other pages."""

    firm: Firm
    provider: Provider
    units: tuple[Unit, ...]
    capabilities: tuple[tuple[str, str], ...]
    ties: Ties


def list_of_firm(
    database: Database, actor: Actor, catalogue: Catalogue, firm_id: str, *, after: str = ""
) -> EnquiryList:
    """What an own firm asked. Raises NotFoundError outside the scope."""
    with database.read(actor) as session:
        firm = sides.own_firm(session, actor, firm_id)
        last = _last(session, actor, after)
        rows = queries.of_firm(session, actor, firm_id, after=last, limit=ON_PAGE + 1)
    lines = [_line(catalogue, row, row[3].name) for row in rows]
    return EnquiryList(firm, None, firm.confirmed_at is not None, *_page(lines))


def list_of_provider(
    database: Database, actor: Actor, catalogue: Catalogue, provider_id: str, *, after: str = ""
) -> EnquiryList:
    """What an own provider was asked. Raises NotFoundError outside the scope."""
    with database.read(actor) as session:
        provider = sides.own_provider(session, actor, provider_id)
        last = _last(session, actor, after)
        rows = queries.of_provider(session, actor, provider_id, after=last, limit=ON_PAGE + 1)
    lines = [_line(catalogue, row, row[2].name) for row in rows]
    return EnquiryList(None, provider, provider.state == LISTED, *_page(lines))


def view(database: Database, actor: Actor, catalogue: Catalogue, enquiry_id: str) -> EnquiryView:
    """One enquiry for one of its sides. Raises NotFoundError for anybody else."""
    with database.read(actor) as session:
        found = queries.one(session, actor, enquiry_id)
        if found is None:
            raise NotFoundError
        row, unit, firm, provider = found
        side = side_of(session, actor, row)
        said, opinions = queries.messages(session, row.id), queries.feedback(session, row.id)
    action = catalogue.actions.get(row.action)
    may = side == FIRM_SIDE or provider.state == LISTED
    return EnquiryView(
        row=row,
        firm=firm,
        unit=unit,
        provider=provider,
        side=side,
        capability=capability_name(catalogue, row.capability),
        action=zh(action.title) if action else "",
        messages=tuple(MessageLine(one.side, one.act, one.text, name, one.at) for one, name in said),
        acts=acts_for(side, row.state) if may else (),
        feedback=tuple(FeedbackLine(one.side, one.kept, one.text) for one in opinions.values()),
        may_judge=may and row.state == CLOSED and side not in opinions,
    )


@dataclass(frozen=True)
class FirmChoice:
    """One's own firms, and the listed provider that one of them is to deal with (None: it is not listed)."""

    provider: Provider | None
    firms: tuple[Firm, ...]


def firms_to_ask_for(database: Database, actor: Actor, provider_id: str) -> FirmChoice:
    """For which firms somebody could turn to a provider."""
    with database.read(actor) as session:
        firms = tuple(row[0] for row in firm_queries.own_firms(session, actor))
        return FirmChoice(provider_queries.listed_provider(session, provider_id), firms)


def ask_form(
    database: Database, actor: Actor, catalogue: Catalogue, firm_id: str, provider_id: str
) -> AskForm:
    """What the form of a new enquiry needs. Raises NotFoundError outside the scope or the directory."""
    with database.read(actor) as session:
        firm = sides.own_firm(session, actor, firm_id)
        provider = provider_queries.listed_provider(session, provider_id)
        if provider is None:
            raise NotFoundError(sides.NOT_LISTED)
        offered = provider_queries.offers(session, [provider.id])[provider.id]
        units = tuple(firm_queries.units_of(session, firm_id))
        ties = ties_of(session, firm_id, [provider.id])
    named = [offer.value for offer in offered if offer.axis == provider_queries.CAPABILITY]
    capabilities = tuple((name, capability_name(catalogue, name)) for name in named)
    return AskForm(firm, provider, units, capabilities, ties)


def capability_name(catalogue: Catalogue, capability: str) -> str:
    """A capability in words; one that the catalogue no longer has keeps its id."""
    found = catalogue.capabilities.get(capability)
    return zh(found.name) if found else capability


def _last(session: Session, actor: Actor, after: str) -> Enquiry | None:
    found = queries.one(session, actor, after) if after else None
    return None if found is None else found[0]


def _line(catalogue: Catalogue, row: queries.Line, other: str) -> EnquiryLine:
    enquiry, unit, _firm, _provider = row
    return EnquiryLine(
        enquiry.id,
        other,
        unit.name,
        capability_name(catalogue, enquiry.capability),
        enquiry.state,
        enquiry.outcome,
        enquiry.asked_at,
    )


def _page(lines: Sequence[EnquiryLine]) -> tuple[tuple[EnquiryLine, ...], str]:
    """The lines of a page, and where the next begins."""
    return tuple(lines[:ON_PAGE]), lines[ON_PAGE - 1].id if len(lines) > ON_PAGE else ""
