"""Shows a text on an LED board, in plain Chinese; says honestly what only a person can see."""

from collections.abc import Iterator

from drivers.device import Board
from drivers.profile import Capabilities

TEXT, NUMBER = "测试", "A888"


def check_board(board: Board) -> Iterator[str]:
    can = board.capabilities
    try:
        board.open()
        yield "端口已打开。"
        board.ensure_ready()
        yield "显示屏有应答。" if can.acknowledges else "此类显示屏不应答，请看屏。"
        yield f"机型：{_described(can)}。"
        shown = NUMBER if can.digits_only else TEXT
        board.show([shown], speak=TEXT if can.speech else "")
        yield f"已发送“{shown}”，请看屏上是否显示{f'数字 {NUMBER[1:][-can.columns :]}' if can.digits_only else ''}。"
        if can.speech:
            yield f"请听是否播报“{TEXT}”。"
    finally:
        board.close()


def _described(can: Capabilities) -> str:
    if can.digits_only:
        return f"{can.columns} 位数字"
    size = f"{can.lines} 行，每行 {can.columns // 2} 个汉字"
    return f"{size}，带语音" if can.speech else size
