"""Puts blocks below, beside and over each other. Knows no words and no looks."""

from collections.abc import Sequence

from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from kiosk.ui.widget import Block, Press


class Column(Block):
    """Blocks from top to bottom, each as wide as the column. What there is to fill goes to those that grow."""

    def __init__(self, *blocks: Block, gap: float = 0) -> None:
        super().__init__()
        self.blocks, self._gap = blocks, gap
        for each in blocks:
            self.add_widget(each)

    def high(self, width: float) -> float:
        return sum(each.high(width) for each in self.blocks) + self._gaps

    def filled(self, width: float, height: float) -> float:
        return min(max(height, self.high(width)), sum(self._heights(width, height)) + self._gaps)

    @property
    def _gaps(self) -> float:
        return self._gap * max(0, len(self.blocks) - 1)

    def _heights(self, width: float, height: float) -> list[float]:
        """Of each block in a column so high: the spare height goes to the first that can take it."""
        spare = height - self.high(width)
        heights = []
        for each in self.blocks:
            least = each.high(width)
            high = each.filled(width, least + spare) if spare > 0 else least
            spare -= high - least
            heights.append(high)
        return heights

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        top = y + height
        for each, high in zip(self.blocks, self._heights(width, height), strict=True):
            top -= high
            each.place(x, top, width, high)
            top -= self._gap


class Row(Block):
    """Blocks side by side. A share above 1 is pixels, below a part of what is left.

    `stand`: "filled", all as high as the highest; "top" or "middle", each as high as it is.
    """

    def __init__(self, *parts: tuple[Block, float], gap: float = 0, stand: str = "filled") -> None:
        super().__init__()
        self._parts, self._gap, self._stand = parts, gap, stand
        for block, _ in parts:
            self.add_widget(block)

    def _widths(self, width: float) -> list[float]:
        left = width - self._gap * max(0, len(self._parts) - 1) - sum(share for _, share in self._parts if share > 1)
        whole = sum(share for _, share in self._parts if share <= 1)
        return [share if share > 1 else max(1.0, left * share / whole) for _, share in self._parts]

    def high(self, width: float) -> float:
        return max(block.high(wide) for (block, _), wide in zip(self._parts, self._widths(width), strict=True))

    def filled(self, width: float, height: float) -> float:
        parts = zip(self._parts, self._widths(width), strict=True)
        return max(block.filled(wide, height) for (block, _), wide in parts)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        for (block, _), wide in zip(self._parts, self._widths(width), strict=True):
            high = height if self._stand == "filled" else block.high(wide)
            block.place(x, y + (height - high) / (2 if self._stand == "middle" else 1), wide, high)
            x += wide + self._gap


class Tiles(Block):
    """Blocks in `columns` of one width; each row as high as its highest, more when there is room to fill."""

    def __init__(self, *blocks: Block, columns: int, gap: float, fill: float = 0) -> None:
        super().__init__()
        self._columns, self._gap, self._fill = max(1, min(columns, len(blocks) or 1)), gap, fill
        self._rows = [blocks[at : at + self._columns] for at in range(0, len(blocks), self._columns)]
        for each in blocks:
            self.add_widget(each)

    def _wide(self, width: float) -> float:
        return (width - self._gap * (self._columns - 1)) / self._columns

    def _heights(self, width: float) -> list[float]:
        wide = self._wide(width)
        return [max(each.high(wide) for each in row) for row in self._rows]

    def high(self, width: float) -> float:
        return sum(self._heights(width)) + self._gap * max(0, len(self._rows) - 1)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        wide, heights = self._wide(width), self._heights(width)
        spare = max(0.0, height - self.high(width)) / max(1, len(heights))
        top = y + height
        for row, high in zip(self._rows, heights, strict=True):
            high = min(high + spare, max(high, self._fill))  # noqa: PLW2901
            top -= high
            for number, each in enumerate(row):
                each.place(x + number * (wide + self._gap), top, wide, high)
            top -= self._gap

    def filled(self, width: float, height: float) -> float:
        """The height it takes where `height` may be filled."""
        gaps = self._gap * max(0, len(self._rows) - 1)
        most = sum(max(each, self._fill) for each in self._heights(width)) + gaps
        return max(self.high(width), min(height, most))


