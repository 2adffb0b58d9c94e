"""Two versions compared in words: nothing that changes is left out, and nothing else is told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assessments.condition_words import names_of
from assessments.loader import load_catalogue
from assessments.version_diff import Difference, differences

TINY = Path(__file__).parent.parent / "tiny"
HEADER = "questionnaires/little/1/questionnaire.yaml"
ITEMS = "questionnaires/little/1/domains/01-first-domain.yaml"

Assemble = Callable[[Path], Path]


def changed(assemble: Assemble, tmp_path: Path, file: str, old: str, new: str) -> tuple[Difference, ...]:
    """What is told of one piece of text that is replaced in a questionnaire by points."""
    before = load_catalogue(assemble(TINY / "points_with_floors"))
    folder = tmp_path / "points_with_floors"
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    after = load_catalogue(folder)
    versions = before.questionnaire("little"), after.questionnaire("little")
    return differences(*versions, names_of(after, *versions))


@pytest.mark.parametrize(
    ("file", "old", "new", "told", "kind"),
    [
        (ITEMS, 'points: "2.5"', 'points: "3"', "选项 B：分值由“2.5”改为“3”", "rules"),
        (
            ITEMS,
            "按现状选。",
            "按上年末的现状选。",
            "填写说明由“按现状选。”改为“按上年末的",
            "wording",
        ),
        (ITEMS, "level: bronze", "level: silver", "对应的梯级由“铜级”改为“银级”", "rules"),
        (
            HEADER,
            'score: second-domain, comparator: at_least, value: "2.5"',
            'score: second-domain, comparator: at_least, value: "5"',
            "判定规则由“第二能力域得分不低于 2.5”改为“第二能力域得分不低于 5”",
            "rules",
        ),
        (HEADER, "bronze: [floor, pass]", "bronze: [pass, floor]", "", ""),
        (HEADER, "silver: [full]", "silver: [full, floor]", "银级：新增条件“示例条件”", "rules"),
        (
            HEADER,
            "effective: {}",
            "effective: {end: 2026-12-31}",
            "截止日期由“不限”改为“2026-12-31”",
            "period",
        ),
        (
            HEADER,
            "provenance: official",
            "provenance: recalled",
            "来源可信度由“官方文本”改为",
            "rules",
        ),
    ],
)
def test_one_change_is_one_difference(
    file: str, old: str, new: str, told: str, kind: str, assemble: Assemble, tmp_path: Path
) -> None:
    found = changed(assemble, tmp_path, file, old, new)
    assert [difference.kind for difference in found] == ([kind] if kind else [])
    assert all(told in str(difference) for difference in found)


def test_an_option_that_comes_and_one_that_goes(assemble: Assemble, tmp_path: Path) -> None:
    found = changed(
        assemble,
        tmp_path,
        ITEMS,
        '- {id: nothing, ref: A, points: "0"',
        '- {id: nought, ref: A, points: "0"',
    )
    assert [(one.old is None, one.new is None) for one in found] == [(False, True), (True, False)]
    assert all(one.area == "题目" and one.what == "选项" for one in found)


def test_a_version_is_like_itself(assemble: Assemble) -> None:
    catalogue = load_catalogue(assemble(TINY / "points_with_floors"))
    version = catalogue.questionnaire("little")
    assert differences(version, version, names_of(catalogue, version)) == ()


def test_a_rule_that_left_its_text_behind_is_marked(assemble: Assemble, tmp_path: Path) -> None:
    (found,) = changed(assemble, tmp_path, HEADER, 'at_least, value: "5"', 'at_least, value: "6"')
    assert found.stale
    assert found.marked == f"{found}（文字没有改，请核对）"


def test_a_change_of_no_rule_is_not_marked(assemble: Assemble, tmp_path: Path) -> None:
    (found,) = changed(assemble, tmp_path, HEADER, "示例条件的文字。", "示例条件的新文字。")
    assert found.marked == str(found)
