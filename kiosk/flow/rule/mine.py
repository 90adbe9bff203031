"""我的号票 and booking check-in.

EnterCode ─Confirmed→ LookingUp ─TicketFound→ MyTicket ─CancelWanted→ CancelAsked ─Confirmed→ Changing → Changed
          └(booking)→ CheckingIn ─Reserved→ Printing            ├─ReinstateWanted→ Changing
A scanned code goes the same ways from anywhere.                └─EvaluateWanted→ Evaluating ⇢ ChoosingWhy, at once
                                                                for a level pressed without a reason
"""

from dataclasses import replace

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.rule.move import Move, end, instead, onward, row, table
from kiosk.flow.rule.take import printing, stuck
from kiosk.flow.scan import is_identity_number, purpose_of
from server.vocab import TicketState
from server.wire.ticket import Ticket

LONGEST_CODE = 14
"""Shorter than any identity number: none can be typed."""

SERVER_AWAY = "server_away"
MISTYPED = frozenset({"unknown_booking", "unknown_ticket", "malformed"})
"""Refusals after which people try again to type."""

MAY: dict[TicketState, frozenset[st.Deed]] = {
    TicketState.WAITING: frozenset({st.Deed.CANCEL}),
    TicketState.CALLED: frozenset({st.Deed.CANCEL}),
    TicketState.NO_SHOW: frozenset({st.Deed.CANCEL, st.Deed.REINSTATE}),
}


def may(now: st.MyTicket) -> frozenset[st.Deed]:
    """What the holder can be offered; the server has the last word."""
    has_say = now.may_evaluate or now.unexplained is not None
    return frozenset({st.Deed.EVALUATE}) if has_say else MAY.get(now.ticket.state, frozenset())


def asked(purpose: st.CodePurpose, code: str, visit: st.Visit) -> tuple[st.State, do.Effect]:
    """The state that waits for what the code leads to, and the question."""
    if purpose is st.CodePurpose.BOOKING:
        return st.CheckingIn(code), do.CheckIn(code, visit.language)
    return st.LookingUp(code), do.LookUp(code)


def scanned(_now: st.State, event: on.ScannerRead, visit: st.Visit) -> Move | None:
    """From anywhere; None: an identity card was held to the scanner, nobody asked for it."""
    text = event.text.strip()
    if is_identity_number(text):
        return None
    purpose = purpose_of(text)
    if purpose is None:
        return onward(st.Rejected("unreadable_code", ""))
    state, question = asked(purpose, text, visit)
    return onward(state, question)


def _scanned_here(now: st.EnterCode, event: on.ScannerRead, visit: st.Visit) -> Move:
    move = scanned(now, event, visit)
    if move is None or isinstance(move.state, st.Rejected):
        return instead(replace(now, typed="", wrong="unreadable_code"))
    return instead(move.state, *move.effects)


def _typed(now: st.EnterCode, event: on.Typed, _visit: st.Visit) -> Move:
    typed = (now.typed + event.text.strip().upper())[:LONGEST_CODE]
    return instead(replace(now, typed=typed, wrong=None))


def _entered(now: st.EnterCode, _event: on.Confirmed, visit: st.Visit) -> Move:
    if not now.typed:
        return instead(now)
    state, question = asked(now.purpose, now.typed, visit)
    return instead(state, question)


def _not_checked_in(now: st.CheckingIn, event: on.IssueRefused, _visit: st.Visit) -> Move:
    if event.code in MISTYPED:
        return instead(st.EnterCode(st.CodePurpose.BOOKING, now.code[:LONGEST_CODE], event.code))
    return instead(st.Rejected(event.code, event.detail))


def _not_found(now: st.LookingUp, event: on.Refused, _visit: st.Visit) -> Move:
    if event.code in MISTYPED:
        # A scanned link is nothing to correct by hand.
        typed = now.code if len(now.code) <= LONGEST_CODE else ""
        return instead(st.EnterCode(st.CodePurpose.TICKET, typed, event.code))
    return instead(st.Rejected(event.code, event.detail))


def _found(now: st.LookingUp, event: on.TicketFound, _visit: st.Visit) -> Move:
    found = st.MyTicket(event.ticket, event.may_evaluate, event.unexplained)
    return instead(found if event.code == now.code else now)


def _checked_in(_now: st.CheckingIn, event: on.Reserved, visit: st.Visit) -> Move:
    return printing(st.Choice(service_id=event.ticket.service_id, item_id=event.ticket.item_id), event.ticket, visit)


def _wish(now: st.MyTicket, deed: st.Deed, move: Move) -> Move:
    return move if deed in may(now) else instead(now)


def _change(ticket: Ticket, deed: st.Deed, effect: do.Effect) -> Move:
    return instead(st.Changing(ticket, deed), effect)


def _reinstate(now: st.MyTicket, _event: on.ReinstateWanted, _visit: st.Visit) -> Move:
    return _wish(now, st.Deed.REINSTATE, _change(now.ticket, st.Deed.REINSTATE, do.Reinstate(now.ticket.id)))


