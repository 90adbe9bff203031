"""Sixty devices with nothing to do, in a process of their own: says how much of one core they take. Ends with stdin."""

import resource
import sys
import threading

from drivers import profile as profiles
from drivers.device import Board, Keypad, make_board, make_keypad
from drivers.profile import BoardProfile, KeypadProfile
from drivers.runner import Condition, Health, Runner

LOOK_AT_BOARD_S = 10.0  # how often an idle board is asked whether it is there


def runners(boards: list[str], keypads: list[str], on_health: object) -> list[Runner[Board] | Runner[Keypad]]:
    board, keypad = profiles.load("onbon-bx5k-64x16"), profiles.load("ff68-counter")
    assert isinstance(board, BoardProfile)
    assert isinstance(keypad, KeypadProfile)
    assert callable(on_health)
    return [
        *(
            Runner(make_board(url, board), _ask, on_health, name=f"board-{n}", url=url, pause_s=LOOK_AT_BOARD_S)
            for n, url in enumerate(boards)
        ),
        *(
            Runner(make_keypad(url, keypad), _hear, on_health, name=f"keypad-{n}", url=url)
            for n, url in enumerate(keypads)
        ),
    ]


def _ask(board: Board, _stop: threading.Event) -> None:
    board.ensure_ready()


def _hear(keypad: Keypad, stop: threading.Event) -> None:
    for _ in keypad.events(stop):
        pass


def main(arguments: list[str]) -> None:
    """Board URLs and keypad URLs, half and half, then the seconds to measure."""
    urls, seconds = arguments[:-1], float(arguments[-1])
    half = len(urls) // 2
    waiting, up = threading.Semaphore(0), 0

    def on_health(health: Health) -> None:
        if health.condition is Condition.UP:
            waiting.release()

    running = runners(urls[:half], urls[half:], on_health)
    for runner in running:
        runner.start()
    while up < len(urls):
        waiting.acquire()
        up += 1
    before = _spent()
    threading.Event().wait(seconds)
    print((_spent() - before) / seconds)
    for runner in running:
        runner.stop()


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(sys.argv[1:])
