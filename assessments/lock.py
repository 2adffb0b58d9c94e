"""published.lock: the digests under which each published version was frozen.

One line a version: `id@version rules-digest wording-digest corrections`, where `corrections` is how many
wording corrections the version's change list held when the line was written. Rules never move under a
published version; words, and the day on which it ends, move only together with one more correction.

Metrics and derived facts have no versions: `metric:id` and `derived:id` are frozen as soon as a published
version uses them. A changed formula is a new metric; their words may be corrected and are then locked anew.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assessments.digest import Figure, Version, digests
from assessments.reading import CATALOG, LOCK, read_shelf
from assessments.schema.common import Status
from assessments.schema.condition import Compare, CompareMetric, Condition, parts_of
from assessments.schema.metric import DerivedFact
from assessments.schema.questionnaire import Questionnaire
from assessments.shelf import Shelf

METRIC, DERIVED = "metric:", "derived:"
"""What stands before the id of a metric or derived fact in the lock."""

_HEADING = "# id@version rules-digest wording-digest corrections – written by a command, not by hand\n"


@dataclass(frozen=True)
class Frozen:
    """One line of the lock."""

    rules: str
    wording: str
    corrections: int


class LockRefused(Exception):
    """The lock may not be rewritten; the message is Chinese and names each version and what to do."""


def frozen(version: Version | Figure) -> Frozen:
    """The line that a definition has today."""
    changes = () if isinstance(version, Figure) else version.changes
    corrections = sum(change.kind == "wording" for change in changes)
    return Frozen(*digests(version), corrections)


def read_lock(root: Path = CATALOG) -> dict[str, Frozen]:
    """The lock of a catalogue, empty where there is none; ValueError (Chinese) when malformed."""
    path = root / LOCK
    lines = path.read_text("utf-8", errors="replace").splitlines() if path.exists() else []
    lock: dict[str, Frozen] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        match line.split():
            case [key, rules, wording, corrections] if corrections.isdecimal() and key not in lock:
                lock[key] = Frozen(rules, wording, int(corrections))
            case _:
                raise ValueError(f"第 {number} 行不是“版本 规则摘要 文字摘要 更正次数”，或版本重复")
    return lock


def published(shelf: Shelf) -> dict[str, Version | Figure]:
    """Published questionnaires and calls by `id@version`, and what their conditions compute with."""
    versions: list[Version] = [
        entry.model for entry in shelf.versions if entry.model.status is Status.PUBLISHED
    ]
    return {version.key: version for version in versions} | _used(shelf, versions)


def _used(shelf: Shelf, versions: list[Version]) -> dict[str, Version | Figure]:
    """The metrics and derived facts that versions lead to, by their name in the lock."""
    figures: dict[str, Figure] = {}
    for register in shelf.metrics:
        figures |= {f"{METRIC}{metric.id}": metric for metric in register.model.metrics}
        figures |= {f"{DERIVED}{fact.id}": fact for fact in register.model.derived_facts}
    used: dict[str, Version | Figure] = {}
    ahead = [name for version in versions for when in _conditions(version) for name in _named(when)]
    while ahead:
        name = ahead.pop()
        if name in used or name not in figures:
            continue
        figure = used[name] = figures[name]
        choices = figure.choices if isinstance(figure, DerivedFact) else ()
        ahead += [inner for choice in choices if choice.when for inner in _named(choice.when)]
    return used


def _conditions(version: Version) -> Iterator[Condition]:
    yield from (gate.when for gate in version.gates)
    items = version.items if isinstance(version, Questionnaire) else ()
    yield from (option.when for item in items for option in item.options if option.when is not None)


def _named(condition: Condition) -> Iterator[str]:
    """The metrics and – perhaps derived – facts that a condition looks at, by their name in the lock."""
    if isinstance(condition, CompareMetric):
        yield f"{METRIC}{condition.metric}"
    elif isinstance(condition, Compare):
        yield f"{DERIVED}{condition.fact}"
    for part in parts_of(condition):
        yield from _named(part)


def refusal(key: str, old: Frozen, new: Frozen) -> tuple[str, str] | None:
    """Message and cure where `new` may not take the place of `old`."""
    figure = key.startswith((METRIC, DERIVED))
    if new.rules != old.rules:
        if figure:
            name = key.partition(":")[2]
            return (
                f"{name} 已用于公布的版本，但算法与 {LOCK} 不符",
                "请恢复原算法；要改算法，请另写一个 id 不同的定义，由新版本引用",
            )
        return f"{key} 已公布，但规则与 {LOCK} 不符", "请恢复原规则；要改规则，请另建新版本"
    if new.wording != old.wording and new.corrections <= old.corrections and not figure:
        return (
            f"{key} 已公布，但文字与 {LOCK} 不符（截止日期也算文字）",
            "请恢复原文字，或在 changes 里加一条 kind: wording 说明更正",
        )
    return None


def lines_of(shelf: Shelf) -> Mapping[str, Frozen]:
    """The lock that a catalogue should have today."""
    return {key: frozen(definition) for key, definition in published(shelf).items()}


def write_lock(root: Path = CATALOG) -> tuple[str, ...]:
    """Freeze every published version and return the keys of new or corrected lines; raises LockRefused."""
    old = read_lock(root)
    new = lines_of(read_shelf(root))
    refusals = [refusal(key, old[key], new[key]) for key in sorted(old.keys() & new.keys())]
    texts = [f"{message}。{cure}。" for message, cure in filter(None, refusals)]
    texts += [
        f"{key} 在 {LOCK} 中，但目录里没有这个已公布的版本。请恢复。"
        for key in sorted(old.keys() - new.keys())
    ]
    if texts:
        raise LockRefused("\n".join(texts))
    (root / LOCK).write_text(_HEADING + "".join(_line(key, new[key]) for key in sorted(new)), "utf-8")
    return tuple(key for key in sorted(new) if old.get(key) != new[key])


def _line(key: str, line: Frozen) -> str:
    return f"{key} {line.rules} {line.wording} {line.corrections}\n"
