"""Two digests of a version: one of the rules, one of the wording, so that a correction of words stays one.

The day on which a questionnaire's version ends is no rule of it: it comes later, with the version that takes
its place. It is kept with the wording, so that it moves only together with a listed correction.
"""

import hashlib
import json
from typing import Any

from assessments.schema.common import SOURCE_LANGUAGE
from assessments.schema.ladder import Call
from assessments.schema.metric import DerivedFact, Metric
from assessments.schema.questionnaire import Questionnaire

Version = Questionnaire | Call
Figure = Metric | DerivedFact
"""What conditions of published versions compute with: frozen like them, under its id alone."""

_NEITHER = {"status", "changes"}
"""Publishing a draft or listing a correction changes neither rules nor words."""


def rules_digest(version: Version | Figure) -> str:
    """SHA-256 (hex) of all that decides; of a text only whether it is there."""
    return digests(version)[0]


def wording_digest(version: Version | Figure) -> str:
    """SHA-256 (hex) of every text, by its place, and of the days on which a questionnaire's version ends."""
    return digests(version)[1]


def digests(version: Version | Figure) -> tuple[str, str]:
    """Both at once: what takes time is to read the version."""
    rules, words = _split(_content(version))
    ends = _ends(version) if isinstance(version, Questionnaire) else {}
    return _sha256(rules), _sha256({**words, "ends": ends} if ends else words)


def _content(version: Version | Figure) -> dict[str, Any]:
    content = version.model_dump(mode="json", by_alias=True, exclude=_NEITHER)
    if isinstance(version, Questionnaire):
        for period in (content["effective"], *content.get("applies", ())):
            period["end"] = None
    return content


def _ends(version: Questionnaire) -> dict[str, str]:
    """The days on which a version ends, by the place of the period; `unknown` is kept, none left out."""
    periods = (version.effective, *(one.period for one in version.applies))
    return {str(place): str(period.end) for place, period in enumerate(periods) if period.end is not None}


def _split(value: Any) -> tuple[Any, Any]:
    """The value without its texts, and the texts without the rest."""
    if isinstance(value, dict):
        if SOURCE_LANGUAGE in value:
            return "text", value
        rules, words = {}, {}
        for key, inner in value.items():
            rules[key], words[key] = _split(inner)
        return rules, words
    if isinstance(value, list):
        pairs = [_split(inner) for inner in value]
        return [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return value, None


def _sha256(content: Any) -> str:
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