class Buttons(Block):
    """Buttons of their natural widths: `left` from the left, `right` from the right; more rows when one is too
    narrow, then each row is filled."""

    def __init__(self, left: Sequence[Press], right: Sequence[Press], *, gap: float) -> None:
        super().__init__()
        self._left, self._right, self._gap = tuple(left), tuple(right), gap
        for each in (*self._left, *self._right):
            self.add_widget(each)

    def _rows(self, width: float) -> list[tuple[Press, ...]]:
        both = (*self._left, *self._right)
        if self._wide(both) <= width:
            return [both] if both else []
        return [*self._broken(self._right, width), *self._broken(self._left, width)]

    def _broken(self, presses: tuple[Press, ...], width: float) -> list[tuple[Press, ...]]:
        rows: list[tuple[Press, ...]] = []
        for each in presses:
            if rows and self._wide((*rows[-1], each)) <= width:
                rows[-1] = (*rows[-1], each)
            else:
                rows.append((each,))
        return rows

    @property
    def natural(self) -> float:
        """The width of all in one row."""
        return self._wide((*self._left, *self._right))

    def _wide(self, presses: Sequence[Press]) -> float:
        return sum(each.natural for each in presses) + self._gap * max(0, len(presses) - 1)

    def high(self, width: float) -> float:
        rows = self._rows(width)
        return sum(self._row_high(row, width) for row in rows) + self._gap * max(0, len(rows) - 1)

    def _row_high(self, row: Sequence[Press], width: float) -> float:
        return max(each.high(min(each.natural, width)) for each in row)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        rows, top = self._rows(width), y + height
        for row in rows:
            high = self._row_high(row, width)
            top -= high
            if len(rows) == 1:
                self._place_single(x, top, width, high)
            else:
                self._place_filled(row, (x, top), width, high)
            top -= self._gap

    def _place_single(self, x: float, y: float, width: float, height: float) -> None:
        at = x
        for each in self._left:
            each.place(at, y, each.natural, height)
            at += each.natural + self._gap
        at = x + width - self._wide(self._right)
        for each in self._right:
            each.place(at, y, each.natural, height)
            at += each.natural + self._gap

    def _place_filled(self, row: Sequence[Press], at: tuple[float, float], width: float, height: float) -> None:
        x, y = at
        more = (width - self._wide(row)) / len(row)
        for each in row:
            each.place(x, y, each.natural + more, height)
            x += each.natural + more + self._gap


class Pane(Block):
    """`inside`, in the middle where there is room for it; else it is moved by a finger or by the buttons `up`, `down`.

    `from_top`: what is short stands at the top. `scroll_y`: how far down it is (1 is the top).
    """

    def __init__(self, inside: Block, up: Press, down: Press, *, gap: float, from_top: bool, scroll_y: float) -> None:
        super().__init__()
        self._inside, self._up, self._down, self._gap = inside, up, down, gap
        self._from_top, self._first_y = from_top, scroll_y
        self._scroll: ScrollView | None = None

    @property
    def scroll_y(self) -> float:
        return 1.0 if self._scroll is None else self._scroll.scroll_y

    def high(self, width: float) -> float:
        return self._inside.high(width)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        high = self._inside.high(width)
        if high <= height:
            high = self._inside.filled(width, height)
            rest = height - high
            self._inside.place(x, y + (rest if self._from_top else rest / 2), width, high)
            self.add_widget(self._inside)
        else:
            self._place_moving(x, y, width, height)

    def _place_moving(self, x: float, y: float, width: float, height: float) -> None:
        side = self._up.natural
        room = width - side - self._gap
        high = max(height, self._inside.high(room))
        self._inside.size_hint = (None, None)
        self._inside.place(0, 0, room, high)
        self._scroll = ScrollView(
            do_scroll_x=False, bar_width=0, pos=(x, y), size=(room, height), size_hint=(None, None)
        )
        self._scroll.add_widget(self._inside)
        self._scroll.scroll_y = self._first_y
        self._scroll.update_from_scroll()
        self.add_widget(self._scroll)
        tall = min(max(self._up.high(side), height * 0.3), height / 2 - self._gap / 2)
        self._up.place(x + width - side, y + tall + self._gap, side, tall)
        self._down.place(x + width - side, y, side, tall)
        for each in (self._up, self._down):
            self.add_widget(each)

    def untie(self) -> None:
        super().untie()
        for each in (self._up, self._down):  # they stand nowhere when there is nothing to turn
            let_go(each)

    def turn(self, direction: int) -> None:
        """A page up (1) or down (-1)."""
        if self._scroll is None:
            return
        beyond = self._inside.height - self._scroll.height
        if beyond > 0:
            moved = self._scroll.scroll_y + direction * 0.8 * self._scroll.height / beyond
            self._scroll.scroll_y = min(1.0, max(0.0, moved))


def all_of(root: Widget, kind: type[Widget]) -> list[Widget]:
    """Every widget of a kind below `root`."""
    return [each for each in root.walk() if isinstance(each, kind)]


def let_go(root: Widget) -> None:
    """Take what is shown no more apart: parents, children and Kivy's properties hold each other and would wait for the
    collector, and megabytes of drawn letters with them."""
    for each in list(root.walk()):
        each.clear_widgets()
        each.canvas.clear()
        if isinstance(each, Block):
            each.untie()
