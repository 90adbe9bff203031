"""What the kiosk keeps of the hall for when the server is away: signed content, its pictures and videos, the hall as it
was last seen. What is damaged, unsigned or another hall's counts as not there."""

import logging
from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from server.client.copy import ContentCopy
from server.client.durable import replace_file
from server.wire.content import Content
from server.wire.hall import HallAnswer
from server.wire.media import is_media_name

log = logging.getLogger(__name__)

CONTENT, HALL, TOLD, MEDIA = "content.signed", "hall.json", "told.json", "media"


class Told(BaseModel):
    """What the hall has told this kiosk: show only `text`, or issue no tickets. It holds until the hall says otherwise,
    also over a new start without the server."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    is_locked: bool = False
    text: str = ""
    may_issue: bool = True


AS_USUAL = Told()


class Cache:
    """In `folder`, for the kiosk whose token is `token`; `hall_id`: the only hall whose copies count, when it is known.

    `content`, `hall` and `media` never raise: a disk that cannot be read is an empty one. Storing raises OSError.
    """

    def __init__(self, folder: Path, token: str, *, hall_id: str | None = None) -> None:
        self._folder = folder
        self._token = token
        self._hall_id = hall_id
        self._checked: set[str] = set()
        self._stored: HallAnswer | None = None

    def content(self) -> ContentCopy | None:
        """The content as a server that knows the token sent it; its `version` and `published_at` stand in it."""
        signature, line_end, body = self._read(CONTENT).partition(b"\n")
        copy = ContentCopy(body, signature.decode("ascii", "replace"))
        if not line_end:
            return None
        if not copy.is_genuine(self._token):
            log.warning("the kept content is not genuine, it is left out")
            return None
        try:
            found = copy.content
        except ValidationError:
            log.warning("the kept content is of another version of this program, it is left out")
            return None
        return copy if self._is_ours(found.hall_id) else None

    def keep_content(self, copy: ContentCopy) -> None:
        replace_file(self._folder / CONTENT, copy.signature.encode() + b"\n" + copy.body)

    def hall(self) -> HallAnswer | None:
        """Names, services and counters as they were last seen, at its `rev` or later; how many wait is not known."""
        try:
            found = HallAnswer.model_validate_json(self._read(HALL))
        except ValidationError:
            return None
        return found if self._is_ours(found.hall.id) else None

    def keep_hall(self, hall: HallAnswer) -> None:
        """Written only when something has changed that outlasts the moment."""
        lasting = _lasting(hall)
        if lasting != self._stored:
            kept = lasting.model_copy(update={"rev": hall.rev})
            replace_file(self._folder / HALL, kept.model_dump_json().encode())
            self._stored = lasting

    def told(self) -> Told:
        try:
            return Told.model_validate_json(self._read(TOLD))
        except ValidationError:
            return AS_USUAL

    def keep_told(self, told: Told) -> None:
        replace_file(self._folder / TOLD, told.model_dump_json().encode())

    def media(self, name: str) -> Path | None:
        """The file of a picture or video, if it is there and is what its name says."""
        if not is_media_name(name):
            return None
        file = self._folder / MEDIA / name
        if name not in self._checked:
            if not _is_whole(file):
                return None
            self._checked.add(name)
        return file

    def keep_media(self, name: str, content: bytes) -> None:
        if is_media_name(name):
            replace_file(self._folder / MEDIA / name, content)

    def forget_media(self, content: Content) -> None:
        """Remove what `content` does not name."""
        named = set(media_of(content))
        folder = self._folder / MEDIA
        for file in folder.iterdir() if folder.is_dir() else ():
            if file.name not in named:
                file.unlink(missing_ok=True)
                self._checked.discard(file.name)

    def _is_ours(self, hall_id: str) -> bool:
        if self._hall_id is not None and hall_id != self._hall_id:
            log.warning("what is kept is of hall %s, it is left out", hall_id)
            return False
        return True

    def _read(self, name: str) -> bytes:
        """The bytes of a file; none for a file that is not there."""
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            log.warning("%s", error)
            return b""


def media_of(content: Content) -> Iterator[str]:
    """Names of the pictures a content shows here, those seen first at first. Videos are watched on phones."""
    people = (*(each.photo for each in content.leaders), *(each.photo for each in content.roster))
    pictures = (name for guide in content.guides for name in guide.pictures)
    names = (content.emblem, content.map, *people, *pictures)
    return iter(dict.fromkeys(name for name in names if is_media_name(name)))


_NOT_NOW = {"waiting": 0, "estimate": None, "remaining": None, "closed": ""}


def _lasting(hall: HallAnswer) -> HallAnswer:
    """Without what is true only for minutes."""
    services = [each.model_copy(update=_NOT_NOW) for each in hall.services]
    counters = [each.model_copy(update={"current": None, "held": ()}) for each in hall.counters]
    return hall.model_copy(update={"services": services, "counters": counters, "announcements": (), "rev": 0})


def _is_whole(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            return file_digest(opened, "sha256").hexdigest() == file.stem
    except OSError:
        return False
