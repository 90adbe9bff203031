"""Passes bytes between a device's line and a stand-in for it, both ways, as they come. Knows no protocol."""

import os
import select
import threading

from drivers.errors import TransportError
from drivers.sim.line import SimLine
from drivers.transport import Transport

WRITE_TIMEOUT_S = 10.0
LOOK_UP_S = 0.2


class Bridge:
    """Other software opens `stand_in.url`; `device` is the real line. Owns both and closes them."""

    def __init__(self, device: Transport, stand_in: SimLine) -> None:
        self._device = device
        self._stand_in = stand_in
        self._stop = threading.Event()
        self._wake_in, self._wake_out = os.pipe()
        self._broken: TransportError | None = None

    def stop(self) -> None:
        """From any thread: let `run` return."""
        self._stop.set()
        os.write(self._wake_out, b"\0")

    def run(self) -> None:
        """Until `stop`. Raises TransportError when the device's line breaks."""
        back = threading.Thread(target=self._from_device, name="bridge")
        back.start()
        try:
            while not self._stop.is_set():
                self._from_host()
        finally:
            self._stop.set()
            back.join()
            self._device.close()
            self._stand_in.close()
            os.close(self._wake_in)
            os.close(self._wake_out)
        if self._broken is not None:
            raise self._broken

    def _from_host(self) -> None:
        ready, _, _ = select.select([*self._stand_in.sources(), self._wake_in], [], [])
        for source in ready:
            if source != self._wake_in and (chunk := self._stand_in.take(source)):
                self._device.write(chunk, timeout=WRITE_TIMEOUT_S)

    def _from_device(self) -> None:
        try:
            while not self._stop.is_set():
                self._stand_in.put(self._device.read(4096, timeout=LOOK_UP_S))
        except TransportError as error:
            self._broken = error
            self.stop()
