"""办事指南: tabs, prerequisites, the questions of 情形化材料, paper, and from here to a ticket.

GuideShown ─AskWanted→ Asking ─Answered…→ GuideShown (materials that fit)
NoticeWanted → paper: printing → printed | failed; a second touch while it prints asks for nothing.
"""

from dataclasses import replace

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.rule.move import Move, instead, onward, row, table
from kiosk.flow.rule.take import wanted


def _ask(now: st.GuideShown, event: on.AskWanted, _visit: st.Visit) -> Move:
    return instead(st.Asking(item_id=now.item_id, questions=event.questions) if event.questions else now)


def _answered(now: st.Asking, event: on.Answered, _visit: st.Visit) -> Move:
    answers = (*now.answers, (now.question, event.yes))
    if len(answers) < len(now.questions):
        return instead(replace(now, answers=answers))
    return instead(st.GuideShown(item_id=now.item_id, tab=st.Tab.MATERIALS, answers=answers))


def _unanswered(now: st.Asking, _event: on.WentBack, _visit: st.Visit) -> Move:
    return instead(replace(now, answers=now.answers[:-1]) if now.answers else st.GuideShown(item_id=now.item_id))


def _paper(now: st.GuideShown, wish: do.PrintNotice | do.PrintGuide) -> Move:
    if now.paper is st.Paper.PRINTING:
        return instead(now)
    return instead(replace(now, paper=st.Paper.PRINTING, failure=None), wish)


def _notice(now: st.GuideShown, _event: on.NoticeWanted, visit: st.Visit) -> Move:
    return _paper(now, do.PrintNotice(now.item_id, now.answers, visit.language, visit.mode is st.Mode.ELDER))


def _whole(now: st.GuideShown, _event: on.GuidePrintWanted, visit: st.Visit) -> Move:
    return _paper(now, do.PrintGuide(now.item_id, visit.language, visit.mode is st.Mode.ELDER))


def _printed(now: st.GuideShown, event: on.PaperPrinted, _visit: st.Visit) -> Move:
    is_it = event.item_id == now.item_id and now.paper is st.Paper.PRINTING
    return instead(replace(now, paper=st.Paper.PRINTED) if is_it else now)


def _failed(now: st.GuideShown, event: on.PaperFailed, _visit: st.Visit) -> Move:
    is_it = event.item_id == now.item_id and now.paper is st.Paper.PRINTING
    return instead(replace(now, paper=st.Paper.FAILED, failure=event.code) if is_it else now)


def _ticket(now: st.GuideShown, event: on.ServiceChosen, visit: st.Visit) -> Move:
    return wanted(st.Choice(service_id=event.service_id, item_id=event.item_id, answers=now.answers), visit)


TABLE = table(
    row(st.GuideShown, on.TabChosen, lambda s, e, _: instead(replace(s, tab=e.tab))),
    row(st.GuideShown, on.GuideWanted, lambda _, e, __: onward(st.GuideShown(item_id=e.item_id))),
    row(st.GuideShown, on.AskWanted, _ask),
    row(st.GuideShown, on.NoticeWanted, _notice),
    row(st.GuideShown, on.GuidePrintWanted, _whole),
    row(st.GuideShown, on.PaperPrinted, _printed),
    row(st.GuideShown, on.PaperFailed, _failed),
    row(st.GuideShown, on.ServiceChosen, _ticket),
    row(st.Asking, on.Answered, _answered),
    row(st.Asking, on.WentBack, _unanswered),
)
