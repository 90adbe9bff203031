"""The one door to the rules: a command meets the hall's state and gives facts, or a refusal that changes nothing."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from server.domain import (
    command,
    command_admin,
    command_item,
    command_kiosk,
    command_notice,
    command_public,
    decide_admin,
    decide_booking,
    decide_call,
    decide_counter,
    decide_day,
    decide_evaluation,
    decide_issue,
    decide_item,
    decide_kiosk,
    decide_notice,
    decide_offline,
    decide_public,
)
from server.domain.command import Actor
from server.domain.fact import Event
from server.domain.hall import Hall

Command: TypeAlias = (
    command.IssueTicket
    | command.SettleSlip
    | command.CallNext
    | command.CallTicket
    | command.ServeWalkUp
    | command.Recall
    | command.MarkNoShow
    | command.Reinstate
    | command.Start
    | command.Finish
    | command.Hold
    | command.Resume
    | command.Transfer
    | command.Cancel
    | command.Evaluate
    | command.ExplainEvaluation
    | command.OpenCounter
    | command.PauseCounter
    | command.CloseCounter
    | command.MakeBooking
    | command.CancelBooking
    | command.CheckIn
    | command.EndDay
    | command.Tick
    | command.StepClock
    | command_admin.ImportCatalogue
    | command_admin.ChangeSetUp
    | command_admin.IssueToken
    | command_admin.RevokeToken
    | command_admin.FitBox
    | command_admin.SetStaff
    | command_admin.RemoveStaff
    | command_admin.LogIn
    | command_admin.LogOut
    | command_admin.NoteRefusal
    | command_item.WriteItems
    | command_item.SubmitItems
    | command_item.ReturnItem
    | command_item.PublishItems
    | command_item.WithdrawItem
    | command_item.DropDraft
    | command_kiosk.HandIn
    | command_kiosk.DirectKiosk
    | command_kiosk.CallHelp
    | command_kiosk.GiveHelp
    | command_notice.GiveNotice
    | command_public.CloseService
    | command_public.OpenService
    | command_public.Announce
    | command_public.EndAnnouncement
)

Rule: TypeAlias = Callable[[Hall, Any, datetime, Actor], list[Event]]
"""`Any` is the command class the table names beside it."""

RULES: Mapping[type, Rule] = {
    command.IssueTicket: decide_issue.issue_ticket,
    command.SettleSlip: decide_issue.settle_slip,
    command.Cancel: decide_issue.cancel,
    command.ServeWalkUp: decide_issue.serve_walk_up,
    command.CallNext: decide_call.call_next,
    command.CallTicket: decide_call.call_ticket,
    command.Recall: decide_call.recall,
    command.MarkNoShow: decide_call.mark_no_show,
    command.Reinstate: decide_call.reinstate,
    command.Start: decide_call.start,
    command.Finish: decide_call.finish,
    command.Hold: decide_call.hold,
    command.Resume: decide_call.resume,
    command.Transfer: decide_call.transfer,
    command.Evaluate: decide_evaluation.evaluate,
    command.ExplainEvaluation: decide_evaluation.explain,
    command.OpenCounter: decide_counter.open_counter,
    command.PauseCounter: decide_counter.pause_counter,
    command.CloseCounter: decide_counter.close_counter,
    command.MakeBooking: decide_booking.make_booking,
    command.CancelBooking: decide_booking.cancel_booking,
    command.CheckIn: decide_booking.check_in,
    command.EndDay: decide_day.end_day,
    command.Tick: decide_day.tick,
    command.StepClock: decide_day.step_clock,
    command_admin.ImportCatalogue: decide_admin.import_catalogue,
    command_admin.ChangeSetUp: decide_admin.change_set_up,
    command_admin.IssueToken: decide_admin.issue_token,
    command_admin.RevokeToken: decide_admin.revoke_token,
    command_admin.FitBox: decide_admin.fit_box,
    command_admin.SetStaff: decide_admin.set_staff,
    command_admin.RemoveStaff: decide_admin.remove_staff,
    command_admin.LogIn: decide_admin.log_in,
    command_admin.LogOut: decide_admin.log_out,
    command_admin.NoteRefusal: decide_admin.note_refusal,
    command_item.WriteItems: decide_item.write_items,
    command_item.SubmitItems: decide_item.submit_items,
    command_item.ReturnItem: decide_item.return_item,
    command_item.PublishItems: decide_item.publish_items,
    command_item.WithdrawItem: decide_item.withdraw_item,
    command_item.DropDraft: decide_item.drop_draft,
    command_kiosk.HandIn: decide_offline.hand_in,
    command_kiosk.DirectKiosk: decide_kiosk.direct_kiosk,
    command_kiosk.CallHelp: decide_kiosk.call_help,
    command_kiosk.GiveHelp: decide_kiosk.give_help,
    command_notice.GiveNotice: decide_notice.give_notice,
    command_public.CloseService: decide_public.close_service,
    command_public.OpenService: decide_public.open_service,
    command_public.Announce: decide_public.announce,
    command_public.EndAnnouncement: decide_public.end_announcement,
}


def decide(hall: Hall, wish: Command, now: datetime, actor: Actor) -> list[Event]:
    """The facts `wish` causes at `now` (aware UTC), none when there is nothing to do. Raises Refusal."""
    return RULES[type(wish)](hall, wish, now, actor)
