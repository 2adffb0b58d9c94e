"""Evidence: files attached to the items of a form, kept under random names outside the web root."""

import contextlib
import hashlib
import os
import secrets
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import evidence as queries
from backend.db.tables.assessments import Evidence
from backend.services import audit, drafts
from backend.services.assessing import Form, find_form
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.uploads import FIELD, kind_of
from backend.settings import Settings

FILES_PER_ITEM = 20
LONGEST_NAME = 120
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Upload:
    """A file as it was sent."""

    filename: str
    content: bytes


@dataclass(frozen=True)
class StoredFile:
    """A file to give back: where it lies, and what it is called and is."""

    path: Path
    filename: str
    media_type: str


@dataclass(frozen=True)
class Removed:
    """Where a file was removed from."""

    assessment_id: str
    item: str
    filename: str


def attach(
    database: Database,
    actor: Actor,
    *,
    catalogue: Catalogue,
    settings: Settings,
    assessment_id: str,
    item_id: str,
    upload: Upload,
) -> str:
    """Attach a file to an item and give the file's cleaned name.

    The bytes are on the disk before the row is committed: a row never points at nothing. Raises
    NotFoundError, ConflictError once the form is submitted, and InvalidInputError (field "file") for a file
    we do not keep.
    """
    with database.read(actor) as session:
        find_form(session, actor, catalogue, assessment_id).instrument.item(item_id)
    if not upload.content:
        raise InvalidInputError({FIELD: "这个文件是空的（0 字节），请检查后重新选择。"})
    if len(upload.content) > settings.upload_limit_mb * MEGABYTE:
        raise InvalidInputError({FIELD: f"文件超过 {settings.upload_limit_mb} MB，请压缩或拆分后再上传。"})
    filename = clean_name(upload.filename)
    row = Evidence(
        assessment_id=assessment_id,
        item=item_id,
        filename=filename,
        media_type=kind_of(filename, upload.content).media_type,
        size=len(upload.content),
        digest=hashlib.sha256(upload.content).hexdigest(),
        stored_as=secrets.token_hex(20),
        added_by=actor.account_id,
        added_at=clock.now(),
    )
    path = _place(settings, row)
    _write_durably(path, upload.content)
    try:
        with database.write(actor) as session:
            form = find_form(session, actor, catalogue, assessment_id, alone=True)
            _check_room(session, settings, form, row)
            session.add(row)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return filename


def fetch(database: Database, actor: Actor, settings: Settings, evidence_id: str) -> StoredFile:
    """A file of a form the actor fills, or for officials of a submission under review in their area.

    An official's view is recorded. Raises NotFoundError, also when the file's bytes are gone.
    """
    row = _found(database, actor, evidence_id)
    path = _place(settings, row)
    if not path.is_file():
        raise NotFoundError("文件内容不在服务器上，请联系管理员从备份恢复。")
    return StoredFile(path, row.filename, row.media_type)


def _found(database: Database, actor: Actor, evidence_id: str) -> Evidence:
    if actor.is_official:
        return _shown_to_official(database, actor, evidence_id)
    with database.read(actor) as session:
        found = queries.of_actor(session, actor, evidence_id)
    if found is None:
        raise NotFoundError
    row: Evidence = found[0]
    return row


def _shown_to_official(database: Database, actor: Actor, evidence_id: str) -> Evidence:
    with database.write(actor) as session:
        found = queries.under_review(session, actor, evidence_id)
        if found is None:
            raise NotFoundError
        row, county = found
        audit.record(session, actor, "view_evidence", f"evidence:{row.id}", county)
    return row


def remove(database: Database, actor: Actor, settings: Settings, evidence_id: str) -> Removed:
    """Mark a file as removed and then delete its bytes; the row stays as a trace.

    Raises NotFoundError, ConflictError once the form is submitted.
    """
    with database.write(actor) as session:
        found = queries.of_actor(session, actor, evidence_id)
        if found is None:
            raise NotFoundError
        row, state = found
        if state not in drafts.EDITABLE:
            raise ConflictError("这份自评已经提交，佐证不能再移除。")
        queries.remove(session, row.id, clock.now())
    with contextlib.suppress(OSError):
        _place(settings, row).unlink()
    return Removed(row.assessment_id, row.item, row.filename)


def clean_name(filename: str) -> str:
    """The last part of a file name without characters that cannot be shown, shortened before its ending."""
    last = filename.replace("\\", "/").rpartition("/")[2]
    shown = "".join(each for each in last if unicodedata.category(each)[0] != "C").strip(" .")
    stem, dot, ending = shown.rpartition(".")
    if not dot:
        stem, ending = shown, ""
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}"[:LONGEST_NAME] or "file"


def _check_room(session: Session, settings: Settings, form: Form, row: Evidence) -> None:
    if not form.head.is_open:
        raise ConflictError("这份自评已经提交，不能再上传佐证。")
    if queries.count_on_item(session, row.assessment_id, row.item) >= FILES_PER_ITEM:
        raise InvalidInputError({FIELD: f"每题最多 {FILES_PER_ITEM} 份佐证，请先移除不需要的。"})
    limit = settings.firm_storage_mb
    if queries.bytes_of_firm(session, form.firm.id) + row.size > limit * MEGABYTE:
        raise InvalidInputError({FIELD: f"本企业的佐证合计不能超过 {limit} MB，请先移除不需要的文件。"})


def _place(settings: Settings, row: Evidence) -> Path:
    return settings.data_dir / "evidence" / row.stored_as[:2] / row.stored_as


def _write_durably(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    # The file's name is an entry of its folders, which are synced like a file.
    for folder in (path.parent, path.parent.parent):
        entry = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(entry)
        finally:
            os.close(entry)
