"""What a visitor's phone shows of a visit, by the secret in the slip's QR code. Nothing in it is personal."""

from datetime import date

from server.vocab import Level
from server.wire.hall import EvaluationReason, Hall, Opening
from server.wire.shape import Wire
from server.wire.ticket import Ticket


class Visit(Wire):
    """`business_day` is set when that day is over. `evaluated`: it was, by whichever device; `evaluate_until`: the last
    day on which a served visit may be, local. `unexplained`: the bad level that was pressed without a reason, which may
    still be added; `reasons`: what may be chosen, `name` is what is stored."""

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
    unexplained: Level | None = None
    reasons: tuple[EvaluationReason, ...] = ()


class VisitAnswer(Wire):
    visit: Visit
