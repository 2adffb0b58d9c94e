"""What an area does with its rounds: open, ask more firms, remind, extend, close; each act is recorded."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import round_choice as choice_queries
from backend.db.queries import rounds as queries
from backend.db.tables.assessments import Round
from backend.db.tables.base import new_id
from backend.services import audit
from backend.services.areas import Area
from backend.services.assessing import chosen_today
from backend.services.errors import ConflictError, InvalidInputError
from backend.services.round_terms import day_words, state_on
from backend.services.rounds import own_area, owned
from backend.services.rounds_choice import Choice, Preview, chosen, listed, preview

LONGEST_TERM = timedelta(days=730)
"""A later last day is a slip of the keyboard."""


@dataclass(frozen=True)
class NewRound:
    """A round to open, as it was entered."""

    name: str
    questionnaire: str
    purpose: str
    opens_on: date | None
    closes_on: date | None
    note: str = ""


def preview_new(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, new: NewRound, *, choice: Choice
) -> Preview:
    """What opening a round would do. Raises NotFoundError, InvalidInputError with all fields at once."""
    area = own_area(catalogue, actor, code)
    with database.read(actor) as session:
        problems = _problems(session, catalogue, code, new)
        return _previewed(session, actor, catalogue, area, choice, problems)


def open_round(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    code: str,
    new: NewRound,
    *,
    choice: Choice,
    previewed: int | None,
) -> str:
    """Open a round for the units that were previewed, as many as were shown; gives its id.

    Raises NotFoundError, InvalidInputError, and ConflictError where the choice means another number of units
    by now.
    """
    area = own_area(catalogue, actor, code)
    with database.write(actor) as session:
        problems = _problems(session, catalogue, code, new)
        found = _previewed(session, actor, catalogue, area, choice, problems)
        _check_seen(found, previewed)
        asked_for = chosen_today(catalogue, new.questionnaire, new.purpose)
        campaign = Round(
            id=new_id(),
            name=new.name,
            opens_on=new.opens_on or clock.today(),
            closes_on=new.closes_on or clock.today(),
            region=code,
            questionnaire=asked_for.questionnaire.id,
            purpose=asked_for.purpose.value,
            note=new.note,
            created_by=actor.account_id or None,
            created_at=clock.now(),
        )
        session.add(campaign)
        session.flush()
        _invite(session, actor, catalogue, area, campaign.id, choice=choice)
        audit.record(session, actor, "round_open", f"round:{campaign.id}", code)
        return campaign.id


def preview_more(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, round_id: str, *, choice: Choice
) -> Preview:
    """What asking more firms would do. Raises NotFoundError, InvalidInputError."""
    with database.read(actor) as session:
        area, _campaign = owned(session, actor, catalogue, code, round_id)
        return preview(session, actor, catalogue, area, choice, round_id=round_id)


def ask_more(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    code: str,
    round_id: str,
    *,
    choice: Choice,
    previewed: int | None,
) -> int:
    """Ask more units; gives how many. Raises as `open_round`, and ConflictError once the round is over."""
    with database.write(actor) as session:
        area, campaign = owned(session, actor, catalogue, code, round_id, lock=True)
        _check_running(campaign, "不能再增加企业")
        found = preview(session, actor, catalogue, area, choice, round_id=round_id)
        _check_seen(found, previewed)
        _invite(session, actor, catalogue, area, round_id, choice=choice)
        audit.record(session, actor, "round_invite", f"round:{round_id}", code)
        return found.units


def remind(database: Database, actor: Actor, catalogue: Catalogue, code: str, round_id: str) -> int:
    """Note that all who have not submitted were reminded now; gives how many.

    Raises NotFoundError, ConflictError once the round is over.
    """
    with database.write(actor) as session:
        _area, campaign = owned(session, actor, catalogue, code, round_id)
        _check_running(campaign, "不用再提醒")
        number = queries.remind(session, actor, round_id, clock.today(), clock.now())
        audit.record(session, actor, "round_remind", f"round:{round_id}", code)
        return number


def extend(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, round_id: str, *, closes_on: date
) -> None:
    """Move the last day, also after it has passed; the day announced first is kept.

    Raises NotFoundError, InvalidInputError for a day that is no extension, ConflictError for a closed round.
    """
    with database.write(actor) as session:
        _area, campaign = owned(session, actor, catalogue, code, round_id, lock=True)
        if campaign.closed_at is not None:
            raise ConflictError("这一轮已经结束，不能再延期。需要补报的，请另外发起一轮。")
        earliest = max(campaign.closes_on, clock.today() - timedelta(days=1))
        if not earliest < closes_on <= earliest + LONGEST_TERM:
            first = day_words(earliest + timedelta(days=1))
            raise InvalidInputError({"closes_on": f"延期后的截止日期应在{first}或以后，且不超过两年。"})
        queries.extend(session, round_id, closes_on, campaign.first_closes_on or campaign.closes_on)
        audit.record(session, actor, "round_extend", f"round:{round_id}", code)


def close(database: Database, actor: Actor, catalogue: Catalogue, code: str, round_id: str) -> None:
    """End a round for good: nothing is submitted to it any more, drafts stay with their firms.

    Done twice, it is done once. Raises NotFoundError.
    """
    with database.write(actor) as session:
        _area, campaign = owned(session, actor, catalogue, code, round_id, lock=True)
        if campaign.closed_at is None:
            queries.close(session, round_id, clock.now())
            audit.record(session, actor, "round_close", f"round:{round_id}", code)


def _previewed(  # noqa: PLR0917 - the fields that are wrong are told together with those of the choice
    session: Session,
    actor: Actor,
    catalogue: Catalogue,
    area: Area,
    choice: Choice,
    problems: dict[str, str],
) -> Preview:
    try:
        found = preview(session, actor, catalogue, area, choice)
    except InvalidInputError as error:
        problems |= error.fields
        found = Preview(0, 0)
    if problems:
        raise InvalidInputError(problems)
    return found


def _problems(session: Session, catalogue: Catalogue, code: str, new: NewRound) -> dict[str, str]:
    found = {}
    today = clock.today()
    if not new.name:
        found["name"] = "请填写名称，如“2026 年中小企业数字化水平评测”。"
    elif queries.has_name(session, code, new.name, today):
        found["name"] = "本辖区已有一轮同名的填报还没有结束，请换一个名称。"
    try:
        chosen_today(catalogue, new.questionnaire, new.purpose)
    except InvalidInputError as error:
        found |= error.fields
    if new.opens_on is None:
        found["opens_on"] = "请填写开始日期。"
    elif new.opens_on < today:
        found["opens_on"] = "开始日期不能早于今天。"
    begins = new.opens_on or today
    if new.closes_on is None:
        found["closes_on"] = "请填写截止日期。"
    elif not begins <= new.closes_on <= begins + LONGEST_TERM:
        found["closes_on"] = "截止日期不能早于开始日期，也不能超过两年。"
    return found


def _invite(
    session: Session, actor: Actor, catalogue: Catalogue, area: Area, round_id: str, *, choice: Choice
) -> None:
    now = clock.now()
    if choice.by == "codes":
        units = listed(session, actor, area, choice.codes).unit_ids
        choice_queries.invite(session, actor, units, round_id, now)
    else:
        wanted = chosen(catalogue, area, choice, clock.today())
        choice_queries.invite_chosen(session, actor, wanted, round_id, now)


def _check_seen(found: Preview, previewed: int | None) -> None:
    """Nothing is opened that was not seen: the number of units must be the one that was shown."""
    if not found.units:
        raise InvalidInputError({"by": "没有符合条件的企业，请放宽条件或换一份名单。"})
    if previewed != found.units:
        raise ConflictError("请先核对下面将邀请的企业数，再确认。")


def _check_running(campaign: Round, consequence: str) -> None:
    if state_on(campaign, clock.today()) in ("over", "closed"):
        raise ConflictError(f"这一轮已经截止或结束，{consequence}。需要继续填报的，请先延期。")
