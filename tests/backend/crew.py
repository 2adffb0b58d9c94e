"""Several people around one open form: what tests of filling it start from."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from backend import clock
from backend.auth.actor import SYSTEM, Actor
from backend.db.tables.assessments import AnswerChange, DraftAnswer
from backend.db.tables.firms import Membership
from backend.services import saving
from backend.services.saving import SaveAnswer, SavedAnswer
from tests.backend.plant import Plant


@dataclass(frozen=True)
class Crew:
    """The plant's owner and a colleague, and somebody who works for nobody."""

    plant: Plant
    colleague: Actor
    colleague_token: str
    stranger: Actor
    stranger_token: str

    def save(self, item: str, *options: str, revision: int | None = 0, **more: Any) -> SavedAnswer:
        """Save as the owner."""
        return self.save_as(self.plant.owner, item, *options, revision=revision, **more)

    def save_as(
        self, actor: Actor, item: str, *options: str, revision: int | None = 0, **more: Any
    ) -> SavedAnswer:
        """Save as somebody."""
        command = SaveAnswer(self.plant.form, item, revision, options, **more)
        return saving.save_answer(self.plant.database, actor, self.plant.catalogue, command)

    def stored(self, item: str) -> tuple[str, str, int] | None:
        """Value, note and revision in the table."""
        with self.plant.database.read(SYSTEM) as session:
            row = session.get(DraftAnswer, (self.plant.form, item))
            return None if row is None else (row.value, row.note, row.revision)

    def changes(self, item: str) -> list[tuple[str, str, int]]:
        """The change log of an item: old, new, revision."""
        with self.plant.database.read(SYSTEM) as session:
            rows = session.scalars(select(AnswerChange))
            found = [(row.old_value, row.new_value, row.revision) for row in rows if row.item == item]
        return sorted(found, key=lambda change: change[2])


def gather(plant: Plant) -> Crew:
    """Let a colleague join the firm, and a stranger register."""
    colleague, colleague_token = plant.person("colleague")
    stranger, stranger_token = plant.person("stranger")
    with plant.database.write(SYSTEM) as session:
        session.add(
            Membership(
                account_id=colleague.account_id,
                firm_id=plant.firm_id,
                role="member",
                confirmed=True,
                created_at=clock.now(),
            )
        )
    return Crew(plant, colleague, colleague_token, stranger, stranger_token)
