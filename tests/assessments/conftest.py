"""Small catalogues for tests: the base under tests/tiny/base with the files of one example over it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assessments.loader import CATALOG, Catalogue, load_catalogue

TESTS = Path(__file__).parent.parent
TINY = TESTS / "tiny"
BROKEN = TESTS / "broken"

Assemble = Callable[[Path], Path]
LoadTiny = Callable[[str], Catalogue]


@pytest.fixture
def assemble(tmp_path: Path) -> Assemble:
    """A folder with the base catalogue and the files of one example over it (`expected.yaml` stays out)."""

    def lay(example: Path) -> Path:
        folder = tmp_path / example.name
        for layer in (TINY / "base", example):
            shutil.copytree(layer, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.yaml"))
        return folder

    return lay


@pytest.fixture
def tiny(assemble: Assemble) -> LoadTiny:
    """The loaded catalogue of one feature: `tiny("implication")`."""
    return lambda feature: load_catalogue(assemble(TINY / feature))


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue that ships."""
    return load_catalogue(CATALOG)
