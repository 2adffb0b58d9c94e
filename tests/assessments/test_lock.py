"""published.lock: rules never move under a published version, words only with a listed correction."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assessments.checks import find_problems
from assessments.loader import Catalogue, load_catalogue, rules_digest, wording_digest
from assessments.lock import LockRefused, read_lock, write_lock

TINY = Path(__file__).parent.parent / "tiny"
HEADER = "questionnaires/little/1/questionnaire.yaml"
ITEMS = "questionnaires/little/1/domains/01-first-domain.yaml"
CORRECTION = "changes:\n  - {date: 2026-11-21, kind: wording, text: {zh-CN: 改正错字。}}\n"

Assemble = Callable[[Path], Path]


@pytest.fixture
def folder(assemble: Assemble) -> Path:
    """A tiny catalogue whose questionnaire is published and locked."""
    place = assemble(TINY / "single_choice")
    edit(place, HEADER, "status: draft", "status: published")
    assert write_lock(place) == ("little@1",)
    return place


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Replace one piece of text, which must be there."""
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")


def digests(catalogue: Catalogue) -> tuple[str, str]:
    """Rules and wording digest of the only questionnaire."""
    questionnaire = catalogue.questionnaire("little")
    return rules_digest(questionnaire), wording_digest(questionnaire)


def test_a_locked_version_loads(folder: Path) -> None:
    assert find_problems(folder) == []
    lines = (folder / "published.lock").read_text("utf-8").splitlines()
    assert lines[1].split() == ["little@1", *digests(load_catalogue(folder)), "0"]


def test_writing_again_changes_nothing(folder: Path) -> None:
    before = (folder / "published.lock").read_bytes()
    assert write_lock(folder) == ()
    assert (folder / "published.lock").read_bytes() == before


def test_rules_are_frozen(folder: Path) -> None:
    edit(folder, ITEMS, 'points: "1.67"', 'points: "1.68"')
    (problem,) = find_problems(folder)
    assert "规则与 published.lock 不符" in problem.message
    with pytest.raises(LockRefused, match="请另建新版本"):
        write_lock(folder)


def test_words_move_with_a_listed_correction_only(folder: Path) -> None:
    edit(folder, ITEMS, "按现状选。", "按目前的现状选。")
    with pytest.raises(LockRefused, match="文字与"):
        write_lock(folder)
    text = (folder / HEADER).read_text("utf-8")
    (folder / HEADER).write_text(text + CORRECTION, "utf-8")
    assert write_lock(folder) == ("little@1",)
    assert find_problems(folder) == []
    edit(folder, ITEMS, "按目前的现状选。", "再改一次。")
    with pytest.raises(LockRefused):
        write_lock(folder)


def test_a_published_version_does_not_vanish(folder: Path) -> None:
    edit(folder, HEADER, "status: published", "status: draft")
    with pytest.raises(LockRefused, match="没有这个已公布的版本"):
        write_lock(folder)


def test_a_draft_needs_no_lock(assemble: Assemble) -> None:
    folder = assemble(TINY / "single_choice")
    assert read_lock(folder) == {}
    assert write_lock(folder) == ()


@pytest.mark.parametrize(
    ("old", "new", "moved"),
    [
        ("按现状选。", "按目前的现状选。", "wording"),
        ('points: "1.67"', 'points: "1.70"', "rules"),
        ("rungs: {silver: mandatory}", "rungs: {silver: optional}", "rules"),
        ("provenance: derived", "provenance: recalled", "rules"),
        ("level: bronze", "level: silver", "rules"),
    ],
)
def test_what_moves_which_digest(old: str, new: str, moved: str, assemble: Assemble) -> None:
    folder = assemble(TINY / "single_choice")
    before = digests(load_catalogue(folder))
    edit(folder, ITEMS, old, new)
    after = digests(load_catalogue(folder))
    assert [name for name, a, b in zip(("rules", "wording"), before, after, strict=True) if a != b] == [moved]


def test_that_a_text_is_there_is_a_rule(assemble: Assemble) -> None:
    folder = assemble(TINY / "may_not_apply")
    before = digests(load_catalogue(folder))
    edit(folder, ITEMS, '    may_not_apply: {zh-CN: "没有自建实验室的，选“不适用”并写明委外机构。"}\n', "")
    after = digests(load_catalogue(folder))
    assert before[0] != after[0]


# --- what ends, and what versions compute with ----------------------------------------------------------

METRICS = "facts/metrics.yaml"


def test_an_end_moves_with_a_listed_correction_only(folder: Path) -> None:
    rules = digests(load_catalogue(folder))[0]
    edit(folder, HEADER, "effective: {}", "effective: {end: 2026-12-31}")
    with pytest.raises(LockRefused, match="截止日期也算文字"):
        write_lock(folder)
    text = (folder / HEADER).read_text("utf-8")
    (folder / HEADER).write_text(text + CORRECTION, "utf-8")
    assert write_lock(folder) == ("little@1",)
    assert digests(load_catalogue(folder))[0] == rules


def test_a_start_is_a_rule(folder: Path) -> None:
    edit(folder, HEADER, "effective: {}", "effective: {start: 2026-12-31}")
    text = (folder / HEADER).read_text("utf-8")
    (folder / HEADER).write_text(text + CORRECTION, "utf-8")
    with pytest.raises(LockRefused, match="规则与"):
        write_lock(folder)


@pytest.fixture
def computing(assemble: Assemble) -> Path:
    """A tiny catalogue whose published questionnaire looks at a metric."""
    place = assemble(TINY / "metric_growth")
    header = next((place / "questionnaires").glob("*/*/questionnaire.yaml"))
    edit(place, header.relative_to(place).as_posix(), "status: draft", "status: published")
    return place


def test_a_metric_is_frozen_with_the_first_published_version_that_uses_it(computing: Path) -> None:
    (name,) = load_metrics(computing)
    assert [key for key in write_lock(computing) if ":" in key] == [f"metric:{name}"]
    assert find_problems(computing) == []


def test_a_formula_is_a_rule_and_its_words_are_not(computing: Path) -> None:
    (name,) = load_metrics(computing)
    write_lock(computing)
    edit(computing, METRICS, "definition: {zh-CN: ", "definition: {zh-CN: 即")
    assert [problem.message for problem in find_problems(computing)] == [f"metric:{name} 的文字更正尚未登记"]
    assert write_lock(computing) == (f"metric:{name}",)
    edit(computing, METRICS, "growth: ", "back: 1, growth: ")
    with pytest.raises(LockRefused, match="请另写一个 id 不同的定义"):
        write_lock(computing)


def test_a_metric_that_no_published_version_uses_may_change(assemble: Assemble) -> None:
    folder = assemble(TINY / "metric_growth")
    assert write_lock(folder) == ()


def load_metrics(folder: Path) -> list[str]:
    """The ids of the metrics that a catalogue defines."""
    from assessments.reading import read_shelf

    return [metric.id for entry in read_shelf(folder).metrics for metric in entry.model.metrics]
