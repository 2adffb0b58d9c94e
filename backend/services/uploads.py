"""Accepting an uploaded file by reading it, never by its name: PDF, PNG, JPEG, XLSX and DOCX.

Nothing is unpacked: of an office file only the directory of its container is read, so a small file that
would expand to gigabytes costs nothing. The file is stored as it came and only ever given back as it is.
"""

import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from backend.services.errors import InvalidInputError

ENTRIES_LIMIT = 2_000
"""Most entries of an office file: a workbook of a plant has dozens."""
UNPACKED_LIMIT = 200_000_000
"""Most bytes all entries of an office file may declare together."""
RATIO_LIMIT = 100
"""Most times larger an office file may declare itself than it is; text of a workbook reaches 20."""
PIXELS_LIMIT = 100_000_000
"""Most pixels of a picture."""
FIELD = "file"

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_PDF = b"%PDF-"
_ZIP = b"PK\x03\x04"
_PDF_END = re.compile(rb"startxref\s+([0-9]{1,10})\s+%%EOF")
_LOCKED_FLAG = 0x1
# Frame headers of JPEG carry the size of the picture; the other codes of that range do not.
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_SCAN = 0xDA


@dataclass(frozen=True)
class Kind:
    """A kind of file we keep: its media type and the ending its name must have."""

    media_type: str
    endings: tuple[str, ...]


PDF = Kind("application/pdf", (".pdf",))
PNG = Kind("image/png", (".png",))
JPEG = Kind("image/jpeg", (".jpg", ".jpeg"))
XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",))
DOCX = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",))


class UnreadableError(ValueError):
    """The content is not what it begins as; the message is Chinese."""


def kind_of(filename: str, content: bytes) -> Kind:
    """What the content is. Raises InvalidInputError where it is nothing we keep, damaged, or misnamed."""
    reader = next((read for start, read in _READERS.items() if content.startswith(start)), None)
    if reader is None:
        raise _refused("只接受 PDF、PNG、JPEG、XLSX、DOCX 文件，这个文件的内容不是其中任何一种")
    try:
        kind = reader(content)
    except UnreadableError as error:
        raise _refused(str(error)) from None
    if not filename.lower().endswith(kind.endings):
        raise _refused(f"文件内容与扩展名不符：按内容应以 {kind.endings[0]} 结尾")
    return kind


def _refused(reason: str) -> InvalidInputError:
    return InvalidInputError({FIELD: f"没有上传：{reason}。请换一个文件后重试。"})


def _read_pdf(content: bytes) -> Kind:
    # A whole PDF ends with the place of its cross-reference table; one cut off in transfer does not.
    ends = _PDF_END.findall(content[-2048:])
    if not ends or int(ends[-1]) >= len(content):
        raise UnreadableError("PDF 不完整，可能上传前已损坏")
    return PDF


def _read_png(content: bytes) -> Kind:
    place = len(_PNG)
    names = []
    while place + 12 <= len(content):
        length = int.from_bytes(content[place : place + 4], "big")
        body = content[place + 4 : place + 8 + length]
        check = content[place + 8 + length : place + 12 + length]
        if int.from_bytes(check, "big") != zlib.crc32(body):
            break
        names.append(body[:4])
        if body[:4] == b"IHDR" and len(body) == 17:
            _check_pixels(int.from_bytes(body[4:8], "big"), int.from_bytes(body[8:12], "big"))
        place += 12 + length
    if not names or names[0] != b"IHDR" or names[-1] != b"IEND" or b"IDAT" not in names:
        raise UnreadableError("PNG 图片不完整或已损坏")
    return PNG


def _read_jpeg(content: bytes) -> Kind:
    place = 2
    framed = False
    while place + 4 <= len(content) and content[place] == 0xFF:
        code = content[place + 1]
        length = int.from_bytes(content[place + 2 : place + 4], "big")
        if code in _JPEG_FRAMES:
            height, width = content[place + 5 : place + 7], content[place + 7 : place + 9]
            _check_pixels(int.from_bytes(width, "big"), int.from_bytes(height, "big"))
            framed = True
        if code == _JPEG_SCAN and framed and b"\xff\xd9" in content[-64:]:
            return JPEG
        place += 2 + max(length, 2)
    raise UnreadableError("JPEG 图片不完整或已损坏")


def _check_pixels(width: int, height: int) -> None:
    if not 0 < width * height <= PIXELS_LIMIT:
        raise UnreadableError("图片尺寸为零或超过一亿像素")


def _read_office(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(BytesIO(content)) as container:
            entries = container.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise UnreadableError("文件不完整或已损坏") from None
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > ENTRIES_LIMIT or unpacked > min(UNPACKED_LIMIT, RATIO_LIMIT * len(content)):
        raise UnreadableError("文件展开后过大，请删去多余内容，或另存为 PDF")
    names = {entry.filename for entry in entries}
    if len(names) != len(entries) or any(entry.flag_bits & _LOCKED_FLAG for entry in entries):
        raise UnreadableError("文件已加密或内部结构不正常")
    if any(name.rpartition("/")[2].lower() == "vbaproject.bin" for name in names):
        raise UnreadableError("文件含有宏，请另存为不含宏的 .xlsx 或 .docx")
    kind = next((kind for part, kind in _OFFICE.items() if {part, "[Content_Types].xml"} <= names), None)
    if kind is None:
        raise UnreadableError("只接受 PDF、PNG、JPEG、XLSX、DOCX 文件，压缩包请解开后逐个上传")
    return kind


_OFFICE = {"xl/workbook.xml": XLSX, "word/document.xml": DOCX}

_READERS: dict[bytes, Callable[[bytes], Kind]] = {
    _PDF: _read_pdf,
    _PNG: _read_png,
    _JPEG: _read_jpeg,
    _ZIP: _read_office,
}
