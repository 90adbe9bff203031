"""The pages behind the hidden corner: a code, then printer, network, versions, touch, log."""

from collections.abc import Mapping

from kivy.graphics import Color, Line

from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.ui.keyboard import keypad
from kiosk.ui.page import SIGN, Page, View
from kiosk.ui.take import waiting
from kiosk.ui.widget import Block

CHORES: Mapping[st.Section, tuple[st.Chore, ...]] = {
    st.Section.MENU: (st.Chore.END_PROGRAM,),
    st.Section.PRINTER: (st.Chore.PRINTER_TEST, st.Chore.ROLL_CHANGED),
    st.Section.LOG: (st.Chore.EXPORT_LOG,),
}


def staff_code(page: Page, state: st.StaffCode) -> View:
    lines: list[Block] = [page.field("●" * len(state.typed), "")]
    if not page.wide:
        lines.insert(0, page.sign("key", SIGN))
    if state.tries:
        lines.append(page.say(page.t("staff_wrong"), ink="bad_ink", align="center"))
    return View(
        title=page.t("staff_code"),
        body=page.column(*lines),
        below=keypad(page),
        actions=(page.main("enter", on.Confirmed()),),
    )


def staff_checking(page: Page, _state: st.StaffChecking) -> View:
    return waiting(page, page.t("staff_code"), "staff_checking", "key")


def staff_page(page: Page, state: st.StaffPage) -> View:
    blocks: list[Block] = []
    facts = page.known.facts.get(state.section, ())
    if facts:
        blocks.append(page.card(*(page.fact(label, value) for label, value in facts)))
    if state.section is st.Section.MENU:
        sections = [each for each in st.Section if each is not st.Section.MENU]
        made = [page.press(page.t(f"section_{each}"), on.SectionChosen(each)) for each in sections]
        blocks.append(page.tiles(*made, columns=3 if page.wide else 2, fill=140))
    if state.section is st.Section.CALIBRATION:
        blocks += [page.say(page.t("calibration_hint"), align="center"), TouchField(page)]
    if not blocks:
        blocks.append(page.say(page.t(f"section_{state.section}"), align="center"))
    actions = [
        page.press(
            page.t(f"chore_{each}"), on.ChoreWanted(each), paint="bad" if each is st.Chore.END_PROGRAM else "main"
        )
        for each in CHORES.get(state.section, ())
    ]
    return View(
        title=page.t(f"section_{state.section}"),
        hint=_ended(page, state),
        body=page.column(*blocks),
        actions=actions,
        from_top=not page.theme.is_low and state.section is not st.Section.MENU,
        back="leave" if state.section is st.Section.MENU else "back",
    )


def _ended(page: Page, state: st.StaffPage) -> str:
    if state.doing is not None:
        return page.t("chore_doing", chore=page.t(f"chore_{state.doing}"))
    if state.done is None:
        return ""
    return (
        f"{page.t(f'chore_{state.done}')}：{state.detail or page.t('chore_fine' if state.is_fine else 'chore_failed')}"
    )


class TouchField(Block):
    """Shows where the panel says the finger is: a cross that is off the finger calls for calibration."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page

    def high(self, width: float) -> float:
        return self._page.dp(240)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self.canvas.before.clear()
        with self.canvas.before:
            Color(*self._page.theme.ink)
            Line(rectangle=(x, y, width, height), width=1.5)

    def on_touch_down(self, touch: object) -> bool:
        return self._cross(touch)

    def on_touch_move(self, touch: object) -> bool:
        return self._cross(touch)

    def _cross(self, touch: object) -> bool:
        if not self.collide_point(*touch.pos):
            return False
        arm = self._page.dp(40)
        self.canvas.clear()
        with self.canvas:
            Color(*self._page.theme.bad_ink)
            Line(points=(touch.x - arm, touch.y, touch.x + arm, touch.y), width=1.5)
            Line(points=(touch.x, touch.y - arm, touch.x, touch.y + arm), width=1.5)
        return True
