"""published.lock: the digests under which each published version was frozen.

One line a version: `id@version rules-digest wording-digest corrections`, where `corrections` is how many
wording corrections the version's change list held when the line was written. Rules never move under a
published version; words move only together with one more correction in the list.
"""

from dataclasses import dataclass
from pathlib import Path

from assessments.digest import Version, rules_digest, wording_digest
from assessments.reading import CATALOG, LOCK, read_shelf
from assessments.schema.common import Status
from assessments.shelf import Shelf

_HEADING = "# id@version rules-digest wording-digest corrections – written by a command, not by hand\n"


@dataclass(frozen=True)
class Frozen:
    """One line of the lock."""

    rules: str
    wording: str
    corrections: int


class LockRefused(Exception):
    """The lock may not be rewritten; the message is Chinese and names each version and what to do."""


def frozen(version: Version) -> Frozen:
    """The line that a version has today."""
    corrections = sum(change.kind == "wording" for change in version.changes)
    return Frozen(rules_digest(version), wording_digest(version), corrections)


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


def published(shelf: Shelf) -> dict[str, Version]:
    """The published questionnaires and calls by `id@version`."""
    models: list[Version] = [entry.model for entry in shelf.versions]
    return {model.key: model for model in models if model.status is Status.PUBLISHED}


def refusal(key: str, old: Frozen, new: Frozen) -> tuple[str, str] | None:
    """Message and cure where `new` may not take the place of `old`."""
    if new.rules != old.rules:
        return f"{key} 已公布，但规则与 {LOCK} 不符", "请恢复原规则；要改规则，请另建新版本"
    if new.wording != old.wording and new.corrections <= old.corrections:
        return (
            f"{key} 已公布，但文字与 {LOCK} 不符",
            "请恢复原文字，或在 changes 里加一条 kind: wording 说明更正",
        )
    return None


def write_lock(root: Path = CATALOG) -> tuple[str, ...]:
    """Freeze every published version and return the keys of new or corrected lines; raises LockRefused."""
    old = read_lock(root)
    new = {key: frozen(version) for key, version in published(read_shelf(root)).items()}
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
