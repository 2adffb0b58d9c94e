"""Writing versions without Python: a new instrument, a new version of an old one, and publishing a draft.

Every act is rehearsed in a copy of the catalogue: what the checks refuse there is never written.
"""

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assessments.authoring_dates import Start, close_previous, set_start
from assessments.catalogue import version_order
from assessments.checks import problems_on
from assessments.condition_words import names_of
from assessments.digest import Version
from assessments.loader import Catalogue, load_catalogue
from assessments.lock import LockRefused, read_lock, write_lock
from assessments.problem import BrokenCatalogue
from assessments.reading import LOCK, read_shelf
from assessments.schema.common import Provenance, Status
from assessments.schema.ladder import Call
from assessments.schema.questionnaire import Questionnaire
from assessments.shelf import Entry
from assessments.skeleton import TO_FILL, skeleton
from assessments.stale_words import left_behind
from assessments.version_diff import differences
from assessments.yaml_edit import append, replace

LONGEST_SUMMARY = 12
"""Changes that are spelt out where a version's change list was left for us to fill."""

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_VERSION = re.compile(r"[0-9a-z][0-9a-z.-]{0,19}")
_COMPARED = re.compile(rf"{TO_FILL}与 (\S+) 相比")


VersionEntry = Entry[Questionnaire] | Entry[Call]


class AuthoringError(Exception):
    """What was asked cannot be done; the message is Chinese and says why and what to do."""


@dataclass(frozen=True)
class Published:
    """What publishing wrote: the new lines of the lock, the versions that end, the changes told.

    `warnings` name what may have been left as it was by mistake; they stood in the way of nothing.
    """

    keys: tuple[str, ...]
    closed: tuple[str, ...]
    changes: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def new_questionnaire(root: Path, name: str, version: str, today: date) -> tuple[Path, ...]:
    """Write the skeleton of a new instrument – questionnaire, items, ladder, policy – as a valid draft.

    Gives the files to edit, in the order in which to edit them. AuthoringError for a bad or taken name.
    """
    if not _ID.fullmatch(name):
        raise AuthoringError(f"“{name}”不能作标识，请用小写英文单词，以 - 相连，如 little-giant。")
    _check_version_name(version)
    files = skeleton(name, version, today)
    taken = [file for file in files if (root / file).exists()]
    if taken:
        raise AuthoringError(f"{taken[0]} 已经存在。新版本请用 zhiti questionnaire new-version。")
    with _rehearsed(root, tolerant=True) as copy:
        for file, text in files.items():
            (copy / file).parent.mkdir(parents=True, exist_ok=True)
            (copy / file).write_text(text, "utf-8")
    return tuple(root / file for file in files)


def new_version(root: Path, key: str, version: str, today: date) -> Path:
    """Copy `id@version` as a draft with a new version name; gives the file to edit. AuthoringError."""
    _check_version_name(version)
    entry = _entry(root, key)
    source = Path(entry.place.file)
    whole = isinstance(entry.model, Questionnaire)
    target = source.parents[1] / version / source.name if whole else source.with_stem(version)
    if (root / (target.parent if whole else target)).exists():
        raise AuthoringError(f"{entry.model.id}@{version} 已经存在，请换一个版本名。")
    words = f"{TO_FILL}与 {key} 相比改了什么，依据哪一条。公布时仍未填的，由程序按比较结果填写。"
    with _rehearsed(root, tolerant=True) as copy:
        if whole:
            shutil.copytree(copy / source.parent, copy / target.parent)
        text = replace((root / source).read_text("utf-8"), ("version",), version)
        text = replace(text, ("status",), Status.DRAFT.value)
        text = append(text, ("changes",), {"date": today, "kind": "rules", "text": {"zh-CN": words}})
        (copy / target).write_text(text, "utf-8")
    return root / target


def publish(root: Path, key: str, today: date, start: Start | None = None) -> Published:
    """Publish a draft: its dates, its change list, its status and the lock, all or nothing.

    AuthoringError says what stands in the way; BrokenCatalogue tells every problem that the catalogue has, or
    would have with the version published.
    """
    entry = _entry(root, key)
    if key in read_lock(root):
        raise AuthoringError(f"{key} 已经公布。已公布的规则不再改动，请用 new-version 另建新版本。")
    _refuse_unfilled(root, entry)
    if _decides_nothing(entry.model):
        raise AuthoringError(
            f"{key} 的条件都只凭记忆（recalled），判定不了任何企业，不能公布。请先核实来源。"
        )
    with _rehearsed(root) as copy:
        file = copy / entry.place.file
        text = file.read_text("utf-8")
        if start is not None:
            text = set_start(text, entry.model, start)
        file.write_text(replace(text, ("status",), Status.PUBLISHED.value), "utf-8")
        closed = close_previous(copy, entry.model, start, today) if start else ()
        keys = _locked(copy)
        catalogue = load_catalogue(copy)
        told = _fill_changes(file, catalogue, entry.model.key, today)
    return Published(keys, closed, told, _warnings(catalogue, key))


