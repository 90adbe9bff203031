"""python-escpos 3.1 and our writer send the same bytes for pictures, QR codes and barcodes."""

from typing import Protocol

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from drivers.codec import escpos
from drivers.codec.raster import Bitmap, raster
from tests.drivers.test_raster import OBEYED, bitmaps

ASCII = st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x7A), min_size=1, max_size=30)


class Theirs(Protocol):
    """What is used of their printer that prints into memory."""

    output: bytes

    def clear(self) -> None: ...
    def image(self, image: Image.Image, *, impl: str) -> None: ...
    def qr(self, content: str, *, ec: int, size: int, native: bool) -> None: ...
    def barcode(self, code: str, bc: str, **look: object) -> None: ...


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Theirs:
    with pytest.MonkeyPatch.context() as patch:
        # Without it every import leaves a folder of its own behind.
        patch.setenv("ESCPOS_CAPABILITIES_PICKLE_DIR", str(tmp_path_factory.mktemp("escpos")))
        from escpos.printer import Dummy

        made: Theirs = Dummy()
        return made


def as_image(bitmap: Bitmap) -> Image.Image:
    return Image.frombytes("1", (bitmap.width, bitmap.height), bitmap.rows, "raw", "1;I")


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bitmaps(most_bytes=72, most_rows=40))
def test_a_picture_has_the_same_bytes(theirs: Theirs, bitmap: Bitmap) -> None:
    theirs.clear()
    theirs.image(as_image(bitmap), impl="bitImageRaster")
    ours = raster(bitmap, dots=bitmap.width)
    if OBEYED.search(theirs.output):
        assert ours != theirs.output  # they send what a printer obeys
    else:
        assert ours == theirs.output


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ASCII, st.integers(1, 16))
def test_a_qr_code_has_the_same_bytes(theirs: Theirs, text: str, module: int) -> None:
    theirs.clear()
    theirs.qr(text, ec=1, size=module, native=True)
    assert escpos.qr(text.encode(), module=module) == theirs.output


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ASCII, st.integers(1, 255), st.integers(2, 6))
def test_a_barcode_has_the_same_bytes(theirs: Theirs, text: str, height: int, module: int) -> None:
    theirs.clear()
    theirs.barcode("{B" + text.replace("{", "{{"), "CODE128", height=height, width=module, align_ct=False, check=False)
    ours = escpos.barcode(text, height=height, module=module, caption=True)
    look, symbol = ours[:9], ours[9:]
    assert theirs.output.endswith(symbol)
    assert all(look[at : at + 3] in theirs.output for at in (0, 3, 6))
