"""下一批可申报清单: who may apply for a rung, who is undecided on what, who lacks what; by area and industry.

Only current submissions of confirmed firms count. Whether a call is in force is asked on the day somebody
looks: without one the last is shown as 参考 and nobody is told to be eligible.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from sqlalchemy import Row
from sqlalchemy.orm import Session

from assessments.areas import Selection, classes_of, counties_of
from assessments.candidacy import READY, SHORT, UNSETTLED, Track, items_of
from assessments.catalogue import Catalogue, UnknownName
from assessments.compile import CompiledQuestionnaire
from assessments.outcome import Verdict
from assessments.rating import as_block
from assessments.schema.common import zh
from assessments.schema.condition import Gate
from assessments.schema.questionnaire import Item
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import candidates as queries
from backend.db.queries.candidates import CandidateFilter
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.planning import Candidate
from backend.db.tables.submissions import Submission
from backend.services import audit, candidates, rating
from backend.services.area_view import QUESTIONNAIRE
from backend.services.areas import Area, find_area
from backend.services.candidates import Rules, packed
from backend.services.errors import InvalidInputError, NotFoundError
from backend.services.replay import Reader

PAGE_SIZE = 50
COUNTED_UP_TO = 1_000
"""Counting stops here: "1,000 家以上" says enough, and costs the same however many there are."""

State = Literal["", "ready", "open", "short"]


@dataclass(frozen=True)
class Asked:
    """What is looked for; empty fields are the usual choice or narrow nothing. `held`: with titles held."""

    call: str = ""
    level: str = ""
    state: State = ""
    county: str = ""
    group: str = ""
    cluster: str = ""
    division: str = ""
    held: bool = False


@dataclass(frozen=True)
class Chosen:
    """A call or version and a rung of it; `in_force` False or None: only 参考. `kind` is the rung's title."""

    rules: Rules
    track: Track
    level: str
    kind: str
    in_force: bool | None
    day: date

    @property
    def rank(self) -> int:
        """The rung's rank."""
        return self.track.ladder.level_ids.index(self.level)

    @property
    def gates(self) -> Mapping[str, Gate]:
        """The conditions by id."""
        own = self.track.call.gates if self.track.call else self.track.instrument.questionnaire.gates
        return {gate.id: gate for gate in own}

    def states(self, wanted: State) -> tuple[int, ...]:
        """The stored states that a wanted one means: what no call in force confirms is open."""
        if self.in_force is True:
            return {
                "": (READY, UNSETTLED, SHORT),
                "ready": (READY,),
                "open": (UNSETTLED,),
                "short": (SHORT,),
            }[wanted]
        return {"": (READY, UNSETTLED, SHORT), "ready": (), "open": (READY, UNSETTLED), "short": (SHORT,)}[
            wanted
        ]

    def state_of(self, row: Candidate) -> State:
        """How a row stands today."""
        if row.state == SHORT:
            return "short"
        return "ready" if row.state == READY and self.in_force is True else "open"


@dataclass(frozen=True)
class CandidateLine:
    """One unit of the list. `items` are the mandatory items short of the rung, the conditions by name."""

    unit_id: str
    unit_name: str
    firm_name: str
    credit_code: str
    county: str
    industry: str
    submission_id: str
    state: State
    eligibility: Verdict
    items: tuple[Item, ...]
    items_open: int
    not_met: tuple[Gate, ...]
    undecided: tuple[Gate, ...]
    held: bool
    is_stale: bool
    as_of: date


@dataclass(frozen=True)
class CandidatePage:
    """A page of the list; `counts` by state stop at COUNTED_UP_TO.

    `is_stale`: some rows were worked out under other rules; `is_missing`: submissions are there and no rows.
    `next` is the unit after which the next page begins, empty on the last one.
    """

    area: Area
    chosen: Chosen
    lines: tuple[CandidateLine, ...]
    counts: Mapping[State, int]
    is_stale: bool
    is_missing: bool
    next: str


