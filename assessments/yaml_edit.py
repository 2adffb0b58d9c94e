"""Small changes to a YAML file that leave the rest – comments, order, quoting – as its author wrote it.

Only the characters of the value that changes are replaced, found by the parser's own marks. New values are
written as JSON, which is YAML on one line and needs no guess about quoting.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import yaml

from assessments.problem import PathStep
from assessments.yaml_text import StrictLoader

Path = Sequence[PathStep]


def replace(text: str, path: Path, value: Any) -> str:
    """The text with another value at `path`; KeyError where there is none."""
    node = _found(text, path)
    if node is None:
        raise KeyError(".".join(map(str, path)))
    start, end = node.start_mark.index, _end(text, node)
    return text[:start] + _spelt(value) + text[end:]


def put(text: str, path: Path, value: Any) -> str:
    """The same, adding the last key of `path` to its mapping where the mapping does not have it."""
    if _found(text, path) is not None:
        return replace(text, path, value)
    node = _found(text, path[:-1])
    if not isinstance(node, yaml.MappingNode):
        raise KeyError(".".join(map(str, path)))
    return _add(text, node, f"{path[-1]}: {_spelt(value)}")


def append(text: str, path: Path, value: Any) -> str:
    """The text with one more entry at the end of the list at `path`, which is begun where it is missing."""
    node = _found(text, path)
    if node is None:
        return put(text, path, [value])
    if not isinstance(node, yaml.SequenceNode):
        raise KeyError(".".join(map(str, path)))
    return _add(text, node, _spelt(value))


def _add(text: str, node: yaml.CollectionNode, entry: str) -> str:
    """One more entry in a mapping or list, in the style in which it is written."""
    if node.flow_style:
        at = node.end_mark.index - 1
        comma = ", " if node.value else ""
        return f"{text[:at].rstrip()}{comma}{entry}{text[at:]}"
    last = node.value[-1]
    at = _line_end(text, _end(text, last[1] if isinstance(last, tuple) else last))
    dash = "- " if isinstance(node, yaml.SequenceNode) else ""
    line = " " * node.start_mark.column + dash + entry
    return f"{text[:at]}\n{line}{text[at:]}"


def _found(text: str, path: Path) -> Any:
    """The node at `path`, or None."""
    node: Any = yaml.compose(text, Loader=StrictLoader)
    for step in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            return None
    return node


def _end(text: str, node: yaml.Node) -> int:
    """Where a node's own characters end: the parser's mark of a block lies beyond the comments after it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(last, tuple) else last)
    written = text[node.start_mark.index : node.end_mark.index]
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        return node.start_mark.index + _block_length(written, node.start_mark.column)
    return int(node.end_mark.index)


def _block_length(written: str, column: int) -> int:
    """The length of a block scalar without the blank lines and comments that follow it.

    Its marks end at the next token; what is indented less than the scalar's lines is no longer part of it.
    """
    lines = written.split("\n")
    indent = next((len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()), column)
    inside = [
        number for number, line in enumerate(lines) if number and line[:indent].isspace() and line.strip()
    ]
    return len("\n".join(lines[: (inside[-1] if inside else 0) + 1]))


def _line_end(text: str, at: int) -> int:
    """The end of the line on which a position lies, a comment behind it included."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def _spelt(value: Any) -> str:
    """A value on one line: days and numbers plain, texts quoted."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_spelt(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_spelt, value)) + "]"
    return value if _is_word(value) else json.dumps(value, ensure_ascii=False)


def _is_word(value: Any) -> bool:
    """A plain word of the catalogue – draft, official – that needs no quotes in any YAML."""
    return isinstance(value, str) and value.isascii() and value.replace("_", "").isalpha()
