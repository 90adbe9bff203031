"""Decides on the set-up, tokens and staff. Pure; secrets arrive hashed."""

from datetime import datetime

from server.domain import command_admin as c
from server.domain import event_admin as e
from server.domain.command import Actor
from server.domain.errors import NotFound, RuleSaysNo
from server.domain.fact import Event
from server.domain.hall import Hall
from server.domain.item_version import renumbered
from server.vocab import CounterState, Role


def import_catalogue(hall: Hall, wish: c.ImportCatalogue, now: datetime, actor: Actor) -> list[Event]:
    """Replace the set-up; refuses to take away a service people wait for or a counter that is open."""
    new = wish.catalogue
    if hall.catalogue.hall_id and new.hall_id != hall.catalogue.hall_id:
        raise RuleSaysNo("other_hall", f"文件属于另一个大厅（{new.hall_id}），不能导入。")
    services = {service.id for service in new.services}
    for ticket in hall.tickets.values():
        if ticket.is_live and not services.issuperset(ticket.services):
            gone = next(each for each in ticket.services if each not in services)
            raise RuleSaysNo(
                "in_use", f"业务「{hall.services[gone].name}」还有人在等候或办理，不能删除。", service_id=gone
            )
    counters = {counter.id for counter in new.counters}
    bound = {ticket.bound_to for ticket in hall.tickets.values() if ticket.is_live}
    for post in hall.posts.values():
        in_use = post.state is not CounterState.CLOSED or post.current or post.held or post.id in bound
        if post.id not in counters and in_use:
            raise RuleSaysNo(
                "in_use", f"{hall.counters[post.id].number} 号窗口正在使用，请先关窗。", counter_id=post.id
            )
    catalogue = renumbered(new, hall.catalogue, hall.local(now).date())
    return [e.CatalogueImported(catalogue=catalogue, replaced=hall.catalogue_rev)]


def change_set_up(hall: Hall, wish: c.ChangeSetUp, now: datetime, actor: Actor) -> list[Event]:
    """Replace the set-up as an import does, but only the one that was looked at when the change was made."""
    if wish.edition != hall.catalogue_rev:
        raise RuleSaysNo("set_up_changed", "设置刚被别人改过，这次没有保存。请看过现在的内容再改。")
    return import_catalogue(hall, c.ImportCatalogue(catalogue=wish.catalogue), now, actor)


def issue_token(hall: Hall, wish: c.IssueToken, now: datetime, actor: Actor) -> list[Event]:
    """Let a station or person in by token."""
    if wish.counter_id is not None:
        hall.counter(wish.counter_id)
    return [
        e.TokenIssued(
            token_id=wish.token_id,
            role=wish.role,
            digest=wish.digest,
            name=wish.name,
            counter_id=wish.counter_id,
            station=hall.doors.stations + 1 if wish.role is Role.KIOSK else 0,
        )
    ]


def revoke_token(hall: Hall, wish: c.RevokeToken, now: datetime, actor: Actor) -> list[Event]:
    if all(token.id != wish.token_id for token in hall.doors.tokens.values()):
        raise NotFound("unknown_token", "没有这个令牌。")
    return [e.TokenRevoked(token_id=wish.token_id)]


def fit_box(hall: Hall, wish: c.FitBox, now: datetime, actor: Actor) -> list[Event]:
    """Say which devices a display box has; counters the hall does not have are refused. The same again is no fact."""
    if all(token.id != wish.station or token.role is not Role.DISPLAY for token in hall.doors.tokens.values()):
        raise NotFound("unknown_station", "没有这台显示终端。")
    missing = wish.box.counters - {counter.number for counter in hall.counters.values()}
    if missing:
        raise NotFound("unknown_counter", f"没有 {min(missing)} 号窗口。")
    if hall.boxes.get(wish.station) == wish.box:
        return []
    return [e.BoxFitted(station=wish.station, box=wish.box)]


def set_staff(hall: Hall, wish: c.SetStaff, now: datetime, actor: Actor) -> list[Event]:
    """Add a member of staff or change one; their sessions end."""
    for counter_id in wish.counters:
        hall.counter(counter_id)
    return [e.StaffSet(name=wish.name, role=wish.role, password_hash=wish.password_hash, counters=wish.counters)]


def remove_staff(hall: Hall, wish: c.RemoveStaff, now: datetime, actor: Actor) -> list[Event]:
    if wish.name not in hall.doors.staff:
        raise NotFound("unknown_staff", "没有这位工作人员。")
    return [e.StaffRemoved(name=wish.name)]


def log_in(hall: Hall, wish: c.LogIn, now: datetime, actor: Actor) -> list[Event]:
    return [e.StaffLoggedIn(name=wish.name, digest=wish.digest, until=wish.until)]


def log_out(hall: Hall, wish: c.LogOut, now: datetime, actor: Actor) -> list[Event]:
    return [e.StaffLoggedOut(digest=wish.digest)] if wish.digest in hall.doors.sessions else []


def note_refusal(hall: Hall, wish: c.NoteRefusal, now: datetime, actor: Actor) -> list[Event]:
    return [
        e.AccessRefused(
            code=wish.code, source=wish.source, role=wish.role, name=wish.name, call=wish.call, times=wish.times
        )
    ]
