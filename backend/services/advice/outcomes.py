"""What came of decisions: the answers that an action was to lift, then and in the newest submission."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy.orm import Session

from assessments.answering import Answer
from assessments.compile import choices
from assessments.loader import Catalogue
from assessments.schema.action import ItemLift
from assessments.schema.common import zh
from assessments.schema.questionnaire import Item, Option
from backend.db.queries import advice as queries
from backend.services import rating
from backend.services.advice.basis import Basis
from backend.services.advice.decided import ACCEPTED, DONE, Decided

Change = Literal["up", "same", "down"]


@dataclass(frozen=True)
class ItemChange:
    """One answer then and now, by letters; an open one has none."""

    item: Item
    before: str
    after: str
    change: Change


@dataclass(frozen=True)
class CameOf:
    """An accepted or done action and its answers since; without items no answer shows what came of it."""

    decided: Decided
    title: str
    items: tuple[ItemChange, ...]

    @property
    def change(self) -> Change:
        """Down if anything fell, else up if anything rose."""
        changes = {one.change for one in self.items}
        return "down" if "down" in changes else "up" if "up" in changes else "same"


def came_of(
    session: Session, catalogue: Catalogue, basis: Basis, decided: Sequence[Decided]
) -> tuple[CameOf, ...]:
    """What came of decisions made on an earlier submission of the unit; none for a form being filled."""
    known = [
        one
        for one in decided
        if one.state in {ACCEPTED, DONE}
        and one.submission_id not in {None, basis.submission_id}
        and one.action in catalogue.actions
    ]
    if basis.is_draft or not known:
        return ()
    then = queries.submissions_by_id(session, {one.submission_id or "" for one in known})
    answers = {name: rating.inputs_of_submission(catalogue, one).answers for name, one in then.items()}
    return tuple(_came(catalogue, basis, one, answers[one.submission_id or ""]) for one in known)


def _came(catalogue: Catalogue, basis: Basis, decided: Decided, then: Mapping[str, Answer]) -> CameOf:
    action, case = catalogue.actions[decided.action], basis.case
    production, name = case.profile.production_type, case.compiled.questionnaire.id
    lifted = {one.item for one in action.lifts if isinstance(one, ItemLift) and one.questionnaire == name}
    items = [one for one in case.compiled.asked(production) if one.id in lifted]
    changes = (
        _change(item, choices(item, production), then.get(item.id), case.answers.get(item.id))
        for item in items
    )
    return CameOf(decided, zh(action.title), tuple(changes))


def _change(item: Item, ladder: Sequence[Option], then: Answer | None, now: Answer | None) -> ItemChange:
    before, after = ([one for one in ladder if given and one.id in given.options] for given in (then, now))
    rise = _height(item, ladder, after) - _height(item, ladder, before)
    change: Change = "up" if rise > 0 else "down" if rise < 0 else "same"
    return ItemChange(item, _letters(before), _letters(after), change)


def _height(item: Item, ladder: Sequence[Option], given: Sequence[Option]) -> Decimal:
    """How high an answer stands: its place, of several options their points; an open one below the first."""
    if item.type == "multiple":
        return sum((one.points for one in given), Decimal(0))
    return Decimal(ladder.index(given[0]) if given else -1)


def _letters(options: Sequence[Option]) -> str:
    return "、".join(one.ref for one in options)
