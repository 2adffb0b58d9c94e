"""The three families of tables: dimensions, items by rung, and an amount of money.

Each says which firms stand in which leaf, what is counted of them, and what is published of a group's
numbers. Only rounded numbers that came out of disclosure control are turned into contents.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessments.compile import CompiledQuestionnaire
from assessments.schema.questionnaire import Item
from backend.services.dimension_profiles import NOT_ASKED, Profiles
from backend.services.peers_of_firms.groups import EVERYBODY, path_of
from scoring.disclosure import FEWEST, Integers, Path, Positions
from scoring.engine import Answers, effective
from scoring.layout import FIRST_OPTION, NOT_APPLICABLE, Slot
from scoring.layout import NOT_ASKED as ITEM_NOT_ASKED
from scoring.pieces import ALL, Hashes, Live
from scoring.release_change import significant

DIMENSIONS, ITEMS, MONEY = "dimensions", "items", "money"
REVENUE = "revenue"
"""The fact whose mean is published: of the last calendar year."""
THRESHOLDS: tuple[int, ...] = (100, 200, 300, 400, 500, 600, 700, 800, 900)
"""Where the bands of a dimension meet: permille of its points. Ten bands of ten percentage points."""
FEWEST_ON_A_RUNG = 2 * FEWEST
"""Shares of fewer firms would say little: rounding may move a count by four."""
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class Firms:
    """The firms of a population, one unit each: positions in it, cities, hashes of firm and submission."""

    profiles: Profiles
    chosen: Positions
    cities: NDArray[np.str_]
    ids: tuple[str, ...]
    firms: Hashes
    records: Hashes


@dataclass(frozen=True, eq=False)
class Family:
    """A table to be: the firms by leaf, and the names of its columns."""

    name: str
    live: Live
    columns: tuple[str, ...]


def dimensions(firms: Firms) -> Family:
    """Of each dimension: firms of which something is asked, and those at or above each threshold."""
    profiles = firms.profiles
    paths, leaf = _leaves(firms)
    shares = profiles.shares[firms.chosen]
    blocks = []
    for place in range(len(profiles.dimensions)):
        band = np.searchsorted(THRESHOLDS, shares[:, place], side="right") + 1
        band = np.where(shares[:, place] == NOT_ASKED, 0, band)
        blocks.append(_at_least(leaf, band, len(paths), len(THRESHOLDS) + 2))
    edges, width = (0, *THRESHOLDS), len(profiles.dimensions)
    columns = tuple(f"{name}>={edge}" for name in profiles.dimensions for edge in edges)
    counts = np.concatenate(blocks, axis=1) if blocks else np.empty((len(paths), 0), np.int64)
    within = [ALL if edge == 0 else place * len(edges) for place in range(width) for edge in edges]
    live = Live(paths, leaf, firms.firms, firms.records, counts, within=np.array(within, np.intp))
    return Family(DIMENSIONS, live, columns)


def dimension_content(names: Sequence[str], number: int, values: Sequence[int]) -> dict[str, Any]:
    """Per dimension the rounded counts, made to fall and to stay within the number of firms.

    A dimension that is asked of fewer than FEWEST is left out.
    """
    width = len(THRESHOLDS) + 1
    found = {}
    for place, name in enumerate(names):
        counts = falling(values[place * width : (place + 1) * width], number)
        if counts[0] >= FEWEST:
            found[name] = counts
    return found


def falling(counts: Sequence[int], most: int) -> list[int]:
    """Rounded counts of "at least" made to fall, none above `most`: it uses nothing but what is published."""
    found = np.maximum.accumulate(np.array(counts[::-1], np.int64))[::-1]
    clipped: list[int] = np.minimum(found, most).tolist()
    return clipped


def items(firms: Firms, compiled: CompiledQuestionnaire) -> Family:
    """Per rung (certain level): its firms, and of each item those asked and those at each option or above.

    The rung is counted like an answer, not a group by itself: that a group of a rung is large enough to be
    shown would otherwise tell what rung its firms are on.
    """
    profiles = firms.profiles
    divisions = np.array([path_of(one, "", "")[2] for one in np.unique(profiles.divisions).tolist()])
    codes = np.searchsorted(np.unique(profiles.divisions), profiles.divisions[firms.chosen])
    present, leaf = np.unique(codes, return_inverse=True)
    paths = tuple((str(divisions[one]), EVERYBODY) for one in present.tolist())
    rungs = len(compiled.rank)
    cell = leaf * rungs + profiles.ranks[firms.chosen]
    answers = effective(compiled.rubric, profiles.people.answers[profiles.version][:, firms.chosen])
    blocks = [np.bincount(cell, minlength=len(paths) * rungs)[:, None].astype(np.int64)]
    for item, rule in zip(compiled.answered, compiled.rubric.items, strict=True):
        blocks.append(_of_item(item, rule.slot, answers, cell, len(paths) * rungs))
    table = np.concatenate(blocks, axis=1).reshape(len(paths), -1)
    columns = tuple(_item_columns(compiled))
    live = Live(paths, leaf, firms.firms, firms.records, table, within=_wholes(columns))
    return Family(ITEMS, live, columns)


def _wholes(columns: Sequence[str]) -> Positions:
    """The column of which each is a part: of an option its item on the rung, of an item its rung."""
    place = {column: at for at, column in enumerate(columns)}
    return np.array([place.get(column.rpartition("/")[0], ALL) for column in columns], np.intp)


def _item_columns(compiled: CompiledQuestionnaire) -> Iterator[str]:
    for rung in compiled.rank:
        yield rung
        for item in compiled.answered:
            yield f"{rung}/{item.id}"
            yield from (f"{rung}/{item.id}/{option.id}" for option in item.options)


def item_content(columns: Sequence[str], values: Sequence[int]) -> dict[str, Any]:
    """Per rung with enough firms: their number and, per item asked of as many, [asked, {option: count}]."""
    found: dict[str, Any] = {}
    for column, value in zip(columns, values, strict=True):
        rung, *rest = column.split("/")
        if not rest:
            found[rung] = {"firms": value, "items": {}}
            continue
        known = found[rung]["items"]
        most = found[rung]["firms"]
        if len(rest) == 1:
            known[rest[0]] = [min(value, most), {}]
        else:
            known[rest[0]][1][rest[1]] = min(value, known[rest[0]][0])
    for rung in found.values():
        rung["items"] = {item: one for item, one in rung["items"].items() if one[0] >= FEWEST_ON_A_RUNG}
    return {rung: one for rung, one in found.items() if one["firms"] >= FEWEST_ON_A_RUNG}


def money(firms: Firms, amounts: Mapping[str, int]) -> Family:
    """The mean amount of the firms whose amount is known and not negative, by id of the firm."""
    known = np.array([amounts.get(firm, -1) for firm in firms.ids], np.int64)
    stated = np.flatnonzero(known >= 0)
    some = replace(
        firms,
        chosen=firms.chosen[stated],
        cities=firms.cities[stated],
        firms=firms.firms[stated],
        records=firms.records[stated],
    )
    paths, leaf = _leaves(some)
    records = some.firms * _MIX + known[stated].astype(np.uint64)
    empty = np.empty((len(paths), 0), np.int64)
    return Family(MONEY, Live(paths, leaf, some.firms, records, empty, known[stated]), (REVENUE,))


def money_content(number: int, values: Sequence[int]) -> dict[str, Any]:
    """The mean, whole yuan."""
    return {REVENUE: significant(values[0] // number)}


def _leaves(firms: Firms) -> tuple[tuple[Path, ...], Positions]:
    """The leaves that there are (division × size × city), and each firm's."""
    profiles, chosen = firms.profiles, firms.chosen
    parts, places = [], np.zeros(len(chosen), np.int64)
    for column in (profiles.divisions[chosen], profiles.sizes[chosen], firms.cities):
        names, codes = np.unique(column, return_inverse=True)
        parts.append(names.tolist())
        places = places * max(len(names), 1) + codes
    present, leaf = np.unique(places, return_inverse=True)
    _first, sizes, cities = (max(len(part), 1) for part in parts)
    paths = tuple(
        path_of(parts[0][one // cities // sizes], parts[1][one // cities % sizes], parts[2][one % cities])
        for one in present.tolist()
    )
    return paths, leaf.astype(np.intp)


def _at_least(cell: Positions, codes: NDArray[np.integer[Any]], cells: int, states: int) -> Integers:
    """Per cell the firms whose code is at least 1, 2 …: (cells, states - 1); code 0 counts nowhere."""
    counts = np.bincount(cell * states + codes, minlength=cells * states).reshape(cells, states)
    return counts[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:].astype(np.int64)


def _of_item(item: Item, slot: Slot, answers: Answers, cell: Positions, cells: int) -> Integers:
    """Of an item: firms asked, then those at each option or above (multiple choice: with each option)."""
    if slot.multiple:
        mask = np.zeros(answers.shape[1], np.int64)
        for byte in range(slot.rows):
            mask |= answers[slot.first + byte].astype(np.int64) << (8 * byte)
        asked = mask >> slot.options == 0
        columns = [asked, *(asked & (mask >> place & 1 == 1) for place in range(slot.options))]
        return np.stack([np.bincount(cell[one], minlength=cells) for one in columns], axis=1).astype(np.int64)
    row = answers[slot.first].astype(np.int64)
    asked = (row != ITEM_NOT_ASKED) & (row != NOT_APPLICABLE)
    codes = np.where(asked, np.maximum(row - FIRST_OPTION + 1, 0) + 1, 0)
    return _at_least(cell, codes, cells, len(item.options) + 2)
