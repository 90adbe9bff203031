"""What a station makes of the answers about its pairing code."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.client import Refused, desk
from server.wire import pairing as wp
from server.wire.example_pairing import PAIRING_EXAMPLES


class Hall:
    """Gives codes 000001, 000002…; answers a claim with what is in `says`, then that it is still open."""

    says: tuple[Refused, ...] = ()
    given = 0
    ca, plain_port = None, None

    async def ask(self, *_: object, **__: object) -> wp.PairingOffer:
        self.given += 1
        offer = wp.PairingOffer.model_validate(PAIRING_EXAMPLES[wp.PairingOffer])
        return offer.model_copy(update={"code": f"{self.given:06d}"})

    async def claim(self, _claim: str) -> wp.PairingOutcome:
        if self.says:
            no, *rest = self.says
            self.says = tuple(rest)
            raise no
        outcome = wp.PairingOutcome.model_validate(PAIRING_EXAMPLES[wp.PairingOutcome])
        return outcome.model_copy(update={"token": None})

    async def aclose(self) -> None:
        """Nothing is open."""


async def codes(says: Refused, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The codes shown before and after the hall `says` so."""
    hall = Hall()
    monkeypatch.setattr(desk, "PairingClient", lambda *_, **__: hall)

    async def where() -> str:
        return "http://127.0.0.1:9"

    station = desk.PairingDesk(where, folder, wp.StationKind.KIOSK, hall=None)
    before = await station.look()
    hall.says = (says,)
    after = await station.look()
    return [None if each is None else each.code for each in (before, after)]


async def test_a_code_that_is_over_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    over = Refused("unknown_pairing", "配对码已失效。", 404)
    assert await codes(over, tmp_path, monkeypatch) == ["000001", "000002"]


async def test_a_code_that_is_only_not_answered_now_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    busy = Refused("too_many_requests", "请稍后再试。", 429)
    assert await codes(busy, tmp_path, monkeypatch) == ["000001", "000001"]
