"""Keys on the screen: letters and digits, and digits alone as on a telephone."""

from kiosk.flow import event as on
from kiosk.ui.page import Page
from kiosk.ui.widget import Block, Press

DIGITS = "1234567890"
KEY_SHARE, WORD_SHARE = 0.1, 0.17
"""A key with a word is so much broader than one with a letter."""
LETTERS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def keyboard(page: Page, *, with_digits: bool = False, last: tuple[Press, ...] = ()) -> Block:
    """`last`: keys after those that take letters away."""
    rows = [[_key(page, char) for char in row] for row in ((DIGITS, *LETTERS) if with_digits else LETTERS)]
    words = [*_taking_away(page), *last]
    if not page.wide:
        rows.append(words)
        return page.column(*(page.tiles(*row, columns=len(row), share=0.5) for row in rows), share=0.5)
    made = [page.tiles(*row, columns=len(row), share=0.5) for row in rows[:-1]]
    widths = [(each, KEY_SHARE) for each in rows[-1]] + [(each, WORD_SHARE) for each in words]
    return page.column(*made, page.row(*widths, share=0.5), share=0.5)


def keypad(page: Page) -> Block:
    keys = [_key(page, char, size="title") for char in DIGITS]
    clear, erase = _taking_away(page)
    if page.wide:
        return page.tiles(*keys[:5], clear, *keys[5:], erase, columns=6, share=0.6)
    return page.tiles(*keys[:9], clear, keys[9], erase, columns=3, share=0.6)


def word_key(page: Page, text: str, event: on.Event, paint: str = "quiet") -> Press:
    return page.press(text, event, paint=paint, size="small", is_key=True)


def _taking_away(page: Page) -> tuple[Press, Press]:
    return word_key(page, page.t("clear"), on.Cleared()), word_key(page, page.t("erase"), on.Erased())


def _key(page: Page, char: str, size: str = "text") -> Press:
    return page.press(char.upper(), on.Typed(char), size=size, is_key=True)