def choose(catalogue: Catalogue, asked: Asked, day: date) -> Chosen:
    """The call or version and the rung that are meant. Raises InvalidInputError (field call or level)."""
    every = candidates.all_rules(catalogue, day)
    found = [(rules, track) for rules in every for track in rules.tracks if track.key == asked.call]
    if asked.call and not found:
        raise InvalidInputError({"call": "没有这份申报通知或这一版本的评价工具，请从列表中选择。"})
    rules, track = found[0] if found else _usual(catalogue, every, day)
    levels = {level.id: level for level in track.ladder.levels}
    if asked.level and asked.level not in levels:
        raise InvalidInputError({"level": "所选通知没有这一等级，请从列表中选择。"})
    level = levels[asked.level or track.ladder.levels[0].id]
    return Chosen(rules, track, level.id, level.recognition or "", track.in_force(day), day)


def list_candidates(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, asked: Asked, *, after: str = ""
) -> CandidatePage:
    """A page of the list, beginning after a unit (empty: the first page).

    It says of single firms what they lack, so that seeing any of them is recorded. Raises NotFoundError
    outside the actor's area, InvalidInputError for a choice that does not exist.
    """
    area = find_area(catalogue, actor, code)
    chosen = choose(catalogue, asked, clock.today())
    wanted = wanted_rows(catalogue, area, chosen, asked)
    with database.read(actor) as session:
        last = queries.row_of(session, actor, after, chosen.track.key, chosen.level) if after else None
        rows = queries.page(session, actor, wanted, after=last[2] if last else None, limit=PAGE_SIZE + 1)
        lines = lines_of(session, actor, catalogue, chosen, rows[:PAGE_SIZE])
        found = queries.rules_found(session, chosen.rules.questionnaire)
        any_sent = queries.any_standing(session, chosen.rules.questionnaire, wanted.counties)
        counts = _counts(session, catalogue, area, chosen, asked)
    if lines:
        audit.viewed(database, actor, "view_candidates", subject_of(chosen), area.code)
    digest = chosen.rules.digest
    return CandidatePage(
        area=area,
        chosen=chosen,
        lines=lines,
        counts=counts,
        is_stale=found is not None and found != (digest, digest),
        is_missing=found is None and any_sent,
        next=lines[-1].unit_id if len(rows) > PAGE_SIZE else "",
    )


def subject_of(chosen: Chosen) -> str:
    """What the audit calls the list of a call and rung."""
    return f"candidates:{chosen.track.key}:{chosen.level}"[: audit.SUBJECT_LENGTH]


def wanted_rows(catalogue: Catalogue, area: Area, chosen: Chosen, asked: Asked) -> CandidateFilter:
    """The rows that are asked for. Raises NotFoundError, InvalidInputError for names that do not exist."""
    counties, classes = _where(catalogue, area, chosen.day, asked)
    return CandidateFilter(
        call=chosen.track.key,
        level=chosen.level,
        questionnaire=chosen.rules.questionnaire,
        counties=counties,
        states=chosen.states(asked.state) if classes is not None else (),
        classes=classes or (),
        kind="" if asked.held else chosen.kind,
        day=chosen.day,
    )


def lines_of(
    session: Session,
    actor: Actor,
    catalogue: Catalogue,
    chosen: Chosen,
    rows: Sequence[Row[Unit, Firm, Candidate]],
) -> tuple[CandidateLine, ...]:
    """Rows with what is missing by name: two statements, whatever the number of rows."""
    held = queries.holders(session, [unit.id for unit, _firm, _row in rows], chosen.kind, chosen.day)
    sent = queries.submissions(session, actor, [row.submission_id for _unit, _firm, row in rows])
    short = _short_items(catalogue, chosen, sent)
    return tuple(
        _line(catalogue, chosen, row, short.get(row[2].submission_id, ()), held=row[0].id in held)
        for row in rows
    )


