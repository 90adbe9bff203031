"""A reader for identity cards: finds a card, reads its text, notices when it is gone. Keeps nothing, knows no hall.

No content of a card reaches a log: only commands, status words and sizes do.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from drivers.codec import idcard, samv
from drivers.codec.idcard import Card
from drivers.codec.samv import Reply, ReplyDecoder, Request
from drivers.device.fault import fault
from drivers.device.link import Line, line_of
from drivers.errors import DeviceFault, FrameError, TransportError
from drivers.profile import IdReaderProfile

log = logging.getLogger(__name__)

# How long the module itself may take, from the makers' tables; commands they leave open get as long as its number.
ANSWER_S = {
    samv.FIND: 0.1,
    samv.SELECT: 0.1,
    samv.READ: 2.0,
    samv.READ_ADDRESS: 1.5,
    samv.READ_FINGERPRINT: 3.0,
}
OTHER_ANSWER_S = 0.3
BITS_PER_BYTE = 10
CHUNK = 4096
# A fault of the card that lies there, not of the reader.
CARD_FAULTS = ("card_unreadable", "card_refused")


@dataclass(frozen=True, slots=True)
class CardPlaced:
    """A card was put on the reader and is being read: one of the next two follows."""


@dataclass(frozen=True, slots=True)
class CardRead:
    card: Card


@dataclass(frozen=True, slots=True)
class CardFailed:
    """The card cannot be read or is refused; `code` and `sentence` as in a DeviceFault."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class CardRemoved:
    """The card read before no longer lies there."""


CardEvent = CardPlaced | CardRead | CardFailed | CardRemoved


