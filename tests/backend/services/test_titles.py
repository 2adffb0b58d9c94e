"""Entering and revoking titles."""

from datetime import date

import pytest

from backend.services import coverage, titles
from backend.services.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from backend.services.titles import NewTitle, TitleFilter
from tests.backend.officials import HANGZHOU, NINGBO, PROVINCE, XIAOSHAN
from tests.backend.plant import CODE, COUNTY, Plant

TITLE = NewTitle(
    kind="zj-smart-factory", county=COUNTY, start=date(2025, 3, 1), source="公布名单", holder_name="某厂"
)


SRDI = TitleFilter(kind="srdi-sme")


def enter(plant: Plant, **changes: object) -> str:
    """Enter the title, changed, as the county's official."""
    new = NewTitle(**{**vars(TITLE), **changes})
    return titles.enter(plant.database, XIAOSHAN, plant.catalogue, COUNTY, new)


def test_a_title_is_matched_with_its_unit_by_the_credit_code(plant: Plant) -> None:
    enter(plant, holder_name="", credit_code=CODE)
    (line,) = titles.list_titles(plant.database, XIAOSHAN, plant.catalogue, COUNTY).lines
    assert (line.holder_name, line.on_register, line.state) == ("萧山精密机械厂", True, "in_force")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "made-up"}, "kind"),
        ({"county": "330281"}, "county"),
        ({"holder_name": ""}, "holder_name"),
        ({"credit_code": "91330000000000000X"}, "credit_code"),
        ({"start": date(1999, 1, 1)}, "start"),
        ({"start": date(2030, 1, 1)}, "start"),
        ({"end": date(2025, 2, 28)}, "end"),
    ],
)
def test_what_cannot_be_accepted_changes_nothing(
    plant: Plant, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        enter(plant, **changes)
    assert list(refused.value.fields) == [field]
    assert titles.list_titles(plant.database, XIAOSHAN, plant.catalogue, COUNTY).lines == ()


def test_the_same_title_twice_would_count_twice(plant: Plant) -> None:
    enter(plant, end=date(2026, 2, 28))
    with pytest.raises(ConflictError):
        enter(plant, start=date(2026, 2, 28))
    enter(plant, start=date(2026, 3, 1))
    enter(plant, kind="zj-future-factory")


def test_another_area_can_neither_enter_nor_revoke(plant: Plant) -> None:
    title = enter(plant)
    with pytest.raises(NotFoundError):
        titles.enter(plant.database, NINGBO, plant.catalogue, COUNTY, TITLE)
    with pytest.raises(NotFoundError):
        titles.revoke(plant.database, NINGBO, plant.catalogue, "330200", title, day=date(2025, 4, 1))
    with pytest.raises(NotFoundError):
        titles.revoke(plant.database, HANGZHOU, plant.catalogue, "330110", title, day=date(2025, 4, 1))


def test_what_a_larger_area_entered_is_not_revoked_by_a_smaller_one(plant: Plant) -> None:
    title = titles.enter(plant.database, PROVINCE, plant.catalogue, "330000", TITLE)
    with pytest.raises(ForbiddenError):
        titles.revoke(plant.database, XIAOSHAN, plant.catalogue, COUNTY, title, day=date(2025, 4, 1))
    titles.revoke(plant.database, PROVINCE, plant.catalogue, COUNTY, title, day=date(2025, 4, 1))


def test_revoking_ends_a_title_once(plant: Plant) -> None:
    title = enter(plant)
    with pytest.raises(InvalidInputError):
        titles.revoke(plant.database, XIAOSHAN, plant.catalogue, COUNTY, title, day=date(2027, 1, 1))
    titles.revoke(plant.database, XIAOSHAN, plant.catalogue, COUNTY, title, day=date(2026, 6, 15))
    (line,) = titles.list_titles(plant.database, XIAOSHAN, plant.catalogue, COUNTY).lines
    assert (line.state, line.revoked_on) == ("revoked", date(2026, 6, 15))
    with pytest.raises(ConflictError):
        titles.revoke(plant.database, XIAOSHAN, plant.catalogue, COUNTY, title, day=date(2026, 6, 15))
    assert coverage.check(plant.database) == []


def test_a_mistaken_entry_is_revoked_from_its_first_day_and_may_be_entered_anew(plant: Plant) -> None:
    title = enter(plant)
    titles.revoke(plant.database, XIAOSHAN, plant.catalogue, COUNTY, title, day=TITLE.start)
    assert coverage.check(plant.database) == []
    enter(plant)


def test_the_list_pages_from_the_latest(plant: Plant) -> None:
    for number in range(60):
        enter(plant, holder_name=f"持有单位{number}", start=date(2025, 1, 1 + number % 28))
    first = titles.list_titles(plant.database, XIAOSHAN, plant.catalogue, COUNTY)
    second = titles.list_titles(plant.database, XIAOSHAN, plant.catalogue, COUNTY, after=first.next)
    seen = [line.id for line in (*first.lines, *second.lines)]
    assert len(set(seen)) == 60
    assert second.next == ""
    assert first.lines[0].start == date(2025, 1, 28)
    assert titles.list_titles(plant.database, XIAOSHAN, plant.catalogue, COUNTY, SRDI).lines == ()
