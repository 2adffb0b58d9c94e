"""The outer guard: limit of work in flight, limit of body size, cross-site requests, response headers.

Pure ASGI on purpose: BaseHTTPMiddleware would put a task and a queue between server and page.
"""

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


class _BodyTooLargeError(Exception):
    """Raised inside the application when the body turns out larger than allowed."""


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
        self.in_flight += 1
        try:
            await self._limited(scope, receive, send)
        finally:
            self.in_flight -= 1

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        if self.in_flight >= self.max_in_flight:
            return PlainTextResponse("访问人数较多，请稍后再试。", 503, {"Retry-After": "2"})
        headers = Headers(scope=scope)
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
        limit = self.body_limit // 1_000_000
        return PlainTextResponse(f"上传的内容超过 {limit} MB，请压缩或拆分后再上传。", 413)

    async def _limited(self, scope: Scope, receive: Receive, send: Send) -> None:
        received = 0
        started = False

        async def counted_receive() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.body_limit:
                raise _BodyTooLargeError
            return message

        async def noting_send(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, counted_receive, noting_send)
        except _BodyTooLargeError:
            if not started:
                await self._too_large()(scope, receive, send)

    def _with_headers(self, send: Send) -> Send:
        async def wrapped(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        return wrapped
