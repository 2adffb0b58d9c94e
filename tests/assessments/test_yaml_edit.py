"""Small changes to YAML text: the value changes, everything else stays byte for byte."""

from datetime import date

import pytest
import yaml

from assessments.yaml_edit import append, put, replace

TEXT = """\
# head
id: a
version: 2026-04   # the version
note:
  zh-CN: >-
    第一行
    第二行
# after the note
applies:
  - purpose: review   # 复核
    start: 2025-01-01
    end: 2026-01-01   # the end
  # a remark at the end
effective: {start: unknown}
empty: []
status: draft # stays
"""


def lines_changed(old: str, new: str) -> tuple[list[str], list[str]]:
    """Lines that went and lines that came."""
    before, after = old.splitlines(), new.splitlines()
    return [line for line in before if line not in after], [line for line in after if line not in before]


@pytest.mark.parametrize(
    ("edit", "gone", "come"),
    [
        (
            lambda text: replace(text, ("status",), "published"),
            ["status: draft # stays"],
            ["status: published # stays"],
        ),
        (
            lambda text: replace(text, ("version",), "2027"),
            ["version: 2026-04   # the version"],
            ['version: "2027"   # the version'],
        ),
        (
            lambda text: put(text, ("applies", 0, "end"), date(2027, 1, 1)),
            ["    end: 2026-01-01   # the end"],
            ["    end: 2027-01-01   # the end"],
        ),
        (
            lambda text: put(text, ("effective", "end"), date(2027, 1, 1)),
            ["effective: {start: unknown}"],
            ["effective: {start: unknown, end: 2027-01-01}"],
        ),
        (
            lambda text: put(text, ("note", "zh-CN"), "新"),
            ["  zh-CN: >-", "    第一行", "    第二行"],
            ['  zh-CN: "新"'],
        ),
        (
            lambda text: append(text, ("applies",), {"purpose": "recognition"}),
            [],
            ["  - {purpose: recognition}"],
        ),
        (lambda text: append(text, ("empty",), "x"), ["empty: []"], ["empty: [x]"]),
        (lambda text: append(text, ("more",), '有“引号”和"英文"'), [], ['more: ["有“引号”和\\"英文\\""]']),
    ],
)
def test_only_the_value_changes(edit: object, gone: list[str], come: list[str]) -> None:
    assert callable(edit)
    changed = edit(TEXT)
    assert lines_changed(TEXT, changed) == (gone, come)
    yaml.safe_load(changed)


def test_a_new_entry_stands_before_the_remarks_after_the_list() -> None:
    lines = append(TEXT, ("applies",), {"purpose": "recognition"}).splitlines()
    place = lines.index("  - {purpose: recognition}")
    assert lines[place - 1 : place + 2] == [
        "    end: 2026-01-01   # the end",
        "  - {purpose: recognition}",
        "  # a remark at the end",
    ]


def test_what_is_not_there_is_not_replaced() -> None:
    with pytest.raises(KeyError):
        replace(TEXT, ("applies", 1, "start"), "x")
    with pytest.raises(KeyError):
        put(TEXT, ("missing", "start"), "x")
