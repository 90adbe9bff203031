"""What a visitor's phone shows of a visit, by the secret in the slip's QR code. Nothing in it is personal."""

from datetime import date

from server.wire.hall import Hall, Opening
from server.wire.shape import Wire
from server.wire.ticket import Ticket


class EvaluationReason(Wire):
    """What a visitor may choose who was not satisfied; `name` is what is stored."""

    name: str
    name_en: str


class Visit(Wire):
    """`business_day` is set when that day is over. `evaluated`: it was, by whichever device; `evaluate_until`: the last
    day on which a served visit may be, local."""

    hall: Hall
    opening: Opening
    supervision_phone: str = ""
    ticket: Ticket
    service: str = ""
    service_en: str = ""
    business_day: date | None = None
    may_evaluate: bool = False
    evaluated: bool = False
    evaluate_until: date | None = None
    reasons: tuple[EvaluationReason, ...] = ()


class VisitAnswer(Wire):
    visit: Visit
