"""One job on its way to a printer: its bytes, how many are sent, which proofs have come back. Knows no line.

How "printed" is proved. GS r is answered in its turn, after everything before it has been printed; but its answer is
one anonymous byte. So questions stand throughout the job, and only when all of them are answered is it proved:
- A printer that lost its power in the middle and came back lost at least one question with whatever it held:
  switching off and on takes a second, and a slow line carries several times EVERY bytes in it. The count stays short.
- Noise may pass for answers: a line being switched off or on says 00 now and then, an ASB group whose first byte is
  spoilt looks like three. So eight stand at the end where one would do; noise cannot make up for those.
- The last word is the printer's: counted out, it must still answer (`Printer`).
- Answers still owed from before are drained before the job begins: `printer_dialogue.synchronise`.
"""

from dataclasses import dataclass

from drivers.codec import escpos_span
from drivers.codec.escpos import BARRIER
from drivers.device.print_result import OnPaper

EVERY = 256
AT_THE_END = 8


@dataclass(slots=True, kw_only=True)
class Order:
    """`opening` names the opening of the line it went out on; `before` is how many answers had come until then."""

    stream: bytes
    questions: int
    longest: int
    opening: int
    before: int
    sent: int = 0
    exact: bool = True

    @property
    def rest(self) -> bytes:
        return self.stream[self.sent :]

    def on_paper(self, answers: int) -> OnPaper:
        """What is certain once the printer has said that it has stopped."""
        return OnPaper.PART if answers > self.before else OnPaper.NOTHING

    def is_proved(self, answers: int) -> bool:
        return not self.rest and answers - self.before >= self.questions


def order(payload: bytes, *, opening: int, before: int) -> Order:
    """A job about to be sent."""
    stream, inside = escpos_span.with_questions(payload, every=EVERY)
    return Order(
        stream=stream + BARRIER * AT_THE_END,
        questions=inside + AT_THE_END,
        longest=escpos_span.longest(payload),
        opening=opening,
        before=before,
    )
