"""Frames as other people's documents and programs write them, in hex. Knows no code under test."""


def frame(text: str) -> bytes:
    return bytes.fromhex(text.replace("A5x8", "A5" * 8))


ONBON = {
    "ping": frame("A5x8 01 00 00 80 00 00 00 00 00 00 FE 02 05 00 A2 00 01 00 00 68 F8 5A"),
    "clear": frame("A5x8 01 00 00 80 00 00 00 00 00 00 FE 02 05 00 A3 10 01 00 00 51 F8 5A"),
    "delete all": frame("A5x8 01 00 00 80 00 00 00 00 00 00 FE 02 07 00 A3 06 01 02 00 FF 00 67 CC 5A"),
    "set clock": frame(
        "A5x8 01 00 00 80 00 00 00 00 00 00 FE 02 0D 00 A2 03 01 08 00 13 20 01 25 11 17 26 05 B0 3F 5A"
    ),
    "brightness": frame("A5x8 01 00 00 80 00 00 00 00 00 00 FE 02 07 00 A3 02 01 02 00 01 0C 26 2D 5A"),
    "temperature": frame(
        "A5x8 01 00 00 80 00 00 00 00 00 00 FE 02 35 00 A3 06 02 00 00 00 01 2C 00 00 00 00 0C 00 40 00 0C 00 01 0A 01"
        "02 00 00 00 00 01 01 01 00 17 02 11 00 00 00 5C 46 4F 30 30 30 54 45 4D 50 45 52 3A 32 31 A1 E6 82 DA 5A"
    ),
    "ack": frame("A5x8 00 80 01 00 00 00 00 00 00 00 FE 02 05 00 A0 00 00 00 00 64 DC 5A"),
    "turn on": frame("A5x8 FE FF 00 80 00 00 00 00 00 00 FE 02 06 00 A3 00 01 00 00 01 5D F1 5A"),
    "turn off": frame("A5x8 FE FF 00 80 00 00 00 00 00 00 FE 02 06 00 A3 00 01 00 00 02 1D F0 5A"),
    "clear all": frame("A5x8 FE FF 00 80 00 00 00 00 00 00 FE 02 05 00 A3 10 01 00 00 75 DC 5A"),
    "clock 2025": frame(
        "A5x8 FE FF 00 80 00 00 00 00 00 00 FE 02 0D 00 A2 03 01 00 00 25 20 01 25 11 17 26 06 95 03 5A"
    ),
    "call": frame(
        "A5x8 FE FF 00 80 00 00 00 00 00 00 FE 02 38 00 A3 06 01 00 00 00 01 2F 00 00 00 00 00 00 08 00 10 00 00 00 00"
        "05 00 00 00 00 02 01 02 00 00 08 14 00 00 00 5C 43 32 41 30 30 31 BA C5 C7 EB B5 BD 33"
        "BA C5 B4 B0 BF DA 53 F3 5A"
    ),
    "escapes": frame(
        "A5x8 FE FF 00 80 00 00 00 00 00 00 FE 02 2A 00 A3 06 01 00 00 00 01 21 00 00 00 00 20 00 08 00 10 00 02 00 00"
        "05 00 00 00 00 02 01 02 00 00 08 06 00 00 00 5B 02 5B 02 5B 01 5B 01 5B 02 3F B1 E9 5A"
    ),
    "delete 0 and 1": frame("A5x8 FE FF 00 80 00 00 00 00 00 00 FE 02 09 00 A3 06 01 00 00 02 00 01 00 65 A8 5A"),
    "nack crc": frame("A5x8 00 80 01 00 00 00 00 00 00 00 FE 02 05 00 A0 01 05 00 00 75 21 5A"),
    "nack busy": frame("A5x8 00 80 01 00 00 00 00 00 00 00 FE 02 05 00 A0 01 03 00 00 95 20 5A"),
    "escaped crc": frame("A5x8 01 00 00 80 00 00 00 00 00 00 FE 02 05 00 A2 00 01 00 85 A9 5B 01 5A"),
    "escaped text": frame(
        "A5x8 FE FF 00 80 00 00 00 00 00 00 FE 02 26 00 A3 06 01 00 00 00 01 1D 00 00 00 00 00 00 08 00 10 00 00 00 00"
        "05 00 00 00 00 02 01 02 00 00 08 02 00 00 00 A6 02 A2 80 11 5A"
    ),
}

# Name → frame, address, command, content.
FF68_FROM_PAD = {
    "call next": ("FF 68 03 03 68 01 01 0C 0E 16", 1, 0x01, "0C"),
    "recall": ("FF 68 03 03 68 01 01 0D 0F 16", 1, 0x01, "0D"),
    "evaluate": ("FF 68 03 03 68 01 01 0B 0D 16", 1, 0x01, "0B"),
    "give up": ("FF 68 04 04 68 03 01 06 0F 19 16", 3, 0x01, "06 0F"),
    "hang up": ("FF 68 04 04 68 03 01 00 0F 13 16", 3, 0x01, "00 0F"),
    "call back": ("FF 68 04 04 68 03 01 03 0F 16 16", 3, 0x01, "03 0F"),
    "pause": ("FF 68 03 03 68 02 01 12 15 16", 2, 0x01, "12"),
    "transfer": ("FF 68 03 03 68 02 01 13 16 16", 2, 0x01, "13"),
    "result 0": ("FF 68 03 03 68 01 11 00 12 16", 1, 0x11, "00"),
    "result 3": ("FF 68 03 03 68 C8 11 03 DC 16", 200, 0x11, "03"),
}
FF68_FROM_HOST = {
    "ticket 012": ("FF 68 08 08 68 01 02 0A 0A 0A 00 01 02 24 16", 1, 0x02, "0A 0A 0A 00 01 02"),
    "waiting 5": ("FF 68 08 08 68 01 02 00 00 05 0A 0A 0A 26 16", 1, 0x02, "00 00 05 0A 0A 0A"),
    "beep": ("FF 68 02 02 68 01 03 04 16", 1, 0x03, ""),
    "start evaluate": ("FF 68 03 03 68 01 01 0B 0D 16", 1, 0x01, "0B"),
    "star level 5": ("FF 68 03 03 68 01 02 05 08 16", 1, 0x02, "05"),
    "ack of result 0": ("FF 68 03 03 68 01 01 00 02 16", 1, 0x01, "00"),
    "ack of result 3": ("FF 68 03 03 68 C8 01 03 CC 16", 200, 0x01, "03"),
}
FF68_REJECTED = {
    "lengths differ": "FF 68 03 04 68 01 01 0C 0E 16",
    "too short from a pad": "FF 68 02 02 68 01 01 02 16",
    "bad sum": "FF 68 03 03 68 01 01 0C 0F 16",
    "bad end": "FF 68 03 03 68 01 01 0C 0E 17",
}

ESCPOS_TICKET = bytes.fromhex(
    "1b401c261b61011d2111d5fecef1b7fecef1b4f3ccfc0a"
    "1d2100c4fab5c4bac5c2eba3ba0a"
    "1d2133413030310a"
    "1d2100d2b5cef1a3babba7bcaeb0ecc0ed2020c7b0c3e6b5c8b4fd203520c8cb0a"
    "1d286b0400314132001d286b03003143061d286b0300314531"
    "1d286b2200315030" + b"https://q.example.gov.cn/t/A001".hex() + "1d286b03003151300a"
    "1b61001b64031d564200"
)
