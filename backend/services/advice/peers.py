"""What firms like a unit do one rung up: shares from the published tables, and from nowhere else."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from assessments.advising import Advised
from assessments.loader import Catalogue
from assessments.schema.questionnaire import Item
from backend.db.tables.firms import Unit
from backend.services.peers_of_firms.published import ItemTable, group_for

PeerGroup = ItemTable


@dataclass(frozen=True)
class PeerShare:
    """Of the group's firms on the rung, the permille that answer at least an option (`letter`) of an item."""

    item: Item
    letter: str
    permille: int


def group_at(
    session: Session, catalogue: Catalogue, unit: Unit, questionnaire: str, level: str
) -> PeerGroup | None:
    """The published item table of firms like a permitted unit on a rung; None where there is none."""
    group = group_for(session, catalogue, unit, questionnaire)
    return None if group is None else group.items.get(level)


def shares_of(advised: Advised, group: PeerGroup) -> tuple[PeerShare, ...]:
    """What the group publishes about the options that an action lifts to."""
    found = []
    for lifted in advised.lifts:
        shown = group.items.get(lifted.item.id, {})
        option = next(one for one in lifted.item.options if one.id == lifted.after[-1])
        share = shown.get(option.id)
        if share is not None:
            found.append(PeerShare(lifted.item, option.ref, share))
    return tuple(found)
