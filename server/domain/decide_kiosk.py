"""Decides what kiosks are told to do and holds them to it, and on calls for a hand. Pure."""

from datetime import datetime

from server.domain import command_kiosk as ck
from server.domain import event_kiosk as ek
from server.domain.command import Actor
from server.domain.errors import NotFound, RuleSaysNo
from server.domain.fact import Event
from server.domain.hall import AS_USUAL, Direction, Hall
from server.vocab import Role


def direct_kiosk(hall: Hall, wish: ck.DirectKiosk, now: datetime, actor: Actor) -> list[Event]:
    """远程锁定、停止取号. Telling a kiosk what it does already is no fact."""
    _require_kiosk(hall, wish.kiosk)
    if wish.is_locked and not wish.text.strip():
        raise RuleSaysNo("reason_required", "锁定自助机须写明屏幕上显示的文字。")
    text = wish.text if wish.is_locked else ""
    wanted = Direction(is_locked=wish.is_locked, text=text, may_issue=wish.may_issue)
    if hall.kiosks.get(wish.kiosk, AS_USUAL) == wanted:
        return []
    return [ek.KioskDirected(kiosk=wish.kiosk, is_locked=wish.is_locked, text=text, may_issue=wish.may_issue)]


def require_issuing(hall: Hall, actor: Actor) -> None:
    """Refuse a kiosk that was told to issue nothing."""
    told = hall.kiosks.get(actor.token_id, AS_USUAL)
    if actor.role is Role.KIOSK and (told.is_locked or not told.may_issue):
        raise RuleSaysNo("kiosk_stopped", "本机已停止取号，请到其他自助机或导办台。")


def call_help(hall: Hall, wish: ck.CallHelp, now: datetime, actor: Actor) -> list[Event]:
    """请人帮办. Who calls again while nobody has come yet is one call."""
    _require_kiosk(hall, actor.token_id)
    return [] if actor.token_id in hall.helps else [ek.HelpCalled(kiosk=actor.token_id)]


def give_help(hall: Hall, wish: ck.GiveHelp, now: datetime, actor: Actor) -> list[Event]:
    """Whoever needed a hand is looked after; where nobody did, it is no fact."""
    _require_kiosk(hall, wish.kiosk)
    return [ek.HelpGiven(kiosk=wish.kiosk)] if wish.kiosk in hall.helps else []


def _require_kiosk(hall: Hall, token_id: str) -> None:
    if all(token.id != token_id or token.role is not Role.KIOSK for token in hall.doors.tokens.values()):
        raise NotFound("unknown_kiosk", "没有这台自助机。")
