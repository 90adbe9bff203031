"""An engine that joins recordings: a hall's own where it has all of a sentence, else the default ones."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from display.render.sentence import Language, Sentence
from display.sound import Sound, joined, levelled, silence, trimmed
from display.speech import SpeechFailed
from display.wav import decode

LARGEST_BYTES = 8 * 2**20
LONGEST_S = 6.0
"""A piece is a word or two; whoever recorded a whole sentence under its name is told so."""


class BadClip(Exception):
    """A recording is missing or cannot be used; the message is a Chinese sentence without its full stop."""


def cleaned(recorded: Sound) -> Sound:
    """Without silence around it and as loud as the others. Raises ValueError with a Chinese sentence."""
    sound = levelled(trimmed(recorded))
    if sound.seconds > LONGEST_S:
        raise ValueError(f"有 {sound.seconds:.0f} 秒长，一个文件只录一个词")
    return sound


@dataclass(frozen=True, slots=True)
class _Kept:
    """A recording as it was when its file had this time and size; `sound` is None when it could not be used."""

    stamp: tuple[int, int]
    sound: Sound | None
    why: str = ""


class ClipFolder:
    """One folder of recordings, a sub-folder per language. A file that was put there later counts from then on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kept: dict[Path, _Kept] = {}

    def piece(self, language: str, name: str) -> Sound:
        """Raises BadClip."""
        file = self.folder / language / f"{name}.wav"
        try:
            found = file.stat()
            stamp = (found.st_mtime_ns, found.st_size)
            kept = self._kept.get(file)
            if kept is None or kept.stamp != stamp:
                kept = self._kept[file] = _read(file, stamp)
        except OSError as error:
            raise BadClip(f"{language}/{name}.wav {_why(error)}") from None
        if kept.sound is None:
            raise BadClip(f"{language}/{name}.wav {kept.why}")
        return kept.sound


def _read(file: Path, stamp: tuple[int, int]) -> _Kept:
    if stamp[1] > LARGEST_BYTES:
        return _Kept(stamp, None, "太大，一个文件只录一个词")
    try:
        return _Kept(stamp, cleaned(decode(file.read_bytes())))
    except ValueError as error:
        return _Kept(stamp, None, str(error))


def _why(error: OSError) -> str:
    return "没有录" if isinstance(error, FileNotFoundError) else f"读不出来（{error.strerror}）"


class Clips:
    """Joins recordings. A sentence comes from one folder, so that it is one person who speaks."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """`folders`: the hall's own before the default one."""
        self._folders = [ClipFolder(folder) for folder in folders]

    def speak(self, sentence: Sentence) -> Sound:
        """Raises SpeechFailed when no folder has every piece."""
        why = ""
        for folder in self._folders:
            try:
                return _said(folder, sentence)
            except BadClip as error:
                why = why or str(error)
        raise SpeechFailed(f"录音不全：{why}")

    def warm(self, languages: Mapping[str, Language]) -> Iterator[None]:
        """Read all recordings one after another, so that no call waits for them; a step takes some 10 ms."""
        for folder in self._folders:
            for language in languages.values():
                for name in language.pieces:
                    with suppress(BadClip):
                        folder.piece(language.code, name)
                    yield

    def gaps(self, languages: Mapping[str, Language]) -> list[str]:
        """What is missing or useless in the hall's own folder, in languages it has begun: Chinese sentences."""
        return [
            said
            for folder in self._folders[:-1]
            for language in languages.values()
            if any((folder.folder / language.code).glob("*.wav"))
            for said in _gaps(folder, language)
        ]


def _gaps(folder: ClipFolder, language: Language) -> Iterator[str]:
    for name in language.pieces:
        try:
            folder.piece(language.code, name)
        except BadClip as error:
            yield str(error)


def _said(folder: ClipFolder, sentence: Sentence) -> Sound:
    parts: list[Sound] = []
    for piece in sentence.pieces:
        parts += [folder.piece(sentence.language, piece.name), silence(piece.pause_ms / 1000)]
    return joined(parts)
