"""Evaluators and call pads on an FF 68 bus. Knows when a frame is a press, not whose counter it is.

The bus has no sequence numbers, so whether the same frame again is a second press is decided by what the pad can know:

- A pad says a press again until it is acknowledged, and only then the next one. A frame that comes before our
  acknowledgement can have arrived (the line's own time) is the same press, digits included.
- Where the acknowledgement got through, the same key again within `repeat_s` is the same press, for a call must not
  happen twice; the same digit is a second one, for 1 1 is eleven.
- Where it may not have got through (the line broke while it was on its way, or would not take it), the same frame is
  the same press for as long as a pad goes on saying it (`gives_up_s`), digits included.
- A different frame of the pad ends all this: it has given up or was satisfied.

On a line that gives back what is sent, our own frames are not taken for a pad's: see `Echoes`.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from drivers.codec import ff68
from drivers.codec.ff68 import Decoder, Direction, Frame
from drivers.device.keypad_echo import Echoes
from drivers.device.keypad_event import LOOK_UP_S, KeypadEvent, KeyPressed, LevelPressed
from drivers.device.link import Line, line_of
from drivers.errors import TransportError
from drivers.profile import Ff68Profile

log = logging.getLogger(__name__)

DIGITS = range(10)
# A frame and its acknowledgement take 21 ms at 9600 baud; nobody presses a key twice in this time.
UNDERWAY_S = 0.05
# What was sent this long before the line broke has arrived: adapters and their drivers hold bytes for some 20 ms.
SETTLED_S = 0.3
# The rest of a torn frame comes within this time or not at all.
TORN_S = 0.2


@dataclass(frozen=True, slots=True)
class Heard:
    """One frame of a pad: what to send back at once, and what it means if it is a new press with a meaning."""

    answer: Frame
    event: KeypadEvent | None


@dataclass(frozen=True, slots=True)
class _Last:
    frame: Frame
    at: float
    acknowledged: bool = True


class PadBus:
    """The pads of one bus, fed with what the line brings. Sends nothing itself; times are seconds of any one clock.

    `profile` is every pad's but those of the addresses in `others`; whether the line echoes is for `profile` to say.
    """

    def __init__(self, profile: Ff68Profile, others: Mapping[int, Ff68Profile] | None = None) -> None:
        self._profile = profile
        self._others = dict(others or {})
        self._decoder = Decoder(Direction.FROM_PAD)
        self._echoes = Echoes(profile.echo)
        self._last: dict[int, _Last] = {}
        self._heard_at = 0.0

    def hear(self, chunk: bytes, now: float) -> list[Heard]:
        """What to do about the frames that end in `chunk`, in their order. Send the answers before anything else."""
        if chunk:
            if now - self._heard_at > TORN_S:
                self._decoder.reset()
            self._heard_at = now
        frames = [frame for frame in self._decoder.feed(chunk) if not self._echoes.takes(frame, now)]
        return [self._take(frame, now) for frame in _without_copies(frames)]

    def sent(self, frame: Frame, now: float) -> None:
        """Say that this goes out now: it may come back."""
        self._echoes.sent(frame, now)

    def lost(self, now: float) -> None:
        """Say that the line broke: what was on its way may not have arrived."""
        self._decoder.reset()
        self._echoes.reset()
        for address, last in self._last.items():
            if now - last.at < SETTLED_S:
                self._last[address] = replace(last, acknowledged=False)

    def _take(self, frame: Frame, now: float) -> Heard:
        log.debug("pad %d: %s", frame.address, frame)
        event = None if self._is_repeat(frame, now) else self._event(frame)
        return Heard(ff68.ack_of(frame), event)

    def _is_repeat(self, frame: Frame, now: float) -> bool:
        before = self._last.get(frame.address)
        self._last[frame.address] = _Last(frame, now)
        if before is None or before.frame != frame:
            return False
        profile = self._profile_of(frame)
        if not before.acknowledged:
            return now - before.at < profile.gives_up_s
        is_digit = frame.command != ff68.RESULT and frame.content[-1] in DIGITS
        return now - before.at < (UNDERWAY_S if is_digit else profile.repeat_s)

    def _event(self, frame: Frame) -> KeypadEvent | None:
        profile = self._profile_of(frame)
        if frame.command == ff68.RESULT:
            level = profile.levels.get(frame.content[-1])
            if level is not None:
                return LevelPressed(frame.address, level)
            if (key := profile.results.get(frame.content[-1])) is not None:
                return KeyPressed(frame.address, key)
        elif (pressed := self._key(frame.content, profile.keys)) is not None:
            return KeyPressed(frame.address, *pressed)
        log.info("keypad %d: %r gives no meaning to %s", frame.address, profile.name, frame.content.hex(" "))
        return None

    def _profile_of(self, frame: Frame) -> Ff68Profile:
        return self._others.get(frame.address, self._profile)

    def _key(self, content: bytes, keys: Mapping[bytes, str]) -> tuple[str, str] | None:
        """Key name and the digits before it; a combination the profile names is a key of its own."""
        if content in keys:
            return keys[content], ""
        typed, last = content[:-1], content[-1:]
        if last not in keys or any(digit not in DIGITS for digit in typed):
            return None
        return keys[last], "".join(str(digit) for digit in typed)


def _without_copies(frames: list[Frame]) -> list[Frame]:
    """A frame that came twice before we could answer gets one answer: the second could satisfy the pad's next press."""
    newest: dict[int, Frame] = {}
    kept = []
    for frame in frames:
        if newest.get(frame.address) != frame:
            newest[frame.address] = frame
            kept.append(frame)
    return kept


