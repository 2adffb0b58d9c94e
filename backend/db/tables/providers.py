"""Service providers: who they are, what they can do, whom a firm lets see what, and what came of it."""

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, Text
from sqlmodel import Field, SQLModel

from backend.db.tables.base import Instant, new_id

DRAFT = "draft"
"""State of a provider that has not asked for review yet, or was sent back."""
SUBMITTED = "submitted"
"""State of a provider that waits for the province."""
LISTED = "listed"
"""State of a provider that the province has let into the directory."""
SUSPENDED = "suspended"
"""State of a provider that the province has taken out of the directory again."""


SENT, REPLIED, AGREED, DECLINED, RECALLED, CLOSED = (
    "sent",
    "replied",
    "agreed",
    "declined",
    "recalled",
    "closed",
)
"""States of an enquiry."""
FIRM_SIDE, PROVIDER_SIDE = "firm", "provider"
"""Who recorded, said or did something."""
DIAGNOSIS, PROJECT = "diagnosis", "project"
"""Kinds of work for a firm; diagnosis is a capability of the catalogue as well."""


class Provider(SQLModel, table=True):
    """A service provider. `state` is draft, submitted, listed or suspended; only listed ones are shown.

    `capacity` is how many firms it can serve at once, `busy` how many it serves now, both as it says itself.
    `county` is the code of its seat, or 000000 outside the province. `name_key` is the name as names are
    compared, `sort_key` puts names in the order of the directory. `version` counts every change of it, its
    offers and its cases: whoever decides about it decides about the version that he has read.
    """

    __tablename__ = "provider"
    __table_args__ = (Index("ix_provider_state", "state", "sort_key", "id"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    credit_code: str = Field(unique=True, max_length=18)
    name: str = Field(max_length=100)
    name_key: str = Field(default="", max_length=100, index=True)
    sort_key: str = Field(default="", max_length=200)
    county: str = Field(max_length=6)
    summary: str = Field(default="", max_length=500)
    website: str = Field(default="", max_length=200)
    contact: str = Field(default="", max_length=100)
    capacity: int = Field(default=0)
    busy: int = Field(default=0)
    state: str = Field(default=DRAFT, max_length=10)
    version: int = Field(default=1)
    created_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    created_at: datetime = Field(sa_type=Instant)
    submitted_at: datetime | None = Field(default=None, sa_type=Instant)


class ProviderMember(SQLModel, table=True):
    """Account × provider: owner or member."""

    __tablename__ = "provider_member"

    account_id: str = Field(foreign_key="account.id", primary_key=True, max_length=20)
    provider_id: str = Field(foreign_key="provider.id", primary_key=True, index=True, max_length=20)
    role: str = Field(max_length=10)
    created_at: datetime = Field(sa_type=Instant)


class ProviderOffer(SQLModel, table=True):
    """What a provider offers: one value of one axis.

    `axis` is capability (an id of the catalogue), industry (a division of GB/T 4754, two digits, or "*" for
    all) or area (the code of a city, county or the province). What the province has not confirmed yet
    (`confirmed_at` None) is shown to the provider and the province only, and matches nothing.
    """

    __tablename__ = "provider_offer"
    __table_args__ = (Index("ix_provider_offer_axis", "axis", "value", "provider_id"),)

    provider_id: str = Field(foreign_key="provider.id", primary_key=True, max_length=20)
    axis: str = Field(primary_key=True, max_length=12)
    value: str = Field(primary_key=True, max_length=40)
    confirmed_at: datetime | None = Field(default=None, sa_type=Instant)


class ProviderCase(SQLModel, table=True):
    """A finished job that a provider shows: what for whom, when, what came of it, and the proof of it.

    `evidence` says what proves it (contract or acceptance paper, number and date); the customer is only named
    with `customer_agreed`. `confirmed_at` as for offers; `removed_at` marks one that was taken out.
    """

    __tablename__ = "provider_case"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    provider_id: str = Field(foreign_key="provider.id", index=True, max_length=20)
    title: str = Field(max_length=100)
    customer: str = Field(default="", max_length=100)
    customer_agreed: bool = Field(default=False)
    capability: str = Field(max_length=40)
    industry: str = Field(default="", max_length=4)
    county: str = Field(default="", max_length=6)
    started_on: date
    finished_on: date
    outcome: str = Field(max_length=500)
    evidence: str = Field(max_length=300)
    evidence_date: date
    added_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    added_at: datetime = Field(sa_type=Instant)
    confirmed_at: datetime | None = Field(default=None, sa_type=Instant)
    removed_at: datetime | None = Field(default=None, sa_type=Instant)


class ProviderAct(SQLModel, table=True):
    """One act on a provider's registration, see `backend.services.providers.states`. Append-only.

    `version` is the provider's after the act: it puts the acts in order.
    """

    __tablename__ = "provider_act"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    provider_id: str = Field(foreign_key="provider.id", index=True, max_length=20)
    version: int
    act: str = Field(max_length=12)
    note: str = Field(default="", max_length=500)
    account_id: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    at: datetime = Field(sa_type=Instant)


class ProviderGrade(SQLModel, table=True):
    """A line of the province's yearly grading list of providers, as published; matched by code or by name."""

    __tablename__ = "provider_grade"
    __table_args__ = (
        Index("ix_provider_grade_code", "credit_code", "year"),
        Index("ix_provider_grade_year", "year", "name_key", "id"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    year: int
    name: str = Field(max_length=100)
    name_key: str = Field(default="", max_length=100, index=True)
    credit_code: str = Field(default="", max_length=18)
    grade: str = Field(max_length=40)
    field: str = Field(default="", max_length=100)
    notice: str = Field(max_length=100)
    import_id: str | None = Field(default=None, foreign_key="import_job.id", max_length=20)
    entered_at: datetime = Field(sa_type=Instant)


class Engagement(SQLModel, table=True):
    """That a provider worked for a firm: `kind` diagnosis or project, on a day. Who diagnosed never verifies.

    `source` says who recorded it: provider or firm. Append-only: the other side may contradict it, which is
    kept beside it and shown with it; the record and what follows from it stay.
    """

    __tablename__ = "engagement"
    __table_args__ = (Index("ix_engagement_pair", "provider_id", "firm_id", "kind"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    provider_id: str = Field(foreign_key="provider.id", max_length=20)
    firm_id: str = Field(foreign_key="firm.id", index=True, max_length=20)
    unit_id: str | None = Field(default=None, foreign_key="unit.id", max_length=20)
    kind: str = Field(max_length=10)
    day: date
    source: str = Field(max_length=10)
    recorded_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    recorded_at: datetime = Field(sa_type=Instant)
    contradicted_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    contradicted_at: datetime | None = Field(default=None, sa_type=Instant)
    contradiction: str = Field(default="", max_length=300)


class Consent(SQLModel, table=True):
    """What a firm lets a provider see of one unit, from a day to a day (both included), until withdrawn.

    `parts` is JSON, a sorted list of: profile, result, gaps, advice. What is not named is not shown.
    """

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_provider", "provider_id", "until"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    firm_id: str = Field(foreign_key="firm.id", index=True, max_length=20)
    unit_id: str = Field(foreign_key="unit.id", max_length=20)
    provider_id: str = Field(foreign_key="provider.id", max_length=20)
    parts: str = Field(max_length=200)
    start: date
    until: date
    given_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    given_at: datetime = Field(sa_type=Instant)
    withdrawn_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)


class ConsentAccess(SQLModel, table=True):
    """One look of a provider at one part of what a firm let it see: the firm sees every one. Append-only."""

    __tablename__ = "consent_access"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    consent_id: str = Field(foreign_key="consent.id", index=True, max_length=20)
    account_id: str = Field(foreign_key="account.id", max_length=20)
    part: str = Field(max_length=12)
    at: datetime = Field(sa_type=Instant)


class Enquiry(SQLModel, table=True):
    """A firm asks a provider about a capability. `state`: sent, replied, agreed, declined, recalled, closed.

    `action` is the catalogue's action that it is about, empty for none. `outcome` is what the firm says came
    of it when it was closed: done, partly, not_done; empty before.
    """

    __tablename__ = "enquiry"
    __table_args__ = (Index("ix_enquiry_provider", "provider_id", "state", "asked_at"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    firm_id: str = Field(foreign_key="firm.id", index=True, max_length=20)
    unit_id: str = Field(foreign_key="unit.id", max_length=20)
    provider_id: str = Field(foreign_key="provider.id", max_length=20)
    capability: str = Field(max_length=40)
    action: str = Field(default="", max_length=80)
    state: str = Field(max_length=10)
    outcome: str = Field(default="", max_length=10)
    asked_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    asked_at: datetime = Field(sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)


class EnquiryMessage(SQLModel, table=True):
    """One message of an enquiry and the act that came with it; `side` is firm or provider. Append-only.

    `number` counts the messages of an enquiry from 1. `act` is ask, reply, message, agree, decline, recall or
    close; acts but the first three may have no text.
    """

    __tablename__ = "enquiry_message"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    enquiry_id: str = Field(foreign_key="enquiry.id", index=True, max_length=20)
    number: int
    side: str = Field(max_length=10)
    act: str = Field(max_length=10)
    text: str = Field(sa_type=Text)
    account_id: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    at: datetime = Field(sa_type=Instant)


class Feedback(SQLModel, table=True):
    """What one side says of the other after an enquiry was closed: once per side.

    `kept` (yes, partly, no) says whether what was agreed was kept; `text` is shown to the other side only.
    """

    __tablename__ = "feedback"

    enquiry_id: str = Field(foreign_key="enquiry.id", primary_key=True, max_length=20)
    side: str = Field(primary_key=True, max_length=10)
    kept: str = Field(max_length=10)
    text: str = Field(default="", max_length=500)
    account_id: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    at: datetime = Field(sa_type=Instant)


class DemandBoard(SQLModel, table=True):
    """One table of the demand board: when it was worked out, and what the next one has to know of it.

    `scope` is area or cluster. `release` is the table as disclosure control keeps it, packed by
    `backend.services.providers.demand_store`: of which units each number was made. It is never shown.
    """

    __tablename__ = "demand_board"

    scope: str = Field(primary_key=True, max_length=8)
    questionnaire: str = Field(max_length=80)
    as_of: date
    worked_out_at: datetime = Field(sa_type=Instant)
    release: bytes = Field(sa_type=LargeBinary)


class DemandFigure(SQLModel, table=True):
    """How many units of a place or cluster need a capability, as it may be shown to anybody.

    `scope` as for the board; `code` is that of a county, zone, city or the province, or a cluster's id.
    `number` is rounded, and None where it is kept back for being small; `oldest` is the day of the oldest
    part of it. The capability "" is the number of units themselves. What is not in here cannot get out.
    """

    __tablename__ = "demand_figure"
    __table_args__ = (Index("ix_demand_figure_capability", "scope", "capability", "code"),)

    scope: str = Field(primary_key=True, max_length=8)
    code: str = Field(primary_key=True, max_length=60)
    capability: str = Field(primary_key=True, max_length=40)
    number: int | None = None
    oldest: date
