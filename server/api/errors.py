"""The one table from refusals to HTTP, as problem+json (RFC 9457). Clients switch on `code`."""

from collections.abc import Callable, Mapping

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError, WebSocketRequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from server.domain.errors import NotAllowed, NotFound, Refusal, RuleSaysNo
from server.service.attempts import TooManyGuesses
from server.service.committer import ServiceFailed
from server.service.gate import TooManyTries, WrongPassword
from server.service.hallfile import HallfileError
from server.service.pairing import TooManyPairings
from server.service.setup_change import SetUpWrong
from server.service.visit import TooManyLooks
from server.wire.problem import MEDIA_TYPE, Problem

STATUS: Mapping[type[Refusal], int] = {
    NotFound: 404,
    NotAllowed: 403,
    RuleSaysNo: 409,
    WrongPassword: 401,
    TooManyTries: 429,
    TooManyGuesses: 429,
    TooManyLooks: 429,
    TooManyPairings: 429,
}

TITLES: Mapping[int, str] = {
    401: "未登录或令牌无效",
    403: "没有权限",
    404: "没有找到",
    405: "不支持这种操作",
    409: "现在不能这样做",
    413: "内容太大",
    422: "内容格式不对",
    426: "请用 WebSocket 连接",
    429: "请稍后再试",
    500: "服务器出错",
    503: "服务器暂不可用",
}


class Unauthorized(Refusal):
    """No token, or none that is known."""

    def __init__(self) -> None:
        super().__init__("unauthorized", "没有令牌，或令牌已失效，请重新登录或重新配对。")


def problem(status: int, code: str, detail: str, **facts: object) -> Response:
    """A refusal as a response."""
    body = Problem(title=TITLES.get(status, "出错了"), status=status, code=code, detail=detail, **facts)  # type: ignore[arg-type]
    answer = Response(body.model_dump_json(), status_code=status, media_type=MEDIA_TYPE)
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if "retry_after" in facts:
        answer.headers["Retry-After"] = str(facts["retry_after"])
    return answer


Note = Callable[[HTTPConnection, str], None]
"""Told of everyone who was turned away, and with which code."""
TURNED_AWAY = frozenset({401, 403, 429})


def install(app: FastAPI, note: Note) -> None:
    """Answer every kind of error as a problem, also where a WebSocket was asked for."""

    async def refused(connection: HTTPConnection, error: Exception) -> Response:
        if not isinstance(error, Refusal):
            raise error
        status = status_of(error)
        if status in TURNED_AWAY:
            note(connection, error.code)
        facts = {key: value for key, value in error.facts.items() if value is not None}
        return problem(status, error.code, error.detail, **facts)

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(HallfileError, _hallfile)
    app.add_exception_handler(SetUpWrong, _set_up)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(WebSocketRequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(ServiceFailed, _failed)
    app.add_exception_handler(500, _ours)


def status_of(refusal: Refusal) -> int:
    """401, 403, 404, 409 or 429, by kind of refusal."""
    if isinstance(refusal, Unauthorized):
        return 401
    return next(status for kind, status in STATUS.items() if isinstance(refusal, kind))


async def _hallfile(_: HTTPConnection, error: Exception) -> Response:
    problems = error.problems if isinstance(error, HallfileError) else []
    detail = f"大厅文件有 {len(problems)} 处问题，没有导入任何内容。"
    return problem(422, "bad_hall_file", detail, problems=list(problems))


async def _set_up(_: HTTPConnection, error: Exception) -> Response:
    problems = error.problems if isinstance(error, SetUpWrong) else []
    detail = f"有 {len(problems)} 处不对，没有保存任何内容。"
    return problem(422, "bad_set_up", detail, problems=[each.model_dump() for each in problems])


async def _invalid(_: HTTPConnection, error: Exception) -> Response:
    """Says where and what kind, never repeats what was sent: it may be personal."""
    errors = error.errors() if isinstance(error, RequestValidationError | WebSocketRequestValidationError) else []
    places = [{"place": ".".join(map(str, each["loc"])), "problem": each["type"]} for each in errors]
    return problem(422, "malformed", "请求的内容格式不对。", places=places)


async def _http(_: HTTPConnection, error: Exception) -> Response:
    """What the framework says. A body it cannot read (400) is malformed like any other."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    status = 422 if status == 400 else status
    answer = problem(status, CODES.get(status, "http_error"), TITLES.get(status, "出错了"))
    answer.headers.update((error.headers if isinstance(error, HTTPException) else None) or {})
    return answer


CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 422: "malformed", 426: "upgrade_required"}


async def _failed(_: HTTPConnection, error: Exception) -> Response:
    return problem(503, "service_failed", "日志写不进磁盘，服务正在重启。")


async def _ours(_: HTTPConnection, error: Exception) -> Response:
    return problem(500, "internal_error", "服务器内部错误，已记入日志。")