@contextmanager
def _rehearsed(root: Path, *, tolerant: bool = False) -> Iterator[Path]:
    """A copy of the catalogue to change; it is brought back only if the checks accept it.

    With `tolerant`, problems that were there before do not stand in the way.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "catalogue"
        shutil.copytree(root, copy)
        before = _contents(copy)
        yield copy
        known = set(problems_on(read_shelf(root))) if tolerant else set()
        problems = [problem for problem in problems_on(read_shelf(copy)) if problem not in known]
        if problems:
            raise BrokenCatalogue(problems)
        _bring_back(before, _contents(copy), root)


def _contents(root: Path) -> dict[Path, bytes]:
    """Every file below a folder, by its place in it."""
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def _bring_back(before: dict[Path, bytes], after: dict[Path, bytes], root: Path) -> None:
    """Write what the rehearsal changed, and nothing that someone else changed meanwhile; the lock last."""
    changed = [name for name, content in after.items() if before.get(name) != content]
    for name in changed:
        here = (root / name).read_bytes() if (root / name).exists() else None
        if here != before.get(name):
            raise AuthoringError(f"{name.as_posix()} 刚被他人修改，本次没有写入任何文件，请核对后重试。")
    for name in sorted(changed, key=lambda name: (name.name == LOCK, name)):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(after[name])


def _entry(root: Path, key: str) -> VersionEntry:
    """Where the version `id@version` is written."""
    shelf = read_shelf(root)
    found = next((entry for entry in shelf.versions if entry.model.key == key), None)
    if found is not None:
        return found
    problems = problems_on(shelf)
    if problems:
        raise BrokenCatalogue(problems)
    known = "、".join(sorted(entry.model.key for entry in shelf.versions))
    raise AuthoringError(f"没有 {key}，请写成 标识@版本，现有：{known}。")


def _check_version_name(version: str) -> None:
    if not _VERSION.fullmatch(version):
        raise AuthoringError(
            f"“{version}”不能作版本名，请用不超过 20 个的数字、小写字母、点和短横，如 2026-04。"
        )


def _decides_nothing(version: Version) -> bool:
    """Whether all that decides is only recalled: such a version may be looked at, and rates nobody."""
    used = {gate for gates in version.rungs.values() for gate in gates}
    gates = [gate for gate in version.gates if gate.id in used]
    whole = isinstance(version, Questionnaire) and version.provenance is Provenance.RECALLED
    return whole or (bool(gates) and all(gate.provenance is Provenance.RECALLED for gate in gates))


def _locked(copy: Path) -> tuple[str, ...]:
    try:
        return write_lock(copy)
    except LockRefused as refused:
        raise AuthoringError(str(refused)) from None


def _fill_changes(file: Path, catalogue: Catalogue, key: str, today: date) -> tuple[str, ...]:
    """Fill the change list where it was left to us; gives the changes in words, none for a first version."""
    version = _version(catalogue, key)
    told: tuple[str, ...] = ()
    asked = [(place, _COMPARED.search(change.text["zh-CN"])) for place, change in enumerate(version.changes)]
    for place, match in asked:
        if match is not None:
            told = _told(catalogue, match[1], version)
            words = _summary(match[1], told)
            file.write_text(
                replace(file.read_text("utf-8"), ("changes", place, "text", "zh-CN"), words), "utf-8"
            )
    previous = _previous(catalogue, version)
    if previous is not None and set(map(str, version.changes)) <= set(map(str, previous.changes)):
        # Copied by hand: the list says nothing of this version yet.
        told = _told(catalogue, previous.key, version)
        words = _summary(previous.key, told)
        change = {"date": today, "kind": "rules", "text": {"zh-CN": words}}
        file.write_text(append(file.read_text("utf-8"), ("changes",), change), "utf-8")
    return told


def _previous(catalogue: Catalogue, version: Version) -> Version | None:
    """The published version of the same id that stands before this one, None for the first."""
    known: list[Version] = [*catalogue.questionnaires.values(), *catalogue.calls.values()]
    same = [one for one in known if one.id == version.id and type(one) is type(version)]
    published = [one for one in same if one.status is Status.PUBLISHED and one.key != version.key]
    order = version_order(version.version)
    earlier = [one for one in published if version_order(one.version) < order]
    return max(earlier, key=lambda one: version_order(one.version), default=None)


def _warnings(catalogue: Catalogue, key: str) -> tuple[str, ...]:
    """What the version may have left behind of the one before it; nothing for a first version."""
    version = _version(catalogue, key)
    previous = _previous(catalogue, version)
    return () if previous is None else left_behind(catalogue, previous, version)


def _told(catalogue: Catalogue, old: str, version: Version) -> tuple[str, ...]:
    """The changes from an older version in words, without the days that the file shows anyway."""
    other = _version(catalogue, old)
    found = differences(other, version, names_of(catalogue, other, version))
    return tuple(str(difference) for difference in found if difference.kind != "period")


def _version(catalogue: Catalogue, key: str) -> Version:
    return catalogue.calls[key] if key in catalogue.calls else catalogue.questionnaire(key)


def _summary(old: str, told: tuple[str, ...]) -> str:
    if not told:
        return f"与 {old} 相比，题目、条件和文字没有变化。"
    rest = f"；等共 {len(told)} 处" if len(told) > LONGEST_SUMMARY else ""
    return f"与 {old} 相比：{'；'.join(told[:LONGEST_SUMMARY])}{rest}。"


def _refuse_unfilled(root: Path, entry: VersionEntry) -> None:
    """A version with texts left to write is not published; its change list we can fill ourselves."""
    source = Path(entry.place.file)
    own = (
        sorted((root / source.parent).rglob("*.yaml"))
        if source.name == "questionnaire.yaml"
        else [root / source]
    )
    own += [root / "policies" / f"{entry.model.policy}.yaml", root / "ladders" / f"{entry.model.ladder}.yaml"]
    places = [
        f"{path.relative_to(root).as_posix()} 第 {number} 行"
        for path in own
        if path.exists()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if TO_FILL in line and not line.lstrip().startswith("#") and not _COMPARED.search(line)
    ]
    if places:
        shown = "、".join(places[:5]) + (f"等 {len(places)} 处" if len(places) > 5 else "")
        raise AuthoringError(f"还有“{TO_FILL}”没有填：{shown}。请填好后再公布。")
