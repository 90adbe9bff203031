"""Several engines as one: the first that works speaks, one that fails is left alone for a while. Knows no engine."""

from collections.abc import Callable, Sequence
from typing import Protocol

from display.render.sentence import Sentence
from display.sound import RATE, Sound
from display.speech import SpeechFailed

REST_S = 30.0
"""How long an engine that failed is not asked, so that its failing does not delay every call."""


class Engine(Protocol):
    def speak(self, sentence: Sentence) -> Sound:
        """At `sound.RATE`. Raises SpeechFailed."""


class Engines:
    """Named engines in the order they are to be asked."""

    def __init__(self, engines: Sequence[tuple[str, Engine]], clock: Callable[[], float]) -> None:
        self._engines = engines
        self._clock = clock
        self._failed: dict[str, tuple[float, str]] = {}

    @property
    def troubles(self) -> list[str]:
        """Why those asked before the one that spoke last could not; empty: the first one speaks."""
        return [f"{name}：{why}" for name, (_, why) in self._failed.items()]

    def speak(self, sentence: Sentence) -> Sound:
        """Raises SpeechFailed when none can. Those at rest are asked too before nothing is said."""
        now = self._clock()
        resting = [each for each in self._engines if now < self._failed.get(each[0], (now, ""))[0]]
        for name, engine in [each for each in self._engines if each not in resting] + resting:
            try:
                sound = engine.speak(sentence)
                if sound.rate != RATE:
                    raise SpeechFailed(f"采样率是 {sound.rate}")
            except SpeechFailed as error:
                self._failed[name] = (now + REST_S, str(error))
            else:
                self._forget_from(name)
                return sound
        raise SpeechFailed("；".join(self.troubles))

    def _forget_from(self, speaking: str) -> None:
        """An engine behind the one that speaks is not needed; how it is troubles nobody."""
        names = [name for name, _ in self._engines]
        for name in names[names.index(speaking) :]:
            self._failed.pop(name, None)
