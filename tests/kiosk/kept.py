"""Run as a process of its own: what a kiosk shows of a hall it has kept, as JSON: the words of each screen.

python -m tests.kiosk.kept HOME
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from kiosk.flow import event as on
from kiosk.worker import HallSeen
from tests.kiosk import specimen, studio


def words() -> dict[str, list[str]]:
    """A hall kept from this day or from another, and the same one seen, on the first screens."""
    from kivy.core.window import Window

    from kiosk.ui.arrange import all_of
    from kiosk.ui.stage import Stage
    from kiosk.ui.widget import Say

    hall = specimen.hall()
    earlier = hall.model_copy(update={"hall": hall.hall.model_copy(update={"business_day": "2026-11-21"})})
    said: dict[str, list[str]] = {}
    for name, seen in (("seen", HallSeen(hall)), ("kept", HallSeen(hall, True)), ("earlier", HallSeen(earlier, True))):
        stage = Stage(lambda: specimen.NOW)
        stage.perform = lambda _effect: None
        Window.add_widget(stage)
        stage.tell(seen)
        said[f"{name} home"] = [each.text for each in all_of(stage, Say)]
        stage.tell(on.ServiceChosen("general"))
        said[f"{name} confirming"] = [each.text for each in all_of(stage, Say)]
        stage.tell(on.WentHome())
        stage.tell(on.TimedOut())
        said[f"{name} attract"] = [each.text for each in all_of(stage, Say)]
        Window.remove_widget(stage)
        stage.close()
    return said


if __name__ == "__main__":
    studio.open_studio(Path(sys.argv[1]))
    sys.stdout.write(json.dumps(words()) + "\n")