class Ff68Keypad:
    """All pads of one FF 68 bus behind a port URL (or behind a line that is open)."""

    def __init__(self, port: str | Line, profile: Ff68Profile, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._line = line_of(port, baud=profile.baud)
        self._profile = profile
        self._clock = clock
        self._bus = PadBus(profile)
        self._turn = threading.Lock()
        self._events: deque[KeypadEvent] = deque()

    def open(self) -> None:
        self._line.open()

    def close(self) -> None:
        self._line.close()

    def events(self, stop: threading.Event) -> Iterator[KeypadEvent]:
        """Each frame is acknowledged before it is handed out; what is acknowledged is handed out, even when the line
        breaks meanwhile."""
        while not stop.is_set():
            broken = self._answer_what_comes() if not self._events else None
            while self._events:
                yield self._events.popleft()
            if broken is not None:
                raise broken

    def ask(self, address: int) -> None:
        self._send(ff68.start_evaluation(address))

    def show_number(self, address: int, number: int, *, waiting: int | None = None) -> None:
        self._send(ff68.pad_display(address, number=number, waiting=waiting))

    def show_level(self, address: int, level: int) -> None:
        self._send(ff68.stars(address, level))

    def beep(self, address: int) -> None:
        self._send(ff68.beep(address))

    def _answer_what_comes(self) -> TransportError | None:
        """Acknowledge; queue what was pressed. What broke the line meanwhile, if anything."""
        try:
            chunk = self._line.read(256, timeout=LOOK_UP_S)
        except TransportError as error:
            self._note_lost()
            return error
        with self._turn:
            heard = self._bus.hear(chunk, self._clock())
        self._events.extend(one.event for one in heard if one.event is not None)
        try:
            for one in heard:
                self._send(one.answer)
        except TransportError as error:
            return error
        return None

    def _send(self, frame: Frame) -> None:
        log.debug("%s > %s", self._line.url, frame)
        with self._turn:
            self._bus.sent(frame, self._clock())
        try:
            self._line.write(frame.to_bytes(), timeout=self._profile.write_timeout_s)
        except TransportError:
            self._note_lost()
            raise

    def _note_lost(self) -> None:
        with self._turn:
            self._bus.lost(self._clock())
