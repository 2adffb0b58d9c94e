"""The slices by which the summary counts firms: industry or cluster × size × 规上, each one of them or all.

A firm is in every slice that fits it, also in those that leave an axis open, so that a page reads its
numbers instead of adding them up. Clusters overlap: their slices do not add up to the whole.
"""

from collections.abc import Collection
from functools import lru_cache
from itertools import product
from typing import NamedTuple

ALL = ""
"""The slice of all firms."""
UNKNOWN = "unknown"
SIZES = ("large", "medium", "small", "micro", UNKNOWN)
SCALES = ("yes", "no", UNKNOWN)
DIVISION, CLUSTER = "d:", "c:"
DIVISIONS = tuple(f"{number:02}" for number in range(1, 98))
"""The two-digit divisions of GB/T 4754; those that are no division have no firms."""
_SCALE_OF = {True: "yes", False: "no", None: UNKNOWN}
_DIVISION_DIGITS = 2


def slice_id(industry: str = "", size: str = "", above_scale: str = "") -> str:
    """The slice of an industry ("d:34", "c:<cluster>" or all), a size and 规上 (yes, no, unknown or all)."""
    return f"{industry}|{size}|{above_scale}" if industry or size or above_scale else ALL


class Profile(NamedTuple):
    """What decides about the slices of a unit: its class, its firm's size (empty: unknown) and 规上.

    Without a class it is nobody on the register: the holder of a title who is not matched.
    """

    industry: str | None
    size: str | None
    above_scale: bool | None


@lru_cache(maxsize=20_000)
def slices_of(profile: Profile, clusters: tuple[str, ...]) -> tuple[str, ...]:
    """The slices of a unit, given the clusters that its class belongs to."""
    if profile.industry is None:
        return (ALL,)
    axes = ["", DIVISION + profile.industry[:_DIVISION_DIGITS], *(CLUSTER + one for one in clusters)]
    sizes, scales = ("", profile.size or UNKNOWN), ("", _SCALE_OF[profile.above_scale])
    return tuple(slice_id(*chosen) for chosen in product(axes, sizes, scales))


def slices_along(
    axis: str, clusters: Collection[str], *, industry: str = "", size: str = "", above_scale: str = ""
) -> dict[str, str]:
    """The slices of a break-down along an axis ("d:", "c:", "size" or "scale"): slice to value of the axis.

    What is given of the other axes holds for all of them; what is given of the axis itself is left aside.
    """
    if axis == "size":
        return {slice_id(industry, value, above_scale): value for value in SIZES}
    if axis == "scale":
        return {slice_id(industry, size, value): value for value in SCALES}
    values = {DIVISION: DIVISIONS, CLUSTER: tuple(clusters)}[axis]
    return {slice_id(axis + value, size, above_scale): value for value in values}
