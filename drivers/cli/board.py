"""`bianmin-drivers board URL PROFILE DEED …`: a technician's hand on one LED board."""

import argparse
from collections.abc import Callable
from datetime import datetime

from drivers import profile as profiles
from drivers.device import Board, make_board
from drivers.device.board_modbus import ModbusBoard
from drivers.device.board_onbon import OnbonBoard
from drivers.errors import SettingError
from drivers.profile import BoardProfile

Deed = Callable[[Board, list[str]], None]


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("board", help="show, say, clear, switch, dim, set or ask one LED board")
    parser.add_argument("url", help="port URL of the board")
    parser.add_argument("profile", help="name of a shipped profile or path of a TOML file")
    parser.add_argument("deed", choices=tuple(DEEDS))
    parser.add_argument("words", nargs="*", help="lines to show, text to say, brightness, clock as 2025-06-13T16:50:00")
    parser.set_defaults(run=run)


def run(wanted: argparse.Namespace) -> None:
    profile = profiles.load(wanted.profile)
    if not isinstance(profile, BoardProfile):
        raise SettingError(f"profile {wanted.profile!r} is not of a board")
    board = make_board(wanted.url, profile)
    try:
        DEEDS[wanted.deed](board, wanted.words)
    finally:
        board.close()


def _say(board: Board, words: list[str]) -> None:
    if not board.capabilities.speech:
        raise SettingError("this board has no voice")
    board.speak("".join(words))


def _brightness(board: Board, words: list[str]) -> None:
    if not isinstance(board, OnbonBoard | ModbusBoard):
        raise SettingError("this board's brightness cannot be set")
    try:
        board.set_brightness(int(_one(words)))
    except ValueError:
        raise SettingError(f"brightness {_one(words)!r} is no level of this board") from None


def _clock(board: Board, words: list[str]) -> None:
    try:
        moment = datetime.fromisoformat(_one(words))
    except ValueError:
        raise SettingError(f"clock {_one(words)!r} is not a time like 2025-06-13T16:50:00") from None
    _onbon(board).set_clock(moment)


def _state(board: Board, words: list[str]) -> None:
    state = _onbon(board).state()
    lit = "亮屏" if state.is_on else "黑屏"
    print(f"{lit}，亮度 {state.brightness}，时钟 {state.clock}，动态区 {len(state.areas)} 个。")


def _onbon(board: Board) -> OnbonBoard:
    if not isinstance(board, OnbonBoard):
        raise SettingError("only Onbon cards can do this")
    return board


def _one(words: list[str]) -> str:
    if len(words) != 1:
        raise SettingError("one value belongs here")
    return words[0]


DEEDS: dict[str, Deed] = {
    "show": lambda board, words: board.show(words),
    "say": _say,
    "clear": lambda board, _: board.clear(),
    "on": lambda board, _: _onbon(board).switch(on=True),
    "off": lambda board, _: _onbon(board).switch(on=False),
    "brightness": _brightness,
    "clock": _clock,
    "reset": lambda board, _: _onbon(board).reset(),
    "state": _state,
}
