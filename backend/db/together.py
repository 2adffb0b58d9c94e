"""Group commit: small writes that come at the same time share one transaction and one flush to the disk.

Whoever finds nobody at work leads: it waits for the write lock, takes along everything that has come by then,
runs it in one transaction, commits, and only then tells each of them. While the disk works, the next group
gathers. One thread runs a whole group, which also spares the threads from fighting over the interpreter.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from sqlalchemy.orm import Session

T = TypeVar("T")
LARGEST_GROUP = 64


@dataclass
class _Piece:
    """One caller's work and what became of it; `turn` is held until it is done or has to lead."""

    work: Callable[[Session], Any]
    turn: threading.Lock = field(default_factory=threading.Lock)
    done: bool = False
    result: Any = None
    error: BaseException | None = None


class Together:
    """Runs pieces of work in groups; `transaction` runs a function in a write transaction of its own."""

    def __init__(self, transaction: Callable[[Callable[[Session], None]], None]) -> None:
        self._transaction = transaction
        self._guard = threading.Lock()
        self._waiting: list[_Piece] = []
        self._led = False

    def run(self, work: Callable[[Session], T]) -> T:
        """Run `work` and give its result once it is committed.

        It may share its transaction with other pieces and may be run twice: when any of a group raises, all
        of it is rolled back and each piece runs again alone. It must read what it needs from the session.
        """
        piece = _Piece(work)
        piece.turn.acquire()
        with self._guard:
            self._waiting.append(piece)
            leads, self._led = not self._led, True
        if not leads:
            piece.turn.acquire()
        if not piece.done:
            self._lead()
        if piece.error is not None:
            raise piece.error
        return cast("T", piece.result)

    def _lead(self) -> None:
        group: list[_Piece] = []
        try:
            self._run_group(group)
        finally:
            with self._guard:
                following = self._waiting[0] if self._waiting else None
                self._led = following is not None
            for piece in group:
                piece.done = True
                piece.turn.release()
            if following is not None:
                following.turn.release()

    def _run_group(self, group: list[_Piece]) -> None:
        def run_all(session: Session) -> None:
            # Only now that the write lock is held: those who came meanwhile come along.
            self._gather(group)
            for piece in group:
                piece.result = piece.work(session)

        try:
            self._transaction(run_all)
        except BaseException as error:  # noqa: BLE001 - raised again by the piece it belongs to
            if not group:
                self._gather(group)
            if len(group) == 1:
                group[0].error = error
                return
            for piece in group:
                self._run_alone(piece)

    def _gather(self, group: list[_Piece]) -> None:
        with self._guard:
            group.extend(self._waiting[:LARGEST_GROUP])
            del self._waiting[:LARGEST_GROUP]

    def _run_alone(self, piece: _Piece) -> None:
        def run_one(session: Session) -> None:
            piece.result = piece.work(session)

        try:
            self._transaction(run_one)
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            piece.error = error
