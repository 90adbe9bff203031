"""The Kivy application: a stage, a worker, the bridge between them. Imported only when a window is wanted."""

from functools import partial

from kivy.app import App

from kiosk.bootstrap import code_reader, machine_facts, machine_hands, wall_clock
from kiosk.bridge import Bridge
from kiosk.config import Config
from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.memory import keep_for_good
from kiosk.notice import guide_url
from kiosk.press import PrinterNow
from kiosk.slip import ticket_url
from kiosk.ui.stage import Stage
from kiosk.worker import ContentSeen, Message, PagesSeen, PrinterSeen, Worker


class KioskApp(App):
    """Runs until the window is closed."""

    title = "便民取号机"

    def __init__(self, config: Config, **properties: object) -> None:
        super().__init__(**properties)
        self._station = config
        self.ended_by_staff = False
        self.is_broken = False
        self._printer = PrinterNow(None)

    def build(self) -> Stage:
        stage = Stage(wall_clock)
        post = Bridge(self._tell).post
        self._worker = Worker(self._station, post)
        self._machine = machine_hands(self._station, post)
        self._scanner = code_reader(self._station, post, self._worker.note_scanner)
        stage.perform = self._perform
        return stage

    def _tell(self, message: Message) -> None:
        if isinstance(message, PrinterSeen):
            self._printer = message.printer
        if isinstance(message, on.StaffLetIn | on.ChoreEnded):
            self.root.know(facts=machine_facts(self._station, self._printer))
        if isinstance(message, ContentSeen):
            self.root.know(content=message.content, media=message.media)
        elif isinstance(message, PagesSeen):
            self.root.know(url=partial(ticket_url, message.base_url), guide_url=partial(guide_url, message.base_url))
        else:
            self.root.tell(message)

    def _perform(self, effect: do.Effect) -> None:
        known = self.root.known
        if isinstance(effect, do.EndProgram):
            self.ended_by_staff = True
            self.stop()
        elif isinstance(effect, do.StartAgain):
            self.is_broken = True
            self.stop()
        elif not self._machine.perform(effect, known.hall, known.content):
            self._worker.submit(effect)

    def build_config(self, config: object) -> None:
        """No settings file of Kivy's own."""

    def open_settings(self, *_: object) -> bool:
        """F1 shows no settings panel."""
        return False

    def on_start(self) -> None:
        keep_for_good()
        self._worker.start()
        self._machine.start()
        if self._scanner is not None:
            self._scanner.start()

    def on_stop(self) -> None:
        if self._scanner is not None:
            self._scanner.close()
        self._machine.close()
        self._worker.close()
        self.root.close()
