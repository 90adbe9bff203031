"""The log on disk. All SQL lives here; knows no rule of the hall."""

from server.store.backup import backup, copy, restore
from server.store.errors import StoreBusy, StoreError, StoreFailed, StoreMissing, StoreOccupied
from server.store.log import Store
from server.store.opening import open_store, open_to_read
from server.store.verify import verify_chain

__all__ = [
    "Store",
    "StoreBusy",
    "StoreError",
    "StoreFailed",
    "StoreMissing",
    "StoreOccupied",
    "backup",
    "copy",
    "open_store",
    "open_to_read",
    "restore",
    "verify_chain",
]
