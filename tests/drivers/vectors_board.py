"""Frames for LED boards as other people's documents and programs write them, in hex. Knows no code under test."""

# Window, text, speed as the frame's own byte, frame.
SHANGLING_WINDOW = {
    "a number": (3, "请0012号", "1D 00 03 0E C7 EB 30 30 31 32 BA C5 10"),
    "a pause": (12, "暂停服务", "1D 01 02 0E D4 DD CD A3 B7 FE CE F1 10"),
    "everybody": (0, "欢迎光临！", "1D 00 00 0E BB B6 D3 AD B9 E2 C1 D9 A3 A1 10"),
    "serving": (5, "服务0012", "1D 00 05 0E B7 FE CE F1 30 30 31 32 10"),
    "a window": (8, "08号窗口", "1D 00 08 0E 30 38 BA C5 B4 B0 BF DA 10"),
}
# Address, text, frame.
SHANGLING_MAIN = {
    "a call": (
        0,
        "请0012到03号窗口",
        "AA AA AA 4E 18 00 53 00 64 C7 EB 30 30 31 32 B5 BD 30 33 BA C5 B4 B0 BF DA 01 05 1A",
    ),
    "the other screen": (
        1,
        "请0012到03号窗口",
        "AA AA AA 4E 18 01 53 00 64 C7 EB 30 30 31 32 B5 BD 30 33 BA C5 B4 B0 BF DA 01 04 1A",
    ),
    "window ten": (
        0,
        "请0001到10号窗口",
        "AA AA AA 4E 18 00 53 00 64 C7 EB 30 30 30 31 B5 BD 31 30 BA C5 B4 B0 BF DA 01 05 1A",
    ),
    "nothing": (1, "", "AA AA AA 4E 08 01 53 00 64 03 0E 1A"),
    "two calls": (
        0,
        "请0012到03号窗口请0013到01号窗口",
        (
            "AA AA AA 4E 28 00 53 00 64 C7 EB 30 30 31 32 B5 BD 30 33 BA C5 B4 B0 BF DA"
            "C7 EB 30 30 31 33 B5 BD 30 31 BA C5 B4 B0 BF DA 01 0C 1A"
        ),
    ),
}
# Board, value, frame.
FOUR_BYTES = {
    "999 on board 5": (5, 999, "05 03 E7 EF"),
    "12 on board 1": (1, 12, "01 00 0C 0D"),
    "1 on board 16": (16, 1, "10 00 01 11"),
    "0 on board 3": (3, 0, "03 00 00 03"),
    "999 on board 255": (255, 999, "FF 03 E7 E9"),
}
# Request and answer.
MODBUS = {
    "read one, it is 12": ("01 03 00 00 00 01 84 0A", "01 03 02 00 0C B8 41"),
    "write 1234": ("01 06 00 00 04 D2 0B 57", "01 06 00 00 04 D2 0B 57"),
}
MODBUS_WRITE_TWO = "01 10 00 00 00 02 04 00 41 00 01 62 7B"
MODBUS_EXCEPTION_2 = "01 83 02 C0 F1"
HUIDU = {
    "version asked": "08 00 01 20 05 00 00 01",
    "heartbeat": "04 00 5F 00",
    "heartbeat answered": "04 00 60 00",
}