def _evaluate(now: st.MyTicket, _event: on.EvaluateWanted, _visit: st.Visit) -> Move:
    if now.unexplained is not None:
        return instead(st.ChoosingWhy(now.ticket, now.unexplained, is_pressed=True))
    return _wish(now, st.Deed.EVALUATE, instead(st.Evaluating(now.ticket)))


def _level(now: st.Evaluating, event: on.LevelChosen, _visit: st.Visit) -> Move:
    if event.level.is_bad:
        return instead(st.ChoosingWhy(now.ticket, event.level))
    return _change(now.ticket, st.Deed.EVALUATE, do.Evaluate(now.ticket.id, event.level))


def _why(now: st.ChoosingWhy, event: on.WhyToggled, _visit: st.Visit) -> Move:
    others = tuple(each for each in now.reasons if each != event.reason)
    return instead(replace(now, reasons=others if event.reason in now.reasons else (*others, event.reason)))


def _told_why(now: st.ChoosingWhy, _event: on.Confirmed, _visit: st.Visit) -> Move:
    if not now.reasons:
        return instead(now)
    effect = (
        do.Explain(now.ticket.id, now.reasons) if now.is_pressed else do.Evaluate(now.ticket.id, now.level, now.reasons)
    )
    return _change(now.ticket, st.Deed.EVALUATE, effect)


def _kept_why(now: st.ChoosingWhy, _event: on.WentBack, _visit: st.Visit) -> Move:
    return instead(st.MyTicket(now.ticket, unexplained=now.level) if now.is_pressed else st.Evaluating(now.ticket))


def _changed(now: st.Changing, event: on.TicketChanged, _visit: st.Visit) -> Move:
    return instead(st.Changed(event.ticket, now.deed) if event.ticket.id == now.ticket.id else now)


def _evaluated(now: st.Changing, event: on.Evaluated, _visit: st.Visit) -> Move:
    return instead(st.Changed(now.ticket, now.deed) if event.ticket_id == now.ticket.id else now)


TABLE = table(
    row(st.Home, on.CodeWanted, lambda _, e, __: onward(st.EnterCode(e.purpose))),
    row(st.EnterCode, on.Typed, _typed),
    row(st.EnterCode, on.Erased, lambda s, _, __: instead(replace(s, typed=s.typed[:-1], wrong=None))),
    row(st.EnterCode, on.Cleared, lambda s, _, __: instead(replace(s, typed="", wrong=None))),
    row(st.EnterCode, on.Confirmed, _entered),
    row(st.EnterCode, on.ScannerRead, _scanned_here),
    row(st.CheckingIn, on.Reserved, _checked_in),
    row(st.CheckingIn, on.IssueRefused, _not_checked_in),
    row(st.CheckingIn, on.ServerLost, lambda _, __, ___: instead(st.Rejected(SERVER_AWAY, ""))),
    row(st.CheckingIn, on.TimedOut, lambda _, __, ___: stuck()),
    row(st.LookingUp, on.TicketFound, _found),
    row(st.LookingUp, on.Refused, _not_found),
    row(st.LookingUp, on.ServerLost, lambda _, __, ___: instead(st.Rejected(SERVER_AWAY, ""))),
    row(st.LookingUp, on.TimedOut, lambda _, __, ___: end()),
    row(st.MyTicket, on.CancelWanted, lambda s, _, __: _wish(s, st.Deed.CANCEL, instead(st.CancelAsked(s.ticket)))),
    row(st.MyTicket, on.ReinstateWanted, _reinstate),
    row(st.MyTicket, on.EvaluateWanted, _evaluate),
    row(st.CancelAsked, on.Confirmed, lambda s, _, __: _change(s.ticket, st.Deed.CANCEL, do.Withdraw(s.ticket.id))),
    row(st.CancelAsked, on.WentBack, lambda s, _, __: instead(st.MyTicket(s.ticket))),
    row(st.Evaluating, on.LevelChosen, _level),
    row(st.Evaluating, on.WentBack, lambda s, _, __: instead(st.MyTicket(s.ticket, may_evaluate=True))),
    row(st.ChoosingWhy, on.WhyToggled, _why),
    row(st.ChoosingWhy, on.Confirmed, _told_why),
    row(st.ChoosingWhy, on.WentBack, _kept_why),
    row(st.Changing, on.TicketChanged, _changed),
    row(st.Changing, on.Evaluated, _evaluated),
    row(st.Changing, on.Refused, lambda _, e, __: instead(st.Rejected(e.code, e.detail))),
    row(st.Changing, on.ServerLost, lambda _, __, ___: instead(st.Rejected(SERVER_AWAY, ""))),
    row(st.Changing, on.TimedOut, lambda _, __, ___: end()),
    row(st.Changed, on.WentBack, lambda _, __, ___: end()),
)
