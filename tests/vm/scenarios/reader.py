"""A card reader on USB, with bulk pipes and as a HID device: cards are read, a pulled reader comes back."""

import dataclasses
from contextlib import closing

from drivers import profile as profiles
from drivers.device import Card, IdReader
from drivers.errors import TransportError
from drivers.probe import probe
from drivers.profile import IdReaderProfile
from drivers.sim.host import Host
from drivers.transport import presence
from tests.vm.guest.hall import Hall
from tests.vm.guest.kernel import until

# An invented person: protocols for tests have no other.
NUMBER = "999999199001010016"


def _reader(url: str, profile_name: str) -> IdReader:
    profile = profiles.load(profile_name)
    assert isinstance(profile, IdReaderProfile)
    return IdReader(url, dataclasses.replace(profile, extra_s=5.0))


def _read(reader: IdReader) -> Card:
    until(reader.find, "the card is found")
    return reader.read()


def a_card_is_read_over_bulk_pipes(hall: Hall) -> None:
    found = {one.url: one.profiles for one in probe()}
    assert found.get(hall.pipes_line.url) == ("idreader-usb",), found
    _a_card_is_read(hall.pipes, hall.pipes_line.url, "idreader-usb")


def a_card_is_read_over_hid_reports(hall: Hall) -> None:
    _a_card_is_read(hall.reports, _hid_url(), "idreader-hid")


def _hid_url() -> str:
    """As a technician finds it; its settings stand in the profile's comment."""
    found = next(one for one in probe() if "idreader-hid" in one.profiles)
    assert found.url.startswith("hidraw:///dev/bianmin/hidraw-"), found
    return f"{found.url}?out=feature&report=1&length=64"


def _a_card_is_read(host: Host, url: str, profile_name: str) -> None:
    with closing(_reader(url, profile_name)) as reader:
        reader.ensure_ready()
        host.command("card on citizen")
        try:
            card = _read(reader)
        finally:
            host.command("card off")
        assert card.number == NUMBER
        assert not reader.lies()


def a_reader_pulled_and_plugged_in_again_reads_on(hall: Hall) -> None:
    url = hall.pipes_line.url
    with closing(_reader(url, "idreader-usb")) as reader:
        reader.ensure_ready()
        hall.pipes.command("line unplug")
        assert presence(url) is False
        try:
            reader.ensure_ready()
            raise AssertionError("a reader that is not there has answered")
        except TransportError:
            pass
        hall.pipes.command("line replug")
        hall.pipes.command("card on citizen")
        try:
            assert _read(reader).number == NUMBER
        finally:
            hall.pipes.command("card off")
