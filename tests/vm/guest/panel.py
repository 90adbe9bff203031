"""A touch panel as the kernel shows every modern one: multi-touch protocol B, a slot for each finger. Knows no reader.

linux/uinput.h, linux/input.h and Documentation/input/multi-touch-protocol.rst of the kernel.
"""

import fcntl
import os
import struct
from pathlib import Path

from tests.vm.guest.kernel import until

WIDE, HIGH, SLOTS = 4096, 4096, 10
EV_SYN, EV_KEY, EV_ABS = 0, 1, 3
BTN_TOUCH = 0x14A
ABS_MT_SLOT, ABS_MT_POSITION_X, ABS_MT_POSITION_Y, ABS_MT_TRACKING_ID = 0x2F, 0x35, 0x36, 0x39
PROP_DIRECT = 1
SET_EVENT, SET_KEY, SET_PROPERTY = 0x40045564, 0x40045565, 0x4004556E
DEVICE_SETUP, AXIS_SETUP, CREATE, DESTROY = 0x405C5503, 0x401C5504, 0x5501, 0x5502
NAME_LONGEST = 64
GET_NAME = 0x8000552C | NAME_LONGEST << 16
AXES = {ABS_MT_SLOT: SLOTS - 1, ABS_MT_POSITION_X: WIDE - 1, ABS_MT_POSITION_Y: HIGH - 1, ABS_MT_TRACKING_ID: 65535}


class Panel:
    """Fingers go down, move and are lifted by their slot."""

    def __init__(self) -> None:
        self._file = os.open("/dev/uinput", os.O_RDWR | os.O_NONBLOCK)
        for bit in (EV_KEY, EV_ABS):
            fcntl.ioctl(self._file, SET_EVENT, bit)
        fcntl.ioctl(self._file, SET_KEY, BTN_TOUCH)
        fcntl.ioctl(self._file, SET_PROPERTY, PROP_DIRECT)
        for axis, most in AXES.items():
            fcntl.ioctl(self._file, AXIS_SETUP, struct.pack("H2x6i", axis, 0, 0, most, 0, 0, 0))
        fcntl.ioctl(self._file, DEVICE_SETUP, struct.pack("4H80sI", 3, 0x0EEF, 0x0001, 1, b"KQ touch panel", 0))
        fcntl.ioctl(self._file, CREATE)
        self._next = 1

    @property
    def path(self) -> Path:
        """Its event device."""
        name = fcntl.ioctl(self._file, GET_NAME, bytes(NAME_LONGEST)).rstrip(b"\0").decode()
        folder = Path("/sys/class/input") / name
        event = until(lambda: next(folder.glob("event*"), None), "the panel has an event device")
        return until(
            lambda: found if (found := Path("/dev/input") / event.name).exists() else None, "its file is there"
        )

    def down(self, *fingers: tuple[int, int, int]) -> None:
        """Slot, x and y of each, all at the same moment."""
        for slot, x, y in fingers:
            self._say(EV_ABS, ABS_MT_SLOT, slot)
            self._say(EV_ABS, ABS_MT_TRACKING_ID, self._next)
            self._say(EV_ABS, ABS_MT_POSITION_X, x)
            self._say(EV_ABS, ABS_MT_POSITION_Y, y)
            self._next += 1
        self._say(EV_KEY, BTN_TOUCH, 1)
        self._say(EV_SYN, 0, 0)

    def up(self, *slots: int) -> None:
        for slot in slots:
            self._say(EV_ABS, ABS_MT_SLOT, slot)
            self._say(EV_ABS, ABS_MT_TRACKING_ID, -1)
        self._say(EV_SYN, 0, 0)

    def close(self) -> None:
        fcntl.ioctl(self._file, DESTROY)
        os.close(self._file)

    def _say(self, kind: int, code: int, value: int) -> None:
        os.write(self._file, struct.pack("llHHi", 0, 0, kind, code, value))
