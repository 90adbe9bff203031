"""Why the kiosk serves nobody: not paired, locked, out of order."""

from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.ui.page import Page, View
from kiosk.ui.widget import Block


def pairing(page: Page, state: st.Pairing) -> View:
    lines: list[Block] = []
    if state.why:
        said = page.words.because("pairing", state.why, state.detail)
        lines.append(page.say(said, size="title", align="center", strong=True))
    if state.code:
        lines += [
            page.say(state.hall, size="title", align="center"),
            page.say(page.t("pairing_code"), ink="muted", align="center"),
            page.number(f"{state.code[:3]} {state.code[3:]}"),
            page.say(page.t("pairing_how"), align="center"),
            page.say(page.t("pairing_command", code=state.code), size="small", ink="muted", align="center"),
        ]
        return View(title=page.t("pairing"), body=page.card(*lines))
    again = [page.main("retry", on.AskedAgain())]
    return View(title=page.t("pairing"), body=page.told("screen", *lines), actions=again)


def locked(page: Page, state: st.Locked) -> View:
    text = state.text or page.t("locked_text")
    return View(title=page.t("locked"), body=page.told("lock", page.say(text, size="title", align="center")))


def out_of_order(page: Page, state: st.OutOfOrder) -> View:
    phone = state.phone or ("" if page.known.hall is None else page.known.hall.hall.phone)
    lines = [
        page.say(page.words.because("fault", state.code, ""), size="title", ink="bad_ink", align="center", strong=True),
        page.say(page.t("broken_desk"), align="center"),
    ]
    if phone:
        lines.append(page.say(page.t("broken_phone", phone=phone), align="center"))
    return View(title=page.t("broken"), body=page.told("warning", *lines, paint="bad"))
