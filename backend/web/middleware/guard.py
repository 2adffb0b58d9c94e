"""The outer guard: limit of work in flight, limit of body size, cross-site requests, response headers.

Pure ASGI on purpose: BaseHTTPMiddleware would put a task and a queue between server and page.
"""

import asyncio
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


BODY_SECONDS = 30.0
"""How long a body may take to arrive."""
BODIES_AT_ONCE = 16
"""How many bodies of the largest size may be held in memory together."""


class _RefusedBodyError(Exception):
    """The body is too large, too slow, or the client has gone; `answer` is None for the last."""

    def __init__(self, answer: PlainTextResponse | None) -> None:
        super().__init__()
        self.answer = answer


class Guard:
    """Refuses early and cheaply what no page should have to deal with."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        origin: str,
        body_limit: int,
        max_in_flight: int,
        headers: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.app = app
        self.origin = origin
        self.body_limit = body_limit
        self.max_in_flight = max_in_flight
        self.in_flight = 0
        self.held_bytes = 0
        self.headers = {**SECURITY_HEADERS, **dict(headers)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 503, 403 or 413."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        send = self._with_headers(send)
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        parts: list[bytes] = []
        try:
            # Only work takes a place: a client that sends its body drop by drop would hold one for nothing.
            await self._take_body(receive, parts)
            await self._work(scope, _replayed(parts, receive), send)
        except _RefusedBodyError as refused:
            if refused.answer is not None:
                await refused.answer(scope, receive, send)
        finally:
            self.held_bytes -= sum(map(len, parts))

    async def _work(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.in_flight >= self.max_in_flight:
            await _busy()(scope, receive, send)
            return
        self.in_flight += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.in_flight -= 1

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        if self.in_flight >= self.max_in_flight or self.held_bytes > BODIES_AT_ONCE * self.body_limit:
            return _busy()
        headers = Headers(scope=scope)
        if not _is_utf8(headers.get("content-type", "")):
            return PlainTextResponse("表单的字符编码应为 UTF-8，请用本网站的页面提交。", 415)
        if scope["method"] not in SAFE_METHODS and not self._same_site(headers):
            return PlainTextResponse("这个请求不是从本网站的页面发出的，已拒绝。请回到本网站重新操作。", 403)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self.body_limit:
            return self._too_large()
        return None

    def _same_site(self, headers: Headers) -> bool:
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        return headers.get("origin") == self.origin

    def _too_large(self) -> PlainTextResponse:
        return PlainTextResponse("上传的内容过大，请压缩或拆分后再上传；大小上限见上传处的说明。", 413)

    async def _take_body(self, receive: Receive, parts: list[bytes]) -> None:
        """Read the whole body into `parts`, within the limits of size and time."""
        size, more = 0, True
        try:
            async with asyncio.timeout(BODY_SECONDS):
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise _RefusedBodyError(None)
                    part: bytes = message.get("body", b"")
                    parts.append(part)
                    self.held_bytes += len(part)
                    size, more = size + len(part), message.get("more_body", False)
                    if size > self.body_limit:
                        raise _RefusedBodyError(self._too_large())
        except TimeoutError:
            slow = PlainTextResponse("上传时间过长，已中断。请检查网络后重试。", 408, {"Connection": "close"})
            raise _RefusedBodyError(slow) from None

    def _with_headers(self, send: Send) -> Send:
        async def wrapped(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        return wrapped


def _busy() -> PlainTextResponse:
    return PlainTextResponse("访问人数较多，请稍后再试。", 503, {"Retry-After": "2"})


def _is_utf8(content_type: str) -> bool:
    # The form parser decodes by whatever codec the client names; some of Python's make surrogates or fail.
    _, named, charset = content_type.lower().partition("charset=")
    return not named or charset.partition(";")[0].strip().strip('"') in {"utf-8", "utf8"}


def _replayed(parts: list[bytes], receive: Receive) -> Receive:
    """The body as one message, then whatever comes after it (the client's going away)."""
    waiting = [b"".join(parts)]

    async def replay() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return replay
