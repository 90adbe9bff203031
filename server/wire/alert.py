"""What a clerk should see to now, on the wire. Words are the page's: here are codes and facts."""

from enum import StrEnum

from server.wire.shape import Moment, Wire


class AlertCode(StrEnum):
    """What it is about, and which facts come with it."""

    WAITING_LONG = "waiting_long"  # count, limit; ticket_id, number and minutes of the one that waits longest
    SLIP_FAILED = "slip_failed"  # ticket_id, number
    DEVICE_RED = "device_red"  # name of the device, detail
    HELP_WANTED = "help_wanted"  # kiosk and its name, since
    POST_EMPTY = "post_empty"  # counter_number; name of the colleague, whose other post is at this counter


class Alert(Wire):
    """One thing; fields that do not belong to its code are null."""

    code: AlertCode
    ticket_id: int | None = None
    number: str | None = None
    count: int | None = None
    limit: int | None = None
    minutes: int | None = None
    name: str | None = None
    detail: str | None = None
    kiosk: str | None = None
    counter_number: int | None = None
    since: Moment | None = None


class AlertsAnswer(Wire):
    alerts: list[Alert]
