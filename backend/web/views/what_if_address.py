"""A trial as it stands in an address: its plain fields, and those that depend on the rules."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from backend.services.moves import Typed
from backend.services.what_if import Trial

BOUND, PERCENT, SPARE, OFF = "b", "p", "s", "off"
"""What stands before the colon of the fields that depend on the rules."""


def query_of(trial: Trial) -> str:
    """A trial as it stands in an address."""
    plain = ("questionnaire", "base", "changed", "level", "group", "cluster", "division")
    pairs = [(name, getattr(trial, name)) for name in plain if getattr(trial, name)]
    pairs += [(f"{BOUND}:{key}", value) for key, value in sorted(trial.typed.bounds.items()) if value]
    pairs += [(f"{PERCENT}:{key}", value) for key, value in sorted(trial.typed.percents.items()) if value]
    pairs += [(f"{SPARE}:{key}", value) for key, value in sorted(trial.typed.spares.items()) if value]
    pairs += [(OFF, gate) for gate in sorted(trial.off)]
    return urlencode(pairs)


def trial_of(plain: Mapping[str, str], pairs: Sequence[tuple[str, str]]) -> Trial:
    """A trial from the fields of an address: the plain ones, and those with a colon."""
    by_prefix: dict[str, dict[str, str]] = {BOUND: {}, PERCENT: {}, SPARE: {}}
    for name, value in pairs:
        prefix, _colon, key = name.partition(":")
        if prefix in by_prefix:
            by_prefix[prefix][key] = value
    moved = Typed(by_prefix[BOUND], by_prefix[PERCENT], by_prefix[SPARE])
    return Trial(**plain, typed=moved, off=frozenset(value for name, value in pairs if name == OFF))
