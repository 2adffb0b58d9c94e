import zipfile
import zlib
from io import BytesIO

import pytest

from backend.services import uploads
from backend.services.errors import InvalidInputError
from backend.services.uploads import DOCX, JPEG, PDF, PNG, XLSX, kind_of


def pdf() -> bytes:
    return b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nxref\n0 1\ntrailer\n<<>>\nstartxref\n30\n%%EOF\n"


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    pixels = zlib.compress(b"\x00" * 14)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def jpeg() -> bytes:
    frame = b"\xff\xc0\x00\x0b\x08\x00\x02\x00\x02\x01\x11\x00\x00"
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12\x34" + b"\xff\xd9"
    return b"\xff\xd8\xff\xe0\x00\x04\x00\x00" + frame + scan


def office(part: str, **entries: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("[Content_Types].xml", "<Types/>")
        container.writestr(part, "<document/>")
        for name, content in entries.items():
            container.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("filename", "content", "kind"),
    [
        ("设备联网清单.PDF", pdf(), PDF),
        ("截图.png", png(), PNG),
        ("照片.jpeg", jpeg(), JPEG),
        ("照片.JPG", jpeg(), JPEG),
        ("台账.xlsx", office("xl/workbook.xml"), XLSX),
        ("制度.docx", office("word/document.xml"), DOCX),
    ],
)
def test_files_of_the_five_kinds_are_kept(filename: str, content: bytes, kind: uploads.Kind) -> None:
    assert kind_of(filename, content) == kind


@pytest.mark.parametrize(
    ("filename", "content", "word"),
    [
        ("page.html", b"<script>alert(1)</script>", "只接受"),
        ("drawing.svg", b"<svg onload='alert(1)'/>", "只接受"),
        ("empty.pdf", b"", "只接受"),
        ("program.pdf", b"MZ\x90\x00", "只接受"),
        ("cut.pdf", pdf()[:-8], "不完整"),
        ("strange.pdf", pdf().replace(b"30\n%%EOF", b"999999\n%%EOF"), "不完整"),
        ("cut.png", png()[:-6], "损坏"),
        ("flipped.png", png().replace(b"IDAT", b"IDAX"), "损坏"),
        ("huge.png", png(20_000, 20_000), "像素"),
        ("cut.jpg", jpeg()[:-2], "损坏"),
        ("picture.jpg", png(), "扩展名不符"),
        ("table.docx", office("xl/workbook.xml"), "扩展名不符"),
        ("archive.xlsx", office("readme.txt"), "压缩包"),
        ("cut.xlsx", office("xl/workbook.xml")[:-30], "损坏"),
        ("macro.xlsx", office("xl/workbook.xml", **{"xl/vbaProject.bin": b"MZ"}), "宏"),
    ],
)
def test_anything_else_is_refused_with_its_reason(filename: str, content: bytes, word: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        kind_of(filename, content)
    assert word in caught.value.fields["file"]


def test_a_workbook_that_would_expand_a_thousandfold_is_refused_without_unpacking_it() -> None:
    bomb = office("xl/workbook.xml", **{"xl/sheet1.xml": bytes(50_000_000)})
    assert len(bomb) < 60_000
    with pytest.raises(InvalidInputError, match="展开后过大"):
        kind_of("bomb.xlsx", bomb)


def test_a_workbook_of_thousands_of_entries_is_refused() -> None:
    packed = BytesIO(office("xl/workbook.xml"))
    with zipfile.ZipFile(packed, "a") as container:
        for number in range(uploads.ENTRIES_LIMIT):
            container.writestr(f"xl/{number}", "")
    with pytest.raises(InvalidInputError, match="展开后过大"):
        kind_of("many.xlsx", packed.getvalue())


def test_a_locked_workbook_is_refused() -> None:
    content = bytearray(office("xl/workbook.xml"))
    # The flag stands in the central directory, eight bytes after its signature.
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(InvalidInputError, match="加密"):
        kind_of("locked.xlsx", bytes(content))
