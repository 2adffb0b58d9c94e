"""A small made-up province: rows put into the tables, and the same rows counted one by one in plain loops."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.queries import coverage_clusters
from backend.db.tables.assessments import Assessment, Round
from backend.db.tables.base import new_id
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.reviews import Review
from backend.db.tables.submissions import Result, Submission
from backend.db.tables.titles import Recognition
from backend.services import coverage_check, coverage_key

INDUSTRIES = ("2614", "2710", "3484", "3451", "3963", "1751", "3670", "3825")
SIZES = ("large", "medium", "small", "micro", "")
LEVELS = {"zj-ladder": ("none", "dw", "sf", "ff"), "sme-digital": ("none", "l1", "l2", "l3", "l4")}
KINDS = ("zj-digital-workshop", "zj-smart-factory", "zj-future-factory")
ROUNDS = {"round-2025": 2025, "round-2026": 2026}


@dataclass(frozen=True)
class Held:
    """A title; `unit` is None where its holder is not on the register."""

    kind: str
    county: str
    start: date
    end: date | None
    revoked_on: date | None
    unit: "Member | None"

    def in_force(self, day: date) -> bool:
        """Counted as people read the list."""
        begun = self.start <= day
        over = self.end is not None and self.end < day
        revoked = self.revoked_on is not None and self.revoked_on <= day
        return begun and not over and not revoked


@dataclass
class Member:
    """A unit with all that decides where it counts; `stands`: (certain, possible) by questionnaire."""

    county: str
    industry: str
    size: str
    above_scale: bool | None
    confirmed: bool
    is_firm: bool
    firm_id: str
    id: str = field(default_factory=new_id)
    stands: dict[str, tuple[str, str]] = field(default_factory=dict)
    verified: dict[str, str] = field(default_factory=dict)
    rounds: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass
class People:
    """Everything in the tables."""

    members: list[Member]
    titles: list[Held]


def settle(
    database: Database, catalogue: Catalogue, seed: int, counties: tuple[str, ...], firms: int = 22
) -> People:
    """Fill the tables with firms of some counties and count the summary."""
    chance = random.Random(seed)
    people = People([], [])
    with database.write(SYSTEM) as session:
        for name, year in ROUNDS.items():
            opens, closes = date(year, 3, 1), date(year, 5, 31)
            session.add(Round(id=name, name=f"{year}年填报", opens_on=opens, closes_on=closes))
        session.flush()
        for number in range(firms):
            for member in _firm(session, chance, number, counties):
                people.members.append(member)
        session.flush()
        for member in people.members:
            _submit(session, chance, member)
        people.titles += [_title(session, chance, people, counties) for _ in range(firms)]
    count(database, catalogue)
    return people


def count(database: Database, catalogue: Catalogue) -> None:
    """Count the summary from the rows; sizes stay as they were put in, for there are no facts behind them."""
    with database.write(SYSTEM) as session:
        pairs = coverage_key._clusters_of_classes(catalogue, clock.today())
        coverage_clusters.replace_clusters(session, pairs)
    coverage_check.rebuild(database)


def _firm(
    session: Session, chance: random.Random, number: int, counties: tuple[str, ...]
) -> Iterator[Member]:
    confirmed, size = chance.random() < 0.8, chance.choice(SIZES)
    above_scale = chance.choice((True, False, None))
    firm_id = new_id()
    session.add(
        Firm(
            id=firm_id,
            credit_code=f"code-{number}",
            name=f"厂{number:03d}",
            created_at=clock.now(),
            confirmed_at=clock.now() if confirmed else None,
            size=size,
            above_scale=above_scale,
        )
    )
    session.flush()
    for place in range(chance.choice((1, 1, 2))):
        member = Member(
            county=chance.choice(counties),
            industry=chance.choice(INDUSTRIES),
            size=size,
            above_scale=above_scale,
            confirmed=confirmed,
            is_firm=place == 0,
            firm_id=firm_id,
        )
        session.add(
            Unit(
                id=member.id,
                firm_id=firm_id,
                kind="firm" if member.is_firm else "site",
                name=f"厂{number:03d}-{place}",
                county=member.county,
                industry=member.industry,
                production_type="discrete",
                created_at=clock.now(),
            )
        )
        yield member


def _submit(session: Session, chance: random.Random, member: Member) -> None:
    """What a unit submitted in some of the rounds; where it stands follows from that when all is counted."""
    for questionnaire, levels in LEVELS.items():
        submission = ""
        for campaign, year in ROUNDS.items():
            if chance.random() < 0.5:
                continue
            certain = chance.randrange(len(levels))
            possible = chance.randrange(certain, len(levels))
            reached = (levels[certain], levels[possible])
            member.rounds[campaign, questionnaire] = levels[certain]
            member.stands[questionnaire] = reached
            submission = _submission(session, member, (questionnaire, campaign, year), reached)
        if submission and chance.random() < 0.4:
            member.verified[questionnaire] = chance.choice(levels[1:])
            _review(session, member, submission, member.verified[questionnaire])


def _submission(session: Session, member: Member, of: tuple[str, str, int], reached: tuple[str, str]) -> str:
    questionnaire, campaign, year = of
    at = datetime(year, 4, 1, tzinfo=UTC)
    form = Assessment(
        unit_id=member.id,
        questionnaire=questionnaire,
        version="1",
        round_id=campaign,
        state="submitted",
        opened_at=at,
    )
    session.add(form)
    session.flush()
    submission = Submission(
        reference=new_id(),
        assessment_id=form.id,
        unit_id=member.id,
        number=1,
        questionnaire=questionnaire,
        version="1",
        rules_digest="",
        wording_digest="",
        packed=b"",
        snapshot="{}",
        submitted_at=at,
    )
    session.add(submission)
    session.flush()
    certain, possible = reached
    session.add(
        Result(
            submission_id=submission.id,
            certain=certain,
            possible=possible,
            points="0",
            max_points="0",
            attainment="{}",
            as_of=at.date(),
            rated_at=at,
        )
    )
    return submission.id


def _review(session: Session, member: Member, submission: str, level: str) -> None:
    session.add(
        Review(
            submission_id=submission,
            unit_id=member.id,
            county=member.county,
            chain="chain@1",
            level=level,
            step="",
            state="accepted",
            verified_level=level,
            since=clock.now(),
        )
    )


def _title(session: Session, chance: random.Random, people: People, counties: tuple[str, ...]) -> Held:
    holders = [member for member in people.members if member.confirmed]
    unit = chance.choice(holders) if chance.random() < 0.7 else None
    start = date(2021, 1, 1) + timedelta(days=chance.randrange(2000))
    end = start + timedelta(days=chance.randrange(30, 1500)) if chance.random() < 0.5 else None
    revoked_on = start + timedelta(days=chance.randrange(900)) if chance.random() < 0.2 else None
    held = Held(
        chance.choice(KINDS), unit.county if unit else chance.choice(counties), start, end, revoked_on, unit
    )
    session.add(
        Recognition(
            kind=held.kind,
            unit_id=unit.id if unit else None,
            holder_name="持有单位",
            county=held.county,
            start=start,
            end=end,
            revoked_on=revoked_on,
            source="公布名单",
            entered_at=clock.now(),
        )
    )
    return held
