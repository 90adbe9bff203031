"""What a scanned text is: a ticket's code, a booking's, or an identity number nobody asked for. Knows no event."""

import re

from kiosk.flow.state.mine import CodePurpose

_IDENTITY = re.compile(r"\d{15}|\d{17}[\dXx]")
_TICKET_URL = re.compile(r"https?://\S+/t/\d+#\S+")
_TICKET = re.compile(r"[A-Z]{1,3}\d{3,5}[- ]?[A-Za-z0-9]{4,10}")
_BOOKING = re.compile(r"\d{4,12}")  # server.wire.request.BookingCode


def is_identity_number(text: str) -> bool:
    """公民身份号码, of 18 or of 15 digits: dropped, never kept, never sent."""
    return _IDENTITY.fullmatch(text.strip()) is not None


def purpose_of(text: str) -> CodePurpose | None:
    """Whose code it is by its looks; None: neither a ticket's nor a booking's."""
    text = text.strip()
    if _TICKET_URL.fullmatch(text) or _TICKET.fullmatch(text):
        return CodePurpose.TICKET
    return CodePurpose.BOOKING if _BOOKING.fullmatch(text) else None
