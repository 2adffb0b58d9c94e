"""Writing criteria without Python: skeletons, new versions, publishing – all or nothing."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assessments.authoring import AuthoringError, new_questionnaire, new_version, publish
from assessments.authoring_dates import Start
from assessments.checks import find_problems, problems_on
from assessments.loader import load_catalogue
from assessments.problem import BrokenCatalogue, Problem
from assessments.schema.common import Purpose, Status, zh
from assessments.shelf import Shelf
from assessments.skeleton import TO_FILL

TINY = Path(__file__).parent.parent / "tiny"
HOME = Path("questionnaires/little")
TODAY = date(2026, 11, 21)
JULY = date(2027, 7, 1)

Assemble = Callable[[Path], Path]


@pytest.fixture
def folder(assemble: Assemble) -> Path:
    """A tiny catalogue with a questionnaire by points, published for recognition from 2026 on."""
    place = assemble(TINY / "points_with_floors")
    edit(place / HOME / "1/questionnaire.yaml", "effective: {}", RECOGNITION)
    publish(place, "little@1", TODAY)
    return place


RECOGNITION = "applies:\n  - {purpose: recognition, start: 2026-01-01, provenance: official}   # since 2026"


def edit(file: Path, old: str, new: str) -> None:
    """Replace one piece of text, which must be there."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def state(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_new_instrument_is_a_valid_draft_with_things_to_fill(folder: Path) -> None:
    before = state(folder)
    files = new_questionnaire(folder, "green-plant", "2027", TODAY)
    assert find_problems(folder) == []
    assert load_catalogue(folder).questionnaire("green-plant").status is Status.DRAFT
    assert all(TO_FILL in file.read_text("utf-8") for file in files)
    assert {name: text for name, text in state(folder).items() if name in before} == before


@pytest.mark.parametrize("name", ["Green", "绿色工厂", "green_plant", "green plant", ""])
def test_a_name_that_is_none_is_refused(name: str, folder: Path) -> None:
    with pytest.raises(AuthoringError, match="不能作标识"):
        new_questionnaire(folder, name, "1", TODAY)


def test_a_taken_name_is_refused(folder: Path) -> None:
    with pytest.raises(AuthoringError, match="已经存在"):
        new_questionnaire(folder, "little", "1", TODAY)
    with pytest.raises(AuthoringError, match="已经存在"):
        new_version(folder, "little@1", "1", TODAY)
    with pytest.raises(AuthoringError, match="没有 little@7"):
        new_version(folder, "little@7", "8", TODAY)


def test_what_is_left_to_fill_is_not_published(folder: Path) -> None:
    new_questionnaire(folder, "green-plant", "1", TODAY)
    before = state(folder)
    with pytest.raises(AuthoringError, match="没有填"):
        publish(folder, "green-plant@1", TODAY)
    assert state(folder) == before


def test_what_is_only_recalled_is_not_published(folder: Path) -> None:
    for file in new_questionnaire(folder, "green-plant", "1", TODAY):
        file.write_text(file.read_text("utf-8").replace(TO_FILL, "已填"), "utf-8")
    with pytest.raises(AuthoringError, match="只凭记忆"):
        publish(folder, "green-plant@1", TODAY)


def test_a_new_version_is_the_old_one_as_a_draft(folder: Path) -> None:
    before = state(folder)
    file = new_version(folder, "little@1", "2", TODAY)
    after = state(folder)
    assert {name: text for name, text in after.items() if name in before} == before
    assert find_problems(folder) == []
    old, new = (before[str(HOME / "1/questionnaire.yaml")], file.read_bytes())
    assert [line for line in old.splitlines() if line not in new.splitlines()] == [
        b'version: "1"',
        b"status: published",
    ]
    assert (
        after[str(HOME / "2/domains/01-first-domain.yaml")]
        == before[str(HOME / "1/domains/01-first-domain.yaml")]
    )


