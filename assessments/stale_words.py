"""Words that a new version may have left behind: changed rules under an old text, old years, old policies.

None of it is a mistake that the checks could be sure of, so it is told and refuses nothing.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from assessments.catalogue import Catalogue
from assessments.digest import Version
from assessments.schema.common import OpenDay, zh
from assessments.schema.condition import Gate
from assessments.schema.questionnaire import Item, Option, Questionnaire
from assessments.wording import item_words

_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def rule_left_its_text(old: Any, new: Any) -> bool:
    """Whether a gate or an option asks something else than before in the same words."""
    ruled = isinstance(old, (Gate, Option)) and isinstance(new, (Gate, Option))
    return ruled and old.when != new.when and zh(old.text) == zh(new.text)


def left_behind(catalogue: Catalogue, old: Version, new: Version) -> tuple[str, ...]:
    """What a person should look at before anyone relies on a new version, one line each; often nothing."""
    return (*_rules(old, new), *_years(old, new), *_policies(catalogue, old, new))


def _rules(old: Version, new: Version) -> Iterator[str]:
    before, after = _ruled(old), _ruled(new)
    for name, one in after.items():
        if name in before and rule_left_its_text(before[name], one):
            yield f"{name} 的规则改了，文字没有改，请核对文字“{zh(one.text)}”是否仍然准确。"


def _ruled(version: Version) -> Mapping[str, Gate | Option]:
    """Gates and options by how a message calls them."""
    items: tuple[Item, ...] = version.items if isinstance(version, Questionnaire) else ()
    return {
        **{f"条件 {gate.id}": gate for gate in version.gates},
        **{f"{item_words(item.ref)}选项 {option.ref}": option for item in items for option in item.options},
    }


def _years(old: Version, new: Version) -> Iterator[str]:
    left = [year for year in _YEAR.findall(old.version) if year not in new.version]
    texts = {"标题（title）": new.title}
    if isinstance(new, Questionnaire):
        texts["说明（description）"] = new.description
    for name, text in texts.items():
        for year in dict.fromkeys(left):
            if year in _YEAR.findall(zh(text)):
                yield f"{name}仍写有旧版的年份 {year}，请核对是否应改。"


def _policies(catalogue: Catalogue, old: Version, new: Version) -> Iterator[str]:
    before, after = _starts(old), _starts(new)
    for purpose, (start, policy) in after.items():
        was = before.get(purpose)
        if policy and was is not None and was[0] != start and was[1] == policy:
            found = catalogue.policies.get(policy)
            name = f"“{zh(found.title)}”" if found else ""
            yield f"新的起始日期仍以旧版的文件 {policy}{name}为依据，请核对 citation 是否应改。"
            return


def _starts(version: Version) -> dict[str, tuple[OpenDay, str]]:
    """First day and policy that it is taken from, by purpose; a period's clause names it."""
    if not isinstance(version, Questionnaire):
        return {"": (version.effective.start, version.policy)}
    return {one.purpose.value: (one.start, (one.citation or "").partition("#")[0]) for one in version.applies}
