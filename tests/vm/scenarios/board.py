"""A board behind an FT232R and a bad cable: what stands on it in the end is what was meant."""

import dataclasses
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial

from drivers.device import Board, make_board
from drivers.errors import DeviceFault, TransportError
from tests.vm.guest.ftdi_line import QUIET, Noise
from tests.vm.guest.hall import Hall
from tests.vm.guest.kernel import until

SEED = 20241


@contextmanager
def _board(hall: Hall) -> Iterator[Board]:
    hall.board_reports.forget()
    profile = dataclasses.replace(hall.board_profile, reply_timeout_s=0.5)
    with closing(make_board(hall.board_line.url, profile)) as board:
        yield board


def _shown(hall: Hall) -> object:
    return hall.board_reports.next_with("text")["text"]


def a_board_behind_an_ftdi_port_shows_what_it_is_told(hall: Hall) -> None:
    with _board(hall) as board:
        board.ensure_ready()
        board.show(["A012"])
        assert "A012" in str(_shown(hall))
    # 57600 baud of the profile have become the chip's divisor: 3 MHz / 52 (and one eighth of it by 0xC000).
    assert hall.board_line.chip.divisors[-1] & 0x3FFF == 52, hall.board_line.chip.divisors


def a_board_behind_a_bad_cable_shows_the_right_text(hall: Hall) -> None:
    line = hall.board_line
    line.noise_in, line.noise_out = Noise(every=150, seed=SEED), Noise(every=60, seed=SEED + 1)
    try:
        with _board(hall) as board:
            for text in (f"B{number:03}" for number in range(1, 9)):
                until(partial(_put, board, text), "the board has said yes")
                shown = [said for said in hall.board_reports.forget() if '"text"' in said]
                assert shown, "the board has said yes and shows nothing"
                assert all(text in said for said in shown), shown
    finally:
        line.noise_in, line.noise_out, flips = QUIET, QUIET, (line.noise_in.flips, line.noise_out.flips)
    assert all(flips), f"the cable was not bad: {flips}"


def _put(board: Board, text: str) -> bool:
    try:
        board.show([text])
    except TransportError:
        return False
    except DeviceFault as fault:
        # Three times in a row the card heard badly; what it shows is still what stood there before.
        if fault.code != "board_noise":
            raise
        return False
    return True


def a_board_whose_adapter_is_pulled_is_back_under_its_name(hall: Hall) -> None:
    with _board(hall) as board:
        board.show(["A013"])
        hall.board.command("line unplug")
        assert not _put(board, "A014")
        hall.board.command("line replug")
        until(lambda: _put(board, "A015"), "the board is back")
        until(lambda: "A015" in str(_shown(hall)), "the board shows what it was told last")
