"""Numbers for boards that have digits only: the four-byte RS-485 frame, and registers of a Modbus board. Pure.

    four bytes   ID hi lo sum          sum = (ID + hi + lo) & FF; no mark begins a frame, only silence does
    registers    u16    the number itself in one register
                 bcd    four decimal digits a register, the highest first
                 ascii  two characters a register, the left one in the high byte, blanks on the left

Sources: musicexecdevelopment.com/8238227 (four bytes); register maps are each maker's own; see docs/protocols.md.
"""

DIGITS_PER_REGISTER = {"u16": 5, "bcd": 4, "ascii": 2}


def four_bytes(address: int, value: int) -> bytes:
    """`value` 0 to 65535."""
    content = bytes([address]) + value.to_bytes(2, "big")
    return content + bytes([sum(content) & 0xFF])


def registers(number: int | None, *, digits: int, form: str, blank: int) -> list[int]:
    """The last `digits` digits of `number` as register values; None: dark, by `blank` in each (ASCII: by blanks)."""
    count = 1 if form == "u16" else -(-digits // DIGITS_PER_REGISTER[form])
    if form == "ascii":
        text = "" if number is None else str(number % 10**digits)
        return [int.from_bytes(pair, "big") for pair in _pairs(text.rjust(count * 2).encode("ascii"))]
    if number is None:
        return [blank] * count
    shown = number % 10**digits
    if form == "u16":
        return [shown]
    return [int.from_bytes(pair, "big") for pair in _pairs(bytes.fromhex(f"{shown:0{count * 4}d}"))]


def _pairs(content: bytes) -> list[bytes]:
    return [content[start : start + 2] for start in range(0, len(content), 2)]
