"""What hangs on a display box, on the wire and in the box's own file. Knows shapes, not what fits together."""

from typing import Annotated

from pydantic import Field, StringConstraints

from server.wire.request import Wish
from server.wire.shape import Wire

MOST = 128
"""Boards, keypads or call pads of one box."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
CounterNumber = Annotated[int, Field(ge=1, le=9999)]
"""The number people see."""


class BoardAt(Wire):
    """One LED board. Without `counter` it is the hall's (of one `zone` or of all), without `address` it has the
    profile's. `port` is a port URL of the box, `profile` a model the box knows."""

    port: Text
    profile: Text
    address: Annotated[int, Field(ge=0, le=0xFFFF)] | None = None
    counter: CounterNumber | None = None
    zone: Text | None = None


class PadAt(Wire):
    """One evaluator or call pad; several on one line share `port`."""

    port: Text
    profile: Text
    address: Annotated[int, Field(ge=0, le=255)] = 1
    counter: CounterNumber


class VoiceAt(Wire):
    """The box speaks, on the sound card `sound`, of one `zone` or of all."""

    sound: Text = "default"
    zone: Text | None = None


class BoxDevices(Wire):
    """All devices of one box."""

    boards: Annotated[tuple[BoardAt, ...], Field(max_length=MOST)] = ()
    keypads: Annotated[tuple[PadAt, ...], Field(max_length=MOST)] = ()
    callpads: Annotated[tuple[PadAt, ...], Field(max_length=MOST)] = ()
    voice: VoiceAt | None = None


class BoxAnswer(Wire):
    """`is_set`: whether the hall holds the devices of this box at all."""

    devices: BoxDevices
    is_set: bool
    rev: int


class FitBox(Wish):
    """From now on these are the devices of the box."""

    devices: BoxDevices
