"""A number there is: printing its slip, showing it, and what when no slip came out."""

from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.ui.page import GROW, Page, View, ticket_facts
from kiosk.ui.widget import Block
from server.wire.ticket import Ticket


def printing(page: Page, state: st.Printing) -> View:
    body = _number(page, state.ticket.number, ticket_facts(page, state.ticket), None)
    return View(title=page.t("printing"), hint=page.service_name(state.ticket.service_id), body=body)


def shown(page: Page, state: st.Shown) -> View:
    facts = ticket_facts(page, state.ticket)
    if state.ticket.warning:
        facts.append(page.t("closing_warning"))
    return View(
        title=page.t("take"),
        hint=page.service_name(state.ticket.service_id),
        body=_number(page, state.ticket.number, facts, _code(page, state.ticket)),
        actions=(page.main("done", on.WentBack()),),
        back=None,
    )


def print_failed(page: Page, state: st.PrintFailed) -> View:
    return _failed(page, state, _code(page, state.ticket))


def printing_offline(page: Page, state: st.PrintingOffline) -> View:
    body = _number(page, state.ticket.number, [page.t("offline_note")], None)
    return View(title=page.t("printing"), hint=page.service_name(state.ticket.service_id), body=body)


def shown_offline(page: Page, state: st.ShownOffline) -> View:
    return View(
        title=page.t("take"),
        hint=page.service_name(state.ticket.service_id),
        body=_number(page, state.ticket.number, [page.t("offline_note")], None),
        actions=(page.main("done", on.WentBack()),),
        back=None,
    )


def offline_failed(page: Page, state: st.OfflineFailed) -> View:
    return _failed(page, state, None)


def _failed(page: Page, state: st.PrintFailed | st.OfflineFailed, code: Block | None) -> View:
    why = page.words.because("fault", state.code, state.detail)
    facts = [page.t("staff_know"), why, page.t("left_alone")]
    actions = [page.press(page.t("reprint"), on.AskedAgain())]
    if state.doubtful:
        actions.append(page.press(page.t("in_hand"), on.SlipInHand()))
    actions.append(page.press(page.t("to_staff"), on.NumberRemembered(), paint="main"))
    return View(
        title=page.t("maybe_slip" if state.doubtful else "no_slip"),
        hint=page.service_name(state.ticket.service_id),
        body=_number(page, state.ticket.number, facts, code),
        actions=actions,
    )


def _number(page: Page, number: str, facts: list[str], code: Block | None) -> Block:
    lines = [
        page.say(page.t("your_number"), ink="muted", align="center"),
        page.number(number),
        *(page.say(each, align="center") for each in facts),
    ]
    left = page.card(*lines, share=0.4, grow=GROW)
    if code is None:
        return left
    scan = page.say(page.t("scan_ticket"), size="small", align="center")
    if page.wide:
        return page.row((left, 0.68), (page.card(code, scan, grow=1.0), 0.32))
    return page.column(left, page.card(code, scan))


def _code(page: Page, ticket: Ticket) -> Block | None:
    url = page.known.url(ticket)
    return None if url is None else page.code(url, 250)
