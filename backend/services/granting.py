"""The last step of a review: granting the title of the level applied for."""

from dataclasses import dataclass
from datetime import date

from assessments.loader import Catalogue
from assessments.schema.review import StepKind
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import reviews as queries
from backend.services import titles
from backend.services.errors import ConflictError, InvalidInputError
from backend.services.review_case import Case, held
from backend.services.reviews import RECOGNISED
from backend.services.title_kinds import derived_end
from backend.services.titles import NewTitle, day_problems

BELOW = "现场核查到的等级低于申报的等级，不能按申报等级认定。请退回企业或不予通过。"


@dataclass(frozen=True)
class Grant:
    """The notice that grants a title, and how long it holds."""

    submission_id: str
    step: str
    notice: str
    start: date
    end: date | None = None
    batch: str = ""


def recognise(database: Database, actor: Actor, catalogue: Catalogue, grant: Grant) -> str:
    """Grant the title of the level applied for and end the review; gives the title's id.

    Raises as `held`; InvalidInputError for days that cannot be, ConflictError where the unit holds the title.
    """
    problems = day_problems(grant.start, grant.end)
    if not grant.notice:
        problems["notice"] = "请填写公布认定结果的文号。"
    if problems:
        raise InvalidInputError(problems)
    with database.write(actor) as session:
        case = held(session, actor, catalogue, grant.submission_id, grant.step)
        if case.step.kind is not StepKind.RECOGNITION:
            raise ConflictError("这一环节不作认定，本次操作没有保存。")
        _check_verified(case)
        title_id = titles.add_title(session, actor, _title(case, grant))
        case.note("recognise", grant.notice)
        queries.move(session, case.review, clock.now(), state=RECOGNISED)
        case.record("review_recognise")
        return title_id


def _title(case: Case, grant: Grant) -> NewTitle:
    level = next(level for level in case.ladder.levels if level.id == case.review.level)
    kind = case.catalogue.recognition_kinds[level.recognition or ""]
    end = grant.end or derived_end(kind, grant.start)
    whole = "firm" in (case.unit.kind, kind.object)
    return NewTitle(
        kind=kind.id,
        county=case.review.county,
        start=grant.start,
        end=end,
        end_derived=grant.end is None and end is not None,
        source=f"本站审核认定，提交编号 {case.submission.reference}",
        holder_name=case.firm.name,
        credit_code=case.firm.credit_code,
        batch=grant.batch,
        notice=grant.notice,
        object=kind.object,
        project="" if whole else case.unit.name,
    )


def _check_verified(case: Case) -> None:
    """A title is granted for no more than was seen on site."""
    ids = case.ladder.level_ids
    verified = case.review.verified_level
    if verified and ids.index(verified) < ids.index(case.review.level):
        raise ConflictError(BELOW)
