"""Turns a job into the bytes for one model of printer. Knows profiles and fonts, not the line."""

from collections.abc import Iterator

from drivers import code128, font
from drivers.codec import escpos, raster, rom
from drivers.codec.columns import wrap
from drivers.codec.job import Align, Barcode, Buzz, Cut, Feed, FeedDots, Item, Job, Picture, Qr, TextLine
from drivers.codec.qr import qr_bitmap, side
from drivers.codec.raster import REALTIME, Bitmap, from_bits
from drivers.codec.rom import Rom
from drivers.device.drawn import CELL_HEIGHT, drawn_lines
from drivers.device.picture import fitted, to_bitmap
from drivers.profile import PrinterProfile

LINE_DOTS = 30  # a printer's own line spacing, 1/6 inch on most


def typeset(job: Job, profile: PrinterProfile) -> bytes:
    """The whole job from ESC @ to the cut, without the barrier; no real-time command stands anywhere in it.

    A line with a character the ROM lacks becomes a picture, if a font of this machine has the character.
    """
    return b"".join((*_opening(profile), *(part for item in job.items for part in _item(item, profile))))


def _opening(profile: PrinterProfile) -> Iterator[bytes]:
    yield escpos.INITIALISE
    if profile.auto_status:
        yield escpos.automatic_status(0x0E)  # ESC @ has switched it off
    yield escpos.CHINESE_ON
    if profile.line_dots:
        yield escpos.line_spacing(profile.line_dots)


def _item(item: Item, profile: PrinterProfile) -> Iterator[bytes]:
    match item:
        case TextLine():
            yield from _text(item, profile)
        case Qr():
            yield _qr(item, profile)
        case Barcode():
            yield from _barcode(item, profile)
        case Picture():
            yield _picture(item.bitmap, item.align, profile)
        case _:
            yield _movement(item, profile)


def _movement(item: Feed | FeedDots | Buzz | Cut, profile: PrinterProfile) -> bytes:
    match item:
        case Feed():
            return escpos.feed(item.lines)
        case FeedDots():
            return escpos.feed_dots(item.dots)
        case Buzz():
            unit = profile.buzzer_ms
            return escpos.buzz(item.times, max(1, min(9, round(item.ms / unit)))) if unit else b""
        case Cut():
            return escpos.align(Align.LEFT) + _cut(profile)


def _text(line: TextLine, profile: PrinterProfile) -> Iterator[bytes]:
    held, text = Rom(profile.rom), rom.plain(line.text)
    if font.faces() and (line.drawn or any(font.face_of(char) for char in rom.lacking(text, held))):
        yield from _drawn(line, text, profile)
        return
    yield escpos.align(line.align) + escpos.bold(line.bold)
    if line.reverse:
        yield escpos.reverse(True)
    for row in wrap(text, profile.columns // line.size):
        # Each row anew: some printers forget sizes after Chinese.
        yield escpos.size(line.size) + rom.coded(row, held) + b"\n"
    if line.reverse:
        yield escpos.reverse(False)


def _drawn(line: TextLine, text: str, profile: PrinterProfile) -> Iterator[bytes]:
    gap = (profile.line_dots or LINE_DOTS) - line.size * CELL_HEIGHT
    for image in drawn_lines(text, dots=profile.dots, size=line.size, bold=line.bold, reverse=line.reverse):
        yield _picture(to_bitmap(image), line.align, profile)
        if gap > 0:
            yield escpos.feed_dots(gap)


def _picture(bitmap: Bitmap, align: Align, profile: PrinterProfile) -> bytes:
    small = fitted(bitmap, profile.dots)
    # Pictures travel in whole bytes: what is over stands where the alignment wants it.
    spare = {Align.LEFT: 0, Align.CENTRE: -small.width % 8 // 2, Align.RIGHT: -small.width % 8}[align]
    placed = raster.shifted(small, spare) if spare else small
    return escpos.align(align) + raster.raster(placed, dots=profile.dots, rows=profile.raster_rows)


def _qr(item: Qr, profile: PrinterProfile) -> bytes:
    content = item.text.encode()
    module = max(1, min(item.module, profile.dots // side(len(content))))
    native = escpos.qr(content, module=module)
    # The content has no control characters, but its length is two bytes and may be 10 04.
    if profile.qr == "native" and not REALTIME.search(native):
        return escpos.align(Align.CENTRE) + native + b"\n"
    return _picture(qr_bitmap(content, module=module), Align.CENTRE, profile)


def _barcode(item: Barcode, profile: PrinterProfile) -> Iterator[bytes]:
    modules = code128.bars([code128.START_B, *(ord(char) - 32 for char in item.text)])
    # The paper's own margins, 4 mm and more, are the white zone.
    module = min(item.module, profile.dots // len(modules))
    caption = TextLine(text=item.text, size=1, align=Align.CENTRE, bold=False)
    if module < 2:  # too long for this paper: a person can still read it
        yield from _text(caption, profile)
    elif profile.code128 == "native":
        # The letters below take the size that stands.
        yield escpos.align(Align.CENTRE) + escpos.size(1)
        yield escpos.barcode(item.text, height=item.height, module=module, caption=item.caption)
    else:
        bars = "".join(bar * module for bar in modules)
        yield _picture(from_bits([bars] * item.height), Align.CENTRE, profile)
        if item.caption:
            yield from _text(caption, profile)


def _cut(profile: PrinterProfile) -> bytes:
    full = profile.cut == "full"
    if profile.cut == "none":
        return escpos.feed(profile.cut_feed) if profile.cut_feed else b""
    if profile.cut_feed:
        return escpos.feed(profile.cut_feed) + escpos.cut(full=full)
    return escpos.feed_and_cut(full=full)
