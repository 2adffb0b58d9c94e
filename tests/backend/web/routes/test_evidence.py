import re
from pathlib import Path

import pytest

from tests.backend.crew import Crew
from tests.backend.web.visiting import HTMX, Visitor

ITEM = "cloud-edge-network"
PDF = b"%PDF-1.4\nxref\nstartxref\n9\n%%EOF\n"


def send(visitor: Visitor, crew: Crew, name: str, content: bytes, *, htmx: bool = False) -> tuple[int, str]:
    """Upload a file to the item; gives the status and the text or the address that follows."""
    visitor._enter()
    answer = visitor.client.post(
        f"/assessments/{crew.plant.form}/items/{ITEM}/evidence",
        data={"csrf_token": visitor.actor.csrf_token},
        files={"file": (name, content)},
        headers=HTMX if htmx else {},
    )
    return answer.status_code, answer.headers.get("location") or answer.text


def address(visitor: Visitor, crew: Crew) -> str:
    """The address of the one file on the item."""
    page = visitor.get(f"/assessments/{crew.plant.form}/domains/technology-support").text
    (found,) = set(re.findall(r'href="(/evidence/[0-9a-f]+)"', page))
    return str(found)


def test_a_file_is_uploaded_shown_saved_to_disk_by_the_browser_and_removed(
    crew: Crew, owner: Visitor, colleague: Visitor
) -> None:
    status, place = send(owner, crew, "联网清单 2026.pdf", PDF)
    assert (status, place) == (
        303,
        f"/assessments/{crew.plant.form}/domains/technology-support#evidence-{ITEM}",
    )
    file = address(owner, crew)
    download = colleague.get(file)
    assert download.content == PDF
    assert download.headers["content-type"] == "application/pdf"
    assert download.headers["content-disposition"].startswith("attachment;")
    assert "%E8%81%94%E7%BD%91" in download.headers["content-disposition"]
    assert download.headers["x-content-type-options"] == "nosniff"
    assert colleague.post(f"{file}/remove").status_code == 303
    assert owner.get(file).status_code == 404


def test_by_htmx_the_items_files_are_drawn_anew(crew: Crew, owner: Visitor) -> None:
    status, part = send(owner, crew, "清单.pdf", PDF, htmx=True)
    assert status == 200
    assert "已上传：清单.pdf" in part
    assert f'id="evidence-{ITEM}" open hx-swap-oob="true"' in part
    assert "<html" not in part
    gone = owner.post(f"{address(owner, crew)}/remove", htmx=True).text
    assert "已移除：清单.pdf" in gone
    assert "/evidence/" not in gone


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("page.html", b"<script>", "只接受 PDF"),
        ("清单.pdf", b"%PDF-1.4 cut", "不完整"),
        ("清单.docx", PDF, "扩展名不符"),
        ("", PDF, "请先选择一个文件"),
    ],
    ids=["html", "cut", "misnamed", "none"],
)
def test_a_refused_file_says_why_and_leaves_nothing(
    crew: Crew, owner: Visitor, name: str, content: bytes, word: str
) -> None:
    for htmx in (True, False):
        status, text = send(owner, crew, name, content, htmx=htmx)
        assert status == 422
        assert word in text
    assert not list((crew.plant.settings.data_dir / "evidence").rglob("*"))


def test_a_file_above_the_limit_is_refused_before_it_is_read(crew: Crew, owner: Visitor) -> None:
    limit = crew.plant.settings.upload_limit_mb
    assert send(owner, crew, "large.pdf", bytes((limit + 2) * 1_000_000))[0] == 413
    status, text = send(owner, crew, "large.pdf", bytes(limit * 1_000_000 + 1))
    assert status == 422
    assert f"文件超过 {limit} MB" in text


def test_for_strangers_neither_item_nor_file_exists(crew: Crew, owner: Visitor, stranger: Visitor) -> None:
    send(owner, crew, "清单.pdf", PDF)
    file = address(owner, crew)
    assert stranger.get(file).status_code == 404
    assert stranger.post(f"{file}/remove").status_code == 404
    assert send(stranger, crew, "清单.pdf", PDF)[0] == 404
    assert owner.get(file).status_code == 200


def test_a_lost_file_is_named_as_such(crew: Crew, owner: Visitor) -> None:
    send(owner, crew, "清单.pdf", PDF)
    for path in Path(crew.plant.settings.data_dir / "evidence").rglob("*"):
        if path.is_file():
            path.unlink()
    answer = owner.get(address(owner, crew))
    assert answer.status_code == 404
    assert "从备份恢复" in answer.text