def test_one_threshold_from_edit_to_publication(folder: Path) -> None:
    file = new_version(folder, "little@1", "2", TODAY)
    edit(file, 'comparator: at_least, value: "5"', 'comparator: at_least, value: "7.5"')
    done = publish(folder, "little@2", TODAY, Start(JULY, closes_previous=True))
    assert done.closed == ("little@1",)
    assert done.keys == ("little@1", "little@2")
    assert done.changes == ("“示例条件”：判定规则由“总分不低于 5”改为“总分不低于 7.5”",)
    assert find_problems(folder) == []
    catalogue = load_catalogue(folder)
    assert catalogue.instrument("little", date(2027, 6, 30), Purpose.RECOGNITION).questionnaire.version == "1"
    assert catalogue.instrument("little", JULY, Purpose.RECOGNITION).questionnaire.version == "2"
    changes = catalogue.questionnaire("little@2").changes
    assert [change.text["zh-CN"] for change in changes] == [
        "与 little@1 相比：“示例条件”：判定规则由“总分不低于 5”改为“总分不低于 7.5”。"
    ]
    assert "接替" in catalogue.questionnaire("little@1").changes[-1].text["zh-CN"]
    assert "# since 2026" in (folder / HOME / "1/questionnaire.yaml").read_text("utf-8")


def test_two_versions_do_not_decide_together(folder: Path) -> None:
    new_version(folder, "little@1", "2", TODAY)
    before = state(folder)
    for start in (None, Start(JULY)):
        with pytest.raises(BrokenCatalogue, match="施行期重叠"):
            publish(folder, "little@2", TODAY, start)
    assert state(folder) == before


def test_another_purpose_may_begin_beside_it(folder: Path) -> None:
    file = new_version(folder, "little@1", "2", TODAY)
    edit(file, "purpose: recognition", "purpose: self_check")
    publish(folder, "little@2", TODAY, Start(JULY, Purpose.REVIEW))
    applies = load_catalogue(folder).questionnaire("little@2").applies
    assert [(one.purpose, one.start) for one in applies] == [
        (Purpose.SELF_CHECK, date(2026, 1, 1)),
        (Purpose.REVIEW, JULY),
    ]


def test_a_change_list_that_was_written_stays(folder: Path) -> None:
    file = new_version(folder, "little@1", "2", TODAY)
    text = file.read_text("utf-8")
    begin = text.index(TO_FILL)
    file.write_text(text[:begin] + "及格线提高。" + text[text.index('"', begin) :], "utf-8")
    publish(folder, "little@2", TODAY, Start(JULY, closes_previous=True))
    (change,) = load_catalogue(folder).questionnaire("little@2").changes
    assert change.text["zh-CN"] == "及格线提高。"


def test_a_version_with_a_problem_is_not_published(folder: Path) -> None:
    file = new_version(folder, "little@1", "2", TODAY)
    edit(file, 'comparator: at_least, value: "10"', 'comparator: at_least, value: "10.5"')
    before = state(folder)
    with pytest.raises(BrokenCatalogue, match="满分只有 10"):
        publish(folder, "little@2", TODAY, Start(JULY, closes_previous=True))
    assert state(folder) == before


def test_what_is_published_is_not_published_again(folder: Path) -> None:
    with pytest.raises(AuthoringError, match="已经公布"):
        publish(folder, "little@1", TODAY)


def test_a_call_gets_a_new_version_too(assemble: Assemble) -> None:
    folder = assemble(TINY / "county_group")
    publish(folder, "little-call@2025", TODAY)
    file = new_version(folder, "little-call@2025", "2026", TODAY)
    edit(file, "value: 20000000", "value: 25000000")
    edit(file, "end: 2025-12-31", "end: 2026-12-31")
    done = publish(folder, "little-call@2026", TODAY, Start(date(2026, 1, 1)))
    invested = "建成日期前 3 年内项目投入不低于"
    assert done.changes == (f"“示例条件”：判定规则由“{invested} 2000 万元”改为“{invested} 2500 万元”",)
    assert find_problems(folder) == []


def test_a_version_copied_by_hand_gets_its_change_list(folder: Path) -> None:
    shutil.copytree(folder / HOME / "1", folder / HOME / "2")
    file = folder / HOME / "2/questionnaire.yaml"
    edit(file, 'version: "1"', 'version: "2"')
    edit(file, 'comparator: at_least, value: "10"', 'comparator: at_least, value: "9"')
    publish(folder, "little@2", TODAY, Start(JULY, closes_previous=True))
    (change,) = load_catalogue(folder).questionnaire("little@2").changes
    assert (
        change.text["zh-CN"] == "与 little@1 相比：“示例条件”：判定规则由“总分不低于 10”改为“总分不低于 9”。"
    )


