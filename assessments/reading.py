"""Reads the folder of definitions into models, keeping what is whole and noting every mistake.

One bad entry of a list (an item, a fact, a clause) does not hide the rest of its file: it is set aside, its
id is remembered as unread, and the checks leave references to it alone.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assessments.problem import PathStep, Place
from assessments.schema.action import Actions, Scenes
from assessments.schema.capability import Capabilities
from assessments.schema.chain import Chains
from assessments.schema.cluster import Clusters
from assessments.schema.common import Definition
from assessments.schema.effort import Efforts
from assessments.schema.fact import FactRegister
from assessments.schema.incentive import Incentives
from assessments.schema.integrity import Contradictions, IntegrityChecks
from assessments.schema.ladder import Call, Ladder
from assessments.schema.metric import MetricRegister
from assessments.schema.policy import Policy
from assessments.schema.questionnaire import Questionnaire
from assessments.schema.region import Denominators, Regions
from assessments.schema.review import ReviewChain
from assessments.schema.series import SeriesFile
from assessments.schema.target import RecognitionKinds, Targets
from assessments.schema.zone import Zones
from assessments.schema_errors import words_for
from assessments.shelf import Entry, Industry, M, Shelf, place_in
from assessments.yaml_text import NotYaml, parse

CATALOG = Path(__file__).parent / "catalog"
"""The catalogue that ships with the package."""

LOCK = "published.lock"

Reader = Callable[[Shelf, str], set[str]]
"""Reads one file (and those that belong to it) onto the shelf; returns the names of all files it used."""

_ONCE = frozenset(
    (
        Capabilities,
        Chains,
        Clusters,
        Efforts,
        FactRegister,
        Incentives,
        IntegrityChecks,
        MetricRegister,
        RecognitionKinds,
        Regions,
        Scenes,
        SeriesFile,
        Zones,
    )
)
"""Models of which a catalogue has one file."""

_PARTS: Mapping[type[Definition], tuple[str, ...]] = {
    Policy: ("clauses",),
    FactRegister: ("facts",),
    MetricRegister: ("metrics", "derived_facts"),
    Efforts: ("kinds", "facts", "levers", "items"),
    Questionnaire: ("items", "implications", "gates", "remarks"),
    Call: ("gates",),
    Targets: ("targets",),
    RecognitionKinds: ("kinds",),
    SeriesFile: ("series",),
    Denominators: ("denominators",),
    ReviewChain: ("steps",),
    Zones: ("zones", "named"),
    Chains: ("chains",),
    Clusters: ("groups", "clusters", "counts"),
    Capabilities: ("capabilities",),
    Scenes: ("scenes",),
    Actions: ("actions",),
    Incentives: ("incentives",),
    Contradictions: ("contradictions",),
}
"""Lists whose bad entries are set aside one by one."""


def read_shelf(root: Path = CATALOG) -> Shelf:
    """Read every file of a catalogue; mistakes become findings, never exceptions."""
    shelf = Shelf(root)
    files = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    left = set(files) - {LOCK}
    for name in files:
        reader = next((read for pattern, read in _READERS if Path(name).match(pattern)), None)
        if reader is not None:
            left -= reader(shelf, name)
    for name in sorted(left):
        shelf.report(Place(name), "不认识的文件", "目录里只放定义文件，请移走，或改成规定的文件名")
    return shelf


def _reader_of(model: type[M], collection: str) -> Reader:
    def read(shelf: Shelf, name: str) -> set[str]:
        raw = _load(shelf, name)
        entry = None if raw is None else _build(shelf, model, raw, Place(name), {})
        if entry is not None:
            getattr(shelf, collection).append(entry)
        else:
            shelf.unread.add((model, _unread_name(model, raw, name)))
        return {name}

    return read


def _read_questionnaire(shelf: Shelf, name: str) -> set[str]:
    folder = shelf.root / Path(name).parent / "domains"
    files = sorted(path.relative_to(shelf.root).as_posix() for path in folder.glob("*.yaml"))
    rows = [
        (row, Place(file, ("items", i))) for file in files for i, row in enumerate(_items_of(shelf, file))
    ]
    header = _load(shelf, name)
    raw = entry = None
    if header is not None:
        if header.pop("items", None) is not None:
            shelf.report(
                Place(name, ("items",)), "题目不写在这个文件里", "请移到 domains/ 下按能力域分的文件"
            )
        raw = {**header, "items": [row for row, _ in rows]}
        entry = _build(shelf, Questionnaire, raw, Place(name), {"items": [place for _, place in rows]})
    if entry is not None:
        shelf.questionnaires.append(entry)
    else:
        shelf.unread.add((Questionnaire, _unread_name(Questionnaire, raw, name)))
    return {name, *files}


def _items_of(shelf: Shelf, name: str) -> list[Any]:
    raw = _load(shelf, name)
    items = None if raw is None else raw.get("items")
    if raw is not None:
        for key in raw.keys() - {"items"}:
            shelf.report(Place(name, (key,)), "不认识的键", "本文件只有 items 一个键")
        if not isinstance(items, list):
            shelf.report(Place(name), "缺少 items 列表", "请写 items: 并在其下列出本能力域的题目")
    if not isinstance(items, list):
        shelf.unread.add((Questionnaire, "items:*"))
        return []
    return items


def _read_industries(shelf: Shelf, name: str) -> set[str]:
    text = (shelf.root / name).read_bytes().decode("utf-8-sig", errors="replace")
    rows = csv.DictReader(io.StringIO(text))
    columns = ["code", "level", "parent", "section", "name"]
    if rows.fieldnames != columns:
        shelf.report(Place(name), "表头不对", f"第一行须为 {','.join(columns)}")
        return {name}
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values() or row["level"] not in ("1", "2", "3", "4"):
            shelf.report(
                Place(name, (f"第 {number} 行",)), "这一行不完整", "请按表头补齐五列，level 为 1 至 4"
            )
            continue
        shelf.industries.append(
            Industry(row["code"], int(row["level"]), row["parent"], row["section"], row["name"])
        )
    return {name}


def _load(shelf: Shelf, name: str) -> dict[str, Any] | None:
    text = shelf.texts[name] = (shelf.root / name).read_bytes()
    try:
        raw = parse(text)
    except NotYaml as error:
        place = Place(name, () if error.line is None else (f"第 {error.line} 行",))
        shelf.report(place, error.message, error.cure)
        return None
    if not isinstance(raw, dict):
        shelf.report(Place(name), "文件须由 键: 值 组成", "请对照同类文件改写")
        return None
    return raw


def _build(
    shelf: Shelf, model: type[M], raw: dict[str, Any], place: Place, parts: Mapping[str, Sequence[Place]]
) -> Entry[M] | None:
    """Validate; where that fails, report, set bad entries of the model's lists aside and try once more."""
    lists = [key for key in _PARTS.get(model, ()) if isinstance(raw.get(key), list)]
    places = {key: parts.get(key) or [place.at(key, i) for i in range(len(raw[key]))] for key in lists}
    try:
        return Entry(model.model_validate(raw), place, places)
    except ValidationError as failure:
        bad = _report_errors(shelf, failure, raw, place, places)
    for key in lists:
        aside = bad.get(key, set())
        shelf.unread.update((model, f"{key}:{_id_of(raw[key][i])}") for i in aside)
        raw[key] = [row for i, row in enumerate(raw[key]) if i not in aside]
        places[key] = [where for i, where in enumerate(places[key]) if i not in aside]
    try:
        return Entry(model.model_validate(raw), place, places)
    except ValidationError:
        return None


