"""Every broken example holds one mistake, and it is reported at its file and place, in words, and alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from assessments.checks import CHECKS, find_problems
from assessments.loader import BrokenCatalogue, load_catalogue
from assessments.reading import read_shelf

BROKEN = Path(__file__).parent.parent / "broken"
EXAMPLES = sorted(path for path in BROKEN.iterdir() if path.is_dir())

Assemble = Callable[[Path], Path]

each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)


def _broken(example: Path, assemble: Assemble) -> tuple[Path, dict[str, str]]:
    """The folder with the mistake in it, and what is expected to be said of it."""
    expected = yaml.safe_load((example / "expected.yaml").read_text("utf-8"))
    folder = assemble(example)
    if "remove" in expected:
        (folder / expected["remove"]).unlink()
    return folder, expected


def test_there_are_examples() -> None:
    assert EXAMPLES


@each_example
def test_one_mistake_is_one_problem(example: Path, assemble: Assemble) -> None:
    folder, expected = _broken(example, assemble)
    problems = find_problems(folder)
    assert len(problems) == 1, "\n".join(map(str, problems))
    assert problems[0].file == expected["file"]
    assert expected["place"] in problems[0].place
    assert expected["message"] in problems[0].message + problems[0].cure
    assert problems[0].cure


@each_example
def test_a_broken_catalogue_is_refused(example: Path, assemble: Assemble) -> None:
    folder, expected = _broken(example, assemble)
    with pytest.raises(BrokenCatalogue) as refusal:
        load_catalogue(folder)
    assert expected["file"] in str(refusal.value)


def test_every_check_has_an_example(assemble: Assemble) -> None:
    shelves = [read_shelf(_broken(example, assemble)[0]) for example in EXAMPLES]
    idle = [check.__name__ for check in CHECKS if not any(list(check(shelf)) for shelf in shelves)]
    assert idle == []


def test_all_mistakes_are_told_together(assemble: Assemble, tmp_path: Path) -> None:
    mistakes = ("duplicate_clause", "unreachable_rung", "unknown_fact", "group_of_itself", "target_of_zero")
    folder = assemble(BROKEN / mistakes[0])
    for name in mistakes[1:]:
        for path in (BROKEN / name).rglob("*.yaml"):
            if path.name != "expected.yaml":
                target = folder / path.relative_to(BROKEN / name)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(path.read_bytes())
    problems = find_problems(folder)
    assert len(problems) == len(mistakes)
    assert len({problem.file for problem in problems}) == len(mistakes)


# One spoilt definition, and how many other places refer to it.
SPOILT = {
    "fact": ("facts/register.yaml", "kind: ledger", "kind: leger"),
    "register": ("facts/register.yaml", "facts:", "facts: ["),
    "policy": ("policies/little-policy.yaml", "date: unknown", "date: someday"),
    "clause": ("policies/little-policy.yaml", "provenance: derived, text", "provenance: rumour, text"),
    "ladder": ("ladders/metal.yaml", "below:", "beneath:"),
    "titles": ("targets/recognitions.yaml", "kinds:", "kinds: ["),
    "regions": ("regions/zhejiang.yaml", "name: 浙江省", "name: [浙江省]"),
    "item": ("questionnaires/little/1/domains/01-first-domain.yaml", "type: single", "type: double"),
}


@pytest.mark.parametrize("kind", SPOILT)
def test_what_refers_to_a_spoilt_definition_is_left_alone(kind: str, assemble: Assemble) -> None:
    file, good, bad = SPOILT[kind]
    folder = assemble(BROKEN.parent / "tiny" / ("implication" if kind == "item" else "county_group"))
    text = (folder / file).read_text("utf-8")
    assert good in text
    (folder / file).write_text(text.replace(good, bad, 1), "utf-8")
    assert {problem.file for problem in find_problems(folder)} == {file}


CALL = "calls/metal/2025.yaml"


@pytest.mark.parametrize(
    ("file", "good", "bad", "told"),
    [
        (CALL, "citation:", "citaton:", "是不是 citation？"),
        (CALL, "{county_in: mountains}", "{county_in：mountains}", "全角冒号"),
        (CALL, "any_of:", "any_off:", "是不是 any_of？"),
        ("policies/little-policy.yaml", "issuer:", "isuer:", "是不是 issuer？"),
    ],
)
def test_a_slip_of_the_pen_is_named(file: str, good: str, bad: str, told: str, assemble: Assemble) -> None:
    folder = assemble(BROKEN.parent / "tiny" / "county_group")
    text = (folder / file).read_text("utf-8")
    assert good in text
    (folder / file).write_text(text.replace(good, bad, 1), "utf-8")
    problems = find_problems(folder)
    assert any(told in problem.message + problem.cure for problem in problems), "\n".join(map(str, problems))
