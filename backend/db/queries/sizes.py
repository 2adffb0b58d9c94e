"""Firms whose size is to be settled."""

from collections.abc import Collection

from sqlalchemy import Row, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.db.tables.firms import FactValue, Firm, Unit


def firms_with_default_unit(session: Session, firm_ids: Collection[str]) -> list[Row[Firm, Unit]]:
    """These firms, each with the unit that stands for the whole firm."""
    statement = (
        select(Firm, Unit)
        .join(Unit, col(Unit.firm_id) == col(Firm.id))
        .where(col(Firm.id).in_(firm_ids), col(Unit.kind) == "firm")
        .order_by(col(Firm.id))
        # The unit may have been changed by a statement of its own since it was read.
        .execution_options(populate_existing=True)
    )
    return list(session.execute(statement))


def firms_that_stated(session: Session, facts: Collection[str], *, after: str, limit: int) -> list[str]:
    """Firms about which any of these facts was ever stated, by id, beginning after one."""
    firm = col(FactValue.firm_id)
    statement = select(firm).where(firm > after, col(FactValue.fact).in_(facts))
    return list(session.scalars(statement.distinct().order_by(firm).limit(limit)))
