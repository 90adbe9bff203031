"""Makes the default recordings of the voice with espeak-ng: `make voice`, and `make setup` when they are not there yet.

Kept out of git: they are made from what is in it, take two megabytes and a few seconds.
"""

import argparse
import hashlib
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from display import sound as sounds
from display import speech, wav
from display.clip import cleaned
from display.language import DEFAULT_CLIPS, languages
from display.render.sentence import LETTERS
from display.speech import Espeak, SpeechFailed

STAMP = ".made-from"


def fingerprint() -> str:
    """Of everything the recordings come from."""
    version = subprocess.run(["espeak-ng", "--version"], capture_output=True, text=True, check=False).stdout
    sources = [Path(file) for file in (__file__, sounds.__file__, speech.__file__, wav.__file__) if file]
    told = hashlib.sha256(version.encode())
    for file in [*sources, *sorted(DEFAULT_CLIPS.glob("*/pack.toml"))]:
        told.update(file.read_bytes())
    return told.hexdigest()


def make(folder: Path) -> int:
    """All recordings of all default languages, as WAV files into `folder`/language. Raises SpeechFailed."""
    engine, count = Espeak(), 0
    for language in languages([DEFAULT_CLIPS]).values():
        for name in language.pieces:
            # Letters are said in English everywhere: the Mandarin voice makes a syllable of each, G like 志.
            word, voice = language.words.get(name, name), "en" if name in LETTERS else language.code
            sounds.save(cleaned(engine.read(word, voice)), folder / language.code / f"{name}.wav")
            count += 1
    return count


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the default recordings of the voice.")
    parser.add_argument("--into", type=Path, default=DEFAULT_CLIPS, metavar="DIR")
    parser.add_argument("--if-old", action="store_true", help="only when what they are made from has changed")
    wanted = parser.parse_args()
    stamp, now = wanted.into / STAMP, fingerprint()
    if wanted.if_old and stamp.exists() and stamp.read_text() == now:
        return 0
    try:
        count = make(wanted.into)
    except SpeechFailed as error:
        print(f"voice: {error}", file=sys.stderr)
        return 1
    stamp.write_text(now)
    print(f"voice: {count} recordings in {wanted.into}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
