"""Writes the kernel inside a Debian vmlinuz as it is after its own unpacking, which an emulated processor does slowly.

Usage: unpacked.py VMLINUZ VMLINUX      The header's fields: the kernel's Documentation/arch/x86/boot.rst.
"""

import lzma
import struct
import sys
from pathlib import Path

SECTOR = 512
SETUP_SECTORS, PAYLOAD = 0x1F1, 0x248
XZ, ELF = b"\xfd7zXZ\0", b"\x7fELF"


def unpacked(image: bytes) -> bytes:
    """The kernel as ELF; the image itself when it is packed in another way (qemu boots both)."""
    offset, length = struct.unpack_from("<II", image, PAYLOAD)
    start = (1 + (image[SETUP_SECTORS] or 4)) * SECTOR + offset
    payload = image[start : start + length]
    if not payload.startswith(XZ):
        return image
    kernel = lzma.LZMADecompressor().decompress(payload)
    return kernel if kernel.startswith(ELF) else image


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(unpacked(Path(sys.argv[1]).read_bytes()))
