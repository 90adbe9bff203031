"""Frames of ID-card readers, scanners and relays as public documents write them, in hex. Knows no code under test."""

# Name → frame, command and parameter.
SAMV_REQUESTS = {
    "reset": ("AA AA AA 96 69 00 03 10 FF EC", 0x10, 0xFF),
    "state": ("AA AA AA 96 69 00 03 11 FF ED", 0x11, 0xFF),
    "sam id": ("AA AA AA 96 69 00 03 12 FF EE", 0x12, 0xFF),
    "find": ("AA AA AA 96 69 00 03 20 01 22", 0x20, 0x01),
    "select": ("AA AA AA 96 69 00 03 20 02 21", 0x20, 0x02),
    "read": ("AA AA AA 96 69 00 03 30 01 32", 0x30, 0x01),
    "newest address": ("AA AA AA 96 69 00 03 30 03 30", 0x30, 0x03),
    "read with fingerprint": ("AA AA AA 96 69 00 03 30 10 23", 0x30, 0x10),
    "baud 115200": ("AA AA AA 96 69 00 03 60 00 63", 0x60, 0x00),
    "baud 9600": ("AA AA AA 96 69 00 03 60 04 67", 0x60, 0x04),
}
# Name → frame, status and what follows it.
SAMV_REPLIES = {
    "well": ("AA AA AA 96 69 00 04 00 00 90 94", 0x90, ""),
    "found": ("AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97", 0x9F, "00 00 00 00"),
    "no card": ("AA AA AA 96 69 00 04 00 00 80 84", 0x80, ""),
    "selected": ("AA AA AA 96 69 00 0C 00 00 90 00 00 00 00 00 00 00 00 9C", 0x90, "00 00 00 00 00 00 00 00"),
    "not selected": ("AA AA AA 96 69 00 04 00 00 81 85", 0x81, ""),
    "not read": ("AA AA AA 96 69 00 04 00 00 41 45", 0x41, ""),
    "no new address": ("AA AA AA 96 69 00 04 00 00 91 95", 0x91, ""),
    "heard badly": ("AA AA AA 96 69 00 04 00 00 10 14", 0x10, ""),
}
# Public programs send these; the sums are wrong.
SAMV_WRONG_SUMS = ("AA AA AA 96 69 00 03 20 01 21", "AA AA AA 96 69 00 03 20 00 22")

# Nobody's card: name 测试甲, number 999999199001010016.
CARD_TEXT = bytes.fromhex(
    "4b6dd58b3275200020002000200020002000200020002000200020002000310030003100310039003900300030003100300031004b6d"
    "d58b01774b6dd58b025e4b6dd58b3a533f65a152ef8d3100f75320002000200020002000200020002000200020002000200020002000"
    "20002000200020002000200020003900390039003900390039003100390039003000300031003000310030003000310036004b6dd58b"
    "025e6c51895b405c20002000200020002000200020002000200032003000320030003000310030003100320030003400300030003100"
    "30003100200020002000200020002000200020002000200020002000200020002000200020002000"
)
CARD_FRAME_SHA256 = "1c094cbfe12eb16827b0c5b153c6419b6af792679dbad6028a93a7517fa249aa"
CARD_FRAME_SUM = 0x24
CHECK_DIGITS = {
    "11010519491231002": "X",
    "44052418800101001": "4",
    "99999919900101001": "6",
    "81000019900101001": "9",
    "91124519900101001": "7",
    "00000019900101001": "8",
    "00000020000229002": "9",
    "00000019850607123": "3",
}


def card_frame(text: bytes = CARD_TEXT, *, fingerprints: bool = False) -> bytes:
    """The answer to "read": text, a blank photo and blank fingerprints, put together by hand."""
    lengths = b"\x01\x00\x04\x00" + (b"\x04\x00" if fingerprints else b"")
    content = b"\x00\x00\x90" + lengths + text + bytes(2048 if fingerprints else 1024)
    inner = (len(content) + 1).to_bytes(2) + content
    total = 0
    for byte in inner:
        total ^= byte
    return b"\xaa\xaa\xaa\x96\x69" + inner + bytes([total])


# Name → frame, type, address and content; the published factory reset says LEN 02 before one byte, three other programs
# say 01.
GM65_COMMANDS = {
    "trigger": ("7E 00 08 01 00 02 01 02 DA", 0x08, 0x0002, "01"),
    "save": ("7E 00 09 01 00 00 00 DE C8", 0x09, 0x0000, "00"),
    "baud 9600": ("7E 00 08 02 00 2A 39 01 A7 EA", 0x08, 0x002A, "39 01"),
    "ask baud": ("7E 00 07 01 00 2A 02 D8 0F", 0x07, 0x002A, "02"),
}
GM65_UNCHECKED = {
    "trigger": ("7E 00 08 01 00 02 01 AB CD", 0x08, 0x0002, "01"),
    "stop": ("7E 00 08 01 00 02 00 AB CD", 0x08, 0x0002, "00"),
    "factory": ("7E 00 08 01 00 D9 50 AB CD", 0x08, 0x00D9, "50"),
}
GM65_WRONG_LENGTH = "7E 00 08 02 00 D9 50 AB CD"
GM65_ACK = "02 00 00 01 00 33 31"
HONEYWELL = {"trigger": "16 54 0D", "release": "16 55 0D"}
SSI = {
    "start": "04 E4 04 00 FF 14",
    "stop": "04 E5 04 00 FF 13",
    "enable": "04 E9 04 00 FF 0F",
    "disable": "04 EA 04 00 FF 0E",
}
# A001 and Enter as keys of a US keyboard, in the order of linux/input-event-codes.h.
A001_KEYS = (42, 30, 11, 11, 2, 28)

# Name → frame, channel and operation.
LCUS = {
    "first on": ("A0 01 01 A2", 1, 1),
    "first off": ("A0 01 00 A1", 1, 0),
    "second on": ("A0 02 01 A3", 2, 1),
    "second off": ("A0 02 00 A2", 2, 0),
    "all on": ("A0 0F 01 B0", 15, 1),
    "all off": ("A0 0F 00 AF", 15, 0),
    "ask all": ("A0 0F 02 B1", 15, 2),
}
