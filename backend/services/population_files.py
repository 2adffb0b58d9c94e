"""Populations on disk, so that a restart reads only what was submitted since: one file per questionnaire.

What was submitted does not change, so a file is right as long as it was read by the same rules; counties,
industries and who belongs are read from the database all the same. A file that cannot be used is none.
"""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from assessments.catalogue import Catalogue
from assessments.operands import CompiledGates
from assessments.schema.common import Status
from backend.services import rating
from backend.services.population import Population, Wanted
from backend.services.trial_rules import choices_of
from scoring.gates import Figures

FORMAT = 1
"""Number of this layout and of how answers and figures are read: another one makes all files void."""

NOTHING = np.empty(0, np.uint16)


def save(folder: Path, wanted: Wanted, people: Population) -> None:
    """Write a population, private to the process's account; readers see the old file or the new one."""
    gates = _conditions(wanted)
    keys, rules = list(people.answers), list(people.figures)
    told = {
        "answers": {key: _answers_digest(wanted.catalogue, wanted.questionnaire) for key in keys},
        "figures": {key: _figures_digest(gates[key], people.day) for key in rules},
    }
    arrays: dict[str, Any] = {
        "told": np.frombuffer(json.dumps(told).encode(), np.uint8),
        "units": people.units,
        "submissions": people.submissions,
    }
    arrays |= {f"answers-{number}": people.answers[key] for number, key in enumerate(keys)}
    for number, key in enumerate(rules):
        figures = people.figures[key]
        arrays |= {f"low-{number}": figures.low, f"high-{number}": figures.high}
        arrays |= {f"flags-{number}": figures.flags}
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as file:
        try:
            np.savez(file, **arrays)
            file.flush()
            Path(file.name).replace(_path(folder, wanted))
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def load(folder: Path, wanted: Wanted) -> Population | None:
    """What is still right of a population on disk, to be extended; None where nothing is.

    It has submissions with their answers and figures and knows nothing of counties or industries.
    """
    try:
        with _path(folder, wanted).open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return _loaded(stored, wanted)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile):
        return None


def usable(earlier: Population | None, wanted: Wanted) -> Population | None:
    """What can be taken over of an earlier population: answers of the same versions, figures of the day."""
    versions = {one.instrument.questionnaire.key for one in _choices(wanted)}
    if earlier is None or not versions <= set(earlier.answers):
        return None
    return earlier if earlier.day == wanted.day else replace(earlier, day=wanted.day, figures={}, results={})


def _loaded(stored: Mapping[str, NDArray[Any]], wanted: Wanted) -> Population | None:
    told = json.loads(stored["told"].tobytes())
    own = _answers_digest(wanted.catalogue, wanted.questionnaire)
    if any(digest != own for digest in told["answers"].values()):
        return None
    gates, figures = _conditions(wanted), {}
    for number, (key, digest) in enumerate(told["figures"].items()):
        if key in gates and digest == _figures_digest(gates[key], wanted.day):
            low, high, flags = (stored[f"{name}-{number}"] for name in ("low", "high", "flags"))
            figures[key] = Figures(low, high, flags)
    found = Population(
        day=wanted.day,
        token="",
        units=stored["units"],
        submissions=stored["submissions"],
        counties=NOTHING,
        county_codes=(),
        industries=NOTHING,
        industry_codes=(),
        answers={key: stored[f"answers-{number}"] for number, key in enumerate(told["answers"])},
        figures=figures,
        unread=0,
    )
    return found if _fits(found) else None


def _fits(people: Population) -> bool:
    """Whether all columns are of the same units."""
    widths = {columns.shape[1] for columns in people.answers.values()}
    widths |= {one.shape[1] for part in people.figures.values() for one in (part.low, part.high, part.flags)}
    return people.submissions.ndim == 1 and widths <= {len(people.submissions)}


def _path(folder: Path, wanted: Wanted) -> Path:
    return folder / f"{wanted.questionnaire}.npz"


def _choices(wanted: Wanted) -> Any:
    return choices_of(wanted.catalogue, wanted.questionnaire, wanted.day)


def _conditions(wanted: Wanted) -> dict[str, CompiledGates]:
    return {one.key: one.conditions for one in _choices(wanted) if one.conditions is not None}


def _answers_digest(catalogue: Catalogue, questionnaire: str) -> str:
    """Of all published versions: answers of one may have been carried to another."""
    keys = sorted(
        one.key
        for one in catalogue.questionnaires.values()
        if one.id == questionnaire and one.status is Status.PUBLISHED
    )
    return _digest([FORMAT, [(key, rating.digests_for(catalogue, key).rules) for key in keys]])


def _figures_digest(gates: CompiledGates, day: date) -> str:
    """Of all that decides a figure; bounds do not, and the day does, since conditions look back from it."""
    return _digest([FORMAT, day, gates.operands, gates.flags, gates.derived])


def _digest(value: object) -> str:
    return hashlib.sha256("\n".join(_words(value)).encode()).hexdigest()


def _words(value: object) -> Iterator[str]:
    """A value as words, the same in every process: sets and mappings in order."""
    if isinstance(value, BaseModel):
        yield value.model_dump_json()
    elif isinstance(value, Enum):
        yield repr(value.value)
    elif is_dataclass(value):
        yield type(value).__name__
        for one in fields(value):
            yield from _words(getattr(value, one.name))
    elif isinstance(value, Mapping):
        yield from _words(sorted((str(key), " ".join(_words(one))) for key, one in value.items()))
    elif isinstance(value, frozenset | set):
        yield from _words(sorted(str(one) for one in value))
    elif isinstance(value, list | tuple):
        yield f"[{len(value)}"
        for one in value:
            yield from _words(one)
    else:
        yield repr(value)
