"""Errors as pages: every message says what is wrong, where, and what to do."""

import logging
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from backend.auth.actor import ANONYMOUS
from backend.services.errors import NotFoundError, ServiceError
from backend.web.dependencies import LoginRequiredError
from backend.web.language import _
from backend.web.render import go_to, render

log = logging.getLogger(__name__)

TITLES = {
    400: "请求无法处理",
    403: "没有权限",
    404: "没有找到",
    405: "请求方式不对",
    409: "内容已变化",
    422: "填写有误",
    428: "缺少版本信息",
    429: "请稍后再试",
    500: "系统出错",
}
MESSAGES = {
    400: "浏览器发来的内容不完整，没有处理。请刷新页面后重新提交。",
    405: "这个地址不接受这种操作，请从页面上的按钮重新操作。",
    500: "系统处理时出了错，您刚才的操作没有保存。请稍后重试；若反复出现，请把出错时间告诉管理员。",
}


@dataclass(frozen=True)
class ErrorPage:
    """Context of error.html."""

    status: int
    title: str
    message: str


def add_handlers(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(ServiceError, _service_error)
    app.add_exception_handler(LoginRequiredError, _login_required)
    app.add_exception_handler(RequestValidationError, _bad_address)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _unexpected)


def error_page(request: Request, status: int, message: str) -> Response:
    """The error page (for htmx its message block) with its status."""
    # Errors raised before `identify` ran (an unknown address) still need somebody to render for.
    if not hasattr(request.state, "actor"):
        request.state.actor = ANONYMOUS
        request.state.csrf_token = ""
    title = _(TITLES.get(status, TITLES[400]))
    return render(request, "error.html", ErrorPage(status, title, message), ("message",), status)


def _service_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ServiceError)  # noqa: S101 - registered for this type only
    return error_page(request, error.status, error.message)


def _login_required(request: Request, _error: Exception) -> Response:
    target = request.url.path if request.method == "GET" else "/"
    return go_to(request, f"/login?next={quote(target)}")


def _bad_address(request: Request, _error: Exception) -> Response:
    return error_page(request, 422, _("地址中的参数不对，请从页面上的链接重新进入。"))


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type only
    message = MESSAGES.get(error.status_code, NotFoundError().message)
    return error_page(request, error.status_code, message)


def _unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected error on %s", request.url.path, exc_info=error)
    return error_page(request, 500, _(MESSAGES[500]))
