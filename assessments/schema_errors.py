"""pydantic's findings in Chinese: what is wrong with a value, and how to write it."""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from assessments.key_names import KEY_NAMES
from assessments.schema.condition import CONDITION_KEYS
from assessments.yaml_text import WIDE_COLON_CURE

Words = tuple[str, str]
"""Message and cure."""

LONGEST_SHOWN = 40

_PATTERNS: Mapping[str, str] = {
    r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$": "用小写英文单词，以 - 或 _ 相连，如 dw-investment",
    r"^[0-9A-Za-z.\u4e00-\u9fff]+$": "只用数字、字母、汉字和点，如 4.1、B 或 产品设计",
    r"^[0-9a-z][0-9a-z.-]*$": "只用数字、小写字母、点和短横，如 2026-04",
    r"^[a-z0-9-]+#[a-z0-9.-]+$": "写成 文件id#条款id，如 zj-415x#18",
    r"^33[0-9]{4}$": "写 33 开头的 6 位行政区划代码",
    r"^[a-z0-9.-]+$": "只用小写字母、数字、点和短横",
}


def _missing(_error: Mapping[str, Any]) -> Words:
    return "缺少这一项", "请补上"


def _unknown_key(error: Mapping[str, Any]) -> Words:
    key = str(error["loc"][-1])
    if "：" in key:
        return _wide_colon(key)
    near = _nearest(key, KEY_NAMES)
    meant = f"是不是 {near}？" if near else ""
    return "不认识的键", f"{meant}请对照 CONTRIBUTING 改正键名，或删去"


def _not_one_of(error: Mapping[str, Any]) -> Words:
    expected = str(error["ctx"]["expected"]).replace("'", "").replace(" or ", "、").replace(", ", "、")
    return f"值 {_shown(error)} 不在允许的范围内", f"只能写 {expected}"


def _pattern(error: Mapping[str, Any]) -> Words:
    pattern = str(error["ctx"]["pattern"])
    return f"值 {_shown(error)} 的写法不对", _PATTERNS.get(pattern, f"须符合 {pattern}")


def _too_few(error: Mapping[str, Any]) -> Words:
    least = error["ctx"]["min_length"]
    return f"至少要有 {least} 项", "请补足"


def _too_long(error: Mapping[str, Any]) -> Words:
    return "文字过长", f"不超过 {error['ctx']['max_length']} 个字符"


def _too_short(_error: Mapping[str, Any]) -> Words:
    return "不能为空", "请填写"


def _bound(error: Mapping[str, Any]) -> Words:
    context = error["ctx"]
    bound = f"不小于 {context['ge']}" if "ge" in context else f"不大于 {context['le']}"
    return f"值 {_shown(error)} 超出范围", f"须{bound}"


def _our_own(error: Mapping[str, Any]) -> Words:
    return f"值 {_shown(error)} 不对", str(error["ctx"]["error"])


def _condition(error: Mapping[str, Any]) -> Words:
    written = error["input"]
    keys = [str(key) for key in written] if isinstance(written, dict) else [str(written)]
    wide = next((key for key in keys if "：" in key), None)
    if wide is not None:
        return _wide_colon(wide)
    near = next((found for found in (_nearest(key, CONDITION_KEYS) for key in keys) if found), "")
    meant = f"是不是 {near}？" if near else ""
    return "不认识的条件", f"{meant}条件须以 {'、'.join(CONDITION_KEYS)} 之一为键"


def _wide_colon(written: str) -> Words:
    return f"“{written[:LONGEST_SHOWN]}”中是全角冒号“：”", WIDE_COLON_CURE


def _nearest(key: str, known: Iterable[str]) -> str:
    """The known key that a misspelt one most likely means; empty for none, or where it is spelt right."""
    found = get_close_matches(key, known, 1, cutoff=0.75)
    return found[0] if found and found[0] != key else ""


def _wrong_type(wanted: str) -> Callable[[Mapping[str, Any]], Words]:
    return lambda error: (f"值 {_shown(error)} 的类型不对", f"此处须写{wanted}")


def _other(error: Mapping[str, Any]) -> Words:
    return f"值 {_shown(error)} 不对（{error['msg']}）", "请改正"


_WORDS: Mapping[str, Callable[[Mapping[str, Any]], Words]] = {
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "enum": _not_one_of,
    "literal_error": _not_one_of,
    "string_pattern_mismatch": _pattern,
    "too_short": _too_few,
    "string_too_long": _too_long,
    "string_too_short": _too_short,
    "greater_than_equal": _bound,
    "less_than_equal": _bound,
    "value_error": _our_own,
    "union_tag_not_found": _condition,
    "model_type": _wrong_type("若干 键: 值"),
    "mapping_type": _wrong_type("按语言分列的文字，如 {zh-CN: “……”}"),
    "dict_type": _wrong_type("若干 键: 值"),
    "tuple_type": _wrong_type("列表"),
    "string_type": _wrong_type("文字"),
}


def words_for(error: Mapping[str, Any]) -> Words:
    """Message and cure for one entry of `ValidationError.errors()`."""
    return _WORDS.get(error["type"], _other)(error)


def _shown(error: Mapping[str, Any]) -> str:
    value = str(error["input"])
    return f"“{value[:LONGEST_SHOWN]}…”" if len(value) > LONGEST_SHOWN else f"“{value}”"
