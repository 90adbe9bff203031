"""One example of each message of pairing, as JSON."""

from collections.abc import Mapping

from server.wire import pairing as wp
from server.wire.example_ticket import Json
from server.wire.shape import Wire

_HALL: Json = {"id": "demo-hall-1f2e3d4c", "name": "示例镇便民服务中心"}
_CLAIM = "shown-to-nobody-but-the-station-that-asked_"
_REQUEST: Json = {
    "kind": "kiosk",
    "name": "kiosk-1",
    "version": "0.1.0",
    "source": "192.0.2.31",
    "since": "2026-11-24T01:30:00Z",
    "expires_at": "2026-11-24T01:40:00Z",
}

PAIRING_EXAMPLES: Mapping[type[Wire], Json] = {
    wp.AskPairing: {"kind": "kiosk", "name": "kiosk-1", "version": "0.1.0"},
    wp.PairingHall: _HALL,
    wp.PairingOffer: {
        "hall": _HALL,
        "claim": _CLAIM,
        "code": "407182",
        "expires_at": "2026-11-24T01:40:00Z",
        "lasts_s": 600.0,
    },
    wp.RevealPairing: {"claim": _CLAIM, "nonce": "5d" * 32},
    wp.ClaimPairing: {"claim": _CLAIM},
    wp.PairingOutcome: {
        "state": "paired",
        "hall": _HALL,
        "token": "given-to-whoever-has-the-claim",
        "role": "kiosk",
        "name": "大门自助机",
        "counter_id": None,
    },
    wp.PairingRequest: _REQUEST,
    wp.PairingsAnswer: {"pairings": [_REQUEST]},
    wp.AcceptPairing: {
        "request_id": "0b54a3a8-5b0c-4f5e-8f4f-0a7f0e2f9a11",
        "code": "407 182",
        "name": "大门自助机",
    },
}
