"""Shading by classes of about equal size."""

import pytest

from backend.web.views.area_map import class_bounds, shade


@pytest.mark.parametrize(
    ("numbers", "bounds"),
    [
        ([], ()),
        ([0, 0], ()),
        ([0, 3], (3,)),
        ([1, 2, 3, 4], (1, 2, 3, 4)),
        ([1, 1, 1, 90], (1, 90)),
        ([5, 1, 2, 8, 3, 4, 7, 6], (2, 4, 6, 8)),
    ],
)
def test_bounds_are_numbers_that_occur(numbers: list[int], bounds: tuple[int, ...]) -> None:
    assert class_bounds(numbers) == bounds


def test_every_number_has_its_class() -> None:
    bounds = class_bounds([5, 1, 2, 8, 3, 4, 7, 6])
    assert [shade(number, bounds) for number in range(9)] == [0, 1, 1, 2, 2, 3, 3, 4, 4]
