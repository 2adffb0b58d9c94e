"""Options: each can be chosen by someone, and each kind of item keeps to its own marks."""

from collections.abc import Iterator

from assessments.checks.levels import asked_types, options_for
from assessments.checks.logic import implies
from assessments.checks.trees import facts_of
from assessments.problem import Finding
from assessments.schema.questionnaire import Item, Questionnaire
from assessments.shelf import Entry, Shelf

MOST_OPTIONS = 250
"""One byte holds the answer of a single-choice item, and a few of its codes are reserved."""

_KINDS = {"single": "单选题", "multiple": "多选题", "derived": "由事实推出的题目"}


def choosable_options(shelf: Shelf) -> Iterator[Finding]:
    """Each option belongs to a production type that is asked, and each type asked has two options or more."""
    for entry in shelf.questionnaires:
        for i, item in enumerate(entry.model.items):
            for j, option in enumerate(item.options):
                if option.production not in ("all", *asked_types(item)):
                    place = entry.at("items", i, "options", j, "production")
                    message = (
                        f"选项 {option.id} 只供 {option.production}，而题目只问 {item.production}，没有人能选"
                    )
                    yield Finding(place, message, "请改正 production，或删去这个选项")
            for production in asked_types(item):
                if len(options_for(item, production)) < 2:
                    place = entry.at("items", i, "options")
                    message = f"题目 {item.id} 对 {production.value} 不足两个选项"
                    yield Finding(place, message, "请补足选项，或改正题目的 production")


def multiple_choice(shelf: Shelf) -> Iterator[Finding]:
    """不适用 belongs to single-choice items, one exclusive option at most to multiple-choice ones."""
    for entry in shelf.questionnaires:
        for i, item in enumerate(entry.model.items):
            exclusive = [j for j, option in enumerate(item.options) if option.exclusive]
            if item.type != "single" and item.may_not_apply is not None:
                place = entry.at("items", i, "may_not_apply")
                told = f"{_KINDS[item.type]} {item.id} 不能选“不适用”"
                yield Finding(place, told, "请删去 may_not_apply，改用“以上均无”选项")
            if item.type != "multiple":
                for j in exclusive:
                    place = entry.at("items", i, "options", j, "exclusive")
                    told = f"{_KINDS[item.type]} {item.id} 的选项不需要 exclusive"
                    yield Finding(place, told, "请删去 exclusive")
                continue
            for j in exclusive[1:]:
                place = entry.at("items", i, "options", j, "exclusive")
                yield Finding(place, f"多选题 {item.id} 有多个排他选项", "只留一个 exclusive: true")


def derived_options(shelf: Shelf) -> Iterator[Finding]:
    """Options of derived items follow from facts: all but the last say when, best first; no others do."""
    for entry in shelf.questionnaires:
        for i, item in enumerate(entry.model.items):
            for j, option in enumerate(item.options):
                place, last = entry.at("items", i, "options", j), j == len(item.options) - 1
                if item.type != "derived":
                    if option.when is not None:
                        told = f"题目 {item.id} 由人选答，选项不需要 when"
                        yield Finding(place.at("when"), told, "请删去 when，或把题目改为 type: derived")
                elif last and option.when is not None:
                    cure = "最后一个选项是其余情形，请删去它的 when，或在其后补一个选项"
                    yield Finding(place.at("when"), f"题目 {item.id} 的最后一个选项带有 when", cure)
                elif not last and option.when is None:
                    told = f"选项 {option.id} 没有 when，其后的选项永远轮不到"
                    yield Finding(place, told, "请补上 when，或把它移到最后")
            yield from _order(entry, i, item)


def derived_levels(shelf: Shelf) -> Iterator[Finding]:
    """A derived item has points, no levels: counts of items at a level look at what was answered."""
    for entry in shelf.questionnaires:
        for i, item in enumerate(entry.model.items):
            for j, option in enumerate(item.options):
                if item.type == "derived" and option.level != "none":
                    place = entry.at("items", i, "options", j, "level")
                    yield Finding(place, f"题目 {item.id} 由事实推出，不计入等级", "请删去 level")


def _order(entry: Entry[Questionnaire], number: int, item: Item) -> Iterator[Finding]:
    points = [option.points for option in item.options]
    if item.type == "derived" and points != sorted(points, reverse=True):
        told = f"题目 {item.id} 的选项没有从高到低排列"
        yield Finding(entry.at("items", number, "options"), told, "取第一个满足的选项，请按分值从高到低排列")


def shadowed_options(shelf: Shelf) -> Iterator[Finding]:
    """No option of a derived item, and no value of a derived fact, is forestalled by an earlier one."""
    facts = facts_of(shelf)
    lists = [
        (entry.at("items", i, "options"), [option.when for option in item.options])
        for entry in shelf.questionnaires
        for i, item in enumerate(entry.model.items)
        if item.type == "derived"
    ]
    lists += [
        (entry.at("derived_facts", i, "choices"), [choice.when for choice in fact.choices])
        for entry in shelf.metrics
        for i, fact in enumerate(entry.model.derived_facts)
    ]
    for place, whens in lists:
        for j, when in enumerate(whens):
            by = [i for i, before in enumerate(whens[:j]) if before and when and implies(when, before, facts)]
            if by:
                told = f"满足这一项时第 {by[0] + 1} 项必然满足，这一项永远轮不到"
                yield Finding(place.at(j, "when"), told, "请核对数值，并按从高到低排列")


def derived_values(shelf: Shelf) -> Iterator[Finding]:
    """All values of a derived fact but the last say when."""
    for entry in shelf.metrics:
        for i, fact in enumerate(entry.model.derived_facts):
            for j, choice in enumerate(fact.choices[:-1]):
                if choice.when is None:
                    place = entry.at("derived_facts", i, "choices", j)
                    told = f"取值 {choice.id} 没有 when，其后的取值永远轮不到"
                    yield Finding(place, told, "请补上 when，或把它移到最后")


def number_of_options(shelf: Shelf) -> Iterator[Finding]:
    """An item has at most MOST_OPTIONS options."""
    for entry in shelf.questionnaires:
        for i, item in enumerate(entry.model.items):
            if len(item.options) > MOST_OPTIONS:
                place = entry.at("items", i, "options")
                message = f"题目 {item.id} 有 {len(item.options)} 个选项，超过 {MOST_OPTIONS} 个"
                yield Finding(place, message, "请拆成几道题")
