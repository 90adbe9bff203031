"""Whose counter is it? Roles are checked at the door; this is what only the hall's state can tell."""

from server.domain.command import Actor
from server.domain.errors import NotAllowed
from server.domain.hall import Hall
from server.domain.ticket import Ticket
from server.vocab import CounterId, Role

STAFF = frozenset({Role.CLERK, Role.SUPERVISOR, Role.ADMIN})
"""Roles of people; the others are machines."""

FREE = frozenset({Role.SUPERVISOR, Role.ADMIN})
"""Roles that may act at every counter."""


def require_counter(hall: Hall, actor: Actor, counter_id: CounterId) -> None:
    """Refuse with `not_your_counter` unless the actor works at this counter."""
    if not works_at(hall, actor, counter_id):
        raise NotAllowed("not_your_counter", "这不是您的窗口。", counter_id=counter_id)


def require_ticket_counter(hall: Hall, actor: Actor, ticket: Ticket) -> None:
    """Refuse with `not_your_counter` unless the ticket is at a counter of the actor, or at none."""
    if ticket.counter_id is not None and (ticket.is_active or ticket.held_until is not None):
        require_counter(hall, actor, ticket.counter_id)


def works_at(hall: Hall, actor: Actor, counter_id: CounterId) -> bool:
    """A token works at its counter, or at all when it was given to none; staff at the counter they opened."""
    if actor.role in FREE:
        return True
    if actor.is_staff:
        post = hall.posts.get(counter_id)
        return post is not None and post.clerk == actor.name
    if actor.counter_id is None:
        return actor.role in {Role.DISPLAY, Role.CLERK}
    return actor.counter_id == counter_id
