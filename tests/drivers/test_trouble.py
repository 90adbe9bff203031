"""What any simulated machine can be told to suffer on its line."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from drivers.errors import TransportError
from drivers.sim.host import Host
from drivers.sim.line import PtyLine, SimLine, TcpLine
from drivers.sim.trouble import Trouble
from drivers.transport import open_transport

PATIENCE_S = 20.0


class Echo:
    """A machine that says what it hears."""

    def receive(self, chunk: bytes, now: float) -> bytes:
        return chunk

    def tick(self, now: float) -> bytes:
        return b""

    def due(self) -> float | None:
        return None

    def command(self, words: Sequence[str], now: float) -> bytes:
        raise ValueError("echo knows nothing")


def test_silence_loses_what_is_said_until_it_is_over() -> None:
    trouble = Trouble()
    trouble.command(["silent", "on"])
    trouble.say(b"lost", 0)
    trouble.command(["silent", "off"])
    trouble.say(b"kept", 0)
    assert trouble.take(0) == b"kept"


def test_a_slow_machine_says_everything_in_order_and_late() -> None:
    trouble = Trouble()
    trouble.command(["slow", "500"])
    trouble.say(b"a", 10.0)
    trouble.say(b"b", 10.1)
    assert trouble.due() == 10.5
    assert trouble.take(10.4) == b""
    assert trouble.take(10.5) == b"a"
    assert trouble.take(11.0) == b"b"
    assert trouble.due() is None


def test_garbling_flips_one_bit_in_every_so_many_bytes_both_ways() -> None:
    trouble = Trouble()
    trouble.command(["garble", "4"])
    heard = trouble.heard(bytes(8))
    trouble.say(bytes(4), 0)
    assert [byte.bit_count() for byte in heard] == [0, 0, 0, 1, 0, 0, 0, 1]
    assert sum(byte.bit_count() for byte in trouble.take(0)) == 1


def test_a_half_frame_is_the_first_half() -> None:
    trouble = Trouble()
    trouble.command(["half", "on"])
    trouble.say(b"abcdef", 0)
    assert trouble.take(0) == b"abc"


def test_an_unknown_word_says_what_is_possible() -> None:
    with pytest.raises(ValueError, match=r"line silent on\|off"):
        Trouble().command(["loud"])


def test_a_word_unknown_to_machine_and_line_names_both_lists() -> None:
    with Host(Echo(), PtyLine()) as host, pytest.raises(ValueError, match=r"echo knows nothing, line silent"):
        host.command("sing")


@pytest.mark.parametrize("kind", [PtyLine, TcpLine])
def test_an_unplugged_line_breaks_and_a_replugged_one_is_found_at_the_same_url(kind: type[SimLine]) -> None:
    with Host(Echo(), kind()) as host:
        for _ in range(50):
            open_line = open_transport(host.url)
            open_line.write(b"x", timeout=PATIENCE_S)
            assert open_line.read(8, timeout=PATIENCE_S) == b"x"
            host.command("line unplug")
            with pytest.raises(TransportError):
                open_line.read(8, timeout=PATIENCE_S)
            open_line.close()
            with pytest.raises(TransportError):
                open_transport(host.url)
            host.command("line replug")


def test_a_pseudo_terminal_leaves_nothing_behind() -> None:
    line = PtyLine()
    link = Path(line.url.removeprefix("serial://"))
    assert link.is_symlink()
    line.close()
    assert not link.parent.exists()
