"""What every decoder built on the scanner may rely on."""

from drivers.codec.scan import Scanner


def _step(held: bytearray) -> tuple[int, bytes | None] | None:
    """'<', a length digit, that many bytes, '>'."""
    if held[0] != ord("<"):
        return 1, None
    if len(held) < 2 or len(held) < 3 + (held[1] - 48):
        return None
    size = 3 + held[1] - 48
    return (size, bytes(held[2 : size - 1])) if held[size - 1] == ord(">") else (1, None)


def _scanner() -> Scanner[bytes]:
    return Scanner(_step, longest=12)


def test_garbage_before_a_frame_is_counted_and_passed_over() -> None:
    scanner = _scanner()
    assert scanner.feed(b"xyz<2ab>") == [b"ab"]
    assert scanner.garbage == 3


def test_a_frame_inside_a_broken_one_survives() -> None:
    assert _scanner().feed(b"<9<2ab>......") == [b"ab"]


def test_a_frame_that_never_ends_is_given_up_at_the_longest_length() -> None:
    scanner = _scanner()
    for _ in range(1000):
        scanner.feed(b"<" + b"y" * 3)
        assert scanner.held <= 12


def test_silence_gives_up_a_beginning_and_finds_what_hid_behind_it() -> None:
    scanner = _scanner()
    assert scanner.feed(b"<9<2ab>") == []
    assert scanner.silence() == [b"ab"]
    assert scanner.held == 0
    assert scanner.feed(b"<1c>") == [b"c"]
