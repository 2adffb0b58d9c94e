"""One submission in review as its officials see it: what was declared, its files, its way so far."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from assessments.schema.common import Provenance, zh
from assessments.schema.review import ReviewChain, Step
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import publicity as publicity_queries
from backend.db.queries import results as result_queries
from backend.db.queries import reviews as queries
from backend.db.tables.reviews import WAITING, Review, SiteCheck
from backend.db.tables.submissions import Submission
from backend.services import audit, rating, snapshot
from backend.services.areas import Area, find_area
from backend.services.errors import NotFoundError
from backend.services.instrument import instrument_for
from backend.services.integrity import reading
from backend.services.integrity.reading import Told
from backend.services.publicity import area_name
from backend.services.review_case import level_name
from backend.services.review_chains import acting_region, powers_of, progress
from backend.services.snapshot import EvidenceLine, Snapshot


@dataclass(frozen=True)
class StepLine:
    """A step of the chain: `state` as in `review_chains.progress`; `by` is the area that acts, if any."""

    id: str
    name: str
    by: str
    text: str
    state: str
    citation: str
    provenance: Provenance


@dataclass(frozen=True)
class ActLine:
    """Something that was done to a review; `who` is the area, `name` the official's name."""

    at: datetime
    step_id: str
    step: str
    act: str
    who: str
    name: str
    note: str
    reasons: Mapping[str, str]


@dataclass(frozen=True)
class Found:
    """What the latest on-site check says about an item."""

    confirmed: bool
    note: str


@dataclass(frozen=True)
class ItemLine:
    """An item with the answer that was submitted; `reason` is that of 不适用, `implied` why it follows."""

    id: str
    ref: str
    name: str
    chosen: tuple[str, ...]
    reason: str
    implied: str
    note: str
    files: tuple[EvidenceLine, ...]
    found: Found | None


@dataclass(frozen=True)
class DomainLines:
    """The items of a domain."""

    id: str
    name: str
    lines: tuple[ItemLine, ...]


@dataclass(frozen=True)
class CheckLine:
    """An on-site check on record."""

    day: date
    organisation: str
    experts: int
    level: str
    conclusion: str
    differing: int
    confirmed: int


@dataclass(frozen=True)
class OnList:
    """A publicity list on which the submission stands or stood."""

    id: str
    title: str


@dataclass(frozen=True)
class ReviewFile:
    """Everything the page of a review prints.

    The three columns are apart: `declared` and `possible` are the firm's own, `verified` was seen on site
    (empty: not checked), `titles` were granted and are in force. `hints` only suggest another look.
    """

    area: Area
    review: Review
    reference: str
    submitted_at: datetime
    firm_name: str
    unit_name: str
    credit_code: str
    county: str
    questionnaire: str
    instrument: str
    applied: str
    declared: str
    possible: str
    verified: str
    titles: tuple[str, ...]
    levels: tuple[tuple[str, str], ...]
    steps: tuple[StepLine, ...]
    step: Step | None
    may_act: bool
    acts: tuple[ActLine, ...]
    domains: tuple[DomainLines, ...]
    checks: tuple[CheckLine, ...]
    lists: tuple[OnList, ...]
    hints: tuple[Told, ...]


def review_file(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, submission_id: str
) -> ReviewFile:
    """One review of an area; the view is recorded. Raises NotFoundError outside the actor's area."""
    area = find_area(catalogue, actor, code)
    with database.read(actor) as session:
        row = queries.one(session, actor, submission_id)
        if row is None or row[0].county not in {place.code for place in area.reporting}:
            raise NotFoundError
        review, submission, _unit, _firm = row
        found = _file(session, _Reader(actor, catalogue, area), review, submission)
    audit.viewed(database, actor, "view_review", f"submission:{submission.id}", review.county)
    return found


@dataclass(frozen=True)
class _Reader:
    """Who reads, by which definitions, from which area."""

    actor: Actor
    catalogue: Catalogue
    area: Area


