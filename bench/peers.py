"""Like-firm comparison tables at 5,000 and 500,000 firms, beside one pass over the same arrays.

Random firms (division, size, city skewed as industries are) with shares of 14 dimensions; measured are the
counting into leaves, the first release, a release of the next day after a hundredth has changed, and the sums
that are published. The floor is one pass over the shares in memory. Memory is the peak that numpy asked for,
as a multiple of the arrays read. Figures depend on the machine; read the ratios.

    python bench/peers.py [--firms 500000]
"""

import argparse
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from scoring.releases import NOTHING, Live, cells, release

Found = TypeVar("Found")
DIVISIONS, SIZES, CITIES, DIMENSIONS = 31, 4, 11, 14
THRESHOLDS = np.arange(100, 1000, 100)


@dataclass(frozen=True)
class Measured:
    """Seconds of each step, the floor, and peak memory as a multiple of the arrays."""

    firms: int
    floor: float
    counted: float
    first: float
    next_day: float
    sums: float
    memory: float
    groups: int
    visible: float


def main(firms: int = 5_000, seed: int = 1) -> Measured:
    """Measure and print."""
    rng = np.random.default_rng(seed)
    division = np.minimum((rng.pareto(1.0, firms) * 3).astype(np.int64), DIVISIONS - 1)
    size = rng.choice(SIZES, firms, p=[0.03, 0.12, 0.45, 0.4])
    place = (division * SIZES + size) * CITIES + rng.choice(CITIES, firms)
    shares = rng.integers(0, 1001, (firms, DIMENSIONS)).astype(np.int16)
    records = np.arange(firms, dtype=np.uint64)
    floor, _sum = timed(lambda: int(shares.sum()))
    tracemalloc.start()
    counted, live = timed(lambda: made(place, shares, records))
    first, released = timed(lambda: release(live, NOTHING, 1, rng))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    changed = records + (rng.random(firms) < 0.01).astype(np.uint64) * np.uint64(firms)
    next_day, _later = timed(lambda: release(made(place, shares, changed), released, 2, rng))
    sums, found = timed(lambda: cells(released))
    large = [path[0] for path, number in zip(live.paths, live.number, strict=True) if number >= 10]
    visible = sum(group in found for group in large) / max(len(large), 1)
    result = Measured(firms, floor, counted, first, next_day, sums, peak / shares.nbytes, len(found), visible)
    print(
        f"{firms:>9,} firms: pass {floor * 1000:.1f} ms; counted ×{counted / floor:.0f}, first release "
        f"×{first / floor:.0f}, next day ×{next_day / floor:.0f}, sums ×{sums / floor:.0f} "
        f"({counted + first:.2f} s in all); memory ×{result.memory:.1f} of the shares; "
        f"{len(found)} groups, {visible:.0%} of the large leaves visible"
    )
    return result


def made(place: NDArray[np.int64], shares: NDArray[np.int16], records: NDArray[np.uint64]) -> Live:
    """The firms by leaf, with their counts at or above each threshold."""
    present, leaf = np.unique(place, return_inverse=True)
    states = len(THRESHOLDS) + 1
    blocks = []
    for column in range(shares.shape[1]):
        band = np.searchsorted(THRESHOLDS, shares[:, column], side="right")
        counts = np.bincount(leaf * states + band, minlength=len(present) * states)
        blocks.append(counts.reshape(-1, states)[:, ::-1].cumsum(axis=1)[:, ::-1])
    paths = tuple(_path(one) for one in present.tolist())
    firms = np.arange(len(place), dtype=np.uint64)
    return Live(paths, leaf, firms, records, np.concatenate(blocks, axis=1).astype(np.int64))


def timed(work: Callable[[], Found]) -> tuple[float, Found]:
    """Seconds of the wall clock, and what came of it."""
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def _path(place: int) -> tuple[str, ...]:
    division, size, city = place // CITIES // SIZES, place // CITIES % SIZES, place % CITIES
    return (f"{division}|{size}|{city}", f"{division}|{size}", f"{division}|", f"|{size}", "*")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--firms", type=int, default=500_000)
    main(5_000)
    main(parser.parse_args().firms)
