"""Tickets of the kiosk's own series: taken while the server is away, kept durably, handed in once when it is back."""

from kiosk.offline.ledger import Entry, Ledger, Outcome, Taken
from kiosk.offline.series import OfflineRefused, OfflineSeries, Terms

__all__ = ["Entry", "Ledger", "OfflineRefused", "OfflineSeries", "Outcome", "Taken", "Terms"]