def _file(session: Session, reader: _Reader, review: Review, submission: Submission) -> ReviewFile:
    catalogue = reader.catalogue
    frozen = snapshot.from_text(submission.snapshot)
    chain = catalogue.reviews[review.chain]
    step = chain.step(review.step) if review.state == WAITING else None
    checks = queries.site_checks(session, submission.id)
    acts, powers = _acts(session, catalogue, chain, submission.id), powers_of(session, reader.actor)
    rated = result_queries.newest_result(session, submission.id)
    questionnaire = submission.questionnaire
    version = catalogue.questionnaire(f"{questionnaire}@{submission.version}")
    ladder = catalogue.ladders[version.ladder]

    def named(level: str) -> str:
        return level_name(catalogue, questionnaire, level)

    return ReviewFile(
        area=reader.area,
        review=review,
        reference=submission.reference,
        submitted_at=submission.submitted_at,
        firm_name=frozen.firm_name,
        unit_name=frozen.unit_name,
        credit_code=frozen.credit_code,
        county=catalogue.county(review.county).name,
        questionnaire=questionnaire,
        instrument=zh(version.title),
        applied=named(review.level),
        declared=named(rated.certain) if rated else "",
        possible=named(rated.possible) if rated else "",
        verified=named(review.verified_level) if review.verified_level else "",
        titles=_titles(session, catalogue, submission.unit_id),
        levels=(*((level.id, zh(level.name)) for level in ladder.levels), ("none", zh(ladder.below))),
        steps=steps_of(catalogue, chain, review, acts[-1].step_id if acts else ""),
        step=step,
        may_act=step is not None and powers.may_act(catalogue, chain, step, review.county),
        acts=acts,
        domains=_domains(catalogue, submission, frozen, checks),
        checks=tuple(_check(check, named(check.level)) for check in checks),
        lists=tuple(
            OnList(row.id, row.title) for row in publicity_queries.of_submission(session, submission.id)
        ),
        hints=reading.of_submission(session, reader.actor, submission.id),
    )


def _titles(session: Session, catalogue: Catalogue, unit_id: str) -> tuple[str, ...]:
    today = clock.today()
    return tuple(
        zh(catalogue.recognition_kinds[row.kind].name)
        for row in result_queries.titles_of(session, unit_id)
        if row.start <= today and ((last := rating.last_day(row)) is None or today <= last)
    )


def steps_of(
    catalogue: Catalogue, chain: ReviewChain, review: Review, last_step: str
) -> tuple[StepLine, ...]:
    """The chain with how far the review has come; `last_step` is that of the latest act."""
    states = progress(chain, review, last_step)
    return tuple(
        StepLine(
            id=step.id,
            name=zh(step.name),
            by=_name_of(catalogue, acting_region(catalogue, step, review.county)),
            text=zh(step.text),
            state=state,
            citation=step.citation or "",
            provenance=step.provenance,
        )
        for step, state in zip(chain.steps, states, strict=True)
    )


def _name_of(catalogue: Catalogue, region: str) -> str:
    return area_name(catalogue, region) if region else ""


def _acts(
    session: Session, catalogue: Catalogue, chain: ReviewChain, submission_id: str
) -> tuple[ActLine, ...]:
    names = {step.id: zh(step.name) for step in chain.steps}
    return tuple(
        ActLine(
            at=act.at,
            step_id=act.step,
            step=names.get(act.step, ""),
            act=act.act,
            who=_name_of(catalogue, region),
            name=name,
            note=act.note,
            reasons=json.loads(act.reasons),
        )
        for act, name, region in queries.acts(session, submission_id)
    )


def _check(row: SiteCheck, level: str) -> CheckLine:
    findings = json.loads(row.findings).values()
    confirmed = sum(one["confirmed"] for one in findings)
    return CheckLine(
        row.day, row.organisation, row.experts, level, row.conclusion, len(findings) - confirmed, confirmed
    )


def _domains(
    catalogue: Catalogue, submission: Submission, frozen: Snapshot, checks: list[SiteCheck]
) -> tuple[DomainLines, ...]:
    """What was submitted, item by item; nothing for an instrument made of facts alone."""
    key = f"{submission.questionnaire}@{submission.version}"
    instrument = instrument_for(catalogue, key, frozen.profile.production_type)
    answers = rating.inputs_of_submission(catalogue, submission).answers
    seen = json.loads(checks[-1].findings) if checks else {}
    lines: dict[str, list[ItemLine]] = {}
    home = {sub.id: domain for domain in instrument.questionnaire.domains for sub in domain.sub_domains}
    for item in instrument.asked.values():
        answer = answers.get(item.id)
        found = seen.get(item.id)
        line = ItemLine(
            id=item.id,
            ref=item.ref,
            name=zh(item.name),
            chosen=instrument.chosen(item, answer) if answer else (),
            reason=(answer.not_applicable or "") if answer else "",
            implied=frozen.implied.get(item.id, ""),
            note=frozen.notes.get(item.id, ""),
            files=frozen.evidence.get(item.id, ()),
            found=Found(**found) if found else None,
        )
        lines.setdefault(home[item.sub_domain].id, []).append(line)
    names = {domain.id: zh(domain.name) for domain in instrument.questionnaire.domains}
    return tuple(DomainLines(name, names[name], tuple(inside)) for name, inside in lines.items())
