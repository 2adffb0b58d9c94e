"""Passwords: argon2id, at most two hashes at a time, and the same work for a login that does not exist."""

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# One hash costs a large part of a second of a core: more than two at once would starve the saves.
_AT_ONCE = threading.BoundedSemaphore(2)
_UNKNOWN = "no such account"


class Passwords:
    """Hashes and checks passwords with the installation's cost."""

    def __init__(self, memory_kib: int) -> None:
        self._hasher = PasswordHasher(memory_cost=memory_kib)
        self._decoy = cache(lambda: self.hash(_UNKNOWN))

    def hash(self, password: str) -> str:
        """The argon2id hash of a password, with its parameters and salt."""
        with _AT_ONCE:
            return self._hasher.hash(password)

    def matches(self, stored: str, password: str) -> bool:
        """Whether the password fits; an empty `stored` (no such account) takes as long and never fits."""
        candidate = stored or self._decoy()
        with _AT_ONCE:
            try:
                self._hasher.verify(candidate, password)
            except (VerificationError, InvalidHashError):
                return False
        return stored != ""
