"""The hall seen from a station: commands, events, discovery. Knows the wire and the words, nothing of the server."""

from server.client.discovery import FoundHall, find
from server.client.errors import BadAnswer, ClientError, NotFound, Refused, Unreachable, WrongHall
from server.client.hall_client import HallClient
from server.client.pairing import PairingClient
from server.client.stream import events

__all__ = [
    "BadAnswer",
    "ClientError",
    "FoundHall",
    "HallClient",
    "NotFound",
    "PairingClient",
    "Refused",
    "Unreachable",
    "WrongHall",
    "events",
    "find",
]
