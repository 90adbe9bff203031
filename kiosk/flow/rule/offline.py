"""A ticket of the kiosk's own series, when the server is away and the policy allows it.

Unreached ─OfflineWanted→ IssuingOffline ─IssuedOffline→ PrintingOffline ─SlipPrinted→ ShownOffline
                            └─IssueRefused→ Rejected        └─SlipFailed→ OfflineFailed
"""

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.rule.move import Move, end, instead, row, table
from kiosk.flow.rule.take import NO_ANSWER, is_large, stuck


def _issue(now: st.Unreached, _event: on.OfflineWanted, visit: st.Visit) -> Move:
    if not now.may_issue:
        return instead(now)
    return instead(st.IssuingOffline(now.choice), do.IssueOffline(now.choice, visit.language))


def _print(choice: st.Choice, ticket: st.OfflineTicket, visit: st.Visit) -> Move:
    wanted = do.PrintOffline(ticket, visit.language, is_large(choice, visit))
    return instead(st.PrintingOffline(choice, ticket), wanted)


def _printed(now: st.PrintingOffline | st.OfflineFailed) -> Move:
    return instead(st.ShownOffline(now.ticket), do.SettleOffline(now.ticket.id, printed=True))


def _slip_failed(now: st.PrintingOffline, event: on.SlipFailed, _visit: st.Visit) -> Move:
    failed = st.OfflineFailed(now.choice, now.ticket, event.code, event.detail, event.doubtful)
    return instead(failed, do.SettleOffline(now.ticket.id, printed=False, detail=event.code, doubtful=event.doubtful))


def _stuck(now: st.PrintingOffline, _event: on.TimedOut, _visit: st.Visit) -> Move:
    return stuck(do.SettleOffline(now.ticket.id, printed=False, detail=NO_ANSWER, doubtful=True))


TABLE = table(
    row(st.Unreached, on.OfflineWanted, _issue),
    row(st.IssuingOffline, on.IssuedOffline, lambda s, e, visit: _print(s.choice, e.ticket, visit)),
    row(st.IssuingOffline, on.IssueRefused, lambda s, e, _: instead(st.Rejected(e.code, e.detail, s.choice))),
    row(st.IssuingOffline, on.TimedOut, lambda _, __, ___: stuck()),
    row(st.PrintingOffline, on.SlipPrinted, lambda s, _, __: _printed(s)),
    row(st.PrintingOffline, on.SlipFailed, _slip_failed),
    row(st.PrintingOffline, on.TimedOut, _stuck),
    row(st.OfflineFailed, on.AskedAgain, lambda s, _, visit: _print(s.choice, s.ticket, visit)),
    row(st.OfflineFailed, on.SlipInHand, lambda s, _, __: _printed(s) if s.doubtful else instead(s)),
    row(st.OfflineFailed, on.NumberRemembered, lambda _, __, ___: end()),
    row(st.OfflineFailed, on.TimedOut, lambda s, _, __: end(do.CancelOffline(s.ticket.id))),
    row(st.ShownOffline, on.WentBack, lambda _, __, ___: end()),
    row(st.ShownOffline, on.WentHome, lambda _, __, ___: end()),
    row(st.ShownOffline, on.TimedOut, lambda _, __, ___: end()),
)
