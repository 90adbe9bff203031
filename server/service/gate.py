"""Who comes in: tokens, sessions, log-ins with back-off, and the book of those turned away. Knows no HTTP."""

import asyncio
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from server.domain.command import HALL, Actor
from server.domain.command_admin import LogIn, LogOut, NoteRefusal
from server.domain.errors import Refusal
from server.service.clock import NewId
from server.service.hall import HallService
from server.service.secret import NOBODY, digest, is_password

SESSION_LASTS, IDLE = timedelta(hours=12), timedelta(hours=2)
"""Unless the settings say otherwise. Clerks work in other programs too, and on a slow morning nobody comes: a shorter
idle limit would log out whoever sits there."""
FREE_TRIES = 5
"""Wrong passwords of one name or from one address before it must wait."""
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)
NOTED_EVERY = timedelta(seconds=60)
"""Refusals of one kind from one source within this time become one fact with a count."""


class TooManyTries(Refusal):
    """Log-in is locked for this name or address for `seconds` more."""

    def __init__(self, seconds: int) -> None:
        super().__init__("locked_out", f"密码错误次数过多，请 {seconds} 秒后再试。", retry_after=seconds)
        self.seconds = seconds


class WrongPassword(Refusal):
    def __init__(self) -> None:
        super().__init__("wrong_password", "用户名或密码不对。")


@dataclass(slots=True)
class _Tries:
    wrong: int = 0
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refused:
    code: str
    source: str
    role: str
    name: str
    call: str


@dataclass(slots=True)
class _Count:
    """`times` not yet in the log; `noted_at` when the last ones went there."""

    times: int = 0
    noted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long a session lasts at most, and without anybody doing anything."""

    lasts: timedelta = SESSION_LASTS
    idle: timedelta = IDLE


@dataclass(slots=True)
class Gate:
    """The door of one hall. All state but the count of tries and when somebody did something last is in the log."""

    service: HallService
    new_id: NewId
    limits: Limits = Limits()
    _used: dict[str, float] = field(default_factory=dict)
    _tries: dict[str, _Tries] = field(default_factory=dict)
    _refused: dict[_Refused, _Count] = field(default_factory=dict)
    _checks: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))

    def who(self, secret: str) -> Actor | None:
        """The actor of a token or session secret, or None."""
        doors = self.service.hall.doors
        hashed = digest(secret)
        token = doors.tokens.get(hashed)
        if token is not None:
            return Actor(
                role=token.role, name=token.name or token.id[:8], counter_id=token.counter_id, token_id=token.id
            )
        session = doors.sessions.get(hashed)
        if session is None or session.until <= self.service.now():
            return None
        staff = doors.staff.get(session.name)
        if staff is None:
            return None
        return Actor(role=staff.role, name=staff.name, counters=staff.counters, is_staff=True)

    async def log_in(self, name: str, password: str, source: str) -> tuple[str, datetime]:
        """A new session's secret and end. Raises WrongPassword or TooManyTries, after the same time for any name."""
        keys = (f"name:{name}", f"from:{source}")
        for key in keys:
            self._require_unlocked(key)
        staff = self.service.hall.doors.staff.get(name)
        stored = staff.password_hash if staff else NOBODY
        async with self._checks:
            for key in keys:  # tries that came at the same moment count too
                self._require_unlocked(key)
            is_right = await asyncio.to_thread(is_password, stored, password)
        if staff is not None and self.service.hall.doors.staff.get(name) is not staff:
            is_right = False  # changed or removed while the password was being checked
        if staff is None or not is_right:
            for key in keys:
                self._count_wrong(key)
            raise WrongPassword
        for key in keys:
            self._tries.pop(key, None)
        secret, until = secrets.token_hex(32), self.service.now() + self.limits.lasts
        actor = Actor(role=staff.role, name=name, is_staff=True)
        await self.service.do(LogIn(name=name, digest=digest(secret), until=until), actor, self.new_id())
        return secret, until

    async def log_out(self, secret: str, actor: Actor) -> None:
        await self.service.do(LogOut(digest=digest(secret)), actor, self.new_id())

    async def log_out_everywhere(self, actor: Actor) -> None:
        """End every session of this member of staff, on whichever computer."""
        for each, session in list(self.service.hall.doors.sessions.items()):
            if session.name == actor.name:
                await self.service.do(LogOut(digest=each), actor, self.new_id())

    def others(self, secret: str, actor: Actor) -> list[str]:
        """The digests of this person's living sessions on other computers."""
        own, now = digest(secret), self.service.now()
        sessions = self.service.hall.doors.sessions.items()
        mine = ((each, session.until) for each, session in sessions if session.name == actor.name)
        return [each for each, until in mine if each != own and until > now]

    async def log_out_others(self, secret: str, actor: Actor) -> None:
        """End the sessions of this member of staff on other computers."""
        for each in self.others(secret, actor):
            await self.service.do(LogOut(digest=each), actor, self.new_id())

    def use(self, secret: str) -> None:
        """Somebody is there: the session's idle time begins anew."""
        self._used[digest(secret)] = self._seconds()

    async def end_idle(self) -> None:
        """Called every second: log out whose computer nobody has touched for too long. A restart counts as a touch."""
        now, sessions = self._seconds(), self.service.hall.doors.sessions
        self._used = {each: self._used.get(each, now) for each in sessions}
        for each in [each for each, used in self._used.items() if now - used >= self.limits.idle.total_seconds()]:
            await self.service.do(LogOut(digest=each), HALL, self.new_id())

    def note(self, *, code: str, source: str, actor: Actor | None, call: str) -> None:
        """Remember a refusal at the door; it is in the log within a minute, the first of its kind at once."""
        refused = _Refused(
            code=code, source=source, role=actor.role if actor else "", name=actor.name if actor else "", call=call
        )
        self._refused.setdefault(refused, _Count()).times += 1

    async def write_refusals(self, *, all_now: bool = False) -> None:
        """Called every second: put refusals into the log, a new kind at once, its repeats once a minute.

        At the end `all_now`, for they stand nowhere else.
        """
        now = self.service.now()
        for refused, count in list(self._refused.items()):
            since = None if count.noted_at is None else abs(now - count.noted_at)  # a clock may be set back
            if since is not None and since < NOTED_EVERY and not (all_now and count.times):
                continue
            if not count.times:
                del self._refused[refused]
                continue
            wish = NoteRefusal(
                code=refused.code,
                source=refused.source,
                role=refused.role,
                name=refused.name,
                call=refused.call,
                times=count.times,
            )
            count.times, count.noted_at = 0, now
            await self.service.do(wish, HALL, self.new_id())

    def _seconds(self) -> float:
        return self.service.clock.clock.monotonic()

    def _require_unlocked(self, key: str) -> None:
        tries = self._tries.get(key)
        if tries is not None and tries.locked_until is not None:
            left = (tries.locked_until - self.service.now()).total_seconds()
            if left > 0:
                raise TooManyTries(int(left) + 1)

    def _count_wrong(self, key: str) -> None:
        tries = self._tries.setdefault(key, _Tries())
        tries.wrong += 1
        if tries.wrong >= FREE_TRIES:
            wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tries.wrong - FREE_TRIES))
            tries.locked_until = self.service.now() + wait
        if len(self._tries) > 10_000:  # a flood of invented names must not fill the memory
            self._tries.pop(next((each for each, known in self._tries.items() if not known.locked_until), key))
