"""Published versions stay what they were when they were frozen."""

from collections.abc import Iterator

from assessments.lock import lines_of, read_lock, refusal
from assessments.problem import Finding, Place
from assessments.reading import LOCK
from assessments.schema.ladder import Call
from assessments.schema.metric import MetricRegister
from assessments.schema.questionnaire import Questionnaire
from assessments.shelf import Shelf


def lock(shelf: Shelf) -> Iterator[Finding]:
    """Each published version, and what it computes with, has its line in the lock; no line is left over."""
    place = Place(LOCK)
    try:
        lines = read_lock(shelf.root)
    except ValueError as error:
        yield Finding(place, f"{error}", "请从版本库恢复这个文件，不要手改")
        return
    if any(kind in (Questionnaire, Call, MetricRegister) for kind, _ in shelf.unread):
        return
    today = lines_of(shelf)
    for key in sorted(today.keys() - lines.keys()):
        yield Finding(place, f"已公布的 {key} 没有登记", "请用公布命令写入，不要手改")
    for key in sorted(lines.keys() - today.keys()):
        yield Finding(
            place, f"登记的 {key} 在目录里找不到已公布的版本", "已公布的版本不能删除或改回草稿，请恢复"
        )
    for key in sorted(today.keys() & lines.keys()):
        refused = refusal(key, lines[key], today[key])
        if refused is not None:
            yield Finding(place, *refused)
        elif today[key] != lines[key]:
            yield Finding(place, f"{key} 的文字更正尚未登记", "请用公布命令重写")
