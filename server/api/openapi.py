"""What the OpenAPI document says beyond what FastAPI finds by itself: who comes in how, examples, problems, stream."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from server.api.door import COOKIE, PREFIX
from server.wire.event import Envelope, Snapshot
from server.wire.example import EXAMPLES
from server.wire.example_event import EVENTS, SNAPSHOT
from server.wire.problem import MEDIA_TYPE, Problem

Document = dict[Any, Any]
"""Any part of an OpenAPI document."""

REF = "#/components/schemas/{model}"

ABOUT = """便民服务大厅：取号、叫号、评价。

Commands carry a `request_id` (a UUID chosen by the sender): the same wish sent again is one deed with one answer.
Errors are `application/problem+json` (RFC 9457); switch on `code`, never on text. Readers ignore unknown fields."""

_SCHEMES: Document = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of a station or a person (`bianmin-server token`), or a ticket's own secret.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "The session of a member of staff, from POST /api/v1/session.",
    },
}

_NAMED: Mapping[str, Document] = {
    **{model.__name__: dict(example) for model, example in EXAMPLES.items()},
    "Snapshot": dict(SNAPSHOT),
    "Envelope": dict(EVENTS["ticket_called"]),
}

_ANY_CALL: Mapping[int, str] = {503: "The log cannot be written; the server restarts."}
_WITH_BODY: Mapping[int, str] = {413: "The body is too large."}


def install(app: FastAPI) -> None:
    """Let the application describe itself completely; made when first asked for."""

    def describe() -> Document:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]  # FastAPI's documented way


def _document(app: FastAPI) -> Document:
    document = get_openapi(title=app.title, version=app.version, description=ABOUT, routes=app.routes)
    components: Document = document["components"]
    components["securitySchemes"] = _SCHEMES
    schemas: Document = components["schemas"]
    for model in (Problem, Envelope, Snapshot):
        own = model.model_json_schema(by_alias=True, ref_template=REF)
        schemas.update(own.pop("$defs", {}))
        schemas[model.__name__] = own
    for path, operation in _operations(document):
        if path.startswith(PREFIX):
            operation.setdefault("security", [{"bearer": []}, {"session": []}])
            _add_problems(operation)
        _add_examples(operation)
    return document


def _operations(document: Document) -> Iterator[tuple[str, Document]]:
    for path, methods in document["paths"].items():
        for operation in methods.values():
            yield path, operation


def _add_problems(operation: Document) -> None:
    more = {**_ANY_CALL, **(_WITH_BODY if "requestBody" in operation else {})}
    for code, meaning in more.items():
        operation["responses"][str(code)] = _problem(meaning)


def _add_examples(operation: Document) -> None:
    """To every body whose model has an example; a problem's shows the status it comes with."""
    _add_example(operation.get("requestBody", {}))
    for status, response in operation["responses"].items():
        _add_example(response)
        for content in response.get("content", {}).values():
            if content.get("schema", {}).get("$ref") == REF.format(model="Problem"):
                content["example"] = {**_NAMED["Problem"], **_PROBLEMS.get(status, {}), "status": int(status)}


def _add_example(body: Document) -> None:
    for content in body.get("content", {}).values():
        name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
        if name in _NAMED:
            content["example"] = _NAMED[name]


_PROBLEMS: Mapping[str, Document] = {
    "401": {
        "title": "未登录或令牌无效",
        "code": "unauthorized",
        "detail": "没有令牌，或令牌已失效，请重新登录或重新配对。",
    },
    "403": {"title": "没有权限", "code": "not_your_counter", "detail": "这不是您的窗口。"},
    "404": {"title": "没有找到", "code": "unknown_ticket", "detail": "没有这张号票。"},
    "413": {"title": "内容太大", "code": "too_large", "detail": "发送的内容太大。"},
    "422": {
        "title": "内容格式不对",
        "code": "malformed",
        "detail": "请求的内容格式不对。",
        "places": [{"place": "body.request_id", "problem": "missing"}],
    },
    "426": {"title": "请用 WebSocket 连接", "code": "upgrade_required", "detail": "请用 WebSocket 连接"},
    "429": {
        "title": "请稍后再试",
        "code": "locked_out",
        "detail": "密码错误次数过多，请 30 秒后再试。",
        "retry_after": 30,
    },
    "503": {"title": "服务器暂不可用", "code": "service_failed", "detail": "日志写不进磁盘，服务正在重启。"},
}


def _problem(meaning: str) -> Document:
    return {"description": meaning, "content": {MEDIA_TYPE: {"schema": {"$ref": REF.format(model="Problem")}}}}


_REFUSED: Mapping[int, str] = {
    401: "No token, or none that is known.",
    422: "`since` is no rev.",
    426: "The call was no WebSocket handshake.",
}

STREAM: Document = {
    101: {
        "description": "The stream: a snapshot or the deltas behind `since`, then every fact as it happens.",
        "content": {
            "application/json": {
                "schema": {"oneOf": [{"$ref": REF.format(model=name)} for name in ("Snapshot", "Envelope")]},
                "examples": {kind: {"value": each} for kind, each in {"snapshot": SNAPSHOT, **EVENTS}.items()},
            }
        },
    },
    **{code: _problem(meaning) for code, meaning in _REFUSED.items()},
}
"""Responses of GET /events."""
