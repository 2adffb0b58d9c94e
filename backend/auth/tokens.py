"""Opaque tokens: 256 random bits in the cookie or link, only a hash in the database."""

import hashlib
import secrets


def new_token() -> str:
    """A fresh token, URL-safe."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What the database stores of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
