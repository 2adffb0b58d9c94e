"""A release of a table of the demand board as bytes: plain arrays and JSON, nothing that could run."""

import json
from collections.abc import Sequence
from io import BytesIO

import numpy as np

from scoring.releases import NOTHING, Piece, Release


def pack(release: Release, columns: Sequence[str]) -> bytes:
    """The bytes of a release whose values stand for these columns."""
    told = {"columns": list(columns), "paths": [piece.paths for piece in release.pieces]}
    values = [piece.values for piece in release.pieces]
    file = BytesIO()
    np.savez_compressed(
        file,
        told=np.frombuffer(json.dumps(told, separators=(",", ":")).encode(), np.uint8),
        number=np.array([piece.number for piece in release.pieces], np.int64),
        day=np.array([piece.day for piece in release.pieces], np.int64),
        values=np.array(values, np.int64).reshape(len(values), len(columns)),
        owner=release.owner.astype(np.int64),
        firms=release.firms,
        records=release.records,
    )
    return file.getvalue()


def unpack(content: bytes, columns: Sequence[str]) -> Release:
    """The release; nothing where it was made of other columns, for then the two cannot be compared."""
    with np.load(BytesIO(content), allow_pickle=False) as kept:
        told = json.loads(kept["told"].tobytes())
        if told["columns"] != list(columns):
            return NOTHING
        pieces = tuple(
            Piece(tuple(map(tuple, paths)), int(number), values, int(day))
            for paths, number, values, day in zip(
                told["paths"], kept["number"], kept["values"], kept["day"], strict=True
            )
        )
        return Release(pieces, kept["owner"].astype(np.intp), kept["firms"], kept["records"])
