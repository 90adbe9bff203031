"""Text for boards with a font ROM: what the font has as bytes, what it lacks as a visible sign. Knows no board."""

GB2312, GBK = "gb2312", "gbk"


def board_text(text: str, *, alphabet: str = GB2312, missing: str = "?") -> bytes:
    """`text` in GB2312 or GBK, each character one byte (ASCII) or two; what the alphabet lacks becomes `missing`.

    Control characters and backslashes, which many boards take for orders, become blanks. No GB2312 byte pair contains a
    backslash; 116 GBK pairs do.
    """
    return b"".join(_coded(char, alphabet) or _coded(missing, alphabet) or b"?" for char in text)


def _coded(char: str, alphabet: str) -> bytes | None:
    if char == "\\" or ord(char) < 0x20 or ord(char) == 0x7F:
        return b" "
    if char.isascii():
        return char.encode("ascii")
    # Looked up through GBK: Python's own GB2312 maps · and — to other characters than boards do.
    try:
        coded = char.encode("gbk")
    except UnicodeEncodeError:
        return None
    if len(coded) != 2 or (alphabet == GB2312 and not _in_gb2312(coded)):
        return None
    return coded


def _in_gb2312(coded: bytes) -> bool:
    return (0xA1 <= coded[0] <= 0xA9 or 0xB0 <= coded[0] <= 0xF7) and coded[1] >= 0xA1
