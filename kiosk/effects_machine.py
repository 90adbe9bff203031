"""What is done on this machine alone: the voice, the staff's code, the log on a stick. Knows no hall and no printer.

Everything returns at once: the screen's thread asks, and hears of what takes time later.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from kiosk.config import Config
from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.log_export import NotExported, export_log
from kiosk.phrase import phrases
from kiosk.speech import Speaker
from kiosk.spoken import sentence
from kiosk.staff_code import StaffCode
from server.wire.content import Content
from server.wire.hall import HallAnswer

log = logging.getLogger(__name__)


class MachineHands:
    """Start once; `close` ends its threads. `speaker` None: mute. `post` from any thread. `about`: what is written
    beside the log."""

    def __init__(
        self,
        config: Config,
        speaker: Speaker | None,
        post: Callable[[on.Event], None],
        *,
        wall: Callable[[], datetime],
        about: Callable[[], dict[str, str]],
    ) -> None:
        self._config = config
        self._speaker = speaker
        self._post = post
        self._wall = wall
        self._about = about
        self._code = StaffCode(config.staff.code)
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="machine")

    def start(self) -> None:
        if self._speaker is not None:
            self._speaker.start()

    def close(self) -> None:
        """Ends a sentence in the middle of a word, and waits for a log that is being written."""
        if self._speaker is not None:
            self._speaker.close()
        self._aside.shutdown()

    def perform(self, effect: do.Effect, hall: HallAnswer | None, content: Content | None) -> bool:
        """Whether it is done here; `hall` and `content` name what is spoken of."""
        match effect:
            case do.Speak():
                self._speak(effect, hall, content)
            case do.CheckStaffCode():
                self._post(on.StaffLetIn() if self._code.fits(effect.code) else on.StaffRefused())
            case do.ExportLog():
                self._aside.submit(self._export)
            case _:
                return False
        return True

    def _speak(self, wanted: do.Speak, hall: HallAnswer | None, content: Content | None) -> None:
        if self._speaker is None:
            return
        words = phrases(wanted.language)
        text = "" if wanted.saying is None else sentence(wanted.saying, words, hall, content)
        if text:
            self._speaker.say(text, words.language)
        else:
            self._speaker.hush()

    def _export(self) -> None:
        try:
            file = export_log(
                self._config.station.state_dir, self._config.staff.export_dir, self._wall(), self._about()
            )
        except NotExported as why:
            self._post(on.ChoreEnded(st.Chore.EXPORT_LOG, is_fine=False, detail=str(why)))
        except Exception:  # the outermost frame of this thread: without an answer the page would wait for good
            log.exception("the log was not exported")
            self._post(on.ChoreEnded(st.Chore.EXPORT_LOG, is_fine=False))
        else:
            self._post(on.ChoreEnded(st.Chore.EXPORT_LOG, is_fine=True, detail=f"已导出 {file.name}，可以拔下 U 盘。"))
