"""The contract of the LAN, held by one example of each message: what is read, what is written, what is ignored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from server.domain.fact import Event
from server.service.codec import name_of
from server.service.news import QUIET
from server.wire import (
    admin,
    alert,
    box,
    catalogue,
    content,
    device,
    event,
    hall,
    kiosk,
    notice,
    pairing,
    problem,
    public,
    report,
    request,
    ticket,
    visit,
)
from server.wire import setup as set_up
from server.wire.event import Envelope, Snapshot
from server.wire.example import EXAMPLES
from server.wire.example_event import EVENTS, SNAPSHOT
from server.wire.shape import Wire

STREAM = {Envelope, Snapshot, event.EventBody, event.SnapshotBody}


def messages() -> Iterator[tuple[type[Wire], dict[str, Any]]]:
    yield from EXAMPLES.items()
    yield Snapshot, SNAPSHOT
    yield from ((Envelope, each) for each in EVENTS.values())


ALL = [pytest.param(model, example, id=f"{model.__name__}-{example.get('type')}") for model, example in messages()]


def test_every_message_has_an_example() -> None:
    modules = (
        admin,
        alert,
        box,
        catalogue,
        content,
        device,
        hall,
        kiosk,
        notice,
        pairing,
        problem,
        report,
        request,
        set_up,
        ticket,
        public,
        visit,
    )
    found = {
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Wire)
    }
    assert found - {Wire} == set(EXAMPLES)


def test_every_event_type_has_an_example() -> None:
    told = {name_of(kind) for kind in get_args(Event) if kind not in QUIET}
    assert set(EVENTS) == told | {"skipped"}


@pytest.mark.parametrize(("model", "example"), ALL)
def test_a_message_is_read_and_written_the_same(model: type[Wire], example: dict[str, Any]) -> None:
    read = model.model_validate_json(json.dumps(example))
    assert json.loads(read.model_dump_json(exclude_unset=True)) == example


@pytest.mark.parametrize(("model", "example"), ALL)
def test_what_a_newer_server_adds_is_ignored(model: type[Wire], example: dict[str, Any]) -> None:
    newer = json.dumps(_with_more(example))
    again = json.loads(model.model_validate_json(newer).model_dump_json(exclude_unset=True))
    if model is problem.Problem:  # its further members are facts of the refusal, and kept
        assert again.pop("from_the_future") == {"a": [1]}
    assert again == example


def _with_more(value: Any) -> Any:
    """The same with an unknown field in every object but those of a hall's own keys, which are judged, not ignored."""
    if isinstance(value, dict):
        inner = {key: each if key in {"record", "records"} else _with_more(each) for key, each in value.items()}
        return inner | {"from_the_future": {"a": [1]}}
    return [_with_more(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("model", "example"), ALL)
def test_no_field_of_an_example_is_one_the_model_does_not_know(model: type[Wire], example: dict[str, Any]) -> None:
    known = {field.alias or name for name, field in model.model_fields.items()}
    facts = {"ticket_id"} if model is problem.Problem else set()  # its further members are facts of the refusal
    assert set(example) - known == facts


@pytest.mark.parametrize(("model", "example"), ALL)
def test_a_message_without_a_required_field_is_refused(model: type[Wire], example: dict[str, Any]) -> None:
    required = [field.alias or name for name, field in model.model_fields.items() if field.is_required()]
    for name in required:
        with pytest.raises(ValidationError):
            model.model_validate({key: value for key, value in example.items() if key != name})


def test_the_envelope_is_as_published() -> None:
    assert list(EVENTS["ticket_called"]) == ["v", "rev", "type", "at", "body"]
    text = Envelope.model_validate(EVENTS["ticket_called"]).model_dump_json(exclude_none=True)
    assert text.startswith('{"v":1,"rev":418,"type":"ticket_called","at":"2026-11-24T01:30:00Z","body":{')


def test_an_envelope_of_another_version_is_refused() -> None:
    for model, example in ((Envelope, EVENTS["skipped"]), (Snapshot, SNAPSHOT)):
        with pytest.raises(ValidationError):
            model.model_validate({**example, "v": 2})


def test_a_ticket_says_class_on_the_wire_and_ticket_class_in_the_code() -> None:
    example = EXAMPLES[ticket.Ticket]
    by_word = {("ticket_class" if key == "class" else key): value for key, value in example.items()}
    for read in (ticket.Ticket.model_validate(example), ticket.Ticket.model_validate(by_word)):
        assert read.ticket_class == "ordinary"
        written = json.loads(read.model_dump_json())
        assert written["class"] == "ordinary"
        assert "ticket_class" not in written


def test_a_wish_takes_its_class_by_either_name() -> None:
    wish = EXAMPLES[request.IssueTicket]
    assert request.IssueTicket.model_validate(wish).ticket_class == "green"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("2026-11-25T09:00:00+08:00", "2026-11-25T01:00:00Z"), ("2026-11-25T01:00:00Z", "2026-11-25T01:00:00Z")],
)
def test_a_time_that_comes_in_goes_on_in_utc(sent: str, kept: str) -> None:
    wish = {**EXAMPLES[request.MakeBooking], "slot_at": sent}
    assert json.loads(request.MakeBooking.model_validate(wish).model_dump_json())["slot_at"] == kept


@pytest.mark.parametrize("sent", ["0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00", "2026-11-25T09:00:00"])
def test_a_time_out_of_reach_or_without_a_zone_is_refused(sent: str) -> None:
    with pytest.raises(ValidationError):
        request.MakeBooking.model_validate({**EXAMPLES[request.MakeBooking], "slot_at": sent})


@pytest.mark.parametrize("role", ["kiosk", "display"])
def test_a_station_is_no_member_of_staff(role: str) -> None:
    with pytest.raises(ValidationError):
        request.SetStaff.model_validate({**EXAMPLES[request.SetStaff], "role": role})


@pytest.mark.parametrize(
    ("field", "value"),
    [("service_id", ""), ("service_id", "x" * 65), ("service_id", "a\x00b"), ("language", "../x"), ("slip", "maybe")],
)
def test_text_that_could_hurt_is_refused(field: str, value: str) -> None:
    with pytest.raises(ValidationError):
        request.IssueTicket.model_validate({**EXAMPLES[request.IssueTicket], field: value})
