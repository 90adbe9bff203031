"""How soon a call is heard: from the accepted HTTP call to the first sample at the sound card, beside aplay alone.

Real server, real bianmin-display in its own process, real aplay; the card is an ALSA device that writes into a pipe.
"""

import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx

from bench import site
from display.clip import Clips
from display.language import DEFAULT_CLIPS, languages
from display.sound import Sound, chime, joined, save, silence

ROUNDS = 100
PATIENCE_S = 30.0
SERVICE, COUNTERS = site.SERVICE, 8
ENGINES = {"recordings": '["clips"]', "espeak-ng": '["espeak"]'}

Figure = tuple[str, float, str, str, bool | None]


class Card:
    """A pipe that ALSA takes for a sound card. `heard` has the time of each sound's first sample, once it is over."""

    def __init__(self, folder: Path) -> None:
        self._pipe = folder / "card"
        os.mkfifo(self._pipe)
        config = folder / "asound.conf"
        config.write_text(
            f'pcm.silent {{ type null }}\npcm.hall {{ type file format raw file "{self._pipe}" slave.pcm silent }}\n'
        )
        self.env = os.environ | {"ALSA_CONFIG_PATH": str(config)}
        self.heard: queue.SimpleQueue[float] = queue.SimpleQueue()
        self._over = False
        self._thread = threading.Thread(target=self._listen, name="card")
        self._thread.start()

    def _listen(self) -> None:
        while not self._over:
            with self._pipe.open("rb", buffering=0) as sound:
                if not sound.read(1):
                    continue  # opened and closed: is the card there?
                first = time.perf_counter()
                while sound.read(1 << 16):
                    pass
            self.heard.put(first)

    def close(self) -> None:
        self._over = True
        self._pipe.open("wb").close()
        self._thread.join()


def figures(rounds: int = ROUNDS) -> Iterator[Figure]:
    """(what, value, unit, bound, whether it holds)."""
    with tempfile.TemporaryDirectory(prefix="bianmin-bench-") as name:
        folder = Path(name)
        card = Card(folder)
        try:
            alone = _alone(card, folder, rounds)
            yield "voice: aplay alone to its first sample, median", _ms(alone, 0.5), "ms", "floor", None
            where = site.build(folder / "hall")
            with site.serving(where) as server:
                for label, engines in ENGINES.items():
                    late = _called(card, folder, where, server, engines=engines, rounds=rounds)
                    yield f"voice: call to first sample, {label}, median", _ms(late, 0.5), "ms", "", None
                    worst = _ms(late, 0.99)
                    yield f"voice: call to first sample, {label}, p99", worst, "ms", "≤ 300", worst <= 300
        finally:
            card.close()


def _alone(card: Card, folder: Path, rounds: int) -> list[float]:
    """Seconds aplay needs when the sentence lies ready."""
    file = folder / "ready.wav"
    save(_sentence(), file)
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        subprocess.run(["aplay", "-q", "-D", "hall", str(file)], env=card.env, check=True)
        taken.append(card.heard.get(timeout=PATIENCE_S) - began)
    return taken


def _sentence() -> Sound:
    once = Clips([DEFAULT_CLIPS]).speak(languages([DEFAULT_CLIPS])["zh"].call("A005", 2))
    return joined([chime(), once, silence(0.8), once, silence(0.8)])


def _called(
    card: Card, folder: Path, where: site.Site, server: site.Server, *, engines: str, rounds: int
) -> list[float]:
    """Seconds from each accepted call to its first sample; the next one is called when it has been said."""
    url = f"http://127.0.0.1:{server.port}"
    staff = httpx.Client(base_url=f"{url}/api/v1", headers={"Authorization": f"Bearer {where.supervisor}"})
    kiosk = httpx.Client(base_url=f"{url}/api/v1", headers={"Authorization": f"Bearer {where.kiosk}"})
    with staff, kiosk, _box(card, folder, where, url, engines):
        for counter in range(1, COUNTERS + 1):
            _wish(staff, f"/counters/{counter}/open")
        taken = []
        for n in range(rounds + 1):
            _wish(kiosk, "/tickets", service_id=SERVICE)
            answer = _wish(staff, f"/counters/{n % COUNTERS + 1}/call-next")
            accepted = time.perf_counter()
            taken.append(card.heard.get(timeout=PATIENCE_S) - accepted)
            _wish(staff, f"/tickets/{answer.json()['ticket']['id']}/no-show")
    return taken[1:]  # the first one warms up


def _wish(client: httpx.Client, path: str, **fields: str) -> httpx.Response:
    answer = client.post(path, json={"request_id": str(uuid4()), **fields})
    if path.endswith("/open") and answer.status_code == httpx.codes.CONFLICT:
        return answer  # open since the engine before
    return answer.raise_for_status()


@contextmanager
def _box(card: Card, folder: Path, where: site.Site, url: str, engines: str) -> Iterator[None]:
    """bianmin-display, following the hall."""
    issue = [sys.executable, "-m", "server", "token", "--data", str(where.data), "--role", "display"]
    token = subprocess.run(issue, capture_output=True, text=True, check=True).stdout.split()[0]
    config, report = folder / "display.toml", folder / f"report-{uuid4()}"
    config.write_text(
        f'server = "{url}"\ntoken = "{token}"\n[voice]\n'
        f'dir = "{folder / "voice"}"\nsound = "hall"\nengines = {engines}\n'
    )
    command = [sys.executable, "-m", "display", "--config", str(config), "--report", str(report)]
    box = subprocess.Popen(command, env=card.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(report, '"is_live": true')
        yield
    finally:
        box.send_signal(signal.SIGTERM)
        box.wait(PATIENCE_S)


def _wait_for(report: Path, said: str) -> None:
    over = time.monotonic() + PATIENCE_S
    while not (report.exists() and said in report.read_text(encoding="utf-8")):
        if time.monotonic() > over:
            raise TimeoutError("the box does not follow the hall")
        threading.Event().wait(0.05)


def _ms(seconds: list[float], share: float) -> float:
    return sorted(seconds)[int(share * (len(seconds) - 1))] * 1e3


if __name__ == "__main__":
    for what, value, unit, bound, _ in figures():
        print(f"{what:55} {value:8.1f} {unit} ({bound})")
