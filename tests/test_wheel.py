"""The package as it is installed: built, put into a fresh environment, run far from the checkout."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def run(*command: str | Path, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in `folder` with nothing of the checkout on its path; a failure shows what it printed."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        command, cwd=folder, env=kept | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command} printed:\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel; the builder comes from the test environment, nothing is fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, folder=ROOT)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts folder of a fresh environment with the wheel, which borrows its libraries from ours."""
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, with_pip=False)
    python = environment / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check")
    run(*pip, "install", "--no-index", "--no-deps", wheel, folder=environment)
    # A path file is not followed into another one, which the editable install of the checkout is.
    ours = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    [libraries] = environment.glob("lib/python*/site-packages")
    (libraries / "borrowed.pth").write_text("\n".join(ours))
    return environment / "bin"


def test_wheel_holds_packages_data_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {
        "backend",
        "assessments",
        "scoring",
        "zhiti",
    }
    for wanted in (
        "backend/_data/alembic/env.py",
        "backend/_data/alembic/script.py.mako",
        "backend/_data/templates/base.html",
        "backend/static/style.css",
        "assessments/catalog/regions/zhejiang.yaml",
        "assessments/catalog/industries/gbt4754-2017.csv",
        "assessments/catalog/published.lock",
    ):
        assert wanted in names


def test_every_data_file_of_the_checkout_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    moved = {"templates": "backend/_data/templates", "alembic": "backend/_data/alembic"}
    for folder in ("assessments/catalog", "backend/static", *moved):
        files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix != ".pyc"]
        assert files
        packed = moved.get(folder, folder)
        assert not [path for path in files if f"{packed}/{path.relative_to(ROOT / folder)}" not in names]


@pytest.mark.parametrize("command", ["doctor", "check"])
def test_command_works_outside_the_checkout(installed: Path, tmp_path: Path, command: str) -> None:
    run(installed / "zhiti", command, folder=tmp_path, ZHITI_DATA_DIR=str(tmp_path / "data"))


def test_installed_package_is_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    shown = run(installed / "python", "-c", "import backend; print(backend.__file__)", folder=tmp_path)
    assert Path(shown.stdout.strip()).is_relative_to(installed.parent)
