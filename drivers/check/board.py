"""Shows a text on an LED board, in plain Chinese."""

from collections.abc import Iterator

from drivers.device import Board


def check_board(board: Board) -> Iterator[str]:
    try:
        board.ensure_ready()
        yield "显示屏有应答。"
        board.show(["测试"])
        yield "显示屏已显示“测试”，请查看。"
    finally:
        board.close()
