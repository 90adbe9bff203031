"""What a printer keeps for its codes, QR and CODE128, and what it refuses to draw. Knows no paper."""

from dataclasses import dataclass

from drivers import code128
from drivers.sim.slip_row import BarcodeRow, QrRow

LEVELS = {0x30: "l", 0x31: "m", 0x32: "q", 0x33: "h"}
_SETS = {"A": code128.START_A, "B": code128.START_B, "C": code128.START_C}
_CHANGE = {"A": 101, "B": 100, "C": 99}


@dataclass(slots=True)
class QrStore:
    """Filled by functions 65 to 80, drawn by 81."""

    module: int = 3
    level: str = "l"
    content: bytes = b""

    def take(self, parameters: bytes, align: int) -> QrRow | None:
        """One function; a row when it draws. Raises ValueError for what the manual does not know."""
        match parameters[0], parameters[1:]:
            case 0x41, b"2\0":
                pass
            case 0x43, rest if len(rest) == 1 and 1 <= rest[0] <= 16:
                self.module = rest[0]
            case 0x45, rest if len(rest) == 1 and rest[0] in LEVELS:
                self.level = LEVELS[rest[0]]
            case 0x50, rest if rest[:1] == b"0" and len(rest) > 1:
                self.content = rest[1:]
            case 0x51, b"0" if self.content:
                return QrRow(align, self.content, self.module, self.level)
            case _:
                raise ValueError("QR function")
        return None


@dataclass(slots=True)
class BarcodeModes:
    """GS h, GS w, GS H as they stand."""

    height: int = 162
    module: int = 3
    caption: int = 0

    def row(self, content: bytes, align: int) -> BarcodeRow:
        """CODE128 of `content`, which begins with {A, {B or {C. Raises ValueError where a printer prints nothing."""
        values, text = _values(content.decode("latin-1"))
        return BarcodeRow(
            align=align,
            values=tuple(values),
            text=text,
            module=self.module,
            height=self.height,
            above=bool(self.caption & 1),
            below=bool(self.caption & 2),
        )


def _values(content: str) -> tuple[list[int], str]:
    """Symbol values and the text people read."""
    code_set = content[1:2]
    if content[:1] != "{" or code_set not in _SETS or len(content) < 3:
        raise ValueError("no code set at the start of the barcode")
    values, text, rest = [_SETS[code_set]], "", content[2:]
    while rest:
        if rest[0] == "{" and rest[1:2] in _CHANGE:
            code_set = rest[1]
            values.append(_CHANGE[code_set])
            rest = rest[2:]
            continue
        taken = 2 if rest[:2] == "{{" else 1
        value, seen = _value(code_set, rest[:taken])
        values.append(value)
        text += seen
        rest = rest[taken:]
    return values, text


def _value(code_set: str, char: str) -> tuple[int, str]:
    if char == "{":
        raise ValueError("a brace that changes nothing in the barcode")
    code = ord(char[0])
    if code_set == "C" and code < 100:
        return code, f"{code:02d}"
    if code_set == "B" and 0x20 <= code < 0x80:
        return code - 0x20, char[0]
    if code_set == "A" and code < 0x60:
        return (code - 0x20 if code >= 0x20 else code + 0x40), char[0] if code >= 0x20 else " "
    raise ValueError(f"{code:02x} is not in code set {code_set}")
