"""我的号票 and booking check-in: the keypad, the ticket, what may be done with it, the late evaluation."""

from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.rule.mine import may
from kiosk.ui.keyboard import keyboard, keypad, word_key
from kiosk.ui.page import GROW, SIGN, Page, View, ticket_facts
from kiosk.ui.take import waiting
from kiosk.ui.widget import Block
from server.vocab import Level, TicketState
from server.wire.ticket import Ticket

GOING = frozenset({TicketState.WAITING})


def enter_code(page: Page, state: st.EnterCode) -> View:
    lines: list[Block] = [page.field(state.typed, "")]
    if state.wrong is not None:
        lines.append(page.say(page.words.because("refusal", state.wrong, ""), ink="bad_ink", align="center"))
    enter = word_key(page, page.t("enter"), on.Confirmed(), paint="main")
    is_booking = state.purpose is st.CodePurpose.BOOKING
    if not page.wide:
        lines.insert(0, page.sign("calendar" if is_booking else "ticket", SIGN))
    return View(
        title=page.t(f"code_{state.purpose}"),
        hint=page.t(f"code_{state.purpose}_hint"),
        body=page.column(*lines),
        below=keypad(page) if is_booking else keyboard(page, with_digits=True, last=(enter,)),
        actions=(page.main("enter", on.Confirmed()),) if is_booking else (),
    )


def checking_in(page: Page, _state: st.CheckingIn) -> View:
    return waiting(page, page.t("code_booking"), "checking_in", "calendar")


def looking_up(page: Page, _state: st.LookingUp) -> View:
    return waiting(page, page.t("code_ticket"), "looking_up", "search")


def my_ticket(page: Page, state: st.MyTicket) -> View:
    allowed = may(state)
    actions = []
    if st.Deed.CANCEL in allowed:
        actions.append(page.press(page.t("cancel_ticket"), on.CancelWanted()))
    if st.Deed.REINSTATE in allowed:
        actions.append(page.press(page.t("reinstate"), on.ReinstateWanted(), paint="main"))
    if st.Deed.EVALUATE in allowed:
        label = "evaluate" if state.unexplained is None else "explain"
        actions.append(page.press(page.t(label), on.EvaluateWanted(), paint="main"))
    return View(title=page.t("code_ticket"), body=_ticket(page, state.ticket, state.unexplained), actions=actions)


def _ticket(page: Page, ticket: Ticket, unexplained: Level | None) -> Block:
    lines = [
        page.say(page.service_name(ticket.service_id), align="center"),
        page.number(ticket.number),
        page.say(page.t(f"state_{ticket.state}"), size="title", align="center", strong=True),
    ]
    if ticket.state in GOING:
        lines += [page.say(each, align="center") for each in ticket_facts(page, ticket)]
    elif unexplained is not None:
        level = page.t(f"level_{unexplained.name.lower()}")
        lines.append(page.say(page.t("you_pressed", level=level), align="center"))
    elif ticket.counter_number is not None:
        lines.append(page.say(page.t("at_counter", counter=ticket.counter_number), align="center"))
    return page.card(*lines, share=0.4, grow=GROW)


def cancel_asked(page: Page, state: st.CancelAsked) -> View:
    return View(
        title=page.t("cancel_really", number=state.ticket.number),
        body=page.told("question", page.say(page.t("cancel_means"), size="title", align="center"), paint="mark"),
        actions=(page.press(page.t("cancel_yes"), on.Confirmed(), paint="bad", is_main=True),),
        back="cancel_no",
    )


def evaluating(page: Page, state: st.Evaluating) -> View:
    levels = sorted(Level, reverse=True)
    made = [
        page.press(
            page.t(f"level_{each.name.lower()}"),
            on.LevelChosen(each),
            sign=f"level_{each}",
            sign_share=3,
            align="center" if page.wide else "left",
        )
        for each in levels
    ]
    return View(
        title=page.t("how_was_it", number=state.ticket.number),
        body=page.tiles(*made, columns=5 if page.wide else 1, fill=200),
    )


def choosing_why(page: Page, state: st.ChoosingWhy) -> View:
    offered = () if page.known.hall is None else page.known.hall.evaluation_reasons
    made = [  # told in the hall's language, whatever the holder reads: staff act on them
        page.press(
            page.named(each.name, each.name_en),
            on.WhyToggled(each.name),
            paint="chosen" if each.name in state.reasons else "plain",
        )
        for each in offered
    ]
    return View(
        title=page.t("why_bad"),
        hint=page.t("why_hint"),
        body=page.tiles(*made, columns=3 if page.wide else 2, fill=150),
        actions=(page.main("hand_in", on.Confirmed()),) if state.reasons else (),
    )


def changing(page: Page, state: st.Changing) -> View:
    return waiting(page, state.ticket.number, "changing")


def changed(page: Page, state: st.Changed) -> View:
    lines = [
        page.number(state.ticket.number),
        page.say(page.t(f"done_{state.deed}"), size="title", ink="good_ink", align="center", strong=True),
    ]
    if not page.wide:
        lines.insert(0, page.sign("done", SIGN, "good"))
    if state.deed is st.Deed.REINSTATE:
        lines += [page.say(each, align="center") for each in ticket_facts(page, state.ticket)]
    return View(
        title=page.t("done_title"),
        body=page.card(*lines, share=0.4, grow=GROW),
        actions=(page.main("done", on.WentBack()),),
        back=None,
    )