def _report_errors(
    shelf: Shelf,
    failure: ValidationError,
    raw: dict[str, Any],
    place: Place,
    places: Mapping[str, Sequence[Place]],
) -> dict[PathStep, set[int]]:
    """Report each error at its place, drop unknown keys, and return the bad entries by list."""
    bad: dict[PathStep, set[int]] = {}
    shortened: set[PathStep] = {"items"} if shelf.is_unread(Questionnaire, "items:*") else set()
    errors = [(error, _path_in(raw, error["loc"])) for error in failure.errors(include_url=False)]
    shortened |= {path[0] for _, path in errors if len(path) > 1}
    for error, path in errors:
        if error["type"] == "too_short" and len(path) == 1 and path[0] in shortened:
            continue  # the list is short only because bad entries are missing from it
        shelf.report(place_in(place, places, path), *words_for(error))
        if error["type"] == "extra_forbidden":
            _drop(raw, path)
        elif len(path) > 1 and isinstance(path[1], int):
            bad.setdefault(path[0], set()).add(path[1])
    return bad


def _path_in(raw: Any, location: Sequence[PathStep]) -> tuple[PathStep, ...]:
    """The error's location without the names of union branches, which pydantic adds and no file has."""
    path: list[PathStep] = []
    here = raw
    for step in location:
        missing_key = isinstance(here, dict) and step not in here
        if missing_key and step != location[-1]:
            continue
        if isinstance(here, dict):
            path.append(step)
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int):
            path.append(step)
            here = here[step]
    return tuple(path)


