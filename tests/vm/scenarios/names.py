"""Every machine is found under a name that does not depend on the order of plugging in."""

import grp
from pathlib import Path

from drivers.probe import probe
from tests.vm.guest.hall import Hall
from tests.vm.guest.kernel import appears
from tests.vm.guest.udev import GROUP, group_of


def every_machine_is_listed_with_its_url(hall: Hall) -> None:
    urls = [found.url for found in probe()]
    for url in (hall.printer_line.url, hall.bus_line.url.partition("?")[0], hall.board_line.url):
        assert url in urls, urls
