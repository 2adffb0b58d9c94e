"""What it means to answer an item, and how the answers of a unit become bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Any

from assessments.compile import CompiledQuestionnaire, choices
from assessments.faults import AnswerError
from assessments.schema.common import ProductionType
from assessments.schema.questionnaire import Item, Option
from assessments.wording import PRODUCTION, is_text, item_words, listed, quoted
from scoring.layout import Mark

__all__ = ["LONGEST_REASON", "Answer", "AnswerError", "decode", "encode", "parse_answer"]

LONGEST_REASON = 500
"""Characters of the reason for 不适用."""


@dataclass(frozen=True)
class Answer:
    """The option ids chosen, in the item's order, or the reason why the item does not apply.

    Neither means unanswered.
    """

    options: tuple[str, ...] = ()
    not_applicable: str | None = None


def parse_answer(item: Item, production: ProductionType, raw: Any) -> Answer:
    """What someone sent as an answer, checked against the item; AnswerError says what is wrong.

    `raw` is an option id or ref (a number may stand for a ref), a list of these, {"not_applicable": reason},
    or None for unanswered.
    """
    if item.production not in ("all", production):
        raise AnswerError(f"{item_words(item.ref)}不问{PRODUCTION[production]}单位，请删去这一项")
    if raw is None:
        return Answer()
    if isinstance(raw, Mapping):
        return Answer(not_applicable=_reason(item, raw))
    if isinstance(_spelt(raw), str):
        raw = [raw]
    if not isinstance(raw, Sequence) or isinstance(raw, bytes):
        raise AnswerError(
            f"{item_words(item.ref)}的答案{quoted(raw)}不是选项，请填选项字母或 id，多选题填列表"
        )
    return Answer(options=_chosen(item, production, raw))


def encode(
    compiled: CompiledQuestionnaire, production: ProductionType, answers: Mapping[str, Answer]
) -> bytes:
    """Answers by item id to a packed submission of `compiled.rubric.rows` bytes.

    Items and options of the other production type are left out: what was answered before a unit's type was
    corrected is kept by whoever stores it and counts for nothing here. KeyError for an id that the version
    does not have.
    """
    strange = answers.keys() - compiled.position.keys()
    if strange:
        raise KeyError(min(strange))
    parts = []
    for item, rule in zip(compiled.answered, compiled.rubric.items, strict=True):
        positions = compiled.option_positions.get((item.id, production))
        mark = Mark(asked=False) if positions is None else _mark(item, positions, answers.get(item.id))
        parts.append(rule.slot.pack(mark))
    return b"".join(parts)


def decode(
    compiled: CompiledQuestionnaire, packed: bytes, reasons: Mapping[str, str] | None = None
) -> dict[str, Answer]:
    """A packed submission to answers by item id; open items and items that are not asked are left out.

    The bytes say that an item does not apply, not why: `reasons` by item id fill that in, else the reason is
    empty. ValueError for bytes that `encode` does not write for this version.
    """
    if len(packed) != compiled.rubric.rows:
        raise ValueError(
            f"a packed submission of {compiled.questionnaire.key} has {compiled.rubric.rows} bytes"
        )
    answers = {}
    for item, rule in zip(compiled.answered, compiled.rubric.items, strict=True):
        mark = rule.slot.unpack(packed[rule.slot.first : rule.slot.first + rule.slot.rows])
        if mark.options:
            answers[item.id] = Answer(options=tuple(item.options[option].id for option in mark.options))
        elif mark.not_applicable:
            answers[item.id] = Answer(not_applicable=(reasons or {}).get(item.id, ""))
    return answers


def _reason(item: Item, raw: Mapping[Any, Any]) -> str:
    if set(raw) != {"not_applicable"}:
        raise AnswerError(
            f'{item_words(item.ref)}的答案格式不对，“不适用”请写成 {{"not_applicable": "原因"}}'
        )
    if item.type == "multiple" or item.may_not_apply is None:
        raise AnswerError(f"{item_words(item.ref)}不能选“不适用”，请选一个选项")
    reason = raw["not_applicable"]
    if not is_text(reason) or not reason.strip():
        raise AnswerError(f"{item_words(item.ref)}选“不适用”还需写明原因，写好后才能保存")
    if len(reason.strip()) > LONGEST_REASON:
        raise AnswerError(f"{item_words(item.ref)}“不适用”的原因超过 {LONGEST_REASON} 字，请精简")
    return str(reason.strip())


def _chosen(item: Item, production: ProductionType, raw: Sequence[Any]) -> tuple[str, ...]:
    """The ids of the options meant, in the item's order."""
    meant = [_option(item, production, key) for key in raw]
    ids = {option.id for option in meant}
    if len(ids) < len(meant):
        raise AnswerError(f"{item_words(item.ref)}有选项重复，每个选项只写一次")
    if item.type == "single" and len(meant) > 1:
        raise AnswerError(f"{item_words(item.ref)}是单选题，却选了 {len(meant)} 项，请只留一项")
    alone = next((option for option in meant if option.exclusive), None)
    if alone is not None and len(meant) > 1:
        raise AnswerError(f"{item_words(item.ref)}选了“{alone.ref}”就不能再选其他项，请二者取一")
    return tuple(option.id for option in item.options if option.id in ids)


def _option(item: Item, production: ProductionType, key: Any) -> Option:
    """The option with this id or ref; of twins that differ by production type, "E" means one's own, E2."""
    own = choices(item, production)
    key = _spelt(key)
    if isinstance(key, str):
        exact = [option for option in own if key in (option.id, option.ref, *option.aliases)]
        twins = [option for option in own if key and option.ref.rstrip("0123456789") == key]
        for found in (exact, twins):
            if len(found) == 1:
                return found[0]
    others = [option for option in item.options if key in (option.id, option.ref)]
    if others:
        raise AnswerError(
            f"{item_words(item.ref)}的选项“{others[0].ref}”不供{PRODUCTION[production]}单位选，"
            f"可选：{listed(option.ref for option in own)}"
        )
    raise AnswerError(
        f"{item_words(item.ref)}没有选项{quoted(key)}，可选：{listed(option.ref for option in own)}"
    )


def _spelt(key: Any) -> Any:
    """A number as the ref that it spells: 4 and 4.0 are both "4"; anything else as it is."""
    if isinstance(key, bool):
        return key
    if isinstance(key, (float, Decimal)) and isfinite(key) and -_LARGE < key < _LARGE and key == int(key):
        return str(int(key))
    return str(key) if isinstance(key, (int, Decimal)) else key


_LARGE = 10**6
"""Beyond any level: a number like 1e999999 is not spelt out in digits."""


def _mark(item: Item, positions: Mapping[str, int], answer: Answer | None) -> Mark:
    if answer is None:
        return _OPEN
    if answer.not_applicable is not None:
        return Mark(not_applicable=True)
    for option in answer.options:
        if option not in positions and all(option != other.id for other in item.options):
            raise KeyError(option)
    return Mark(tuple(sorted(positions[option] for option in answer.options if option in positions)))


_OPEN = Mark()
