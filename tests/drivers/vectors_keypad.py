"""Keys and frames of keypads as other people's documents write them. Knows no code under test."""

# linux/input-event-codes.h: name without KEY_ → code.
LINUX_KEYS = {str(digit): digit + 1 for digit in range(1, 10)} | {
    "0": 11,
    "ENTER": 28,
    "KP7": 71,
    "KP8": 72,
    "KP9": 73,
    "KPMINUS": 74,
    "KP4": 75,
    "KP5": 76,
    "KP6": 77,
    "KPPLUS": 78,
    "KP1": 79,
    "KP2": 80,
    "KP3": 81,
    "KP0": 82,
    "KPDOT": 83,
    "KPENTER": 96,
    "KPASTERISK": 55,
    "KPSLASH": 98,
    "F1": 59,
    "F10": 68,
}
# A scanner that acts as a keyboard sends "A001" and Enter so: shift held for the letter.
A001_CODES = (42, 30, 11, 11, 2, 28)

# One input_event of a 64-bit kernel: key 5 of the numeric block (code 76) went down, 2023-11-14 22:13:20.123456 UTC.
KP5_DOWN_64 = bytes.fromhex("00F1536500000000 40E2010000000000 0100 4C00 01000000")
KP5_UP_64 = bytes.fromhex("00F1536500000000 48E6010000000000 0100 4C00 00000000")
KP5_HELD_64 = bytes.fromhex("00F1536500000000 48E6010000000000 0100 4C00 02000000")
SCAN_64 = bytes.fromhex("00F1536500000000 40E2010000000000 0400 0400 5D000700")
REPORT_64 = bytes.fromhex("00F1536500000000 40E2010000000000 0000 0000 00000000")
DROPPED_64 = bytes.fromhex("00F1536500000000 40E2010000000000 0000 0300 00000000")
# The same of a 32-bit kernel.
KP5_DOWN_32 = bytes.fromhex("00F15365 40E20100 0100 4C00 01000000")

FRAMEMAP = {
    "level 5": bytes.fromhex("AA 01 01 FF"),
    "level 1": bytes.fromhex("AA 01 05 FF"),
}
# AA 55 KEY SUM of all before.
FRAMEMAP_SUM = {
    "key 1": bytes.fromhex("AA 55 01 00"),
    "key FF": bytes.fromhex("AA 55 FF FE"),
}

MODBUS_READ_8_INPUTS = bytes.fromhex("01 02 00 00 00 08 79 CC")
MODBUS_INPUT_2_ON = bytes.fromhex("01 02 01 04 A0 4B")
