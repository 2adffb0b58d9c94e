"""Values in the reader's words: money in 万元, choices by label, sources by name."""

from collections.abc import Sequence
from datetime import date

from assessments.schema.common import zh
from assessments.schema.fact import Fact, Source
from assessments.stated import Value
from assessments.wording import SOURCES
from backend.batch.words import unit_name
from backend.web.language import _
from backend.web.render import plain, wan, zh_date

MONEY_KINDS = ("money", "ledger")


def source_words(source: Source) -> str:
    """Where a value comes from."""
    return _(SOURCES[source])


def sources_words(sources: Sequence[Source]) -> str:
    """Several sources in one phrase; empty where every source will do."""
    return "" if len(sources) == len(SOURCES) else "、".join(source_words(source) for source in sources)


def value_words(fact: Fact | None, value: Value) -> str:
    """A fact's value as people read it; `fact` None (a region group, a title) prints the value as it is."""
    if isinstance(value, date):
        return zh_date(value)
    if isinstance(value, tuple):
        return "、".join(_choice(fact, part) for part in value) or _("无")
    if isinstance(value, str):
        return _choice(fact, value)
    if fact is not None and fact.kind in MONEY_KINDS:
        return wan(value)
    if fact is None:
        return plain(value)
    # A level is written as the source prints it: 2.0, not 2.
    figure = f"{value:.{fact.decimals}f}" if fact.unit == "level" else plain(value)
    return f"{figure} {unit_name(fact)}".strip()


def _choice(fact: Fact | None, value: str) -> str:
    choices = fact.choices if fact is not None else ()
    return next((zh(choice.label) for choice in choices if choice.id == value), value)
