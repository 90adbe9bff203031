"""Picks real-time commands out of what a printer receives, as it receives it. Knows no paper.

    10 04 n (1 to 4)   DLE EOT          10 05 n (1, 2)   DLE ENQ          10 14 08 01 03 14 01 06 02 08   DLE DC4 8

They are taken out wherever they stand, also out of the middle of a picture: the manuals warn of it.
"""

from collections.abc import Iterator

REALTIME = tuple(
    [bytes([0x10, 0x04, n]) for n in (1, 2, 3, 4)]
    + [bytes([0x10, 0x05, n]) for n in (1, 2)]
    + [bytes.fromhex("10 14 08 01 03 14 01 06 02 08")]
)


class Ear:
    """Takes bytes as they come; gives them on one by one, and real-time commands whole."""

    def __init__(self) -> None:
        self._begun = b""

    def reset(self) -> None:
        self._begun = b""

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Single bytes for the buffer; anything longer is a real-time command."""
        for byte in chunk:
            self._begun += bytes([byte])
            if self._begun in REALTIME:
                yield self._begun
                self._begun = b""
            while self._begun and not any(command.startswith(self._begun) for command in REALTIME):
                yield self._begun[:1]
                self._begun = self._begun[1:]
