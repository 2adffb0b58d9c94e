"""Weights: where a source gives them, siblings share 100 percent, and points are what they multiply to."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from math import prod

from assessments.checks.levels import asked_types, options_for
from assessments.problem import Finding, Place
from assessments.schema.common import ProductionType
from assessments.schema.questionnaire import Item, Questionnaire
from assessments.shelf import Entry, Shelf

WHOLE = Decimal(100)
"""All shares of a whole, in percent; also the points of a whole questionnaire that has weights."""

Share = Decimal | None

Siblings = tuple[str, Place, Sequence[Share]]
"""What they are, where they stand, and their weights; equal findings are told once."""


def shares(shelf: Shelf) -> Iterator[Finding]:
    """The weights of siblings add up to 100; of a single choice the best option has the whole."""
    for entry in shelf.questionnaires:
        for what, place, weights in (*_branches(entry), *_item_groups(entry), *_together(entry)):
            given = [weight for weight in weights if weight is not None]
            if given and sum(given) != WHOLE:
                message = f"{what}的权重合计 {sum(given)}%，不是 100%"
                yield Finding(place, message, "请对照来源核对各项 weight，同级须写全")
        for i, item in enumerate(entry.model.items):
            given = [option.weight for option in item.options if option.weight is not None]
            if item.type != "multiple" and given and max(given) != WHOLE:
                place = entry.at("items", i, "options")
                message = f"单选题 {item.id} 最高一档的权重是 {max(given)}%，不是 100%"
                yield Finding(place, message, "请对照来源核对各选项的 weight")


def points(shelf: Shelf) -> Iterator[Finding]:
    """An option with a weight is worth 100 × the weights of domain, sub-domain, item and option."""
    for entry in shelf.questionnaires:
        above = _above(entry.model)
        for i, item in enumerate(entry.model.items):
            for j, option in enumerate(item.options):
                if option.weight is None or item.sub_domain not in above:
                    continue
                place = entry.at("items", i, "options", j)
                factors = [weight for weight in (*above[item.sub_domain], item.weight) if weight is not None]
                worth = WHOLE * prod((*factors, option.weight)) / WHOLE ** (len(factors) + 1)
                if len(factors) < _FACTORS_ABOVE:
                    message = f"选项 {option.id} 写了权重，它的题目、能力子域或能力域却没有"
                    yield Finding(place.at("weight"), message, "请把各级 weight 写全，或都不写")
                elif worth != option.points:
                    message = (
                        f"选项 {option.id} 记 {option.points} 分，按各级权重相乘应为 {worth.normalize():f} 分"
                    )
                    yield Finding(place.at("points"), message, "请对照来源核对 points 和各级 weight")


_FACTORS_ABOVE = 3
"""Domain, sub-domain and item."""


def _above(model: Questionnaire) -> Mapping[str, tuple[Share, Share]]:
    """By sub-domain its domain's weight and its own."""
    return {sub.id: (domain.weight, sub.weight) for domain in model.domains for sub in domain.sub_domains}


def _branches(entry: Entry[Questionnaire]) -> Iterator[Siblings]:
    """Domains of the whole, and sub-domains of each domain."""
    yield "各能力域", entry.at("elements"), [domain.weight for domain in entry.model.domains]
    for i, element in enumerate(entry.model.elements):
        for j, domain in enumerate(element.domains):
            place = entry.at("elements", i, "domains", j, "sub_domains")
            yield f"能力域 {domain.id} 各子域", place, [sub.weight for sub in domain.sub_domains]


def _item_groups(entry: Entry[Questionnaire]) -> Iterator[Siblings]:
    """Items of each sub-domain, as units of either production type are asked them."""
    for production in ProductionType:
        by_sub: dict[str, list[tuple[int, Item]]] = {}
        for i, item in enumerate(entry.model.items):
            if production in asked_types(item):
                by_sub.setdefault(item.sub_domain, []).append((i, item))
        for sub, rows in by_sub.items():
            place = entry.at("items", rows[0][0], "weight")
            yield f"能力子域 {sub} 各题", place, [item.weight for _, item in rows]


def _together(entry: Entry[Questionnaire]) -> Iterator[Siblings]:
    """Options of each multiple-choice item that a unit of either production type can choose together."""
    for i, item in enumerate(entry.model.items):
        if item.type == "multiple":
            for production in asked_types(item):
                together = [option for option in options_for(item, production) if not option.exclusive]
                weights = [option.weight for option in together]
                yield f"多选题 {item.id} 各选项", entry.at("items", i, "options"), weights
