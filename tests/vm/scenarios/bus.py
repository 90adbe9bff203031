"""A call pad behind a USB serial port (CDC ACM): pressed, shown to, pulled and plugged in again."""

from contextlib import closing

from drivers.device import KeyPressed, LevelPressed, make_keypad
from tests.vm.guest.hall import Hall
from tests.vm.guest.hearing import hearing
from tests.vm.guest.kernel import appears


def a_pad_on_a_usb_serial_port_is_heard_and_shown_to(hall: Hall) -> None:
    appears(hall.bus_line.host_path)
    hall.bus_reports.forget()
    with hearing(hall.bus_line.url, hall.bus_profile) as ears:
        ears.until_up()
        hall.bus.command("press call_next 3")
        hall.bus.command("press 5 200")
        assert ears.heard(2) == [KeyPressed(3, "call_next"), LevelPressed(200, 5)]
        assert hall.bus_reports.next_with("acknowledged")["acknowledged"] == "call_next"
        assert hall.bus_reports.next_with("acknowledged")["acknowledged"] == "5"
    ears.nothing_more()
    with closing(make_keypad(hall.bus_line.url, hall.bus_profile)) as keypad:
        keypad.show_number(3, 12, waiting=5)
        assert hall.bus_reports.next_with("number") == {"address": 3, "waiting": "005", "number": "012"}


def a_bus_pulled_and_plugged_in_again_goes_on_under_its_name(hall: Hall) -> None:
    hall.bus_reports.forget()
    with hearing(hall.bus_line.url, hall.bus_profile) as ears:
        ears.until_up()
        for key in ("call_next", "recall"):
            hall.bus.command("line unplug")
            ears.until_down()
            hall.bus.command("line replug")
            ears.until_up()
            hall.bus.command(f"press {key} 3")
            heard = ears.heard(1)
            assert heard == [KeyPressed(3, key)], heard
            # A pad that is pulled before it has its acknowledgement would press the key again when it is back.
            assert hall.bus_reports.next_with("acknowledged")["acknowledged"] == key
    ears.nothing_more()
