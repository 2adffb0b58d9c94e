"""The lines of an area's table: smaller areas, groups, chains, clusters, industries, sizes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from assessments.areas import counties_of
from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend.auth.actor import region_prefix
from backend.services.area_counts import Counts, Tally
from backend.services.area_view import (
    SCALES,
    SIZES,
    Axis,
    View,
    divisions,
    groups,
    selection_of,
)

OVERLAPPING: frozenset[Axis] = frozenset({"group", "chain", "cluster"})
"""Axes whose lines may hold a firm twice: they do not add up to the whole."""


@dataclass(frozen=True)
class Line:
    """One line: the code of an area or a value of the axis, its name and its numbers.

    `counties` is how many reporting areas it stands for; 0 where it is no matter of areas.
    """

    id: str
    name: str
    counts: Counts
    counties: int = 0


def place_lines(catalogue: Catalogue, view: View, tally: Tally) -> tuple[Line, ...]:
    """Lines that are sums of counties: parts of the area, groups or chains; those without any left out."""
    named: Mapping[Axis, Callable[[Catalogue, View], Iterator[tuple[str, str, tuple[str, ...]]]]] = {
        "area": _parts,
        "group": _groups,
        "chain": _chains,
    }
    return tuple(
        Line(name, words, tally.counts(counties), len(counties))
        for name, words, counties in named[view.wanted.by](catalogue, view)
        if counties
    )


def axis_lines(catalogue: Catalogue, view: View, tally: Tally) -> tuple[Line, ...]:
    """Lines that are slices of the firms; those without a unit and without a title left out."""
    names: Mapping[Axis, Mapping[str, str]] = {
        "cluster": {name: zh(cluster.name) for name, cluster in catalogue.clusters.items()},
        "division": divisions(catalogue),
        "size": SIZES,
        "scale": SCALES,
    }
    lines = (Line(name, words, tally.counts([name])) for name, words in names[view.wanted.by].items())
    return tuple(line for line in lines if _has_any(line.counts))


def _has_any(counts: Counts) -> bool:
    return bool(counts.units or counts.unconfirmed or any(counts.recognised.values()))


def _parts(_catalogue: Catalogue, view: View) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for part in view.area.parts or (view.area.place,):
        prefix = region_prefix(part.code)
        yield part.code, part.name, tuple(code for code in view.counties if code.startswith(prefix))


def _groups(catalogue: Catalogue, view: View) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for name, words in groups(catalogue, view.day).items():
        yield name, words, _within(catalogue, view, group=name)


def _chains(catalogue: Catalogue, view: View) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for name, chain in catalogue.chains.items():
        yield name, zh(chain.name), _within(catalogue, view, chain=name)


def _within(catalogue: Catalogue, view: View, **narrower: str) -> tuple[str, ...]:
    """The counties of the view that lie in a group or chain as well."""
    selection = replace(selection_of(view.area, view.wanted, view.day), **narrower)  # type: ignore[arg-type]
    chosen = frozenset(view.counties)
    return tuple(code for code in counties_of(catalogue, selection) if code in chosen)