def _drop(raw: Any, path: Sequence[PathStep]) -> None:
    for step in path[:-1]:
        raw = raw[step]
    del raw[path[-1]]


def _unread_name(model: type[Definition], raw: Any, name: str) -> str:
    """The id under which the checks know a file that could not be read; "*" for all it would define."""
    if model in _ONCE:
        return "*"
    return _id_of(raw) or Path(name).stem


def _id_of(raw: Any) -> str:
    found = raw.get("id") if isinstance(raw, dict) else None
    return found if isinstance(found, str) else ""


_READERS: Sequence[tuple[str, Reader]] = (
    ("policies/*.yaml", _reader_of(Policy, "policies")),
    ("facts/register.yaml", _reader_of(FactRegister, "registers")),
    ("facts/metrics.yaml", _reader_of(MetricRegister, "metrics")),
    ("efforts.yaml", _reader_of(Efforts, "efforts")),
    ("questionnaires/*/*/questionnaire.yaml", _read_questionnaire),
    ("calls/*/*.yaml", _reader_of(Call, "calls")),
    ("ladders/*.yaml", _reader_of(Ladder, "ladders")),
    ("regions/denominators.yaml", _reader_of(Denominators, "denominators")),
    ("regions/zones.yaml", _reader_of(Zones, "zones")),
    ("regions/chains.yaml", _reader_of(Chains, "chains")),
    ("regions/clusters.yaml", _reader_of(Clusters, "clusters")),
    ("regions/*.yaml", _reader_of(Regions, "regions")),
    ("targets/recognitions.yaml", _reader_of(RecognitionKinds, "recognition_kinds")),
    ("targets/series.yaml", _reader_of(SeriesFile, "series")),
    ("targets/*.yaml", _reader_of(Targets, "targets")),
    ("reviews/*/*.yaml", _reader_of(ReviewChain, "reviews")),
    ("capabilities.yaml", _reader_of(Capabilities, "capabilities")),
    ("scenes.yaml", _reader_of(Scenes, "scenes")),
    ("actions/*.yaml", _reader_of(Actions, "actions")),
    ("incentives.yaml", _reader_of(Incentives, "incentives")),
    ("integrity/checks.yaml", _reader_of(IntegrityChecks, "integrity_checks")),
    ("integrity/*.yaml", _reader_of(Contradictions, "contradictions")),
    ("industries/*.csv", _read_industries),
)
"""Which file is read as what; the first pattern that fits decides."""
