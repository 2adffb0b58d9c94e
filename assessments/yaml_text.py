"""Strict YAML: every scalar stays text, a duplicate key is an error, and any value can be found by line.

PyYAML's own loader turns 1.10 into 1.1 and `no` into False and lets the last of two equal keys win; the base
loader below does none of that, and libyaml keeps it fast.
"""

from collections.abc import Sequence
from typing import Any

import yaml

from assessments.problem import PathStep


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
    """libyaml's loader without type guesses, refusing duplicate keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        """A mapping of text keys; raises where a key comes twice or is not plain text."""
        mapping: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(problem="key", problem_mark=key_node.start_mark)
            if key_node.value in mapping:
                raise _DuplicateKey(problem=key_node.value, problem_mark=key_node.start_mark)
            mapping[key_node.value] = self.construct_object(value_node, deep=deep)
        return mapping


def parse(text: bytes) -> Any:
    """The content of a YAML file as mappings, lists and text; raises NotYaml."""
    try:
        text.decode("utf-8")
        return yaml.load(text, Loader=StrictLoader)  # noqa: S506 - a base loader: builds text, lists, mappings only
    except _DuplicateKey as error:
        raise NotYaml(
            f"键 {error.problem} 重复", "每个键在同一处只能写一次，请删去多余的", _line(error)
        ) from None
    except yaml.MarkedYAMLError as error:
        cure = "请检查缩进、引号和冒号；含冒号或引号的文字要用双引号括起来"
        raise NotYaml(f"不是合法的 YAML（{error.problem or '无法解析'}）", cure, _line(error)) from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise NotYaml("不是合法的 YAML 文本", "请用 UTF-8 编码保存，并去掉控制字符", None) from None


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
