"""Taking in a file that an official brings: read, checked for its headings and stored line by line."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import imports as queries
from backend.db.tables.imports import Import
from backend.imports import headings
from backend.imports.options import read_options
from backend.imports.people import without_people
from backend.imports.reading import FIELD, read_rows
from backend.imports.stored import as_columns
from backend.services.areas import find_area
from backend.services.errors import InvalidInputError
from backend.services.imports import CHECKING, COLUMNS, is_complete, kind_of

NAME_LENGTH = 120


@dataclass(frozen=True)
class NewImport:
    """A file to take in: for which area, what it holds, and what was chosen for the whole list."""

    code: str
    kind: str
    file_name: str
    options: Mapping[str, str]


def receive(database: Database, actor: Actor, catalogue: Catalogue, new: NewImport, path: Path | None) -> str:
    """Take in the file at `path` (None: there is none) and give the id of the import; nothing is applied yet.

    Raises NotFoundError outside the actor's area, InvalidInputError for a file that cannot be read and for
    options that are wrong.
    """
    kind = kind_of(new.kind, find_area(catalogue, actor, new.code))
    problems: dict[str, str] = {}
    rows = options = None
    try:
        options = read_options(kind, new.options)
    except InvalidInputError as error:
        problems |= error.fields
    try:
        rows = read_rows(path) if path is not None else None
    except InvalidInputError as error:
        problems |= error.fields
    if path is None:
        problems[FIELD] = "请选择要导入的文件。"
    if path is None or rows is None or options is None:
        raise InvalidInputError(problems)
    found = headings.find(rows, kind.columns)
    if not any(number > found.line for number, _ in rows):
        raise InvalidInputError({FIELD: "文件没有读入：表头下面没有内容。"})
    job = Import(
        kind=kind.id,
        area=new.code,
        file_name=_name_of(new.file_name),
        file_digest=_digest(path),
        columns=as_columns(found),
        options=json.dumps(options, ensure_ascii=False),
        state=CHECKING if is_complete(kind, found.mapping) else COLUMNS,
        lines=len(rows),
        created_by=actor.account_id or None,
        created_at=clock.now(),
    )
    kept = without_people(rows, found.mapping.values())
    with database.write(actor) as session:
        session.add(job)
        session.flush()
        queries.add_lines(session, job.id, [(number, json.dumps(cells)) for number, cells in kept])
    return job.id


def _name_of(typed: str) -> str:
    """The name of a file without folders and without what no page can print."""
    plain = "".join(sign for sign in typed.replace("\\", "/").rpartition("/")[2] if sign.isprintable())
    return plain[-NAME_LENGTH:] or "名单"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