def test_what_a_colleague_saved_meanwhile_is_not_written_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_version(folder, "little@1", "2", TODAY)
    own = folder / HOME / "2/questionnaire.yaml"

    def saved_meanwhile(shelf: Shelf) -> list[Problem]:
        own.write_text(own.read_text("utf-8") + "# 同事的修改\n", "utf-8")
        return problems_on(shelf)

    monkeypatch.setattr("assessments.authoring.problems_on", saved_meanwhile)
    lock = (folder / "published.lock").read_bytes()
    with pytest.raises(AuthoringError, match="刚被他人修改"):
        publish(folder, "little@2", TODAY, Start(JULY, closes_previous=True))
    assert own.read_text("utf-8").endswith("# 同事的修改\n")
    assert (folder / "published.lock").read_bytes() == lock


def test_versions_are_compared_with_the_one_before_by_number(folder: Path) -> None:
    for older, newer, day in (("1", "1.9", JULY), ("1.9", "1.10", date(2028, 7, 1))):
        new_version(folder, f"little@{older}", newer, TODAY)
        publish(folder, f"little@{newer}", TODAY, Start(day, closes_previous=True))
    last = load_catalogue(folder).questionnaire("little@1.10").changes[-1]
    assert "与 little@1.9 相比" in zh(last.text)


def test_a_changed_rule_under_an_unchanged_text_is_warned_of(folder: Path) -> None:
    file = new_version(folder, "little@1", "2", TODAY)
    edit(file, 'comparator: at_least, value: "5"', 'comparator: at_least, value: "7.5"')
    edit(file, 'comparator: at_least, value: "2.5"', 'comparator: at_least, value: "3"')
    edit(file, "示例条件的文字。", "示例条件的新文字。")  # of the floor, whose rule changed with it
    done = publish(folder, "little@2", TODAY, Start(JULY, closes_previous=True))
    assert done.warnings == ("条件 pass 的规则改了，文字没有改，请核对文字“示例条件的文字。”是否仍然准确。",)
    catalogue = load_catalogue(folder)
    assert "请核对" not in zh(catalogue.questionnaire("little@2").changes[-1].text)


def test_nothing_is_warned_of_where_words_moved_with_the_rules(folder: Path) -> None:
    new_version(folder, "little@1", "2", TODAY)
    assert publish(folder, "little@2", TODAY, Start(JULY, closes_previous=True)).warnings == ()


def test_a_derived_option_whose_text_stayed_is_warned_of(assemble: Assemble) -> None:
    folder = assemble(TINY / "derived_bands")
    edit(folder / HOME / "1/questionnaire.yaml", "effective: {}", RECOGNITION)
    publish(folder, "little@1", TODAY)
    file = new_version(folder, "little@1", "2", TODAY)
    edit(
        file.parent / "domains/01-first-domain.yaml",
        'comparator: at_least, value: "10"',
        'comparator: at_least, value: "11"',
    )
    (warning,) = publish(folder, "little@2", TODAY, Start(JULY, closes_previous=True)).warnings
    assert "题选项 A 的规则改了，文字没有改" in warning


def test_an_old_year_and_an_old_policy_are_warned_of(folder: Path) -> None:
    header = folder / HOME / "1/questionnaire.yaml"
    (folder / HOME / "2026").mkdir()
    shutil.copytree(folder / HOME / "1/domains", folder / HOME / "2026/domains")
    text = header.read_text("utf-8").replace('version: "1"', 'version: "2026"')
    text = text.replace("status: published", "status: draft").replace("小问卷", "小问卷（2026 年）")
    text = text.replace("provenance: official}", 'provenance: official, citation: "little-policy#one"}', 1)
    (folder / HOME / "2026/questionnaire.yaml").write_text(text, "utf-8")
    publish(folder, "little@2026", TODAY, Start(JULY, closes_previous=True))
    new_version(folder, "little@2026", "2027", TODAY)
    done = publish(folder, "little@2027", TODAY, Start(date(2027, 12, 1), closes_previous=True))
    assert done.warnings == (
        "标题（title）仍写有旧版的年份 2026，请核对是否应改。",
        "新的起始日期仍以旧版的文件 little-policy“示例文件”为依据，请核对 citation 是否应改。",
    )
