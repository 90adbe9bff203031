"""What may go wrong with a machine, and what to do about it. Knows no device.

DriverError
├── TransportError   the line is gone or silent              → close, back off, try again
│   └── LineStalled  it takes no more bytes for now          → ask what is wrong, then the same
├── FrameError       these bytes are not a frame             → drop them and go on
├── DeviceFault      the machine works but needs a person    → show the sentence, keep polling
└── SettingError     a port URL or a profile is wrong        → say so and stop
"""


class DriverError(Exception):
    """Anything a driver raises on purpose."""


class TransportError(DriverError):
    """The line could not be opened, broke, or nobody answered in time; it may be well a moment later."""


class FrameError(DriverError):
    """A value cannot be a frame of this protocol, or bytes do not form one."""


class SettingError(DriverError):
    """A port URL or a profile is wrong; the message names the part."""


class DeviceFault(DriverError):
    """The machine answers and needs a person.

    `code` is a stable ASCII word for programs, `sentence` is plain Chinese for the people beside the machine.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence


class LineStalled(TransportError):
    """The other side takes no more bytes (flow control, full buffer), but the line is open and may still be asked.

    `sent`: how many bytes of the payload the line has taken, in order; what is left may follow at that byte as long as
    this line stays open. None: unknown, the end of what was taken cannot be told.
    """

    def __init__(self, message: str, *, sent: int | None = None) -> None:
        super().__init__(message)
        self.sent = sent
