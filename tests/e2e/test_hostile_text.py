"""Texts of the hall that look like orders to a printer, a screen or a board: they are shown, and nobody obeys them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from display.render import text
from drivers.codec.rom import Rom, coded, plain
from kiosk.phrase import phrases
from kiosk.slip import SlipLine, compose
from tests.client.stub import hall_answer, ticket

CUT, DRAWER, RESET = "\x1dV\x00", "\x1bp\x00\x19\xfa", "\x1b@"
MARKED = """
import sys
from kiosk.ui import alphabet
alphabet._Usual.has = staticmethod(lambda char: char != "㛃")
sys.stdout.reconfigure(encoding="utf-8")
sys.stdout.write(alphabet.marked(sys.argv[1]))
"""
HOSTILE = f"居民{CUT}身份证{DRAWER}办理{RESET}\x10\x04\x01"


@pytest.mark.parametrize("rom", list(Rom))
def test_no_text_is_an_order_to_the_printer(rom: Rom) -> None:
    sent = coded(plain(HOSTILE), rom)
    assert not any(byte < 0x20 or byte == 0x7F for byte in sent)
    assert "居民".encode("gb18030") in sent


def test_an_item_s_name_stands_on_the_slip_as_text() -> None:
    evil = "<img src=x>[b]{{1}}&amp;"
    slip = compose(ticket(12), hall_answer(), phrases("zh"), url=None, item=evil)
    assert any(evil in part.text for part in slip.parts if isinstance(part, SlipLine))


def test_no_text_is_markup_of_the_screen(tmp_path: Path) -> None:
    """A rare character is set in another font by markup: whatever else stands there stays text."""
    kivy = {"KIVY_HOME": str(tmp_path), "KIVY_NO_ARGS": "1", "KIVY_NO_CONSOLELOG": "1", "KIVY_NO_FILELOG": "1"}
    command = [sys.executable, "-c", MARKED, "[color=ff0000]㛃&[/color]"]  # importing Kivy has effects
    shown = subprocess.run(command, env=os.environ | kivy, capture_output=True, check=True, encoding="utf-8")
    assert shown.stdout == "&bl;color=ff0000&br;[font=rare]㛃[/font]&amp;&bl;/color&br;"


def test_no_text_is_an_order_to_a_board() -> None:
    shown = text.plain(HOSTILE)
    assert shown.isprintable()
    assert text.MISSING in shown
