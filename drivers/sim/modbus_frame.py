"""Cuts Modbus-RTU frames out of what a host sends, and writes answers. Knows checksums, no function.

Written from the Modbus specification, apart from the library the drivers use.
"""

SHORTEST = 4


def crc(content: bytes) -> int:
    """CRC-16/MODBUS; over a frame with its own CRC behind it, 0."""
    register = 0xFFFF
    for byte in content:
        register = _fed(register, byte)
    return register


def framed(content: bytes) -> bytes:
    return content + crc(content).to_bytes(2, "little")


def first_frame(held: bytes) -> tuple[bytes, bytes] | None:
    """The first frame, without its CRC, and what stands behind it; None: there is none yet.

    A frame ends where its CRC comes out right; that serves also for functions a machine does not know. What stands
    before it is noise, or half a frame from before the plug was pulled.
    """
    for start in range(len(held) - SHORTEST + 1):
        register = 0xFFFF
        for end, byte in enumerate(held[start:], start + 1):
            register = _fed(register, byte)
            if register == 0 and end - start >= SHORTEST:
                return held[start : end - 2], held[end:]
    return None


def _fed(register: int, byte: int) -> int:
    register ^= byte
    for _ in range(8):
        register = register >> 1 ^ (0xA001 if register & 1 else 0)
    return register
