"""Taking a ticket, table of its subject.

Confirming ─Confirmed→ Issuing ─Reserved→ Printing ─SlipPrinted→ Shown ─→ Home
  ⇅ GreenWanted          ├─IssueRefused→ Rejected     └─SlipFailed→ PrintFailed ─AskedAgain→ Printing
ChoosingReason           └─ServerLost→ Unreached ─AskedAgain→ Issuing (the same wish)
PrintFailed, left alone: the ticket is cancelled. NumberRemembered keeps it for the staff to release.
Work that never ends takes the kiosk out of order.
"""

from dataclasses import replace

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.rule.move import Move, back, end, home, instead, onward, row, table
from server.wire.ticket import Ticket

NO_ANSWER = "no_answer"


def wanted(choice: st.Choice, visit: st.Visit) -> Move:
    """A ticket of `choice` is wanted: the last look before it, or why there is none."""
    no = visit.around.why_not(choice.service_id, choice.item_id)
    return onward(st.Confirming(choice) if no is None else st.Rejected(no, "", choice))


def stuck(*effects: do.Effect) -> Move:
    """Printer or server never answered, not even with a failure: something of this kiosk hangs."""
    return end(*effects, bar=st.OutOfOrder(NO_ANSWER))


def is_large(choice: st.Choice, visit: st.Visit) -> bool:
    return choice.large or visit.mode is st.Mode.ELDER


def printing(choice: st.Choice, ticket: Ticket, visit: st.Visit) -> Move:
    return instead(st.Printing(choice, ticket), do.Print(ticket, visit.language, is_large(choice, visit)))


def _issue(choice: st.Choice, visit: st.Visit, *, again: bool = False) -> Move:
    return instead(st.Issuing(choice), do.Issue(choice, visit.language, again))


def _green(now: st.Confirming, _event: on.GreenWanted, _visit: st.Visit) -> Move:
    if now.choice.green_reason is None:
        return instead(st.ChoosingReason(now.choice))
    return instead(st.Confirming(replace(now.choice, green_reason=None)))


def _reason(now: st.Confirming | st.ChoosingReason, event: on.ReasonChosen, _visit: st.Visit) -> Move:
    return instead(st.Confirming(replace(now.choice, green_reason=event.reason)))


def _larger(now: st.Confirming, _event: on.LargeToggled, _visit: st.Visit) -> Move:
    return instead(st.Confirming(replace(now.choice, large=not now.choice.large)))


def _refused(now: st.Issuing, event: on.IssueRefused, _visit: st.Visit) -> Move:
    return instead(st.Rejected(event.code, event.detail, now.choice))


def _printed(now: st.Printing | st.PrintFailed) -> Move:
    return instead(st.Shown(now.ticket), do.Settle(now.ticket.id, printed=True))


def _slip_failed(now: st.Printing, event: on.SlipFailed, _visit: st.Visit) -> Move:
    failed = st.PrintFailed(now.choice, now.ticket, event.code, event.detail, event.doubtful)
    return instead(failed, do.Settle(now.ticket.id, printed=False, detail=event.code))


TABLE = table(
    row(st.Confirming, on.GreenWanted, _green),
    row(st.Confirming, on.ReasonChosen, _reason),
    row(st.Confirming, on.LargeToggled, _larger),
    row(st.Confirming, on.GuideWanted, lambda _, e, __: onward(st.GuideShown(item_id=e.item_id))),
    row(st.Confirming, on.Confirmed, lambda s, _, visit: _issue(s.choice, visit)),
    row(st.ChoosingReason, on.ReasonChosen, _reason),
    row(st.ChoosingReason, on.WentBack, lambda s, _, __: instead(st.Confirming(s.choice))),
    row(st.Issuing, on.Reserved, lambda s, e, visit: printing(s.choice, e.ticket, visit)),
    row(st.Issuing, on.IssueRefused, _refused),
    row(st.Issuing, on.ServerLost, lambda s, e, _: instead(st.Unreached(s.choice, e.may_issue))),
    row(st.Issuing, on.TimedOut, lambda _, __, ___: stuck()),
    row(st.Printing, on.SlipPrinted, lambda s, _, __: _printed(s)),
    row(st.Printing, on.SlipFailed, _slip_failed),
    row(st.Printing, on.TimedOut, lambda s, _, __: stuck(do.Settle(s.ticket.id, printed=False, detail=NO_ANSWER))),
    row(st.PrintFailed, on.AskedAgain, lambda s, _, visit: printing(s.choice, s.ticket, visit)),
    row(st.PrintFailed, on.SlipInHand, lambda s, _, __: _printed(s) if s.doubtful else instead(s)),
    row(st.PrintFailed, on.NumberRemembered, lambda _, __, ___: end()),
    row(st.PrintFailed, on.TimedOut, lambda s, _, __: end(do.Cancel(s.ticket.id))),
    row(st.Shown, on.WentBack, lambda _, __, ___: end()),
    row(st.Shown, on.WentHome, lambda _, __, ___: end()),
    row(st.Shown, on.TimedOut, lambda _, __, ___: end()),
    row(st.Rejected, on.GuideWanted, lambda _, e, __: onward(st.GuideShown(item_id=e.item_id))),
    row(st.Rejected, on.ServicesWanted, lambda _, e, __: instead(st.Services(e.purpose))),
    row(st.Unreached, on.AskedAgain, lambda s, _, visit: _issue(s.choice, visit, again=True)),
    row(st.Unreached, on.WentBack, lambda _, __, ___: back(do.GiveUp())),
    row(st.Unreached, on.WentHome, lambda _, __, ___: home(do.GiveUp())),
    row(st.Unreached, on.TimedOut, lambda _, __, ___: end(do.GiveUp())),
)
