"""Takes out of what a line brings the bytes we sent ourselves. Knows no protocol and no clock.

Two-wire RS-485 adapters whose receiver stays on give back everything that is sent. On a bus of call pads that must not
reach a decoder: an acknowledgement is the pad's own frame, so its echo would be one more key press.
"""

from collections import deque


class Echo:
    """Whether a line echoes need not be known: what was sent is removed if it comes back, once, before its time is up.

    Bytes that may become an echo are held back until they do, differ, or `until` has passed.
    """

    def __init__(self) -> None:
        self._awaited: deque[tuple[bytes, float]] = deque()
        self._held = b""

    @property
    def due(self) -> float | None:
        """When bytes that are held back must be let go, or None."""
        return self._awaited[0][1] if self._held and self._awaited else None

    def sent(self, payload: bytes, until: float) -> None:
        if payload:
            self._awaited.append((payload, until))

    def heard(self, chunk: bytes, now: float) -> bytes:
        """What of all bytes so far is not an echo."""
        self._held += chunk
        passed = b""
        while self._awaited:
            payload, until = self._awaited[0]
            at = self._held.find(payload)
            if at >= 0:
                passed += self._held[:at]
                self._held = self._held[at + len(payload) :]
            elif now < until:
                begun = _begun(self._held, payload)
                passed += self._held[: len(self._held) - begun]
                self._held = self._held[len(self._held) - begun :]
                return passed
            self._awaited.popleft()
        passed, self._held = passed + self._held, b""
        return passed

    def reset(self) -> None:
        """The line was opened anew."""
        self._awaited.clear()
        self._held = b""


def _begun(held: bytes, payload: bytes) -> int:
    """How many bytes at the end of `held` are a beginning of `payload`."""
    longest = min(len(held), len(payload) - 1)
    return next((size for size in range(longest, 0, -1) if payload.startswith(held[-size:])), 0)
