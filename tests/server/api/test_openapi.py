"""The OpenAPI document: complete by inspection, and true by asking the server what the document allows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from server.api.app import create_app
from server.api.door import COOKIE
from server.wire.example import EXAMPLES
from server.wire.problem import MEDIA_TYPE
from tests.server.running import CLERK, PASSWORD, RunningHall

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
BY_NAME = {model.__name__: model for model in EXAMPLES}
Operation = tuple[str, str, dict[str, Any]]


@pytest.fixture(scope="module")
def document(shared: RunningHall) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(create_app(shared.parts).openapi()))
    return found


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def bodies(operation: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Request and responses: where, media type, content."""
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        yield "request", media, content
    for status, response in operation["responses"].items():
        for media, content in response.get("content", {}).items():
            yield status, media, content


def test_every_call_is_explained(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        assert operation["summary"], (method, path)
        assert operation["description"], (method, path)
        assert operation["tags"], (method, path)
        assert all(response["description"] for response in operation["responses"].values())


def test_every_body_has_an_example(document: dict[str, Any]) -> None:
    bare = [
        (method, path, where)
        for method, path, operation in operations(document)
        for where, _, content in bodies(operation)
        if "example" not in content and "examples" not in content
    ]
    assert bare == []


def test_every_example_is_what_its_model_reads(document: dict[str, Any]) -> None:
    shown = [
        (BY_NAME[name], content["example"])
        for _, _, operation in operations(document)
        for _, media, content in bodies(operation)
        if media == "application/json" and (name := content.get("schema", {}).get("$ref", "").rpartition("/")[2])
    ]
    read = [json.loads(model.model_validate(example).model_dump_json(exclude_unset=True)) for model, example in shown]
    assert read == [example for _, example in shown]
    assert len(shown) > len(document["paths"])


def test_every_refusal_is_a_problem_with_the_status_it_comes_with(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        for status, media, content in bodies(operation):
            if status[0] in "45" and path.startswith("/api/"):
                assert media == MEDIA_TYPE, (method, path, status)
                assert content["schema"]["$ref"].endswith("/Problem")
                assert content["example"]["status"] == int(status)


def test_every_call_says_how_one_comes_in(document: dict[str, Any]) -> None:
    schemes = document["components"]["securitySchemes"]
    assert (schemes["bearer"]["type"], schemes["bearer"]["scheme"]) == ("http", "bearer")
    assert (schemes["session"]["in"], schemes["session"]["name"]) == ("cookie", COOKIE)
    free = {path for method, path, operation in operations(document) if not operation.get("security")}
    unpaired = {f"/api/v1/pairing{call}" for call in ("", "/reveal", "/claim", "/hall")}
    assert free == {"/api/v1/session", "/api/v1/session/station", "/health", "/ready", "/metrics"} | unpaired
    assert document["paths"]["/api/v1/pairing"]["get"]["security"] == [{"bearer": []}, {"session": []}]
    assert document["paths"]["/api/v1/session"]["post"]["security"] == []
    assert document["paths"]["/api/v1/session"]["delete"]["security"] == [{"bearer": []}, {"session": []}]


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    named = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert named <= set(document["components"]["schemas"])


def test_the_stream_is_described_with_every_type_it_has(document: dict[str, Any]) -> None:
    stream = document["paths"]["/api/v1/events"]["get"]["responses"]["101"]["content"]["application/json"]
    assert {"snapshot", "ticket_called", "skipped"} <= set(stream["examples"])
    assert [each["$ref"].rpartition("/")[2] for each in stream["schema"]["oneOf"]] == ["Snapshot", "Envelope"]


@pytest.fixture(scope="module")
def callers(shared: RunningHall) -> dict[str, dict[str, str]]:
    """Everyone, as the headers they send. Nobody sets a booklet: that takes seconds, and is tried elsewhere."""

    async def no_pdf(html: str) -> bytes:
        return b"%PDF-"

    shared.parts.press.pdf_of = no_pdf  # type: ignore[method-assign]
    found = {
        role: {"Authorization": f"Bearer {secret}"}
        for role, secret in shared.tokens.items()
        if role != "clerk_elsewhere"
    }
    answer = shared.ask("POST", "/session", None, json={"name": CLERK, "password": PASSWORD})
    session = {"Cookie": f"{COOKIE}={answer.cookies[COOKIE]}", "X-CSRF-Token": answer.json()["csrf"]}
    return found | {"session": session, "nobody": {}}


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_the_server_keeps_to_its_document(
    shared: RunningHall, document: dict[str, Any], callers: dict[str, Any], method: str, mode: GenerationMode
) -> None:
    """Valid and broken requests to every call, from everyone: no 5xx, no answer the document does not know."""
    if method == "delete":  # would end the session for the others
        callers = {name: who for name, who in callers.items() if name != "session"}
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=shared.url)
    found = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    wanted = [operation for operation in found if operation.method == method]
    assert wanted
    with requests.Session() as line:
        line.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))  # everyone brings their own
        for operation in wanted:
            with suppress(Unsatisfiable):  # a call without parameters cannot be asked wrongly
                _ask_as_all(operation, mode, callers, line)
    assert shared.ask("GET", "/session", "admin").status_code == 200


def _ask_as_all(operation: Any, mode: GenerationMode, callers: dict[str, Any], line: requests.Session) -> None:
    @settings(
        max_examples=4,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        for headers in callers.values():
            case.call_and_validate(checks=CHECKS, headers=headers, session=line)

    ask()
