"""The Kivy application: a stage, a worker, the bridge between them. Imported only when a window is wanted."""

from kivy.app import App

from kiosk.bootstrap import wall_clock
from kiosk.bridge import Bridge
from kiosk.config import Config
from kiosk.flow import effect as do
from kiosk.ui.stage import Stage
from kiosk.worker import Worker


class KioskApp(App):
    """Runs until the window is closed."""

    title = "便民取号机"

    def __init__(self, config: Config, **properties: object) -> None:
        super().__init__(**properties)
        self._station = config
        self.ended_by_staff = False

    def build(self) -> Stage:
        stage = Stage(wall_clock)
        self._worker = Worker(self._station, Bridge(stage.tell).post)
        stage.perform = self._perform
        return stage

    def _perform(self, effect: do.Effect) -> None:
        if isinstance(effect, do.EndProgram):
            self.ended_by_staff = True
            self.stop()
        else:
            self._worker.submit(effect)

    def build_config(self, config: object) -> None:
        """No settings file of Kivy's own."""

    def open_settings(self, *_: object) -> bool:
        """F1 shows no settings panel."""
        return False

    def on_start(self) -> None:
        self._worker.start()

    def on_stop(self) -> None:
        self._worker.close()
        self.root.close()
