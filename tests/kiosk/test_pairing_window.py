"""The whole way on the real screen: found by zeroconf, paired by its code, a QR that leads a phone to the ticket."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urldefrag

import httpx
import pytest
from zeroconf import Zeroconf

from server import discovery
from server.discovery import Advert
from tests.kiosk.test_pairing import accept, write
from tests.server.conftest import memory, prepared, template  # noqa: F401 - fixtures
from tests.server.running import Prepared, running

ROOT = Path(__file__).parents[2]
PATIENCE_S = 120.0
# Loopback is one LAN for the whole machine: other tests and a demo advertise there too.
TYPE = f"_bm-w{os.getpid()}._tcp.local."


@pytest.mark.kivy
@pytest.mark.slow
def test_a_kiosk_found_by_zeroconf_is_paired_and_shows_a_code_that_leads_to_the_ticket(
    tmp_path: Path,
    prepared: Prepared,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(discovery, "TYPE", TYPE)
    with running(prepared) as hall:
        own = hall.service.hall
        tcp_port = int(hall.url.rsplit(":", 1)[1])
        zeroconf = Zeroconf(interfaces=["127.0.0.1"])
        try:
            zeroconf.register_service(Advert(own.uid, own.catalogue.name, "127.0.0.1", tcp_port).to_info())
            config = write(tmp_path, None)
            config.write_text(config.read_text("utf-8") + "[screen]\nfullscreen = false\n", "utf-8")
            command = [sys.executable, "-m", "tests.kiosk.pairing_window", TYPE, str(config), str(tmp_path)]
            environment = {"SDL_VIDEODRIVER": "offscreen", **os.environ, "LP_NUM_THREADS": "1"}
            window = subprocess.Popen(
                [*command, "综合受理", "取号"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
            )
            try:
                assert window.stdout is not None
                shown = json.loads(window.stdout.readline())
                assert shown["hall"] == own.catalogue.name
                accept(hall, shown["code"])
                out, _ = window.communicate(timeout=PATIENCE_S)
            finally:
                window.kill()
                window.wait()
        finally:
            zeroconf.close()
        (url,) = json.loads(out.splitlines()[-1])["urls"]
        page, secret = urldefrag(url)
        assert page.startswith(f"{hall.url}/t/")
        assert len(secret) == 32
        with httpx.Client(trust_env=False) as phone:
            assert "text/html" in phone.get(page).headers["content-type"]
            number = page.rsplit("/", 1)[1]
            answer = phone.get(f"{hall.url}/api/v1/tickets/{number}", headers={"Authorization": f"Bearer {secret}"})
        assert answer.json()["ticket"]["id"] == int(number)
