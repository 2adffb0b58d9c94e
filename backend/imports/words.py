"""The words for what becomes of a line, on pages, in workbooks and in the terminal."""

from collections.abc import Mapping

PLANNED: Mapping[str, str] = {
    "created": "将新增",
    "changed": "将更新",
    "same": "与登记一致",
    "kept": "保留企业资料",
    "repeat": "文件内重复",
    "ask": "需要确定",
    "refused": "有问题",
    "left": "不导入",
    "skipped": "不是名单内容",
}
"""What would become of a line, before it is applied."""

BECAME: Mapping[str, str] = {
    **PLANNED,
    "created": "已新增",
    "changed": "已更新",
    "ask": "未导入（没有确定）",
    "left": "未导入",
    "refused": "有问题，未导入",
    "undone": "已撤销",
    "stays": "撤销时保留（之后有人改动或使用）",
}
"""What has become of a line."""

STATES: Mapping[str, str] = {
    "columns": "待对应列",
    "checking": "正在检查",
    "preview": "待确认导入",
    "running": "正在导入",
    "done": "已导入",
    "cancelled": "已停止",
    "undoing": "正在撤销",
    "undone": "已撤销",
}
"""How far an import has come."""
