"""Replaying what was submitted: under its own version, under another one, and in one area."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from assessments.authoring import new_version, publish
from assessments.catalogue import Catalogue
from assessments.comparison import comparison_data, side_of
from assessments.loader import CATALOG, load_catalogue
from assessments.schema.common import Status
from backend.services import replay
from tests.backend.plant import Plant, everything, lowest_for

DAY = date(2026, 6, 15)
NEW = "zj-ladder@2027"
ITEMS = "questionnaires/zj-ladder/2027/domains/01-technology-support.yaml"

Rewrite = Callable[[str], str]


@pytest.fixture(scope="session")
def lay(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Rewrite], Catalogue]:
    """A catalogue with one more version, whose first domain is rewritten."""
    import shutil

    def make(rewrite: Rewrite) -> Catalogue:
        folder = tmp_path_factory.mktemp("criteria") / "catalogue"
        shutil.copytree(CATALOG, folder)
        new_version(folder, "zj-ladder@2026-04", "2027", DAY)
        text = (folder / ITEMS).read_text("utf-8")
        changed = rewrite(text)
        assert changed != text
        (folder / ITEMS).write_text(changed, "utf-8")
        publish(folder, NEW, DAY)
        return load_catalogue(folder)

    return make


def harder(text: str) -> str:
    """The first item's B evidences no rung any more."""
    return text.replace('ref: "B", points: "1", level: dw', 'ref: "B", points: "1", level: none', 1)


def without_b(text: str) -> str:
    """The first item has no B any more: its bytes cannot be read as they are."""
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if "id: one-scene" not in line)


@pytest.fixture
def submitted(plant: Plant) -> Plant:
    """A confirmed firm that has submitted the lowest answers of 数字化车间."""
    plant.answer(everything(plant.catalogue, lowest_for("dw")))
    plant.confirm()
    plant.submit()
    return plant


def test_under_its_own_version_a_submission_stands_where_it_stood(submitted: Plant) -> None:
    side = side_of(submitted.catalogue, "zj-ladder", DAY, None)
    done = replay.replay(submitted.database, submitted.catalogue, side)
    assert (done.units, done.unread) == (1, 0)
    assert (done.certain, done.possible) == ({"dw": 1}, {"dw": 1})


def test_only_the_area_counts(submitted: Plant) -> None:
    side = side_of(submitted.catalogue, "zj-ladder", DAY, None)
    inside = replay.replay(submitted.database, submitted.catalogue, side, prefix="3301")
    outside = replay.replay(submitted.database, submitted.catalogue, side, prefix="3302")
    assert (inside.units, outside.units) == (1, 0)


@pytest.mark.parametrize("rewrite", [harder, without_b])
def test_under_a_harder_version_it_loses_its_level(
    rewrite: Rewrite, submitted: Plant, lay: Callable[[Rewrite], Catalogue]
) -> None:
    catalogue = lay(rewrite)
    old, new = (side_of(catalogue, name, DAY, None) for name in ("zj-ladder@2026-04", NEW))
    done = replay.replay(submitted.database, catalogue, new)
    data = comparison_data(replay.compare(submitted.database, catalogue, old, new))
    assert done.certain == {"none": 1}
    assert (data["certain"]["gains"], data["certain"]["loses"], data["unrated"]) == (0, 1, 0)
    (line,) = data["lines"]
    assert line["certain"] == ["dw", "none"]
    assert "new-it-application:dw" in {gate["id"] for gate in line["gates"]}
    # An answer to an option that is gone is open: 数字化车间 stays possible.
    assert line["possible"] == ["dw", "dw" if rewrite is without_b else "none"]


def test_rules_that_the_catalogue_does_not_have_are_not_guessed(submitted: Plant) -> None:
    version = submitted.catalogue.questionnaire("zj-ladder")
    share = version.required_share
    assert share is not None
    other = version.model_copy(update={"required_share": share.model_copy(update={"percent": 90})})
    assert other.status is Status.PUBLISHED
    questionnaires = {**submitted.catalogue.questionnaires, version.key: other}
    catalogue = replace(submitted.catalogue, questionnaires=questionnaires)
    done = replay.replay(submitted.database, catalogue, side_of(catalogue, "zj-ladder", DAY, None))
    assert (done.units, done.unread, sum(done.certain.values())) == (1, 1, 0)
