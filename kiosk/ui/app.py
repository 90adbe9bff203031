"""The Kivy application: a stage, a worker, the bridge between them. Imported only when a window is wanted."""

from kivy.app import App

from kiosk.bootstrap import wall_clock
from kiosk.bridge import Bridge
from kiosk.config import Config
from kiosk.ui.stage import Stage
from kiosk.ui.widget import load_looks
from kiosk.worker import Worker


class KioskApp(App):
    """Runs until the window is closed."""

    title = "便民取号机"

    def __init__(self, config: Config, **properties: object) -> None:
        super().__init__(**properties)
        self._station = config

    def build(self) -> Stage:
        load_looks()
        stage = Stage(wall_clock)
        self._worker = Worker(self._station, Bridge(stage.tell).post)
        stage.perform = self._worker.submit
        return stage

    def build_config(self, config: object) -> None:
        """No settings file of Kivy's own."""

    def on_start(self) -> None:
        self._worker.start()

    def on_stop(self) -> None:
        self._worker.close()
        self.root.close()
