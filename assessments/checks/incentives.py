"""Incentives: each stands once, in an area that exists and for a title that exists."""

from collections.abc import Iterator

from assessments.problem import Finding
from assessments.schema.region import Regions
from assessments.schema.target import RecognitionKinds
from assessments.shelf import Shelf


def areas(shelf: Shelf) -> Iterator[Finding]:
    """An incentive is given by the province, a city or a county that exists."""
    if any(kind is Regions for kind, _ in shelf.unread):
        return
    known = {code for entry in shelf.regions for code in _codes(entry.model)}
    for file in shelf.incentives:
        for i, one in enumerate(file.model.incentives):
            if one.area not in known:
                message = f"奖补所在的地区 {one.area} 不是现有的省、市、县（市、区）"
                yield Finding(file.at("incentives", i, "area"), message, "请核对代码")


def kinds(shelf: Shelf) -> Iterator[Finding]:
    """An incentive is for a kind of title that exists."""
    known = {kind.id for file in shelf.recognition_kinds for kind in file.model.kinds}
    for file in shelf.incentives:
        for i, one in enumerate(file.model.incentives):
            unread = one.kind is None or shelf.is_unread(RecognitionKinds, f"kinds:{one.kind}")
            if one.kind not in known and not unread:
                place = file.at("incentives", i, "kind")
                yield Finding(place, f"称号 {one.kind} 不存在", "请改正 id；目录中没有的称号改写 title")


def once(shelf: Shelf) -> Iterator[Finding]:
    """An incentive is written once."""
    seen: set[str] = set()
    for file in shelf.incentives:
        for i, one in enumerate(file.model.incentives):
            if one.id in seen:
                yield Finding(
                    file.at("incentives", i, "id"), f"奖补 {one.id} 重复", "请只留一处，或改用不同的 id"
                )
            seen.add(one.id)


def _codes(regions: Regions) -> Iterator[str]:
    yield regions.code
    for city in regions.cities:
        yield city.code
        yield from (county.code for county in city.counties)
