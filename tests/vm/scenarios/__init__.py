"""What is played in the guest, by name. A scenario takes the hall, leaves it as it found it, and fails by exception."""

from collections.abc import Callable
from types import ModuleType

from tests.vm.guest.hall import Hall
from tests.vm.scenarios import board, bus, keypad, names, printer, reader, touch

Scenario = Callable[[Hall], None]


def _in(module: ModuleType) -> dict[str, Scenario]:
    """The public functions a module defines, in its order."""
    return {
        name: thing
        for name, thing in vars(module).items()
        if callable(thing) and not name.startswith("_") and getattr(thing, "__module__", "") == module.__name__
    }


SCENARIOS: dict[str, Scenario] = {
    name: scenario
    for module in (names, printer, keypad, bus, board, reader, touch)
    for name, scenario in _in(module).items()
}
