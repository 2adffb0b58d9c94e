"""Honesty checks: what the rules name exists, each rule stands once, and its words fit its figures."""

from collections.abc import Iterator
from string import Formatter

from assessments.problem import Finding, Place
from assessments.schema.common import zh
from assessments.schema.integrity import AnswerTest, Contradictions, IntegrityCheck
from assessments.schema.ladder import Ladder
from assessments.schema.questionnaire import Item, Questionnaire
from assessments.shelf import Entry, Shelf


def contradiction_names(shelf: Shelf) -> Iterator[Finding]:
    """Every questionnaire, item, option and level that a contradiction names exists in some version."""
    for entry in shelf.contradictions:
        name = entry.model.questionnaire
        versions = [one.model for one in shelf.questionnaires if one.model.id == name]
        if not versions:
            if not shelf.is_unread(Questionnaire, "*"):
                yield Finding(entry.at("questionnaire"), f"问卷 {name} 不存在", "请改成目录中的问卷 id")
            continue
        items = [item for version in versions for item in version.items]
        for test, place in _tests(entry):
            yield from _test(shelf, items, test, place)
        yield from _levels(shelf, versions, entry)


def contradictions_once(shelf: Shelf) -> Iterator[Finding]:
    """A questionnaire has one file, and a rule's id is used once in it."""
    files: set[str] = set()
    for entry in shelf.contradictions:
        name = entry.model.questionnaire
        if name in files:
            yield Finding(entry.at("questionnaire"), f"问卷 {name} 的对照写在两个文件里", "请合成一个文件")
        files.add(name)
        seen: set[str] = set()
        for i, rule in enumerate(entry.model.contradictions):
            if rule.id in seen:
                yield Finding(entry.at("contradictions", i), f"对照 {rule.id} 重复", "请改用不同的 id")
            seen.add(rule.id)


def figures_in_words(shelf: Shelf) -> Iterator[Finding]:
    """The {figures} in the words of a rule are those of its check."""
    for entry in shelf.integrity_checks:
        for name, check in entry.model:
            if not isinstance(check, IntegrityCheck):
                continue
            named = {field for _, field, _, _ in Formatter().parse(zh(check.rule)) if field is not None}
            for field in sorted(named - set(type(check).model_fields)):
                place = entry.at(name, "rule")
                yield Finding(place, f"规则文字中的 {{{field}}} 不是这一项的数字", "请改成本项的键名")


def _tests(entry: Entry[Contradictions]) -> Iterator[tuple[AnswerTest, Place]]:
    for i, rule in enumerate(entry.model.contradictions):
        for k, test in enumerate(rule.answers):
            yield test, entry.at("contradictions", i, "answers", k)
        for k, test in enumerate(rule.several.of if rule.several else ()):
            yield test, entry.at("contradictions", i, "several", "of", k)


def _test(shelf: Shelf, items: list[Item], test: AnswerTest, place: Place) -> Iterator[Finding]:
    meant = [item for item in items if item.id == test.item]
    if not meant:
        if not shelf.is_unread(Questionnaire, f"items:{test.item}"):
            yield Finding(place.at("item"), f"题目 {test.item} 不存在", "请改成该问卷的题目 id")
        return
    options = {option.id for item in meant for option in item.options}
    missing = [one for one in test.options if one not in options]
    if missing:
        yield Finding(place, f"题目 {test.item} 没有选项 {'、'.join(missing)}", "请改成该题的选项 id")
    in_order = test.at_least is not None or test.at_most is not None
    if in_order and any(item.type == "multiple" for item in meant):
        yield Finding(place, f"多选题 {test.item} 的选项没有高低", "请改用 any_of 或 none_of")


def _levels(shelf: Shelf, versions: list[Questionnaire], entry: Entry[Contradictions]) -> Iterator[Finding]:
    ladders = {version.ladder for version in versions}
    known = {one.id for ladder in shelf.ladders if ladder.model.id in ladders for one in ladder.model.levels}
    for i, rule in enumerate(entry.model.contradictions):
        level = rule.evidence.level if rule.evidence else None
        unread = any(shelf.is_unread(Ladder, ladder) for ladder in ladders)
        if level is not None and level not in known and not unread:
            place = entry.at("contradictions", i, "evidence", "level")
            yield Finding(place, f"等级 {level} 不存在", "请改成该问卷所属梯度的等级 id")
