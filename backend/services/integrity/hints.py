"""A hint as it is told and kept: what deserves another look, why, and the figures behind it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from assessments.schema.common import zh
from assessments.schema.integrity import IntegrityCheck

KINDS = ("contradiction", "part", "straight", "copied", "jump", "speed", "outlier")
"""The checks, in the order in which their hints are listed."""

Figure = int | str | list[str]


@dataclass(frozen=True)
class Hint:
    """Something that deserves another look; it has no part in any rating.

    `key` is the kind, and after a colon which rule or fact; `name`, `text` and `look` are the words as they
    were when it was found. `items` are the items it is about, `figures` what was counted. `other` is the
    submission that is nearly the same: it is never told to a firm.
    """

    key: str
    name: str
    text: str
    look: str
    items: tuple[str, ...] = ()
    figures: Mapping[str, Figure] = field(default_factory=dict)
    other: str = ""

    @property
    def kind(self) -> str:
        """Which check found it."""
        return self.key.partition(":")[0]

    def for_the_firm(self) -> "Hint":
        """The same without anything about another firm."""
        return replace(self, other="")


def hint_of(
    kind: str,
    check: IntegrityCheck,
    items: tuple[str, ...],
    figures: Mapping[str, Figure],
    *,
    about: str = "",
    other: str = "",
) -> Hint:
    """A hint of a check in its own words."""
    key = f"{kind}:{about}" if about else kind
    return Hint(key, zh(check.name), zh(check.text), zh(check.look), items, figures, other)


def to_text(hint: Hint) -> str:
    """The JSON under which a hint is kept; its key stands beside it."""
    content = asdict(hint)
    content.pop("key")
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def from_text(key: str, content: str) -> Hint:
    """The hint back from its JSON."""
    data = json.loads(content)
    return Hint(**{**data, "key": key, "items": tuple(data["items"])})
