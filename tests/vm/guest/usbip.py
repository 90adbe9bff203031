"""A USB device as a program: the server's side of USB/IP on a socket handed to vhci_hcd. Knows no particular device.

    request   command 4 (1 submit, 2 unlink) · seqnum 4 · devid 4 · direction 4 (1 in) · endpoint 4
    submit    … flags 4 · length 4 · start frame 4 · packets 4 · interval 4 · setup 8 · data (out only)
    unlink    … seqnum of the one meant 4 · 24 unused
    answer    command 4 (3, 4) · seqnum 4 · 12 zero · status 4 · length 4 · 12 zero · 8 unused · data (in only)

Big-endian, 48 bytes of header each. Source: the kernel's Documentation/usb/usbip_protocol.rst.
"""

import errno
import socket
import struct
from typing import Protocol

SUBMIT, UNLINK, SUBMITTED, UNLINKED = 1, 2, 3, 4
HEADER = 48
IN = 1
STALLED = -errno.EPIPE


class Chip(Protocol):
    """The device behind the wire."""

    def control(self, setup: bytes, content: bytes) -> bytes | None:
        """The answer to a request on endpoint 0; None stalls it."""

    def out(self, content: bytes) -> None:
        """Bulk bytes from the host."""

    def bulk_in(self, limit: int) -> bytes:
        """Bulk bytes to the host, b"" while there are none."""


class Wire:
    """One plugging-in. `serve` what arrives, `flush` whenever the chip may have something to say."""

    def __init__(self, end: socket.socket, chip: Chip) -> None:
        self._end = end
        self._chip = chip
        self._waiting: dict[int, int] = {}

    def serve(self) -> bool:
        """One request; False when the host has pulled the plug."""
        header = self._exactly(HEADER)
        if header is None:
            return False
        command, number, _, direction, endpoint = struct.unpack(">5I", header[:20])
        if command == UNLINK:
            self._unlink(number, int.from_bytes(header[20:24], "big"))
            return True
        length = int.from_bytes(header[24:28], "big")
        content = self._exactly(length) if direction != IN and length else b""
        if content is None:
            return False
        if endpoint == 0:
            answer = self._chip.control(header[40:48], content)
            self._control_answer(number, direction, answer, len(content))
        elif direction == IN:
            self._waiting[number] = length
        else:
            self._chip.out(content)
            self._answer(number, b"", len(content))
        return True

    def flush(self) -> None:
        """Answer the requests for bytes, oldest first, while there are bytes."""
        for number, limit in list(self._waiting.items()):
            payload = self._chip.bulk_in(limit)
            if not payload:
                return
            del self._waiting[number]
            self._answer(number, payload, len(payload))

    def _control_answer(self, number: int, direction: int, answer: bytes | None, sent: int) -> None:
        if answer is None:
            self._answer(number, b"", 0, status=STALLED)
        elif direction == IN:
            self._answer(number, answer, len(answer))
        else:
            self._answer(number, b"", sent)

    def _answer(self, number: int, payload: bytes, length: int, *, status: int = 0) -> None:
        self._end.sendall(struct.pack(">5Iiiiii8x", SUBMITTED, number, 0, 0, 0, status, length, 0, 0, 0) + payload)

    def _unlink(self, number: int, meant: int) -> None:
        found = self._waiting.pop(meant, None) is not None
        self._end.sendall(struct.pack(">5Ii24x", UNLINKED, number, 0, 0, 0, -errno.ECONNRESET if found else 0))

    def _exactly(self, count: int) -> bytes | None:
        held = b""
        while len(held) < count:
            try:
                chunk = self._end.recv(count - len(held))
            except ConnectionError:
                return None
            if not chunk:
                return None
            held += chunk
        return held
