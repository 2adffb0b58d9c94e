"""What several commands need: the catalogue, the settings, a database of the right kind."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from backend.terminal import err

if TYPE_CHECKING:
    from assessments.loader import Catalogue
    from assessments.schema.common import Purpose
    from backend.db.engine import Database
    from backend.settings import Settings


CatalogueDir = Annotated[
    Path | None,
    typer.Option("--catalogue", help="评价目录；不写则用 ZHITI_CATALOGUE 指定的，或随软件发布的目录。"),
]

PurposeOption = Annotated[
    str, typer.Option("--purpose", help="用途：recognition 新认定、review 复核、self_check 自评。")
]


def settings_for(port: int | None = None) -> "Settings":
    """The settings of the environment, with another port where one is given."""
    from backend.settings import Settings

    return Settings() if port is None else Settings(port=port)


def parse_purpose(text: str) -> "Purpose | None":
    """A purpose typed as an option, None for an empty text; ends the command for anything else."""
    from assessments.schema.common import Purpose

    if not text:
        return None
    try:
        return Purpose(text)
    except ValueError:
        known = "、".join(purpose.value for purpose in Purpose)
        err.print(f"没有用途 {text}，可用：{known}。", style="red", markup=False)
        raise typer.Exit(2) from None


def catalogue_folder(given: Path | None = None) -> Path:
    """The folder given to a command, else the one of the settings; the command ends where it is none."""
    folder = settings_for().catalogue_folder if given is None else given
    if not folder.is_dir():
        err.print(f"没有文件夹 {folder}。请检查 --catalogue 或 ZHITI_CATALOGUE。", style="red", markup=False)
        raise typer.Exit(2)
    return folder


def load_definitions(given: Path | None = None) -> "Catalogue":
    """The catalogue in a folder, by default that of the settings or the one that ships with the software."""
    from assessments.loader import load_catalogue

    return load_catalogue(catalogue_folder(given))


def check_region(code: str, known: "Catalogue | None" = None) -> "Catalogue":
    """The catalogue, once the code is known to be a region of it; else the command ends."""
    from backend.auth.actor import SYSTEM
    from backend.services.areas import find_area
    from backend.services.errors import NotFoundError

    catalogue = known or load_definitions()
    try:
        find_area(catalogue, SYSTEM, code)
    except NotFoundError:
        err.print(
            f"没有代码为 {code} 的地区，请填写浙江省、市或县（市、区）、功能区的 6 位代码，如 330281。",
            style="red",
        )
        raise typer.Exit(2) from None
    return catalogue


@contextmanager
def open_database(settings: "Settings") -> "Iterator[Database]":
    """A database, closed when the command is done."""
    from backend.db.engine import Database

    database = Database(settings.database)
    try:
        yield database
    finally:
        database.dispose()


@contextmanager
def existing_database() -> "Iterator[Database]":
    """The database that is there; without one the command ends."""
    from backend.db.migrate import kind_of

    settings = settings_for()
    if kind_of(settings.database) is None:
        err.print(
            "还没有数据库。请先运行 zhiti serve 或 zhiti demo load，或检查 ZHITI_DATA_DIR。", style="red"
        )
        raise typer.Exit(1)
    with open_database(settings) as database:
        yield database


def prepare_database(settings: "Settings", kind: str, *, must_match: bool = False) -> None:
    """Create or upgrade the database; a new one is stamped with its kind."""
    from backend.db.migrate import kind_of, stamp_kind, upgrade

    present = kind_of(settings.database)
    # Refuse before touching anything: a production database is not even migrated by a demo command.
    stamped = kind if present is None or must_match else present
    if present is not None:
        stamp_kind(settings.database, stamped)
    upgrade(settings.database)
    stamp_kind(settings.database, stamped)


def read_unit_list(file: Path) -> list[Any]:
    """The list of units in a JSON file or on standard input; ends the command where it cannot be read."""
    from assessments.unit_json import read_units

    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        err.print(
            f"读不了文件 {file}：{error}。请检查路径，并用 UTF-8 编码的 json 保存单位列表。",
            style="red",
            markup=False,
        )
        raise typer.Exit(2) from None
    return read_units(text)
