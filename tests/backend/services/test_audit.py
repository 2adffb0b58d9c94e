"""The audit's chain holds, and shows when an entry was changed, taken out, added or cut off."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth.actor import SYSTEM, Actor
from backend.db.engine import Database
from backend.db.tables.audit import AuditEntry
from backend.services import audit, audit_pages
from backend.services.errors import NotFoundError
from tests.backend.town import Town


def act(database: Database, *subjects: str) -> None:
    """Record acts in one transaction."""
    with database.write(SYSTEM) as session:
        for subject in subjects:
            audit.record(session, SYSTEM, "export", subject, "330281")


def test_acts_are_chained_in_order_within_and_across_transactions(database: Database) -> None:
    act(database, "list:1", "list:2")
    act(database, "list:3")
    verdict = audit.verify(database, SYSTEM)
    assert (verdict.head.number, verdict.break_) == (3, None)
    act(database, "list:4")
    assert audit.verify(database, SYSTEM, verdict.head.hash).break_ is None


def test_an_act_whose_transaction_fails_leaves_no_entry(database: Database) -> None:
    act(database, "list:1")

    def fail() -> None:
        with database.write(SYSTEM) as session:
            audit.record(session, SYSTEM, "export", "list:2", "")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert audit.verify(database, SYSTEM).head.number == 1


def test_writers_at_the_same_time_share_one_chain(database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: act(database, f"list:{number}"), range(12)))
    verdict = audit.verify(database, SYSTEM)
    assert (verdict.head.number, verdict.break_) == (12, None)


def changed(session: Session) -> None:
    session.execute(update(AuditEntry).where(col(AuditEntry.number) == 2).values(area="330282"))


def removed(session: Session) -> None:
    session.execute(delete(AuditEntry).where(col(AuditEntry.number) == 2))


def moved_up(session: Session) -> None:
    removed(session)
    session.execute(update(AuditEntry).where(col(AuditEntry.number) == 3).values(number=2))


def rehashed(session: Session) -> None:
    row = session.get_one(AuditEntry, 2)
    row.subject = "list:x"
    row.hash = audit.hash_of(row)


@pytest.mark.parametrize("tamper", [changed, removed, moved_up, rehashed])
def test_the_chain_breaks_where_a_row_is_tampered_with(
    database: Database, tamper: Callable[[Session], None]
) -> None:
    act(database, "list:1", "list:2", "list:3")
    with database.write(SYSTEM) as session:
        tamper(session)
    found = audit.verify(database, SYSTEM).break_
    assert found is not None
    assert found.number in (2, 3)


def test_a_cut_tail_shows_only_against_a_head_kept_outside(database: Database) -> None:
    act(database, "list:1", "list:2", "list:3")
    head = audit.verify(database, SYSTEM).head
    with database.write(SYSTEM) as session:
        session.execute(delete(AuditEntry).where(col(AuditEntry.number) == head.number))
    assert audit.verify(database, SYSTEM).break_ is None
    found = audit.verify(database, SYSTEM, head.hash).break_
    assert found is not None
    assert "被删去" in found.reason


def test_unknown_actions_are_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="unknown audit action"), database.write(SYSTEM) as session:
        audit.record(session, SYSTEM, "peek", "x", "")
    assert all(len(name) <= 40 and words for name, words in audit.ACTIONS.items())


def test_an_area_reads_its_own_officials_acts_and_no_others(town: Town) -> None:
    own, city = town.official("330281"), town.official("330200")
    for actor in (own, city, SYSTEM):
        with town.database.write(actor) as session:
            audit.record(session, actor, "export", f"by:{actor.account_id}", "330281")

    def read(actor: Actor, region: str = "") -> list[str]:
        page = audit_pages.entries(town.database, actor, region=region)
        return [line.subject for line in page.lines]

    assert read(own, "330281") == [f"by:{own.account_id}"]
    assert read(city, "330200") == [f"by:{city.account_id}"]
    for reader, region in ((own, "330200"), (own, ""), (city, "330281")):
        with pytest.raises(NotFoundError):
            read(reader, region)
    assert len(read(town.admin())) >= 3


def test_views_of_the_firm_itself_are_not_recorded(town: Town) -> None:
    audit.viewed(town.database, town.person("firm"), "view_result", "submission:x", "330281")
    with town.database.read(SYSTEM) as session:
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 0
