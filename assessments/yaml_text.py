"""Strict YAML: every scalar stays text, a duplicate key is an error, and any value can be found by line.

PyYAML's own loader turns 1.10 into 1.1 and `no` into False and lets the last of two equal keys win; the base
loader below does none of that, and libyaml keeps it fast.
"""

import re
from collections.abc import Sequence
from typing import Any

import yaml

from assessments.problem import PathStep

WIDE_COLON_CURE = "请改成半角冒号加一个空格，如 fact: staff"

_TAB = re.compile(r"[ -]*\t")
_WIDE_COLON = re.compile(r"[ -]*([a-z_]+)\s*：")


class NotYaml(Exception):
    """The text is not strict YAML; `line` counts from 1 and is None where the parser knows none."""

    def __init__(self, message: str, cure: str, line: int | None) -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure
        self.line = line


class _DuplicateKey(yaml.MarkedYAMLError):
    """Two equal keys in one mapping."""


class StrictLoader(yaml.CBaseLoader):
    """libyaml's loader without type guesses: nothing is looked up to find a tag that nobody asks for."""

    def resolve(self, kind: Any, _value: Any, _implicit: Any) -> str:
        """The tag of a node: only its kind."""
        return str(kind)

    def descend_resolver(self, _node: Any, _index: Any) -> None:
        """No path is looked up."""

    def ascend_resolver(self) -> None:
        """No path is looked up."""


def _plain(node: yaml.Node | None) -> Any:
    """A node as text, list or mapping; raises where a key comes twice or is not plain text."""
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(part) for part in node.value]
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value if isinstance(node, yaml.MappingNode) else ():
        if not isinstance(key_node, yaml.ScalarNode):
            raise yaml.constructor.ConstructorError(problem="key", problem_mark=key_node.start_mark)
        if key_node.value in mapping:
            raise _DuplicateKey(problem=key_node.value, problem_mark=key_node.start_mark)
        mapping[key_node.value] = _plain(value_node)
    return mapping if node is not None else None


def parse(text: bytes) -> Any:
    """The content of a YAML file as mappings, lists and text; raises NotYaml."""
    try:
        text.decode("utf-8")
        return _plain(yaml.compose(text, Loader=StrictLoader))
    except _DuplicateKey as error:
        raise NotYaml(
            f"键 {error.problem} 重复", "每个键在同一处只能写一次，请删去多余的", _line(error)
        ) from None
    except yaml.MarkedYAMLError as error:
        _name_usual_slips(text, error)
        cure = "请检查缩进、引号和冒号；含冒号或引号的文字要用双引号括起来"
        raise NotYaml(f"不是合法的 YAML（{error.problem or '无法解析'}）", cure, _line(error)) from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        raise NotYaml("不是合法的 YAML 文本", "请用 UTF-8 编码保存，并去掉控制字符", None) from None


def _name_usual_slips(text: bytes, error: yaml.MarkedYAMLError) -> None:
    """Raise NotYaml in plain words where the parser stumbled over a tab or a full-width colon."""
    line = _line(error)
    lines = text.decode("utf-8").splitlines()
    if line is None or line > len(lines):
        return
    if _TAB.match(lines[line - 1]):
        cure = "YAML 只能用空格缩进，请把制表符换成空格"
        raise NotYaml("行首用了制表符（Tab）", cure, line) from None
    # The parser notices a key without its colon only where the next one begins.
    for number in (line, line - 1):
        found = _WIDE_COLON.match(lines[number - 1]) if number else None
        if found is not None:
            raise NotYaml(f"键 {found[1]} 后面是全角冒号“：”", WIDE_COLON_CURE, number) from None


def line_of(text: bytes, path: Sequence[PathStep]) -> int | None:
    """The line (from 1) of the value at `path`, or of the nearest part of the path that exists."""
    try:
        node: Any = yaml.compose(text, Loader=StrictLoader)
    except yaml.YAMLError:
        return None
    for step in path:
        inner = _step_into(node, step)
        if inner is None:
            break
        node = inner
    return None if node is None else int(node.start_mark.line) + 1


def _step_into(node: Any, step: PathStep) -> Any:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    return None


def _line(error: yaml.MarkedYAMLError) -> int | None:
    return None if error.problem_mark is None else int(error.problem_mark.line) + 1
