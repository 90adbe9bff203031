"""Why the hall says no. Every refusal carries a stable code and plain facts, never an HTTP status.

Refusal
├── NotFound          something named is not there
├── NotAllowed        the actor has no right to it
└── RuleSaysNo        a rule of the hall, or a life cycle, forbids it now
"""


class Refusal(Exception):
    """A command the hall did not carry out; nothing changed.

    `code` is a stable word clients switch on; `detail` is one plain Chinese sentence without personal data.
    """

    def __init__(self, code: str, detail: str, **facts: str | int | None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.facts = facts


class NotFound(Refusal):
    """What the command names does not exist."""


class NotAllowed(Refusal):
    """The actor may not do this, or not here."""


class RuleSaysNo(Refusal):
    """A rule of the hall forbids it at this moment."""
