"""Two digests of a version: one of the rules, one of the wording, so that a correction of words stays one."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from assessments.schema.common import SOURCE_LANGUAGE
from assessments.schema.ladder import Call
from assessments.schema.questionnaire import Questionnaire

Version = Questionnaire | Call

_NEITHER = {"status", "changes"}
"""Publishing a draft or listing a correction changes neither rules nor words."""


def rules_digest(version: Version) -> str:
    """SHA-256 (hex) of all that decides; of a text only whether it is there."""
    return _sha256(_split(_content(version))[0])


def wording_digest(version: Version) -> str:
    """SHA-256 (hex) of every text, by its place."""
    return _sha256(_split(_content(version))[1])


def _content(version: Version) -> dict[str, Any]:
    return version.model_dump(mode="json", by_alias=True, exclude=_NEITHER)


def _split(value: Any) -> tuple[Any, Any]:
    """The value without its texts, and the texts without the rest."""
    if _is_text(value):
        return "text", value
    if isinstance(value, Mapping):
        halves = {key: _split(inner) for key, inner in value.items()}
        return {key: half[0] for key, half in halves.items()}, {key: half[1] for key, half in halves.items()}
    if isinstance(value, list):
        pairs = [_split(inner) for inner in value]
        return [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return value, None


def _is_text(value: Any) -> bool:
    return isinstance(value, Mapping) and SOURCE_LANGUAGE in value


def _sha256(content: Any) -> str:
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
