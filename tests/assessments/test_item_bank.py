"""The item bank that ships holds what the source's table holds: rows, rungs, points, labels, rules."""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from assessments.loader import Catalogue
from assessments.schema.common import ProductionType
from assessments.schema.questionnaire import Item, Requirement


@pytest.fixture(scope="module")
def items(catalogue: Catalogue) -> dict[str, Item]:
    """The items of the ladder questionnaire by their number in the source."""
    return {item.ref: item for item in catalogue.questionnaire("zj-ladder").items}


def asked(items: dict[str, Item], production: ProductionType) -> list[Item]:
    """The items that a unit of this production type answers."""
    return [item for item in items.values() if item.production in ("all", production)]


def test_105_rows_are_100_numbers(items: dict[str, Item]) -> None:
    assert len(items) == 105
    assert {ref.partition(".")[0] for ref in items} == {str(number) for number in range(1, 101)}
    assert {ref for ref in items if "." in ref} == {
        f"{number}.{variant}" for number in (4, 5, 30, 38, 39) for variant in (1, 2)
    }


def test_the_tree(catalogue: Catalogue, items: dict[str, Item]) -> None:
    questionnaire = catalogue.questionnaire("zj-ladder")
    domains = questionnaire.domains
    assert [len(element.domains) for element in questionnaire.elements] == [2, 2, 10]
    assert [domain.ref for domain in domains] == [str(number) for number in range(1, 15)]
    assert [sub.ref for domain in domains for sub in domain.sub_domains] == [
        str(number) for number in range(1, 45)
    ]
    rows = [len(questionnaire.items_of(domain)) for domain in domains]
    assert rows == [7, 8, 6, 3, 12, 23, 5, 4, 6, 5, 6, 8, 6, 6]
    assert sum(rows) == len(items)


@pytest.mark.parametrize(
    ("production", "rows", "mandatory", "optional"),
    [
        (ProductionType.DISCRETE, 100, (58, 69, 77), (0, 8, 23)),
        (ProductionType.PROCESS, 97, (55, 66, 74), (0, 8, 23)),
    ],
)
def test_mandatory_and_optional_items(
    items: dict[str, Item],
    production: ProductionType,
    rows: int,
    mandatory: tuple[int, ...],
    optional: tuple[int, ...],
) -> None:
    mine = asked(items, production)
    assert len(mine) == rows
    for requirement, counts in ((Requirement.MANDATORY, mandatory), (Requirement.OPTIONAL, optional)):
        assert (
            tuple(sum(i.rungs.get(level) == requirement for i in mine) for level in ("dw", "sf", "ff"))
            == counts
        )


def test_points_of_the_discrete_form_are_500(items: dict[str, Item]) -> None:
    best = {
        item.ref: (max if item.type == "single" else sum)(option.points for option in item.options)
        for item in asked(items, ProductionType.DISCRETE)
    }
    assert set(best.values()) == {Decimal(5)}
    assert sum(best.values()) == 500


def test_production_types(items: dict[str, Item]) -> None:
    production = {ref: item.production for ref, item in items.items()}
    assert {ref for ref, kind in production.items() if kind == "process"} == {
        "4.2",
        "5.2",
        "30.2",
        "38.2",
        "39.2",
    }
    assert {ref for ref, kind in production.items() if kind == "discrete"} == {
        "4.1",
        "5.1",
        "27",
        "28",
        "29",
        "30.1",
        "38.1",
        "39.1",
    }
    assert {production[ref] for ref in ("72", "73", "79", "80", "95")} == {"all"}


def test_options_worded_twice(items: dict[str, Item]) -> None:
    twins = {
        f"{item.ref}{option.ref}"
        for item in items.values()
        for option in item.options
        if item.production == "all" and option.production != "all"
    }
    assert twins == {"35E", "35E2", "40E", "40E2", "42D", "42D2", "44D", "44D2", "58D", "58D2", "58E", "58E2"}
    for ref in ("35", "40", "42", "44", "58"):
        by_ref = {option.ref: option for option in items[ref].options}
        for twin in (name for name in by_ref if name.endswith("2")):
            first, second = by_ref[twin[:-1]], by_ref[twin]
            assert (first.points, first.level) == (second.points, second.level)
            assert (first.production, second.production) == ("discrete", "process")


def test_multiple_choice_items(items: dict[str, Item]) -> None:
    multiple = {item.ref: item for item in items.values() if item.type == "multiple"}
    assert {ref: [str(option.points) for option in item.options] for ref, item in multiple.items()} == {
        "96": ["1", "1", "1", "2", "0"],
        "97": ["1", "1", "1", "1", "1", "0"],
        "99": ["0", "1.25", "1.25", "1.25", "1.25"],
    }
    for item in multiple.values():
        none = [option for option in item.options if option.exclusive]
        assert [option.points for option in none] == [0]
        assert [option.derived for option in none] == [item.ref != "99"]


def levels(item: Item) -> dict[str, str]:
    """The level that each lettered option evidences."""
    return {option.ref: option.level for option in item.options}


def test_irregular_labels_of_the_bank(items: dict[str, Item]) -> None:
    for ref in ("4.1", "29", "39.1", "60", "63"):
        assert "dw" not in levels(items[ref]).values(), ref
        assert items[ref].rungs["dw"] == "mandatory", ref
    for ref in ("52", "57", "64", "77"):
        assert "sf" not in levels(items[ref]).values(), ref
    assert levels(items["49"]) == {"A": "none", "B": "dw", "C": "dw", "D": "sf", "E": "ff"}
    assert levels(items["67"])["D"] == "sf"
    for ref in ("30.2", "38.2"):
        assert (levels(items[ref])["A"], items[ref].options[0].points) == ("dw", Decimal(0))


def test_implied_answers(catalogue: Catalogue) -> None:
    questionnaire = catalogue.questionnaire("zj-ladder")
    by_id = {item.id: item for item in questionnaire.items}
    letters = {item.id: {option.id: option.ref for option in item.options} for item in questionnaire.items}
    found = {
        (by_id[i.when.item].ref, letters[i.when.item][i.when.option]): (
            by_id[i.then.item].ref,
            letters[i.then.item][i.then.option],
        )
        for i in questionnaire.implications
    }
    assert found == {
        ("32", "A"): ("33", "A"),
        ("34", "A"): ("35", "A"),
        ("44", "A"): ("45", "A"),
        ("49", "A"): ("50", "A"),
    }


def test_floors_that_the_source_file_derives(items: dict[str, Item]) -> None:
    """The points of the lowest option that satisfies each mandatory item: an independent look at labels."""
    rank = {"none": 0, "dw": 1, "sf": 2, "ff": 3}
    expected = {
        ProductionType.DISCRETE: {"dw": "76.5", "sf": "162.8", "ff": "286.3"},
        ProductionType.PROCESS: {"dw": "70.1", "sf": "157.5", "ff": "276.5"},
    }
    for production, floors in expected.items():
        for level, floor in floors.items():
            lowest = [
                min(option.points for option in item.options if rank[option.level] >= rank[level])
                for item in asked(items, production)
                if item.rungs.get(level) == "mandatory"
            ]
            total = sum(lowest, Decimal(0)).quantize(Decimal("0.1"), ROUND_HALF_UP)
            assert total == Decimal(floor), (production, level)


def test_the_share_is_ours_and_says_so(catalogue: Catalogue) -> None:
    share = catalogue.questionnaire("zj-ladder").share
    assert (share.percent, share.provenance) == (100, "derived")