def _line(
    catalogue: Catalogue,
    chosen: Chosen,
    found: Row[Unit, Firm, Candidate],
    items: tuple[Item, ...],
    *,
    held: bool,
) -> CandidateLine:
    unit, firm, row = found
    gates, detail = chosen.gates, json.loads(row.detail)
    return CandidateLine(
        unit_id=unit.id,
        unit_name=unit.name,
        firm_name=firm.name,
        credit_code=firm.credit_code,
        county=catalogue.county(unit.county).name,
        industry=catalogue.industries[unit.industry].name,
        submission_id=row.submission_id,
        state=chosen.state_of(row),
        eligibility=cast("Verdict", row.eligibility),
        items=items,
        items_open=row.items_open,
        not_met=tuple(gates[gate] for gate in detail["not_met"] if gate in gates),
        undecided=tuple(gates[gate] for gate in detail["undecided"] if gate in gates),
        held=held,
        is_stale=row.rules != chosen.rules.digest,
        as_of=row.as_of,
    )


def _short_items(
    catalogue: Catalogue, chosen: Chosen, sent: Sequence[Submission]
) -> dict[str, tuple[Item, ...]]:
    """By submission the mandatory items that are short of the rung, in the order of the questionnaire."""
    compiled, reader = compiled_for(catalogue, chosen), Reader(catalogue)
    readable = [one for one in sent if reader.version_of(one) is not None]
    if not readable or compiled.levels is not None:
        return {}
    units = [reader.units(one, compiled)[0] for one in readable]
    short = items_of(compiled, as_block(compiled, list(packed(compiled, units))), chosen.rank).short
    return {
        one.id: tuple(
            item for item, missing in zip(compiled.answered, short[:, place], strict=True) if missing
        )
        for place, one in enumerate(readable)
    }


def compiled_for(catalogue: Catalogue, chosen: Chosen) -> CompiledQuestionnaire:
    """The version that rates, compiled for its purpose."""
    instrument = chosen.track.instrument
    return rating.questionnaire_for(catalogue, instrument.questionnaire.key, instrument.purpose)


def _usual(catalogue: Catalogue, every: Sequence[Rules], day: date) -> tuple[Rules, Track]:
    """The call of the ladder that county pages follow: in force on the day, or the last one before it."""
    own = next((rules for rules in every if rules.questionnaire == QUESTIONNAIRE), None)
    if own is None:
        raise NotFoundError
    call = catalogue.call_for(own.tracks[0].ladder.id, day)
    track = next((one for one in own.tracks if call and one.key == call.call.key), own.tracks[0])
    return own, track


def _where(
    catalogue: Catalogue, area: Area, day: date, asked: Asked
) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    """Counties, and beginnings of industry codes: none for all, None where nothing is in both."""
    try:
        counties = counties_of(catalogue, Selection(area.code, asked.group, day=day))
        classes = classes_of(catalogue, asked.cluster, day) if asked.cluster else ()
    except UnknownName as error:
        raise InvalidInputError({"group": str(error)}) from None
    if asked.county:
        if asked.county not in counties_of(catalogue, Selection(area.code, day=day)):
            raise NotFoundError
        counties = tuple(code for code in counties if code == asked.county)
    if not asked.division:
        return counties, classes if classes or not asked.cluster else None
    if not asked.cluster:
        return counties, (asked.division,)
    both = tuple(one for one in classes if one.startswith(asked.division))
    return counties, both or None


def _counts(
    session: Session, catalogue: Catalogue, area: Area, chosen: Chosen, asked: Asked
) -> dict[State, int]:
    found: dict[State, int] = {}
    states: tuple[State, ...] = ("ready", "open", "short")
    for state in states:
        one = Asked(**{**vars(asked), "state": state})
        wanted = wanted_rows(catalogue, area, chosen, one)
        found[state] = queries.count(session, wanted, COUNTED_UP_TO) if wanted.states else 0
    return found


def level_name(track: Track, level: str) -> str:
    """What a rung is called."""
    return next(zh(one.name) for one in track.ladder.levels if one.id == level)
