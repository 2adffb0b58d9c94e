"""The directory finds whoever serves a place, in one order on both engines, and the same for everybody."""

from typing import Any

import pytest
from sqlalchemy import event

from backend.auth.actor import ANONYMOUS
from backend.db.queries.providers import Wanted
from backend.services.errors import InvalidInputError
from backend.services.providers import directory as service
from backend.services.providers import review
from backend.services.providers.directory import directory
from tests.backend import providers
from tests.backend.town import Town

NINGBO, YUYAO, CIXI, XIHU, PROVINCE = "330200", "330281", "330282", "330106", "330000"


class Shop:
    """A directory with providers in it."""

    def __init__(self, town: Town) -> None:
        self.town, self.number = town, 9000

    def enlist(self, name: str, **changes: Any) -> str:
        """A provider in the directory, under a name."""
        self.number += 1
        town = self.town
        return providers.enlist(
            town.database, town.catalogue, town.person("wang"), town.official(PROVINCE), self.number,
            name=name, **changes,
        )  # fmt: skip

    def found(self, after: str = "", **wanted: Any) -> list[str]:
        """Names, in the order of the directory."""
        page = directory(self.town.database, ANONYMOUS, self.town.catalogue, Wanted(**wanted), after=after)
        return [entry.provider.name for entry in page.entries]


@pytest.fixture
def shop(town: Town) -> Shop:
    return Shop(town)


def test_whoever_offers_a_larger_or_a_smaller_area_serves_the_place(shop: Shop) -> None:
    for name, area in (("全省", PROVINCE), ("宁波", NINGBO), ("余姚", YUYAO), ("慈溪", CIXI), ("西湖", XIHU)):
        shop.enlist(name, areas=(area,))
    assert set(shop.found(area=YUYAO)) == {"全省", "宁波", "余姚"}
    assert set(shop.found(area=NINGBO)) == {"全省", "宁波", "余姚", "慈溪"}
    assert set(shop.found(area=PROVINCE)) == {"全省", "宁波", "余姚", "慈溪", "西湖"}
    town = shop.town
    page = review.area_providers(town.database, town.official(XIHU), town.catalogue, XIHU)
    assert {entry.provider.name for entry in page.listed} == {"全省", "西湖"}
    assert (page.may_review, page.waiting, page.counts) == (False, (), {})


def test_filters_are_all_met_by_one_provider(shop: Shop) -> None:
    shop.enlist("甲", capabilities=("mes",), industries=("34",))
    shop.enlist("乙", capabilities=("erp", "mes"), industries=("36",), busy=5)
    shop.enlist("丙（余姚）公司", capabilities=("erp",))
    assert set(shop.found(capability="mes")) == {"甲", "乙"}
    assert shop.found(capability="mes", division="34") == ["甲"]
    assert set(shop.found(division="36")) == {"乙", "丙（余姚）公司"}
    assert set(shop.found(capability="erp", free=True)) == {"丙（余姚）公司"}
    assert shop.found(text="(余姚)") == shop.found(text="（余姚） 公") == ["丙（余姚）公司"]
    assert shop.found(text="%") == []
    for name, value in (("capability", "magic"), ("division", "99"), ("area", "310000")):
        with pytest.raises(InvalidInputError):
            shop.found(**{name: value})


def test_the_order_is_that_of_the_names_and_pages_continue_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "PAGE_SIZE", 2)
    for name in ("中控", "阿里", "ABC", "宝信", "中控", "博世"):
        shop.enlist(name)
    seen: list[str] = []
    after = ""
    while True:
        page = directory(shop.town.database, ANONYMOUS, shop.town.catalogue, Wanted(), after=after)
        seen += [entry.provider.name for entry in page.entries]
        after = page.next
        if not after:
            break
    assert seen == ["ABC", "阿里", "宝信", "博世", "中控", "中控"]


def test_a_page_costs_as_many_statements_with_one_provider_as_with_many(shop: Shop) -> None:
    def statements() -> int:
        counted: list[str] = []
        engine = shop.town.database.engine
        note = lambda *given: counted.append(given[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", note)
        shop.found()
        event.remove(engine, "before_cursor_execute", note)
        return len(counted)

    shop.enlist("一")
    one = statements()
    for name in ("二", "三", "四", "五"):
        shop.enlist(name)
    assert statements() == one
