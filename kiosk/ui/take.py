"""Taking a ticket, until there is a number: the last look, the reason of priority, waiting, and why not."""

from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.alternative import Alternative, alternatives
from kiosk.ui.guide import material_line
from kiosk.ui.page import GROW, Page, View
from kiosk.ui.widget import Block
from server.wire.situation import materials_for

BRING_SHOWN = {True: 6, False: 3}
"""In letters of usual size, in large ones; the guide has all."""


def confirming(page: Page, state: st.Confirming) -> View:
    choice = state.choice
    green = page.t("green") if choice.green_reason is None else page.t("green_chosen", reason=_reason(page, choice))
    options = (
        page.press(green, on.GreenWanted(), paint="plain" if choice.green_reason is None else "good"),
        page.press(page.t("large"), on.LargeToggled(), paint="chosen" if choice.large or _is_elder(page) else "plain"),
    )
    bring = _bring(page, choice)
    facts = _facts(page, choice, is_alone=bring is None)
    if bring is None:
        body: Block = facts
    elif page.wide:
        body = page.row((facts, 0.5), (bring, 0.5), stand="top")
    else:
        body = page.column(facts, bring)
    return View(
        title=page.wish_name(choice),
        body=body,
        actions=(*options, page.main("confirm", on.Confirmed())),
    )


def _is_elder(page: Page) -> bool:
    return page.visit.mode is st.Mode.ELDER


def _facts(page: Page, choice: st.Choice, *, is_alone: bool) -> Block:
    """`is_alone`: nothing else stands on the screen, so that it may be large."""
    service = page.service(choice.service_id)
    facts: list[tuple[str, str]] = []
    if choice.item_id is not None:
        facts.append(("fact_service", page.service_name(choice.service_id)))
    if service is not None and not page.visit.around.is_away:
        facts.append(("fact_ahead", page.t("waiting", waiting=service.waiting)))
        facts += [("fact_wait", each) for each in page.minutes("estimate", service.estimate)]
    facts.append(("fact_counters", page.counters(choice.service_id) or page.t("counters_later")))
    size = "title" if is_alone else "text"
    lines = [page.fact(page.t(key), value, size=size) for key, value in facts]
    return page.card(*lines, share=1.6, grow=GROW) if is_alone else page.card(*lines)


def _bring(page: Page, choice: st.Choice) -> Block | None:
    guide = page.guide(choice.item_id)
    if guide is None:
        return None
    wanted = materials_for(guide, dict(choice.answers))
    most = BRING_SHOWN[page.visit.mode is st.Mode.NORMAL]
    lines = [page.say(f"□ {material_line(page, each)}", size="small") for each in wanted[:most]]
    if len(wanted) > most:
        lines.append(page.say(page.t("bring_more", count=len(wanted) - most), size="small", ink="muted"))
    key = "materials_yours" if choice.answers else "materials_all" if guide.questions else "materials_bring"
    return page.card(
        page.say(page.t(key), size="small", ink="muted"),
        *lines,
        page.press(page.t("whole_guide"), on.GuideWanted(guide.id), paint="quiet"),
    )


def _reason(page: Page, choice: st.Choice) -> str:
    reasons = () if page.known.hall is None else page.known.hall.green_reasons
    found = next((each for each in reasons if each.code == choice.green_reason), None)
    return str(choice.green_reason) if found is None else page.named(found.name, found.name_en)


def choosing_reason(page: Page, _state: st.ChoosingReason) -> View:
    reasons = () if page.known.hall is None else page.known.hall.green_reasons
    made = [page.press(page.named(each.name, each.name_en), on.ReasonChosen(each.code)) for each in reasons]
    body = page.tiles(*made, columns=3 if page.wide else 2, fill=150)
    return View(title=page.t("reason"), hint=page.t("green_hint"), body=body)


def issuing(page: Page, state: st.Issuing) -> View:
    return waiting(page, page.wish_name(state.choice), "issuing", "ticket")


def issuing_offline(page: Page, state: st.IssuingOffline) -> View:
    return waiting(page, page.wish_name(state.choice), "issuing", "ticket")


def waiting(page: Page, title: str, key: str, sign: str = "wait") -> View:
    """Something is being done; there is nothing to touch."""
    return View(title=title, body=page.told(sign, page.say(page.t(key), size="title", align="center")))


def rejected(page: Page, state: st.Rejected) -> View:
    why = page.words.because("refusal", state.code, state.detail)
    lines = [page.say(why, size="title", ink="bad_ink", align="center", strong=True)]
    reason = _closed_because(page, state)
    lines += [page.say(reason, align="center")] if reason else []
    has_guide = page.guide(_item(state)) is not None
    instead = [each for each in alternatives(state) if has_guide or each is not Alternative.GUIDE]
    lines += [page.say(_instead(page, each), align="center") for each in instead]
    actions = []
    if Alternative.GUIDE in instead:
        actions.append(page.press(page.t("whole_guide"), on.GuideWanted(_item(state)), paint="main"))
    if Alternative.OTHER_SERVICE in instead:
        actions.append(page.press(page.t("other_service"), on.ServicesWanted(), paint="main"))
    title = page.t("not_done" if state.choice is None else "refused")
    return View(title=title, body=page.told("stop", *lines, paint="bad"), actions=actions)


def _closed_because(page: Page, state: st.Rejected) -> str:
    """What the hall's leaders say of a service they closed for the day; empty where the server has said it already."""
    if state.code != "service_closed" or state.detail or state.choice is None or page.known.hall is None:
        return ""
    return next((each.closed for each in page.known.hall.services if each.id == state.choice.service_id), "")


def _item(state: st.Rejected) -> str:
    return "" if state.choice is None or state.choice.item_id is None else state.choice.item_id


def _instead(page: Page, alternative: Alternative) -> str:
    if alternative is Alternative.BOOKING:
        phone = "" if page.known.hall is None else page.known.hall.hall.booking_phone
        return page.t("instead_booking_phone", phone=phone) if phone else page.t("instead_booking")
    return page.t(f"instead_{alternative}")


def unreached(page: Page, state: st.Unreached) -> View:
    actions = [page.press(page.t("retry"), on.AskedAgain(), paint="plain" if state.may_issue else "main")]
    if state.may_issue:
        actions.append(page.main("take_offline", on.OfflineWanted()))
    lines = [
        page.say(page.t("unreached"), size="title", align="center", strong=True),
        page.say(page.t("offline_may" if state.may_issue else "offline_desk"), align="center"),
    ]
    body = page.told("warning", *lines, paint="mark")
    return View(title=page.wish_name(state.choice), body=body, actions=actions)
