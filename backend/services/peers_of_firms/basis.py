"""What the next publication is compared with, to bytes and back. Private: hashes of firms, no names."""

import hashlib
import io
import json
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.disclosure import Path
from scoring.releases import Piece, Release


def hashes(names: Iterable[str]) -> NDArray[np.uint64]:
    """Names as 64-bit numbers: two of half a million are alike with a chance of one in a hundred million."""
    blake = hashlib.blake2b
    found = (int.from_bytes(blake(name.encode(), digest_size=8).digest(), "big") for name in names)
    return np.fromiter(found, np.uint64)


def layout_of(columns: Sequence[str]) -> str:
    """The digest of what the columns of a table mean."""
    return hashlib.sha256("\n".join(columns).encode()).hexdigest()


def to_bytes(released: Release) -> bytes:
    """A release as stored."""
    buffer = io.BytesIO()
    pieces = [{"paths": piece.paths, "number": piece.number, "day": piece.day} for piece in released.pieces]
    values = [piece.values for piece in released.pieces]
    np.savez_compressed(
        buffer,
        pieces=np.frombuffer(json.dumps(pieces).encode(), np.uint8),
        values=np.array(values, np.int64) if values else np.empty((0, 0), np.int64),
        owner=released.owner.astype(np.int32),
        firms=released.firms,
        records=released.records,
        amounts=released.amounts,
    )
    return buffer.getvalue()


def from_bytes(content: bytes) -> Release:
    """A release as it was stored."""
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        pieces = json.loads(stored["pieces"].tobytes())
        values = stored["values"]
        return Release(
            pieces=tuple(
                Piece(tuple(_path(path) for path in one["paths"]), one["number"], own, one["day"])
                for one, own in zip(pieces, values, strict=True)
            ),
            owner=stored["owner"].astype(np.intp),
            firms=stored["firms"],
            records=stored["records"],
            amounts=stored["amounts"],
        )


def _path(keys: Sequence[str]) -> Path:
    return tuple(keys)
