"""Facts as text: every type comes back as it was, and what is no fact is damage."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain import event as e
from server.domain import event_admin as ea
from server.domain.fact import Event
from server.service import codec
from server.service.port import LogDamaged
from server.vocab import CounterId, ServiceId, TicketId

KINDS = [kind for kind in get_args(Event) if kind is not ea.CatalogueImported]
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
st.register_type_strategy(str, texts)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_fact_comes_back_as_it_was(kind: type) -> None:
    @settings(max_examples=15, deadline=None, database=None, derandomize=True)
    @given(st.builds(kind, **_zoned(kind)))
    def both_ways(fact: Event) -> None:
        assert codec.from_text(codec.to_text([fact, fact])) == [fact, fact]

    both_ways()


def _zoned(kind: type) -> dict[str, Any]:
    """Times in the log are UTC; numbers are such as clocks give."""
    moments = st.datetimes(timezones=st.just(UTC))
    numbers = st.floats(-1e6, 1e6)
    found: dict[str, Any] = {}
    for each in fields(kind):
        if each.type in {datetime, datetime | None}:
            found[each.name] = moments if each.type is datetime else st.none() | moments
        elif each.type in {float, float | None}:
            found[each.name] = numbers if each.type is float else st.none() | numbers
        elif each.type is e.Why:
            found[each.name] = st.builds(e.Why, **_zoned(e.Why))
    return found


def test_names_are_permanent() -> None:
    assert codec.name_of(e.TicketCalled) == "ticket_called"
    assert codec.name_of(e.DayOpened) == "day_opened"
    names = [codec.name_of(kind) for kind in get_args(Event)]
    assert len(set(names)) == len(names)


def test_what_is_as_usual_is_not_written() -> None:
    text = codec.to_text([e.CounterOpened(counter_id=CounterId(3))])
    assert text == '[{"type":"counter_opened","body":{"counter_id":3}}]'


def test_no_facts_are_an_empty_list() -> None:
    assert codec.to_text([]) == "[]"
    assert codec.from_text("[]") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "{}",
        "[1]",
        "[{}]",
        '[{"type":"ticket_started"}]',
        '[{"type":"ticket_started","body":{}}]',
        '[{"type":"ticket_started","body":{"ticket_id":"seven"}}]',
        '[{"type":"ticket_teleported","body":{"ticket_id":7}}]',
        '[{"type":"ticket_started","body":{"ticket_id":7}}',
    ],
)
def test_what_is_no_fact_is_damage(text: str) -> None:
    with pytest.raises(LogDamaged):
        codec.from_text(text)


def test_the_audit_trail_gets_names_only() -> None:
    text = codec.to_text([e.TicketTransferred(ticket_id=TicketId(1), service_id=ServiceId("x"), note="a secret note")])
    assert codec.types_of(text) == ["ticket_transferred"]
    assert json.loads(text)[0]["body"]["note"] == "a secret note"
