"""The outer guard: what it refuses before any page sees it."""

import asyncio
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from backend.web.middleware import guard
from backend.web.middleware.guard import Guard

ORIGIN = "http://localhost:8000"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the length of the body."""
    message = await receive()
    await PlainTextResponse(str(len(message["body"])))(scope, receive, send)


def post(headers: dict[str, str] | None = None) -> Scope:
    named = {"origin": ORIGIN, **(headers or {})}
    pairs = [(name.encode(), value.encode()) for name, value in named.items()]
    return {"type": "http", "method": "POST", "path": "/", "headers": pairs}


async def ask(guarded: Guard, scope: Scope, *parts: bytes, stalls: bool = False) -> tuple[int, str]:
    """Send a body in parts (never ending it where it stalls); gives status and text."""
    messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    if not stalls:
        messages.append({"type": "http.request", "body": b"", "more_body": False})
    answer: dict[str, Any] = {"body": b""}

    async def receive() -> Message:
        if messages:
            return messages.pop(0)
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        answer["status"] = answer.get("status") or message.get("status")
        answer["body"] += message.get("body", b"")

    await guarded(scope, receive, send)
    return answer["status"], answer["body"].decode()


def make(max_in_flight: int = 2, body_limit: int = 100) -> Guard:
    return Guard(echo, origin=ORIGIN, body_limit=body_limit, max_in_flight=max_in_flight)


def test_a_body_comes_through_whole() -> None:
    assert asyncio.run(ask(make(), post(), b"ab", b"cd")) == (200, "4")


def test_a_body_over_the_limit_is_refused_whatever_it_declares() -> None:
    guarded = make()
    assert asyncio.run(ask(guarded, post(), b"x" * 60, b"x" * 60))[0] == 413
    assert asyncio.run(ask(guarded, post({"content-length": "101"})))[0] == 413
    assert guarded.held_bytes == 0


def test_half_sent_bodies_take_no_place_from_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "BODY_SECONDS", 0.2)

    async def visit() -> list[tuple[int, str]]:
        guarded = make(max_in_flight=1)
        slow = [asyncio.create_task(ask(guarded, post(), b"x", stalls=True)) for _ in range(5)]
        await asyncio.sleep(0.05)
        quick = await ask(guarded, post(), b"abc")
        return [quick, *await asyncio.gather(*slow)]

    quick, *slow = asyncio.run(visit())
    assert quick == (200, "3")
    assert {status for status, _text in slow} == {408}


@pytest.mark.parametrize("charset", ["unicode_escape", "utf-16", "undefined", '"gbk"'])
def test_only_utf8_forms_are_read(charset: str) -> None:
    kind = f"multipart/form-data; boundary=x; charset={charset}"
    assert asyncio.run(ask(make(), post({"content-type": kind}), b"ab"))[0] == 415
    plain = "application/x-www-form-urlencoded; charset=UTF-8"
    assert asyncio.run(ask(make(), post({"content-type": plain}), b"ab"))[0] == 200


def test_a_request_from_another_site_is_refused() -> None:
    assert asyncio.run(ask(make(), post({"origin": "https://example.org"})))[0] == 403
    assert asyncio.run(ask(make(), post({"sec-fetch-site": "cross-site"})))[0] == 403
