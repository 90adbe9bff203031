"""配对: stations that ask for a token, and the code an administrator read on one of them. Knows no HTTP.

In memory only: after a restart a station that was not paired yet asks again. Nothing here outlives `LASTS_S`, and
nobody can make it grow. Time is the clock's that is never set.
"""

import hmac
import logging
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from server.domain.command import Actor
from server.domain.errors import NotFound, Refusal, RuleSaysNo
from server.service import setup
from server.service.attempts import Attempts, TooManyGuesses
from server.service.hall import Done, HallService
from server.vocab import CounterId, Role
from server.wire import pairing as wp

log = logging.getLogger(__name__)

LASTS_S = 600.0
OPEN_MAX = 40
"""Stations that wait at the same time, in all."""
OPEN_OF_ONE = 4
"""And from one address: a page that was loaded anew has forgotten its claim, so the oldest makes room."""
WITHIN = timedelta(minutes=10)
ASKS = 30
"""Requests from one address within that time; one takes a new code only when its old one is over."""
WRONG_CODES = 10
"""Wrong codes of one administrator within that time: of a million codes a few are open."""


class TooManyPairings(Refusal):
    """No room for another station, or too much asking from one address."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too_many_pairings", f"等待配对的终端太多，请 {seconds} 秒后再试。", retry_after=seconds)


@dataclass(slots=True, kw_only=True)
class _Open:
    """One station that asked. `taken_by` is the wish that accepts it, `outcome` what it is given."""

    claim: str
    code: str | None
    wanted: wp.AskPairing
    source: str
    since: datetime
    ends: float
    taken_by: str | None = None
    outcome: wp.PairingOutcome | None = None


@dataclass(slots=True)
class Pairings:
    """Those of one hall. `ca`: its certificate, if what it says is encrypted; `plain_port`: where phones come in."""

    service: HallService
    ca: str | None = None
    plain_port: int | None = None
    _open: list[_Open] = field(default_factory=list)
    _asks: Attempts = field(default_factory=lambda: Attempts(ASKS, WITHIN))
    _wrong: Attempts = field(default_factory=lambda: Attempts(WRONG_CODES, WITHIN))

    def hall(self) -> wp.PairingHall:
        hall = self.service.hall
        return wp.PairingHall(id=hall.uid, name=hall.catalogue.name, ca=self.ca, plain_port=self.plain_port)

    def ask(self, wanted: wp.AskPairing, source: str) -> wp.PairingOffer:
        """A code to show and the claim that fetches the token. Raises TooManyPairings."""
        now = self.service.now()
        self._forget_old()
        self._make_room(source, now)
        each = _Open(
            claim=secrets.token_urlsafe(32),
            code=self._new_code() if wanted.commitment is None else None,
            wanted=wanted,
            source=source,
            since=now,
            ends=self._seconds() + LASTS_S,
        )
        self._open.append(each)
        self._asks.note_wrong(source, now)
        log.debug("a %s at %s asks to be paired", wanted.kind, source)
        return wp.PairingOffer(
            hall=self.hall(), claim=each.claim, code=each.code, expires_at=self._end(each), lasts_s=LASTS_S
        )

    def reveal(self, claim: str, nonce: str) -> wp.PairingOutcome:
        """Now the code is known. Raises NotFound (ask anew) for another nonce than the one committed to, and for a code
        that another station shows."""
        each = self._of(claim)
        code = wp.code_of(self.ca, nonce, claim)
        is_taken = any(other.code == code for other in self._open if other is not each)
        if each.wanted.commitment != wp.commitment_to(nonce) or is_taken:
            self._open.remove(each)
            raise _over()
        each.code = code
        return self.claim(claim)

    def claim(self, claim: str) -> wp.PairingOutcome:
        """Whether the code was typed yet, and then the token. Raises NotFound: over, or never there."""
        return self._of(claim).outcome or wp.PairingOutcome(state="waiting", hall=self.hall())

    def _of(self, claim: str) -> _Open:
        self._forget_old()
        each = next((each for each in self._open if hmac.compare_digest(each.claim, claim)), None)
        if each is None:
            raise _over()
        return each

    def all(self) -> list[wp.PairingRequest]:
        """Who waits, the longest first."""
        self._forget_old()
        return [
            wp.PairingRequest(
                kind=each.wanted.kind,
                name=each.wanted.name,
                version=each.wanted.version,
                source=each.source,
                since=each.since,
                expires_at=self._end(each),
            )
            for each in self._open
            if each.outcome is None
        ]

    async def accept(
        self, code: str, actor: Actor, request_id: str, *, name: str = "", counter_id: CounterId | None = None
    ) -> Done:
        """Give the station that shows `code` a token of its own. Raises Refusal; wrong codes are counted."""
        each = self._showing(code, actor)
        if each.taken_by not in (None, request_id):
            raise RuleSaysNo("already_paired", "这台终端已经配对。")
        role = Role.KIOSK if each.wanted.kind is wp.StationKind.KIOSK else Role.DISPLAY
        name = name or each.wanted.name
        each.taken_by = request_id
        try:
            done, secret = await setup.issue_token(
                self.service, actor, request_id, role=role, name=name, counter_id=counter_id
            )
        except Refusal:
            each.taken_by = None
            raise
        if secret is not None:
            each.outcome = wp.PairingOutcome(
                state="paired", hall=self.hall(), token=secret, role=role, name=name, counter_id=counter_id
            )
            each.ends = self._seconds() + LASTS_S  # however late the code was typed, the token is not lost
        elif each.outcome is None:
            each.taken_by = None
            raise RuleSaysNo("request_id_reused", "这个请求号已用于另一个操作。")
        return done

    def _showing(self, code: str, actor: Actor) -> _Open:
        self._forget_old()
        now, guesser = self.service.now(), f"{actor.role}:{actor.name}"
        self._wrong.require(guesser, now)
        each = next((each for each in self._open if each.code and hmac.compare_digest(each.code, code)), None)
        if each is None:
            self._wrong.note_wrong(guesser, now)
            raise NotFound("unknown_code", "没有终端显示这个配对码，请核对；配对码十分钟内有效。")
        return each

    def _make_room(self, source: str, now: datetime) -> None:
        try:
            self._asks.require(source, now)
        except TooManyGuesses as waits:
            raise TooManyPairings(int(waits.facts["retry_after"] or 1)) from None
        waiting = [each for each in self._open if each.taken_by is None]
        of_one = [each for each in waiting if each.source == source]
        if len(of_one) >= OPEN_OF_ONE:
            self._open.remove(of_one[0])
        elif len(waiting) >= OPEN_MAX:
            raise TooManyPairings(int(waiting[0].ends - self._seconds()) + 1)

    def _new_code(self) -> str:
        used = {each.code for each in self._open}
        while (code := f"{secrets.randbelow(10**6):06}") in used:
            continue
        return code

    def _forget_old(self) -> None:
        now = self._seconds()
        self._open = [each for each in self._open if each.ends > now]

    def _end(self, each: _Open) -> datetime:
        return self.service.now() + timedelta(seconds=each.ends - self._seconds())

    def _seconds(self) -> float:
        return self.service.clock.clock.monotonic()


def _over() -> NotFound:
    return NotFound("unknown_pairing", "配对码已失效，请重新取得配对码。")
