"""Files that a page hands out: never kept by a browser, and named so that they are found again."""

from urllib.parse import quote

from fastapi import Request
from starlette.responses import Response

from backend.services.uploads import XLSX
from backend.web.language import _


def download(
    request: Request, content: bytes, plain: str, name: str, media_type: str = XLSX.media_type
) -> Response:
    """A file to be saved as `name`; `plain` is the name in ASCII for programs that know no other.

    Out of a demo database the name says so: a file leaves the page and its banner behind.
    """
    label = _("演示-") if request.app.state.is_demo else ""
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(label + name)}"
    headers = {"Content-Disposition": disposition, "Cache-Control": "private, no-store"}
    return Response(content, media_type=media_type, headers=headers)
