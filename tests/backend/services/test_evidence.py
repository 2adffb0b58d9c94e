from pathlib import Path

import pytest

from backend.auth.actor import SYSTEM
from backend.db.queries import assessments as queries
from backend.db.tables.assessments import Evidence
from backend.services import drafts, evidence, form_pages
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.evidence import Upload, clean_name
from backend.settings import Settings
from tests.backend.crew import Crew

ITEM = "cloud-edge-network"
PDF = b"%PDF-1.4\nxref\nstartxref\n9\n%%EOF\n"


def attach(crew: Crew, name: str = "设备联网清单.pdf", item: str = ITEM, content: bytes = PDF) -> str:
    return evidence.attach(
        crew.plant.database,
        crew.plant.owner,
        catalogue=crew.plant.catalogue,
        settings=crew.plant.settings,
        assessment_id=crew.plant.form,
        item_id=item,
        upload=Upload(name, content),
    )


def files(crew: Crew) -> list[str]:
    """Ids of the files that the item's block shows."""
    plant = crew.plant
    page = form_pages.items_page(plant.database, plant.owner, plant.catalogue, plant.form, (ITEM,))
    return [file.id for file in page.items[0].files]


def on_disk(settings: Settings) -> list[Path]:
    return [path for path in (settings.data_dir / "evidence").rglob("*") if path.is_file()]


def test_a_file_is_kept_under_a_random_name_and_given_back_as_it_was(crew: Crew) -> None:
    assert attach(crew) == "设备联网清单.pdf"
    (evidence_id,) = files(crew)
    stored = evidence.fetch(crew.plant.database, crew.colleague, crew.plant.settings, evidence_id)
    assert (stored.filename, stored.media_type) == ("设备联网清单.pdf", "application/pdf")
    assert stored.path.read_bytes() == PDF
    assert "设备" not in str(stored.path)
    assert on_disk(crew.plant.settings) == [stored.path]


def test_a_removed_file_is_gone_from_the_page_and_the_disk_and_leaves_its_trace(crew: Crew) -> None:
    attach(crew)
    (evidence_id,) = files(crew)
    gone = evidence.remove(crew.plant.database, crew.colleague, crew.plant.settings, evidence_id)
    assert (gone.item, gone.filename) == (ITEM, "设备联网清单.pdf")
    assert files(crew) == []
    assert on_disk(crew.plant.settings) == []
    with crew.plant.database.read(SYSTEM) as session:
        assert session.get_one(Evidence, evidence_id).removed_at is not None
    with pytest.raises(NotFoundError):
        evidence.fetch(crew.plant.database, crew.plant.owner, crew.plant.settings, evidence_id)


def test_outside_the_firm_a_file_does_not_exist(crew: Crew) -> None:
    attach(crew)
    (evidence_id,) = files(crew)
    with pytest.raises(NotFoundError):
        evidence.fetch(crew.plant.database, crew.stranger, crew.plant.settings, evidence_id)
    with pytest.raises(NotFoundError):
        evidence.remove(crew.plant.database, crew.stranger, crew.plant.settings, evidence_id)
    assert files(crew) == [evidence_id]


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("empty.pdf", b"", "空的"),
        ("page.pdf", b"<html>", "只接受"),
        ("large.pdf", bytes(10_000_001), "10 MB"),
    ],
)
def test_a_refused_file_leaves_nothing_behind(crew: Crew, name: str, content: bytes, word: str) -> None:
    with pytest.raises(InvalidInputError, match=word):
        attach(crew, name, content=content)
    assert files(crew) == []
    assert on_disk(crew.plant.settings) == []


def test_an_item_takes_so_many_files_and_no_more(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "FILES_PER_ITEM", 2)
    attach(crew)
    attach(crew)
    with pytest.raises(InvalidInputError, match="每题最多 2 份"):
        attach(crew)
    assert len(on_disk(crew.plant.settings)) == 2


def test_a_firm_takes_so_many_megabytes_and_no_more(crew: Crew) -> None:
    crew.plant.settings.__dict__["firm_storage_mb"] = 1
    large = PDF.replace(b"xref", bytes(600_000) + b"xref", 1)
    attach(crew, content=large)
    with pytest.raises(InvalidInputError, match="合计不能超过 1 MB"):
        attach(crew, item="ai-application", content=large)
    assert len(on_disk(crew.plant.settings)) == 1


def test_after_submission_files_stay_as_they_are(crew: Crew) -> None:
    attach(crew)
    (evidence_id,) = files(crew)
    with crew.plant.database.write(SYSTEM) as session:
        queries.close(session, crew.plant.form, drafts.SUBMITTED)
    with pytest.raises(ConflictError):
        attach(crew)
    with pytest.raises(ConflictError):
        evidence.remove(crew.plant.database, crew.plant.owner, crew.plant.settings, evidence_id)
    assert len(on_disk(crew.plant.settings)) == 1


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\王工\\台账.xlsx", "台账.xlsx"),
        ("a\x00b\r\n\u202e.pdf", "ab.pdf"),
        ("…" * 300 + ".docx", "…" * 115 + ".docx"),
        ("///", "file"),
        ("no ending", "no ending"),
    ],
)
def test_a_file_name_is_cleaned_of_folders_and_of_what_cannot_be_shown(sent: str, kept: str) -> None:
    assert clean_name(sent) == kept
