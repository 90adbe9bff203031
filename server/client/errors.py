"""What may go wrong between a station and its hall, and what to do about it. Knows no command.

ClientError
├── Unreachable    no answer, or the server cannot answer now  → the same wish again, with the same request_id
├── Refused        the hall says no                            → show `detail`, switch on `code`, do not repeat
├── WrongHall      this is another hall's server               → never talk to it
├── BadAnswer      the answer is not of this contract          → one of the two programs is too old
└── NotFound       no server on the LAN, or more than one hall → say so, look again later
"""


class ClientError(Exception):
    """Anything the client raises on purpose. No message holds a token."""


class Unreachable(ClientError):
    """The wish may or may not have been done: only the same request_id may ask again."""


class Refused(ClientError):
    """The hall's no: `code` is a stable word, `detail` a plain Chinese sentence, `status` the HTTP status."""

    def __init__(self, code: str, detail: str, status: int) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.code = code
        self.detail = detail
        self.status = status

    @property
    def is_about_the_token(self) -> bool:
        """No wish with this token will be granted."""
        return self.code in ("unauthorized", "forbidden")


class WrongHall(ClientError):
    """The server belongs to another hall than the one this station is paired with."""

    def __init__(self, paired: str, found: str) -> None:
        super().__init__(f"paired with hall {paired!r}, the server is of hall {found!r}")
        self.paired = paired
        self.found = found


class BadAnswer(ClientError):
    """The server answered something that is not of this contract."""


class NotFound(ClientError):
    """Looking on the LAN found no server to talk to; `halls` are the ids that were seen, `names` what they are called,
    in the same order."""

    def __init__(self, message: str, halls: tuple[str, ...] = (), names: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.halls = halls
        self.names = names
