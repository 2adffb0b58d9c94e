"""Options: each can be chosen by someone, and each kind of item keeps to its own marks."""

from collections.abc import Iterator

from assessments.checks.levels import asked_types, options_for
from assessments.problem import Finding
from assessments.shelf import Shelf

MOST_OPTIONS = 250
"""One byte holds the answer of a single-choice item, and a few of its codes are reserved."""


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
            if item.type == "single":
                for j in exclusive:
                    place = entry.at("items", i, "options", j, "exclusive")
                    yield Finding(place, f"单选题 {item.id} 的选项不需要 exclusive", "请删去 exclusive")
                continue
            if item.may_not_apply is not None:
                place = entry.at("items", i, "may_not_apply")
                yield Finding(
                    place, f"多选题 {item.id} 不能选“不适用”", "请删去 may_not_apply，改用“以上均无”选项"
                )
            for j in exclusive[1:]:
                place = entry.at("items", i, "options", j, "exclusive")
                yield Finding(place, f"多选题 {item.id} 有多个排他选项", "只留一个 exclusive: true")


def number_of_options(shelf: Shelf) -> Iterator[Finding]:
    """An item has at most MOST_OPTIONS options."""
    for entry in shelf.questionnaires:
        for i, item in enumerate(entry.model.items):
            if len(item.options) > MOST_OPTIONS:
                place = entry.at("items", i, "options")
                message = f"题目 {item.id} 有 {len(item.options)} 个选项，超过 {MOST_OPTIONS} 个"
                yield Finding(place, message, "请拆成几道题")