class IdReader:
    """A reader with a SAM_V module behind a port URL or on a line. One thread at a time.

    Every method raises TransportError when the line breaks or the reader does not answer, and DeviceFault when it
    answers that it is broken or does not know the command.
    """

    def __init__(
        self, port: str | Line, profile: IdReaderProfile, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._line = line_of(port, baud=profile.baud)
        self._profile = profile
        self._clock = clock

    def open(self) -> None:
        """Open the line. Raises TransportError, SettingError."""
        self._line.open()

    def close(self) -> None:
        """Give the line back; the next use opens it again."""
        self._line.close()

    def ensure_ready(self) -> None:
        """Raise unless the module says that it is well."""
        self._done(self._ask(samv.STATE))

    def sam_id(self) -> str:
        """The module's number as its maker prints it."""
        return samv.sam_id(self._done(self._ask(samv.SAM_ID)))

    def reset(self) -> None:
        """Start the module anew; a card on it is found again."""
        self._done(self._ask(samv.RESET))

    def set_baud(self, baud: int) -> None:
        """Change the module's speed; it answers at the old one. Raises ValueError for a speed it does not have."""
        self._done(self._ask(samv.set_baud(baud)))

    def find(self) -> bool:
        """Whether a card has been put on. A card that stays there is found only once."""
        return self._find()[0]

    def read(self, *, fingerprint: bool = False) -> Card:
        """Select and read the card that was found. Photo and fingerprint are thrown away where they come in.

        Raises DeviceFault "card_unreadable" after `attempts` tries, "card_refused" when what stands on it is not right.
        """
        request = samv.READ_FINGERPRINT if fingerprint else samv.READ
        for _ in range(self._profile.attempts):
            # Some modules refuse to select what they then read, so only the reading counts.
            self._ask(samv.SELECT)
            reply = self._ask(request, kept=samv.kept_of_card(fingerprint=fingerprint))
            if reply.code == samv.DONE and (card := self._card(reply, fingerprint=fingerprint)) is not None:
                return card
            _raise_fault_of_reader(reply)
        raise fault("card_unreadable")

    def newest_address(self) -> str | None:
        """The address added to the card that lies there, if any. Raises DeviceFault as `read`."""
        reply = self._ask(samv.READ_ADDRESS)
        if reply.code == samv.NO_SUCH_ITEM:
            return None
        try:
            return idcard.read_address(self._done(reply).content)
        except FrameError as error:
            log.info("%s: the newest address is refused: %s", self._line.url, error)
        raise fault("card_refused")

    def lies(self) -> bool:
        """Whether the card that was read still lies there."""
        return self._ask(samv.READ_ADDRESS, kept=0).code in (samv.DONE, samv.NO_SUCH_ITEM)

    def events(self, stop: threading.Event) -> Iterator[CardEvent]:
        """Cards as they come and go until `stop` is set: CardPlaced, CardRead or CardFailed, CardRemoved.

        A card that failed is tried again as long as the reader finds it, and is told of again only when it could be
        read. Raises as every method.
        """
        last: CardEvent = CardRemoved()
        while not stop.is_set():
            for event in self._changes(last):
                last = event
                yield event
            stop.wait(self._profile.poll_s)

    def _changes(self, last: CardEvent) -> Iterator[CardEvent]:
        if isinstance(last, CardRead):
            if not self.lies():
                yield CardRemoved()
            return
        found, surely = self._find()
        if isinstance(last, CardFailed):
            if not found:
                yield CardRemoved()
            elif isinstance(outcome := self._outcome(), CardRead):
                yield outcome
        elif found and surely:
            yield CardPlaced()
            yield self._outcome()
        elif found and isinstance(outcome := self._outcome(), CardRead):
            yield CardPlaced()
            yield outcome

    def _outcome(self) -> CardRead | CardFailed:
        try:
            return CardRead(self.read())
        except DeviceFault as trouble:
            if trouble.code not in CARD_FAULTS:
                raise
            return CardFailed(trouble.code, trouble.sentence)

    def _find(self) -> tuple[bool, bool]:
        """Whether to go on to reading, and whether that is sure: when the word "found" was lost on the line, the module
        answers "no card" to the second question."""
        reply, at_once = self._exchange(samv.FIND, 0)
        if reply.code in (samv.FOUND, samv.DONE):
            return True, True
        _raise_fault_of_reader(reply)
        return not at_once, False

    def _card(self, reply: Reply, *, fingerprint: bool) -> Card | None:
        """None when the answer is not one to this question."""
        try:
            text = samv.card_text(reply, fingerprint=fingerprint)
        except FrameError as error:
            log.info("%s: %s", self._line.url, error)
            return None
        try:
            return idcard.read_text(text)
        except FrameError as error:
            log.info("%s: card refused: %s", self._line.url, error)
        raise fault("card_refused")

    def _done(self, reply: Reply) -> Reply:
        if reply.code != samv.DONE:
            _raise_fault_of_reader(reply)
            raise fault("card_unreadable" if reply.code in samv.CARD_UNREADABLE else "reader_refused")
        return reply

    def _ask(self, request: Request, *, kept: int = samv.ADDRESS_BYTES) -> Reply:
        return self._exchange(request, kept)[0]

    def _exchange(self, request: Request, kept: int) -> tuple[Reply, bool]:
        """The answer, and whether it is the answer to the first try."""
        for attempt in range(self._profile.attempts):
            self._line.discard_input()
            self._send(request)
            reply = self._reply(request, kept)
            if reply is None:
                continue
            log.debug("%s < %02X %s, %d bytes", self._line.url, reply.code, reply.meaning, reply.size)
            if reply.code not in (samv.BAD_CHECKSUM, samv.BAD_LENGTH):
                return reply, attempt == 0
        raise TransportError(f"{self._line.url}: the card reader does not answer")

    def _send(self, request: Request) -> None:
        log.debug("%s > %02X %02X", self._line.url, request.command, request.parameter)
        self._line.write(request.to_bytes(), timeout=self._profile.write_timeout_s)

    def _reply(self, request: Request, kept: int) -> Reply | None:
        profile = self._profile
        deadline = self._clock() + ANSWER_S.get(request, OTHER_ANSWER_S) + profile.extra_s
        deadline += samv.longest_answer(request) * BITS_PER_BYTE / profile.baud
        decoder = ReplyDecoder(request, kept=kept)
        try:
            while (left := deadline - self._clock()) > 0:
                for reply in decoder.feed(self._line.read(CHUNK, timeout=left)):
                    return reply
        finally:
            decoder.reset()
        return None


def _raise_fault_of_reader(reply: Reply) -> None:
    if reply.code in samv.READER_BROKEN:
        raise fault("reader_broken")
    if reply.code == samv.UNAUTHORISED:
        raise fault("reader_unauthorised")
    if reply.code == samv.BAD_COMMAND:
        raise fault("reader_refused")
