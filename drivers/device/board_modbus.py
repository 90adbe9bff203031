"""A Modbus-RTU numeric board: puts the digits of a number into its registers. Knows the register map, not tickets."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from drivers.codec import number_board
from drivers.device.board_layout import number_in
from drivers.device.fault import fault
from drivers.device.link import Line, line_of
from drivers.errors import FrameError, TransportError
from drivers.profile import Capabilities, ModbusBoardProfile
from drivers.transport.modbus import ModbusLine, Refused

NO_FUNCTION = 1
REFUSALS = {NO_FUNCTION: "board_model", 2: "board_register", 3: "board_value", 6: "board_busy"}


class ModbusBoard:
    """One board of a Modbus line; see drivers.device.board.Board."""

    def __init__(self, port: str | Line, profile: ModbusBoardProfile) -> None:
        self._line = line_of(port, baud=profile.baud)
        self._modbus = ModbusLine(
            self._line,
            baud=profile.baud,
            timeout_s=profile.reply_timeout_s,
            retries=profile.attempts - 1,
            echo=profile.echo,
        )
        self._profile = profile

    @property
    def capabilities(self) -> Capabilities:
        return self._profile.capabilities

    def open(self) -> None:
        self._line.open()

    def close(self) -> None:
        self._line.close()

    def ensure_ready(self) -> None:
        """A board that may only be written answers too: that it does not read."""
        with _driver_errors(but=NO_FUNCTION):
            self._modbus.read_registers(self._profile.address, self._profile.value_reg)

    def show(self, lines: Sequence[str], *, colour: str = "red", flash: bool = False, speak: str = "") -> None:
        """The last digits of the ticket's number the first line begins with; anything else is dark."""
        self._write(number_in(lines))

    def speak(self, text: str) -> None:
        """It has no voice."""

    def clear(self) -> None:
        self._write(None)

    def set_brightness(self, level: int) -> None:
        """What the maker's scale is, the manual tells. Without a brightness register in the profile: DeviceFault."""
        if self._profile.brightness_reg is None:
            raise fault("board_register")
        with _driver_errors():
            self._modbus.write_register(self._profile.address, self._profile.brightness_reg, level)

    def _write(self, number: int | None) -> None:
        profile = self._profile
        values = number_board.registers(number, digits=profile.digits, form=profile.format, blank=profile.blank_value)
        with _driver_errors():
            if len(values) == 1:
                # Function 06: the smallest boards know no other.
                self._modbus.write_register(profile.address, profile.value_reg, values[0])
            else:
                self._modbus.write_registers(profile.address, profile.value_reg, values)


@contextmanager
def _driver_errors(*, but: int = 0) -> Iterator[None]:
    """A refusal is for a person, unless its code is `but`; an answer to something else may be right the next time."""
    try:
        yield
    except Refused as refused:
        if refused.code != but:
            raise fault(REFUSALS.get(refused.code, "board_rejected")) from refused
    except FrameError as error:
        raise TransportError(str(error)) from error
